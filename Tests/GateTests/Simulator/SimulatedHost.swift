internal import Gate
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

/// A host of ledgers: branches that only get longer, and of which one may begin where another is.
final class SimulatedHost: Sendable {
    private struct Event: Hashable {
        var number: Int
        var files: [LedgerFile]
    }

    private struct Branch {
        var events: [Event] = []
        var files: [String: [UInt8]] = [:]
        /// Which event added each file.
        var positions: [String: Int] = [:]
    }

    private struct State {
        var branches: [String: Branch] = [:]
        /// How many events there are, of all branches.
        var count = 0
        /// Whether nobody reaches it.
        var isAway = false
        /// How many events are still written; `nil` for all. The runner dies then.
        var remaining: Int?
    }

    private let state = Mutex(State())

    /// Lets nobody reach it, or everybody again.
    func goes(away: Bool) { state.withLock { $0.isAway = away } }

    /// Refuses all events after a number of them.
    func breaks(after events: Int?) { state.withLock { $0.remaining = events } }

    /// Lets a branch begin where another is, as `git push origin one:other` does.
    func push(_ one: String, to other: String) { state.withLock { $0.branches[other] = $0.branches[one] } }

    /// The files of a branch.
    func files(of branch: String) -> [String: [UInt8]] { state.withLock { $0.branches[branch]?.files ?? [:] } }

    fileprivate var isAway: Bool { state.withLock { $0.isAway } }

    fileprivate func append(
        _ files: [LedgerFile], to branch: String, at version: Int? = nil
    ) throws(LedgerError) -> Bool {
        try state.withLock { (state) throws(LedgerError) in
            if state.isAway { throw LedgerError("the remote does not answer", kind: .unshared) }
            if let remaining = state.remaining {
                if remaining == 0 { throw LedgerError("the runner is gone") }
                state.remaining = remaining - 1
            }
            var known = state.branches[branch] ?? Branch()
            if let version, version != known.events.count { return false }
            for file in files where known.files[file.path].map({ $0 != file.octets }) ?? false {
                throw LedgerError("\(file.path) is there already, with other octets")
            }
            state.count += 1
            known.events.append(Event(number: state.count, files: files))
            for file in files where known.files[file.path] == nil {
                known.files[file.path] = file.octets
                known.positions[file.path] = known.events.count
            }
            state.branches[branch] = known
            return true
        }
    }

    fileprivate func count(of branch: String) -> Int { state.withLock { $0.branches[branch]?.events.count ?? 0 } }

    fileprivate func positions(of branch: String, below folder: String) -> [String: Int] {
        state.withLock { $0.branches[branch]?.positions.filter { $0.key.hasPrefix(folder + "/") } ?? [:] }
    }

    fileprivate func paths(of branch: String, below folder: String) -> [String] {
        state.withLock { $0.branches[branch]?.files.keys.filter { $0.hasPrefix(folder + "/") } ?? [] }.sorted()
    }

    fileprivate func read(_ path: String, of branch: String) -> [UInt8]? {
        state.withLock { $0.branches[branch]?.files[path] }
    }

    /// The name of the first event of a branch.
    func root(of branch: String) -> String? {
        state.withLock { state in
            state.branches[branch]?.events.first.map {
                String(Digest(of: Array("\($0.number)".utf8)).hexadecimal.prefix(40))
            }
        }
    }

    fileprivate func contains(_ newer: String, all older: String) -> Bool {
        state.withLock { state in
            let own = Set((state.branches[newer]?.events ?? []).map(\.number))
            return (state.branches[older]?.events ?? []).allSatisfy { own.contains($0.number) }
        }
    }
}

/// The ledgers of a host, as a clone has them that fetches whenever it looks.
struct HostedLedgers: Ledgers {
    let host: SimulatedHost
    var pinnedBranch: String?
    var pinnedRoot: String?

    func location(of settings: LedgerSettings, protected branch: String?) throws(GitError) -> LedgerLocation {
        LedgerLocation(remote: settings.remote == "none" ? nil : "origin", branch: settings.branch)
    }

    func local(_ location: LedgerLocation) throws(LedgerError) -> any Ledger {
        HostedLedger(host: host, branch: location.branch, mustBeReached: false)
    }

    func open(_ opening: LedgerOpening, _ observer: @escaping GateObserver) throws(LedgerError) -> any Ledger {
        HostedLedger(host: host, branch: opening.location.branch, mustBeReached: opening.fetching.mustFetch)
    }

    func contains(_ newer: LedgerLocation, all older: LedgerLocation) throws(LedgerError) -> Bool {
        host.contains(newer.branch, all: older.branch)
    }

    func has(_ commit: String, in location: LedgerLocation) throws(LedgerError) -> Bool {
        host.root(of: location.branch) == commit
    }

    func signs(as signers: LedgerSigners) throws(LedgerError) -> Bool { true }

    func checkIsSigned(adding path: String, in location: LedgerLocation, by signers: LedgerSigners) throws(LedgerError)
    {}
}

/// A branch of a host of ledgers.
struct HostedLedger: Ledger {
    let host: SimulatedHost
    let branch: String
    var mustBeReached = true

    func refresh() async throws(LedgerError) -> Bool {
        guard host.isAway else { return true }
        if mustBeReached { throw LedgerError("the remote does not answer", kind: .unshared) }
        return false
    }

    func append(_ files: [LedgerFile], message: String) async throws(LedgerError) {
        _ = try host.append(files, to: branch)
    }

    /// Nobody plants anything in it.
    func requireRoom(in folders: [String]) async throws(LedgerError) {}

    func version() async throws(LedgerError) -> LedgerVersion { LedgerVersion("\(host.count(of: branch))") }

    func append(
        _ files: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool { try host.append(files, to: branch, at: Int(version.text) ?? -1) }

    func paths(below folder: String) async throws(LedgerError) -> [String] { host.paths(of: branch, below: folder) }

    func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        host.positions(of: branch, below: folder)
    }

    func root() async throws(LedgerError) -> String? { host.root(of: branch) }

    func read(_ path: String) async throws(LedgerError) -> [UInt8]? { host.read(path, of: branch) }
}
