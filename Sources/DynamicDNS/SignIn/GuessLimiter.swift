package import ZonePlanning

/// How often a one-time password may be tried. It has a million values of which three are right, so that a limit is
/// what makes it worth something: with this one, who knows the first factor has a chance of 1 in 1,000 a day.
package actor GuessLimiter {
    /// How many tries an account has at once.
    static let burst: Double = 5
    /// How many seconds until it has one more.
    static let pause: Double = 300

    private var buckets = Recent<AccountID, TokenBucket>(capacity: 50_000)

    package init() {}

    /// Counts a try.
    ///
    /// - Parameters:
    ///   - account: of which account.
    ///   - now: the time.
    /// - Returns: `nil` where it may be made; else after how many seconds the next one may.
    package func take(_ account: AccountID, at now: Instant) -> Int? {
        var bucket = buckets[account] ?? TokenBucket(burst: Self.burst, rate: 1 / Self.pause, at: now)
        let ready = bucket.ready(for: 1, at: now)
        if ready > now { return max(1, Int(ready.interval(since: now).rounded(.up))) }
        bucket.take(1, at: now)
        buckets[account] = bucket
        return nil
    }

    /// Gives a try back, which was right.
    package func clear(_ account: AccountID) { buckets[account] = nil }
}
