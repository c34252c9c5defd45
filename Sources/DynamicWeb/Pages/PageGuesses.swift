internal import DynamicDNS
internal import Platform
internal import ZonePlanning

/// How often somebody may guess a second factor of one account: ten times at once, then each five minutes, from
/// wherever. With six digits, of which three are good at a time, that is one hit in three years.
final class PageGuesses: Sendable {
    private let buckets = LockedValue(Recent<AccountID, TokenBucket>(capacity: 10_000))

    /// Counts a guess.
    ///
    /// - Returns: `nil` where it may be looked at; else after how many seconds the next may.
    func take(_ account: AccountID, at now: Instant) -> Int? {
        buckets.locked { buckets in
            var bucket = buckets[account] ?? TokenBucket(burst: 10, rate: 1.0 / 300, at: now)
            let ready = bucket.ready(for: 1, at: now)
            if ready > now { return max(1, Int(ready.seconds(since: now))) }
            bucket.take(1, at: now)
            buckets[account] = bucket
            return nil
        }
    }

    /// It was right: the next ones are as the first.
    func forget(_ account: AccountID) { buckets.locked { $0[account] = nil } }
}
