package import Gate
internal import Platform
package import ZoneFiles

extension GitRepository: LocalClone {
    package func remote(ofProtected branch: String?) throws(GitError) -> String? {
        try ledgerRemote(nil, protected: branch)
    }

    package func applyLock(onWait: () -> Void) async throws(GitError) -> any AcquiredLock {
        try await ApplyLock.take(in: self, onWait: onWait)
    }
}

extension GitRepository {
    /// How the clone lies on this machine.
    package var condition: CloneCondition {
        let sparse: String?
        do throws(GitError) { sparse = try configured("core.sparsecheckout") } catch { sparse = nil }
        return CloneCondition(
            isShallow: isShallow, isSparse: ["true", "yes", "on", "1"].contains(sparse?.lowercased() ?? ""),
            isPartial: lock.locked { isPartialClone }, isBare: isBare)
    }
}

extension ApplyLock: AcquiredLock {}
