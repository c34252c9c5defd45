/// Certification authority authorization (RFC 8659 section 4.1).
package struct CAA: Hashable, Sendable {
    package var flags: UInt8
    /// The property tag in lower case, ASCII letters and digits.
    package var tag: [UInt8]
    package var value: [UInt8]

    package init(flags: UInt8, tag: [UInt8], value: [UInt8]) {
        self.flags = flags
        self.tag = tag
        self.value = value
    }
}

extension CAA {
    /// Reads a property tag: 1 to 255 ASCII letters and digits, in either case.
    ///
    /// - Parameters:
    ///   - text: the tag.
    ///   - offset: where the tag starts, for the error.
    /// - Returns: the tag in lower case.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package static func tag(parsing text: some Collection<UInt8>, offset: Int = 0) throws(DNSParseError) -> [UInt8] {
        let tag = text.map(FieldText.lowerCased)
        guard (1...255).contains(tag.count), tag.allSatisfy(isLetterOrDigit) else {
            throw DNSParseError(
                .badData, "a CAA tag is made of ASCII letters and digits, such as 'issue'", offset: offset)
        }
        return tag
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        octet &- UInt8(ascii: "a") < 26 || octet &- UInt8(ascii: "0") < 10
    }

    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        flags = try fields.integer("CAA flags")
        let field = try fields.word("CAA tag")
        tag = try Self.tag(parsing: field.octets, offset: field.offset)
        value = try fields.characterString("CAA value")
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(flags, to: &out)
        out.append(UInt8(ascii: " "))
        out += tag
        out.append(UInt8(ascii: " "))
        CharacterStrings.appendQuoted(value, to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        flags = try reader.integer()
        tag = try Self.tag(parsing: try reader.characterString(), offset: 1)
        value = reader.rest()
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(flags)
        writer.append(characterString: tag[...])
        writer.octets += value
    }
}
