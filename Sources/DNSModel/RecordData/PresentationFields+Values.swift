// Fields as values.

extension PresentationFields {
    /// A number in decimal digits.
    ///
    /// - Parameters:
    ///   - name: what the field is, for the message.
    ///   - type: the number's type.
    /// - Returns: the number.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
        _ name: String, as type: Number.Type = Number.self
    ) throws(DNSParseError) -> Number {
        let field = try word(name)
        return try FieldText.integer(field.octets, name, offset: field.offset)
    }

    /// A number in decimal digits, or one of some mnemonics in either case.
    ///
    /// - Parameters:
    ///   - name: what the field is, for the message.
    ///   - mnemonics: upper-case words and what they stand for.
    /// - Returns: the number.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func integer(_ name: String, or mnemonics: [String: UInt8]) throws(DNSParseError) -> UInt8 {
        let field = try word(name)
        if let first = field.octets.first, first &- UInt8(ascii: "0") >= 10,
            let value = mnemonics[FieldText.upperCased(field.octets)]
        {
            return value
        }
        return try FieldText.integer(field.octets, name, offset: field.offset)
    }

    /// A time in seconds: a 32-bit number, or with units as in ``TTL``.
    ///
    /// - Parameter name: what the field is, for the message.
    /// - Returns: the seconds.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func seconds(_ name: String) throws(DNSParseError) -> UInt32 {
        let field = try word(name)
        if field.octets.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) {
            return try FieldText.integer(field.octets, name, offset: field.offset)
        }
        do {
            return try TTL(parsing: field.octets).seconds
        } catch {
            throw DNSParseError(
                .badData,
                "the \(name) \(DNSParseError.shown(field.octets)) is not a time; write seconds, or units as in 1h30m",
                offset: field.offset + error.offset)
        }
    }

    /// A domain name; `@` is the origin.
    ///
    /// - Parameters:
    ///   - name: what the field is, for the message.
    ///   - origin: what relative names are below; without it they are errors.
    /// - Returns: the name.
    /// - Throws: ``DNSParseError``.
    package mutating func name(_ name: String, origin: DomainName?) throws(DNSParseError) -> DomainName {
        let field = try word(name)
        if let origin, field.octets.count == 1, field.octets[0] == UInt8(ascii: "@") { return origin }
        do {
            return try DomainName(parsing: field.octets, origin: origin, keepsOctets: keepsOctets)
        } catch {
            throw DNSParseError(error.code, "the \(name): \(error.message)", offset: field.offset + error.offset)
        }
    }

    /// A domain name that stands for a mailbox (RFC 1035 section 8); see ``name(_:origin:)``.
    ///
    /// - Throws: ``DNSParseError``; also for an address with `@`, which would read as a name.
    mutating func mailbox(_ name: String, origin: DomainName?) throws(DNSParseError) -> DomainName {
        var ahead = self
        let field = try ahead.word(name)
        if Self.isMailAddress(field.octets) {
            throw DNSParseError(
                .badData,
                "the \(name) is written as a name: a dot in place of the '@', as in hostmaster.example.com.",
                offset: field.offset)
        }
        return try self.name(name, origin: origin)
    }

    /// Whether a text is an address with `@`, which would read as a name; `@` alone is the origin.
    package static func isMailAddress(_ text: Octets) -> Bool {
        if text.count == 1 { return false }
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "@") { return true }
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    /// A character string, in quotes or not, its escapes undone.
    ///
    /// - Parameters:
    ///   - name: what the field is, for the message.
    ///   - maximum: how many octets it may have.
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func characterString(_ name: String, maximum: Int = .max) throws(DNSParseError) -> [UInt8] {
        let field = try next(name)
        let octets = try CharacterStrings.decode(field)
        if octets.count > maximum {
            throw DNSParseError(
                .badData, "the \(name) has \(octets.count) octets; the longest allowed is \(maximum)",
                offset: field.offset)
        }
        return octets
    }

    /// All hexadecimal digits that are left, in any division into fields.
    ///
    /// - Parameter name: what they are, for the message.
    /// - Returns: the octets; none where no field is left.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func hexadecimal(_ name: String) throws(DNSParseError) -> [UInt8] {
        var digits = FieldText.HexadecimalReader()
        while !isAtEnd {
            let field = try word(name)
            try digits.read(field.octets, name, offset: field.offset)
        }
        return try digits.finish(name, offset: offset)
    }

    /// All base64 digits that are left, in any division into fields (RFC 4648 section 4).
    ///
    /// - Parameter name: what they are, for the message.
    /// - Returns: the octets; none where no field is left.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package mutating func base64(_ name: String) throws(DNSParseError) -> [UInt8] {
        var digits = FieldText.Base64Reader()
        while !isAtEnd {
            let field = try word(name)
            try digits.read(field.octets, name, offset: field.offset)
        }
        return try digits.finish(name, offset: offset)
    }
}
