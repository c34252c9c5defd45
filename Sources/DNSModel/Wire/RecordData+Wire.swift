extension RecordData {
    /// Reads record data in wire form (RFC 1035 section 3.3, RFC 3597), names uncompressed.
    ///
    /// - Throws: ``DNSParseError``.
    package init(type: RecordType, wire: [UInt8]) throws(DNSParseError) {
        guard wire.count <= Int(UInt16.max) else {
            throw DNSParseError(.badData, "the data have \(wire.count) octets; the most a record can hold is 65535")
        }
        self = try withOctets(wire[...]) { octets throws(DNSParseError) in
            var reader = WireReader(octets)
            return try RecordData(type: type, &reader)
        }
    }

    /// Reads record data in wire form up to the end of what a reader has, names compressed where the reader allows it.
    ///
    /// - Throws: ``DNSParseError``; also when octets follow the data.
    package init(type: RecordType, _ reader: inout WireReader) throws(DNSParseError) {
        self = try Self.typed(type, &reader)
        try reader.end()
    }

    private static func typed(_ type: RecordType, _ reader: inout WireReader) throws(DNSParseError) -> RecordData {
        guard let modelled = ModelledType(type) else {
            return .unknown(type, try EarlyNames.octets(of: type, &reader))
        }
        switch modelled {
        case .a: return .a(IPv4Address(bits: try reader.integer()))
        case .aaaa: return .aaaa(IPv6Address(high: try reader.integer(), low: try reader.integer()))
        case .caa: return .caa(try CAA(&reader))
        case .cname: return .cname(try reader.name())
        case .dname: return .dname(try reader.name())
        case .ds: return .ds(try DS(&reader))
        case .https: return .https(try SVCB(&reader))
        case .loc: return .loc(try LOC(&reader))
        case .mx: return .mx(try MX(&reader))
        case .naptr: return .naptr(try NAPTR(&reader))
        case .ns: return .ns(try reader.name())
        case .openpgpkey:
            if reader.isAtEnd { throw DNSParseError(.badData, "the OpenPGP key is missing") }
            return .openpgpkey(reader.rest())
        case .ptr: return .ptr(try reader.name())
        case .soa: return .soa(try SOA(&reader))
        case .spf: return .spf(try TXT(&reader))
        case .srv: return .srv(try SRV(&reader))
        case .sshfp: return .sshfp(try SSHFP(&reader))
        case .svcb: return .svcb(try SVCB(&reader))
        case .tlsa: return .tlsa(try TLSA(&reader))
        case .txt: return .txt(try TXT(&reader))
        case .uri: return .uri(try URI(&reader))
        case .apl, .cdnskey, .cds, .cert, .csync, .dnskey, .eui48, .eui64, .hinfo, .rp,
            .smimea, .zonemd:
            return .fields(try FieldData(modelled, &reader))
        }
    }

    /// The data in wire form, names in lower case and uncompressed, as RFC 4034 section 6.2 compares it.
    package var wire: [UInt8] {
        var writer = WireWriter()
        appendWire(to: &writer)
        return writer.octets
    }

    /// Appends what ``wire`` gives.
    package func appendWire(to writer: inout WireWriter) {
        switch self {
        case .a(let address): writer.append(address)
        case .aaaa(let address): writer.append(address)
        case .caa(let data): data.appendWire(to: &writer)
        case .cname(let name), .dname(let name), .ns(let name), .ptr(let name): writer.append(name)
        case .ds(let data): data.appendWire(to: &writer)
        case .fields(let data): data.appendWire(to: &writer)
        case .https(let data), .svcb(let data): data.appendWire(to: &writer)
        case .loc(let data): data.appendWire(to: &writer)
        case .mx(let data): data.appendWire(to: &writer)
        case .naptr(let data): data.appendWire(to: &writer)
        case .openpgpkey(let octets), .unknown(_, let octets): writer.octets += octets
        case .soa(let data): data.appendWire(to: &writer)
        case .spf(let text), .txt(let text): text.appendWire(to: &writer)
        case .srv(let data): data.appendWire(to: &writer)
        case .sshfp(let data): data.appendWire(to: &writer)
        case .tlsa(let data): data.appendWire(to: &writer)
        case .uri(let data): data.appendWire(to: &writer)
        }
    }
}
