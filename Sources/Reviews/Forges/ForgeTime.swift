/// A moment, as forges write it (RFC 3339 section 5.6).
package struct ForgeTime: Hashable, Sendable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package let microseconds: Int64

    /// Reads a time such as `2026-11-23T10:15:30Z` or `2026-11-23T12:15:30.125+02:00`; nothing for any other text.
    package init?(_ text: String) {
        let octets = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= octets.count else { return nil }
            var value: Int64 = 0
            for octet in octets[range] {
                guard 48...57 ~= octet else { return nil }
                value = value * 10 + Int64(octet - 48)
            }
            return value
        }
        func has(_ character: Character, at place: Int) -> Bool {
            place < octets.count && octets[place] == character.asciiValue
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), has("-", at: 4), has("-", at: 7),
            has("T", at: 10) || has("t", at: 10) || has(" ", at: 10), has(":", at: 13), has(":", at: 16),
            1970...9999 ~= year, 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second <= 60
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if has(".", at: place) {
            place += 1
            var scale: Int64 = 100_000
            let start = place
            while place < octets.count, 48...57 ~= octets[place] {
                fraction += Int64(octets[place] - 48) * scale
                scale /= 10
                place += 1
            }
            guard place > start else { return nil }
        }
        var offset: Int64 = 0
        if has("Z", at: place) || has("z", at: place) {
            place += 1
        } else if has("+", at: place) || has("-", at: place) {
            guard let hours = number(place + 1..<place + 3), has(":", at: place + 3),
                let minutes = number(place + 4..<place + 6), hours < 24, minutes < 60
            else { return nil }
            offset = (has("-", at: place) ? -1 : 1) * (hours * 60 + minutes) * 60
            place += 6
        } else {
            return nil
        }
        guard place == octets.count else { return nil }
        // Days since 1970-01-01 in the Gregorian calendar, with years that begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        microseconds = (days * 86_400 + hour * 3_600 + minute * 60 + second - offset) * 1_000_000 + fraction
    }

    package static func < (left: ForgeTime, right: ForgeTime) -> Bool { left.microseconds < right.microseconds }
}
