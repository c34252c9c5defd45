package import ZonePlanning

/// Plans that wait in the ledger for their merge, so that nobody has to carry a file from one pipeline to the next.
///
/// To be there is no approval: who may write the ledger can propose anything.
package struct ProposedPlans: Sendable {
    /// How many proposals are looked at, the last ones first; a plan that waits behind more has to be proposed again.
    package static let most = 500
    /// How many octets of plans one run has to do with: whoever may propose can propose large ones.
    package struct Limits: Sendable {
        /// How many are read.
        package var read = 1 << 30
        /// How many are kept at once; a plan that does not fit waits for another run.
        package var kept = 256 << 20

        package init() {}
    }

    private let ledger: any Ledger
    private let limits: Limits

    package init(in ledger: any Ledger, _ limits: Limits = Limits()) {
        self.ledger = ledger
        self.limits = limits
    }

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
    ///   - older: told of plans of an earlier format, which can't be approved or applied any more.
    ///   - fits: whether a plan is of the content that is to be applied.
    /// - Returns: the plans; those of which every zone was applied to its end before are left out.
    /// - Throws: ``LedgerError``.
    package func waiting(
        includingEmpty: Bool = false, older: (Digest, RecordedPlan) -> Void = { _, _ in }, _ fits: (Plan) -> Bool
    ) async throws(LedgerError) -> [PlanDocument] {
        var (read, kept) = (0, 0)
        var plans: [Int: PlanDocument] = [:]
        for entry in try await candidates() {
            guard read < limits.read else { break }
            guard let document = try await plan(entry.digest, proposedBy: entry.path, &read, older),
                document.plan.source == .commit, includingEmpty || !document.plan.isEmpty, fits(document.plan),
                kept + document.octets.count <= limits.kept
            else { continue }
            do throws(LedgerError) {
                if try await isUsedUp(document) { continue }
            } catch {
                // A receipt of it that can't be read may say that it is; the plans of others are no part of that.
                await ledger.passOver(entry.path, error.message)
                continue
            }
            kept += document.octets.count
            plans[entry.index] = document
        }
        return plans.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The proposals that are looked at, those first whose plans somebody has signed: many that nobody approved do not
    /// keep one from being found that is.
    private func candidates() async throws(LedgerError) -> [(index: Int, path: String, digest: Digest)] {
        let order = try await Self.order(in: ledger)
        for stray in order.strays { await ledger.passOver(stray, "it has no name of a proposal") }
        let newest = try await order.newestFirst(in: ledger).prefix(Self.most)
        var seen: Set<Digest> = []
        let found = newest.enumerated().compactMap { (index, entry) -> (index: Int, path: String, digest: Digest)? in
            guard let digest = LedgerLayout.digest(ofProposal: entry.path), seen.insert(digest).inserted else {
                return nil
            }
            return (index, entry.path, digest)
        }
        let signed = Set(
            try await ledger.paths(below: LedgerLayout.approvalsFolder).compactMap { path in
                let parts = path.split(separator: "/")
                return parts.count == 3 && parts[2].hasSuffix(".sig") ? Digest(hexadecimal: String(parts[1])) : nil
            })
        return found.filter { signed.contains($0.digest) } + found.filter { !signed.contains($0.digest) }
    }

    /// The plan that a proposal names; `nil` where there is none that could be applied, of which is told what nobody
    /// wrote who proposed a plan.
    private func plan(
        _ digest: Digest, proposedBy proposal: String, _ read: inout Int, _ older: (Digest, RecordedPlan) -> Void
    ) async throws(LedgerError) -> PlanDocument? {
        let path = LedgerLayout.path(ofPlan: digest)
        guard let octets = try await ledger.read(path) else {
            await ledger.passOver(proposal, "the ledger has no plan '\(path)', or it is too large for one of ours")
            return nil
        }
        read += octets.count
        guard Digest(of: octets) == digest else {
            await ledger.passOver(path, "it is not the plan that its name says")
            return nil
        }
        do {
            return try PlanDocument(octets: octets)
        } catch {
            if error.code == .olderFormat {
                if let recorded = try? RecordedPlan(octets: octets) { older(digest, recorded) }
            } else {
                await ledger.passOver(path, error.message)
            }
            return nil
        }
    }

    private static func order(in ledger: any Ledger) async throws(LedgerError) -> LedgerOrder {
        try await LedgerOrder(of: LedgerLayout.proposalsFolder, in: ledger) { Digest(hexadecimal: String($0)) != nil }
    }

    /// Whether every zone of a plan with work was applied to its end with it before. A zone of which a newer version
    /// wrote a receipt of the plan may have been: that keeps the plan from nothing in the others.
    private func isUsedUp(_ document: PlanDocument) async throws(LedgerError) -> Bool {
        if document.plan.isEmpty { return false }
        for zone in document.plan.zones where zone.hasChanges {
            do throws(LedgerError) {
                if try await ReceiptHistory.applied(document.digest, zone.apex, in: ledger) == nil { return false }
            } catch {
                if error.kind != .newer { throw error }
            }
        }
        return true
    }
}
