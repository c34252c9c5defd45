package import DNSModel

/// One of the name servers of a zone, at the address where it is asked.
package struct NameServer: Hashable, Sendable {
    package var name: DomainName
    package var endpoint: NameServerEndpoint

    package init(name: DomainName, endpoint: NameServerEndpoint) {
        self.name = name
        self.endpoint = endpoint
    }
}

extension NameServer: CustomStringConvertible {
    /// As in `ns1.example.com. (192.0.2.1)`.
    package var description: String { "\(name) (\(endpoint))" }
}
