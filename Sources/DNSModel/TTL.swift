/// A time to live in seconds, from 0 to 2,147,483,647 (RFC 2181 section 8).
package struct TTL: Hashable, Comparable, Sendable {
    /// The time in seconds.
    package let seconds: UInt32

    /// The longest time to live.
    package static let maximum = TTL(unchecked: 0x7FFF_FFFF)

    /// Not to be kept at all.
    package static let zero = TTL(unchecked: 0)

    private init(unchecked seconds: UInt32) { self.seconds = seconds }

    /// Makes a time to live, or `nil` where `seconds` is out of range.
    package init?(seconds: Int) {
        guard (0...Int(Self.maximum.seconds)).contains(seconds) else { return nil }
        self.seconds = UInt32(seconds)
    }

    /// Reads seconds (`300`) or a sum of units (`5m`, `1h30m`, `1d`, `2w`), in either case, as BIND writes them.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-ttl`.
    package init(parsing text: Octets) throws(DNSParseError) {
        let seconds = try Self.seconds(text, upTo: Int(Self.maximum.seconds))
        self.init(unchecked: UInt32(truncatingIfNeeded: seconds))
    }

    /// Reads what stands where a master file has a TTL: 32 bits, in which those from 2,147,483,648 on are 0 (RFC 2181
    /// section 8), as name servers read it.
    ///
    /// - Returns: the TTL, and the number that is written.
    /// - Throws: ``DNSParseError`` with code `bad-ttl`.
    package static func served(parsing text: Octets) throws(DNSParseError) -> (ttl: TTL, written: UInt32) {
        let seconds = UInt32(truncatingIfNeeded: try seconds(text, upTo: Int(UInt32.max)))
        return (seconds > maximum.seconds ? .zero : TTL(unchecked: seconds), seconds)
    }

    private static func seconds(_ text: Octets, upTo most: Int) throws(DNSParseError) -> Int {
        var total = 0
        var number = 0
        var digits = 0
        var hasUnit = false
        for (offset, octet) in text.enumerated() {
            let digit = octet &- UInt8(ascii: "0")
            if digit < 10 {
                number = number * 10 + Int(digit)
                digits += 1
                if number > most { throw outOfRange(offset) }
                continue
            }
            let unit =
                switch octet | 0x20 {
                case UInt8(ascii: "s"): 1
                case UInt8(ascii: "m"): 60
                case UInt8(ascii: "h"): 3_600
                case UInt8(ascii: "d"): 86_400
                case UInt8(ascii: "w"): 604_800
                default: 0
                }
            guard unit > 0, digits > 0 else { throw notATime(text, offset) }
            total += number * unit
            if total > most { throw outOfRange(offset) }
            (number, digits, hasUnit) = (0, 0, true)
        }
        guard digits > 0 || hasUnit, digits == 0 || !hasUnit else { throw notATime(text, 0) }
        if total + number > most { throw outOfRange(0) }
        return total + number
    }

    /// Reads a time to live; see ``init(parsing:)-(Octets)``.
    package init(parsing text: some StringProtocol) throws(DNSParseError) {
        let octets = Array(text.utf8)
        self = try octets.withUnsafeBufferPointer { octets in
            Result { () throws(DNSParseError) in try TTL(parsing: octets) }
        }.get()
    }

    package static func < (left: TTL, right: TTL) -> Bool { left.seconds < right.seconds }

    private static func outOfRange(_ offset: Int) -> DNSParseError {
        DNSParseError(.badTTL, "a TTL is at most \(maximum.seconds) seconds", offset: offset)
    }

    private static func notATime(_ text: Octets, _ offset: Int) -> DNSParseError {
        DNSParseError(
            .badTTL,
            "\(DNSParseError.shown(text)) is not a TTL; write seconds, as in 300, or units, as in 5m or 1h30m",
            offset: offset)
    }
}

extension TTL: CustomStringConvertible {
    /// The seconds in decimal digits.
    package var description: String { String(seconds) }
}
