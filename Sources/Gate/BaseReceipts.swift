package import DNSModel
package import ZonePlanning

/// What the ledger says of how a zone was left last: the receipt that drift is measured from, and what was left half
/// done since.
package struct BaseReceipts: Sendable {
    /// The last receipt, in the order of the ledger, of a plan that was applied to its end, or of a zone that was found
    /// in sync. It has its number.
    package private(set) var base: Receipt?
    /// The receipts since then of runs that left a part of their plan live, oldest first.
    package private(set) var partial: [Receipt] = []
    /// The plans since then that took drift back to the base and came to their end.
    package private(set) var restoredBy: Set<Digest> = []
    /// The provider's ids of all changes since then and at the base itself, those that undid others too.
    package private(set) var changeIDs: Set<String> = []

    /// Reads the receipts of a zone in the order of the ledger, the last one first, as far back as the base.
    ///
    /// - Throws: ``LedgerError``, also when a receipt can't be read.
    package init(of apex: DomainName, in ledger: any Ledger) async throws(LedgerError) {
        var receipts = try await ZoneReceipts(of: apex, in: ledger)
        while let receipt = try await receipts.next() {
            for batch in receipt.batches { changeIDs.formUnion([batch.changeID, batch.undoID].compactMap { $0 }) }
            // What restores the base moves nothing away from it, whatever became of it.
            if receipt.restores != nil {
                if receipt.outcome == .restored { restoredBy.insert(receipt.plan) }
                continue
            }
            switch receipt.outcome {
            case .undone, .failed, .restored: continue
            case .partial: partial.insert(receipt, at: 0)
            case .applied, .inSync, .residual:
                base = receipt
                return
            }
        }
    }

    /// Puts what runs since the base left live into the base.
    ///
    /// - Parameters:
    ///   - zone: the zone as the base receipt's commit declares it.
    ///   - ledger: where the plans of those runs are.
    /// - Returns: the zone, and what should be known of it, one sentence each.
    /// - Throws: ``LedgerError``.
    package func completed(
        _ zone: Zone, in ledger: any Ledger
    ) async throws(LedgerError) -> (zone: Zone, notes: [String]) {
        var sets = Dictionary(zone.sets.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var notes: [String] = []
        // What waited then was not applied, though that commit declares it.
        let waiting = base?.waiting ?? []
        for change in waiting { sets[change.key] = change.before }
        for receipt in partial {
            var note = "an apply that ended \(receipt.finished) left a part of plan \(receipt.plan.short) live"
            let octets = try await ledger.read(LedgerLayout.path(ofPlan: receipt.plan))
            if let changes = octets.flatMap({ try? RecordedPlan(octets: $0).changes(of: zone.apex) }) {
                let live = Set(receipt.batches.filter { $0.state.isLive }.map(\.number))
                for planned in changes where live.contains(planned.batch) {
                    sets[planned.change.key] = planned.change.after
                }
                if receipt.batches.contains(where: { $0.state == .unknown }) {
                    note += ", and maybe more of it than is known"
                }
            } else {
                note += ", and the plan can't be read, so that part is shown as drift"
            }
            notes.append(note)
        }
        guard !partial.isEmpty || !waiting.isEmpty, let completed = try? Zone(apex: zone.apex, sets: Array(sets.values))
        else {
            return (zone, notes)
        }
        return (completed, notes)
    }
}
