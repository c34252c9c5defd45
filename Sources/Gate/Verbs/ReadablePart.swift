internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// The part of a plan that can be applied although a newer version wrote what was applied to some of its zones last:
/// that stops those zones, and no other.
struct ReadablePart {
    let document: PlanDocument
    /// The other zones, each with what to do about it.
    let leftOut: [Diagnostic]
    let apexes: [DomainName]

    /// Fails where all of the plan is readable, where none of it is, and where it is applied whole or not at all, as
    /// settings may ask.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - state: what the protected branch declares.
    ///   - ledger: the ledger that counts.
    /// - Throws: ``GateError``.
    init?(of document: PlanDocument, _ state: TrustedState, _ ledger: TrustedLedger) async throws(GateError) {
        var part = document.plan
        if part.isRestoring || state.settings.review.isWhole || ledger.acceptedSettings?.review.isWhole == true {
            return nil
        }
        var newer: [DomainName: String] = [:]
        for zone in part.zones {
            do throws(LedgerError) { _ = try await ReceiptHistory(of: zone.apex, in: ledger.ledger) } catch {
                guard error.kind == .newer else { throw GateError(error) }
                newer[zone.apex] = error.message
            }
        }
        part.zones.removeAll { newer[$0.apex] != nil }
        guard !newer.isEmpty, part.zones.contains(where: \.hasChanges) else { return nil }
        self.document = try PlanDocument.of(part)
        leftOut = newer.sorted { $0.key < $1.key }.map { apex, message in
            Diagnostic(.error, id: "receipt-newer", "\(apex): \(Printable.text(message))")
        }
        apexes = newer.keys.sorted()
    }
}
