// The long way: any entry, by its tokens.

extension MasterFileParser {
    /// Reads the entry that was cut last: nothing, a directive or a record.
    mutating func readEntry(_ text: Octets, file: UInt32) throws(DNSParseError) {
        guard let first = entry.tokens.first else { return }
        if !entry.startsBlank, text[first.start] == UInt8(ascii: "$") {
            try readDirective(text, file: file)
        } else {
            try readRecord(text, file: file)
        }
    }

    func octets(_ text: Octets, _ token: MasterFileEntry.Token) -> Octets {
        Octets(rebasing: text[token.start..<token.end])
    }

    // MARK: - Records

    /// What stands between owner and data.
    struct RecordFields {
        var ttl: TTL?
        /// The TTL as written, where that is a number that stands for 0.
        var oversizeTTL: UInt32?
        /// Which token is the type.
        var typeIndex = 0
    }

    /// Reads TTL and class, each at most once and in either order, up to the type.
    ///
    /// Starts at the token `index`, which is the one behind the owner; `record` is where the record starts, for an
    /// error where it ends too early.
    func readFields(_ text: Octets, from index: Int, record: Int) throws(DNSParseError) -> RecordFields {
        var fields = RecordFields(typeIndex: index)
        var hasClass = false
        while fields.typeIndex < entry.tokens.count {
            let token = entry.tokens[fields.typeIndex]
            let octets = octets(text, token)
            if octets[0] &- UInt8(ascii: "0") < 10 {
                if fields.ttl != nil {
                    throw DNSParseError(
                        .badMasterFile, "a second TTL; write the record type here", offset: token.start)
                }
                let served = try moved(to: token.start) { () throws(DNSParseError) in try TTL.served(parsing: octets) }
                fields.ttl = served.ttl
                if served.written != served.ttl.seconds { fields.oversizeTTL = served.written }
            } else if let isInternet = Self.isInternetClass(octets) {
                if hasClass {
                    throw DNSParseError(
                        .badMasterFile, "a second class; write the record type here", offset: token.start)
                }
                if !isInternet {
                    throw DNSParseError(
                        .badMasterFile, "class \(MasterFileText.excerpt(octets)); only IN is supported",
                        offset: token.start)
                }
                hasClass = true
            } else {
                return fields
            }
            fields.typeIndex += 1
        }
        throw DNSParseError(.badMasterFile, "the record has no type; write it before the data", offset: record)
    }

    /// Whether a class is IN; `nil` when the text is no class at all (RFC 1035 section 3.2.4, RFC 2136 section 2.4,
    /// RFC 3597 section 5).
    private static func isInternetClass(_ text: Octets) -> Bool? {
        guard text.count <= 10 else { return nil }
        switch String(decoding: text, as: UTF8.self).uppercased() {
        case "IN", "CLASS1": return true
        case "CH", "HS", "CS", "CHAOS", "HESIOD", "NONE", "ANY": return false
        case let class_ where class_.hasPrefix("CLASS"):
            let digits = class_.utf8.dropFirst(5)
            return !digits.isEmpty && digits.allSatisfy { 48...57 ~= $0 } ? false : nil
        default: return nil
        }
    }

    private mutating func readRecord(_ text: Octets, file: UInt32) throws(DNSParseError) {
        let start = entry.tokens[0].start
        var index = 0
        if !entry.startsBlank {
            let token = entry.tokens[0]
            let ownerOctets = octets(text, token)
            ownerText = nil
            owner = nil
            ownerIsInside = false
            ownerIsBroken = true
            owner = try readOwner(ownerOctets, at: token.start)
            ownerWritten = owner.flatMap { written(ownerOctets, $0) }
            ownerIsInside = owner.map { $0.isAtOrBelow(apex) } ?? false
            if token.start > 0, text[token.start - 1] == UInt8(ascii: "\n") { ownerText = ownerOctets }
            ownerIsBroken = false
            index = 1
        }
        // The mistake is reported already; the file is refused as a whole.
        if ownerIsBroken { return }
        guard let name = owner else {
            throw DNSParseError(
                .badMasterFile, "a record without an owner, and none before it to take it from", offset: start)
        }
        let fields = try readFields(text, from: index, record: start)
        joinData(text, from: fields.typeIndex + 1)
        let joined = scratch
        let parts = scratchParts
        let result = joined.withUnsafeBufferPointer { data in
            Result { () throws(DNSParseError) in
                try add(
                    name: name, owner: ownerWritten, fields, type: octets(text, entry.tokens[fields.typeIndex]),
                    data: data, file: file)
            }
        }
        do {
            try result.get()
        } catch {
            throw located(error, parts: parts, type: entry.tokens[fields.typeIndex].start)
        }
    }

    /// The text of an owner made absolute, where it may be other octets than the name as the model says it.
    func written(_ text: Octets, _ name: DomainName) -> [UInt8]? {
        guard originHasCapitals || WrittenRecord.hasCapitals(text) else { return nil }
        let written = WrittenNames.absolute(text, origin: originText)
        return written == name.octets || written == MasterFileWriter.escaped(name.octets) ? nil : written
    }

    /// Reads a name in an owner field or a directive.
    func readOwner(_ text: Octets, at offset: Int) throws(DNSParseError) -> DomainName {
        if text.first == UInt8(ascii: "\"") {
            throw DNSParseError(.badName, "a name in quotes; write it without them", offset: offset)
        }
        return try moved(to: offset) { () throws(DNSParseError) in try parseOwner(text) }
    }

    /// Puts the data's tokens in one line, one space between two of them.
    private mutating func joinData(_ text: Octets, from index: Int) {
        scratch.removeAll(keepingCapacity: true)
        scratchParts.removeAll(keepingCapacity: true)
        for token in entry.tokens[index...] {
            if !scratchParts.isEmpty { scratch.append(UInt8(ascii: " ")) }
            scratchParts.append((scratch.count, token.start))
            scratch.append(contentsOf: text[token.start..<token.end])
        }
    }

    /// The error with its offset in the joined data turned into one in the file; a negative one stands for the type.
    private func located(
        _ error: DNSParseError, parts: [(scratch: Int, file: Int)], type: Int
    ) -> DNSParseError {
        var error = error
        guard error.offset >= 0, let part = parts.last(where: { $0.scratch <= error.offset }) else {
            error.offset = type
            return error
        }
        error.offset = part.file + error.offset - part.scratch
        return error
    }

    /// Adds a record whose fields are known.
    ///
    /// - Throws: ``DNSParseError``, its offset from the start of the data, or negative for the type field.
    mutating func add(
        name: DomainName, owner: [UInt8]?, _ fields: RecordFields, type: Octets, data: Octets, file: UInt32
    ) throws(DNSParseError) {
        let known = try servedType(type, data)
        if let oversize = fields.oversizeTTL { collector.noteTTL(oversize, file: file, line: line) }
        func asWritten(_ ttl: TTL, origin: [UInt8]) -> WrittenRecord {
            WrittenRecord(
                name: name, owner: owner ?? name.octets, ttl: fields.oversizeTTL ?? ttl.seconds,
                type: String(decoding: type, as: UTF8.self).uppercased(), data: Array(data), origin: origin)
        }
        let isOpaque = known.map { opaque.contains(RecordSet.Key(name: name, type: $0)) } ?? true
        guard let known, !isOpaque, name.isAtOrBelow(apex) else {
            let ttl = try ttl(explicit: fields.ttl)
            if let explicit = fields.ttl { lastTTL = explicit }
            let record = asWritten(ttl, origin: originText)
            if name.isAtOrBelow(apex) {
                collector.add(record)
            } else {
                collector.add(outside: record, file: file, line: line)
            }
            return
        }
        let parsed: RecordData
        do {
            parsed = try RecordData(type: known, parsing: data, origin: origin, keepsOctets: true)
        } catch {
            guard error.isServed || ModelledType(known)?.isFieldData == true else { throw error }
            odd.insert(RecordSet.Key(name: name, type: known))
            if let explicit = fields.ttl { lastTTL = explicit }
            return
        }
        if case .soa(let soa) = parsed, fields.ttl == nil, defaultTTL == nil, lastTTL == nil {
            defaultTTL = TTL(seconds: Int(soa.minimum)) ?? .maximum
        }
        let ttl = try ttl(explicit: fields.ttl)
        if let explicit = fields.ttl { lastTTL = explicit }
        var written: WrittenRecord?
        let dataMayDiffer = WrittenRecord.mayDiffer(known) && (originHasCapitals || WrittenRecord.hasCapitals(data))
        if dataMayDiffer || owner != nil || fields.oversizeTTL != nil {
            let modelled = WrittenRecord(
                name, owner: owner ?? name.octets, ttl: fields.oversizeTTL ?? ttl.seconds, parsed, origin: [])
            let isAsModelled =
                data.elementsEqual(modelled.data) || data.elementsEqual(MasterFileWriter.text(of: parsed))
            if dataMayDiffer, !isAsModelled {
                written = asWritten(ttl, origin: originText)
            } else if owner != nil || fields.oversizeTTL != nil {
                written = modelled
            }
        }
        collector.add(name, ttl, parsed, written: written, file: file, line: line)
    }

    /// The type of a record, `nil` for one that we do not model.
    ///
    /// - Throws: ``DNSParseError`` where no name server knows it, or it has no data.
    private func servedType(_ type: Octets, _ data: Octets) throws(DNSParseError) -> RecordType? {
        let text = Array(type)
        guard RegisteredTypes.isMnemonic(type) else {
            throw DNSParseError(
                .badType, "'\(MasterFileText.excerpt(type))' is not a record type; write one, as in 'A'", offset: -1)
        }
        guard RegisteredTypes.isServed(text) else {
            let isNumber =
                type.count > 4 && type.prefix(4).elementsEqual("TYPE".utf8, by: { $0 & 0xDF == $1 })
                && type.dropFirst(4).allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            throw DNSParseError(
                .badType,
                isNumber
                    ? "a type's number is at most 65535"
                    : "there is no record type '\(MasterFileText.excerpt(type))', and no name server loads the file; "
                        + "correct the line", offset: -1)
        }
        if data.isEmpty, !RegisteredTypes.mayBeEmpty(type) {
            throw DNSParseError(
                .badData, "the record has no data; write it behind \(MasterFileText.excerpt(type))", offset: -1)
        }
        let isGeneric = data.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "#")])
        return RecordType(parsing: type) ?? (isGeneric ? RegisteredTypes.type(text) : nil)
    }

    private func ttl(explicit: TTL?) throws(DNSParseError) -> TTL {
        if let ttl = explicit ?? defaultTTL ?? lastTTL { return ttl }
        throw DNSParseError(.badTTL, "the record has no TTL; write one, or a $TTL line above it", offset: -1)
    }

    /// Runs a parser of one token and moves its errors to where the token is in the file.
    func moved<Value>(to offset: Int, _ body: () throws(DNSParseError) -> Value) throws(DNSParseError) -> Value {
        do {
            return try body()
        } catch {
            var error = error
            error.offset += offset
            throw error
        }
    }
}
