package import DNSModel
package import ZonePlanning

/// Plans that drift is taken back: from what was last applied to live.
package struct Reverting: Sendable {
    private let ports: GatePorts
    private let scope: DriftScope

    package init(_ ports: GatePorts, of scope: DriftScope) {
        self.ports = ports
        self.scope = scope
    }

    /// Plans it. What stands in the way is told.
    ///
    /// - Parameters:
    ///   - restorations: what of which zone; those without sets are left out.
    ///   - drift: the look that found it.
    ///   - live: the live zones of that look.
    ///   - allowed: the policies that are allowed by name.
    /// - Returns: the plan.
    /// - Throws: ``GateError`` where a zone can't be planned.
    package func plan(
        _ restorations: [Restoration], _ drift: Drift, _ live: [DomainName: LiveZone], allowed: Set<PolicyName>
    ) async throws(GateError) -> PlanDocument {
        let meant = Dictionary(
            restorations.filter { !$0.sets.isEmpty }.map { ($0.apex, $0) }, uniquingKeysWith: { first, _ in first })
        let bases = Dictionary(drift.zones.map { ($0.apex, $0.base) }, uniquingKeysWith: { first, _ in first })
        let preparation = JobPreparation(ports, scope.ledger, scope.ledger.followed())
        var jobs: [RevertJob] = []
        for job in try await preparation.jobs(
            for: scope.declared.limited(to: Set(meant.keys)), allowed: allowed, warns: false)
        {
            guard let restoration = meant[job.apex], let live = live[job.apex], let base = bases[job.apex]?.applied
            else { continue }
            jobs.append(
                RevertJob(job: job, restoration: restoration, base: RestoredBase(base), live: live))
        }
        let outcome = ports.reconciler.revert(jobs)
        guard outcome.unplanned.isEmpty else { throw GateError(failedFor: .planned(outcome)) }
        ports.observer(.planned(outcome))
        do throws(DocumentError) {
            return try PlanDocument(
                Plan(
                    source: .commit, settings: scope.declared.settingsFile, allowed: allowed, zones: outcome.zones))
        } catch {
            throw GateError(.failed, error.message, id: "plan")
        }
    }
}
