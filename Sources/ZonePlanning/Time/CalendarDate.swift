/// A day of the Gregorian calendar, as in `2026-12-31` (ISO 8601), from the year 1 to the year 9999.
package struct CalendarDate: Hashable, Comparable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// The first day that can be written, `0001-01-01`.
    package static let earliest = CalendarDate(unchecked: (1, 1, 1))

    private init(unchecked date: (year: Int, month: Int, day: Int)) { (year, month, day) = date }

    /// Makes a date, or `nil` where the calendar has no such day or the year is not from 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...9999).contains(year), (1...12).contains(month), (1...lengths[month - 1]).contains(day) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `YYYY-MM-DD`; `nil` for any other text.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } }), let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    // MARK: Days as numbers

    // Years are counted from March, so that the day that comes and goes is their last. 400 of them have 146,097 days,
    // and 719,468 days lie between the March of the year 0 and 1970.

    /// The day so many days after 1970-01-01; the first or the last day that can be written for any that is beyond.
    init(daysSince1970 days: Int) {
        let sinceMarch = min(max(days, -719_162), 2_932_896) + 719_468
        let (cycle, dayOfCycle) = sinceMarch.quotientAndRemainder(dividingBy: 146_097)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * month + 2) / 5 + 1
        self.month = month < 10 ? month + 3 : month - 9
        year = cycle * 400 + yearOfCycle + (month >= 10 ? 1 : 0)
    }

    /// How many days this is after 1970-01-01.
    var daysSince1970: Int {
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468
    }

    /// The day of the week, from 0 for Sunday to 6 for Saturday.
    /// How many days another date is later; negative where it is earlier.
    package func days(until other: CalendarDate) -> Int { other.daysSince1970 - daysSince1970 }

    /// The date some days later.
    package func adding(days: Int) -> CalendarDate { CalendarDate(daysSince1970: daysSince1970 + days) }

    package var weekday: Int { ((daysSince1970 + 4) % 7 + 7) % 7 }
}

extension CalendarDate: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    package var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    /// `YYYYMMDD`.
    package var basic: String { padded(year, 4) + padded(month, 2) + padded(day, 2) }
}

/// A number with zeros before it.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
