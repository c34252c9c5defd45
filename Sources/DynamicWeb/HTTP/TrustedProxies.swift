package import DynamicDNS
internal import HTTPTypes

/// Whose word counts on where a request came from.
package struct TrustedProxies: Sendable {
    private let networks: [AddressNetwork]

    /// - Parameter networks: where the proxies are; none means that only the connection counts.
    package init(_ networks: [AddressNetwork] = []) { self.networks = networks }

    private func trusts(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

    /// The address of whoever sent a request.
    ///
    /// Each proxy adds the address that it saw at the end of `X-Forwarded-For`. So the list is read from its end, and
    /// as long as the addresses are those of proxies that are trusted; whatever stands before that, the client may
    /// have written itself.
    ///
    /// - Parameters:
    ///   - peer: who opened the connection.
    ///   - fields: the header fields of the request.
    /// - Returns: the address; `nil` where a trusted proxy says something that is no address.
    func sender(peer: IPAddress?, _ fields: HTTPFields) -> IPAddress? {
        guard var sender = peer, trusts(sender), let name = HTTPField.Name("X-Forwarded-For") else { return peer }
        let entries = fields[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for entry in entries.reversed() {
            guard let address = Self.address(entry) else { return nil }
            sender = address
            if !trusts(sender) { break }
        }
        return sender
    }

    /// An address as proxies write it: alone, or in brackets or of IPv4 with a port.
    private static func address(_ entry: Substring) -> IPAddress? {
        var text = entry.drop { $0 == " " }
        while text.last == " " { text = text.dropLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            return IPAddress(parsing: text[text.index(after: text.startIndex)..<end])
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return IPAddress(parsing: parts.count == 2 ? parts[0] : text)
    }
}
