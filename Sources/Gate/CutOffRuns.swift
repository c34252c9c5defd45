internal import DNSModel
package import ZonePlanning

// Decision 0021: the base of drift is the last receipt.

/// What runs began of which the ledger has no receipt: those that were cut off, and those that are at work.
///
/// Of each record set that such a run was to change it is not known whether it did; what is live says more.
actor CutOffRuns {
    private struct Run {
        var path: String
        var intent: RunIntent
    }

    /// The runs of a version of the ledger: there are few, and each zone asks.
    private var known: (version: LedgerVersion, runs: [Run])?

    /// Where the receipts of each zone are in the history of a version of the ledger, by folder.
    private var places: (version: LedgerVersion, byFolder: [Substring: [String: Int]])?

    private let plans = RecordedPlans()

    /// What runs began of a zone after a receipt, in the order of the ledger.
    ///
    /// - Parameters:
    ///   - apex: the zone.
    ///   - receipt: the receipt, as ``ZoneReceipts`` gives it.
    ///   - ledger: where it is.
    /// - Returns: the changes; none of plans that can't be read.
    /// - Throws: ``LedgerError``.
    func begun(
        of apex: DomainName, since receipt: Receipt, in ledger: any Ledger
    ) async throws(LedgerError) -> [BegunChange] {
        let runs = try await runs(in: ledger).filter { $0.intent.zones.contains(apex) }
        if runs.isEmpty { return [] }
        let beginnings = try await ledger.positions(below: LedgerLayout.intentsFolder)
        guard let start = try await place(of: receipt, in: ledger) else { return [] }
        var begun: [BegunChange] = []
        for run in runs.sorted(by: { (beginnings[$0.path] ?? 0, $0.path) < (beginnings[$1.path] ?? 0, $1.path) })
        where beginnings[run.path, default: 0] > start {
            guard let changes = try await plans.plan(run.intent.plan, in: ledger)?.changes(of: apex) else { continue }
            begun += changes.map { BegunChange(plan: run.intent.plan, change: $0.change) }
        }
        return begun
    }

    /// The runs without receipts and without a word that they changed nothing.
    private func runs(in ledger: any Ledger) async throws(LedgerError) -> [Run] {
        let version = try await ledger.version()
        if let known, known.version == version { return known.runs }
        let paths = try await ledger.paths(below: LedgerLayout.intentsFolder)
        let all = Set(paths)
        var runs: [Run] = []
        let begun = paths.filter {
            $0.hasSuffix(".json") && !all.contains(LedgerLayout.unchangedPath(ofIntent: $0))
        }
        if !begun.isEmpty {
            let receipts = try await ledger.paths(below: LedgerLayout.receiptsFolder)
            let written = Set(receipts.map { $0.dropLast(5).split(separator: "-").last ?? "" })
            for path in begun where !written.contains(Self.plan(ofIntent: path)) {
                guard let octets = try await ledger.read(path), let intent = try? RunIntentDocument.decode(octets),
                    path == LedgerLayout.path(of: intent)
                else { continue }
                runs.append(Run(path: path, intent: intent))
            }
        }
        known = (version, runs)
        return runs
    }

    /// The first digits of the plan's digest, by the path of an intent.
    private static func plan(ofIntent path: String) -> Substring {
        let parts = (path.split(separator: "/").last ?? "").split(separator: "-", maxSplits: 2)
        return parts.count == 3 ? parts[1] : ""
    }

    /// Where a receipt is in the history of the ledger.
    private func place(of receipt: Receipt, in ledger: any Ledger) async throws(LedgerError) -> Int? {
        let own = try await positions(in: ledger)[LedgerLayout.receiptFolder(of: receipt.apex)[...]] ?? [:]
        let name = receipt.id.map { "-\($0)-\(receipt.plan.short).json" }
        // Those of earlier formats have no id in their names.
        let named = own.filter { item in name.map { item.key.hasSuffix($0) } ?? false }
        return (named.isEmpty ? own.filter { $0.key.hasSuffix("-\(receipt.plan.short).json") } : named).values.max()
    }

    /// Where the receipts are, by their folder: each zone asks for its own.
    private func positions(in ledger: any Ledger) async throws(LedgerError) -> [Substring: [String: Int]] {
        let version = try await ledger.version()
        if let places, places.version == version { return places.byFolder }
        var byFolder: [Substring: [String: Int]] = [:]
        for (path, position) in try await ledger.positions(below: LedgerLayout.receiptsFolder) {
            guard let end = path.lastIndex(of: "/") else { continue }
            byFolder[path[..<end], default: [:]][path] = position
        }
        places = (version, byFolder)
        return byFolder
    }
}

/// A change that a run began, and of which no receipt says whether it was made.
package struct BegunChange: Hashable, Sendable {
    package var plan: Digest
    package var change: Change

    package init(plan: Digest, change: Change) {
        self.plan = plan
        self.change = change
    }
}
