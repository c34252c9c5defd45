package import DNSModel

extension Generator {
    /// Random data of a type that is nothing but the fields of its row.
    package mutating func fields(_ type: ModelledType) -> FieldData {
        if type == .cds, once(in: 5) {
            return FieldData(type, unchecked: [.number(0), .number(0), .number(0), .octets([0])])
        }
        if type == .cdnskey, once(in: 5) {
            return FieldData(type, unchecked: [.number(0), .number(3), .number(0), .octets([0])])
        }
        var values: [FieldData.Value] = []
        for field in type.row.fields { values.append(value(of: field, after: values)) }
        return FieldData(type, unchecked: values)
    }

    private mutating func value(of field: RecordField, after values: [FieldData.Value]) -> FieldData.Value {
        switch field.kind {
        case .number(let bits, let words):
            // Algorithm 0 is for deletions, and private ones have their name in front of the key.
            if bits == 8, !words.isEmpty { return .number(number(1...252)) }
            // Mostly a number that fixes the length of the digest behind it.
            if bits == 8, once(in: 2) { return .number(number(1...4)) }
            return .number(bits == 32 ? edgy(UInt32.self) : UInt32(edgy(UInt16.self)) & (1 << bits - 1))
        case .name: return .name(target())
        case .mailbox: return .name(once(in: 4) ? "first\\.last.example.net." : "hostmaster.example.com.")
        case .string, .flags: return .octets(octets(0...(once(in: 8) ? 255 : 20)))
        case .tag: return .octets(Array("issue".utf8))
        case .text(let mayBeEmpty): return .octets(octets((mayBeEmpty ? 0 : 1)...60))
        case .digest(let place, let lengths, let least):
            var length = number(least...60)
            if case .number(let kind) = values[place], let fixed = lengths[kind] { length = fixed }
            return .octets(octets(length...length))
        case .base64: return .octets(octets(1...100))
        case .address(let count): return .octets(octets(count...count))
        case .types: return .octets(bitMap())
        case .prefixes: return .octets((0..<number(0...4)).flatMap { _ in prefix() })
        }
    }

    /// Types in one window or several, sometimes none (RFC 4034 section 4.1.2).
    private mutating func bitMap() -> [UInt8] {
        var windows: [UInt8] = [0, 0, 1, 128, 255].filter { _ in once(in: 3) }
        windows = Array(Set(windows)).sorted()
        return windows.flatMap { window in
            var bits = octets(0...31) + [number(1...127)]
            if window == 0 { bits[0] &= 0x7F }
            return [window, UInt8(bits.count)] + bits
        }
    }

    /// An address prefix without bits beyond its length, which BIND refuses (RFC 3123 section 4).
    private mutating func prefix() -> [UInt8] {
        let (family, size) = one(of: [(UInt8(1), 4), (2, 16)])
        let length = number(0...(size * 8))
        var address = (0..<size).map { _ in once(in: 3) ? 0 : number(UInt8.min...UInt8.max) }
        for bit in length..<(size * 8) { address[bit / 8] &= ~(0x80 >> UInt8(bit % 8)) }
        while address.last == 0 { address.removeLast() }
        return [0, family, UInt8(length), UInt8(address.count) | (once(in: 3) ? 0x80 : 0)] + address
    }
}
