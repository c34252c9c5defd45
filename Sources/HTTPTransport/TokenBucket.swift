/// How many requests a second are allowed, adapted to what the server says.
///
/// Tokens come at a rate and are kept up to a burst; a request takes one. Being throttled halves the rate and empties
/// the bucket; then the rate grows again, evenly, up to its setting. In any span of `t` seconds at most
/// `burst + rate * t` requests are let through.
package struct TokenBucket: Hashable, Sendable {
    /// What a bucket is like when nothing was throttled.
    package struct Settings: Hashable, Sendable {
        /// Tokens a second.
        package var rate: Double
        /// How many tokens are kept at most; at least one.
        package var burst: Double
        /// The rate is never less than this.
        package var leastRate: Double
        /// How long the rate takes to grow from nothing to its setting.
        package var recovery: Duration

        /// Makes settings; whatever is out of range is moved into it.
        package init(
            rate: Double = 5, burst: Double = 10, leastRate: Double = 0.1, recovery: Duration = .seconds(120)
        ) {
            self.rate = rate.isFinite ? min(max(rate, 0.001), 1_000_000) : 5
            self.burst = burst.isFinite ? min(max(burst, 1), 1_000_000) : 10
            self.leastRate = leastRate.isFinite ? min(max(leastRate, 0.001), self.rate) : self.rate
            self.recovery = max(recovery, .seconds(1))
        }
    }

    package let settings: Settings
    /// Tokens a second, at the time of the last step.
    package private(set) var rate: Double
    private var tokens: Double
    /// The time of the last step.
    private var time: Duration
    /// When the rate was last halved.
    private var lastHalved: Duration?

    /// A full bucket.
    package init(_ settings: Settings, at time: Duration) {
        self.settings = settings
        rate = settings.rate
        tokens = settings.burst
        self.time = time
    }

    /// The burst shrinks with the rate.
    private var capacity: Double { max(1, settings.burst * rate / settings.rate) }

    /// Tokens a second that the rate gains each second.
    private var growth: Double { settings.rate / settings.recovery.inSeconds }

    /// Takes a token.
    ///
    /// - Parameter now: the time; one that lies before an earlier one counts as that.
    /// - Returns: `nil` when there was one, otherwise how long there will be none.
    package mutating func take(at now: Duration) -> Duration? {
        refill(at: now)
        if tokens >= 1 - 1e-9 {
            tokens = max(0, tokens - 1)
            return nil
        }
        return .nanoseconds(Int64((wait(for: 1 - tokens) * 1e9).rounded(.up)))
    }

    /// Says that the server refused a request for coming too fast.
    ///
    /// Of the requests that were already under way when the rate was halved, none halves it again.
    ///
    /// - Parameters:
    ///   - granted: when the request took its token.
    ///   - now: the time.
    package mutating func throttled(granted: Duration, at now: Duration) {
        refill(at: now)
        if let lastHalved, granted <= lastHalved { return }
        rate = max(settings.leastRate, rate / 2)
        tokens = 0
        lastHalved = time
    }

    private mutating func refill(at now: Duration) {
        guard now > time else { return }
        let span = (now - time).inSeconds
        time = now
        let rising = min(span, (settings.rate - rate) / growth)
        tokens += rate * rising + growth * rising * rising / 2 + settings.rate * (span - rising)
        rate = rising < span ? settings.rate : min(settings.rate, rate + growth * rising)
        tokens = min(tokens, capacity)
    }

    /// How many seconds a number of tokens takes to come.
    private func wait(for missing: Double) -> Double {
        let rising = max(0, (settings.rate - rate) / growth)
        let comingWhileRising = rate * rising + growth * rising * rising / 2
        if comingWhileRising <= missing { return rising + (missing - comingWhileRising) / settings.rate }
        // The root of growth/2 * t^2 + rate * t = missing, in the form that is exact also for a small growth.
        return 2 * missing / (rate + (rate * rate + 2 * growth * missing).squareRoot())
    }
}
