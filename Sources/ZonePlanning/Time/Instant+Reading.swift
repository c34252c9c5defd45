extension Instant {
    /// Reads a time such as `2026-11-23T10:15:30Z` or `2026-11-23T12:15:30.125+02:00` (RFC 3339 section 5.6); nothing
    /// for any other text. Of a fraction the first six digits count. A leap second is the last of a day.
    package init?(parsing text: some StringProtocol) {
        var reader = InstantReader(text)
        guard let date = reader.date(isBasic: false), reader.pass("T") || reader.pass("t") || reader.pass(" "),
            let time = reader.time(isBasic: false), let fraction = reader.fraction(after: ["."]),
            let offset = reader.pass("Z") || reader.pass("z") ? 0 : reader.offset(), reader.isAtEnd,
            let local = Instant(
                date, hour: time.hour, minute: time.minute, second: time.second, microsecond: fraction)
        else { return nil }
        self = local.adding(seconds: Int64(-offset))
        if time.second == 60, !isStartOfDay { return nil }
    }
}

extension Instant {
    /// Reads a time of HTTP such as `Mon, 23 Nov 2026 10:15:30 GMT` (RFC 9110 section 5.6.7, IMF-fixdate); nothing for
    /// any other text.
    package init?(httpDate text: some StringProtocol) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let month = Self.months.firstIndex(of: String(parts[2])), parts[1].utf8.count == 2
        else { return nil }
        self.init(parsing: "\(parts[3])-\(padded(month + 1, 2))-\(parts[1])T\(parts[4])Z")
    }
}

/// Reads the parts of a time from the start of a text.
package struct InstantReader {
    private var rest: ArraySlice<UInt8>

    package init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

    /// Whether nothing is left.
    package var isAtEnd: Bool { rest.isEmpty }

    /// How many octets are left.
    package var count: Int { rest.count }

    /// Whether an octet is so many octets away.
    package func has(_ octet: UInt8, at distance: Int) -> Bool { rest.dropFirst(distance).first == octet }

    /// Reads a text; says whether it was there.
    package mutating func pass(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// Reads a number of so many digits.
    package mutating func number(_ digits: Int) -> Int? {
        let part = rest.prefix(digits)
        guard part.count == digits, part.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        rest = rest.dropFirst(digits)
        return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Reads `2026-11-23`, or `20261123` in the basic format.
    package mutating func date(isBasic: Bool) -> CalendarDate? {
        guard let year = number(4), isBasic || pass("-"), let month = number(2), isBasic || pass("-"),
            let day = number(2)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// Reads `10:15:30`, or `101530` in the basic format.
    package mutating func time(isBasic: Bool) -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(2), isBasic || pass(":"), let minute = number(2), isBasic || pass(":"),
            let second = number(2)
        else { return nil }
        return (hour, minute, second)
    }

    /// Reads the fraction of a second.
    ///
    /// - Parameter marks: what may stand before it.
    /// - Returns: microseconds, 0 where there is no fraction; `nil` where a mark stands before no digit.
    package mutating func fraction(after marks: [String]) -> Int? {
        guard marks.contains(where: { pass($0) }) else { return 0 }
        var fraction = 0
        var scale = 100_000
        guard let first = number(1) else { return nil }
        var next: Int? = first
        while let digit = next {
            fraction += digit * scale
            scale /= 10
            next = number(1)
        }
        return fraction
    }

    /// Reads `+02:00`: seconds to the east of Greenwich.
    package mutating func offset() -> Int? {
        let sign = pass("+") ? 1 : pass("-") ? -1 : 0
        guard sign != 0, let hours = number(2), pass(":"), let minutes = number(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes) * 60
    }
}
