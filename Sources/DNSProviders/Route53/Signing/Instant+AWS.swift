internal import ZonePlanning

extension Instant {
    /// Reads what services and files of AWS have: `2026-01-02T03:04:05Z`, with a fraction, with a space for the `T`,
    /// with `UTC`, `+01:00`, `+0100`, `+01` or `nil` for the `Z` (nothing means UTC), or `20260102T030405Z`. Nothing
    /// for anything else, as for a day that the calendar has not.
    init?(aws text: String) {
        var reader = InstantReader(text)
        if reader.count == 16, reader.has(UInt8(ascii: "T"), at: 8) {
            guard let date = reader.date(isBasic: true), reader.pass("T"), let time = reader.time(isBasic: true),
                reader.pass("Z"), reader.isAtEnd
            else { return nil }
            self.init(date, hour: time.hour, minute: time.minute, second: time.second)
            if time.second == 60, !isStartOfDay { return nil }
            return
        }
        guard let date = reader.date(isBasic: false), reader.pass("T") || reader.pass("t") || reader.pass(" "),
            let time = reader.time(isBasic: false), reader.fraction(after: [".", ","]) != nil,
            let offset = reader.looseOffset(), reader.isAtEnd,
            let local = Instant(date, hour: time.hour, minute: time.minute, second: time.second)
        else { return nil }
        self = local.adding(seconds: Int64(-offset))
        if time.second == 60, !isStartOfDay { return nil }
    }

    /// Reads the `Date` header of a response in the one form that is sent today, to the letter:
    /// `Fri, 02 Jan 2026 03:04:05 GMT` (RFC 9110 section 5.6.7, IMF-fixdate). Nothing for the two old forms, and for a
    /// day that the calendar has not or of another weekday: a time that contradicts itself sets no clock.
    init?(httpDate: String) {
        var reader = InstantReader(httpDate)
        guard let weekday = Self.weekdays.firstIndex(where: { reader.pass($0) }), reader.pass(", "),
            let day = reader.number(2), reader.pass(" "),
            let month = Self.months.firstIndex(where: { reader.pass($0) }), reader.pass(" "),
            let year = reader.number(4), reader.pass(" "), let time = reader.time(isBasic: false),
            reader.pass(" GMT"), reader.isAtEnd, let date = CalendarDate(year: year, month: month + 1, day: day),
            date.weekday == weekday
        else { return nil }
        self.init(date, hour: time.hour, minute: time.minute, second: time.second)
        if time.second == 60, !isStartOfDay { return nil }
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
        var minutes = 0
        if pass(":") || !isAtEnd {
            guard let written = number(2) else { return nil }
            minutes = written
        }
        return hours < 24 && minutes < 60 ? sign * (hours * 60 + minutes) * 60 : nil
    }
}
