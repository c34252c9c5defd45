/// A moment, to the second.
struct UTCTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    var seconds: Int64

    init(seconds: Int64) { self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound) }

    static func < (one: UTCTime, other: UTCTime) -> Bool { one.seconds < other.seconds }

    /// How many seconds later this is than another moment.
    func seconds(since other: UTCTime) -> Int64 { seconds - other.seconds }

    /// The moment some seconds later.
    func adding(_ more: Int64) -> UTCTime {
        let (sum, overflow) = seconds.addingReportingOverflow(more)
        return UTCTime(seconds: overflow ? (more < 0 ? .min : .max) : sum)
    }

    /// From the year 1 to the year 9999.
    private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// As in `20260102T030405Z`.
    var basic: String {
        let date = civil
        return [date.year.digits(4), date.month.digits(2), date.day.digits(2)].joined()
            + "T" + [date.hour, date.minute, date.second].map { $0.digits(2) }.joined() + "Z"
    }

    /// As in `20260102`.
    var basicDate: String { String(basic.prefix(8)) }

    /// As in `2026-01-02T03:04:05Z`.
    var description: String {
        let date = civil
        return [date.year.digits(4), date.month.digits(2), date.day.digits(2)].joined(separator: "-")
            + "T" + [date.hour, date.minute, date.second].map { $0.digits(2) }.joined(separator: ":") + "Z"
    }

    private var civil: (year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64) {
        let (days, rest) = seconds.flooredDivision(by: 86_400)
        // Years begin in March here, so that the leap day is the last.
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1, rest / 3_600,
            rest / 60 % 60, rest % 60
        )
    }

    /// Nothing when there is no such date or time.
    init?(year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = shifted.flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        self.init(seconds: days * 86_400 + hour * 3_600 + minute * 60 + min(second, 59))
        guard civil.month == month, civil.day == day else { return nil }
    }
}

extension UTCTime {
    /// Reads what services and files have: `2026-01-02T03:04:05Z`, with a fraction, with a space for the `T`, with `UTC`,
    /// `+01:00` or nothing for the `Z` (nothing means UTC), or `20260102T030405Z`. Nothing for anything else.
    init?(_ text: String) {
        var text = FieldReader(text)
        let isBasic = text.rest.dropFirst(8).first == UInt8(ascii: "T") && text.rest.count == 16
        func pass(_ separator: String) -> Bool { isBasic ? true : text.pass(separator) }
        guard let year = text.number(4), pass("-"), let month = text.number(2), pass("-"), let day = text.number(2),
            text.pass("T") || text.pass("t") || text.pass(" "), let hour = text.number(2), pass(":"),
            let minute = text.number(2), pass(":"), let second = text.number(2)
        else { return nil }
        if text.pass(".") || text.pass(",") { while text.number(1) != nil {} }
        var offset: Int64 = 0
        if let sign: Int64 = text.pass("+") ? -1 : text.pass("-") ? 1 : nil {
            guard let hours = text.number(2) else { return nil }
            _ = text.pass(":")
            let minutes = text.number(2) ?? 0
            guard hours < 24, minutes < 60 else { return nil }
            offset = sign * (hours * 3_600 + minutes * 60)
        } else if !text.rest.isEmpty {
            _ = text.pass(" ")
            guard text.pass("Z") || text.pass("z") || text.pass("UTC") || text.pass("GMT") else { return nil }
        }
        guard text.rest.isEmpty,
            let time = UTCTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self = time.adding(offset)
    }

    /// Reads the `Date` header of a response: `Fri, 02 Jan 2026 03:04:05 GMT` (RFC 9110 section 5.6.7). Nothing for the
    /// two old forms.
    init?(httpDate: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = httpDate.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), let year = Int64(parts[3]),
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3,
            let time = UTCTime(
                year: year, month: Int64(month) + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
        else { return nil }
        self = time
    }
}

/// Reads a text from its start.
private struct FieldReader {
    var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    mutating func number(_ digits: Int) -> Int64? {
        let part = rest.prefix(digits)
        guard part.count == digits, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return part.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    mutating func pass(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func digits(_ count: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
    }
}
