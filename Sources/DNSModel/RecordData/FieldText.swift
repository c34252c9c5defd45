/// Numbers and octets as text: decimal, hexadecimal and base64 digits.
package enum FieldText {
    /// Reads a number in decimal digits.
    ///
    /// - Parameters:
    ///   - text: the digits, nothing else.
    ///   - name: what the number is, for the message.
    ///   - type: the number's type.
    ///   - maximum: the largest number it may be.
    ///   - offset: where the digits start, for the error.
    /// - Returns: the number.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func integer<Number: FixedWidthInteger & UnsignedInteger>(
        _ text: Octets, _ name: String, as type: Number.Type = Number.self, upTo maximum: Number = .max, offset: Int = 0
    ) throws(DNSParseError) -> Number {
        var value: Number = 0
        for octet in text {
            let digit = octet &- UInt8(ascii: "0")
            guard digit < 10 else { throw notANumber(text, name, Int(clamping: maximum), offset) }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Number(digit))
            if overflow || carry { throw notANumber(text, name, Int(clamping: maximum), offset) }
            value = sum
        }
        if text.isEmpty || value > maximum { throw notANumber(text, name, Int(clamping: maximum), offset) }
        return value
    }

    private static func notANumber(_ text: Octets, _ name: String, _ maximum: Int, _ offset: Int) -> DNSParseError {
        DNSParseError(
            .badData, "the \(name) \(DNSParseError.shown(text)) is not a number from 0 to \(maximum)", offset: offset)
    }

    /// Reads octets in hexadecimal digits of either case; spaces may stand between digits.
    ///
    /// - Parameters:
    ///   - text: the digits.
    ///   - name: what the octets are, for the message.
    ///   - offset: where the digits start, for the error.
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func hexadecimal(_ text: Octets, _ name: String, offset: Int = 0) throws(DNSParseError) -> [UInt8] {
        var reader = HexadecimalReader()
        try reader.read(text, name, offset: offset)
        return try reader.finish(name, offset: offset)
    }

    /// Reads octets in base64 with padding (RFC 4648 section 4); spaces may stand between digits.
    ///
    /// - Parameters:
    ///   - text: the digits.
    ///   - name: what the octets are, for the message.
    ///   - offset: where the digits start, for the error.
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func base64(_ text: Octets, _ name: String, offset: Int = 0) throws(DNSParseError) -> [UInt8] {
        var reader = Base64Reader()
        try reader.read(text, name, offset: offset)
        return try reader.finish(name, offset: offset)
    }

    /// Appends a number in decimal digits.
    package static func append(_ number: some UnsignedInteger, to out: inout [UInt8]) {
        var rest = UInt64(clamping: number)
        var divisor: UInt64 = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// Appends octets in upper-case hexadecimal digits.
    package static func appendHexadecimal(_ octets: some Sequence<UInt8>, to out: inout [UInt8]) {
        for octet in octets {
            out.append(hexadecimalDigit(octet >> 4))
            out.append(hexadecimalDigit(octet & 15))
        }
    }

    /// Appends octets in the generic form `\# length hex` (RFC 3597 section 5).
    static func appendGeneric(_ octets: [UInt8], to out: inout [UInt8]) {
        out.append(contentsOf: "\\# ".utf8)
        append(UInt(octets.count), to: &out)
        if !octets.isEmpty { out.append(UInt8(ascii: " ")) }
        appendHexadecimal(octets, to: &out)
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
    }

    /// Appends octets in base64 with padding.
    package static func appendBase64(_ octets: [UInt8], to out: inout [UInt8]) {
        var index = 0
        while index < octets.count {
            let first = UInt32(octets[index])
            let second = index + 1 < octets.count ? UInt32(octets[index + 1]) : 0
            let third = index + 2 < octets.count ? UInt32(octets[index + 2]) : 0
            let group = first << 16 | second << 8 | third
            out.append(base64Digit(group >> 18))
            out.append(base64Digit(group >> 12 & 63))
            out.append(index + 1 < octets.count ? base64Digit(group >> 6 & 63) : UInt8(ascii: "="))
            out.append(index + 2 < octets.count ? base64Digit(group & 63) : UInt8(ascii: "="))
            index += 3
        }
    }

    private static func base64Digit(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + (value - 26)
        case 52..<62: UInt8(ascii: "0") + (value - 52)
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    /// A word in upper case, ASCII letters only.
    static func upperCased(_ text: Octets) -> String {
        String(decoding: text.map { $0 &- UInt8(ascii: "a") < 26 ? $0 & 0xDF : $0 }, as: UTF8.self)
    }

    /// A word in lower case, ASCII letters only.
    static func lowerCased(_ octet: UInt8) -> UInt8 { octet &- UInt8(ascii: "A") < 26 ? octet | 0x20 : octet }
}
