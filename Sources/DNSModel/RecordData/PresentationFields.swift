/// The fields of record data in presentation form, one after the other (RFC 1035 section 5.1).
///
/// Spaces, tabs and line ends separate fields. A field in double quotes may hold them. A backslash takes the octet
/// after it out of this reading. `;` and parentheses are ordinary octets here: whoever cuts a master file into records
/// has dealt with comments and line continuation.
package struct PresentationFields {
    /// One field: its octets with escapes still in place and without the quotes.
    package struct Field {
        package let octets: Octets
        /// Where `octets` start, from the start of the whole text.
        package let offset: Int
        package let isQuoted: Bool
    }

    private let text: Octets
    private var index = 0
    /// Whether octets beyond ASCII in names stand for themselves; see ``DomainName/init(parsing:origin:keepsOctets:)``.
    let keepsOctets: Bool

    /// Starts before the first field of `text`, which must outlive the value.
    package init(_ text: Octets, keepsOctets: Bool = false) {
        self.text = text
        self.keepsOctets = keepsOctets
    }

    /// Where reading goes on: octets from the start of the text, spaces skipped.
    package var offset: Int {
        mutating get {
            skipSpace()
            return index
        }
    }

    /// Whether no field is left.
    package var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return index == text.count
        }
    }

    /// The next field, or nothing at the end.
    ///
    /// - Returns: the field with its place.
    /// - Throws: ``DNSParseError`` with code `bad-data` when a quote is not closed.
    package mutating func next() throws(DNSParseError) -> Field? {
        skipSpace()
        guard index < text.count else { return nil }
        if text[index] == Self.quote { return try quoted() }
        return unquoted()
    }

    /// The next field, which must be there.
    ///
    /// - Parameter name: what the field is, for the message.
    /// - Returns: the field with its place.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func next(_ name: String) throws(DNSParseError) -> Field {
        guard let field = try next() else {
            throw DNSParseError(.badData, "the \(name) is missing", offset: text.count)
        }
        return field
    }

    /// The next field, which must be there and without quotes.
    ///
    /// - Parameter name: what the field is, for the message.
    /// - Returns: the field with its place.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func word(_ name: String) throws(DNSParseError) -> Field {
        let field = try next(name)
        if field.isQuoted {
            throw DNSParseError(.badData, "the \(name) is in quotes; write it without", offset: field.offset - 1)
        }
        return field
    }

    /// Ends the reading.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data` when a field is left.
    package mutating func end() throws(DNSParseError) {
        guard let field = try next() else { return }
        throw DNSParseError(
            .badData, "\(DNSParseError.shown(field.octets)) is one field too many; remove it", offset: field.offset)
    }

    /// Whether the text goes on with the generic form's `\#` (RFC 3597 section 5); if so, goes past it.
    mutating func takeGenericMark() -> Bool {
        skipSpace()
        guard index + 1 < text.count, text[index] == Self.backslash, text[index + 1] == UInt8(ascii: "#"),
            index + 2 == text.count || Self.isSpace(text[index + 2])
        else { return false }
        index += 2
        return true
    }

    /// A service parameter's key and its value's octets with escapes undone, as in `alpn="h2,h3"` (RFC 9460 section
    /// 2.1).
    mutating func parameter() throws(DNSParseError) -> (key: Field, value: [UInt8]?) {
        skipSpace()
        let start = index
        while index < text.count, !Self.isSpace(text[index]), text[index] != UInt8(ascii: "=") {
            if text[index] == Self.quote {
                throw DNSParseError(
                    .badData, "a service parameter starts with its key; write key=\"value\"", offset: index)
            }
            index += 1
        }
        let key = Field(octets: Octets(rebasing: text[start..<index]), offset: start, isQuoted: false)
        guard index < text.count, text[index] == UInt8(ascii: "=") else { return (key, nil) }
        index += 1
        if index < text.count, text[index] == Self.quote {
            let value = try quoted()
            if index < text.count, !Self.isSpace(text[index]) {
                throw DNSParseError(.badData, "a space is missing after the closing quote", offset: index)
            }
            return (key, try CharacterStrings.decode(value))
        }
        let value = unquoted()
        if index < text.count, text[index] == Self.quote {
            throw DNSParseError(.badData, "a quote in the middle of a value; write it as '\\\"'", offset: index)
        }
        return (key, try CharacterStrings.decode(value))
    }

    // MARK: - Scanning

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Whether an octet separates fields.
    package static func isSpace(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0D
    }

    private mutating func skipSpace() {
        while index < text.count, Self.isSpace(text[index]) { index += 1 }
    }

    private mutating func unquoted() -> Field {
        let start = index
        while index < text.count, !Self.isSpace(text[index]), text[index] != Self.quote {
            index += text[index] == Self.backslash ? 2 : 1
        }
        index = min(index, text.count)
        return Field(octets: Octets(rebasing: text[start..<index]), offset: start, isQuoted: false)
    }

    private mutating func quoted() throws(DNSParseError) -> Field {
        let start = index + 1
        index = start
        while index < text.count, text[index] != Self.quote {
            index += text[index] == Self.backslash ? 2 : 1
        }
        guard index < text.count else {
            index = text.count
            throw DNSParseError(.badData, "the quote that starts here is not closed", offset: start - 1)
        }
        index += 1
        return Field(octets: Octets(rebasing: text[start..<(index - 1)]), offset: start, isQuoted: true)
    }
}
