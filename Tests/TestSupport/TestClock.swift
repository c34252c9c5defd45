internal import Synchronization

/// A clock that goes on by a second whenever it is looked at.
package final class TestClock: Sendable {
    private let looks = Atomic<Int>(0)

    package init() {}

    /// Seconds that went by: one more whenever it is looked at.
    @Sendable package func seconds() -> Int64 { Int64(looks.add(1, ordering: .relaxed).oldValue) }

    /// The time, as in `2026-11-23T10:15:30Z`.
    @Sendable package func now() -> String {
        let (_, seconds) = looks.add(1, ordering: .relaxed)
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-11-23T\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))Z"
    }
}
