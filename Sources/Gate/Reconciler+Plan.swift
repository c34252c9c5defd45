package import DNSModel
package import ZonePlanning

// Decision 0012: deleting a zone is declared, not left out.

/// What planning gave.
package struct PlanOutcome: Sendable {
    /// The plans of the zones that could be read and that nothing stands in the way of.
    package var zones: [ZonePlan]
    /// Contradictions between what is declared and what is live.
    package var diagnostics: [Diagnostic]
    /// The zones that could not be read.
    package var failures: [(apex: DomainName, error: ProviderError)]
    /// What the providers want a reviewer to know.
    package var notes: [(apex: DomainName, note: String)]
    /// The zones that were read and have an error among ``diagnostics``.
    package var refused: [DomainName] = []
    /// What was changed at the provider and is taken back, by zone.
    package var takenBack: [ZoneDrift] = []

    /// The same without what is no error.
    var errorsOnly: PlanOutcome {
        var outcome = self
        outcome.diagnostics.removeAll { $0.severity != .error }
        outcome.notes = []
        return outcome
    }

    /// The zones that there is no plan of, in canonical order.
    package var unplanned: [DomainName] { (failures.map(\.apex) + refused).sorted() }
}

extension Reconciler {
    /// Plans what is declared otherwise than it was last applied. Reads each live zone once and changes nothing.
    ///
    /// - Parameters:
    ///   - jobs: the zones.
    ///   - bases: where it is read what was last applied.
    ///   - branch: the zones as the protected branch declares them; `nil` where that is not known.
    /// - Returns: the plans.
    /// - Throws: ``LedgerError``.
    package func plan(
        _ jobs: [ZoneJob], since bases: any BaseSource, branch: BranchZones?
    ) async throws(LedgerError) -> PlanOutcome {
        let found = try await waiting(jobs, since: bases)
        var outcome = PlanOutcome(zones: [], diagnostics: [], failures: found.failures, notes: found.notes)
        var subjects: [Delegations.Subject] = []
        for var zone in found.zones {
            zone.setCauses(by: branch)
            outcome.takenBack += [zone.takenBack].compactMap { $0 }
            outcome.add(zone.plan, zone.diagnostics)
            if !zone.job.desired.isAbsent, !zone.live.isPrivate {
                subjects.append(Delegations.Subject(declared: zone.job.desired.zone, live: zone.live.zone))
            }
        }
        let failed = Set(found.failures.map(\.apex))
        for job in jobs where failed.contains(job.apex) {
            subjects.append(Delegations.Subject(declared: job.desired.zone, live: nil))
        }
        outcome.notes += Delegations.notes(on: subjects)
        outcome.notes += NameLoops.notes(across: subjects.map(\.declared))
        return outcome
    }

    /// Plans every zone: reads what is live and works out what makes it what is declared. Changes nothing.
    package func plan(_ jobs: [ZoneJob]) async -> PlanOutcome {
        var outcome = PlanOutcome(zones: [], diagnostics: [], failures: [], notes: [])
        var subjects: [Delegations.Subject] = []
        for (job, result) in zip(jobs, await liveZonesToPlan(jobs)) {
            switch result {
            case .failure(let error):
                outcome.failures.append((job.apex, error))
                subjects.append(Delegations.Subject(declared: job.desired.zone, live: nil))
            case .success(let live):
                let (plan, diagnostics) = job.planner.plan(
                    desired: job.desired, live: live, protectedBefore: job.protectedBefore)
                outcome.add(plan, diagnostics + job.objections(to: plan, live: live))
                outcome.notes += live.notes.map { (job.apex, $0) }
                if !job.desired.isAbsent, !live.isPrivate {
                    subjects.append(Delegations.Subject(declared: job.desired.zone, live: live.zone))
                }
            }
        }
        outcome.notes += Delegations.notes(on: subjects)
        outcome.notes += NameLoops.notes(across: subjects.map(\.declared))
        return outcome
    }
}

extension PlanOutcome {
    /// Adds what planning one zone gave; one zone that can't be planned stops no other.
    mutating func add(_ plan: ZonePlan, _ found: [Diagnostic]) {
        diagnostics += found
        if found.contains(where: { $0.severity == .error }) { refused.append(plan.apex) } else { zones.append(plan) }
    }
}

extension ZoneJob {
    /// What the provider has against a plan: what it would refuse, and the rules that the zone would break with it.
    ///
    /// - Parameters:
    ///   - plan: a plan of the zone.
    ///   - live: the live zone that it was made of.
    /// - Returns: the diagnostics, errors where the plan can't be used.
    func objections(to plan: ZonePlan, live: LiveZone) -> [Diagnostic] {
        let refusals = plan.batches().flatMap { provider.objections(to: $0, in: live) }.map { objection in
            Diagnostic(
                .error, id: "provider-refuses", objection,
                at: desired.files.first.map { SourceLocation(file: $0.path) })
        }
        guard !desired.isAbsent, let target = try? live.zone.applying(plan.changes.map(\.change)) else {
            return refusals
        }
        let findings = provider.findings(in: RuleSubject(target: target, of: desired))
        return refusals
            + RuleFinding.diagnostics(
                findings, target: target, live: live.exists ? live.zone : nil, declared: desired.zone
            ) { provider.findings(in: RuleSubject(live: $0)) }
    }
}
