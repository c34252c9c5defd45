package import DNSModel

/// How much of a zone's plan is live after a run, whoever made it so.
package struct ZonePlanStatus: Hashable, Sendable {
    package var apex: DomainName
    /// How many changes the plan has.
    package var changes: Int
    /// How many of them are live; `nil` where the zone could not be read again.
    package var live: Int?
    /// Whether the plan creates the zone, and it is there.
    package var isCreated = false
    /// Whether the plan deletes the zone, and it is gone.
    package var isDeleted = false
    /// Whether the plan deletes the zone.
    private var deletesZone = false

    /// Holds a zone against its plan.
    ///
    /// - Parameters:
    ///   - plan: the zone's plan.
    ///   - live: the zone as it is live now; `nil` where it could not be read.
    package init(of plan: ZonePlan, in live: LiveZone?) {
        apex = plan.apex
        changes = plan.changes.count
        deletesZone = plan.deletesZone
        guard let live else { return }
        isCreated = plan.createsZone && live.exists
        isDeleted = plan.deletesZone && !live.exists
        if plan.deletesZone || live.exists {
            self.live = plan.changes.count { live.zone[$0.change.key] == $0.change.after }
        } else {
            self.live = 0
        }
    }

    /// Whether it is known that nothing of the plan is live.
    package var isUntouched: Bool { live == 0 && !isCreated && !isDeleted }

    /// Whether it is known that all of the plan is live.
    package var isWhole: Bool { live == changes && isDeleted == deletesZone }

    /// In one line: `example.com.: 3 of 5 changes are live`.
    package var phrase: String {
        guard let live else { return "\(apex): it could not be read again" }
        if isDeleted { return "\(apex): the zone is deleted" }
        let some = "\(live) of \(counted(changes, "change")) \(live == 1 || changes == 1 ? "is" : "are") live"
        if isCreated, live < changes { return "\(apex): the zone is created and there; \(some)" }
        guard deletesZone, live > 0 else { return "\(apex): \(some)" }
        return
            "\(apex): \(live == changes ? "its record sets are gone" : "\(live) of \(counted(changes, "record set")) are gone")"
            + ", and the zone is still there"
    }
}
