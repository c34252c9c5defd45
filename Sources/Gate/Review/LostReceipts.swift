package import DNSModel
internal import ZonePlanning

// Decision 0093: acceptances are a chain.

/// Receipts of a zone that were in the ledger when a plan was made, and are not any more. A fresh clone has seen no
/// ledger before this one; the plan has.
package struct LostReceipts: Hashable, Sendable {
    package var apex: DomainName
    /// The number of the last one when the plan was made.
    package var known: Int
    /// That of the last one now; 0 where there is none.
    package var last: Int

    /// Holds the ledger against what a plan says of it.
    ///
    /// - Parameters:
    ///   - base: the zone's last receipt when the plan was made.
    ///   - apex: the zone.
    ///   - ledger: the ledger.
    /// - Returns: what is lost; `nil` where nothing is.
    /// - Throws: ``LedgerError``.
    static func find(
        _ base: ZonePlan.Base, of apex: DomainName, in ledger: any Ledger
    ) async throws(LedgerError) -> LostReceipts? {
        let last = try await ZoneReceipts(of: apex, in: ledger).nextNumber - 1
        return base.number > last ? LostReceipts(apex: apex, known: base.number, last: last) : nil
    }

    /// What happened and what to do.
    package var message: String {
        "the ledger was cut back: it had receipt \(known) of \(apex) when the plan was made, and its last one is now "
            + (last == 0 ? "none" : "\(last)")
            + "; find out who did that, push the branch again from a clone that has seen it ('git for-each-ref "
            + "refs/gate53/seen' shows at which commit), and apply again; where no clone has it, plan again, and have that "
            + "plan approved"
    }

    /// Refuses a plan that knew more of the ledger than there is.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - ledger: the ledger that counts.
    /// - Throws: ``GateError``: refused.
    static func refuse(_ plan: Plan, _ ledger: TrustedLedger) async throws(GateError) {
        // One of another ledger says nothing of this one.
        if let root = plan.ledgerRoot, try await ledger.root() != root { return }
        for zone in plan.zones {
            guard let base = zone.base else { continue }
            let lost: LostReceipts?
            do throws(LedgerError) { lost = try await find(base, of: zone.apex, in: ledger.ledger) } catch {
                throw GateError(error)
            }
            if let lost { throw GateError(refused: lost.message, id: "ledger-cut-back") }
        }
    }
}
