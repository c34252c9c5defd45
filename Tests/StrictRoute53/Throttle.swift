/// The token buckets of one account: all requests, the requests of each action, and the changes of record sets.
struct Throttle: Sendable {
    private struct Level {
        var tokens: Double
        var at: VirtualClock.Instant
    }

    private var levels: [String: Level] = [:]

    /// Draws one token for the request and `changes` for the changes it has.
    ///
    /// A request that is refused draws nothing.
    ///
    /// - Throws: Throttling.
    mutating func draw(
        _ operation: Operation, changes: Int, settings: Settings, now: VirtualClock.Instant
    ) throws(ServiceError) {
        var draws: [(String, Bucket, Double)] = []
        if let bucket = settings.accountRate { draws.append(("account", bucket, 1)) }
        if let bucket = settings.actionRates[operation] ?? settings.actionRate {
            draws.append((operation.rawValue, bucket, 1))
        }
        if changes > 0, let bucket = settings.changeRate { draws.append(("changes", bucket, Double(changes))) }
        for (name, bucket, tokens) in draws {
            let level = levels[name] ?? Level(tokens: bucket.capacity, at: now)
            let passed = max(0, level.at.duration(to: now) / .seconds(1))
            let filled = min(bucket.capacity, level.tokens + passed * bucket.perSecond)
            levels[name] = Level(tokens: filled, at: now)
            // A little less than a token is enough: the sum of many small times is not exact.
            if filled + 1e-6 < tokens { throw ServiceError.throttling }
        }
        for (name, _, tokens) in draws { levels[name]?.tokens -= tokens }
    }
}
