internal import DynamicDNS
internal import FoundationEssentials
internal import ZonePlanning

/// The time of this machine.
struct Clock: WallClock {
    var now: Instant {
        let time = Date.now.timeIntervalSince1970
        let seconds = time.rounded(.down)
        return Instant(seconds: Int64(seconds), microsecond: Int((time - seconds) * 1_000_000))
    }

    func sleep(until time: Instant) async {
        let now = now
        let microseconds =
            (time.seconds - now.seconds) * 1_000_000 + Int64(time.microsecond) - Int64(now.microsecond)
        if microseconds > 0 { try? await Task.sleep(for: .microseconds(microseconds)) }
    }

    /// Now in UTC, as in `2026-11-23T10:15:30.125Z` (RFC 3339).
    static func timestamp() -> String {
        Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Today in UTC.
    static func today() -> CalendarDate { Clock().now.date }

    /// Seconds since 1970-01-01T00:00:00Z.
    static func seconds() -> Int64 { Clock().now.seconds }
}

/// Random octets of the system.
struct SystemRandomness: Randomness {
    func octets(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
