package import Gate
package import ZonePlanning

/// A ledger in memory that only ever gets longer, and can be told to break.
package actor MemoryLedger: Ledger {
    package private(set) var files: [String: [UInt8]] = [:]
    /// Which event added each file.
    private var positions: [String: Int] = [:]
    /// When that was.
    private var times: [String: Instant] = [:]
    /// The time that the next event says; none where nothing says any.
    private var now: Instant?
    package private(set) var messages: [String] = []
    /// How many events are still written; nothing for all.
    private var remaining: Int?

    /// The commit at which it begins, as a name.
    package nonisolated let firstCommit: String

    /// - Parameter first: the commit at which it begins.
    package init(beginningAt first: String = String(repeating: "1", count: 40)) { firstCommit = first }

    /// Refuses all events after a number of them.
    package func breaks(after events: Int?) { remaining = events }

    /// Loses a file.
    package func lose(_ path: String) { files[path] = nil }

    /// Lets the events from here on say a time.
    package func set(time: Instant?) { now = time }

    package func append(_ added: [LedgerFile], message: String) async throws(LedgerError) {
        if let remaining {
            if remaining == 0 { throw LedgerError("the ledger is on fire") }
            self.remaining = remaining - 1
        }
        for file in added {
            if let octets = files[file.path], octets != file.octets {
                throw LedgerError("\(file.path) is there already, with other octets")
            }
        }
        messages.append(message)
        for file in added where files[file.path] == nil {
            files[file.path] = file.octets
            positions[file.path] = messages.count
            times[file.path] = now
        }
    }

    package func refresh() async throws(LedgerError) -> Bool { true }

    package func version() async throws(LedgerError) -> LedgerVersion { LedgerVersion("\(messages.count)") }

    package func append(
        _ added: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool {
        guard version.text == "\(messages.count)" else { return false }
        try await append(added, message: message)
        return true
    }

    package func paths(below folder: String) async throws(LedgerError) -> [String] {
        files.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
    }

    package func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        positions.filter { $0.key.hasPrefix(folder + "/") }
    }

    package func times(below folder: String) async throws(LedgerError) -> [String: Instant] {
        times.filter { $0.key.hasPrefix(folder + "/") }
    }

    package func root() async throws(LedgerError) -> String? { messages.isEmpty ? nil : firstCommit }

    package func read(_ path: String) async throws(LedgerError) -> [UInt8]? { files[path] }
}
