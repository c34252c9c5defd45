package import ZonePlanning

/// Everything needed to plan that drift in one zone is taken back.
package struct RevertWork: Sendable {
    package var work: ZoneWork
    package var restoration: Restoration
    package var base: RestoredBase
    /// The live zone in which the drift was found.
    package var live: LiveZone

    package init(work: ZoneWork, restoration: Restoration, base: RestoredBase, live: LiveZone) {
        self.work = work
        self.restoration = restoration
        self.base = base
        self.live = live
    }
}

extension Reconciler {
    /// Plans for every zone that what drifted becomes again what was last applied. Changes nothing, and reads nothing.
    package func revert(_ works: [RevertWork]) -> PlanOutcome {
        var outcome = PlanOutcome(zones: [], diagnostics: [], failures: [], notes: [])
        for revert in works {
            let (work, live) = (revert.work, revert.live)
            let (plan, diagnostics) = work.planner.plan(
                restoring: revert.restoration.sets, to: revert.base, head: work.desired, live: live,
                protectedBefore: work.protectedBefore)
            outcome.add(plan, diagnostics + work.objections(to: plan, live: live))
            outcome.notes += live.notes.map { (work.apex, $0) }
        }
        return outcome
    }
}
