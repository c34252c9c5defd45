internal import ZonePlanning

/// What the writers of all zones at one account of a provider share: its limits.
package actor ProviderPacing {
    private var budget: ChangeBudget
    private let clock: any WallClock

    package init(_ limits: ChangeBudget.Limits = ChangeBudget.Limits(), clock: any WallClock) {
        self.clock = clock
        budget = ChangeBudget(limits, at: clock.now)
    }

    /// The changes a second that are allowed now.
    package var learntRate: Double { budget.learntRate }
    /// How often the provider said that there were too many.
    package var throttledCount: Int { budget.throttledCount }

    /// Waits until a request with so many changes may go out, and counts it.
    package func pass(_ count: Int) async {
        while true {
            let now = clock.now
            let ready = budget.ready(for: count, at: now)
            if ready <= now {
                budget.take(count, at: now)
                return
            }
            if Task.isCancelled { return }
            await clock.sleep(until: ready)
        }
    }

    /// The provider says that there are too many; whoever watches it calls this too.
    package func throttled() { budget.throttled(at: clock.now) }

    /// The provider took a batch.
    func accepted() { budget.accepted(at: clock.now) }
}
