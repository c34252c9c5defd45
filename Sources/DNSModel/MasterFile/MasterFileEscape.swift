/// The escapes of master files (RFC 1035 section 5.1): `\DDD`, three decimal digits, and `\X`.
package enum MasterFileEscape {
    /// Reads the escape that starts at `index`, where the backslash is.
    ///
    /// - Returns: the octet it stands for and how many octets of text it takes.
    /// - Throws: ``DNSParseError`` with code `bad-name` when it is cut short or over 255.
    package static func decode(_ text: Octets, at index: Int) throws(DNSParseError) -> (value: UInt8, length: Int) {
        guard index + 1 < text.count else {
            throw DNSParseError(.badName, "a backslash at the end escapes nothing; write '\\\\' for one", offset: index)
        }
        let first = text[index + 1]
        guard isDigit(first) else { return (first, 2) }
        guard index + 3 < text.count, isDigit(text[index + 2]), isDigit(text[index + 3]) else {
            throw DNSParseError(.badName, "'\\' and a digit needs three decimal digits, as in '\\032'", offset: index)
        }
        let value =
            Int(first - UInt8(ascii: "0")) * 100 + Int(text[index + 2] - UInt8(ascii: "0")) * 10
            + Int(text[index + 3] - UInt8(ascii: "0"))
        guard let octet = UInt8(exactly: value) else {
            throw DNSParseError(.badName, "'\\\(value)' is over 255, the largest octet", offset: index)
        }
        return (octet, 4)
    }

    /// Appends `\DDD` for an octet.
    package static func appendDecimal(_ octet: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        out.append(UInt8(ascii: "0") + octet / 100)
        out.append(UInt8(ascii: "0") + octet / 10 % 10)
        out.append(UInt8(ascii: "0") + octet % 10)
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }
}
