internal import DNSModel
internal import ZonePlanning

/// Why some of a plan was live before a run of it began.
package enum EarlierWork: Hashable, Sendable {
    /// Nothing was.
    case none
    /// An earlier run of the plan was killed: it began, and wrote no receipt.
    case cutOff
    /// An earlier run of the plan ended on the way, as its receipt says.
    case stopped
    /// No run of the plan left it so: another plan made the same changes, or somebody did, or the plan was applied before.
    case elsewhere

    /// Whether a run that comes to its end finishes an earlier one.
    package var isOfThisPlan: Bool { self == .cutOff || self == .stopped }

    /// Finds out by what the ledger has of the plan.
    ///
    /// - Parameters:
    ///   - run: the run, before it changes anything.
    ///   - own: the run's intent.
    ///   - wasRecorded: whether the plan alone says that it was begun before, where runs write no intents.
    ///   - ledger: where plans, intents and receipts are. What can't be read there says nothing.
    init(of run: ApplyRun, own: RunIntent?, wasRecorded: Bool, in ledger: any Ledger) async {
        let begun = run.zones.filter(\.progress.isBegun)
        guard !begun.isEmpty else {
            self = .none
            return
        }
        let digest = run.request.approved.document.digest
        self = .elsewhere
        do throws(LedgerError) {
            var hasReceipt = false
            // When the plan's last run that wrote a receipt of the zone ended, as text that sorts by time.
            var last: [DomainName: String] = [:]
            for zone in begun {
                let paths = try await ledger.paths(below: LedgerLayout.receiptFolder(of: zone.plan.apex))
                guard let path = paths.last(where: { $0.hasSuffix("-\(digest.short).json") }),
                    let receipt = try await Receipt(at: path, of: zone.plan.apex, in: ledger), receipt.plan == digest
                else { continue }
                hasReceipt = true
                last[zone.plan.apex] = receipt.finished
                switch receipt.outcome {
                case .partial: self = .stopped
                case .applied, .restored, .inStep, .residual, .undone, .failed: break
                }
            }
            let ownPath = own.map { LedgerLayout.path(of: $0) }
            for path in try await ledger.paths(below: LedgerLayout.intentsFolder)
            where path.hasSuffix(".json") && path != ownPath && path.contains("-\(digest.short)-") {
                guard let octets = try await ledger.read(path), let intent = try? RunIntentDocument.decode(octets),
                    intent.plan == digest
                else { continue }
                let isWithoutReceipt = begun.contains { zone in
                    intent.zones.contains(zone.plan.apex)
                        && last[zone.plan.apex].map { $0 < intent.started.description } ?? true
                }
                if isWithoutReceipt { self = .cutOff }
            }
            if wasRecorded, !hasReceipt { self = .cutOff }
        } catch {
            return
        }
    }
}
