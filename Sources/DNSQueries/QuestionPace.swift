/// How fast one server is asked: a rate, and a burst after a pause.
///
/// In any span of `t` seconds at most `burst + rate * t` questions are let through.
struct QuestionPace: Hashable, Sendable {
    /// The time between two questions at the rate.
    private let interval: Duration
    /// How far the times of questions may run ahead.
    private let slack: Duration
    /// When the next question would be due if all came at the rate.
    private var due: Duration = .zero

    /// - Parameters:
    ///   - rate: questions a second, at least one.
    ///   - burst: how many at once after a pause, at least one.
    init(rate: Int, burst: Int) {
        let rate = Int64(max(1, rate))
        interval = .nanoseconds((1_000_000_000 + rate - 1) / rate)
        slack = interval * (max(1, burst) - 1)
    }

    /// How long no question may be asked; `nil` where one may be at once.
    func wait(at now: Duration) -> Duration? { due - slack > now ? due - slack - now : nil }

    /// Lets a question through.
    ///
    /// - Parameter now: the time since some moment that stays the same.
    /// - Returns: `nil` when it may be asked, otherwise how long it may not; then nothing has changed.
    mutating func take(at now: Duration) -> Duration? {
        if let wait = wait(at: now) { return wait }
        due = max(due, now) + interval
        return nil
    }
}
