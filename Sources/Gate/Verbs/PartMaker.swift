internal import DNSModel
internal import ZonePlanning

/// Makes plans of some of the changes that wait at the tip of the protected branch.
struct PartMaker: Sendable {
    let zones: [WaitingZone]
    private let state: TrustedState
    private let settingsStatus: SettingsStatus

    init(_ zones: [WaitingZone], _ state: TrustedState, settingsStatus: SettingsStatus) {
        self.zones = zones
        self.state = state
        self.settingsStatus = settingsStatus
    }

    var trusted: TrustedBranch { state.trusted }

    /// The zones in which something waits.
    var waiting: [WaitingZone] { zones.filter(\.plan.hasChanges) }

    /// The document of the plans of some zones.
    ///
    /// - Throws: ``GateError`` where there can be none.
    func document(_ plans: [ZonePlan], allowed: Set<PolicyName>) throws(GateError) -> PlanDocument {
        try PlanDocument.of(
            Plan(
                source: .commit, settings: state.declared.settingsFile, settingsStatus: settingsStatus,
                allowed: allowed,
                protectedCommit: state.commit, zones: plans))
    }

    /// The plan of some changes of a zone, and what keeps it from being used.
    func part(
        _ zone: WaitingZone, _ keys: Set<RecordSet.Key>, allowed: Set<PolicyName>
    ) -> (plan: ZonePlan, errors: [Diagnostic]) {
        var (plan, diagnostics) = zone.part(keys, allowed: allowed)
        plan.base = zone.plan.base
        return (plan, diagnostics.filter { $0.severity == .error })
    }

    /// Everything that waits, where nobody has to approve it, but for zones that are wrong and those that a policy
    /// keeps from being changed.
    ///
    /// - Throws: ``GateError``.
    func withoutReview() throws(GateError) -> (MergedPlan.Approved?, [UncoveredZone]) {
        var plans: [ZonePlan] = []
        var uncovered: [UncoveredZone] = []
        for zone in waiting where !zone.isOffered {
            let errors = zone.diagnostics.filter { $0.severity == .error }
            let blocking = zone.plan.findings.filter(\.isBlocking)
            if errors.isEmpty, blocking.isEmpty {
                plans.append(zone.plan)
            } else {
                uncovered.append(
                    UncoveredZone(
                        zone, zone.plan.changes.map(\.change), .hindered, errors,
                        blocking.map { ReviewRefusal.Reason(.policy($0, of: zone.apex)) }))
            }
        }
        if plans.isEmpty { return (nil, uncovered) }
        return (MergedPlan.Approved(document: try document(plans, allowed: []), parts: []), uncovered)
    }
}

extension UncoveredZone {
    init(
        _ zone: WaitingZone, _ changes: [Change], _ why: Why, _ diagnostics: [Diagnostic] = [],
        _ reasons: [ReviewRefusal.Reason] = []
    ) {
        self.init(
            apex: zone.apex, sets: changes.map { UncoveredSet(change: $0, why: why) }, diagnostics: diagnostics,
            reasons: reasons, isZoneExistence: zone.plan.createsZone || zone.plan.deletesZone)
        isDeletion = zone.plan.deletesZone
        isOffered = zone.isOffered
    }
}

extension PlanDocument {
    /// The document of a plan.
    ///
    /// - Throws: ``GateError`` where there can be none.
    static func of(_ plan: Plan) throws(GateError) -> PlanDocument {
        do { return try PlanDocument(plan) } catch { throw GateError(.failed, error.message) }
    }
}
