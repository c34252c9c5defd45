/// An item of an address prefix list (RFC 3123 section 4).
struct AddressPrefix: Hashable, Sendable {
    /// The address family: 1 for IPv4, 2 for IPv6.
    let family: UInt16
    let length: UInt8
    let isNegated: Bool
    /// The address without the octets 0 at its end.
    let octets: [UInt8]

    private static func size(of family: UInt16) -> Int? {
        switch family {
        case 1: 4
        case 2: 16
        default: nil
        }
    }

    /// The items of a list that is well formed.
    static func all(in octets: [UInt8]) -> [AddressPrefix] {
        let items = try? withOctets(octets[...]) { octets throws(DNSParseError) in
            var reader = WireReader(octets)
            var items: [AddressPrefix] = []
            while !reader.isAtEnd { items.append(try AddressPrefix(&reader)) }
            return items
        }
        return items ?? []
    }

    // MARK: - Presentation form

    /// Reads an item, as in `1:192.0.2.0/24` or `!2:2001:db8::/32` (RFC 3123 section 5).
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    init(parsing text: Octets, offset: Int) throws(DNSParseError) {
        let isNegated = text.first == UInt8(ascii: "!")
        let item = isNegated ? Octets(rebasing: text[1...]) : text
        guard let colon = item.firstIndex(of: UInt8(ascii: ":")), let slash = item.lastIndex(of: UInt8(ascii: "/")),
            colon < slash, colon == 1,
            let family: UInt16 = item[0] == UInt8(ascii: "1") ? 1 : item[0] == UInt8(ascii: "2") ? 2 : nil,
            let size = Self.size(of: family)
        else {
            throw DNSParseError(
                .badData,
                "\(DNSParseError.shown(text)) is not an address prefix; write it as in 1:192.0.2.0/24, 2:2001:db8::/32 or, "
                    + "for an exception, !1:192.0.2.0/28", offset: offset)
        }
        let address = Octets(rebasing: item[(colon + 1)..<slash])
        var writer = WireWriter()
        do {
            if family == 1 {
                writer.append(try IPv4Address(parsing: address))
            } else {
                writer.append(try IPv6Address(parsing: address))
            }
        } catch {
            throw DNSParseError(error.code, error.message, offset: offset + (isNegated ? 1 : 0) + colon + 1)
        }
        length = try FieldText.integer(
            Octets(rebasing: item[(slash + 1)...]), "prefix length", upTo: UInt8(size * 8),
            offset: offset + (isNegated ? 1 : 0) + slash + 1)
        self.family = family
        self.isNegated = isNegated
        let used = (writer.octets.lastIndex { $0 != 0 } ?? -1) + 1
        octets = Array(writer.octets.prefix(used))
    }

    func appendText(to out: inout [UInt8]) {
        if isNegated { out.append(UInt8(ascii: "!")) }
        FieldText.append(family, to: &out)
        out.append(UInt8(ascii: ":"))
        let whole = octets + [UInt8](repeating: 0, count: 16 - octets.count)
        if family == 1 {
            IPv4Address(bits: whole.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }).appendText(to: &out)
        } else {
            IPv6Address(
                high: whole.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: whole.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
            ).appendText(to: &out)
        }
        out.append(UInt8(ascii: "/"))
        FieldText.append(length, to: &out)
    }

    // MARK: - Wire form

    /// Reads an item in wire form.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    init(_ reader: inout WireReader) throws(DNSParseError) {
        let offset = reader.offset
        family = try reader.integer()
        length = try reader.integer()
        let sign: UInt8 = try reader.integer()
        isNegated = sign & 0x80 != 0
        octets = try reader.octets(Int(sign & 0x7F))
        guard let size = Self.size(of: family), Int(length) <= size * 8, octets.count <= size, octets.last != 0 else {
            throw DNSParseError(
                .badData, "an address prefix is of no known family, or its length or address is not the family's",
                offset: offset)
        }
    }

    /// The item in wire form.
    var wire: [UInt8] {
        var writer = WireWriter()
        writer.append(family)
        writer.append(length)
        writer.append(UInt8(octets.count) | (isNegated ? 0x80 : 0))
        writer.octets += octets
        return writer.octets
    }
}
