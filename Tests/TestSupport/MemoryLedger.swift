package import Gate
package import ZonePlanning

/// A ledger in memory that only ever gets longer, and can be told to break.
///
/// As in git, a path is a file or a folder, and never both.
package actor MemoryLedger: Ledger {
    /// The files by where they are; see ``LedgerShelf``.
    package private(set) var files: [String: [UInt8]] = [:]
    /// How many files are below each folder.
    private var folders: [String: Int] = [:]
    /// The places of each name that has others than its own.
    private var places: [String: [String]] = [:]
    /// Which event added each file.
    private var positions: [String: Int] = [:]
    /// When that was.
    private var times: [String: Instant] = [:]
    /// The time that the next event says; none where nothing says any.
    private var now: Instant?
    package private(set) var messages: [String] = []
    /// How many events are still written; nothing for all.
    private var remaining: Int?
    /// How often each path was read.
    package private(set) var reads: [String: Int] = [:]

    /// The commit at which it begins, as a name.
    package nonisolated let firstCommit: String

    /// - Parameter first: the commit at which it begins.
    package init(beginningAt first: String = String(repeating: "1", count: 40)) { firstCommit = first }

    /// Refuses all events after a number of them.
    package func breaks(after events: Int?) { remaining = events }

    /// Loses a file, and the folders that have nothing else; when it came stays known, as in git's history.
    package func lose(_ path: String) {
        guard files.removeValue(forKey: path) != nil else { return }
        for folder in Self.folders(of: path) {
            let left = folders[folder, default: 1] - 1
            folders[folder] = left > 0 ? left : nil
        }
        let name = LedgerShelf.name(of: path)
        places[name]?.removeAll { $0 == path }
    }

    /// Lets the events from here on say a time.
    package func set(time: Instant?) { now = time }

    /// Counts what is read from here on.
    package func countReads() { reads = [:] }

    package func append(_ added: [LedgerFile], message: String) async throws(LedgerError) {
        if let remaining {
            if remaining == 0 { throw LedgerError("the ledger is on fire") }
            self.remaining = remaining - 1
        }
        // Of an event that can't be added whole nothing is.
        let before = (files, folders, places, positions, times)
        var isSame = !messages.isEmpty
        do throws(LedgerError) {
            for file in added {
                let place = LedgerShelf.place(for: file.path, LedgerShelf.policy(of: file.path)) { path in
                    found(path, file.octets)
                }
                switch place {
                case .there: continue
                case .taken(let path): throw LedgerError("\(path) is there already, with other octets")
                case .free(let path):
                    put(file.octets, at: path, messages.count + 1)
                    isSame = false
                }
            }
        } catch {
            (files, folders, places, positions, times) = before
            throw error
        }
        // Where everything is there, git's ledger gets no commit.
        if !isSame { messages.append(message) }
    }

    package func requireRoom(in folders: [String]) async throws(LedgerError) {
        for folder in folders where !LedgerShelf.hasRoom(in: folder, { found($0, []) }) {
            throw LedgerError("there is no room in \(folder)")
        }
    }

    /// Puts a file at a path, as whoever may write the ledger can, whatever it is.
    package func plant(_ path: String, _ octets: [UInt8] = [7]) throws(LedgerError) {
        guard case .nothing = found(path, octets) else { throw LedgerError("there is something at \(path)") }
        messages.append("plant")
        put(octets, at: path, messages.count)
    }

    private func found(_ path: String, _ octets: [UInt8]) -> LedgerShelf.Found {
        if let known = files[path] { return .file(isSame: known == octets) }
        if folders[path] != nil { return .folder }
        // What is below a file is no path.
        return Self.folders(of: path).contains { files[$0] != nil } ? .other : .nothing
    }

    private func put(_ octets: [UInt8], at path: String, _ event: Int) {
        files[path] = octets
        positions[path] = event
        times[path] = now
        for folder in Self.folders(of: path) { folders[folder, default: 0] += 1 }
        let name = LedgerShelf.name(of: path)
        if name != path || places[name] != nil {
            places[name] = ((places[name] ?? (files[name] == nil ? [] : [name])) + [path])
                .sorted(by: LedgerShelf.precedes)
        }
    }

    private static func folders(of path: String) -> [String] {
        let parts = path.split(separator: "/")
        return (1..<max(parts.count, 1)).map { parts.prefix($0).joined(separator: "/") }
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
        let names = Set(files.keys.map(LedgerShelf.name))
        return (folder.isEmpty ? names : names.filter { $0.hasPrefix(folder + "/") }).sorted()
    }

    package func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        named(positions, below: folder)
    }

    package func times(below folder: String) async throws(LedgerError) -> [String: Instant] {
        named(times, below: folder)
    }

    private func named<Value>(_ values: [String: Value], below folder: String) -> [String: Value] {
        var found: [String: Value] = [:]
        for (path, value) in values {
            let name = LedgerShelf.name(of: path)
            guard name.hasPrefix(folder + "/"), places[name] == nil || place(of: name) == path else { continue }
            found[name] = value
        }
        return found
    }

    package func root() async throws(LedgerError) -> String? { messages.isEmpty ? nil : firstCommit }

    package func misplaced() async throws(LedgerError) -> [String] {
        let known = ["plans", "proposals", "approvals", "receipts", "propagations", "intents", "settings"]
        var found: Set<String> = []
        for path in files.keys {
            let parts = path.split(separator: "/").map(String.init)
            guard let top = parts.first.map(LedgerShelf.name) else { continue }
            if parts.count == 1 || !known.contains(top) {
                found.insert(parts[0])
            } else if top == "plans" && parts.count > 2
                || ["approvals", "receipts", "propagations", "intents"].contains(top) && parts.count == 2
            {
                found.insert("\(top)/\(parts[1])")
            }
        }
        return found.sorted()
    }

    package func read(_ path: String) async throws(LedgerError) -> [UInt8]? {
        reads[path, default: 0] += 1
        return place(of: path).flatMap { files[$0] }
    }

    /// The path of the file that a name stands for.
    private func place(of name: String) -> String? {
        let all = (places[name] ?? [name]).filter { files[$0].map { $0.count <= LedgerShelf.limit(of: name) } ?? false }
        return all.first { path in files[path].map { LedgerShelf.fits(Digest(of: $0), name) } ?? false } ?? all.first
    }
}
