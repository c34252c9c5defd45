internal import Glibc

/// The time that passes for somebody who waits, and how to wait.
///
/// Not the time of day, which somebody may set: it goes on evenly while the machine works, and stands while that is
/// asleep (`CLOCK_MONOTONIC` in clock_gettime(2)).
package struct WaitingTime: Sendable {
    /// The time since some instant.
    package var now: @Sendable () -> Duration
    /// Waits on this thread.
    package var pause: @Sendable (Duration) -> Void

    /// - Parameters:
    ///   - now: the time since some instant.
    ///   - pause: waits on the thread that calls it.
    package init(now: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) -> Void) {
        self.now = now
        self.pause = pause
    }

    /// That of this machine.
    package static let machine = WaitingTime(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        },
        pause: { length in
            let (seconds, attoseconds) = length.components
            var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            var rest = timespec()
            while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
        })
}
