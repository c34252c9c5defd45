// Decision 0032: the strings of a text are data.

/// The data of a TXT or SPF record: a text in one character string or several (RFC 1035 section 3.3.14).
///
/// How a text is cut into strings is data: DNS-SD has one pair of key and value in each string (RFC 6763 section 6).
/// Two values are equal when their strings are. A text that was given whole has no cut of its own, ``hasOwnCut``; on
/// the wire it is cut after each 255 octets, and where it is declared it stands for a live text of the same octets in
/// any cut, see ``RecordSet/withCuts(of:)``.
package struct TXT: Sendable {
    /// The octets of all strings, one after the other.
    package let octets: [UInt8]
    /// The length of each string, at least two of them; `nil` for a text without a cut of its own.
    private let lengths: [UInt8]?

    /// A text without a cut of its own.
    package init(_ octets: [UInt8]) {
        self.octets = octets
        lengths = nil
    }

    /// A text in strings; one over 255 octets is cut after each 255, and one alone is no cut.
    package init(strings: some Collection<[UInt8]>) {
        self.init(strings.flatMap { $0 }, lengths: strings.map(\.count))
    }

    /// A text whose strings have these lengths; of a longer string the first 255 octets are one, and so on.
    ///
    /// - Precondition: the lengths are those of `octets` in all.
    package init(_ octets: [UInt8], lengths: some Collection<Int>) {
        assert(lengths.reduce(0, +) == octets.count, "strings of another length than the text")
        self.octets = octets
        guard lengths.count > 1 else {
            self.lengths = nil
            return
        }
        self.lengths = lengths.flatMap { Self.lengths(of: $0) }
    }

    /// How many octets a text and the lengths of its strings may take (RFC 1035 section 3.2.1).
    package static let longest = 65_535

    /// Whether the text was given in several strings.
    package var hasOwnCut: Bool { lengths != nil }

    /// The strings, at least one, each of at most 255 octets.
    package var strings: [ArraySlice<UInt8>] {
        var strings: [ArraySlice<UInt8>] = []
        forEachString { strings.append($0) }
        return strings
    }

    /// The strings one after the other, without a list of them.
    @inline(__always)
    package func forEachString(_ body: (ArraySlice<UInt8>) -> Void) {
        if octets.count <= CharacterStrings.maximumLength, lengths == nil {
            body(octets[...])
            return
        }
        var start = 0
        for length in lengths ?? Self.lengths(of: octets.count) {
            // The lengths are those of the text in all, so the end is in it.
            let end = min(start + Int(length), octets.count)
            body(octets[start..<end])
            start = end
        }
    }

    /// How many octets the text takes on the wire, a length before each string.
    package var wireCount: Int {
        octets.count + (lengths?.count ?? max(1, (octets.count + 254) / CharacterStrings.maximumLength))
    }

    /// The lengths of the strings that so many octets make when they are cut after each 255.
    private static func lengths(of count: Int) -> [UInt8] {
        var lengths = [UInt8](repeating: .max, count: count / CharacterStrings.maximumLength)
        let rest = count % CharacterStrings.maximumLength
        if rest > 0 || count == 0 { lengths.append(UInt8(truncatingIfNeeded: rest)) }
        return lengths
    }

    /// The lengths where the cut is another than after each 255 octets.
    private var uncommonLengths: [UInt8]? { lengths.flatMap { $0 == Self.lengths(of: octets.count) ? nil : $0 } }
}

extension TXT: Hashable {
    package static func == (left: TXT, right: TXT) -> Bool {
        guard left.octets == right.octets else { return false }
        if left.lengths == right.lengths { return true }
        return left.uncommonLengths == right.uncommonLengths
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(octets)
        hasher.combine(uncommonLengths)
    }
}

extension TXT {
    /// The order of the wire forms: string by string, the length first.
    func order(to other: TXT) -> Int {
        if lengths == nil, other.lengths == nil, octets.count <= 255, other.octets.count <= 255 {
            return octets.count == other.octets.count
                ? octetsCompare(octets, other.octets) : octets.count - other.octets.count
        }
        let (left, right) = (strings, other.strings)
        for (left, right) in zip(left, right) {
            if left.count != right.count { return left.count - right.count }
            let order = left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { octetsCompare(left, $0) }
            }
            if order != 0 { return order }
        }
        return left.count - right.count
    }

    /// Appends the strings in quotes with a space between, ASCII only.
    func appendText(to out: inout [UInt8]) {
        var isFirst = true
        forEachString { string in
            if !isFirst { out.append(UInt8(ascii: " ")) }
            isFirst = false
            CharacterStrings.appendQuoted(string, to: &out)
        }
    }

    func appendWire(to writer: inout WireWriter) {
        writer.octets.reserveCapacity(writer.octets.count + wireCount)
        forEachString { writer.append(characterString: $0) }
    }

    /// Reads all fields that are left as strings.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`; also when none is left.
    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        var octets = try CharacterStrings.decode(try fields.next("text"))
        if fields.isAtEnd {
            self.init(octets)
            return
        }
        var lengths = [octets.count]
        while let field = try fields.next() {
            let string = try CharacterStrings.decode(field)
            lengths.append(string.count)
            octets += string
        }
        self.init(octets, lengths: lengths)
    }

    /// Reads all character strings that are left.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data` when one is cut short or none is left.
    init(_ reader: inout WireReader) throws(DNSParseError) {
        var octets = try reader.characterString()
        if reader.isAtEnd {
            self.init(octets)
            return
        }
        var lengths = [octets.count]
        while !reader.isAtEnd {
            let string = try reader.characterString()
            lengths.append(string.count)
            octets += string
        }
        self.init(octets, lengths: lengths)
    }
}
