package import ZonePlanning

/// A token bucket as a value: so much at once, and so much a second.
package struct TokenBucket: Hashable, Sendable {
    package private(set) var burst: Double
    package private(set) var rate: Double
    /// What was in it at a time; below zero after something larger than the burst passed alone.
    private var level: Double
    private var at: Instant

    package init(burst: Double, rate: Double, at: Instant) {
        self.burst = burst
        self.rate = rate
        level = burst
        self.at = at
    }

    /// What is in it. A clock that goes back takes nothing out and puts nothing in.
    package func level(at now: Instant) -> Double {
        min(burst, level + max(0, now.interval(since: at)) * rate)
    }

    /// Notes that a clock went back: what is in it stays, and it fills from now on. Else whoever asks would wait until
    /// the clock is where it was.
    package mutating func follow(_ now: Instant) { at = min(at, now) }

    /// When so much can be taken: now or later. More than the burst can when the bucket is full.
    package func ready(for amount: Double, at now: Instant) -> Instant {
        let missing = min(amount, burst) - level(at: now)
        // A little is forgiven, so that rounding never makes anybody come twice.
        guard missing > 1e-6 else { return now }
        guard rate > 0 else { return Instant(seconds: .max) }
        return now.adding(milliseconds: Int64((min(missing / rate, 1e9) * 1_000).rounded(.up)))
    }

    /// Takes something out, whether it is there or not.
    package mutating func take(_ amount: Double, at now: Instant) {
        level = level(at: now) - amount
        at = max(at, now)
    }

    /// Goes on with another rate and burst.
    package mutating func set(burst: Double, rate: Double, at now: Instant) {
        level = min(burst, level(at: now))
        at = max(at, now)
        (self.burst, self.rate) = (burst, rate)
    }

    /// Empties it.
    package mutating func drain(at now: Instant) {
        level = min(0, level(at: now))
        at = max(at, now)
    }
}
