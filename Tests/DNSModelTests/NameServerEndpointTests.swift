import DNSModel
import TestSupport
import Testing

@Suite struct NameServerEndpointTests {
    @Test("what is shown is read again") func whatIsShownIsReadAgain() throws {
        var generator = Generator(seed: 1_000)
        for _ in 0..<5_000 {
            let address: NetworkAddress =
                generator.once(in: 2)
                ? .v4(IPv4Address(bits: generator.edgy(UInt32.self)))
                : .v6(IPv6Address(high: generator.edgy(UInt64.self), low: generator.edgy(UInt64.self)))
            let endpoint = NameServerEndpoint(address, port: generator.once(in: 3) ? 53 : generator.number(1...65_535))
            #expect(try NameServerEndpoint(parsing: endpoint.description) == endpoint)
        }
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", ":", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:+1", "192.0.2.1:1:1", "[192.0.2.1]:53",
            "[::1]", "[::1]:", "::1]:53", "[::1:53", "example.com", "example.com:53", "fe80::1%eth0", "192.0.2.1 ",
        ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(throws: DNSParseError.self) { try NameServerEndpoint(parsing: text) }
    }
}
