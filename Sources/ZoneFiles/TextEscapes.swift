internal import DNSModel

/// What `\` and three digits stand for in the texts of a zone file.
///
/// octoDNS sends these texts as they are written, so they mean what the reader at the other end takes them for: BIND
/// and every master file have `\DDD` in decimal (RFC 1035 section 5.1), Amazon Route 53 has `\ooo` in octal ("Supported
/// DNS record types", Amazon Route 53 Developer Guide). `\052` is `4` to one and `*` to the other. `\X` is `X` to both.
package enum TextEscapes: Hashable, Sendable {
    case decimal
    /// At the service of that name.
    case octal(at: String)

    /// Reads the escape that starts at `index`, where the backslash is.
    ///
    /// - Returns: the octet it stands for and how many octets of text it takes.
    /// - Throws: ``DNSParseError`` when it is cut short or over 255.
    func decode(_ text: Octets, at index: Int) throws(DNSParseError) -> (value: UInt8, length: Int) {
        guard case .octal(let service) = self, index + 1 < text.count, text[index + 1] &- UInt8(ascii: "0") < 10 else {
            return try MasterFileEscape.decode(text, at: index)
        }
        var value = 0
        for position in index + 1...index + 3 {
            guard position < text.count, text[position] &- UInt8(ascii: "0") < 8 else {
                throw DNSParseError(
                    .badName, "'\\' and a digit needs three octal digits at \(service), as in '\\040'", offset: index)
            }
            value = value * 8 + Int(text[position] - UInt8(ascii: "0"))
        }
        guard let octet = UInt8(exactly: value) else {
            throw DNSParseError(
                .badName, "'\\\(String(value, radix: 8))' is over 377, the largest octet in octal", offset: index)
        }
        return (octet, 4)
    }
}
