/// Reads wire form (RFC 1035 section 3.3) octet by octet; whatever the octets, it throws or gives a value.
package struct WireReader {
    private let source: Octets
    /// How many octets have been read.
    package private(set) var offset = 0

    /// Starts at the first of `octets`, which must outlive the value.
    package init(_ octets: Octets) { source = octets }

    /// Whether all octets have been read.
    package var isAtEnd: Bool { offset == source.count }

    /// A number, high octet first.
    ///
    /// - Returns: the number.
    /// - Throws: ``DNSParseError`` with code `bad-data` when the octets end before it does.
    package mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
        as type: Number.Type = Number.self
    ) throws(DNSParseError) -> Number {
        let size = Number.bitWidth / 8
        guard source.count - offset >= size else { throw cutShort() }
        var value: UInt64 = 0
        for index in offset..<(offset + size) { value = value << 8 | UInt64(source[index]) }
        offset += size
        return Number(truncatingIfNeeded: value)
    }

    /// A number of octets.
    ///
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data` when there are fewer.
    package mutating func octets(_ count: Int) throws(DNSParseError) -> [UInt8] {
        guard count >= 0, source.count - offset >= count else { throw cutShort() }
        defer { offset += count }
        return Array(source[offset..<(offset + count)])
    }

    /// All octets that are left.
    package mutating func rest() -> [UInt8] {
        defer { offset = source.count }
        return Array(source[offset...])
    }

    /// A character string: its length in one octet, then its octets.
    ///
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data` when it is cut short.
    package mutating func characterString() throws(DNSParseError) -> [UInt8] {
        let length: UInt8 = try integer()
        return try octets(Int(length))
    }

    /// All character strings that are left, at least one, joined.
    ///
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data` when one is cut short or none is left.
    package mutating func characterStrings() throws(DNSParseError) -> [UInt8] {
        var result = try characterString()
        while !isAtEnd { result += try characterString() }
        return result
    }

    /// A domain name, not compressed (RFC 1035 section 3.1, RFC 3597 section 4).
    ///
    /// - Returns: the name.
    /// - Throws: ``DNSParseError`` with code `bad-data` when it is cut short, too long or compressed.
    package mutating func name() throws(DNSParseError) -> DomainName {
        let start = offset
        var starts: [Int] = []
        while true {
            let labelStart = offset
            let length: UInt8 = try integer()
            if length == 0 { break }
            guard length <= DomainName.maximumLabelLength else {
                throw DNSParseError(
                    .badData, "a label's length octet is \(length); the highest is 63, compression is not allowed here",
                    offset: labelStart)
            }
            guard source.count - offset >= Int(length) else { throw cutShort() }
            starts.append(labelStart)
            offset += Int(length)
            if offset - start >= DomainName.maximumWireLength {
                throw DNSParseError(.badData, "the name has over 255 octets", offset: start)
            }
        }
        var key: [UInt8] = []
        key.reserveCapacity(offset - start)
        for labelStart in starts.reversed() {
            let end = labelStart + 1 + Int(source[labelStart])
            DomainName.appendKey(Octets(rebasing: source[(labelStart + 1)..<end]), to: &key)
        }
        return DomainName(sortKey: key)
    }

    /// Ends the reading.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data` when octets are left.
    package func end() throws(DNSParseError) {
        if !isAtEnd {
            throw DNSParseError(.badData, "\(source.count - offset) octets too many at the end", offset: offset)
        }
    }

    private func cutShort() -> DNSParseError {
        DNSParseError(.badData, "the data end too early, after \(source.count) octets", offset: source.count)
    }
}
