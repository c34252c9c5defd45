package import ZonePlanning

/// How much may be asked of a provider's account: requests, and changes of records.
///
/// Route 53 has both limits since July 2026, and the numbers of the second are not published. So it is learnt: halved
/// when the provider says that there are too many, and raised slowly while it does not.
package struct ChangeBudget: Hashable, Sendable {
    package struct Limits: Hashable, Sendable {
        package var requestsBurst = 50.0
        package var requestsRate = 10.0
        package var changesBurst = 1_000.0
        package var changesRate = 100.0
        /// The rate never goes below this.
        package var lowestRate = 1.0
        /// The rate never goes above this.
        package var highestRate = 10_000.0
        /// Whether changes are limited at all.
        package var limitsChanges = true

        package init() {}
    }

    package let limits: Limits
    private var requests: TokenBucket
    private var changes: TokenBucket
    /// Since when the rate is what it is.
    private var since: Instant
    /// How often the provider said that there were too many.
    package private(set) var throttledCount = 0

    package init(_ limits: Limits = Limits(), at now: Instant) {
        self.limits = limits
        requests = TokenBucket(burst: limits.requestsBurst, rate: limits.requestsRate, at: now)
        changes = TokenBucket(burst: limits.changesBurst, rate: limits.changesRate, at: now)
        since = now
    }

    /// The changes a second that are allowed now.
    package var learntRate: Double { changes.rate }

    /// Notes that a clock went back; see ``TokenBucket/follow(_:)``.
    package mutating func follow(_ now: Instant) {
        requests.follow(now)
        changes.follow(now)
        since = min(since, now)
    }

    /// When a request with so many changes can go out.
    package func ready(for count: Int, at now: Instant) -> Instant {
        let request = requests.ready(for: 1, at: now)
        guard limits.limitsChanges else { return request }
        return max(request, changes.ready(for: Double(count), at: now))
    }

    /// Counts a request with so many changes; what is deleted and what is created is one each.
    package mutating func take(_ count: Int, at now: Instant) {
        requests.take(1, at: now)
        if limits.limitsChanges { changes.take(Double(count), at: now) }
    }

    /// The provider said that there are too many. Half as many from now on; several such answers at once count once.
    package mutating func throttled(at now: Instant) {
        throttledCount += 1
        guard throttledCount == 1 || now.interval(since: since) >= 1 else { return }
        changes.set(burst: changes.burst, rate: max(limits.lowestRate, changes.rate / 2), at: now)
        changes.drain(at: now)
        requests.drain(at: now)
        since = now
    }

    /// The provider took something: after a minute without trouble the rate is a twentieth higher, once a minute.
    package mutating func accepted(at now: Instant) {
        guard now.interval(since: since) >= 60 else { return }
        changes.set(burst: changes.burst, rate: min(limits.highestRate, changes.rate * 1.05), at: now)
        since = now
    }
}
