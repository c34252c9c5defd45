package import Gate
package import ZoneFiles

extension GitRepository: LocalClone {
    package func remote(ofProtected branch: String?) throws(GitError) -> String? {
        try ledgerRemote(nil, protected: branch)
    }

    package func applyLock(onWait: () -> Void) async throws(GitError) -> any HeldLock {
        try await ApplyLock.take(in: self, onWait: onWait)
    }
}

extension ApplyLock: HeldLock {}
