internal import CGit2
package import Reconciliation
internal import ZonePlanning

/// Who makes a commit, and when.
package struct CommitIdentity: Hashable, Sendable {
    package var name: String
    package var email: String
    /// Seconds since 1970-01-01T00:00:00Z.
    package var seconds: Int64
    /// Minutes that local time is ahead of UTC.
    package var offset: Int32

    package init(name: String, email: String, seconds: Int64, offset: Int32 = 0) {
        self.name = name
        self.email = email
        self.seconds = seconds
        self.offset = offset
    }
}

/// The ledger as an orphan branch of the repository: one commit an event, read and written without a checkout.
///
/// The reference is moved by compare-and-swap under git's own lock, so writers in several threads, processes and
/// programs lose nothing. Where the remote's branch, as last fetched, has events that the local one lacks, both are
/// read, and the next event joins them: files are only ever added, so that needs nobody's help.
package struct GitLedger: Ledger {
    let repository: GitRepository
    let reference: String
    let identity: @Sendable () -> CommitIdentity
    let attempts: Int

    /// Makes a ledger; nothing is read or written yet.
    ///
    /// - Parameters:
    ///   - repository: where the branch is.
    ///   - branch: the branch's name.
    ///   - attempts: how often an event is tried when other writers are faster; with the pauses between, the default is
    ///     some 10 seconds.
    ///   - identity: who writes, and the time of each event.
    /// - Throws: `LedgerError` when git allows no branch of that name.
    package init(
        repository: GitRepository, branch: String = "gate53-ledger", attempts: Int = 250,
        identity: @escaping @Sendable () -> CommitIdentity
    ) throws(LedgerError) {
        reference = "refs/heads/" + branch
        var isValid: Int32 = 0
        guard git_reference_name_is_valid(&isValid, reference) == 0, isValid == 1 else {
            throw LedgerError("'\(Printable.text(branch))' cannot be a branch's name; choose another for the ledger")
        }
        self.repository = repository
        self.identity = identity
        self.attempts = max(1, attempts)
    }

    package func paths(below folder: String) async throws(LedgerError) -> [String] {
        try reading { () throws(GitError) in
            var paths: Set<String> = []
            for tip in try tips() {
                for file in try repository.snapshot(of: tip).files(below: folder) { paths.insert(file.path) }
            }
            return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    package func read(_ path: String) async throws(LedgerError) -> [UInt8]? {
        try reading { () throws(GitError) in
            for tip in try tips() {
                let snapshot = try repository.snapshot(of: tip)
                if let file = try snapshot.file(at: path) { return try snapshot.octets(of: file) }
            }
            return nil
        }
    }

    private func reading<Result>(_ body: () throws(GitError) -> Result) throws(LedgerError) -> Result {
        do { return try repository.lock.locked(body) } catch {
            throw LedgerError("cannot read the ledger: \(error.message)")
        }
    }

    /// The commits whose trees make up the ledger: the local branch, the remote's, or both where neither has all of the
    /// other. Called with the lock held.
    func tips() throws(GitError) -> [CommitID] {
        let local = try repository.commit(of: reference)
        let remote = try repository.trackedCommit(of: reference)
        guard let local else { return remote.map { [$0] } ?? [] }
        guard let remote, remote != local else { return [local] }
        do {
            if try repository.isAncestor(remote, of: local) { return [local] }
            if try repository.isAncestor(local, of: remote) { return [remote] }
        } catch {
            // A shallow clone cannot tell; reading both is right in any case.
            guard error.code == .shallowClone else { throw error }
        }
        return [local, remote]
    }
}
