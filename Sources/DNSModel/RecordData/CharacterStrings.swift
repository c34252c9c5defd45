/// Character strings (RFC 1035 section 5.1): their escapes, their quotes and their 255-octet chunks.
package enum CharacterStrings {
    /// The longest character string, in octets (RFC 1035 section 3.3).
    package static let maximumLength = 255

    /// Reads free text as one string of octets, as the value of a TXT record in a zone file is written.
    ///
    /// `\DDD` and `\X` are undone. Text of which every field is in quotes, such as `"one" "two"`, is the strings
    /// joined. Any other text is one string, its spaces and quotes kept.
    ///
    /// - Parameter text: the text.
    /// - Returns: the octets it stands for.
    /// - Throws: ``DNSParseError`` with code `bad-data` for a bad escape.
    package static func freeText(_ text: Octets) throws(DNSParseError) -> [UInt8] {
        if text.first == UInt8(ascii: "\""), let joined = try quotedStrings(text) { return joined }
        return try decode(text, offset: 0)
    }

    /// The strings of a text in which every field is in quotes, joined; `nil` for any other text.
    private static func quotedStrings(_ text: Octets) throws(DNSParseError) -> [UInt8]? {
        var fields = PresentationFields(text)
        var octets: [UInt8] = []
        while !fields.isAtEnd {
            guard let field = try? fields.next(), field.isQuoted else { return nil }
            octets += try decode(field)
        }
        return octets
    }

    /// A field's octets, escapes undone.
    static func decode(_ field: PresentationFields.Field) throws(DNSParseError) -> [UInt8] {
        try decode(field.octets, offset: field.offset)
    }

    /// Undoes the escapes `\DDD` and `\X`.
    ///
    /// - Parameters:
    ///   - text: the text, without quotes around it.
    ///   - offset: where the text starts, for the error.
    /// - Returns: the octets it stands for.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func decode(_ text: Octets, offset: Int) throws(DNSParseError) -> [UInt8] {
        guard text.contains(UInt8(ascii: "\\")) else { return Array(text) }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] != UInt8(ascii: "\\") {
                octets.append(text[index])
                index += 1
                continue
            }
            do {
                let (value, length) = try MasterFileEscape.decode(text, at: index)
                octets.append(value)
                index += length
            } catch {
                throw DNSParseError(.badData, error.message, offset: offset + error.offset)
            }
        }
        return octets
    }

    /// Appends octets as one quoted string of any length: ASCII only, `"` and `\` with a backslash in front, what is
    /// not printable as `\DDD`.
    package static func appendQuoted(_ octets: some Sequence<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for octet in octets { appendEscaped(octet, to: &out) }
        out.append(UInt8(ascii: "\""))
    }

    /// Appends octets without quotes where that reads back the same in every context, else as one quoted string.
    static func appendWord(_ octets: [UInt8], to out: inout [UInt8]) {
        if !octets.isEmpty, octets.allSatisfy(isPlain) {
            out += octets
        } else {
            appendQuoted(octets, to: &out)
        }
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "@"), UInt8(ascii: "$"):
            false
        default: 0x21...0x7E ~= octet
        }
    }

    private static func appendEscaped(_ octet: UInt8, to out: inout [UInt8]) {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            out.append(UInt8(ascii: "\\"))
            out.append(octet)
        case 0x20...0x7E: out.append(octet)
        default: MasterFileEscape.appendDecimal(octet, to: &out)
        }
    }
}
