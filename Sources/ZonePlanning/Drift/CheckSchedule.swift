/// How often live is looked at, and by how much that varies.
package struct CheckSchedule: Hashable, Sendable {
    /// The shortest interval in seconds: providers have limits on requests, and others want to ask too.
    package static let shortest: Int64 = 60
    /// The longest interval in seconds: a day.
    package static let longest: Int64 = 86_400
    /// The most that an interval varies, in percent.
    package static let mostJitter = 50

    /// The seconds from the beginning of one look to that of the next.
    package let interval: Int64
    /// By how many percent of the interval a look may be early or late.
    package let jitter: Int

    /// Makes a schedule; `nil` where interval or jitter is out of bounds.
    package init?(interval: Int64, jitter: Int = 10) {
        guard Self.shortest...Self.longest ~= interval, 0...Self.mostJitter ~= jitter else { return nil }
        self.interval = interval
        self.jitter = jitter
    }

    /// How long after the beginning of a look the next one begins.
    ///
    /// Looks whose time came while another one went on are left out: they are not made up for.
    ///
    /// - Parameters:
    ///   - elapsed: how long ago the look began.
    ///   - chance: from -1, as early as can be, to 1, as late as can be.
    /// - Returns: the time since the beginning of the look, always more than has elapsed.
    package func gap(after elapsed: Duration, chance: Double) -> Duration {
        let share = 1 + Double(jitter) / 100 * min(max(chance, -1), 1)
        let gap = Duration.milliseconds(Int64(Double(interval) * 1000 * share))
        let passed = Int64(elapsed / gap)
        return gap * (max(0, passed) + 1)
    }
}
