package import DNSModel
package import ZonePlanning

/// What planning gave.
package struct PlanOutcome: Sendable {
    /// The plans of the zones that could be read.
    package var zones: [ZonePlan]
    /// Contradictions between what is declared and what is live.
    package var diagnostics: [Diagnostic]
    /// The zones that could not be read.
    package var failures: [(apex: DomainName, error: ProviderError)]
    /// What the providers want a reviewer to know.
    package var notes: [(apex: DomainName, note: String)]
}

extension Reconciler {
    /// Plans every zone: reads what is live and works out what makes it what is declared. Changes nothing.
    package func plan(_ works: [ZoneWork]) async -> PlanOutcome {
        var outcome = PlanOutcome(zones: [], diagnostics: [], failures: [], notes: [])
        var subjects: [Delegations.Subject] = []
        for (work, result) in zip(works, await liveZones(of: works)) {
            switch result {
            case .failure(let error):
                outcome.failures.append((work.apex, error))
                subjects.append(Delegations.Subject(declared: work.desired.zone, live: nil))
            case .success(let live):
                let (plan, diagnostics) = work.planner.plan(
                    desired: work.desired, live: live, protectedBefore: work.protectedBefore)
                for batch in plan.batches(comment: "") {
                    outcome.diagnostics += work.provider.objections(to: batch, in: live).map {
                        Diagnostic(
                            .error, id: "provider-refuses", $0,
                            at: work.desired.files.first.map { SourceLocation(file: $0.path) })
                    }
                }
                outcome.zones.append(plan)
                outcome.diagnostics += diagnostics
                outcome.notes += live.notes.map { (work.apex, $0) }
                if !work.desired.isAbsent, !live.isPrivate {
                    subjects.append(Delegations.Subject(declared: work.desired.zone, live: live.zone))
                }
            }
        }
        outcome.notes += Delegations.notes(on: subjects)
        return outcome
    }
}
