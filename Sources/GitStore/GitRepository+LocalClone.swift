package import Gate
package import ZoneFiles

extension GitRepository: LocalClone {
    package func remote(ofProtected branch: String?) throws(GitError) -> String? {
        try ledgerRemote(nil, protected: branch)
    }

    package func applyLock(onWait: () -> Void) async throws(GitError) -> any HeldLock {
        try await ApplyLock.take(in: self, onWait: onWait)
    }

    package func commit(
        _ files: [EditedZoneFile], on parent: CommitID, toNewBranch branch: String, message: String,
        by author: CommitIdentity
    ) throws(GitError) -> Bool {
        try commit(
            files.map { CommitFile(path: $0.path, octets: $0.octets) }, on: parent, toNewBranch: branch,
            message: message, identity: author)
    }
}

extension ApplyLock: HeldLock {}
