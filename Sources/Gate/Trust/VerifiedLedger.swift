internal import DNSModel
internal import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// The ledger that counts, as verbs get it: what of it is passed over is told, once for each.
actor VerifiedLedger: Ledger {
    private let ledger: any Ledger
    /// The folders of settings that are not there to those who read.
    private let hidden: Set<String>
    private let hiddenNumbers: [Int]
    private let observer: GateObserver
    nonisolated let memory: LedgerMemory?

    /// - Parameters:
    ///   - ledger: the ledger.
    ///   - hidden: what it calls accepted, and nobody could accept: to those who read it, it is not there.
    ///   - memory: what was told and read in this run.
    ///   - observer: told of what is passed over.
    init(
        _ ledger: any Ledger, without hidden: [AcceptedSettings], _ memory: LedgerMemory,
        _ observer: @escaping GateObserver
    ) {
        self.memory = memory
        self.ledger = ledger
        self.hidden = Set(hidden.map(\.folder))
        hiddenNumbers = hidden.map(\.number)
        self.observer = observer
    }

    func passOver(_ path: String, _ why: String) async {
        guard memory?.isNew(path) != false else { return }
        observer(
            .warning(
                "'\(Printable.text(path))' in the ledger is ignored: \(Printable.text(why)); see who wrote it: 'git "
                    + "log -- \(Printable.text(path))' on the ledger's branch [ledger-stray]"))
    }

    func refresh() async throws(LedgerError) -> Bool { try await ledger.refresh() }

    func append(_ files: [LedgerFile], message: String) async throws(LedgerError) {
        try await ledger.append(files, message: message)
    }

    func version() async throws(LedgerError) -> LedgerVersion { try await ledger.version() }

    func append(
        _ files: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool { try await ledger.append(files, message: message, at: version) }

    func requireRoom(in folders: [String]) async throws(LedgerError) { try await ledger.requireRoom(in: folders) }

    func paths(below folder: String) async throws(LedgerError) -> [String] {
        let paths = try await ledger.paths(below: folder)
        return hidden.isEmpty ? paths : paths.filter { !isHidden($0) }
    }

    private nonisolated func isHidden(_ path: String) -> Bool {
        guard !hidden.isEmpty, path.hasPrefix(LedgerLayout.settingsFolder + "/"), let end = path.lastIndex(of: "/")
        else { return false }
        return hidden.contains(String(path[..<end]))
    }

    func numbersPassedOver() async -> [Int] { hiddenNumbers }

    func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try await ledger.positions(below: folder)
    }

    func latestPositions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try await ledger.latestPositions(below: folder)
    }

    func came(_ path: String, after others: [String]) async throws(LedgerError) -> Bool {
        try await ledger.came(path, after: others)
    }

    func times(below folder: String) async throws(LedgerError) -> [String: Instant] {
        try await ledger.times(below: folder)
    }

    func root() async throws(LedgerError) -> String? { try await ledger.root() }

    func misplaced() async throws(LedgerError) -> [String] { try await ledger.misplaced() }

    func read(_ path: String) async throws(LedgerError) -> [UInt8]? {
        isHidden(path) ? nil : try await ledger.read(path)
    }
}
