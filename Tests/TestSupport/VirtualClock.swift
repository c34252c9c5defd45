internal import Synchronization
internal import ZonePlanning

/// A clock on which every pause is over at once: it goes on to the end of each sleep, and when it is told to.
package final class VirtualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let offset = Mutex(Duration.zero)
    private let beforeSleep = Mutex<(@Sendable () async -> Void)?>(nil)

    package init() {}

    /// Has something done at the beginning of each sleep, which may cancel it.
    package func set(beforeSleep: @escaping @Sendable () async -> Void) {
        self.beforeSleep.withLock { $0 = beforeSleep }
    }

    package var now: Instant { Instant(offset: offset.withLock { $0 }) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        await beforeSleep.withLock { $0 }?()
        try Task.checkCancellation()
        offset.withLock { $0 = max($0, deadline.offset) }
        await Task.yield()
        try Task.checkCancellation()
    }

    /// Goes on by some time.
    package func advance(by duration: Duration) { offset.withLock { $0 += duration } }

    /// The time, from `2026-11-23T00:00:00Z` on.
    @Sendable package func timestamp() -> String {
        ZonePlanning.Instant(seconds: 1_795_392_000 + now.offset.components.seconds).description
    }
}
