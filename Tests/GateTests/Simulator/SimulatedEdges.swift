internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZoneFiles
internal import ZonePlanning

/// Ledgers in memory, one for each branch that settings may name.
struct SimulatedLedgers: Ledgers {
    var pinnedBranch: String?
    var branches: [String: MemoryLedger]

    func place(of settings: LedgerSettings, protected branch: String?) throws(GitError) -> LedgerPlace {
        LedgerPlace(remote: settings.remote == "none" ? nil : "origin", branch: settings.branch)
    }

    func local(_ place: LedgerPlace) throws(LedgerError) -> any Ledger {
        guard let ledger = branches[place.branch] else { return MemoryLedger() }
        return ledger
    }

    func open(
        _ opening: LedgerOpening, _ observer: @escaping GateObserver
    ) throws(LedgerError) -> any Ledger { try local(opening.place) }

    /// Ledgers in memory have no history: none goes on from another.
    func contains(_ newer: LedgerPlace, all older: LedgerPlace) throws(LedgerError) -> Bool { newer == older }

    func checkIsSigned(
        adding path: String, in place: LedgerPlace, by signers: [UInt8]
    ) throws(LedgerError) {}
}

/// One provider in memory, whatever settings say.
struct SimulatedProviders: ZoneProviders {
    let provider: MemoryProvider

    func provider(of zone: DesiredState.DeclaredZone, in declared: DeclaredState) -> (any ZoneProvider)? { provider }

    func directory(of name: String, _ settings: ProviderSettings) -> (any ZoneDirectory)? { nil }

    func history(of name: String, in settings: Settings, zones count: Int) -> (any ChangeHistory)? { nil }

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
