package import DNSModel

extension ReviewRule {
    /// Holds a plan and the approvals that were found against the rule.
    ///
    /// Approvals that share a key or a reviewer are one person's and count once, whatever names that person has; if one
    /// of the names is an author's of the commits under review, they do not count. Every zone with work needs as many
    /// approvals as required of those who may approve it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - verdicts: what became of each thing that claims to be an approval of it.
    ///   - authors: the e-mail addresses of those who wrote the commits under review, and the fingerprints of the keys
    ///     that they signed them with.
    /// - Returns: the plan, ready to be applied.
    /// - Throws: ``ReviewRefusal`` with everything that is missing.
    package func review(
        _ document: PlanDocument, verdicts: [ApprovalVerdict], authors: Set<String>
    ) throws(ReviewRefusal) -> ApprovedPlan {
        try Self.review(document, [RuleVerdicts(rule: self, verdicts: verdicts)], authors: authors)
    }

    /// Holds a plan against several rules, each with the approvals of its own source. All of them must be satisfied.
    ///
    /// One person's signature and the same person's review at a forge are of two sources and count in each.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - ruleVerdicts: the rules and what was found for each; at least one, since nothing at all approves nothing.
    ///   - authors: the e-mail addresses of those who wrote the commits under review.
    /// - Returns: the plan, ready to be applied.
    /// - Throws: ``ReviewRefusal`` with everything that is missing.
    package static func review(
        _ document: PlanDocument, _ ruleVerdicts: [RuleVerdicts], authors: Set<String>
    ) throws(ReviewRefusal) -> ApprovedPlan {
        let approvals = try approvals(document, ruleVerdicts, authors, of: document.plan.zones)
        return ApprovedPlan(document: document, approvals: approvals)
    }

    /// Holds some changes of a plan against several rules, as ``review(_:_:authors:)`` does the whole of it.
    ///
    /// - Parameters:
    ///   - document: the plan that reviewers saw.
    ///   - ruleVerdicts: the rules and what was found for each; at least one.
    ///   - authors: the e-mail addresses of those who wrote the changes.
    ///   - keys: the changes by zone; none of a zone stands for the zone itself.
    /// - Returns: the changes, ready to be part of another plan.
    /// - Throws: ``ReviewRefusal`` with everything that is missing.
    package static func review(
        _ document: PlanDocument, _ ruleVerdicts: [RuleVerdicts], authors: Set<String>,
        only keys: [DomainName: Set<RecordSet.Key>]
    ) throws(ReviewRefusal) -> ReviewedPlan {
        let zones = document.plan.zones.filter { keys[$0.apex] != nil }
        return ReviewedPlan(
            document: document, approvals: try approvals(document, ruleVerdicts, authors, of: zones), limit: keys)
    }

    /// The approvals by which some zones of a plan are approved.
    private static func approvals(
        _ document: PlanDocument, _ ruleVerdicts: [RuleVerdicts], _ authors: Set<String>, of zones: [ZonePlan]
    ) throws(ReviewRefusal) -> [Approval] {
        try checkPlan(document, zones)
        var approvals: [Approval] = []
        var reasons: [ReviewRefusal.Reason] = []
        for source in ruleVerdicts {
            let (counted, missing) = source.rule.count(zones, source.verdicts, authors: authors)
            approvals += counted.filter { !approvals.contains($0) }
            reasons += missing.map { ReviewRefusal.Reason($0, acceptedAt: source.rule.acceptedAt) }
        }
        if !reasons.isEmpty, let commit = ruleVerdicts.lazy.compactMap(\.rule.acceptedAt).first {
            reasons.append(ReviewRefusal.Reason(.ruleChanged(acceptedAt: commit)))
        }
        if ruleVerdicts.isEmpty { reasons.append(ReviewRefusal.Reason(.noSource)) }
        guard reasons.isEmpty else { throw ReviewRefusal(reasons: reasons) }
        return approvals
    }

    /// Puts approved plans together to one that makes some of their changes.
    ///
    /// An approval is of each change that reviewers saw: zone, record set, before and after. So a plan is approved when
    /// each of its changes is in one of the approved plans, and they saw all that policies find in it.
    ///
    /// - Parameters:
    ///   - document: the plan that is to be applied.
    ///   - reviewed: what reviewers saw and approved; at least one.
    /// - Returns: the plan, ready to be applied.
    /// - Throws: ``ReviewRefusal`` with each change and finding that nobody approved.
    package static func cover(
        _ document: PlanDocument, by reviewed: [ReviewedPlan]
    ) throws(ReviewRefusal) -> ApprovedPlan {
        try checkPlan(document, document.plan.zones)
        var reasons: [ReviewRefusal.Reason] = []
        if reviewed.isEmpty { reasons.append(ReviewRefusal.Reason(.noSource)) }
        for zone in document.plan.zones where zone.hasChanges { reasons += missing(in: zone, reviewed) }
        guard reasons.isEmpty else { throw ReviewRefusal(reasons: reasons) }
        var approvals: [Approval] = []
        for approval in reviewed.flatMap(\.approvals) where !approvals.contains(approval) { approvals.append(approval) }
        return ApprovedPlan(document: document, approvals: approvals, reviewed: reviewed)
    }

    /// What of a zone's plan nobody approved: changes, and findings that those who approved them had not seen.
    ///
    /// - Parameters:
    ///   - zone: the zone of the plan that is to be applied.
    ///   - reviewed: what reviewers saw and approved.
    /// - Returns: what is missing; nothing where all is approved.
    package static func missing(in zone: ZonePlan, _ reviewed: [ReviewedPlan]) -> [ReviewRefusal.Reason] {
        var reasons: [ReviewRefusal.Reason] = []
        var covered: Set<RecordSet.Key> = []
        var seen: [Finding] = []
        for plan in reviewed {
            let keys = plan.keys(in: zone)
            covered.formUnion(keys)
            if !keys.isEmpty || zone.changes.isEmpty { seen += plan.zone(zone.apex)?.findings ?? [] }
        }
        for change in zone.changes where !covered.contains(change.change.key) {
            reasons.append(ReviewRefusal.Reason(.notApproved(change.change, of: zone.apex)))
        }
        // One about a day that has come since is for the policy to judge.
        let changed = Set(zone.changes.map(\.change.key))
        for finding in zone.findings
        where finding.concerns(changed) && finding.policy != .expired
            && !seen.contains(where: { $0.covers(finding) })
        {
            reasons.append(ReviewRefusal.Reason(.notSeen(finding, of: zone.apex)))
        }
        // Without changes there is nothing that a plan could have in common with this one but the zone itself.
        if zone.changes.isEmpty, !reviewed.contains(where: { $0.hasSameZoneChange(as: zone) }) {
            reasons.append(ReviewRefusal.Reason(.notApproved(nil, of: zone.apex)))
        }
        return reasons
    }
}

/// A plan that the review rule let through. Nothing else can be applied, and nothing but ``ReviewRule`` makes one.
package struct ApprovedPlan: Sendable {
    package let document: PlanDocument
    /// The approvals that count.
    package let approvals: [Approval]
    /// What reviewers saw and approved: the plan itself, or the plans of which it was put together.
    package let reviewed: [ReviewedPlan]

    fileprivate init(document: PlanDocument, approvals: [Approval], reviewed: [ReviewedPlan]? = nil) {
        self.document = document
        self.approvals = approvals
        self.reviewed = reviewed ?? [ReviewedPlan(document: document, approvals: approvals, limit: nil)]
    }
}

/// A plan as reviewers saw it, which of its changes they approved, and the approvals that count. Nothing but
/// ``ReviewRule`` makes one.
package struct ReviewedPlan: Sendable {
    package let document: PlanDocument
    package let approvals: [Approval]
    /// The changes that are approved, by zone; `nil` for all.
    private let limit: [DomainName: Set<RecordSet.Key>]?
    private let zones: [DomainName: ZonePlan]

    fileprivate init(document: PlanDocument, approvals: [Approval], limit: [DomainName: Set<RecordSet.Key>]?) {
        self.document = document
        self.approvals = approvals
        self.limit = limit
        zones = Dictionary(document.plan.zones.map { ($0.apex, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The plan of a zone; `nil` where it has none.
    package func zone(_ apex: DomainName) -> ZonePlan? { zones[apex] }

    /// The approved changes of a zone that it has.
    ///
    /// - Parameter zone: the zone of another plan.
    /// - Returns: the keys of those changes that both plans have, before and after alike.
    package func keys(in zone: ZonePlan) -> Set<RecordSet.Key> {
        guard let own = zones[zone.apex] else { return [] }
        let keys = own.keysInCommon(with: zone)
        return limit.map { keys.intersection($0[zone.apex] ?? []) } ?? keys
    }

    /// Whether what it does to a zone itself is approved, and another plan does the same.
    func hasSameZoneChange(as zone: ZonePlan) -> Bool {
        zones[zone.apex]?.isSameZoneChange(as: zone) == true && limit?.keys.contains(zone.apex) ?? true
    }
}

extension ZonePlan {
    /// The changes of this plan that another plan of the zone has too, before and after alike.
    ///
    /// - Parameter zone: the zone of the other plan.
    /// - Returns: their keys.
    package func keysInCommon(with zone: ZonePlan) -> Set<RecordSet.Key> {
        guard apex == zone.apex, restores == nil, deletesZone == zone.deletesZone,
            isSameZoneChange(as: zone) || createsZone && !zone.createsZone && provider.isAlike(zone.provider)
        else { return [] }
        let own = Dictionary(changes.map { ($0.change.key, $0.change) }, uniquingKeysWith: { first, _ in first })
        return Set(zone.changes.lazy.map(\.change).filter { own[$0.key] == $0 }.map(\.key))
    }
}
