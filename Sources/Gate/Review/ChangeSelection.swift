internal import DNSModel
internal import ZonePlanning

// Decision 0084: approvals are of changes.

/// Chooses what of that which waits is applied, by what reviewers say of each plan that they saw.
struct ChangeSelection: Sendable {
    private let verdicts: [ChangeCoverage.Verdict]
    /// Why nothing is approved that no plan has.
    private let needs: UncoveredZone.Why

    init(_ verdicts: [ChangeCoverage.Verdict], needs: UncoveredZone.Why) {
        self.verdicts = verdicts
        self.needs = needs
    }

    /// What is chosen of a zone.
    private struct Choice {
        /// `nil` where nothing is.
        var plan: ZonePlan?
        var used: [ChangeCoverage.Verdict] = []
        /// What keeps the rest of what is approved from being applied.
        var obstacles = Obstacles()
    }

    /// What keeps changes from being applied together.
    private struct Obstacles {
        /// The zone would be wrong.
        var diagnostics: [Diagnostic] = []
        /// Policies find something that nobody saw, or that keeps any plan from being applied.
        var reasons: [ReviewRefusal.Reason] = []

        var isEmpty: Bool { diagnostics.isEmpty && reasons.isEmpty }
    }

    /// Chooses.
    ///
    /// Of each zone everything that is approved is applied at once. Where that can't be, as where together more sets
    /// are deleted than a policy allows and nobody saw that, one plan after the other is taken as long as it can, and
    /// the rest is for the next run.
    ///
    /// - Parameter maker: makes the plan.
    /// - Returns: what is applied, and what is not.
    /// - Throws: ``GateError``.
    func choose(from maker: PartMaker) throws(GateError) -> (MergedPlan.Approved?, [UncoveredZone]) {
        let approved = verdicts.filter { $0.part != nil }
        let allowed = approved.reduce(into: Set<PolicyName>()) { $0.formUnion($1.request.document.plan.allowed) }
        var fitting: [DomainName: [ChangeCoverage.Verdict]] = [:]
        for verdict in approved {
            for apex in verdict.keys.keys { fitting[apex, default: []].append(verdict) }
        }
        var plans: [ZonePlan] = []
        var used: [ChangeCoverage.Verdict] = []
        var uncovered: [UncoveredZone] = []
        for zone in maker.waiting {
            let choice = choice(of: zone, fitting[zone.apex] ?? [], allowed, maker)
            if let plan = choice.plan {
                plans.append(plan)
                used += choice.used
            }
            if let rest = self.uncovered(zone, choice) { uncovered.append(rest) }
        }
        if plans.isEmpty { return (nil, uncovered) }
        var parts: [ReviewRequest] = []
        var seen: Set<Digest> = []
        for verdict in used where seen.insert(verdict.request.document.digest).inserted {
            parts.append(verdict.request)
        }
        let document = try maker.document(plans, allowed: allowed)
        return (MergedPlan.Approved(document: document, parts: parts), uncovered)
    }

    private func choice(
        of zone: WaitingZone, _ fitting: [ChangeCoverage.Verdict], _ allowed: Set<PolicyName>, _ maker: PartMaker
    ) -> Choice {
        if fitting.isEmpty { return Choice() }
        let (all, obstacles) = attempt(zone, fitting, allowed, maker)
        if let all { return Choice(plan: all, used: fitting) }
        var choice = Choice(obstacles: obstacles)
        if fitting.count == 1 { return choice }
        for verdict in fitting {
            guard let plan = attempt(zone, choice.used + [verdict], allowed, maker).plan else { continue }
            choice.plan = plan
            choice.used.append(verdict)
        }
        return choice
    }

    /// The plan of all changes of a zone that some plans have; `nil` where it can't be applied as it is, and why.
    private func attempt(
        _ zone: WaitingZone, _ verdicts: [ChangeCoverage.Verdict], _ allowed: Set<PolicyName>, _ maker: PartMaker
    ) -> (plan: ZonePlan?, obstacles: Obstacles) {
        var obstacles = Obstacles()
        let reviewed = verdicts.compactMap { $0.part?.reviewed }
        let keys = verdicts.reduce(into: Set<RecordSet.Key>()) { $0.formUnion($1.keys[zone.apex] ?? []) }
        // To make or delete a zone is to do that with all that is in it.
        if zone.plan.deletesZone || zone.plan.createsZone, keys.count != zone.plan.changes.count {
            obstacles.reasons = ReviewRule.missing(in: zone.plan, reviewed)
            return (nil, obstacles)
        }
        let (plan, errors) = maker.part(zone, keys, allowed: allowed)
        obstacles.diagnostics = errors
        obstacles.reasons =
            plan.findings.filter(\.isBlocking).map { ReviewRefusal.Reason(.policy($0, of: zone.apex)) }
            + ReviewRule.missing(in: plan, reviewed)
        return (obstacles.isEmpty ? plan : nil, obstacles)
    }

    // MARK: - What is not

    private func uncovered(_ zone: WaitingZone, _ choice: Choice) -> UncoveredZone? {
        let keys = Set(choice.plan?.changes.map(\.change.key) ?? [])
        let rest = zone.plan.changes.map(\.change).filter { !keys.contains($0.key) }
        if rest.isEmpty, choice.plan != nil { return nil }
        var uncovered = UncoveredZone(zone, [], needs)
        let verdicts = verdicts.filter { $0.keys[zone.apex] != nil || $0.ended[zone.apex] != nil }
        let others = self.verdicts.compactMap { verdict in
            verdict.request.document.plan.zones.first { $0.apex == zone.apex }
        }
        uncovered.sets = rest.map {
            UncoveredZone.UncoveredSet(change: $0, why: why($0, in: zone.apex, verdicts, others))
        }
        // A zone is made or deleted as a whole: what keeps it from that is what is not approved.
        if zone.plan.deletesZone || zone.plan.createsZone, uncovered.sets.contains(where: { $0.why != .notTogether }) {
            uncovered.sets.removeAll { $0.why == .notTogether }
        }
        uncovered.isZoneExistence = uncovered.isZoneExistence && choice.plan == nil
        if rest.isEmpty { uncovered.zoneEnd = self.verdicts.lazy.compactMap { $0.endedZones[zone.apex] }.first }
        if uncovered.sets.contains(where: { $0.why == .notTogether }) || rest.isEmpty {
            uncovered.diagnostics = choice.obstacles.diagnostics
            uncovered.reasons = choice.obstacles.reasons
        }
        return uncovered
    }

    /// Why a change is not applied.
    ///
    /// - Parameters:
    ///   - change: the change.
    ///   - apex: its zone.
    ///   - verdicts: those of the zone.
    ///   - others: what all plans say of the zone.
    /// - Returns: why.
    private func why(
        _ change: Change, in apex: DomainName, _ verdicts: [ChangeCoverage.Verdict], _ others: [ZonePlan]
    ) -> UncoveredZone.Why {
        let having = verdicts.filter { $0.keys[apex]?.contains(change.key) == true }
        if having.contains(where: { $0.part != nil }) { return .notTogether }
        for verdict in having {
            guard let refusal = verdict.refusal else { continue }
            guard case .review(let facts) = refusal.facts else { return .refusedFor(refusal.lines) }
            return .refused(facts, of: verdict.request.place ?? "plan \(verdict.request.document.digest.short)")
        }
        if let end = verdicts.lazy.compactMap({ $0.ended[apex]?[change.key] }).first { return .ended(end) }
        for other in others {
            let own = other.changes.first { $0.change.key == change.key }?.change
            if let own, own.after == change.after, own.before != change.before { return .moved(expected: own.before) }
        }
        return needs
    }
}
