package import ZonePlanning

/// Plans that wait in the ledger for their merge, so that nobody has to carry a file from one pipeline to the next.
///
/// To be there is no approval: who may write the ledger can propose anything.
package struct ProposedPlans: Sendable {
    /// How many proposals are looked at, the last ones first; a plan that waits behind more has to be proposed again.
    package static let most = 500

    private let ledger: any Ledger

    package init(in ledger: any Ledger) { self.ledger = ledger }

    /// Puts a plan into the ledger, with signatures that were made already.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - signatures: signatures of its octets, good or not; apply checks them.
    /// - Throws: ``LedgerError``.
    package func propose(
        _ document: PlanDocument, signatures: [[UInt8]]
    ) async throws(LedgerError) {
        let digest = document.digest
        let number = try await Self.order(in: ledger).next
        var files = [
            LedgerFile(path: LedgerLayout.path(ofPlan: digest), octets: document.octets),
            LedgerFile(path: LedgerLayout.path(ofProposal: digest, number: number), octets: Array("\(digest)\n".utf8)),
        ]
        for signature in signatures {
            files.append(
                LedgerFile(
                    path: LedgerLayout.path(ofProposedSignature: signature, plan: digest), octets: signature))
        }
        try await ledger.append(files, message: "Propose plan \(digest.short)\n\n\(digest)\n")
    }

    /// The plans that wait to be applied and that a test lets through, the one first that was proposed last.
    ///
    /// - Parameters:
    ///   - includingEmpty: whether plans without changes are meant too, with which settings are accepted.
    ///   - fits: whether a plan is of the content that is to be applied.
    /// - Returns: the plans; those of which a zone was applied to its end before are left out.
    /// - Throws: ``LedgerError``.
    package func waiting(includingEmpty: Bool = false, _ fits: (Plan) -> Bool) async throws(LedgerError)
        -> [PlanDocument]
    {
        var seen: Set<Digest> = []
        var plans: [PlanDocument] = []
        for entry in try await Self.order(in: ledger).newestFirst(in: ledger).prefix(Self.most) {
            guard let digest = LedgerLayout.digest(ofProposal: entry.path), seen.insert(digest).inserted,
                let octets = try await ledger.read(LedgerLayout.path(ofPlan: digest))
            else { continue }
            let document: PlanDocument
            do {
                document = try PlanDocument(octets: octets)
            } catch {
                // Of another version, or not one of ours: nothing that could be applied.
                continue
            }
            guard document.digest == digest, document.plan.source == .commit,
                includingEmpty || !document.plan.isEmpty, fits(document.plan), try await !isUsedUp(document)
            else { continue }
            plans.append(document)
        }
        return plans
    }

    private static func order(in ledger: any Ledger) async throws(LedgerError) -> LedgerOrder {
        try await LedgerOrder(of: LedgerLayout.proposalsFolder, in: ledger) { Digest(hexadecimal: String($0)) != nil }
    }

    /// Whether every zone of a plan with work was applied to its end with it before.
    private func isUsedUp(_ document: PlanDocument) async throws(LedgerError) -> Bool {
        if document.plan.isEmpty { return false }
        for zone in document.plan.zones where zone.hasWork {
            if try await ReceiptHistory.applied(document.digest, zone.apex, in: ledger) == nil { return false }
        }
        return true
    }
}
