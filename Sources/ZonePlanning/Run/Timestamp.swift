/// An instant in UTC, to the second.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package var seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    /// Reads `2026-11-23T10:15:30Z`, with or without a fraction of a second, which is dropped (RFC 3339); nothing for any
    /// other text.
    package init?(parsing text: some StringProtocol) {
        let octets = Array(text.utf8)
        guard octets.count >= 20, octets[10] == UInt8(ascii: "T"), octets[octets.count - 1] == UInt8(ascii: "Z"),
            octets[13] == UInt8(ascii: ":"), octets[16] == UInt8(ascii: ":"),
            let date = CalendarDate(parsing: String(decoding: octets[..<10], as: UTF8.self))
        else { return nil }
        let fraction = octets[19..<(octets.count - 1)]
        guard fraction.isEmpty || (fraction.first == UInt8(ascii: ".") && fraction.count > 1),
            fraction.dropFirst().allSatisfy({ 48...57 ~= $0 })
        else { return nil }
        func number(_ place: Int) -> Int64? {
            let digits = octets[place..<(place + 2)]
            guard digits.allSatisfy({ 48...57 ~= $0 }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }
        guard let hour = number(11), let minute = number(14), let second = number(17), hour < 24, minute < 60,
            second < 61
        else { return nil }
        seconds = Self.days(of: date) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// The instant some seconds later.
    package func adding(seconds: Int64) -> Timestamp { Timestamp(seconds: self.seconds + seconds) }

    /// The day that the instant is on, as in `20261123`.
    package var day: String { description.prefix(10).filter { $0 != "-" } }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    /// Days from 1970-01-01 to a day: those of whole years, of whole months with March as the first, and the rest.
    private static func days(of date: CalendarDate) -> Int64 {
        let (year, month) = date.month > 2 ? (date.year, date.month - 3) : (date.year - 1, date.month + 9)
        let ofYears = 365 * year + year / 4 - year / 100 + year / 400
        return Int64(ofYears + (153 * month + 2) / 5 + date.day - 1 - 719_468)
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2026-11-23T10:15:30Z`; years from 1 to 9999, others as the first or the last of them.
    package var description: String {
        let least: Int64 = -62_135_596_800
        let clamped = min(max(seconds, least), 253_402_300_799)
        let sinceMarch = (clamped - least) / 86_400 + 306
        let second = (clamped - least) % 86_400
        // A day of a cycle of 400 years, then of a year that begins in March.
        let (cycle, dayOfCycle) = (sinceMarch / 146_097, sinceMarch % 146_097)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = cycle * 400 + yearOfCycle + (month >= 10 ? 1 : 0)
        func padded(_ number: Int64, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month < 10 ? month + 3 : month - 9))-\(padded(day))"
        return "\(date)T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
    }
}
