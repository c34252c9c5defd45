package import DNSModel
package import ZonePlanning

/// The runs in the ledger that began and did not end, and that no later run of their zones has made good.
package enum OpenRuns {
    /// Reads them, the oldest first.
    ///
    /// - Parameters:
    ///   - zones: only runs of one of these; `nil` for all.
    ///   - ledger: where they are.
    /// - Returns: the intents.
    /// - Throws: ``LedgerError``. An intent that can't be read is passed over: apply says so, and this is only told.
    package static func read(
        of zones: Set<DomainName>? = nil, in ledger: any Ledger
    ) async throws(LedgerError) -> [RunIntent] {
        var open: [RunIntent] = []
        for run in try await OpenIntent.all(in: ledger).open where zones?.isDisjoint(with: run.intent.zones) != true {
            if try await !isMadeGood(run.intent, run.path, in: ledger) { open.append(run.intent) }
        }
        return open
    }

    /// Whether every zone of a run has a receipt that came to the ledger after the run began.
    private static func isMadeGood(
        _ intent: RunIntent, _ path: String, in ledger: any Ledger
    ) async throws(LedgerError) -> Bool {
        guard let begin = try await ledger.positions(below: LedgerLayout.intentsFolder)[path] else { return false }
        let positions = try await ledger.positions(below: LedgerLayout.receiptsFolder)
        for zone in intent.zones {
            let receipts = try await ledger.paths(below: LedgerLayout.receiptFolder(of: zone))
            guard receipts.contains(where: { positions[$0, default: 0] > begin }) else { return false }
        }
        return !intent.zones.isEmpty
    }
}
