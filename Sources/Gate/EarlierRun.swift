internal import DNSModel
internal import ZonePlanning

/// Why some of a plan was live before a run of it began.
package enum EarlierRun: Hashable, Sendable {
    /// Nothing was.
    case none
    /// An earlier run of the plan was killed: it began, and wrote no receipt.
    case cutOff
    /// An earlier run of the plan ended on the way, as its receipts say.
    case stopped
    /// No run of the plan left it so: another plan made the same changes, or somebody did, or the plan was applied
    /// before.
    case elsewhere

    /// Whether a run that comes to its end finishes an earlier one.
    package var isOfThisPlan: Bool { self == .cutOff || self == .stopped }

    /// Finds out by what the ledger has of the plan.
    ///
    /// - Parameters:
    ///   - run: the run, before it changes anything.
    ///   - claim: the run's claim, if it made one. The last run of the plan that died is among those that it took over.
    ///   - wasRecorded: whether the plan alone says that it was begun before, where runs write no intents.
    ///   - ledger: where plans, intents and receipts are. What can't be read there says nothing.
    init(of run: ApplyRun, _ claim: RunClaim.Made?, wasRecorded: Bool, in ledger: any Ledger) async {
        let begun = Set(run.zones.filter(\.progress.isBegun).map(\.plan.apex))
        guard !begun.isEmpty else {
            self = .none
            return
        }
        let digest = run.request.approved.document.digest
        if claim?.dead.contains(where: { $0.plan == digest && !begun.isDisjoint(with: $0.zones) }) == true {
            self = .cutOff
            return
        }
        self = .elsewhere
        do throws(LedgerError) {
            let receipts = try await Self.receipts(of: digest, for: run.zones.map(\.plan.apex), in: ledger)
            if try await Self.wasCutOff(digest, begun, own: claim?.intent, in: ledger) {
                self = .cutOff
            } else if begun.contains(where: { receipts[$0].map(Self.leftSomething) ?? false }),
                receipts.values.contains(where: Self.isUnfinished)
            {
                self = .stopped
            } else if wasRecorded, begun.allSatisfy({ receipts[$0] == nil }) {
                self = .cutOff
            }
        } catch {
            return
        }
    }

    /// The last receipt of a plan in each zone.
    private static func receipts(
        of digest: Digest, for zones: [DomainName], in ledger: any Ledger
    ) async throws(LedgerError) -> [DomainName: Receipt] {
        var receipts: [DomainName: Receipt] = [:]
        for zone in zones {
            receipts[zone] = try await ZoneReceipts(of: zone, in: ledger).all(of: digest).first
        }
        return receipts
    }

    private static func leftSomething(_ receipt: Receipt) -> Bool {
        switch receipt.outcome {
        case .partial, .applied, .restored, .residual: true
        case .inSync, .undone, .failed: false
        }
    }

    private static func isUnfinished(_ receipt: Receipt) -> Bool {
        switch receipt.outcome {
        case .partial, .undone, .failed: true
        case .applied, .restored, .residual, .inSync: false
        }
    }

    /// Whether a run of the plan died and a run of another plan, which then needed the zone, ended it: it has an end,
    /// no receipt, and nothing that says that it changed nothing.
    private static func wasCutOff(
        _ digest: Digest, _ begun: Set<DomainName>, own: RunIntent?, in ledger: any Ledger
    ) async throws(LedgerError) -> Bool {
        let paths = try await ledger.paths(below: LedgerLayout.intentsFolder)
        let all = Set(paths)
        let (begins, positions) = (
            try await ledger.positions(below: LedgerLayout.intentsFolder),
            try await ledger.positions(below: LedgerLayout.receiptsFolder)
        )
        for path in paths
        where path.hasSuffix(".json") && path.contains("-\(digest.short)-")
            && !all.contains(LedgerLayout.unchangedPath(ofIntent: path))
        {
            guard let octets = try await ledger.read(path), let intent = try? RunIntentDocument.decode(octets),
                intent.plan == digest, intent.run != own?.run
            else { continue }
            guard let begin = begins[path] else { continue }
            for zone in begun.intersection(intent.zones) {
                // One that was there when the run began is not of the run.
                guard
                    try await ledger.paths(below: LedgerLayout.receiptFolder(of: zone)).contains(where: {
                        $0.hasSuffix("-\(digest.short).json") && positions[$0, default: 0] > begin
                    })
                else { return true }
            }
        }
        return false
    }
}
