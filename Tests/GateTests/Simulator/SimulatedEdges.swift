internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZoneFiles
internal import ZonePlanning

/// Ledgers in memory, one for each branch that settings may name.
struct SimulatedLedgers: Ledgers {
    var pinnedBranch: String?
    var pinnedRoot: String?
    var branches: [String: MemoryLedger]
    /// The branches that can't be fetched, and are read as this clone has them.
    var unreached: Set<String> = []
    /// By which name of the signers file events are signed.
    var signer = "deploy@example.com"

    func signs(as signers: LedgerSigners) throws(LedgerError) -> Bool {
        let lines = String(decoding: signers.file, as: UTF8.self).split(separator: "\n")
        return lines.contains { $0.hasPrefix(signer + " ") } && signers.include(signer)
    }

    func location(of settings: LedgerSettings, protected branch: String?) throws(GitError) -> LedgerLocation {
        LedgerLocation(remote: settings.remote == "none" ? nil : "origin", branch: settings.branch)
    }

    func local(_ location: LedgerLocation) throws(LedgerError) -> any Ledger {
        guard let ledger = branches[location.branch] else { return MemoryLedger() }
        return ledger
    }

    func open(
        _ opening: LedgerOpening, _ observer: @escaping GateObserver
    ) throws(LedgerError) -> any Ledger {
        let ledger = try local(opening.location)
        guard unreached.contains(opening.location.branch) else { return ledger }
        return UnreachedLedger(ledger: ledger, mustBeReached: opening.fetching.mustFetch)
    }

    /// Ledgers in memory have no history: none goes on from another.
    func contains(_ newer: LedgerLocation, all older: LedgerLocation) throws(LedgerError) -> Bool {
        newer.branch == older.branch
    }

    func has(_ commit: String, in location: LedgerLocation) throws(LedgerError) -> Bool {
        branches[location.branch]?.firstCommit == commit
    }

    func checkIsSigned(
        adding path: String, in location: LedgerLocation, by signers: LedgerSigners
    ) throws(LedgerError) {}
}

/// A ledger whose remote does not answer.
struct UnreachedLedger: Ledger {
    let ledger: any Ledger
    var mustBeReached = false

    func refresh() async throws(LedgerError) -> Bool {
        if mustBeReached { throw LedgerError("the remote does not answer", kind: .unshared) }
        return false
    }

    func append(_ files: [LedgerFile], message: String) async throws(LedgerError) {
        try await ledger.append(files, message: message)
    }

    func version() async throws(LedgerError) -> LedgerVersion { try await ledger.version() }

    func append(
        _ files: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool { try await ledger.append(files, message: message, at: version) }

    func requireRoom(in folders: [String]) async throws(LedgerError) { try await ledger.requireRoom(in: folders) }

    func paths(below folder: String) async throws(LedgerError) -> [String] { try await ledger.paths(below: folder) }

    func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try await ledger.positions(below: folder)
    }

    func root() async throws(LedgerError) -> String? { try await ledger.root() }

    func read(_ path: String) async throws(LedgerError) -> [UInt8]? { try await ledger.read(path) }
}

/// One provider in memory, whatever settings say.
struct SimulatedProviders: ZoneProviders {
    let provider: MemoryProvider
    /// The provider's log.
    var log: (any ChangeHistory)?

    func uncheckedProvider(of zone: DesiredState.DeclaredZone, in declared: DeclaredState) -> (any ZoneProvider)? {
        provider
    }

    func directory(of name: String, _ settings: ProviderSettings) -> (any ZoneDirectory)? { nil }

    func history(of name: String, in settings: Settings, zones count: Int) -> (any ChangeHistory)? { log }

    func types(of name: String, in settings: Settings) -> ProviderTypes { .none }

    func choice(of zone: ZoneSettings, in settings: Settings) -> ZoneChoice { ZoneChoice() }

    func unsaidDestination(of settings: ProviderSettings) -> CredentialDestination? {
        settings.credentialDestination(besides: [:])
    }
}

/// A remote with nothing new.
struct SimulatedRemote: Remote {
    func fetchProtectedBranch(configured: String?) async throws(GitError) {}
}
