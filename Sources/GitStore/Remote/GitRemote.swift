package import Gate
package import ZoneFiles

/// The remotes of a clone.
package struct GitRemote: Remote {
    private let repository: GitRepository
    private let access: RemoteAccess

    package init(of repository: GitRepository, _ access: RemoteAccess) {
        self.repository = repository
        self.access = access
    }

    package func fetchProtectedBranch(configured: String?) async throws(GitError) {
        try await repository.fetchProtectedBranch(configured: configured, access: access)
    }
}

extension GitRemote: RemoteInspection {
    package func branches(of remote: String) async throws(GitError) -> [String: CommitID] {
        let found = try await branch("refs/heads/HEAD", of: remote).branches()
        return Dictionary(
            found.compactMap { name, commit in
                name.hasPrefix("refs/heads/") ? (String(name.dropFirst(11)), commit) : nil
            }, uniquingKeysWith: { first, _ in first })
    }

    package func tryPush(
        _ commit: CommitID, to branch: String, of remote: String
    ) async throws(GitError) -> PushTrial {
        switch try await self.branch("refs/heads/\(branch)", of: remote).tryPush(commit) {
        case .accepted: .allowed
        case .overtaken: .overtaken
        case .refused(let words): .refused(words)
        }
    }

    private func branch(_ reference: String, of remote: String) -> RemoteBranch {
        RemoteBranch(folder: repository.folder, remote: remote, reference: reference, access: access)
    }
}
