internal import ZonePlanning

// Decision 0091: a dead run was watched.

/// What a run that waits sees of others that have no end: for how long each wrote no heartbeat, by a clock that
/// nobody sets.
///
/// What others have watched before counts too, where the ledger says so: several jobs that each wait for less than a
/// lifetime come to its end together. Of those that watched at once only the longest counts.
struct RunWatching {
    private struct Seen {
        var heartbeats: Int
        /// When it was first seen with that many signs.
        var since: Int64
        /// What was watched of it by then.
        var before: Int64
        var watched: Int64
    }

    private var seen: [String: Seen] = [:]

    /// Looks at runs once more.
    ///
    /// - Parameters:
    ///   - open: the runs that have no end.
    ///   - asked: when the ledger was asked for what it says now; `nil` where it could not be reached since.
    ///   - now: when that was read.
    mutating func inspect(at open: [OpenIntent], asked: Int64?, now: Int64) {
        for run in open {
            let before = run.watches.filter { $0.heartbeats == run.intent.heartbeats }.map(\.seconds).max() ?? 0
            guard var known = seen[run.path], known.heartbeats == run.intent.heartbeats else {
                seen[run.path] = Seen(heartbeats: run.intent.heartbeats, since: now, before: before, watched: 0)
                continue
            }
            if let asked { known.watched = max(known.watched, asked - known.since) }
            seen[run.path] = known
        }
    }

    /// What was watched of a run, by this one and those before.
    func watch(of path: String) -> RunWatch? {
        seen[path].map { RunWatch(heartbeats: $0.heartbeats, seconds: $0.before + $0.watched) }
    }

    /// Whether this one watched it long enough for that to be worth a commit in the ledger: ten seconds.
    func hasWatched(_ path: String) -> Bool { (seen[path]?.watched ?? 0) >= 10 }
}

/// A run in the ledger that has no end.
struct OpenIntent {
    var path: String
    var intent: RunIntent
    /// What others have watched of it.
    var watches: [RunWatch]

    /// Reads the intents that have no end, in the order in which they came to the ledger.
    ///
    /// - Parameter ledger: where they are.
    /// - Returns: the runs, and the paths of what can't be read, with why.
    /// - Throws: ``LedgerError``.
    static func all(
        in ledger: any Ledger
    ) async throws(LedgerError) -> (open: [OpenIntent], unreadable: [(path: String, why: String)]) {
        let paths = try await ledger.paths(below: LedgerLayout.intentsFolder)
        let all = Set(paths)
        var open: [OpenIntent] = []
        var unreadable: [(path: String, why: String)] = []
        for path in paths where path.hasSuffix(".json") && !all.contains(LedgerLayout.endPath(ofIntent: path)) {
            do throws(LedgerError) {
                guard let run = try await OpenIntent(at: path, among: paths, in: ledger) else { continue }
                open.append(run)
            } catch {
                unreadable.append((path, error.message))
            }
        }
        guard open.count > 1 else { return (open, unreadable) }
        let positions = try await ledger.positions(below: LedgerLayout.intentsFolder)
        open.sort { (positions[$0.path] ?? .max, $0.path) < (positions[$1.path] ?? .max, $1.path) }
        return (open, unreadable)
    }

    private init?(at path: String, among paths: [String], in ledger: any Ledger) async throws(LedgerError) {
        guard let octets = try await ledger.read(path) else {
            throw LedgerError("it is no file, or too large for one of ours")
        }
        var intent: RunIntent
        do {
            intent = try RunIntentDocument.decode(octets)
        } catch {
            throw LedgerError(error.message)
        }
        // An end is looked for beside the intent's own name; one that lies elsewhere could never be ended.
        guard path == LedgerLayout.path(of: intent) else {
            throw LedgerError("it is not the intent that its name says")
        }
        let heartbeats = paths.sorted(having: LedgerLayout.heartbeatPrefix(ofIntent: path))
        intent.heartbeats = heartbeats.count
        if let last = heartbeats.last, let octets = try await ledger.read(last) {
            intent.lastHeartbeat = Instant(parsing: String(decoding: octets, as: UTF8.self).filter { !$0.isNewline })
        }
        self.path = path
        self.intent = intent
        watches = paths.sorted(having: LedgerLayout.watchPrefix(ofIntent: path))
            .compactMap(LedgerLayout.watch(ofPath:))
    }
}

extension [String] {
    /// Those that begin with a text, of paths that ascend as ``Ledger/paths(below:)`` gives them: found without a look
    /// at each, since every run that has no end asks.
    func sorted(having beginning: String) -> ArraySlice<String> {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].utf8.lexicographicallyPrecedes(beginning.utf8) { low = middle + 1 } else { high = middle }
        }
        return self[low...].prefix { $0.hasPrefix(beginning) }
    }
}
