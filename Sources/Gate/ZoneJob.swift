package import DNSModel
package import ZonePlanning

/// Everything needed to plan and apply one zone.
package struct ZoneJob: Sendable {
    /// The declared zone, limited to what the provider serves.
    package var desired: DesiredZone
    package var planner: ZonePlanner
    package var provider: any ZoneProvider
    /// See ``PlanPolicy/Subject/protectedBefore``.
    package var protectedBefore: Set<RecordSet.Key>
    /// What a plan does with sets that were changed at the provider.
    package var drift: DriftRule
    /// Differences between live and git that are no drift for a time.
    package var accepted: [AcceptedDifference]

    package init(
        desired: DesiredZone, planner: ZonePlanner, provider: any ZoneProvider,
        protectedBefore: Set<RecordSet.Key> = [], drift: DriftRule = DriftRule(),
        accepted: [AcceptedDifference] = []
    ) {
        self.accepted = accepted
        self.drift = drift
        self.desired = desired
        self.planner = planner
        self.provider = provider
        self.protectedBefore = protectedBefore
    }

    package var apex: DomainName { desired.zone.apex }
}
