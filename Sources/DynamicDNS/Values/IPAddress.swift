package import DNSModel

/// An address of either family.
package enum IPAddress: Hashable, Sendable {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// Reads an address; `nil` for any other text. An IPv4 address mapped into IPv6 (RFC 4291 section 2.5.5.2) is the
    /// IPv4 address: that is how sockets of both families say who sent something.
    package init?(parsing text: some StringProtocol) {
        let octets = Array(text.utf8)
        // Longer than any address.
        guard octets.count <= 45 else { return nil }
        if octets.contains(UInt8(ascii: ":")) {
            guard let address = octets.withUnsafeBufferPointer({ try? IPv6Address(parsing: $0) }) else { return nil }
            self =
                address.high == 0 && address.low >> 32 == 0xFFFF
                ? .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: address.low))) : .v6(address)
        } else {
            guard let address = octets.withUnsafeBufferPointer({ try? IPv4Address(parsing: $0) }) else { return nil }
            self = .v4(address)
        }
    }

    /// The record data that says this address.
    package var data: RecordData {
        switch self {
        case .v4(let address): .a(address)
        case .v6(let address): .aaaa(address)
        }
    }

    /// The address and zeros: 128 bits, an IPv4 address in the first 32.
    fileprivate var bits: (high: UInt64, low: UInt64) {
        switch self {
        case .v4(let address): (UInt64(address.bits) << 32, 0)
        case .v6(let address): (address.high, address.low)
        }
    }

    /// How many bits it has.
    package var length: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// What stands for whoever is behind it: the address itself, or the network of 64 bits that an IPv6 address is of,
    /// since one subscriber has at least that many.
    package var subscriber: AddressNetwork {
        switch self {
        case .v4: AddressNetwork(self, length: 32)
        case .v6: AddressNetwork(self, length: 64)
        }
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}

/// The addresses that share their first bits, as in `192.0.2.0/24`.
package struct AddressNetwork: Hashable, Sendable {
    /// Its first address.
    package let first: IPAddress
    /// How many bits they share.
    package let length: Int

    /// The network of an address; a length that is out of range is the next one that is not.
    package init(_ address: IPAddress, length: Int) {
        let length = min(max(length, 0), address.length)
        self.length = length
        let (high, low) = address.bits
        let masked = (high & Self.mask(length), low & Self.mask(length - 64))
        switch address {
        case .v4: first = .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: masked.0 >> 32)))
        case .v6: first = .v6(IPv6Address(high: masked.0, low: masked.1))
        }
    }

    /// Reads `192.0.2.0/24`, or an address alone, which is a network of one; `nil` for any other text, and where bits
    /// after the length are set.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(parsing: $0) }) else { return nil }
        switch parts.count {
        case 1: self.init(address, length: address.length)
        case 2:
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
                let length = Int(parts[1]), length <= address.length
            else { return nil }
            self.init(address, length: length)
            if first != address { return nil }
        default: return nil
        }
    }

    /// Whether an address is in it.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.length == first.length else { return false }
        return AddressNetwork(address, length: length).first == first
    }

    /// Whether all addresses of another network are in it.
    package func contains(_ other: AddressNetwork) -> Bool { other.length >= length && contains(other.first) }

    /// So many of the first of 64 bits.
    private static func mask(_ count: Int) -> UInt64 {
        count <= 0 ? 0 : count >= 64 ? .max : ~(UInt64.max >> UInt64(count))
    }
}

extension AddressNetwork: CustomStringConvertible {
    package var description: String { "\(first)/\(length)" }
}
