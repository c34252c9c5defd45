/// Reads wire form (RFC 1035 section 3.3) octet by octet; whatever the octets, it throws or gives a value.
package struct WireReader {
    /// All octets that a compressed name may point to.
    private let source: Octets
    /// Where the octets end that are to be read.
    private let limit: Int
    /// Whether names may be compressed.
    let isMessage: Bool
    /// Where the next octet is.
    package private(set) var offset = 0

    /// Starts at the first of `octets`, which must outlive the value; names are not compressed.
    package init(_ octets: Octets) {
        source = octets
        limit = octets.count
        isMessage = false
    }

    /// Starts at the first octet of a whole message, which must outlive the value; names may be compressed (RFC 1035
    /// section 4.1.4).
    package init(message: Octets) {
        source = message
        limit = message.count
        isMessage = true
    }

    private init(part: Range<Int>, of reader: WireReader) {
        source = reader.source
        limit = part.upperBound
        isMessage = reader.isMessage
        offset = part.lowerBound
    }

    /// Whether all octets have been read.
    package var isAtEnd: Bool { offset == limit }

    /// The next octets as a reader of their own, whose names may still point to any place of the message.
    ///
    /// - Parameter count: how many octets.
    /// - Returns: the reader; this one goes on behind them.
    /// - Throws: ``DNSParseError`` with code `bad-data` when there are fewer.
    package mutating func part(_ count: Int) throws(DNSParseError) -> WireReader {
        guard count >= 0, limit - offset >= count else { throw cutShort() }
        defer { offset += count }
        return WireReader(part: offset..<(offset + count), of: self)
    }

    /// A number, high octet first.
    ///
    /// - Returns: the number.
    /// - Throws: ``DNSParseError`` with code `bad-data` when the octets end before it does.
    package mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
        as type: Number.Type = Number.self
    ) throws(DNSParseError) -> Number {
        let size = Number.bitWidth / 8
        guard limit - offset >= size else { throw cutShort() }
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
        guard count >= 0, limit - offset >= count else { throw cutShort() }
        defer { offset += count }
        return Array(source[offset..<(offset + count)])
    }

    /// All octets that are left.
    package mutating func rest() -> [UInt8] {
        defer { offset = limit }
        return Array(source[offset..<limit])
    }

    /// A character string: its length in one octet, then its octets.
    ///
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` with code `bad-data` when it is cut short.
    package mutating func characterString() throws(DNSParseError) -> [UInt8] {
        let length: UInt8 = try integer()
        return try octets(Int(length))
    }

    /// A domain name; compressed only in a message (RFC 1035 sections 3.1 and 4.1.4, RFC 3597 section 4).
    ///
    /// - Returns: the name.
    /// - Throws: ``DNSParseError`` with code `bad-data` when it is cut short, too long, compressed where that is not
    ///   allowed, or points elsewhere than back.
    package mutating func name() throws(DNSParseError) -> DomainName {
        let labels = try labels()
        var key: [UInt8] = []
        key.reserveCapacity(labels.reduce(0) { $0 + $1.count + 1 })
        for label in labels.reversed() { DomainName.appendKey(Octets(rebasing: source[label]), to: &key) }
        return DomainName(sortKey: key)
    }

    /// A domain name in wire form, letters as they stand, compression undone.
    ///
    /// - Returns: the octets.
    /// - Throws: ``DNSParseError`` as ``name()`` does.
    mutating func plainName() throws(DNSParseError) -> [UInt8] {
        var octets: [UInt8] = []
        for label in try labels() {
            octets.append(UInt8(truncatingIfNeeded: label.count))
            octets += source[label]
        }
        octets.append(0)
        return octets
    }

    /// The most pointers that one name is followed through: no name has more labels, and each may be one pointer away.
    private static let maximumPointers = 127

    /// The places of a name's labels, leftmost first.
    private mutating func labels() throws(DNSParseError) -> [Range<Int>] {
        let start = offset
        var labels: [Range<Int>] = []
        var wireLength = 1
        var pointers = 0
        // Where reading goes on, in another place than `offset` once a pointer was followed.
        var place = offset
        var run = offset
        while true {
            let end = pointers == 0 ? limit : source.count
            guard place < end else { throw cutShort() }
            let length = Int(source[place])
            if length >= 0xC0, isMessage {
                guard end - place >= 2 else { throw cutShort() }
                if pointers == 0 { offset = place + 2 }
                let target = (length & 0x3F) << 8 | Int(source[place + 1])
                pointers += 1
                // Each run of labels begins before the one that points to it, so there is no circle.
                guard target < run, pointers <= Self.maximumPointers else {
                    throw DNSParseError(
                        .badData, "a compressed name does not point back to an earlier one", offset: place)
                }
                place = target
                run = target
                continue
            }
            if length == 0 {
                if pointers == 0 { offset = place + 1 }
                return labels
            }
            guard length <= DomainName.maximumLabelLength else {
                throw DNSParseError(
                    .badData, "a label's length octet is \(length); the highest is 63, compression is not allowed here",
                    offset: place)
            }
            guard end - place > length else { throw cutShort() }
            labels.append((place + 1)..<(place + 1 + length))
            wireLength += length + 1
            if wireLength > DomainName.maximumWireLength {
                throw DNSParseError(.badData, "the name has over 255 octets", offset: start)
            }
            place += 1 + length
        }
    }

    /// Ends the reading.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data` when octets are left.
    package func end() throws(DNSParseError) {
        if !isAtEnd {
            throw DNSParseError(.badData, "\(limit - offset) octets too many at the end", offset: offset)
        }
    }

    private func cutShort() -> DNSParseError {
        DNSParseError(.badData, "the data end too early, after \(limit) octets", offset: limit)
    }
}
