extension DNSMessage {
    /// Reads a message in wire form (RFC 1035 section 4, RFC 6891 section 6.1).
    ///
    /// Records of other classes than IN are left out, and so are options of EDNS. Data that are not their type's are
    /// unknown data where the type is nothing but fields: whoever asks for something else is answered all the same.
    ///
    /// - Parameter wire: the whole message.
    /// - Throws: ``DNSParseError`` with code `bad-message` or `bad-data`; also when octets follow the message.
    package init(wire: Octets) throws(DNSParseError) {
        var reader = WireReader(message: wire)
        let start = try DNSMessageStart(&reader)
        let answer = try Self.records(start.counts.answer, &reader)
        let authority = try Self.records(start.counts.authority, &reader)
        let additional = try Self.records(start.counts.additional, mayHaveEDNS: true, &reader)
        try reader.end()
        let upperCode = UInt16(additional.edns?.upperCode ?? 0) << 4
        self.init(
            id: start.id, question: start.question, isResponse: start.isResponse,
            isAuthoritative: start.isAuthoritative, isTruncated: start.isTruncated,
            wantsRecursion: start.wantsRecursion, offersRecursion: start.offersRecursion,
            responseCode: ResponseCode(rawValue: upperCode | start.responseCode.rawValue), answer: answer.records,
            authority: authority.records, additional: additional.records, edns: additional.edns?.edns)
    }

    /// Reads a message in wire form; see ``init(wire:)-(Octets)``.
    package init(wire: [UInt8]) throws(DNSParseError) {
        self = try withOctets(wire[...]) { octets throws(DNSParseError) in try DNSMessage(wire: octets) }
    }

    /// What a section has.
    private typealias Section = (records: [ResourceRecord], edns: (edns: EDNS, upperCode: UInt8)?)

    /// Reads a section. No room is made for as many records as the header claims.
    private static func records(
        _ count: Int, mayHaveEDNS: Bool = false, _ reader: inout WireReader
    ) throws(DNSParseError) -> Section {
        var section: Section = ([], nil)
        for _ in 0..<count {
            let start = reader.offset
            let name = try reader.name()
            let type = RecordType(rawValue: try reader.integer())
            let recordClass: UInt16 = try reader.integer()
            let time: UInt32 = try reader.integer()
            let length: UInt16 = try reader.integer()
            var data = try reader.part(Int(length))
            if type == DNSFlags.opt {
                guard mayHaveEDNS, name == .root, section.edns == nil else {
                    throw DNSParseError(
                        .badMessage, "an OPT record stands where none may, or there are two", offset: start)
                }
                let edns = EDNS(payloadSize: recordClass, version: UInt8(truncatingIfNeeded: time >> 16))
                section.edns = (edns, UInt8(truncatingIfNeeded: time >> 24))
            } else if recordClass == DNSFlags.internet {
                let ttl = TTL(seconds: Int(time)) ?? .zero
                section.records.append(ResourceRecord(name: name, ttl: ttl, data: try Self.data(type, &data)))
            }
        }
        return section
    }

    private static func data(_ type: RecordType, _ reader: inout WireReader) throws(DNSParseError) -> RecordData {
        var odd = reader
        do { return try RecordData(type: type, &reader) } catch {
            guard ModelledType(type)?.isFieldData == true else { throw error }
            return .unknown(type, odd.rest())
        }
    }

    /// The message in wire form, names in lower case and uncompressed.
    ///
    /// Of a section's records at most 65,535 are written. A response code over 15 needs `edns`; without it only the
    /// four lower bits are written.
    package var wire: [UInt8] {
        var flags = responseCode.rawValue & DNSFlags.responseCode
        if isResponse { flags |= DNSFlags.response }
        if isAuthoritative { flags |= DNSFlags.authoritative }
        if isTruncated { flags |= DNSFlags.truncated }
        if wantsRecursion { flags |= DNSFlags.recursionWanted }
        if offersRecursion { flags |= DNSFlags.recursionOffered }
        let most = Int(UInt16.max)
        let additional = additional.prefix(edns == nil ? most : most - 1)
        var writer = WireWriter()
        writer.append(id)
        writer.append(flags)
        writer.append(UInt16(question == nil ? 0 : 1))
        writer.append(UInt16(clamping: answer.count))
        writer.append(UInt16(clamping: authority.count))
        writer.append(UInt16(clamping: additional.count + (edns == nil ? 0 : 1)))
        if let question {
            writer.append(question.name)
            writer.append(question.type.rawValue)
            writer.append(DNSFlags.internet)
        }
        for record in answer.prefix(most) { record.appendWire(to: &writer) }
        for record in authority.prefix(most) { record.appendWire(to: &writer) }
        for record in additional { record.appendWire(to: &writer) }
        edns?.appendWire(upperCode: UInt8(truncatingIfNeeded: responseCode.rawValue >> 4), to: &writer)
        return writer.octets
    }
}

extension ResourceRecord {
    fileprivate func appendWire(to writer: inout WireWriter) {
        writer.append(name)
        writer.append(type.rawValue)
        writer.append(DNSFlags.internet)
        writer.append(ttl.seconds)
        writer.appendCounted { data.appendWire(to: &$0) }
    }
}

extension EDNS {
    /// Appends the OPT record, without options (RFC 6891 section 6.1.2).
    fileprivate func appendWire(upperCode: UInt8, to writer: inout WireWriter) {
        writer.append(DomainName.root)
        writer.append(DNSFlags.opt.rawValue)
        writer.append(payloadSize)
        writer.append(upperCode)
        writer.append(version)
        writer.append(UInt16(0))
        writer.append(UInt16(0))
    }
}
