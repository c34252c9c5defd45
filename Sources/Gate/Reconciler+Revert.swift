package import ZonePlanning

/// Everything needed to plan that drift in one zone is taken back.
package struct RevertJob: Sendable {
    package var job: ZoneJob
    package var restoration: Restoration
    package var base: RestoredBase
    /// The live zone in which the drift was found.
    package var live: LiveZone

    package init(job: ZoneJob, restoration: Restoration, base: RestoredBase, live: LiveZone) {
        self.job = job
        self.restoration = restoration
        self.base = base
        self.live = live
    }
}

extension Reconciler {
    /// Plans for every zone that what drifted becomes again what was last applied. Changes nothing, and reads nothing.
    package func revert(_ jobs: [RevertJob]) -> PlanOutcome {
        var outcome = PlanOutcome(zones: [], diagnostics: [], failures: [], notes: [])
        for revert in jobs {
            let (job, live) = (revert.job, revert.live)
            let (plan, diagnostics) = job.planner.plan(
                restoring: revert.restoration.sets, to: revert.base, head: job.desired, live: live,
                protectedBefore: job.protectedBefore)
            outcome.add(plan, diagnostics + job.objections(to: plan, live: live))
            outcome.notes += live.notes.map { (job.apex, $0) }
        }
        return outcome
    }
}
