internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Record lists") struct RecordListTests {
    private static func routing(_ identifier: String, _ policy: RoutingPolicy) -> Routing? {
        SetIdentifier(identifier).map { Routing(identifier: $0, policy: policy) }
    }

    private static func address(_ name: DomainName, _ routing: Routing?, healthCheck: String? = nil) -> RecordSet {
        let plain = recordSet("x 300 A 192.0.2.1")
        return RecordSet(
            name: name, type: .a, ttl: plain.ttl ?? .maximum, data: plain.data, routing: routing,
            healthCheck: healthCheck)
    }

    /// A zone with everything that a set can have.
    static func live() throws -> LiveZone {
        let key = String(repeating: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", count: 7)
        let plain = zone([
            "@ 3600 SOA ns1.example.com. hostmaster.example.com. 2026112301 7200 3600 1209600 300",
            "@ 86400 NS ns1.example.com. | ns2.example.com.", "@ 3600 MX 10 Mail.example.com. | 20 mx.example.net.",
            "@ 3600 TXT \"v=spf1 include:_spf.example.net ~all\" | \"say \\\"hi\\\"; caf\\195\\169\"",
            "*.apps 300 CNAME www.example.com.", "a\\.b 60 A 192.0.2.7", "xn--bcher-kva 60 AAAA 2001:db8::1",
            "dk._domainkey 3600 TXT \"v=DKIM1; p=\(key.prefix(200))\" \"\(key.dropFirst(200))\"",
            "odd 60 TYPE65280 \\# 4 01020304",
        ])
        let routed: [RecordSet] = [
            address("www.example.com.", routing("blue", .weighted(10)), healthCheck: "abcdef11-2222-3333"),
            address("www.example.com.", routing("green", .weighted(0))),
            address("geo.example.com.", routing("de", .geolocation(.country("DE", subdivision: nil)))),
            address("geo.example.com.", routing("any where", .geolocation(.anywhere))),
            address(
                "near.example.com.",
                routing(
                    "p", .geoproximity(.init(place: .coordinates(latitude: 4905, longitude: -1230), bias: 10)))),
            address("many.example.com.", routing("1", .multivalue)),
            address("fail.example.com.", routing("one", .failover(.primary))),
            address("soon.example.com.", routing("eu", .latency(region: "eu-west-1"))),
            address("net.example.com.", routing("office", .cidr(collection: "c8c02a84", location: "site-a"))),
            RecordSet(
                name: "example.com.", type: .a,
                alias: AliasTarget(
                    place: .hostedZone("Z35SXDOTRQ7X7K"), name: "lb.us-east-1.elb.amazonaws.com.",
                    evaluatesTargetHealth: true)),
            RecordSet(
                name: "alias.example.com.", type: .a,
                alias: AliasTarget(place: .sameZone, name: "www.example.com.", evaluatesTargetHealth: false),
                routing: routing("x", .weighted(1))),
        ]
        return LiveZone(
            try Zone(apex: "example.com.", sets: plain.sets + routed),
            unmodelled: [
                UnmodelledSet(name: "tp.example.com.", type: "A", reason: "made by traffic policy instance 12345"),
                UnmodelledSet(name: "wks.example.com.", type: "WKS", reason: "no presentation format known for WKS"),
            ])
    }

    /// What a query finds, as name and type.
    private static func found(_ query: RecordQuery) throws -> [String] {
        let match = query.match(in: try live())
        return match.sets.map { "\($0.key)" } + match.unmodelled.map { "\($0.name) \($0.type) unmodelled" }
    }

    // MARK: - Queries

    @Test("A query that says nothing finds everything, in canonical order") func everything() throws {
        let live = try Self.live()
        let match = RecordQuery().match(in: live)
        #expect(match.sets == live.zone.sets && match.unmodelled == live.unmodelled && match.notSearched == 0)
    }

    @Test("What a query finds is what it finds of each part, taken together", arguments: 0..<20)
    func parts(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let live = LiveZone(generator.routed(generator.zone(count: 60)))
        let set = generator.one(of: live.zone.sets)
        let text = set.alias?.name.description ?? set.data.last?.text ?? ""
        let name = set.name.text(relativeTo: "example.com.")
        let query = RecordQuery(name: name, types: [set.type], value: String(text.prefix(40)))
        let match = query.match(in: live).sets
        #expect(match.contains(set))
        let parts = [RecordQuery(name: query.name), RecordQuery(types: query.types), RecordQuery(value: query.value)]
        let common = parts.reduce(Set(live.zone.sets)) { $0.intersection($1.match(in: live).sets) }
        #expect(match == live.zone.sets.filter(common.contains))
    }

    @Test(
        "Names are matched in their zone, or whole with a dot at the end",
        arguments: [
            ("www", ["www.example.com. A [blue]", "www.example.com. A [green]"]),
            ("WWW.Example.COM.", ["www.example.com. A [blue]", "www.example.com. A [green]"]),
            ("www.example.com", []), ("www.", []), ("\\*.apps", ["*.apps.example.com. CNAME"]),
            ("*.apps.example.com.", ["*.apps.example.com. CNAME"]), ("a\\.b", ["a\\.b.example.com. A"]),
            ("a\\.", []), ("a.b", []), ("a\\\\.", []), ("o*", ["odd.example.com. TYPE65280"]),
            ("**.apps.**.", ["*.apps.example.com. CNAME"]), ("bücher", ["xn--bcher-kva.example.com. AAAA"]),
            ("BÜCHER.example.com.", ["xn--bcher-kva.example.com. AAAA"]), (".", []),
            ("wks", ["wks.example.com. WKS unmodelled"]), ("tp.example.com.", ["tp.example.com. A unmodelled"]),
        ] as [(String, [String])])
    func names(pattern: String, expected: [String]) throws {
        #expect(try Self.found(RecordQuery(name: pattern)) == expected)
    }

    @Test("The apex is @, nothing, or its whole name") func apex() throws {
        let expected = try Self.live().zone.sets.filter { $0.name == "example.com." }.map { "\($0.key)" }
        for pattern in ["@", "", "example.com."] {
            #expect(try Self.found(RecordQuery(name: pattern)) == expected, "\(pattern)")
        }
    }

    @Test("Types are any of those that are named, known or not") func types() throws {
        let wks = try #require(RecordType(registered: "wks"))
        #expect(
            try Self.found(RecordQuery(types: [.cname, wks])) == [
                "*.apps.example.com. CNAME", "wks.example.com. WKS unmodelled",
            ])
        #expect(try Self.found(RecordQuery(types: [.a])).contains("tp.example.com. A unmodelled"))
        #expect(RecordType(registered: "nsec3param") != nil && RecordType(registered: "AA") == nil)
    }

    @Test(
        "A value is looked for in data, alias targets and health checks, letters of either case alike",
        arguments: [
            ("mail.EXAMPLE", ["example.com. MX"]), ("192.0.2.7", ["a\\.b.example.com. A"]),
            ("LB.us-east", ["example.com. A"]), ("z35sx", ["example.com. A"]),
            ("ABCDEF11-2222", ["www.example.com. A [blue]"]), ("say \"hi\"; café", ["example.com. TXT"]),
            ("\\195\\169", ["example.com. TXT"]), ("01020304", ["odd.example.com. TYPE65280"]),
            ("weight", []), ("300", ["example.com. SOA"]), ("this zone", []),
        ] as [(String, [String])])
    func values(text: String, expected: [String]) throws {
        #expect(try Self.found(RecordQuery(value: text)) == expected)
    }

    // A long key is cut into strings of 255 octets; who looks for a part of it does not know where.
    @Test("A text is found across the strings that it is cut into") func longText() throws {
        let live = try Self.live()
        let name: DomainName = "dk._domainkey.example.com."
        guard case .txt(let text)? = live.zone[RecordSet.Key(name: name, type: .txt)]?.data.first else {
            Issue.record("no TXT")
            return
        }
        let octets = text.octets
        let middle = String(decoding: octets[240..<270], as: UTF8.self)
        #expect(!octets.isEmpty && octets.count > 255)
        #expect(RecordQuery(value: middle).match(in: live).sets.map(\.name) == [name])
    }

    @Test("Sets without values that can be searched are counted") func notSearched() throws {
        let match = RecordQuery(types: [.a], value: "no such").match(in: try Self.live())
        #expect(match == RecordQuery.Match(sets: [], unmodelled: [], notSearched: 1))
    }

    // MARK: - Reports

    static func list() throws -> RecordList {
        let match = RecordQuery().match(in: try live())
        let other = RecordQuery().match(in: LiveZone(zone(["www 60 A 192.0.2.3"], in: "xn--bcher-kva.example.")))
        let none = RecordQuery.Match(sets: [], unmodelled: [], notSearched: 3)
        return RecordList(
            [
                .init(
                    provider: "aws",
                    zone: ListedZone(
                        id: "Z2", apex: "xn--bcher-kva.example.", isPrivate: true,
                        readOnly: "it belongs to another service"), match: other),
                .init(provider: "aws", zone: ListedZone(id: "Z3", apex: "example.org."), match: none),
                .init(provider: "live", zone: ListedZone(id: "example.com.", apex: "example.com."), match: match),
                .init(
                    provider: "aws", zone: ListedZone(id: "Z1", apex: "xn--bcher-kva.example."), match: other),
            ],
            failures: [
                ReadFailure(
                    provider: "aws", zone: ListedZone(id: "Z4", apex: "example.edu."), code: "provider-unavailable",
                    message: "the server does not answer; try again later")
            ])
    }

    private static func text(_ list: RecordList) -> String {
        RecordListReport(style: TextStyle(isColoured: false), width: 80).text(of: list)
    }

    @Test("Record sets at 80 columns") func text() throws { try expectGolden(Self.text(Self.list()), "records.txt") }

    @Test("Record sets as JSON") func document() throws {
        try expectGolden(String(decoding: RecordListDocument.encode(Self.list()), as: UTF8.self), "records.json")
    }

    @Test("Zones without a find are counted and not shown") func counts() throws {
        let list = try Self.list()
        #expect(list.searched == 4 && list.zones.count == 3 && list.notSearched == 3)
        #expect(list.zones.map(\.zone.id) == ["example.com.", "Z1", "Z2"])
        #expect(Self.text(RecordList([])).isEmpty)
    }

    // Every value stands whole in the report: breaking a line only adds line feeds and margins.
    @Test("Every value is shown whole", arguments: 0..<10) func whole(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let live = LiveZone(generator.routed(generator.zone(count: 40)))
        let list = RecordList([
            .init(
                provider: "live", zone: ListedZone(id: live.id, apex: live.zone.apex),
                match: RecordQuery().match(in: live))
        ])
        let text = Self.text(list).filter { $0 != " " && $0 != "\n" }
        for set in live.zone.sets {
            for value in set.data {
                let head = "\(set.name)\(set.ttl?.description ?? "-")\(set.type)"
                let tail = value.text.filter { $0 != " " }
                #expect(text.contains(head) && text.contains(tail), "\(set.key)")
            }
        }
    }

    @Test("No list of record sets has a control, format or invisible character, or a line too wide", arguments: 0..<20)
    func hostile(seed: UInt64) {
        var generator = Generator(seed: seed)
        func nasty() -> String { (0..<3).map { _ in generator.one(of: hostileTexts) }.joined() }
        let sets = (0..<8).map { _ in
            let routing = SetIdentifier(nasty()).map {
                Routing(identifier: $0, policy: .cidr(collection: nasty(), location: nasty()))
            }
            return generator.once(in: 2)
                ? RecordSet(
                    name: hostileName(nasty()), type: .txt, ttl: generator.ttl(),
                    data: [.txt(TXT(Array(nasty().utf8)))],
                    routing: routing, healthCheck: nasty())
                : RecordSet(
                    name: hostileName(nasty()), type: .a,
                    alias: AliasTarget(
                        place: .hostedZone(nasty()), name: hostileName(nasty()), evaluatesTargetHealth: true),
                    routing: routing)
        }
        let unmodelled = [UnmodelledSet(name: hostileName(nasty()), type: nasty(), reason: nasty())]
        let zone = ListedZone(id: nasty(), apex: hostileName(nasty()), isPrivate: true, readOnly: nasty())
        let match = RecordQuery.Match(sets: sets, unmodelled: unmodelled, notSearched: 0)
        expectPrintable(Self.text(RecordList([.init(provider: nasty(), zone: zone, match: match)])))
    }

    @Test("A change, for people and as JSON") func change() throws {
        let pending = ChangeReport(
            provider: "aws",
            status: ChangeStatus(
                id: "C2682N5HXP0BZ4", isServedEverywhere: false, submitted: "2026-11-23T10:15:30.125Z",
                comment:
                    "gate53 plan 87272550a90a, batch 1 of 2, \u{1B}[2J with a comment that somebody made rather long"))
        let done = ChangeReport(
            provider: "aws",
            status: ChangeStatus(id: "C1", isServedEverywhere: true, submitted: "2026-11-23T10:15:30.125Z"))
        let style = TextStyle(isColoured: false)
        try expectGolden(pending.text(style: style) + "----\n" + done.text(style: style), "change.txt")
        expectPrintable(pending.text(style: style))
        try expectGolden(String(decoding: pending.octets(), as: UTF8.self), "change.json")
    }
}
