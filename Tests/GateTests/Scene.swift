internal import DNSModel
internal import Gate
internal import Logging
internal import TestSupport
internal import ZonePlanning

/// Zones as declared and as live at one provider, and a ledger.
struct Scene: Sendable {
    let provider: MemoryProvider
    let ledger = MemoryLedger()
    let clock = TestClock()
    let jobs: [ZoneJob]
    let reconciler: Reconciler

    /// A scene of zones given as lives and declarations; nothing live means that the zone is not there yet.
    init(
        _ zones: [(live: Zone?, declared: Zone)], limits: BatchLimits = BatchLimits(), concurrency: Int = 4,
        createdID: String? = nil, ignored: [RecordPattern] = [], settings: PolicySettings = .off, isAbsent: Bool = false
    ) {
        let provider = MemoryProvider(
            zones.compactMap { $0.live.map { LiveZone($0) } }, limits: limits, createdID: createdID)
        self.provider = provider
        jobs = zones.map { zone in
            var desired = DesiredZone(zone.declared)
            if isAbsent {
                desired.isAbsent = true
                desired.files = []
            }
            return ZoneJob(
                desired: desired,
                planner: .fixture(
                    settings, allowed: isAbsent ? [.zoneDelete] : [], limits: limits, ignored: ignored,
                    deletesZones: isAbsent), provider: provider)
        }
        reconciler = Reconciler(
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), concurrency: concurrency)
    }

    /// One zone with some updates, two to a batch.
    static func hosts(_ count: Int, perBatch: Int = 1, zones: Int = 1) -> Scene {
        let apexes: [DomainName] = ["example.com.", "example.net.", "example.org.", "example.edu."]
        return Scene(
            apexes.prefix(zones).map { apex in
                (
                    zone((0..<count).map { "h\($0) 300 A 192.0.2.1" } + ["keep 300 A 192.0.2.9"], in: apex),
                    zone((0..<count).map { "h\($0) 300 A 192.0.2.2" } + ["keep 300 A 192.0.2.9"], in: apex)
                )
            }, limits: BatchLimits(records: 2 * perBatch))
    }

    func document() async throws -> PlanDocument {
        let outcome = await reconciler.plan(jobs)
        return try PlanDocument(.fixture(outcome.zones))
    }

    static func approve(_ document: PlanDocument) throws -> ApprovedPlan {
        let approval = Approval(
            reviewer: Reviewer(principal: "reviewer@example.com"), fingerprint: "SHA256:abc/+", source: "plan.sig",
            signature: [1, 2, 3])
        return try ReviewRule(required: 1).review(document, verdicts: [.approved(approval)], authors: [])
    }

    func request(_ document: PlanDocument, keepsPartial: Bool = false) throws -> ApplyRequest {
        ApplyRequest(
            approved: try Self.approve(document), jobs: jobs, branch: "main",
            commit: String(repeating: "c", count: 40), keepsPartial: keepsPartial)
    }

    func apply(
        _ document: PlanDocument, keepsPartial: Bool = false, accepts: AcceptedSettings? = nil, remarks: [String] = []
    ) async throws -> ApplyOutcome {
        var request = try request(document, keepsPartial: keepsPartial)
        (request.accepts, request.remarks) = (accepts, remarks)
        return try await reconciler.apply(request, ledger: ledger, now: clock.now)
    }

    func confirm(_ document: PlanDocument) async throws -> [Receipt] {
        try await reconciler.confirm(
            ConfirmRequest(
                document: document, jobs: jobs, branch: "main", commit: String(repeating: "c", count: 40)),
            ledger: ledger, now: clock.now)
    }

    /// Whether every zone is live as it is declared.
    func isInSync() async -> Bool {
        for job in jobs where await provider.zone(job.apex) != job.desired.zone { return false }
        return true
    }

    /// The zones as they are live.
    func live() async -> [Zone] {
        var zones: [Zone] = []
        for job in jobs { zones.append(await provider.zone(job.apex)) }
        return zones
    }

    /// The receipts in the ledger, as they were before they got their numbers.
    func receipts() async throws -> [Receipt] {
        var receipts: [Receipt] = []
        for path in try await ledger.paths(below: "receipts") {
            if let octets = try await ledger.read(path) {
                receipts.append(try ReceiptDocument.decode(octets).withoutNumber)
            }
        }
        return receipts
    }
}

extension Receipt {
    /// The same as a run returns it, before the ledger has it.
    var withoutNumber: Receipt {
        var receipt = self
        (receipt.number, receipt.id) = (nil, nil)
        return receipt
    }
}
