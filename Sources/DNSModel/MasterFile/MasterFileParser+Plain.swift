// The short way: a record in one line, without parentheses, of a modelled type.

extension MasterFileParser {
    /// Reads the record in the line at `start`.
    ///
    /// - Returns: where the next line starts; nothing, and nothing is changed, when the line is anything else than a
    ///   good record in the common form, which then must take the long way.
    @inline(__always)
    mutating func readPlainRecord(_ text: Octets, at start: Int, file: UInt32) -> Int? {
        let count = text.count
        var index = Self.endOfPlainToken(text, from: start)
        let ownerEnd = index
        guard Self.skipBlanks(text, &index) else { return nil }

        var ttl: TTL?
        var hasClass = false
        var type: RecordType?
        repeat {
            let tokenStart = index
            index = Self.endOfPlainToken(text, from: index)
            let token = Octets(rebasing: text[tokenStart..<index])
            guard !token.isEmpty, Self.skipBlanks(text, &index) else { return nil }
            if token[0] &- UInt8(ascii: "0") < 10 {
                guard ttl == nil, let seconds = Self.seconds(token) else { return nil }
                ttl = seconds
            } else if token.count == 2, token[0] | 0x20 == UInt8(ascii: "i"), token[1] | 0x20 == UInt8(ascii: "n") {
                if hasClass { return nil }
                hasClass = true
            } else {
                guard let modelled = ModelledType(mnemonic: token) else { return nil }
                type = RecordType(modelled)
            }
        } while type == nil
        guard let type, let effectiveTTL = ttl ?? defaultTTL ?? lastTTL else { return nil }

        guard let octets = Self.plainData(text, &index) else { return nil }
        let isComment = index < count && text[index] == UInt8(ascii: ";")
        if isComment { index = MasterFileEntry.endOfLine(text, from: index) }

        let newOwner = Octets(rebasing: text[start..<ownerEnd])
        var name = owner
        var nameIsKnown = newOwner.isEmpty
        if !nameIsKnown, let ownerText, octetsCompare(ownerText, newOwner) == 0 { nameIsKnown = true }
        if nameIsKnown {
            guard ownerIsInside, ownerWritten == nil else { return nil }
        } else {
            guard !originHasCapitals, !WrittenRecord.hasCapitals(newOwner) else { return nil }
            guard let parsed = try? parseOwner(newOwner), parsed.isAtOrBelow(apex) else { return nil }
            name = parsed
        }
        if WrittenRecord.mayDiffer(type), originHasCapitals || WrittenRecord.hasCapitals(octets) { return nil }
        guard let name, opaque.isEmpty || !opaque.contains(RecordSet.Key(name: name, type: type)),
            let data = try? RecordData(type: type, parsing: octets, origin: origin, keepsOctets: true)
        else { return nil }

        if !nameIsKnown {
            owner = name
            ownerWritten = nil
            ownerText = newOwner
            ownerIsInside = true
            ownerIsBroken = false
        }
        if let ttl { lastTTL = ttl }
        if isComment { hasComments = true }
        collector.add(name, effectiveTTL, data, file: file, line: line)
        return index < count ? index + 1 : index
    }

    /// The octets of data without the blanks at their end, and the index after them; `nil` where there are none, or
    /// they are not plain.
    @inline(__always)
    private static func plainData(_ text: Octets, _ index: inout Int) -> Octets? {
        let start = index
        guard let end = endOfPlainData(text, from: start), end > start else { return nil }
        index = end
        var last = end
        while last > start, isBlank(text[last - 1]) { last -= 1 }
        // The blank after a backslash is data.
        if last < end, text[last - 1] == UInt8(ascii: "\\") { last += 1 }
        return Octets(rebasing: text[start..<last])
    }

    /// The name of an owner field: `@` is the origin.
    func parseOwner(_ text: Octets) throws(DNSParseError) -> DomainName {
        if text.count == 1, text[0] == UInt8(ascii: "@") { return origin }
        return try DomainName(parsing: text, origin: origin, keepsOctets: true)
    }

    /// The end of a run of octets that mean nothing but themselves.
    @inline(__always)
    private static func endOfPlainToken(_ text: Octets, from start: Int) -> Int {
        var index = start
        while index < text.count {
            let octet = text[index]
            guard octet > UInt8(ascii: ")"), octet != UInt8(ascii: ";"), octet != UInt8(ascii: "\\") else { break }
            index += 1
        }
        return index
    }

    /// Moves over spaces and tabs; says whether there was one.
    @inline(__always)
    private static func skipBlanks(_ text: Octets, _ index: inout Int) -> Bool {
        let start = index
        while index < text.count, text[index] == UInt8(ascii: " ") || text[index] == UInt8(ascii: "\t") { index += 1 }
        return index > start
    }

    /// The end of the data at `start`: where its line or the text ends, or a comment starts; nothing where there is a
    /// parenthesis or a quote is not closed.
    @inline(__always)
    private static func endOfPlainData(_ text: Octets, from start: Int) -> Int? {
        var index = start
        while index < text.count {
            let octet = text[index]
            if octet > UInt8(ascii: ")"), octet != UInt8(ascii: ";"), octet != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            switch octet {
            case UInt8(ascii: "\n"), UInt8(ascii: ";"):
                return index
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                return nil
            case UInt8(ascii: "\r"):
                guard index + 1 == text.count || text[index + 1] == UInt8(ascii: "\n") else { return nil }
                index += 1
            case UInt8(ascii: "\""):
                guard let end = MasterFileEntry.endOfQuote(text, from: index) else { return nil }
                index = end
            case UInt8(ascii: "\\"):
                index += MasterFileEntry.escapeLength(text, at: index)
            default:
                index += 1
            }
        }
        return index
    }

    @inline(__always)
    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") || octet == UInt8(ascii: "\r")
    }

    /// A TTL in plain seconds; nothing for anything else.
    @inline(__always)
    private static func seconds(_ text: Octets) -> TTL? {
        if text.count > 10 { return nil }
        var value = 0
        for octet in text {
            let digit = octet &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            value = value * 10 + Int(digit)
        }
        return TTL(seconds: value)
    }
}
