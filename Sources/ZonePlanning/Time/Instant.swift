/// A moment in UTC, to the microsecond, from the year 1 to the year 9999. Leap seconds are not counted.
package struct Instant: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z; negative before.
    package let seconds: Int64
    /// Microseconds since the last whole second, from 0 to 999,999.
    package let microsecond: Int

    /// Makes a moment; one that is too early or too late is the first or the last that there is.
    ///
    /// - Parameters:
    ///   - seconds: since 1970-01-01T00:00:00Z.
    ///   - microsecond: since then, from 0 to 999,999.
    package init(seconds: Int64, microsecond: Int = 0) {
        self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
        self.microsecond = min(max(microsecond, 0), 999_999)
    }

    /// Makes the moment of a day and a time of day in UTC; `nil` where a number is out of its range.
    ///
    /// - Parameters:
    ///   - date: the day.
    ///   - hour: from 0 to 23.
    ///   - minute: from 0 to 59.
    ///   - second: from 0 to 60; a leap second is the first second of the next minute.
    ///   - microsecond: from 0 to 999,999.
    package init?(_ date: CalendarDate, hour: Int, minute: Int, second: Int, microsecond: Int = 0) {
        guard 0...23 ~= hour, 0...59 ~= minute, 0...60 ~= second, 0...999_999 ~= microsecond else { return nil }
        let seconds = ((date.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
        self.init(seconds: Int64(seconds), microsecond: microsecond)
    }

    /// From the year 1 to the year 9999.
    private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    package static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.microsecond) < (right.seconds, right.microsecond)
    }

    /// The instant some seconds later.
    package func adding(seconds more: Int64) -> Instant {
        let (sum, overflow) = seconds.addingReportingOverflow(more)
        return Instant(seconds: overflow ? (more < 0 ? .min : .max) : sum, microsecond: microsecond)
    }

    /// How many whole seconds later this is than another moment, their fractions left out.
    package func seconds(since other: Instant) -> Int64 { seconds - other.seconds }

    /// The last whole second.
    package var wholeSecond: Instant { Instant(seconds: seconds) }

    /// The day that it is on.
    package var date: CalendarDate { CalendarDate(daysSince1970: Int((seconds - secondOfDay) / 86_400)) }

    /// Whether it is in the first second of a day; so is a leap second that was read.
    package var isStartOfDay: Bool { secondOfDay == 0 }

    private var secondOfDay: Int64 { (seconds % 86_400 + 86_400) % 86_400 }

    /// Hour, minute and second, of two digits each.
    private var clock: [String] {
        let second = Int(secondOfDay)
        return [padded(second / 3600, 2), padded(second / 60 % 60, 2), padded(second % 60, 2)]
    }
}

extension Instant: CustomStringConvertible {
    /// `2026-11-23T10:15:30Z` (RFC 3339); a fraction is left out.
    package var description: String { "\(date)T\(clock.joined(separator: ":"))Z" }

    /// `20261123T101530Z` (ISO 8601, basic format); a fraction is left out.
    package var basic: String { "\(date.basic)T\(clock.joined())Z" }

    /// `Mon, 23 Nov 2026 10:15:30 +0000` (RFC 5322 section 3.3).
    package var mailDate: String {
        let weekday = Self.weekdays[date.weekday]
        let month = Self.months[date.month - 1]
        return "\(weekday), \(date.day) \(month) \(padded(date.year, 4)) \(clock.joined(separator: ":")) +0000"
    }

    /// The days of the week as mail and HTTP name them.
    package static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// The months as mail and HTTP name them.
    package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
