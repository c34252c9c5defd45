internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

struct HostNameTests {
    private let suffix = Service.suffix(types: [.a])
    private var rules: DynamicRules {
        DynamicRules(
            suffixes: [suffix], declared: ["mail.dyn.example.", "_sip._tcp.phone.dyn.example.", "example."], commit: "c"
        )
    }

    private func refusal(_ text: String, isAdministrator: Bool = false) -> HostNameRefusal? {
        do {
            _ = try HostNameRules.name(text, below: suffix, rules: rules, isAdministrator: isAdministrator)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Names that people can have",
        arguments: [
            "home", "HOME", "a", "7", "nas-2", "home.dyn.example", "home.dyn.example.", "bücher", "xn--bcher-kva",
            "москва", "東京タワー", "abc東京", "δοκιμή", "köln-süd", String(repeating: "a", count: 63),
        ])
    func allowed(_ text: String) { #expect(refusal(text) == nil) }

    @Test(
        "Names that nobody can have, and why",
        arguments: [
            ("", "name-empty"), (".", "name-empty"), ("a.b.dyn.example", "name-several-labels"),
            ("home.example.org", "name-unknown-suffix"), ("a.b", "name-unknown-suffix"),
            (String(repeating: "a", count: 64), "name-too-long"), ("a b", "name-character"), ("a/b", "name-character"),
            ("a\u{7}", "name-character"), ("*", "name-character"), ("-a", "name-hyphen"), ("a-", "name-hyphen"),
            ("_acme-challenge", "name-underscore"), ("ab--cd", "name-hyphens-inside"), ("xn--a", "name-bad-punycode"),
            ("xn--999999999", "name-bad-punycode"), ("xn--abc-", "name-hyphen"), ("pаypal", "name-mixed-scripts"),
            ("сосо", "name-looks-like"), ("аррӏе", "name-looks-like"), ("xn--80ak6aa92e", "name-looks-like"),
            ("ƒoo", "name-mixed-scripts"), ("ab\u{200D}c", "name-bad-label"), ("😀", "name-bad-label"),
            ("www", "name-reserved"), ("WWW", "name-reserved"), ("wpad", "name-reserved"), ("adm1n", "name-reserved"),
            ("ádmin", "name-reserved"), ("my-paypal-login", "name-forbidden"), ("paypa1", "name-forbidden"),
            ("bank-of-x", "name-forbidden"), ("mail", "name-declared"), ("phone", "name-declared"),
        ])
    func refused(_ text: String, _ id: String) {
        let refusal = refusal(text)
        #expect(refusal?.id == id)
        #expect(refusal?.message.contains("; ") == true)
    }

    @Test("An administrator gives away what is reserved, and nothing that is forbidden")
    func administrators() {
        #expect(refusal("www", isAdministrator: true) == nil)
        #expect(refusal("my-paypal", isAdministrator: true)?.id == "name-forbidden")
    }

    @Test("A name that leads to another suffix is no host")
    func nested() {
        let inner = DynamicSuffix(
            name: "x.s1.dyn.example.", apex: "example.", ttl: .zero,
            location: SourceLocation(file: "f", line: 1, column: 1))
        let rules = DynamicRules(suffixes: [suffix, inner], declared: [DomainName](), commit: "c")
        #expect(throws: HostNameRefusal.isSuffix) { try HostNameRules.name("s1", below: suffix, rules: rules) }
    }

    @Test("A pattern of many stars takes no time that grows with them")
    func patterns() {
        var suffix = suffix
        suffix.forbidden = [String(repeating: "*a", count: 30) + "b"]
        let name = try? HostNameRules.name(String(repeating: "a", count: 63), below: suffix, rules: rules)
        #expect(name != nil)
    }

    @Test("Records of a host are at its name, of allowed types, with the suffix's TTL")
    func records() throws {
        let host = Host(
            name: "home.dyn.example.", suffix: suffix.name, apex: "example.", owner: AccountID("a"),
            created: Instant(seconds: 0))
        var suffix = suffix
        suffix.types = [.a, .txt, .cname]
        func checked(_ text: String) throws(RecordRefusal) -> [RecordSet] {
            let sets = (try? HostRecords.sets(from: text)) ?? []
            return try RecordRules.checked(sets, of: host, suffix: suffix)
        }
        #expect(try checked("home.dyn.example. 5 A 192.0.2.1").first?.ttl == suffix.ttl)
        #expect(try checked("_acme-challenge.home.dyn.example. 5 TXT \"x\"").count == 1)
        #expect(throws: RecordRefusal.name) { try checked("_acme-challenge.home.dyn.example. 5 A 192.0.2.1") }
        #expect(throws: RecordRefusal.name) { try checked("other.dyn.example. 5 A 192.0.2.1") }
        #expect(throws: RecordRefusal.type(.aaaa)) { try checked("home.dyn.example. 5 AAAA 2001:db8::1") }
        #expect(throws: RecordRefusal.besideCNAME) {
            try checked("home.dyn.example. 5 A 192.0.2.1\nhome.dyn.example. 5 CNAME a.example.")
        }
        #expect(throws: RecordRefusal.self) { try checked("home.dyn.example. 5 A 0.0.0.0") }
        #expect(throws: RecordRefusal.tooMuch) {
            try checked((1...21).map { "home.dyn.example. 5 A 192.0.2.\($0)" }.joined(separator: "\n"))
        }
    }

    @Test("Records are the same after they were written and read")
    func text() throws {
        let text =
            "home.dyn.example. 60 A 192.0.2.1\nhome.dyn.example. 60 TXT \"a b\\\"c\"\n"
            + "_acme-challenge.home.dyn.example. 60 TXT \"x\"\n_acme-challenge.home.dyn.example. 60 TXT \"y\""
        let sets = try HostRecords.sets(from: text)
        #expect(sets.count == 3)
        #expect(try HostRecords.sets(from: HostRecords.text(of: sets)) == sets)
    }

    @Test("Networks hold their addresses, and no others")
    func networks() throws {
        let network = try #require(AddressNetwork(parsing: "192.0.2.0/24"))
        #expect(network.contains(try #require(IPAddress(parsing: "192.0.2.255"))))
        #expect(!network.contains(try #require(IPAddress(parsing: "192.0.3.0"))))
        #expect(network.contains(try #require(IPAddress(parsing: "::ffff:192.0.2.7"))))
        #expect(!network.contains(try #require(IPAddress(parsing: "2001:db8::1"))))
        let wide = try #require(AddressNetwork(parsing: "2001:db8::/33"))
        #expect(wide.contains(try #require(IPAddress(parsing: "2001:db8:7fff::1"))))
        #expect(!wide.contains(try #require(IPAddress(parsing: "2001:db8:8000::1"))))
        #expect(try #require(IPAddress(parsing: "2001:db8::1:2:3:4")).subscriber.description == "2001:db8::/64")
        for text in ["192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "x", "2001:db8::/129", "192.0.2.0/+8"] {
            #expect(AddressNetwork(parsing: text) == nil)
        }
    }
}
