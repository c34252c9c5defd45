package import ZonePlanning

/// The time.
package protocol WallClock: Sendable {
    var now: Instant { get }
    /// Returns at a time, or earlier when the task is cancelled.
    func sleep(until time: Instant) async
}

/// Where random octets come from.
package protocol Randomness: Sendable {
    /// So many octets that nobody can foretell.
    func octets(_ count: Int) -> [UInt8]
}
