extension RecordData {
    /// Reads record data in presentation form (RFC 1035 section 5.1, and the RFC of each type), or in the generic form
    /// `\# length hex` of RFC 3597 section 5 for any type.
    ///
    /// Comments and parentheses of a master file must be gone already; line ends count as spaces.
    ///
    /// - Parameters:
    ///   - type: the record type.
    ///   - text: the data, as UTF-8.
    ///   - origin: what relative names are below; without it they are errors.
    ///   - keepsOctets: whether octets beyond ASCII in names stand for themselves, as name servers read master files.
    /// - Throws: ``DNSParseError``.
    package init(
        type: RecordType, parsing text: Octets, origin: DomainName? = nil, keepsOctets: Bool = false
    ) throws(DNSParseError) {
        var fields = PresentationFields(text, keepsOctets: keepsOctets)
        if fields.takeGenericMark() {
            self = try Self.generic(type, &fields)
        } else {
            self = try Self.typed(type, &fields, origin)
        }
        try fields.end()
        // Shorter text cannot stand for more than the 65,535 octets that fit.
        if text.count > 60_000 { try checkWireLength() }
    }

    /// Reads record data in presentation form; see ``init(type:parsing:origin:keepsOctets:)``.
    package init(type: RecordType, parsing text: some StringProtocol, origin: DomainName? = nil) throws(DNSParseError) {
        self = try withOctets(Array(text.utf8)[...]) { octets throws(DNSParseError) in
            try RecordData(type: type, parsing: octets, origin: origin)
        }
    }

    /// Checks that the data fit in a record: 65,535 octets in wire form (RFC 1035 section 3.2.1).
    ///
    /// Data that were read from text or wire form fit already.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package func checkWireLength() throws(DNSParseError) {
        let count = wire.count
        if count > Int(UInt16.max) {
            throw DNSParseError(.badData, "the data have \(count) octets; the most a record can hold is \(UInt16.max)")
        }
    }

    private static func generic(
        _ type: RecordType, _ fields: inout PresentationFields
    ) throws(DNSParseError) -> RecordData {
        let length: UInt16 = try fields.integer("length after '\\#'")
        let offset = fields.offset
        let octets = try fields.hexadecimal("generic data")
        if octets.count != Int(length) {
            throw DNSParseError(
                .badData, "the generic data have \(octets.count) octets, but \(length) are announced", offset: offset)
        }
        do {
            return try RecordData(type: type, wire: octets)
        } catch {
            throw DNSParseError(
                error.code, "the generic data are not \(type) data: \(error.message)", offset: offset,
                isServed: error.isServed)
        }
    }

    private static func typed(
        _ type: RecordType, _ fields: inout PresentationFields, _ origin: DomainName?
    ) throws(DNSParseError) -> RecordData {
        guard let type = ModelledType(type) else {
            throw DNSParseError(
                .badData,
                "\(type) data are written in the generic form '\\# length hex' (RFC 3597)",
                offset: fields.offset)
        }
        switch type {
        case .a: return .a(try address(&fields, "IPv4 address", IPv4Address.init(parsing:)))
        case .aaaa: return .aaaa(try address(&fields, "IPv6 address", IPv6Address.init(parsing:)))
        case .caa: return .caa(try CAA(&fields))
        case .cname: return .cname(try fields.name("CNAME target", origin: origin))
        case .dname: return .dname(try fields.name("DNAME target", origin: origin))
        case .ds: return .ds(try DS(&fields))
        case .https: return .https(try SVCB(&fields, origin: origin))
        case .loc: return .loc(try LOC(&fields))
        case .mx: return .mx(try MX(&fields, origin: origin))
        case .naptr: return .naptr(try NAPTR(&fields, origin: origin))
        case .ns: return .ns(try fields.name("name server", origin: origin))
        case .openpgpkey: return .openpgpkey(try openPGPKey(&fields))
        case .ptr: return .ptr(try fields.name("PTR target", origin: origin))
        case .soa: return .soa(try SOA(&fields, origin: origin))
        case .spf: return .spf(try TXT(&fields))
        case .srv: return .srv(try SRV(&fields, origin: origin))
        case .sshfp: return .sshfp(try SSHFP(&fields))
        case .svcb: return .svcb(try SVCB(&fields, origin: origin))
        case .tlsa: return .tlsa(try TLSA(&fields))
        case .txt: return .txt(try TXT(&fields))
        case .uri: return .uri(try URI(&fields))
        case .apl, .cdnskey, .cds, .cert, .csync, .dnskey, .eui48, .eui64, .hinfo, .rp,
            .smimea, .zonemd:
            return .fields(try FieldData(type, &fields, origin: origin))
        }
    }

    private static func address<Address>(
        _ fields: inout PresentationFields, _ name: String, _ read: (Octets) throws(DNSParseError) -> Address
    ) throws(DNSParseError) -> Address {
        let field = try fields.word(name)
        do {
            return try read(field.octets)
        } catch {
            throw DNSParseError(error.code, error.message, offset: field.offset)
        }
    }

    private static func openPGPKey(_ fields: inout PresentationFields) throws(DNSParseError) -> [UInt8] {
        let offset = fields.offset
        let key = try fields.base64("OpenPGP key")
        if key.isEmpty { throw DNSParseError(.badData, "the OpenPGP key is missing", offset: offset) }
        return key
    }

    /// Appends the data in presentation form, ASCII only; names absolute, text in quoted strings of at most 255 octets.
    package func appendText(to out: inout [UInt8]) {
        switch self {
        case .a(let address): address.appendText(to: &out)
        case .aaaa(let address): address.appendText(to: &out)
        case .caa(let data): data.appendText(to: &out)
        case .cname(let name), .dname(let name), .ns(let name), .ptr(let name): name.appendText(to: &out)
        case .ds(let data): data.appendText(to: &out)
        case .fields(let data): data.appendText(to: &out)
        case .https(let data), .svcb(let data): data.appendText(to: &out)
        case .loc(let data): data.appendText(to: &out)
        case .mx(let data): data.appendText(to: &out)
        case .naptr(let data): data.appendText(to: &out)
        case .openpgpkey(let key): FieldText.appendBase64(key, to: &out)
        case .soa(let data): data.appendText(to: &out)
        case .spf(let text), .txt(let text): text.appendText(to: &out)
        case .srv(let data): data.appendText(to: &out)
        case .sshfp(let data): data.appendText(to: &out)
        case .tlsa(let data): data.appendText(to: &out)
        case .uri(let data): data.appendText(to: &out)
        case .unknown(_, let octets): FieldText.appendGeneric(octets, to: &out)
        }
    }

    /// The data in presentation form; see ``appendText(to:)``.
    package var text: String {
        var out: [UInt8] = []
        appendText(to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}
