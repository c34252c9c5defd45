package import DNSModel
package import ZonePlanning

// Decision 0008: protection outlives its line.

/// What the ledger says of one zone, as far as it matters for the next plan.
///
/// A receipt that needed no approval ("in step") can neither move the point from which commits are under review, once
/// there is one, nor end a protection. One of a plan that took drift back can do neither, since that applied nothing of
/// git.
package struct ReceiptHistory: Sendable {
    /// The newest receipt that says that live was what git declares.
    package private(set) var last: Receipt?
    /// The receipt at whose commit the commits under review begin: the newest of an approved plan that was applied to
    /// its end, else the oldest that found the zone in step.
    package private(set) var reviewBase: Receipt?
    /// The sets that were protected when an approved plan was applied last, or in a receipt since.
    package private(set) var protected: Set<RecordSet.Key> = []

    /// The receipt that says that a plan was applied to its end in a zone, if there is one, however old.
    ///
    /// - Throws: ``LedgerError``, also when such a receipt can't be read.
    package static func applied(
        _ digest: Digest, _ apex: DomainName, in ledger: any Ledger
    ) async throws(LedgerError) -> Receipt? {
        for path in try await ledger.paths(below: LedgerLayout.receiptFolder(of: apex))
        where path.hasSuffix("-\(digest.short).json") {
            guard let receipt = try await Receipt(at: path, of: apex, in: ledger) else { continue }
            if receipt.plan == digest, receipt.outcome == .applied || receipt.outcome == .restored { return receipt }
        }
        return nil
    }

    /// Reads the receipts of a zone, newest first, as far back as the last approved plan.
    ///
    /// - Throws: ``LedgerError``, also when a receipt can't be read.
    package init(of apex: DomainName, in ledger: any Ledger) async throws(LedgerError) {
        for path in try await ledger.paths(below: LedgerLayout.receiptFolder(of: apex)).reversed() {
            guard let receipt = try await Receipt(at: path, of: apex, in: ledger) else { continue }
            if receipt.restores != nil { continue }
            switch receipt.outcome {
            case .undone, .partial, .failed, .restored:
                continue
            case .inStep:
                if last == nil { last = receipt }
                reviewBase = receipt
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

extension Receipt {
    /// A receipt of a zone in the ledger; `nil` where there is none.
    ///
    /// - Throws: ``LedgerError``, also when it can't be read or is another zone's.
    init?(at path: String, of apex: DomainName, in ledger: any Ledger) async throws(LedgerError) {
        guard let octets = try await ledger.read(path) else { return nil }
        do {
            self = try ReceiptDocument.decode(octets)
        } catch {
            throw LedgerError("the ledger's \(path): \(error.message)")
        }
        guard self.apex == apex else {
            throw LedgerError("the ledger's \(path) is a receipt of another zone, \(self.apex)")
        }
    }
}
