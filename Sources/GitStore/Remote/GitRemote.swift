internal import Gate
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
