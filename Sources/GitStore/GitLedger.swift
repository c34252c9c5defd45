internal import CGit2
internal import DNSModel
package import Gate
internal import Platform
package import ZoneFiles
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
    /// Where it is kept at which commit the remote's branch began when this clone saw it first; `nil` where only git
    /// fetches.
    var began: String? { remote.map { "refs/gate53/began/\($0)/\(branch)" } }
    /// The remote that it is shared through, if it is.
    let remote: String?
    let signing: CommitSigning?
    /// The commit at which the ledger begins by the word of the job's environment.
    let pinnedRoot: CommitID?
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
    ///   - root: the commit at which it begins, where somebody says so who is no writer of it.
    ///   - identity: who writes, and the time of each event.
    /// - Throws: `LedgerError` when git allows no branch of that name.
    package init(
        repository: GitRepository, branch: String = "gate53-ledger", attempts: Int = 250, remote: String? = nil,
        signing: CommitSigning? = nil, pinnedRoot root: CommitID? = nil,
        identity: @escaping @Sendable () -> CommitIdentity
    ) throws(LedgerError) {
        pinnedRoot = root
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

    package func requireRoom(in folders: [String]) async throws(LedgerError) {
        try reading { () throws(GitError) in
            for tip in try tips() {
                let event = LedgerEvent(on: tip.root, of: self)
                for folder in folders { try event.requireRoom(in: folder) }
            }
        }
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
            try arrivals(below: folder).mapValues { Instant(seconds: $0.time) }
        }
    }

    /// How the files below a folder came to the ledger, by the names of their paths. Called with the lock held.
    private func arrivals(below folder: String) throws(GitError) -> [String: LedgerHistory.Arrival] {
        let tips = try tips()
        return try trees.arrivals(below: folder) { () throws(GitError) in
            let components = try TreePath.components(of: folder)
            var places: [String] = []
            for tip in tips { places += try folders(named: components, in: tip.root) }
            guard let root = try root(of: tips) else { return [:] }
            let history = LedgerHistory(of: repository, tips.map(\.commit), from: root)
            var arrivals: [String: LedgerHistory.Arrival] = [:]
            for place in Set(places) {
                arrivals.merge(try history.arrivals(below: place)) { first, _ in first }
            }
            try nameAll(&arrivals, in: tips)
            return arrivals
        }
    }

    /// Puts what came to a path beside a name under that name: as of the very place that ``read(_:)`` takes, so that
    /// nothing looks as old as something else that lies in its way. Called with the lock held.
    private func nameAll(
        _ arrivals: inout [String: LedgerHistory.Arrival], in tips: [LedgerTrees.Tip]
    ) throws(GitError) {
        var beside: [String: [String]] = [:]
        for path in arrivals.keys {
            let name = LedgerShelf.name(of: path)
            if name != path { beside[name, default: []].append(path) }
        }
        var judged = JudgedBlobs()
        for (name, paths) in beside {
            let place = try place(of: name, in: tips, &judged)
            let first = ([name] + paths).filter { arrivals[$0] != nil }.min(by: LedgerShelf.precedes)
            let arrival = (place ?? first).flatMap { arrivals[$0] }
            for path in paths { arrivals[path] = nil }
            arrivals[name] = arrival
        }
    }

    /// What is known of files that were looked at: their digest, or that they are too large.
    private struct JudgedBlobs {
        var digests: [ObjectID: Digest] = [:]
        var tooLarge: Set<ObjectID> = []
    }

    /// The path of the file that a name stands for; `nil` where there is none of ours. Called with the lock held.
    private func place(
        of name: String, in tips: [LedgerTrees.Tip], _ judged: inout JudgedBlobs
    ) throws(GitError) -> String? {
        let components = try TreePath.components(of: name)
        for tip in tips {
            for (path, entry) in try entries(named: components, in: tip.root) where entry.kind == .regular {
                if judged.digests[entry.id] == nil, !judged.tooLarge.contains(entry.id) {
                    do throws(GitError) {
                        judged.digests[entry.id] = try repository.withBlob(
                            entry.id, name: name, limit: LedgerShelf.limit(of: name)
                        ) { Digest(of: Array($0)) }
                    } catch {
                        guard error.code == .tooLarge else { throw error }
                        judged.tooLarge.insert(entry.id)
                    }
                }
                if let digest = judged.digests[entry.id], LedgerShelf.fits(digest, name) { return path }
            }
        }
        return nil
    }

    // Decision 0102: a ledger has one root.

    package func root() async throws(LedgerError) -> String? {
        try reading { () throws(GitError) in try root(of: try tips())?.hex }
    }

    /// The first commit of the ledger at some commits: the one to which first parents lead from a commit that is pinned
    /// or remembered, where their history has it, else from theirs. Called with the lock held.
    private func root(of tips: [LedgerTrees.Tip]) throws(GitError) -> CommitID? {
        guard let first = tips.first else { return nil }
        let remembered = try began.flatMap { name throws(GitError) in try repository.commit(of: name) }
        for known in [pinnedRoot, remembered].compactMap({ $0 }) {
            guard try isThere(known) else { continue }
            for tip in tips where try isPart(known, of: tip.commit) { return try root(of: known) }
        }
        return try root(of: first.commit)
    }

    /// Whether the repository has a commit. Called with the lock held.
    private func isThere(_ commit: CommitID) throws(GitError) -> Bool {
        do throws(GitError) { _ = try repository.tree(of: commit) } catch { return false }
        return true
    }

    /// The commit to which the first parents of a commit lead. Called with the lock held.
    func root(of commit: CommitID) throws(GitError) -> CommitID {
        try trees.root(of: commit) { () throws(GitError) in
            var commit = commit
            while let parent = try repository.parents(of: commit).first { commit = parent }
            return commit
        }
    }

    package func misplaced() async throws(LedgerError) -> [String] {
        try reading { () throws(GitError) in
            var found: Set<String> = []
            for tip in try tips() { found.formUnion(try misplaced(in: tip.root)) }
            return found.sorted()
        }
    }

    package func read(_ path: String) async throws(LedgerError) -> [UInt8]? {
        try reading { () throws(GitError) in
            let components = try TreePath.components(of: path)
            var other: [UInt8]?
            for tip in try tips() {
                for (_, entry) in try entries(named: components, in: tip.root) {
                    // Whoever may write the ledger may put links there, or files of any size: no file of ours.
                    guard entry.kind == .regular else { continue }
                    do throws(GitError) {
                        let octets = try repository.withBlob(entry.id, name: path, limit: LedgerShelf.limit(of: path)) {
                            Array($0)
                        }
                        if LedgerShelf.fits(Digest(of: octets), path) { return octets }
                        other = other ?? octets
                    } catch {
                        guard error.code == .tooLarge else { throw error }
                    }
                }
            }
            return other
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
                try checkIsLedger(commit)
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
        // What is shared comes first: the next event is made on it, and joins what this clone has alone.
        return [remote, local]
    }
}
