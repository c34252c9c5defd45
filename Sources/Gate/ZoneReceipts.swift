package import DNSModel
package import ZonePlanning

// Decision 0090: order is the ledger's, never a clock's.

/// The receipts of a zone, read one after the other, the last one first, in the order of the ledger.
package struct ZoneReceipts: Sendable {
    private let apex: DomainName
    private let ledger: any Ledger
    private let order: LedgerOrder
    /// What is still to be read, the last one first; those of earlier formats are put in order once they are needed.
    private var rest: [LedgerOrder.Entry]
    private var hasEarlier = true

    /// - Parameters:
    ///   - apex: the zone.
    ///   - ledger: where they are.
    /// - Throws: ``LedgerError``.
    package init(of apex: DomainName, in ledger: any Ledger) async throws(LedgerError) {
        self.apex = apex
        self.ledger = ledger
        order = try await LedgerOrder(of: LedgerLayout.receiptFolder(of: apex), in: ledger) {
            LedgerLayout.isReceiptName($0)
        }
        rest = order.numbered.reversed()
        for stray in order.strays { await ledger.passOver(stray, "it has no name of a receipt") }
    }

    /// The number of the receipt that is written next.
    package var nextNumber: Int { order.next }

    /// The next receipt, which was written before all that were read so far; `nil` after the first one.
    ///
    /// What is no receipt is passed over: then an earlier one is the base of the review, which asks for more.
    ///
    /// - Throws: ``LedgerError``, also when one is of a newer format.
    package mutating func next() async throws(LedgerError) -> Receipt? {
        while true {
            if rest.isEmpty, hasEarlier {
                hasEarlier = false
                rest = try await order.earlier(in: ledger).reversed()
            }
            guard !rest.isEmpty else { return nil }
            let entry = rest.removeFirst()
            switch try await Self.read(entry, of: apex, in: ledger) {
            case .success(let receipt): return receipt
            case .failure(let error): await ledger.passOver(entry.path, error.message)
            }
        }
    }

    /// The receipts of a plan, the last one first.
    ///
    /// - Throws: ``LedgerError``, also when one can't be read: it may say that the plan is used up.
    package func all(of plan: Digest) async throws(LedgerError) -> [Receipt] {
        var receipts: [Receipt] = []
        let ending = "-\(plan.short).json"
        guard order.paths.contains(where: { $0.hasSuffix(ending) }) else { return [] }
        for entry in try await order.newestFirst(in: ledger) where entry.path.hasSuffix(ending) {
            let receipt: Receipt
            switch try await Self.read(entry, of: apex, in: ledger) {
            case .success(let found): receipt = found
            case .failure(let error):
                throw LedgerError(
                    "'\(entry.path)' in the ledger may say that plan \(plan.short) was applied, and can't be read: "
                        + "\(error.message); make another plan")
            }
            if receipt.plan == plan { receipts.append(receipt) }
        }
        return receipts
    }

    /// The paths of what is known of a zone's propagations, the last one first.
    ///
    /// - Throws: ``LedgerError``.
    package static func propagationPaths(
        of apex: DomainName, in ledger: any Ledger
    ) async throws(LedgerError) -> [String] {
        try await LedgerOrder(of: LedgerLayout.propagationFolder(of: apex), in: ledger) {
            LedgerLayout.isReceiptName($0)
        }.newestFirst(in: ledger).map(\.path)
    }

    /// A receipt; a failure where it is none.
    ///
    /// - Throws: ``LedgerError`` where it can't be told, as of one of a newer format.
    fileprivate static func read(
        _ entry: LedgerOrder.Entry, of apex: DomainName, in ledger: any Ledger
    ) async throws(LedgerError) -> Result<Receipt, LedgerError> {
        if let known = ledger.memory?.receipt(at: entry.path), known.apex == apex { return .success(known) }
        guard let octets = try await ledger.read(entry.path) else {
            return .failure(LedgerError("it is not a file, or too large"))
        }
        var receipt: Receipt
        do {
            receipt = try ReceiptDocument.decode(octets)
        } catch {
            guard error.code == .newerFormat else { return .failure(LedgerError(error.message)) }
            throw LedgerError(
                "the ledger's '\(entry.path)' may say what was applied last, and it is of a newer format; upgrade to the "
                    + "gate53 that wrote it. If no gate53 did, " + LedgerRemedy.without(entry.path), kind: .newer)
        }
        guard receipt.apex == apex else {
            return .failure(LedgerError("it is a receipt of another zone, \(receipt.apex)"))
        }
        let id = Digest(of: octets).short
        if LedgerNumber.number(of: entry.path) != nil {
            guard entry.path.hasSuffix("-\(id)-\(receipt.plan.short).json"), receipt.number == entry.number else {
                return .failure(LedgerError("its name does not fit the receipt in it"))
            }
        }
        let isNamed = receipt.number != nil
        (receipt.number, receipt.id) = (entry.number, id)
        if isNamed { ledger.memory?.keep(receipt, at: entry.path, octets: octets.count) }
        return .success(receipt)
    }
}

/// The receipts of several zones, in the order of the ledger.
package struct RecordedReceipts: Sendable {
    private let ledger: any Ledger

    package init(in ledger: any Ledger) { self.ledger = ledger }

    /// The last receipts, the last one first.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - zones: whose; `nil` for all.
    /// - Returns: the receipts.
    /// - Throws: ``LedgerError``, also when one can't be read.
    package func last(_ count: Int, of zones: [DomainName]?) async throws(LedgerError) -> [Receipt] {
        let found = try await readable(count, of: zones)
        if let error = found.newer.first { throw error }
        return found.receipts
    }

    /// The last receipts that this version can read, the last one first, and what to do about those among them that a
    /// newer version wrote: one of a zone says nothing of the others.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - zones: whose; `nil` for all.
    /// - Returns: the receipts; an error for each that is newer.
    /// - Throws: ``LedgerError``, where the ledger can't be read.
    package func readable(
        _ count: Int, of zones: [DomainName]?
    ) async throws(LedgerError) -> (receipts: [Receipt], newer: [LedgerError]) {
        var found: [(apex: DomainName, entry: LedgerOrder.Entry)] = []
        let apexes: [DomainName]
        if let zones { apexes = zones } else { apexes = try await self.zones() }
        for apex in apexes {
            let order = try await LedgerOrder(of: LedgerLayout.receiptFolder(of: apex), in: ledger) {
                LedgerLayout.isReceiptName($0)
            }
            found += try await order.newestFirst(in: ledger).map { (apex, $0) }
        }
        if apexes.count > 1 {
            let positions = try await ledger.positions(below: LedgerLayout.receiptsFolder)
            func key(_ item: (apex: DomainName, entry: LedgerOrder.Entry)) -> (Int, Int, DomainName) {
                (positions[item.entry.path] ?? 0, item.entry.number, item.apex)
            }
            // Of one event in the order of zones.
            found.sort { one, other in
                let (one, other) = (key(one), key(other))
                return one.0 != other.0 ? one.0 > other.0 : one.2 != other.2 ? one.2 < other.2 : one.1 > other.1
            }
        }
        var receipts: [Receipt] = []
        var newer: [LedgerError] = []
        for item in found where receipts.count + newer.count < count {
            do throws(LedgerError) {
                switch try await ZoneReceipts.read(item.entry, of: item.apex, in: ledger) {
                case .success(let receipt): receipts.append(receipt)
                case .failure(let error): await ledger.passOver(item.entry.path, error.message)
                }
            } catch {
                guard error.kind == .newer else { throw error }
                newer.append(error)
            }
        }
        return (receipts, newer)
    }

    /// The zones that have a folder of receipts.
    private func zones() async throws(LedgerError) -> [DomainName] {
        var folders: Set<Substring> = []
        for path in try await ledger.paths(below: LedgerLayout.receiptsFolder) {
            let parts = path.split(separator: "/")
            if parts.count == 3 { folders.insert(parts[1]) }
        }
        return folders.compactMap { LedgerLayout.apex(ofReceiptFolder: $0) }.sorted()
    }
}
