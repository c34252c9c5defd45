internal import ZonePlanning

extension Instant {
    /// Reads what services and files of AWS have: `2026-01-02T03:04:05Z`, with a fraction, with a space for the `T`,
    /// with `UTC`, `+01:00`, `+0100` or nothing for the `Z` (nothing means UTC), or `20260102T030405Z`. Nothing for
    /// anything else.
    init?(aws text: String) {
        var reader = InstantReader(text)
        let isBasic = reader.count == 16 && reader.has(UInt8(ascii: "T"), at: 8)
        guard let date = reader.date(isBasic: isBasic), reader.pass("T") || reader.pass("t") || reader.pass(" "),
            let time = reader.time(isBasic: isBasic), reader.fraction(after: [".", ","]) != nil,
            let offset = reader.looseOffset(), reader.isAtEnd,
            let local = Instant(date, hour: time.hour, minute: time.minute, second: time.second)
        else { return nil }
        self = local.adding(seconds: Int64(-offset))
    }

    /// Reads the `Date` header of a response: `Fri, 02 Jan 2026 03:04:05 GMT` (RFC 9110 section 5.6.7). Nothing for the
    /// two old forms.
    init?(httpDate: String) {
        let parts = httpDate.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = Self.months.firstIndex(of: String(parts[2])),
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        self.init(date, hour: clock[0], minute: clock[1], second: clock[2])
    }
}

extension InstantReader {
    /// Reads where a time is from, in seconds to the east of Greenwich; nothing written is UTC.
    fileprivate mutating func looseOffset() -> Int? {
        if isAtEnd { return 0 }
        let sign = pass("+") ? 1 : pass("-") ? -1 : 0
        guard sign != 0 else {
            _ = pass(" ")
            return pass("Z") || pass("z") || pass("UTC") || pass("GMT") ? 0 : nil
        }
        guard let hours = number(2) else { return nil }
        _ = pass(":")
        let minutes = number(2) ?? 0
        return hours < 24 && minutes < 60 ? sign * (hours * 60 + minutes) * 60 : nil
    }
}
