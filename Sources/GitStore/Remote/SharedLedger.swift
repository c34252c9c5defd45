package import Gate
internal import Platform
package import ZoneFiles
package import ZonePlanning

// Decision 0102: a ledger has one root.

/// A ledger that several clones share through a branch of a remote.
///
/// What the remote has is fetched, and every event is pushed before it counts as written; never by force. A push is a
/// compare-and-swap at the server, so of several writers nobody loses an event: who was overtaken fetches, makes the
/// event's commit again on what is there now, and pushes that.
///
/// The commit at which the remote's branch was last found in order is kept in `refs/gate53/seen/<remote>/<branch>`. A
/// branch that is no descendant of it, or that has lost or changed a file since, has been tampered with: it is refused,
/// neither merged nor overwritten. A clone that is fresh has seen nothing and can't tell.
///
/// Events of this clone that the remote lacks, since it could not be reached, are joined with what it has got meanwhile
/// by a merge commit: files are only ever added, so that needs nobody's help, and what was recorded keeps its commits.
package actor SharedLedger: Ledger {
    private let local: GitLedger
    private let sharing: LedgerSharing
    private let remote: RemoteBranch
    private let seen: String
    private let report: @Sendable (LedgerNotice) -> Void
    private var isSilent = false
    /// Whether the remote has refused an event, so that no other is tried in this run.
    private var isRefused = false

    /// Makes a shared ledger; nothing is fetched yet.
    ///
    /// - Parameters:
    ///   - repository: the clone.
    ///   - branch: the branch's name, here and at the remote.
    ///   - sharing: how it is shared.
    ///   - signing: how its commits are signed, if they are.
    ///   - root: the commit at which it begins, where somebody says so who is no writer of it.
    ///   - identity: who writes, and the time of each event.
    ///   - report: called with what a user should know.
    /// - Throws: `LedgerError` when git allows no branch or remote of that name.
    package init(
        repository: GitRepository, branch: String, sharing: LedgerSharing, signing: CommitSigning? = nil,
        pinnedRoot root: CommitID? = nil, identity: @escaping @Sendable () -> CommitIdentity,
        report: @escaping @Sendable (LedgerNotice) -> Void
    ) throws(LedgerError) {
        local = try GitLedger(
            repository: repository, branch: branch, remote: sharing.remote, signing: signing, pinnedRoot: root,
            identity: identity)
        guard let seen = local.seen, GitLedger.isReferenceName(seen) else {
            throw LedgerError("'\(sharing.remote)' cannot be a remote's name; name one that 'git remote' lists")
        }
        self.seen = seen
        self.sharing = sharing
        self.report = report
        remote = RemoteBranch(
            folder: repository.folder, remote: sharing.remote, reference: local.reference, access: sharing.access)
    }

    private var repository: GitRepository { local.repository }

    // MARK: Reading

    package func paths(below folder: String) async throws(LedgerError) -> [String] {
        try await local.paths(below: folder)
    }

    package func read(_ path: String) async throws(LedgerError) -> [UInt8]? { try await local.read(path) }

    package func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try await local.positions(below: folder)
    }

    package func latestPositions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try await local.latestPositions(below: folder)
    }

    package func came(_ path: String, after others: [String]) async throws(LedgerError) -> Bool {
        try await local.came(path, after: others)
    }

    package func times(below folder: String) async throws(LedgerError) -> [String: Instant] {
        try await local.times(below: folder)
    }

    package func misplaced() async throws(LedgerError) -> [String] { try await local.misplaced() }

    package func root() async throws(LedgerError) -> String? { try await local.root() }

    package func version() async throws(LedgerError) -> LedgerVersion { try await local.version() }

    package func requireRoom(in folders: [String]) async throws(LedgerError) {
        try await local.requireRoom(in: folders)
    }

    /// Fetches; and pushes what this clone has alone, where the sharing says so.
    @discardableResult
    package func refresh() async throws(LedgerError) -> Bool {
        guard sharing.fetches else { return true }
        do throws(GitError) {
            try await fetch()
        } catch {
            let trouble = "the ledger could not be fetched: \(error.message)"
            try distrust(error)
            if sharing.publishes || sharing.mustFetch, sharing.push == .required || local.signing?.signer != nil {
                let key = sharing.push == .required ? "push" : "sign"
                throw LedgerError(
                    trouble + "; \(sharing.says(key)), so the run stops" + sharing.wayOut,
                    kind: .unshared)
            }
            if sharing.mustFetch, sharing.push != .never {
                throw LedgerError(
                    trouble
                        + ". Without it nobody knows what was accepted and applied, or whether another run is at "
                        + "work" + sharing.wayOut, kind: .unshared)
            }
            // What is used instead must be as good.
            _ = try await local.version()
            report(.notFetched, trouble + "; the copy in this clone is used")
            return false
        }
        if sharing.publishes, try hasUnshared() { try await append([], message: "Join what two clones recorded") }
        return true
    }

    /// Throws where an error says that the remote's ledger is not to be trusted.
    private func distrust(_ error: GitError) throws(LedgerError) {
        if error.code == .rewritten { throw LedgerError(error.message, kind: .rewritten) }
        if error.code == .unsigned { throw LedgerError(error.message, kind: .unsigned) }
        if error.code == .notALedger {
            throw LedgerError(
                error.message + ". That is what the remote '\(sharing.remote)' has; find out who pushed it, and put "
                    + "the ledger back there", kind: .unreadable)
        }
    }

    /// Whether this clone has events that the remote lacks.
    private func hasUnshared() throws(LedgerError) -> Bool {
        do {
            return try repository.lock.locked { () throws(GitError) in
                guard let mine = try repository.commit(of: local.reference) else { return false }
                guard let theirs = try repository.commit(of: seen) else { return true }
                return try !local.isPart(mine, of: theirs)
            }
        } catch { throw LedgerError("cannot read the ledger: \(error.message)") }
    }

    // MARK: Writing

    package func append(_ files: [LedgerFile], message: String) async throws(LedgerError) {
        guard sharing.push != .never else { return try await local.append(files, message: message) }
        guard !isRefused else { return try await keep(files, message) }
        let additions = try stored(files)
        for attempt in 0..<sharing.attempts where !Task.isCancelled {
            guard let commit = try event(additions, message, at: nil) else { return }
            switch try await push(commit) {
            case .accepted: return
            case .overtaken: await sharing.pause(attempt)
            case .impossible(let why):
                try give(up: why)
                return try await keep(files, message)
            }
        }
        let why = Task.isCancelled ? "cancelled" : "others were faster \(sharing.attempts) times"
        try give(up: why)
        try await keep(files, message)
    }

    package func append(
        _ files: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool {
        guard sharing.push != .never, !isRefused else {
            return try await local.append(files, message: message, at: version)
        }
        let additions = try stored(files)
        let commit: CommitID?
        do { commit = try event(additions, message, at: version) } catch {
            if error.kind == .busy { return false }
            throw error
        }
        guard let commit else { return true }
        switch try await push(commit) {
        case .accepted: return true
        case .overtaken: return false
        case .impossible(let why):
            try give(up: why)
            return try await local.append(files, message: message, at: version)
        }
    }

    /// Writes an event into this clone only.
    private func keep(_ files: [LedgerFile], _ message: String) async throws(LedgerError) {
        if !files.isEmpty { try await local.append(files, message: message) }
    }

    /// Says that an event is not shared, or throws where it must be.
    private func give(up why: String) throws(LedgerError) {
        let trouble = "the ledger could not be pushed: \(why)"
        let advice =
            why.contains("refuses it")
            ? "; let the account of this job push to '\(local.branch)', in the ruleset or branch protection at the "
                + "server" : ""
        if sharing.push == .required {
            throw LedgerError(
                trouble + "; \(sharing.says("push")), so the run stops"
                    + (advice.isEmpty ? sharing.wayOut : advice),
                kind: .unshared)
        }
        report(
            .notPushed,
            trouble + ". So the record is in this clone only: other clones see neither what was applied nor that a "
                + "run is at work; the next apply here pushes it, or push it yourself: 'git push \(sharing.remote) "
                + "\(local.branch)'"
                + (advice.isEmpty
                    ? ""
                    : advice + ". To make this an error, write 'ledger: {push: required}' in the "
                        + "settings"))
    }

    private func report(_ kind: LedgerNotice.Kind, _ message: String) {
        // One of the kind says it all.
        if kind == .notPushed {
            if isSilent { return }
            isSilent = true
        }
        report(LedgerNotice(kind: kind, message: message))
    }

    private func stored(_ files: [LedgerFile]) throws(LedgerError) -> [GitLedger.Addition] {
        do { return try local.stored(files) } catch { throw LedgerError("cannot write the ledger: \(error.message)") }
    }

    /// The commit to push: the event on all that is known, or what this clone has alone where there is nothing to add.
    ///
    /// - Throws: `LedgerError`, of kind `busy` where the ledger is at another version than the one given.
    private func event(
        _ additions: [GitLedger.Addition], _ message: String, at version: LedgerVersion?
    ) throws(LedgerError) -> CommitID? {
        do {
            let found: (commit: CommitID?, isElsewhere: Bool) = try repository.lock.locked { () throws(GitError) in
                let tips = try local.tips()
                if let version, GitLedger.version(of: tips) != version { return (nil, true) }
                if let commit = try local.event(additions, message, on: tips, joins: true) { return (commit, false) }
                let theirs = try repository.commit(of: seen)
                return (tips.first.map(\.commit).flatMap { $0 == theirs ? nil : $0 }, false)
            }
            if found.isElsewhere { throw LedgerError("the ledger is at another version", kind: .busy) }
            return found.commit
        } catch let error as LedgerError {
            throw error
        } catch let error as GitError {
            throw LedgerError("cannot write the ledger: \(error.message)")
        } catch {
            throw LedgerError("cannot write the ledger")
        }
    }

    // MARK: The remote

    /// What became of a push, as far as it matters here.
    private enum Outcome {
        case accepted
        case overtaken
        case impossible(String)
    }

    /// Pushes a commit and finds out what became of it, also where the connection was lost in the middle.
    private func push(_ commit: CommitID) async throws(LedgerError) -> Outcome {
        var why: String?
        var isTaken = false
        do throws(GitError) {
            switch try await remote.push(commit, after: try reference(seen)) {
            case .accepted: isTaken = true
            case .overtaken: break
            case .refused(let words): why = "the remote '\(sharing.remote)' refuses it: \(words)"
            }
        } catch {
            why = error.message
            if error.code == .forbidden { isRefused = sharing.push != .required }
        }
        if isTaken {
            do throws(GitError) { try await accept(commit) } catch {
                // The remote has it, whatever keeps this clone from noting that; the next fetch does.
                try distrust(error)
            }
            return .accepted
        }
        // The remote's branch says whether the push was too late, or was taken although nobody said so.
        let before: CommitID?
        let after: CommitID?
        do throws(GitError) {
            before = try reference(seen)
            try await fetch()
            after = try reference(seen)
            if let after, try isPart(commit, of: after) { return .accepted }
        } catch {
            try distrust(error)
            return .impossible(why ?? error.message)
        }
        if before != after || why == nil { return .overtaken }
        isRefused = sharing.push != .required && why?.contains("refuses it") == true
        return .impossible(why ?? "")
    }

    private func reference(_ name: String) throws(GitError) -> CommitID? {
        try repository.lock.locked { () throws(GitError) in try repository.commit(of: name) }
    }

    private func isPart(_ commit: CommitID, of other: CommitID) throws(GitError) -> Bool {
        try repository.lock.locked { () throws(GitError) in try local.isPart(commit, of: other) }
    }

    /// Fetches the remote's branch, and takes it over where it is what was seen before and more.
    ///
    /// - Throws: ``GitError``, with code `rewritten` where it is not.
    private func fetch() async throws(GitError) {
        // Another process of this clone that fetched later must not see its tip replaced by an older one, which would
        // look like tampering.
        let lock = try await exclusively()
        defer { lock.release() }
        let tip = try await remote.fetch()
        try take(tip)
    }

    /// Takes over what the remote has just accepted.
    private func accept(_ commit: CommitID) async throws(GitError) {
        let lock = try await exclusively()
        defer { lock.release() }
        // Another process may have fetched more in between.
        if let known = try reference(seen), try isPart(commit, of: known) { return }
        try take(commit)
    }

    private func take(_ tip: CommitID?) throws(GitError) {
        try repository.lock.locked { () throws(GitError) in
            let known = try repository.commit(of: seen)
            if let known, known != tip { try local.checkIsContinued(known, by: tip, at: sharing.remote) }
            guard let tip else { return }
            do throws(GitError) {
                try local.checkIsLedger(tip)
                try local.checkIsSigned(tip)
            } catch {
                // What can't be read can't be trusted either.
                if error.code == .unsigned || error.code == .notALedger { throw error }
                throw GitError(.notALedger, error.message)
            }
            if known != tip {
                // Whoever moves it holds the lock that keeps fetches apart, as we do.
                let isMoved = try repository.healing([seen]) { () throws(GitError) in
                    try local.move(seen, from: known, to: tip, "fetched from \(sharing.remote)")
                }
                guard isMoved else {
                    throw GitError(.locked, "'\(seen)' was moved by somebody else")
                }
            }
            try remember(known ?? tip)
            try local.advance(to: tip)
        }
    }

    /// Keeps at which commit the remote's branch began when this clone saw it first: whoever may write it can join
    /// another line to it later. Called with the lock held.
    private func remember(_ tip: CommitID) throws(GitError) {
        guard let began = local.began, try repository.commit(of: began) == nil else { return }
        let root = try local.root(of: tip)
        _ = try repository.healing([began]) { () throws(GitError) in
            try local.move(began, from: nil, to: root, "began")
        }
    }

    /// The lock that keeps fetches of one clone apart.
    private func exclusively() async throws(GitError) -> LedgerWriterLock {
        let start = ContinuousClock.now
        while true {
            do {
                return try LedgerWriterLock(repository.folder + "gate53-ledger.remote")
            } catch {
                guard error.code == .locked, ContinuousClock.now - start < .seconds(sharing.access.longestWait * 4),
                    !Task.isCancelled
                else { throw error }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
