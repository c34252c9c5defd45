/// Where a name server is asked: an address and a port, by UDP and by TCP.
package struct NameServerEndpoint: Hashable, Sendable {
    package var address: NetworkAddress
    package var port: UInt16

    /// Where name servers are asked if nothing else is said (RFC 1035 section 4.2).
    package static let standardPort: UInt16 = 53

    package init(_ address: NetworkAddress, port: UInt16 = standardPort) {
        self.address = address
        self.port = port
    }
}

extension NameServerEndpoint: CustomStringConvertible {
    /// The address; with the port where that is not the usual one: `192.0.2.1`, `192.0.2.1:5300`, `[2001:db8::1]:5300`.
    package var description: String {
        if port == Self.standardPort { return "\(address)" }
        return switch address {
        case .v4(let address): "\(address):\(port)"
        case .v6(let address): "[\(address)]:\(port)"
        }
    }
}

/// An address of either family.
package enum NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// As in `192.0.2.1` or `2001:db8::1`.
    package var description: String {
        switch self {
        case .v4(let address): "\(address)"
        case .v6(let address): "\(address)"
        }
    }
}
