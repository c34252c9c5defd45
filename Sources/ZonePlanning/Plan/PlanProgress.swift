internal import DNSModel

/// How much of a zone's plan is live already.
///
/// The plan is its own journal: every record set is live as before its change or as after it, and anything else is a
/// conflict. So what is left to do after a crash can be read off the live zone.
package struct PlanProgress: Hashable, Sendable {
    /// Changes whose set is live as before.
    package var pending: [PlannedChange]
    /// Changes whose set is live as after.
    package var done: [PlannedChange]
    /// Changes whose set is live in neither state.
    package var conflicts: [Conflict]
    /// Whether the zone itself is live.
    package var liveZoneExists: Bool
    /// The provider's id of the live zone.
    package var liveZoneID: String
    /// The live zone as the plan found it: what is done is taken back.
    package var liveAsPlanned: LiveZone

    /// Whether a part of the plan is live already.
    package var isBegun: Bool { !done.isEmpty || liveZoneExists != liveAsPlanned.exists }

    /// Reads how much of a plan is live.
    package init(of plan: ZonePlan, in live: LiveZone) {
        var pending: [PlannedChange] = []
        var done: [PlannedChange] = []
        var conflicts: [Conflict] = []
        for planned in plan.changes {
            let set = live.zone[planned.change.key]
            // A zone that was just created has NS of the provider's, which a declared one replaces.
            let isProvided = plan.createsZone && Self.isProvided(planned.change.key, apex: plan.apex)
            if set == planned.change.before || (isProvided && set != planned.change.after) {
                pending.append(planned)
            } else if set == planned.change.after {
                done.append(planned)
            } else {
                conflicts.append(
                    Conflict(key: planned.change.key, expected: planned.change.before, live: set))
            }
        }
        self.pending = pending
        self.done = done
        self.conflicts = conflicts
        liveZoneExists = live.exists
        liveZoneID = live.id
        liveAsPlanned = live
        if plan.deletesZone, !live.exists {
            // The zone went last, so all of it was done.
            self.pending = []
            self.done = plan.changes
            self.conflicts = []
            liveAsPlanned = LiveZone(
                id: plan.provider.zoneID, exists: true,
                zone: (try? Zone(apex: plan.apex, sets: plan.changes.compactMap(\.change.before))) ?? live.zone)
            return
        }
        // Each inverse finds its set as it must, because that is how `done` was chosen.
        liveAsPlanned.zone = (try? live.zone.applying(done.map(\.change.inverse))) ?? live.zone
        if plan.createsZone, live.exists, conflicts.isEmpty, Self.isFresh(liveAsPlanned) {
            liveAsPlanned = LiveZone(id: plan.provider.zoneID, exists: false, zone: Zone(empty: plan.apex))
            liveAsPlanned.creationAttributes = plan.creationAttributes
        }
    }

    /// Whether a zone has nothing but what a provider puts in a zone it creates: the apex SOA and NS.
    private static func isFresh(_ live: LiveZone) -> Bool {
        live.unmodelled.isEmpty
            && live.zone.sets.allSatisfy { isProvided($0.key, apex: live.zone.apex) }
    }

    private static func isProvided(_ key: RecordSet.Key, apex: DomainName) -> Bool {
        key.name == apex && (key.type == .soa || key.type == .ns)
    }
}
