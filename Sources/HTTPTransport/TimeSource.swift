/// A clock that only counts up, and a way to wait on it; tests give their own.
package struct TimeSource: Sendable {
    /// The time since some moment that stays the same.
    package var now: @Sendable () -> Duration
    /// Waits. Returns early when the task is cancelled.
    package var sleep: @Sendable (_ duration: Duration) async -> Void

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (_ duration: Duration) async -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock.
    package static let machine: TimeSource = {
        let start = ContinuousClock.now
        return TimeSource(
            now: { start.duration(to: .now) },
            sleep: { try? await Task.sleep(for: $0, clock: .continuous) }
        )
    }()
}

extension Duration {
    /// As a number of seconds.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
