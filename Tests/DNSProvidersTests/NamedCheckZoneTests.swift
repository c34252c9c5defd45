import DNSModel
import DNSProviders
import TestSupport
import Testing
import ZonePlanning

@Suite("What name servers load")
struct NamedCheckZoneTests {
    private static let zoneName: DomainName = "example.com."

    /// The findings about a zone as it would be written, with an SOA and NS of its own.
    private static func findings(_ zone: Zone) -> [RuleFinding] {
        MasterFileRules.findings(in: RuleSubject(live: zone))
    }

    /// A zone without the sets that the rules find fault with.
    private static func withoutErrors(_ zone: Zone) throws -> Zone {
        var zone = zone
        while true {
            let keys = Set(findings(zone).filter { $0.diagnostic.severity == .error }.compactMap(\.key))
            if keys.isEmpty { return zone }
            var sets = zone.sets.filter { !keys.contains($0.key) }
            for type in [RecordType.soa, .ns] where keys.contains(RecordSet.Key(name: zone.apex, type: type)) {
                sets += type == .soa ? [plainSOA] : [plainNS]
            }
            zone = try Zone(apex: zone.apex, sets: sets)
        }
    }

    private static let plainNS = RecordSet(
        name: zoneName, type: .ns, ttl: .maximum, data: [.ns("ns1.example.net.")])
    private static let plainSOA = RecordSet(
        name: zoneName, type: .soa, ttl: .maximum,
        data: [
            .soa(
                SOA(
                    mname: "ns1.example.net.", rname: "hostmaster.example.net.", serial: 1, refresh: 2, retry: 3,
                    expire: 4, minimum: 5))
        ])

    @Test("A generated zone that the rules let pass is loaded by BIND, Knot and NSD", arguments: 0..<60)
    func generatedZones(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed) &+ 3_000)
        let zone = try Self.withoutErrors(generator.zone(count: generator.number(0...40)))
        let records = [
            WrittenRecord(
                name: "host.example.com.", ttl: zone.sets[0].ttl ?? .maximum, type: "MINFO",
                data: Array("a.example.net. b.example.net.".utf8),
                origin: "sub.example.com.")
        ]
        let isBelowAlias = zone.sets.contains {
            $0.type == .dname && ("host.example.com." as DomainName).isAtOrBelow($0.name)
        }
        let octets = MasterFileWriter.octets(of: zone, unmodelled: seed % 2 == 0 && !isBelowAlias ? records : [])
        for checker in ZoneChecker.allCases {
            if let refusal = try checker.refusal(of: octets, apex: "example.com.") { Issue.record("\(refusal)") }
        }
    }

    /// A zone's lines besides an SOA of the usual kind, what the rules say of it, and whether BIND loads it.
    struct Case: Sendable, CustomTestStringConvertible {
        var lines: String
        var ids: [String]
        var isLoaded: Bool
        var apex = "example.com."
        var hasServers = true

        var testDescription: String { lines }

        init(
            _ lines: String, _ ids: [String], isLoaded: Bool = false, apex: String = "example.com.",
            hasServers: Bool = true
        ) {
            self.lines = lines
            self.ids = ids
            self.isLoaded = isLoaded
            self.apex = apex
            self.hasServers = hasServers
        }

        func zone() throws -> Zone {
            let text =
                "$ORIGIN \(apex)\n$TTL 300\n@ SOA ns1.example.net. hostmaster.example.net. 1 2 3 4 5\n"
                + (hasServers ? "@ NS ns1.example.net.\n" : "") + lines + "\n"
            return try MasterFileParser.parse(Array(text.utf8), path: "zone", apex: DomainName(parsing: apex)).zone
        }
    }

    private static let digest = String(repeating: "ab", count: 32)

    private static let key = "257 3 8 AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LUsAD0QPWU"

    /// A record of each type that is nothing but fields.
    private static let ofFields = """
        h HINFO RFC8482 ""
        r RP first\\.last.example.net. .
        d DNSKEY \(key)
        c CDS 1 8 4 \(digest)\(digest.prefix(32))
        k CDNSKEY 0 3 0 AA==
        t CERT PKIX 0 0 AAAA
        s SMIMEA 3 1 1 \(digest)
        y CSYNC 1 3 A NS AAAA TYPE65280
        z ZONEMD 1 1 240 \(digest)
        l APL 1:192.0.2.0/24 !2:2001:db8::/32
        e APL
        m EUI48 00-00-5e-00-53-2a
        m EUI64 00-00-5e-ef-10-00-00-2a
        """

    static let cases: [Case] =
        names + [
            // The zone's own name servers.
            Case("@ NS ns1", ["name-server-without-address"], hasServers: false),
            Case("@ NS ns1\n@ NS ns2.example.net.", ["name-server-without-address"], hasServers: false),
            Case("@ NS @", ["name-server-without-address"], hasServers: false),
            Case("@ NS ns1\nns1 CNAME a.example.net.", ["name-server-is-alias"], hasServers: false),
            Case("@ NS ns1\n* CNAME a.example.net.", ["name-server-is-alias"], hasServers: false),
            Case("@ NS ns1.d\nd DNAME a.example.net.", ["name-server-is-alias"], hasServers: false),
            Case("@ NS a.ns1\nx.a.ns1 A 192.0.2.1", ["name-server-without-address"], hasServers: false),
            Case("@ NS ns1\nx.ns1 A 192.0.2.1\n* A 192.0.2.1", ["name-server-without-address"], hasServers: false),
            Case("@ NS ns1\nns1 AAAA ::1", [], isLoaded: true, hasServers: false),
            Case("@ NS @\n@ A 192.0.2.1", [], isLoaded: true, hasServers: false),
            Case("@ NS ns1\n* A 192.0.2.1", [], isLoaded: true, hasServers: false),
            Case("@ NS ns1.sub\nsub NS ns1.sub\nns1.sub A 192.0.2.1", [], isLoaded: true, hasServers: false),
            Case("@ NS ns1.sub\nsub NS ns.example.net.", [], isLoaded: true, hasServers: false),
            // Places.
            Case("@ DS 1 8 2 \(digest)", ["ds-at-apex"]), Case("sub DS 1 8 2 \(digest)", [], isLoaded: true),
            Case("*.sub NS ns.example.net.", ["ns-at-wildcard"]), Case("* NS ns.example.net.", ["ns-at-wildcard"]),
            Case("a.*.sub NS ns.example.net.", [], isLoaded: true),
            // What the zone tells its parent of its keys.
            Case("@ CDS 1 8 2 \(digest)", ["cds-without-dnskey"]), Case("@ CDNSKEY \(key)", ["cds-without-dnskey"]),
            Case("@ DNSKEY \(key)\n@ CDS 1 8 2 \(digest)", [], isLoaded: true),
            Case("x CSYNC 1 0 TYPE0", ["bad-generic-data"], isLoaded: true),
            Case("@ DNSKEY \(key)\n@ CDS 1 13 2 \(digest)", ["cds-without-dnskey"]),
            Case("@ DNSKEY \(key)\n@ CDS 0 0 0 00\n@ CDS 1 8 2 \(digest)", ["cds-without-dnskey"]),
            Case("[h TXT x", [], isLoaded: true),
            Case("x PTR \(String(repeating: "a", count: 62))\\\\.example.net.", [], isLoaded: true),
            Case("x RP a{b}.example.net. [c.d]e.example.net.", [], isLoaded: true),
            Case("@ DNSKEY \(key)\n@ CDNSKEY \(key)\n@ CDNSKEY 256 3 8 AAAA", [], isLoaded: true),
            Case("@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==", [], isLoaded: true),
            Case("x CDS 1 8 2 \(digest)\nx CDNSKEY \(key)", [], isLoaded: true),
            // Types and data.
            Case(ofFields, [], isLoaded: true),
            Case(
                "x DNSKEY 257 3 253 /////w==\ny CDNSKEY 257 3 PRIVATEDNS AQID",
                Array(repeating: "key-of-nobody", count: 2), isLoaded: true),
            Case(
                "x DNSKEY 257 3 253 B2V4YW1wbGUDY29tAAEC\ny DNSKEY 256 3 254 AQIDBAU=\nz CERT PKIX 0 253 AAAA", [],
                isLoaded: true),
            Case("x DNSKEY 257 3 PRIVATEOID BgMqAwQ=\ny CDNSKEY 256 3 254 //8=", [], isLoaded: true),
            // What Knot 3.2 reads by the numbers of the keys only, and names with punctuation.
            Case(
                "x HTTPS 1 . alpn=h2 dohpath=/dns-query{?dns}\ny SVCB 1 . mandatory=alpn,dohpath alpn=h2 dohpath=/q{?dns}",
                [], isLoaded: true),
            Case(
                "x HTTPS 1 . alpn=a,h2\nv SVCB 1 . alpn=h2,i,h3\ny SVCB 1 . mandatory=alpn alpn=\"\\200,b,c\"\nz SVCB 1 . alpn=x",
                [],
                isLoaded: true),
            Case(
                "x HTTPS 0 a!b.example.net.\ny SVCB 0 {a}~b#%&'+,:<=>?[c]^`|\\;\\@\\\\.example.net.", [], isLoaded: true
            ),
            // Addresses of hosts, and a prefix that is shorter than its address.
            Case("x APL 1:192.0.2.1/24 !1:10.1.2.3/8 2:2001:db8::1/32 1:192.0.2.0/0", [], isLoaded: true),
            Case("x TYPE42 \\# 8 00011804c0000201\ny APL \\# 7 00010003c00002", [], isLoaded: true),
            Case("x TYPE0 \\# 0", ["meta-type"]), Case("x TYPE41 \\# 0", ["meta-type"]),
            Case("x TYPE128 \\# 1 00", ["meta-type"]), Case("x TYPE250 \\# 0", ["meta-type"]),
            Case("x TYPE255 \\# 0", ["meta-type"]), Case("x TYPE256 \\# 5 0001000141", [], isLoaded: true),
            Case("x TYPE3 \\# 1 00", ["type-not-loaded"]), Case("x TYPE46 \\# 4 0a000001", ["type-not-loaded"]),
            Case("x TYPE47 \\# 4 0a000001", ["type-not-loaded"]), Case("x TYPE18 \\# 4 0a000001", ["bad-generic-data"]),
            Case("x TYPE105 \\# 5 0102030405", ["bad-generic-data"]),
            Case("x TYPE105 \\# 6 010203040506", [], isLoaded: true),
            Case("x TYPE18 \\# 7 0001 03 615f62 00", [], isLoaded: true),
            Case("x TYPE65280 \\# 0", [], isLoaded: true),
            Case(
                "x DNAME a.example.net.\ny.x A 192.0.2.1\nz.y.x A 192.0.2.1", ["data-below-dname", "data-below-dname"],
                isLoaded: true),
            Case("x DNAME a.example.net.\nx TXT a\nxy A 192.0.2.1", [], isLoaded: true),
            Case("a!b{c}~d TXT x\n#+,:<=>?[]^`| TXT x\nx CNAME a!b.example.net.\ny SRV 1 1 1 .", [], isLoaded: true),
            Case("x NAPTR 1 1 \"u\" \"E2U+sip\" \"!^.*$!sip:a@example.net\" .", ["bad-regexp"]),
            Case("x NAPTR 1 1 \"u\" \"E2U+sip\" \"!^(.*)$!sip:\\\\2@example.net!\" .", ["bad-regexp"]),
            Case("x NAPTR 1 1 \"u\" \"E2U+sip\" \"!^(.*$!sip:a@example.net!\" .", ["bad-regexp"]),
            Case("x NAPTR 1 1 \"u\" \"E2U+sip\" \"!^(.*)$!sip:\\\\1@example.net!i\" .", [], isLoaded: true),
            // Loops are loaded and never answered.
            Case("a CNAME a", ["cname-loop"], isLoaded: true),
            Case("a CNAME b\nb CNAME a\nc CNAME a", ["cname-loop", "cname-loop"], isLoaded: true),
            Case("*.w CNAME x.w", ["cname-loop"], isLoaded: true),
            Case("a CNAME b.w\n*.w CNAME a", ["cname-loop", "cname-loop"], isLoaded: true),
            Case("a CNAME b.w\n*.w CNAME a\nb.w A 192.0.2.1", [], isLoaded: true),
            Case("a CNAME b\nb CNAME example.net.", [], isLoaded: true),
            // What BIND warns of.
            Case("sub NS ns1.sub", ["missing-glue"], isLoaded: true),
            Case("sub NS ns1", ["target-without-address"], isLoaded: true),
            Case("sub NS ns1\nns1 A 192.0.2.1", [], isLoaded: true),
            Case("sub NS ns1.other\nother NS ns.example.net.", [], isLoaded: true),
            Case("@ MX 10 m", ["target-without-address"], isLoaded: true),
            Case("@ MX 0 .\n@ MX 10 mx.example.net.", ["null-mx"], isLoaded: true),
            Case("@ MX 0 .", [], isLoaded: true), Case("@ MX 10 m\nm AAAA ::1", [], isLoaded: true),
            Case("_x._tcp SRV 1 1 1 m", ["target-without-address"], isLoaded: true),
        ]

    /// BIND's check-names.
    static let names: [Case] = [
        Case("under_score A 192.0.2.1", ["owner-not-a-host"]), Case("under_score AAAA ::1", ["owner-not-a-host"]),
        Case("under_score MX 1 a.example.net.", ["owner-not-a-host"]), Case("-a A 192.0.2.1", ["owner-not-a-host"]),
        Case("a- A 192.0.2.1", ["owner-not-a-host"]), Case("a\\.b A 192.0.2.1", ["owner-not-a-host"]),
        Case("x\\032y A 192.0.2.1", ["owner-not-a-host"]), Case("#x A 192.0.2.1", ["owner-not-a-host"]),
        Case("a_b.ok A 192.0.2.1", ["owner-not-a-host"]), Case("*.a_b A 192.0.2.1", ["owner-not-a-host"]),
        Case("a.*.b A 192.0.2.1", ["owner-not-a-host"]), Case("_msdcs A 192.0.2.1", ["owner-not-a-host"]),
        Case("x.gc._msdcs A 192.0.2.1", ["owner-not-a-host"]), Case("gc._msdcs MX 1 a.b.", ["owner-not-a-host"]),
        Case("gc._msdcs.a_b A 192.0.2.1", ["owner-not-a-host"]),
        Case("gc._msdcs A 192.0.2.1", [], isLoaded: true), Case("* A 192.0.2.1", [], isLoaded: true),
        Case("*.a MX 1 a.b.", [], isLoaded: true), Case("1 A 192.0.2.1", [], isLoaded: true),
        Case("a--b A 192.0.2.1", [], isLoaded: true),
        Case(
            "a_b TXT x\na_b CAA 0 issue x\n_x._tcp SRV 1 1 1 a.b.\n_443._tcp TLSA 3 1 1 \(digest)", [], isLoaded: true),
        Case("a_b CNAME c_d.example.net.\nb_c PTR a_b.example.net.\nc_d NS a.example.net.", [], isLoaded: true),
        Case("x NS a_b.example.net.", ["target-not-a-host"]), Case("x MX 1 a_b.example.net.", ["target-not-a-host"]),
        Case("x SRV 1 1 1 a_b.example.net.", ["target-not-a-host"]),
        Case("x SVCB 1 a_b.example.net.", ["target-not-a-host"]),
        Case("x RP a.b_c.example.net. .", ["target-not-a-host"]), Case("x RP a_b.example.net. .", [], isLoaded: true),
        Case("x HTTPS 1 *.example.net.", ["target-not-a-host"]), Case("x HTTPS 0 a_b.example.net.", [], isLoaded: true),
        Case("1 PTR a_b.example.net.", ["target-not-a-host"], apex: "2.0.192.in-addr.arpa."),
        Case("1 PTR a_b.example.net.", ["target-not-a-host"], apex: "8.b.d.0.1.0.0.2.ip6.arpa."),
        Case("b._dns-sd._udp PTR a_b.example.net.", [], isLoaded: true, apex: "2.0.192.in-addr.arpa."),
        Case("x._dns-sd._udp PTR a_b.example.net.", ["target-not-a-host"], apex: "2.0.192.in-addr.arpa."),
    ]

    @Test("The rules say what BIND does, and what they let pass Knot and NSD load too", arguments: cases)
    func table(one: Case) throws {
        let zone = try one.zone()
        let findings = Self.findings(zone)
        #expect(findings.map(\.diagnostic.id).sorted() == one.ids.sorted())
        let octets = MasterFileWriter.octets(of: zone, unmodelled: [])
        let refusal = try ZoneChecker.bind.refusal(of: octets, apex: zone.apex)
        #expect((refusal == nil) == one.isLoaded, "\(refusal ?? "")")
        guard findings.allSatisfy({ $0.diagnostic.severity != .error }) else { return }
        #expect(try ZoneChecker.knot.refusal(of: octets, apex: zone.apex) == nil)
        #expect(try ZoneChecker.nsd.refusal(of: octets, apex: zone.apex) == nil)
    }

    @Test("'check-names' takes away the rules about names, and no others", arguments: names)
    func withoutNames(one: Case) throws {
        let subject = RuleSubject(live: try one.zone())
        #expect(MasterFileRules.findings(in: subject, checkNames: .ignore).isEmpty)
        let warned = MasterFileRules.findings(in: subject, checkNames: .warn).map(\.diagnostic)
        #expect(warned.map(\.id) == one.ids && warned.allSatisfy { $0.severity == .warning })
        let other = RuleSubject(live: try Case("@ DS 1 8 2 \(Self.digest)", []).zone())
        #expect(MasterFileRules.findings(in: other, checkNames: .ignore).map(\.diagnostic.severity) == [.error])
    }

    @Test(
        "Where no server is known to read the files, what BIND alone minds is a warning, and the rest is as it was",
        arguments: cases)
    func withoutServer(one: Case) throws {
        let zone = try one.zone()
        let alone: Set = ["name-server-without-address", "name-server-is-alias"]
        let subject = RuleSubject(live: zone)
        let known = MasterFileRules.findings(in: subject)
        let unknown = MasterFileRules.findings(in: subject, server: .unknown)
        #expect(unknown.map(\.diagnostic.id) == known.map(\.diagnostic.id))
        for (before, after) in zip(known.map(\.diagnostic), unknown.map(\.diagnostic)) {
            #expect(after.severity == (alone.contains(after.id) ? .warning : before.severity))
        }
        guard unknown.contains(where: { alone.contains($0.diagnostic.id) }),
            unknown.allSatisfy({ $0.diagnostic.severity != .error })
        else { return }
        let octets = MasterFileWriter.octets(of: zone, unmodelled: [])
        #expect(try ZoneChecker.bind.refusal(of: octets, apex: zone.apex) != nil)
        #expect(try ZoneChecker.knot.refusal(of: octets, apex: zone.apex) == nil)
        #expect(try ZoneChecker.nsd.refusal(of: octets, apex: zone.apex) == nil)
    }

    @Test("Generic data of a registered type that the rules let pass are loaded", arguments: 0..<20)
    func genericData(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed) &+ 70_000)
        var sets: [RecordSet] = [Self.plainSOA, Self.plainNS]
        let pieces: [[UInt8]] = [
            [0], [1, 0x61, 0], [0, 1], [4] + Array("1234".utf8), [3, 0x61, 0x5F, 0x62, 0], [0, 1, 24, 3, 192, 0, 2],
        ]
        for number in 0..<600 {
            let type = RecordType(
                rawValue: generator.once(in: 3) ? generator.number(0...300) : generator.number(1...110))
            if type.isModelled { continue }
            var octets: [UInt8] = []
            for _ in 0..<generator.number(0...4) {
                octets += generator.once(in: 2) ? generator.octets(0...20) : generator.one(of: pieces)
            }
            sets.append(
                RecordSet(
                    name: try DomainName(parsing: "n\(number).example.com."), type: type, ttl: .maximum,
                    data: [.unknown(type, octets)]))
        }
        let zone = try Self.withoutErrors(Zone(apex: Self.zoneName, sets: sets))
        #expect(zone.sets.count > 100)
        for checker in ZoneChecker.allCases {
            let octets = MasterFileWriter.octets(of: zone, unmodelled: [])
            if let refusal = try checker.refusal(of: octets, apex: zone.apex) {
                Issue.record("\(refusal.prefix(2_000))")
            }
        }
    }

    @Test("A file that BIND must refuse is refused, so that the tests above can fail")
    func refused() throws {
        let octets = Array("$TTL 1\n@ SOA a b 1 2 3 4 5\n".utf8)
        for checker in [ZoneChecker.bind, .knot] {
            #expect(try checker.refusal(of: octets, apex: "example.com.")?.contains("NS") == true)
        }
        #expect(try ZoneChecker.nsd.refusal(of: Array("nonsense".utf8), apex: "example.com.") != nil)
    }
}
