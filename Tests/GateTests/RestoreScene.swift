internal import DNSModel
internal import Gate
internal import Logging
internal import TestSupport
internal import ZonePlanning

/// Zones that were found in sync once, git that may have moved on since, and a live zone that anybody writes to.
struct RestoreScene: Sendable {
    let provider: MemoryProvider
    let ledger = MemoryLedger()
    let clock = TestClock()
    let bases: [Zone]
    /// What git declares now.
    var heads: [Zone]
    let limits: BatchLimits
    let reconciler = Reconciler(log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))

    /// A scene whose base is a receipt in the ledger.
    init(_ zones: [(base: Zone, head: Zone)], perBatch: Int = 100) async throws {
        bases = zones.map(\.base)
        heads = bases
        limits = BatchLimits(records: 2 * perBatch)
        provider = MemoryProvider(bases.map { LiveZone($0) }, limits: limits)
        let jobs = jobs
        let document = try PlanDocument(.fixture(await reconciler.plan(jobs).zones))
        _ = try await reconciler.confirm(
            ConfirmRequest(document: document, jobs: jobs, branch: "main", commit: Self.commit), ledger: ledger,
            now: clock.now)
        heads = zones.map(\.head)
    }

    /// Some sets that drift, one that waits, and one that nobody moves, in each zone.
    static func hosts(_ count: Int, perBatch: Int = 1, zones: Int = 1) async throws -> RestoreScene {
        let apexes: [DomainName] = ["example.com.", "example.net.", "example.org."]
        let hosts = (0..<count).map { "h\($0) 300 A 192.0.2.1" } + ["keep 300 A 192.0.2.9"]
        let scene = try await RestoreScene(
            apexes.prefix(zones).map { apex in
                (
                    zone(hosts + ["wait 300 A 192.0.2.1"], in: apex), zone(hosts + ["wait 300 A 192.0.2.2"], in: apex)
                )
            }, perBatch: perBatch)
        await scene.drift(count)
        return scene
    }

    static let commit = String(repeating: "c", count: 40)

    /// Changes, deletes and adds sets of each zone, as somebody else does.
    func drift(_ count: Int) async {
        for base in bases {
            for index in 0..<count {
                let set = recordSet("h\(index) 300 A 192.0.2.66", in: base.apex)
                let added = recordSet("n\(index) 60 A 192.0.2.66", in: base.apex)
                switch index % 3 {
                case 0: await provider.write(set.key, set, in: base.apex)
                case 1: await provider.write(set.key, nil, in: base.apex)
                default: await provider.write(added.key, added, in: base.apex)
                }
            }
        }
    }

    var jobs: [ZoneJob] {
        heads.map { ZoneJob(desired: DesiredZone($0), planner: .fixture(limits: limits), provider: provider) }
    }

    var source: MemoryBases { MemoryBases(ledger: ledger, zones: bases) }

    /// A look for drift, with what is live.
    func check() async throws -> DriftOutcome {
        var jobs: [DriftJob] = []
        for head in heads {
            jobs.append(
                DriftJob(
                    desired: DesiredZone(head), ownership: Ownership(), providerName: "live", provider: provider,
                    last: try await source.lastApplied(to: head.apex)))
        }
        return await reconciler.drift(jobs, keepsLive: true)
    }

    /// How many sets drifted and how many wait, in all zones.
    func counts() async throws -> (drifted: Int, pending: Int) {
        let zones = try await check().zones.map(\.counts)
        return (zones.reduce(0) { $0 + $1.drifted }, zones.reduce(0) { $0 + $1.pending })
    }

    /// The plan that takes all drift back.
    func document(named patterns: [RecordPattern] = []) async throws -> PlanDocument {
        let outcome = try await check()
        var reverts: [RevertJob] = []
        for (drift, job) in zip(outcome.zones, jobs) {
            let restoration = Restoration(drift, named: patterns)
            guard !restoration.sets.isEmpty, let live = outcome.live[job.apex], let base = drift.base.applied else {
                continue
            }
            reverts.append(RevertJob(job: job, restoration: restoration, base: RestoredBase(base), live: live))
        }
        return try PlanDocument(.fixture(reconciler.revert(reverts).zones))
    }

    func request(_ document: PlanDocument, keepsPartial: Bool = false) throws -> ApplyRequest {
        ApplyRequest(
            approved: try Scene.approve(document), jobs: jobs, branch: "main",
            commit: String(repeating: "d", count: 40), keepsPartial: keepsPartial, bases: source)
    }

    func apply(_ document: PlanDocument, keepsPartial: Bool = false) async throws -> ApplyOutcome {
        try await reconciler.apply(
            try request(document, keepsPartial: keepsPartial), ledger: ledger, now: clock.now)
    }

    /// Applies what git declares, as by an ordinary plan.
    func applyHead() async throws {
        let document = try PlanDocument(.fixture(await reconciler.plan(jobs).zones))
        _ = try await apply(document)
    }

    /// The zones as they are live.
    func live() async -> [Zone] {
        var zones: [Zone] = []
        for base in bases { zones.append(await provider.zone(base.apex)) }
        return zones
    }
}

/// Bases of which the zone files never change, and the receipts are those of a ledger.
struct MemoryBases: BaseSource {
    let ledger: MemoryLedger
    let zones: [Zone]

    func lastApplied(to apex: DomainName) async throws(LedgerError) -> LastApplied {
        let receipts = try await BaseReceipts(of: apex, in: ledger)
        guard let receipt = receipts.base, let zone = zones.first(where: { $0.apex == apex }) else {
            return LastApplied(.none(.neverApplied))
        }
        let (completed, notes) = try await receipts.completed(zone, in: ledger)
        return LastApplied(
            .applied(
                AppliedZone(
                    zone: completed, ownership: Ownership(), plan: receipt.plan, commit: receipt.commit,
                    time: receipt.finished, zoneID: receipt.provider.zoneID, restoredBy: receipts.restoredBy,
                    notes: notes)))
    }
}
