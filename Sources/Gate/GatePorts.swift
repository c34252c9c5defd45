package import ZoneFiles
package import ZonePlanning

/// What the verbs of one command share: the clone, the edges by their ports, the time, and whom they tell.
package struct GatePorts: Sendable {
    package var clone: Clone
    package var ledgers: any Ledgers
    package var remote: any Remote
    package var providers: any ZoneProviders
    package var approvals: any ApprovalSources
    package var clock: GateClock
    package var reconciler: Reconciler
    package var observer: GateObserver
    /// Whether ledgers are read as this clone has them, whatever a verb asks for: whoever runs it says so.
    package var isOffline = false
    /// What was told and read of ledgers so far.
    package var memory = LedgerMemory()

    package init(
        clone: Clone, ledgers: any Ledgers, remote: any Remote, providers: any ZoneProviders,
        approvals: any ApprovalSources,
        clock: GateClock, reconciler: Reconciler, observer: @escaping GateObserver
    ) {
        self.clone = clone
        self.ledgers = ledgers
        self.remote = remote
        self.providers = providers
        self.approvals = approvals
        self.clock = clock
        self.reconciler = reconciler
        self.observer = observer
    }

    /// What receipts are to say of a run that was not to reach the remote.
    var offlineRemarks: [String] {
        isOffline
            ? ["applied by hand with --no-fetch: by the protected branch and the ledger as this clone had them"] : []
    }

    /// Finds the ledger that counts; see ``LedgerSearch/run(namedBy:_:isFirst:)``.
    package func ledger(
        namedBy settings: Settings, _ fetching: LedgerFetching = LedgerFetching(), isFirst: Bool = true
    ) async throws(GateError) -> TrustedLedger {
        var fetching = fetching
        if isOffline { fetching.fetches = false }
        return try await LedgerSearch(in: clone, ledgers, approvals, memory, observer).run(
            namedBy: settings, fetching, isFirst: isFirst)
    }
}

/// Where verbs read the time.
package struct GateClock: Sendable {
    /// Now in UTC, as in `2026-11-23T10:15:30.125Z` (RFC 3339).
    package var now: @Sendable () -> String
    /// Today in UTC.
    package var today: @Sendable () -> CalendarDate

    package init(now: @escaping @Sendable () -> String, today: @escaping @Sendable () -> CalendarDate) {
        self.now = now
        self.today = today
    }
}
