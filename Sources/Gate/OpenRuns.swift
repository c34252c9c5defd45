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
        let runs = try await OpenIntent.all(in: ledger).open.filter {
            zones?.isDisjoint(with: $0.intent.zones) != true
        }
        if runs.isEmpty { return [] }
        let begins = try await ledger.positions(below: LedgerLayout.intentsFolder)
        // Of each zone the last receipt, once for all runs.
        var last: [Substring: Int] = [:]
        for (path, position) in try await ledger.positions(below: LedgerLayout.receiptsFolder) {
            guard let end = path.lastIndex(of: "/") else { continue }
            last[path[..<end]] = max(last[path[..<end]] ?? 0, position)
        }
        return runs.filter { run in
            guard let begin = begins[run.path], !run.intent.zones.isEmpty else { return true }
            // Made good is a run of which every zone has a receipt that came to the ledger after it began.
            return !run.intent.zones.allSatisfy { last[LedgerLayout.receiptFolder(of: $0)[...], default: 0] > begin }
        }.map(\.intent)
    }
}
