// Fields by their kinds, in wire form.

extension RecordField.Kind {
    /// Reads a field, or all octets that are left where the kind is one of the rest of the data.
    ///
    /// - Parameters:
    ///   - reader: where to read.
    ///   - what: what the field is, for messages.
    /// - Returns: the field.
    /// - Throws: ``DNSParseError``.
    func value(_ reader: inout WireReader, _ what: String) throws(DNSParseError) -> FieldData.Value {
        switch self {
        case .number(let bits, _):
            return .number(try reader.octets(bits / 8).reduce(0) { $0 << 8 | UInt32($1) })
        case .name, .mailbox: return .name(try reader.name())
        case .string, .flags: return .octets(try reader.characterString())
        case .tag: return .octets(try CAA.tag(parsing: try reader.characterString(), offset: reader.offset))
        case .text, .digest, .base64: return .octets(reader.rest())
        case .address(let count): return .octets(try reader.octets(count))
        case .types:
            let offset = reader.offset
            let octets = reader.rest()
            guard TypeBitMap.isWellFormed(octets) else {
                throw DNSParseError(.badData, "the \(what) are not a bit map of record types", offset: offset)
            }
            return .octets(octets)
        case .prefixes:
            var octets: [UInt8] = []
            while !reader.isAtEnd { octets += try AddressPrefix(&reader).wire }
            return .octets(octets)
        }
    }

    /// Appends a field as on the wire.
    func append(_ value: FieldData.Value, to writer: inout WireWriter) {
        switch value {
        case .number(let number):
            guard case .number(let bits, _) = self else { return }
            var shift = UInt32(bits)
            while shift > 0 {
                shift -= 8
                writer.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        case .name(let name): writer.append(name)
        case .octets(let octets):
            switch self {
            case .string, .flags, .tag: writer.append(characterString: octets[...])
            case .number, .name, .mailbox, .text, .digest, .base64, .address, .types, .prefixes:
                writer.octets += octets
            }
        }
    }
}

/// Record types as bits in windows of 256 types each (RFC 4034 section 4.1.2).
enum TypeBitMap {
    static func octets(of types: Set<UInt16>) -> [UInt8] {
        var octets: [UInt8] = []
        let windows = Dictionary(grouping: types) { $0 >> 8 }
        for (window, types) in windows.sorted(by: { $0.key < $1.key }) {
            let low = types.map { Int($0 & 0xFF) }
            var bits = [UInt8](repeating: 0, count: (low.max() ?? 0) / 8 + 1)
            for number in low { bits[number / 8] |= 0x80 >> (number % 8) }
            octets += [UInt8(window), UInt8(bits.count)] + bits
        }
        return octets
    }

    /// The types of a bit map that is well formed, in ascending order.
    static func types(in octets: [UInt8]) -> [RecordType] {
        var types: [RecordType] = []
        var rest = octets[...]
        while let window = rest.popFirst(), let length = rest.popFirst() {
            for (index, octet) in rest.prefix(Int(length)).enumerated() {
                for bit in 0..<8 where octet & (0x80 >> bit) != 0 {
                    types.append(RecordType(rawValue: UInt16(window) << 8 | UInt16(index * 8 + bit)))
                }
            }
            rest = rest.dropFirst(Int(length))
        }
        return types
    }

    /// Whether octets are the one bit map of its types: windows in ascending order, none without a type, no octet 0 at
    /// the end of one.
    static func isWellFormed(_ octets: [UInt8]) -> Bool {
        self.octets(of: Set(types(in: octets).map(\.rawValue))) == octets
    }
}
