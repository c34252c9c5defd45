import DNSModel
import Gate
import Logging
import TestSupport
import ZonePlanning

@testable import DNSProviders

/// A plan and its apply at a strict Route 53, through the verbs that the command uses.
struct Run: Sendable {
    let service: Service
    let ledger: MemoryLedger
    let jobs: [ZoneJob]
    private let clock = TestClock()
    let reconciler = Reconciler(log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))

    /// A run that makes the zone `example.com` what is declared.
    init(
        _ service: Service, declares declared: Zone, ledger: MemoryLedger = MemoryLedger(),
        choice: HostedZoneChoice = HostedZoneChoice(), isAbsent: Bool = false, allowed: Set<PolicyName> = [],
        settings: PolicySettings = .off, limits: BatchLimits? = nil
    ) {
        let provider = Route53Provider(account: service.account(), choice: choice)
        var desired = DesiredZone(declared)
        if isAbsent {
            desired.isAbsent = true
            desired.files = []
        }
        var capabilities = provider.capabilities
        if let limits { capabilities.scope = .message(limits) }
        let planner = ZonePlanner(
            providerName: "aws", capabilities: capabilities, ownership: Ownership(),
            policy: .fixture(settings, allowed: allowed))
        self.service = service
        self.ledger = ledger
        jobs = [ZoneJob(desired: desired, planner: planner, provider: provider)]
    }

    func plan(allowed: Set<PolicyName> = []) async throws -> PlanDocument {
        let outcome = await reconciler.plan(jobs)
        if let failure = outcome.failures.first { throw failure.error }
        if let diagnostic = outcome.diagnostics.first(where: { $0.severity == .error }) {
            throw Contradiction(diagnostic: diagnostic)
        }
        return try PlanDocument(.fixture(outcome.zones, allowed: allowed))
    }

    struct Contradiction: Error {
        var diagnostic: Diagnostic
    }

    func apply(_ document: PlanDocument, keepsPartial: Bool = false, waits: Bool = false) async throws -> ApplyOutcome {
        let approved = try ReviewRule(required: 0).review(document, verdicts: [], authors: [])
        let request = ApplyRequest(
            approved: approved, jobs: jobs, branch: "main", commit: String(repeating: "c", count: 40),
            keepsPartial: keepsPartial, waits: waits)
        return try await reconciler.apply(request, ledger: ledger, now: clock.now)
    }
}
