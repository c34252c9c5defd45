internal import CGit2
internal import DNSModel
package import Gate
internal import Platform
internal import ZoneFiles
package import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// The ledger as an orphan branch of the repository: one commit an event, read and written without a checkout.
///
/// The reference is moved by compare-and-swap under git's own lock, so writers in several threads, processes and
/// programs lose nothing. Where the remote's branch, as last fetched, has events that the local one lacks, both are
/// read, and the next event joins them: files are only ever added, so that needs nobody's help.
///
/// This is the ledger of one clone, and does not reach a network; ``SharedLedger`` is what fetches and pushes.
package struct GitLedger: Ledger {
    let repository: GitRepository
    let reference: String
    let identity: @Sendable () -> CommitIdentity
    let attempts: Int
    /// Where the remote's branch is kept as it was when it was last found in order; `nil` where only git fetches.
    /// Once there, it counts instead of git's own remote-tracking reference, which git moves wherever the remote is.
    let seen: String?
    /// The remote that it is shared through, if it is.
    let remote: String?
    let signing: CommitSigning?
    let trees = LedgerTrees()

    /// The folders that a ledger has, and no other branch.
    static let folders = ["plans", "proposals", "approvals", "receipts", "propagations", "intents", "settings"]

    /// The branch's name.
    var branch: String { String(reference.dropFirst("refs/heads/".count)) }

    /// Makes a ledger; nothing is read or written yet.
    ///
    /// - Parameters:
    ///   - repository: where the branch is.
    ///   - branch: the branch's name.
    ///   - attempts: how often an event is tried when other writers are faster; with the pauses between, the default is
    ///     some 10 seconds.
    ///   - remote: the remote that the ledger is shared through, if it is.
    ///   - signing: how its commits are signed, if they are.
    ///   - identity: who writes, and the time of each event.
    /// - Throws: `LedgerError` when git allows no branch of that name.
    package init(
        repository: GitRepository, branch: String = "gate53-ledger", attempts: Int = 250, remote: String? = nil,
        signing: CommitSigning? = nil,
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
        self.signing = signing
        self.remote = remote
        seen = remote.map { "refs/gate53/seen/\($0)/\(branch)" }
    }

    @discardableResult
    package func refresh() async throws(LedgerError) -> Bool { true }

    package func version() async throws(LedgerError) -> LedgerVersion {
        try reading { () throws(GitError) in Self.version(of: try tips()) }
    }

    /// The version at which the ledger is with these tips.
    static func version(of tips: [LedgerTrees.Tip]) -> LedgerVersion {
        LedgerVersion(tips.map(\.commit.hex).joined(separator: " "))
    }

    package func paths(below folder: String) async throws(LedgerError) -> [String] {
        try reading { () throws(GitError) in
            let components = try TreePath.components(of: folder)
            var paths: Set<String> = []
            for tip in try tips() { try collect(components, in: tip.root, &paths) }
            return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    package func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try reading { () throws(GitError) in
            try arrivals(below: folder).mapValues(\.position)
        }
    }

    package func latestPositions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try reading { () throws(GitError) in
            try arrivals(below: folder).mapValues(\.last)
        }
    }

    package func came(_ path: String, after others: [String]) async throws(LedgerError) -> Bool {
        try reading { () throws(GitError) in
            let own = try arrivals(below: LedgerLayout.topFolder(of: path))[path]?.commits ?? []
            for other in others {
                let theirs = try arrivals(below: LedgerLayout.topFolder(of: other))[other]?.commits ?? []
                for commit in own where try !isAnyPart(theirs, of: commit) { return false }
            }
            return true
        }
    }

    /// Whether one of some commits is in the history of another. Called with the lock held.
    private func isAnyPart(_ commits: [CommitID], of other: CommitID) throws(GitError) -> Bool {
        for commit in commits where try isPart(commit, of: other) { return true }
        return false
    }

    package func times(below folder: String) async throws(LedgerError) -> [String: Instant] {
        try reading { () throws(GitError) in
            try arrivals(below: folder).compactMapValues { $0.time.map { Instant(seconds: $0) } }
        }
    }

    /// How the files below a folder came to the ledger. Called with the lock held.
    private func arrivals(below folder: String) throws(GitError) -> [String: LedgerHistory.Arrival] {
        let tips = try tips()
        return try trees.arrivals(below: folder) { () throws(GitError) in
            try LedgerHistory(of: repository, tips.map(\.commit))
                .arrivals(below: folder, by: identity().seconds + Self.clocksDiffer)
        }
    }

    /// By how many seconds a clock may be ahead of ours.
    private static let clocksDiffer: Int64 = 86_400

    package func root() async throws(LedgerError) -> String? {
        try reading { () throws(GitError) in
            try LedgerHistory(of: repository, try tips().map(\.commit)).roots().map(\.hex).min()
        }
    }

    package func read(_ path: String) async throws(LedgerError) -> [UInt8]? {
        try reading { () throws(GitError) in
            let components = try TreePath.components(of: path)
            for tip in try tips() {
                guard let entry = try entry(at: components, in: tip.root), let kind = entry.kind else { continue }
                // Whoever may write the ledger may put links there, or files of any size: no file of ours.
                guard kind == .regular else { continue }
                do throws(GitError) {
                    return try repository.withBlob(entry.id, name: path, limit: TreeFile.defaultLimit) { Array($0) }
                } catch {
                    guard error.code == .tooLarge else { throw error }
                }
            }
            return nil
        }
    }

    private func reading<Result>(_ body: () throws(GitError) -> Result) throws(LedgerError) -> Result {
        do { return try repository.lock.locked(body) } catch {
            throw LedgerError(
                "cannot read the ledger: \(error.message)", kind: error.code == .unsigned ? .unsigned : .failed)
        }
    }

    /// The commits whose trees make up the ledger: the local branch, the remote's, or both where neither has all of the
    /// other. Called with the lock held.
    ///
    /// - Returns: the commits; none where there is no branch yet.
    /// - Throws: ``GitError``, also where one of them is no ledger.
    func tips() throws(GitError) -> [LedgerTrees.Tip] {
        let tracking = try trees.tracking { () throws(GitError) in try repository.trackingReference(of: reference) }
        let local = try repository.commit(of: reference)
        var remote: CommitID?
        if let seen { remote = try repository.commit(of: seen) }
        if remote == nil, let tracking { remote = try repository.commit(of: tracking) }
        return try trees.tips(at: LedgerTrees.References(local: local, remote: remote)) { () throws(GitError) in
            var tips: [LedgerTrees.Tip] = []
            if local == nil, remote == nil { try repository.checkNeverWas(reference, mayBeBegun: true) }
            for commit in try commits(local, remote) {
                let tip = LedgerTrees.Tip(commit: commit, root: try repository.tree(of: commit))
                try checkIsLedger(tip.root)
                // Whatever moved the reference here, and whether or not anything could be fetched.
                try checkIsSigned(commit)
                tips.append(tip)
            }
            return tips
        }
    }

    private func commits(_ local: CommitID?, _ remote: CommitID?) throws(GitError) -> [CommitID] {
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
