// Fields by their kinds, in presentation form.

extension RecordField.Kind {
    /// Reads a field, or all fields that are left where the kind is one of the rest of the data.
    ///
    /// - Parameters:
    ///   - fields: where to read.
    ///   - what: what the field is, for messages.
    ///   - origin: what relative names are below.
    /// - Returns: the field.
    /// - Throws: ``DNSParseError``.
    func value(
        _ fields: inout PresentationFields, _ what: String, origin: DomainName?
    ) throws(DNSParseError) -> FieldData.Value {
        switch self {
        case .number(let bits, let words):
            let field = try fields.word(what)
            if let first = field.octets.first, first &- UInt8(ascii: "0") >= 10,
                let number = words[FieldText.upperCased(field.octets)]
            {
                return .number(number)
            }
            return .number(
                try FieldText.integer(field.octets, what, upTo: UInt32.max >> (32 - bits), offset: field.offset))
        case .name: return .name(try fields.name(what, origin: origin))
        case .mailbox: return .name(try fields.mailbox(what, origin: origin))
        case .string, .flags:
            return .octets(try fields.characterString(what, maximum: CharacterStrings.maximumLength))
        case .tag:
            let field = try fields.word(what)
            return .octets(try CAA.tag(parsing: field.octets, offset: field.offset))
        case .text: return .octets(try fields.characterString(what))
        case .digest: return .octets(try fields.hexadecimal(what))
        case .base64: return .octets(try fields.base64(what))
        case .address(let count):
            let field = try fields.word(what)
            return .octets(try HyphenatedAddress.octets(field.octets, count, what, offset: field.offset))
        case .types:
            var types: Set<UInt16> = []
            while !fields.isAtEnd {
                let field = try fields.word(what)
                guard let type = RegisteredTypes.type(Array(field.octets)) else {
                    throw DNSParseError(
                        .badData,
                        "in the \(what) there is \(DNSParseError.shown(field.octets)), which is not a record type",
                        offset: field.offset)
                }
                types.insert(type.rawValue)
            }
            return .octets(TypeBitMap.octets(of: types))
        case .prefixes:
            var octets: [UInt8] = []
            while !fields.isAtEnd {
                let field = try fields.word(what)
                octets += try AddressPrefix(parsing: field.octets, offset: field.offset).wire
            }
            return .octets(octets)
        }
    }

    /// Appends a field in presentation form; a list without items as nothing.
    func append(_ value: FieldData.Value, to out: inout [UInt8]) {
        switch value {
        case .number(let number): FieldText.append(number, to: &out)
        case .name(let name): name.appendText(to: &out)
        case .octets(let octets):
            switch self {
            case .number, .name, .mailbox, .string, .flags, .text: CharacterStrings.appendQuoted(octets, to: &out)
            case .tag: out += octets
            case .digest: FieldText.appendHexadecimal(octets, to: &out)
            case .base64: FieldText.appendBase64(octets, to: &out)
            case .address: HyphenatedAddress.append(octets, to: &out)
            case .types:
                // By number where name servers of some years ago may not know the mnemonic.
                let names = TypeBitMap.types(in: octets).map { "\($0)" }
                out += names.joined(separator: " ").utf8
            case .prefixes:
                for (index, prefix) in AddressPrefix.all(in: octets).enumerated() {
                    if index > 0 { out.append(UInt8(ascii: " ")) }
                    prefix.appendText(to: &out)
                }
            }
        }
    }
}

/// Octets in hexadecimal digits with hyphens between them, as in `00-00-5e-00-53-2a` (RFC 7043 sections 3.2 and 4.2).
enum HyphenatedAddress {
    static func octets(_ text: Octets, _ count: Int, _ what: String, offset: Int) throws(DNSParseError) -> [UInt8] {
        let groups = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let octets = groups.compactMap { group -> UInt8? in
            let digits = group.compactMap(FieldText.HexadecimalReader.value)
            return group.count == 2 && digits.count == 2 ? digits[0] << 4 | digits[1] : nil
        }
        guard groups.count == count, octets.count == count else {
            let example = [0x00, 0x00, 0x5E, 0xEF, 0x10, 0x00, 0x00, 0x2A].prefix(count).map { UInt8($0) }
            var written: [UInt8] = []
            append(example, to: &written)
            throw DNSParseError(
                .badData,
                "the \(what) \(DNSParseError.shown(text)) is not \(count) pairs of hexadecimal digits with hyphens between "
                    + "them, as in \(String(decoding: written, as: UTF8.self))", offset: offset)
        }
        return octets
    }

    static func append(_ octets: [UInt8], to out: inout [UInt8]) {
        for (index, octet) in octets.enumerated() {
            if index > 0 { out.append(UInt8(ascii: "-")) }
            var digits: [UInt8] = []
            FieldText.appendHexadecimal([octet], to: &digits)
            out += digits.map(FieldText.lowerCased)
        }
    }
}
