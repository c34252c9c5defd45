extension NetworkAddress {
    /// Reads an address of either family; no zone index, no prefix length.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package init(parsing text: some StringProtocol) throws(DNSParseError) {
        let octets = Array(text.utf8)
        self = try withOctets(octets[...]) { octets throws(DNSParseError) in
            if let address = try? IPv4Address(parsing: octets) { return .v4(address) }
            if let address = try? IPv6Address(parsing: octets) { return .v6(address) }
            throw DNSParseError(
                .badData,
                "\(DNSParseError.shown(octets)) is not an IP address; write it as in 192.0.2.1 or 2001:db8::1")
        }
    }
}

extension NameServerEndpoint {
    /// Reads what ``description`` gives: an address, and a port where it is not 53; an IPv6 address with a port stands
    /// in brackets, as in `[2001:db8::1]:5300`.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package init(parsing text: some StringProtocol) throws(DNSParseError) {
        if let address = try? NetworkAddress(parsing: text) {
            self.init(address)
            return
        }
        let problem = DNSParseError(
            .badData,
            "\(DNSParseError.shown(Array(text.utf8))) is not a name server's address; write it as in 192.0.2.1, "
                + "192.0.2.1:5300, 2001:db8::1 or [2001:db8::1]:5300")
        guard let colon = text.lastIndex(of: ":") else { throw problem }
        let (host, digits) = (text[..<colon], text[text.index(after: colon)...])
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }),
            let port = UInt16(digits), port > 0
        else { throw problem }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard let address = try? NetworkAddress(parsing: isBracketed ? host.dropFirst().dropLast() : host) else {
            throw problem
        }
        if case .v6 = address, !isBracketed { throw problem }
        if case .v4 = address, isBracketed { throw problem }
        self.init(address, port: port)
    }
}
