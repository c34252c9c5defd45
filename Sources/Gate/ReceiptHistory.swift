package import DNSModel
package import ZonePlanning

// Decision 0008: protection outlives its line.

/// What the ledger says of one zone, as far as it matters for the next plan.
///
/// A receipt that needed no approval ("in sync") can neither move the point from which commits are under review, once
/// there is one, nor end a protection. One of a plan that took drift back can do neither, since that applied nothing of
/// git.
package struct ReceiptHistory: Sendable {
    /// The newest receipt that says that live was what git declares.
    package private(set) var last: Receipt?
    /// The receipt at whose commit the commits under review begin: the newest of an approved plan that was applied to
    /// its end, else the oldest that found the zone in sync.
    package private(set) var reviewBase: Receipt?
    /// The sets that were protected when an approved plan was applied last, or in a receipt since.
    package private(set) var protected: Set<RecordSet.Key> = []

    /// The receipt that says that a plan was applied to its end in a zone, if there is one, however old.
    ///
    /// - Throws: ``LedgerError``, also when such a receipt can't be read.
    package static func applied(
        _ digest: Digest, _ apex: DomainName, in ledger: any Ledger
    ) async throws(LedgerError) -> Receipt? {
        try await ZoneReceipts(of: apex, in: ledger).all(of: digest)
            .first { $0.outcome == .applied || $0.outcome == .restored }
    }

    /// The receipt of a zone that says that a plan's approvals were used: that the plan was applied to its end, or that
    /// some of its changes were applied to the end in another one; `nil` where there is none.
    ///
    /// - Throws: ``LedgerError``, also when a receipt can't be read.
    static func used(
        _ digest: Digest, _ plan: ZonePlan, for keys: Set<RecordSet.Key>, in ledger: any Ledger
    ) async throws(LedgerError) -> Receipt? {
        if let receipt = try await applied(digest, plan.apex, in: ledger) { return receipt }
        var receipts = try await ZoneReceipts(of: plan.apex, in: ledger)
        while let receipt = try await receipts.next() {
            if let number = receipt.number, let base = plan.base, number <= base.number { return nil }
            guard receipt.outcome == .applied else { continue }
            let covered = receipt.coverage.filter { $0.plan == digest }.flatMap(\.sets)
            if !keys.isDisjoint(with: covered) { return receipt }
        }
        return nil
    }

    /// Reads the receipts of a zone in the order of the ledger, the last one first, as far back as the last approved
    /// plan.
    ///
    /// - Throws: ``LedgerError``, also when a receipt can't be read.
    package init(of apex: DomainName, in ledger: any Ledger) async throws(LedgerError) {
        var receipts = try await ZoneReceipts(of: apex, in: ledger)
        while let receipt = try await receipts.next() {
            if receipt.restores != nil { continue }
            switch receipt.outcome {
            case .undone, .partial, .failed, .restored:
                continue
            case .inSync:
                if last == nil { last = receipt }
                reviewBase = receipt
                protected.formUnion(receipt.protected)
            case .applied where !receipt.waiting.isEmpty, .residual where !receipt.waiting.isEmpty:
                // What waited on goes on being under review.
                protected.formUnion(receipt.protected)
            case .applied, .residual:
                if last == nil, receipt.outcome == .applied { last = receipt }
                reviewBase = receipt
                protected.formUnion(receipt.protected)
                return
            }
        }
    }
}
