internal import Foundation

/// The clock that the strict Route 53 lives by: signatures, throttling and INSYNC are measured on it.
///
/// It stands still until it is advanced. Sleeping on it advances it to the deadline at once, so code that paces itself
/// on this clock takes no real time and the server still sees the pace.
package final class VirtualClock: Clock, Sendable {
    /// A point in time, as the time since 1970-01-01T00:00:00Z.
    package struct Instant: InstantProtocol, Sendable {
        /// The time since 1970-01-01T00:00:00Z, without leap seconds.
        package var sinceEpoch: Duration

        package init(sinceEpoch: Duration) { self.sinceEpoch = sinceEpoch }

        package func advanced(by duration: Duration) -> Instant { Instant(sinceEpoch: sinceEpoch + duration) }
        package func duration(to other: Instant) -> Duration { other.sinceEpoch - sinceEpoch }
        package static func < (left: Instant, right: Instant) -> Bool { left.sinceEpoch < right.sinceEpoch }
    }

    /// 2026-01-02T03:04:05Z, the time at which the recorded requests were signed.
    package static let start = Instant(sinceEpoch: .seconds(1_767_323_045))

    private let lock = NSLock()
    private nonisolated(unsafe) var offset: Duration
    private let followsWall: Bool

    /// A clock that stands at `start` until it is advanced.
    package init(start: Instant = VirtualClock.start) {
        offset = start.sinceEpoch
        followsWall = false
    }

    private init(wallOffset: Duration) {
        offset = wallOffset
        followsWall = true
    }

    /// A clock that shows the machine's time, plus what it is advanced by: for clients that sign with the real time.
    package static func wall() -> VirtualClock { VirtualClock(wallOffset: .zero) }

    package var now: Instant {
        let offset = lock.withLock { self.offset }
        return Instant(sinceEpoch: followsWall ? VirtualClock.wallTime() + offset : offset)
    }

    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Moves the time forward, or back when `duration` is negative.
    package func advance(by duration: Duration) { lock.withLock { offset += duration } }

    /// Advances the clock to `deadline`, unless it is past it, and returns at once.
    ///
    /// - Throws: `CancellationError` when the task was cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        lock.withLock {
            let now = followsWall ? VirtualClock.wallTime() + offset : offset
            if deadline.sinceEpoch > now { offset += deadline.sinceEpoch - now }
        }
        await Task.yield()
    }

    private static func wallTime() -> Duration {
        .microseconds(Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}

extension VirtualClock.Instant {
    /// Year, month, day, hour, minute and second in UTC (Howard Hinnant's civil calendar).
    var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let seconds = Int(sinceEpoch.components.seconds)
        let day = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let time = seconds - day * 86400
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthIndex + 2) / 5 + 1, time / 3600, time / 60 % 60, time % 60)
    }

    /// The time as SigV4 writes it: `20260102T030405Z`.
    package var amzDate: String {
        let time = civil
        return padded(time.year, 4) + padded(time.month, 2) + padded(time.day, 2) + "T" + padded(time.hour, 2)
            + padded(time.minute, 2) + padded(time.second, 2) + "Z"
    }

    /// The time as Route 53 writes it: `2026-01-02T03:04:05.000Z`.
    package var iso8601: String {
        let time = civil
        let milliseconds = Int(sinceEpoch.components.attoseconds / 1_000_000_000_000_000)
        return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))T\(padded(time.hour, 2)):"
            + "\(padded(time.minute, 2)):\(padded(time.second, 2)).\(padded(milliseconds, 3))Z"
    }

    /// The time as an HTTP `Date` header: `Fri, 02 Jan 2026 03:04:05 GMT`.
    package var httpDate: String {
        let time = civil
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = days[Int(sinceEpoch.components.seconds / 86400 % 7)]
        return "\(weekday), \(padded(time.day, 2)) \(months[time.month - 1]) \(padded(time.year, 4)) "
            + "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2)) GMT"
    }

    /// Reads `20260102T030405Z`; nil when the text is anything else.
    init?(amzDate text: String) {
        let octets = Array(text.utf8)
        guard octets.count == 16, octets[8] == UInt8(ascii: "T"), octets[15] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for octet in octets[range] {
                guard (48...57).contains(octet) else { return nil }
                value = value * 10 + Int(octet - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
            let minute = number(11..<13), let second = number(13..<15), (1...12).contains(month),
            (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        self.init(sinceEpoch: .seconds(days * 86400 + hour * 3600 + minute * 60 + second))
    }
}

/// `number` in decimal with leading zeros up to `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
