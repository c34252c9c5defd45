// Lines that start with a dollar sign: $ORIGIN and $INCLUDE (RFC 1035 section 5.1), $TTL (RFC 2308 section 4),
// $GENERATE.

extension MasterFileParser {
    mutating func readDirective(_ text: Octets, file: UInt32) throws(DNSParseError) {
        let first = entry.tokens[0]
        let name = MasterFileText.excerpt(octets(text, first)).uppercased()
        switch name {
        case "$ORIGIN":
            try expect(1...1, "$ORIGIN and one name")
            let token = entry.tokens[1]
            try setOrigin(octets(text, token), at: token.start)
            ownerText = nil
        case "$TTL":
            try expect(1...1, "$TTL and one TTL, as in '$TTL 1h'")
            let token = entry.tokens[1]
            let octets = octets(text, token)
            let served = try moved(to: token.start) { () throws(DNSParseError) in try TTL.served(parsing: octets) }
            if served.written != served.ttl.seconds { collector.noteTTL(served.written, file: file, line: line) }
            defaultTTL = served.ttl
        case "$INCLUDE":
            try expect(1...2, "$INCLUDE, a file and perhaps an origin")
            try readInclude(text)
        case "$GENERATE":
            usesGenerate = true
            try readGenerate(text, file: file)
        default:
            throw DNSParseError(
                .badMasterFile, "'\(name)' is not known; there are $ORIGIN, $TTL, $INCLUDE and $GENERATE",
                offset: first.start)
        }
    }

    private func expect(_ arguments: ClosedRange<Int>, _ form: String) throws(DNSParseError) {
        if arguments.contains(entry.tokens.count - 1) { return }
        let place = entry.tokens.count - 1 > arguments.upperBound ? arguments.upperBound + 1 : 0
        throw DNSParseError(.badMasterFile, "write \(form)", offset: entry.tokens[place].start)
    }

    private mutating func readInclude(_ text: Octets) throws(DNSParseError) {
        usesInclude = true
        let token = entry.tokens[1]
        let path = try moved(to: token.start) { () throws(DNSParseError) in try Self.fileName(octets(text, token)) }
        let (outerOrigin, outerText, outerCapitals) = (origin, originText, originHasCapitals)
        defer { (origin, originText, originHasCapitals) = (outerOrigin, outerText, outerCapitals) }
        if entry.tokens.count == 3 {
            let token = entry.tokens[2]
            try setOrigin(octets(text, token), at: token.start)
        }
        func fail(_ message: String) -> DNSParseError {
            DNSParseError(.badMasterFile, message, offset: token.start)
        }
        if files.count > limits.includeDepth {
            throw fail("$INCLUDE nests deeper than \(limits.includeDepth) files; put the records in fewer files")
        }
        includes += 1
        if includes > limits.includes { throw fail("over \(limits.includes) $INCLUDE lines in all; use fewer") }
        let source: MasterFileSource
        do {
            source = try include(path)
        } catch {
            throw fail(error.message)
        }
        if files.contains(source.path) { throw fail("'\(source.path)' includes itself; remove the $INCLUDE line") }

        // The included file has an own origin and owner; TTLs go on.
        let (savedOwner, savedWritten, savedInside, savedBroken) = (owner, ownerWritten, ownerIsInside, ownerIsBroken)
        let (savedLine, savedEntry) = (line, entry)
        source.octets.withUnsafeBufferPointer { read($0, path: source.path) }
        (owner, ownerWritten, ownerIsInside, ownerIsBroken) = (savedOwner, savedWritten, savedInside, savedBroken)
        (line, entry) = (savedLine, savedEntry)
        ownerText = nil
    }

    private mutating func setOrigin(_ text: Octets, at offset: Int) throws(DNSParseError) {
        let name = try readOwner(text, at: offset)
        originText = WrittenNames.absolute(text, origin: originText)
        originHasCapitals = originText.withUnsafeBufferPointer { WrittenRecord.hasCapitals($0) }
        origin = name
    }

    /// A file's name without quotes and escapes.
    private static func fileName(_ text: Octets) throws(DNSParseError) -> String {
        var octets: [UInt8] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): index += 1
            case UInt8(ascii: "\\"):
                let (value, length) = try MasterFileEscape.decode(text, at: index)
                octets.append(value)
                index += length
            case let octet:
                octets.append(octet)
                index += 1
            }
        }
        guard !octets.isEmpty, !octets.contains(0), let name = String(validating: octets, as: UTF8.self) else {
            throw DNSParseError(.badMasterFile, "this is not the name of a file; write it as UTF-8")
        }
        if Printable.text(name) != name {
            throw DNSParseError(.badMasterFile, "the name of the file has control characters; rename the file")
        }
        return name
    }
}
