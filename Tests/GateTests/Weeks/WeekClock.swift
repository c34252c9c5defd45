internal import Gate
internal import Synchronization
internal import ZonePlanning

/// The time of a simulated week, which goes on by a second whenever somebody looks at it, and the clocks by which
/// people and machines go.
final class WeekClock: Sendable {
    private let passed = Atomic<Int64>(0)
    /// A Monday.
    static let start: Int64 = 1_796_000_000

    /// Seconds since it began.
    @Sendable func seconds() -> Int64 { passed.add(1, ordering: .relaxed).newValue }

    func goesOn(by seconds: Int64) { _ = passed.add(seconds, ordering: .relaxed) }

    /// A clock that is wrong by some seconds.
    func clock(wrongBy skew: Int64) -> GateClock {
        let now = { @Sendable [self] in Instant(seconds: Self.start + seconds() + skew) }
        return GateClock(now: { now().description }, today: { now().date })
    }
}
