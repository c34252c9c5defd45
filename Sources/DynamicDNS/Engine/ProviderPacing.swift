internal import ZonePlanning

/// What the writers of all zones at one account of a provider share: its limits.
package actor ProviderPacing {
    private var budget: ChangeBudget
    private let clock: any WallClock
    /// Who waits, in the order that they came: what is large is not overtaken for ever by what is small.
    private var queue: [Int] = []
    private var last = 0

    package init(_ limits: ChangeBudget.Limits = ChangeBudget.Limits(), clock: any WallClock) {
        self.clock = clock
        budget = ChangeBudget(limits, at: clock.now)
    }

    /// The changes a second that are allowed now.
    package var learntRate: Double { budget.learntRate }
    /// How often the provider said that there were too many.
    package var throttledCount: Int { budget.throttledCount }

    /// How many wait.
    package var waitingCount: Int { queue.count }

    /// Waits until a request with so many changes may go out, and counts it. Whoever came first goes first.
    ///
    /// - Parameters:
    ///   - count: how many changes.
    ///   - isStopped: asked now and then, whether there is no need to wait any more.
    /// - Returns: whether it may go out.
    package func pass(_ count: Int, unless isStopped: @Sendable () async -> Bool = { false }) async -> Bool {
        last += 1
        let ticket = last
        queue.append(ticket)
        defer { queue.removeAll { $0 == ticket } }
        while true {
            if await isStopped() { return false }
            let now = clock.now
            budget.follow(now)
            let ready = budget.ready(for: count, at: now)
            if ready <= now, queue.first == ticket {
                budget.take(count, at: now)
                return true
            }
            if Task.isCancelled { return false }
            // The first one's time is known; the others look again soon.
            let next = queue.first == ticket ? ready : max(ready, now.adding(milliseconds: 20))
            await clock.sleep(until: min(next, now.adding(seconds: 1)))
        }
    }

    /// The provider says that there are too many; whoever watches it calls this too.
    package func throttled() { budget.throttled(at: clock.now) }

    /// The provider took a batch.
    func accepted() { budget.accepted(at: clock.now) }
}
