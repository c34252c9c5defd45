import DNSModel
import DNSQueries
import TestSupport
import Testing

@Suite struct ResolverConfigurationTests {
    @Test("the first three resolvers with an address are found") func theFirstThreeResolversAreFound() throws {
        let text = """
            # nameserver 192.0.2.99
            ; nameserver 192.0.2.98
            search example.com
            nameserver\t192.0.2.1
              nameserver   2001:db8::1   \r
            nameserver fe80::1%eth0
            nameserver example.com
            nameserver
            nameservers 192.0.2.97
            options edns0 trust-ad
            nameserver 192.0.2.2 # the other one
            nameserver 192.0.2.3
            """
        #expect(
            NameServerEndpoint.resolvers(inConfiguration: text).map(\.description)
                == ["192.0.2.1", "2001:db8::1", "192.0.2.2"])
    }

    @Test("no text, no resolver") func noTextNoResolver() {
        #expect(NameServerEndpoint.resolvers(inConfiguration: "").isEmpty)
        #expect(NameServerEndpoint.resolvers(inConfiguration: "\n\nnameserver\n").isEmpty)
    }

    @Test("whatever the text, there are at most three") func whateverTheText() {
        var generator = Generator(seed: 900)
        let words = ["nameserver", " ", "\t", "\n", "\r\n", "192.0.2.1", "::1", "%eth0", "#", "ü", "\u{0}"]
        for _ in 0..<5_000 {
            let text = (0..<generator.number(0...30)).map { _ in generator.one(of: words) }.joined()
            #expect(NameServerEndpoint.resolvers(inConfiguration: text).count <= 3)
        }
    }
}
