internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Routing policies and health checks in zone files")
struct RoutingTests {
    private func policies(_ sample: String) throws -> [String: RoutingPolicy] {
        let zone = try readZone(sample)
        return Dictionary(
            uniqueKeysWithValues: zone.zone.sets.compactMap { set in
                set.routing.map { ("\(set.name.text(relativeTo: "example.com.")) \($0.identifier)", $0.policy) }
            })
    }

    @Test("Each routing policy")
    func everyPolicy() throws {
        let policies = try policies(
            """
            weighted:
              - {type: A, value: 192.0.2.1, set-identifier: blue, routing: {weight: 0}}
              - {type: A, value: 192.0.2.2, set-identifier: green, routing: {weight: '255'}}
            latency: {type: A, value: 192.0.2.1, set-identifier: ie, routing: {latency: eu-west-1}}
            failover:
              - {type: A, value: 192.0.2.1, set-identifier: one, routing: {failover: primary}}
              - {type: A, value: 192.0.2.2, set-identifier: two, routing: {failover: secondary}}
            geo:
              - {type: A, value: 192.0.2.1, set-identifier: eu, routing: {geolocation: {continent: EU}}}
              - {type: A, value: 192.0.2.2, set-identifier: no, routing: {geolocation: {country: NO}}}
              - {type: A, value: 192.0.2.3, set-identifier: ca, routing: {geolocation: {country: US, subdivision: CA}}}
              - {type: A, value: 192.0.2.4, set-identifier: rest, routing: {geolocation: default}}
            near:
              - {type: A, value: 192.0.2.1, set-identifier: a, routing: {geoproximity: {region: eu-west-1}}}
              - {type: A, value: 192.0.2.2, set-identifier: b, routing: {geoproximity: {local-zone-group: us-west-2-lax-1, bias: 0}}}
              - {type: A, value: 192.0.2.3, set-identifier: c, routing: {geoproximity: {latitude: 52.52, longitude: -13.4, bias: -99}}}
            several: {type: A, value: 192.0.2.1, set-identifier: 1, routing: {multivalue: true}}
            cidr:
              - {type: A, value: 192.0.2.1, set-identifier: a, routing: {cidr: {collection: c8c02a84-aaaa-bbbb-e0d2-d833a2f80106, location: site-a}}}
              - {type: A, value: 192.0.2.2, set-identifier: b, routing: {cidr: {collection: c8c02a84-aaaa-bbbb-e0d2-d833a2f80106, location: '*'}}}
            """)
        typealias Near = RoutingPolicy.Geoproximity
        #expect(
            policies == [
                "weighted blue": .weighted(0), "weighted green": .weighted(255),
                "latency ie": .latency(region: "eu-west-1"), "failover one": .failover(.primary),
                "failover two": .failover(.secondary), "geo eu": .geolocation(.continent("EU")),
                "geo no": .geolocation(.country("NO", subdivision: nil)),
                "geo ca": .geolocation(.country("US", subdivision: "CA")), "geo rest": .geolocation(.anywhere),
                "near a": .geoproximity(Near(place: .region("eu-west-1"), bias: nil)),
                "near b": .geoproximity(Near(place: .localZoneGroup("us-west-2-lax-1"), bias: 0)),
                "near c": .geoproximity(Near(place: .coordinates(latitude: 5252, longitude: -1340), bias: -99)),
                "several 1": .multivalue,
                "cidr a": .cidr(collection: "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", location: "site-a"),
                "cidr b": .cidr(collection: "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", location: "*"),
            ])
    }

    @Test("Identifiers are kept octet for octet, in the order of their octets; health checks with routing and without")
    func identifiers() throws {
        let zone = try readZone(
            """
            www:
              - {type: TXT, value: a, set-identifier: "a\\u0308", routing: {weight: 1}, health-check: abc-1}
              - {type: TXT, value: b, set-identifier: ä, routing: {weight: 1}}
              - {type: TXT, value: c, set-identifier: Blue, routing: {weight: 1}}
              - {type: TXT, value: d, set-identifier: blue, routing: {weight: 1}}
              - {type: A, value: 192.0.2.1, health-check: abc-2}
            """)
        #expect(
            zone.zone.sets.map { $0.routing.map { Array($0.identifier.octets) } }
                == [nil, Array("Blue".utf8), Array("a\u{308}".utf8), Array("blue".utf8), Array("ä".utf8)])
        #expect(zone.zone.sets.map(\.healthCheck) == ["abc-2", nil, "abc-1", nil, nil])
        #expect(zone.zone.sets.indices.map { zone.location(ofSetAt: $0).line } == [6, 4, 2, 5, 3])
    }

    @Test("Annotations belong to one set of a routing policy")
    func annotations() throws {
        let zone = try readZone(
            """
            www:
              - {type: A, value: 192.0.2.1, set-identifier: blue, routing: {weight: 1}, gate53: {protect: true}}
              - {type: A, value: 192.0.2.2, set-identifier: green, routing: {weight: 1}}
            """)
        let key = RecordSet.Key(name: "www.example.com.", type: .a, identifier: SetIdentifier("blue"))
        #expect(zone.protectedKeys == [key])
    }

    @Test("An identifier needs a routing policy, and a routing policy an identifier")
    func halves() {
        expectDiagnostics(
            in: """
                a: {type: A, value: 192.0.2.1, ⟦1⟧set-identifier: blue}
                b: {type: A, value: 192.0.2.1, ⟦2⟧routing: {weight: 1}}
                c: {type: A, alias: {name: d.example.com.}, ⟦3⟧set-identifier: blue}
                d: {type: A, value: 192.0.2.1, set-identifier: ⟦4⟧, routing: {weight: 1}}
                e: {type: A, value: 192.0.2.1, set-identifier: ⟦5⟧'', routing: {weight: 1}}
                f: {type: A, value: 192.0.2.1, set-identifier: blue, routing: ⟦6⟧}
                """,
            [
                (1, .error, "missing-routing", "'routing: {weight: 10}'"),
                (2, .error, "missing-set-identifier", "'set-identifier: blue'"),
                (3, .error, "missing-routing", ""), (4, .error, "bad-value", "a text"),
                (5, .error, "bad-value", "1 to 128 characters; this one has 0"),
                (6, .error, "missing-value", "no policy"),
            ])
    }

    // octoDNS and DNSControl leave these to the API, which refuses the batch when it is too late.
    @Test("Sets that cannot stand beside one another")
    func groups() {
        expectDiagnostics(
            in: """
                plain:
                  - {type: A, value: 192.0.2.1, set-identifier: blue, routing: {weight: 1}}
                  - ⟦1⟧{type: A, value: 192.0.2.2}
                twice:
                  - {type: A, value: 192.0.2.1, set-identifier: z, routing: {weight: 1}}
                  - {type: A, value: 192.0.2.2, set-identifier: y, routing: {weight: 1}}
                  - ⟦2⟧{type: A, value: 192.0.2.3, set-identifier: z, routing: {weight: 1}}
                mixed:
                  - {type: A, value: 192.0.2.1, set-identifier: z, routing: {weight: 1}}
                  - ⟦3⟧{type: A, value: 192.0.2.2, set-identifier: a, routing: {latency: eu-west-1}}
                ttls:
                  - {type: A, ttl: 60, value: 192.0.2.1, set-identifier: z, routing: {weight: 1}}
                  - {type: A, value: 192.0.2.2, set-identifier: a, routing: {weight: 1}}
                  - {type: A, alias: {name: ttls2.example.com.}, set-identifier: b, routing: {weight: 1}}
                  - {type: A, ttl: 1m, value: 192.0.2.2, set-identifier: c, routing: {weight: 1}}
                others:
                  - {type: A, ttl: 60, value: 192.0.2.1, set-identifier: a, routing: {failover: primary}}
                  - {type: A, ttl: 30, value: 192.0.2.2, set-identifier: b, routing: {failover: secondary}}
                  - {type: AAAA, value: '2001:db8::1', set-identifier: a, routing: {weight: 1}}
                  - {type: TXT, value: a}
                cname:
                  - ⟦4⟧{type: CNAME, value: a.example.net., set-identifier: a, routing: {weight: 1}}
                  - {type: CNAME, value: b.example.net., set-identifier: b, routing: {weight: 1}}
                  - {type: TXT, value: a}
                """,
            [
                (1, .error, "plain-and-routed", "'plain' A is here without a routing policy, and with one at line 2"),
                (2, .error, "duplicate-set-identifier", "the set identifier 'z' twice, first at line 5"),
                (3, .error, "mixed-routing", "by latency here and by weighted at line 9"),
                (4, .error, "cname-and-other-data", "also TXT"),
            ])
    }

    @Test("A name with routed sets that is written twice")
    func nameTwice() {
        expectDiagnostics(
            in: """
                www: {type: A, value: 192.0.2.1, set-identifier: a, routing: {weight: 1}}
                ⟦1⟧WWW: {type: A, value: 192.0.2.1, set-identifier: b, routing: {weight: 1}}
                """, [(1, .error, "duplicate-key", "first at line 1")])
    }

    @Test("Keys and values of policies that there are not")
    func mistakes() {
        let samples: [(routing: String, id: String, part: String)] = [
            ("{⟦1⟧wieght: 1}", "unknown-key", "did you mean 'weight'?"), ("⟦1⟧{}", "missing-value", "no policy"),
            ("⟦1⟧weight", "wrong-shape", "'routing' is a map"),
            ("{weight: 1, ⟦1⟧latency: eu-west-1}", "several-policies", "'weight' and 'latency'; keep one"),
            ("{weight: ⟦1⟧256}", "bad-value", "from 0 to 255"), ("{weight: ⟦1⟧-1}", "bad-value", "from 0 to 255"),
            ("{weight: ⟦1⟧[1]}", "bad-value", "a text"), ("{latency: ⟦1⟧EU}", "bad-value", "as in eu-west-1"),
            ("{failover: ⟦1⟧PRIMARY}", "bad-value", "'primary' or 'secondary'"),
            ("{geolocation: ⟦1⟧DE}", "bad-value", "'{country: DE}'"),
            ("{geolocation: ⟦1⟧{}}", "bad-value", "'default'"),
            ("{geolocation: ⟦1⟧[EU]}", "bad-value", "'default'"),
            ("{geolocation: {continent: ⟦1⟧Europe}}", "bad-value", "AF, AN, AS, EU, NA, OC, SA"),
            ("{geolocation: {country: ⟦1⟧de}}", "bad-value", "two capital letters"),
            ("{geolocation: {country: ⟦1⟧'*'}}", "bad-value", "'geolocation: default'"),
            ("{geolocation: ⟦1⟧{continent: EU, country: DE}}", "bad-value", "'{continent: EU}'"),
            ("{geolocation: ⟦1⟧{subdivision: CA}}", "bad-value", "subdivision: CA"),
            ("{geolocation: {country: US, subdivision: ⟦1⟧Calif}}", "bad-value", "CA for California"),
            ("{geoproximity: ⟦1⟧{}}", "bad-value", "'{region: eu-west-1}'"),
            ("{geoproximity: ⟦1⟧{bias: 1}}", "bad-value", "a place is one of"),
            ("{geoproximity: ⟦1⟧{latitude: 1}}", "bad-value", "a place is one of"),
            ("{geoproximity: {region: a, bias: ⟦1⟧100}}", "bad-value", "from -99 to 99"),
            ("{geoproximity: {latitude: ⟦1⟧90.01, longitude: 0}}", "bad-value", "from -90 to 90"),
            ("{geoproximity: {latitude: 0, longitude: ⟦1⟧0.123}}", "bad-value", "two decimals"),
            ("{geoproximity: {⟦1⟧regoin: eu-west-1}}", "unknown-key", "did you mean 'region'?"),
            ("{multivalue: ⟦1⟧false}", "bad-value", "'multivalue: true'"),
            ("{cidr: ⟦1⟧{location: a}}", "missing-key", "no 'collection'"),
            ("{cidr: {collection: ⟦1⟧abc, location: a}}", "bad-value", "c8c02a84-"),
            (
                "{cidr: {collection: c8c02a84-aaaa-bbbb-e0d2-d833a2f80106, location: ⟦1⟧a b}}", "bad-value",
                "'*' for every other address"
            ),
        ]
        for sample in samples {
            expectDiagnostics(
                in: "www: {type: A, value: 192.0.2.1, set-identifier: a, routing: \(sample.routing)}\n",
                [(1, .error, sample.id, sample.part)])
        }
    }

    @Test("Keys of a record that are nearly these, or in the wrong place")
    func unknownKeys() {
        expectDiagnostics(
            in: """
                a: {type: A, value: 192.0.2.1, ⟦1⟧set-identifer: blue}
                b: {type: A, value: 192.0.2.1, ⟦2⟧weight: 10}
                c: {type: A, value: 192.0.2.1, ⟦3⟧healthcheck: abc}
                d: {type: A, value: 192.0.2.1, health-check: ⟦4⟧a b}
                e: {type: A, value: 192.0.2.1, health-check: ⟦5⟧aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
                f: {type: A, value: 192.0.2.1, health-check: a, ⟦6⟧health-check: b}
                """,
            [
                (1, .error, "unknown-key", "did you mean 'set-identifier'?"),
                (2, .error, "unknown-key", "'routing: {weight: …}'"),
                (3, .error, "unknown-key", "did you mean 'health-check'?"), (4, .error, "bad-value", "health check"),
                (5, .error, "bad-value", "1 to 64"), (6, .error, "duplicate-key", "'health-check' is here twice"),
            ])
    }
}

@Suite("Aliases in zone files")
struct AliasTests {
    @Test("In this zone, in a service's zone, and one for each type")
    func everyPlace() throws {
        let zone = try readZone(
            """
            '':
              type: ALIAS
              alias: {name: www.example.com.}
            www:
              - {type: A, value: 192.0.2.1}
              - {type: AAAA, value: '2001:db8::1'}
            same: {type: A, alias: {name: WWW.example.com., zone: same, evaluate-target-health: true}}
            cdn: {type: ALIAS, alias: {name: d111111abcdef8.cloudfront.net., types: [A, AAAA, HTTPS]}}
            ga: {type: A, alias: {name: a1.awsglobalaccelerator.com.}}
            lb:
              type: A
              alias: {name: lb-1.eu-west-1.elb.amazonaws.com., zone: Z32O12XQLNTSW2, evaluate-target-health: false}
              set-identifier: blue
              routing: {weight: 1}
              health-check: abc
              gate53: {note: the balancer}
            """)
        func alias(_ name: DomainName, _ type: RecordType, _ place: AliasTarget.Place, _ target: DomainName)
            -> RecordSet
        {
            RecordSet(
                name: name, type: type,
                alias: AliasTarget(place: place, name: target, evaluatesTargetHealth: name == "same.example.com."))
        }
        let aliases = zone.zone.sets.filter { $0.alias != nil }
        #expect(
            aliases == [
                alias("example.com.", .a, .sameZone, "www.example.com."),
                alias("example.com.", .aaaa, .sameZone, "www.example.com."),
                alias("cdn.example.com.", .a, .hostedZone("Z2FDTNDATAQYW2"), "d111111abcdef8.cloudfront.net."),
                alias("cdn.example.com.", .aaaa, .hostedZone("Z2FDTNDATAQYW2"), "d111111abcdef8.cloudfront.net."),
                alias("cdn.example.com.", .https, .hostedZone("Z2FDTNDATAQYW2"), "d111111abcdef8.cloudfront.net."),
                alias("ga.example.com.", .a, .hostedZone("Z2BJ6XQ5FK7U4H"), "a1.awsglobalaccelerator.com."),
                RecordSet(
                    name: "lb.example.com.", type: .a,
                    alias: AliasTarget(
                        place: .hostedZone("Z32O12XQLNTSW2"), name: "lb-1.eu-west-1.elb.amazonaws.com.",
                        evaluatesTargetHealth: false),
                    routing: SetIdentifier("blue").map { Routing(identifier: $0, policy: .weighted(1)) },
                    healthCheck: "abc"),
                alias("same.example.com.", .a, .sameZone, "www.example.com."),
            ])
        let key = RecordSet.Key(name: "lb.example.com.", type: .a, identifier: SetIdentifier("blue"))
        #expect(zone.annotations[key]?.note == "the balancer")
        #expect(zone.marks.count == zone.zone.sets.count)
    }

    @Test("ALIAS without 'alias', and octoDNS's Route53Provider/ALIAS, stay the provider's business")
    func providerSpecific() throws {
        let zone = try readZone(
            """
            '': {type: ALIAS, value: www.example.com.}
            www: {type: Route53Provider/ALIAS, alias: {name: x}, value: {type: A, name: web, evaluate-target-health: false}}
            """)
        #expect(zone.zone.sets.isEmpty)
        #expect(zone.providerSets.map(\.type) == ["ALIAS", "Route53Provider/ALIAS"])
        #expect(zone.providerSets[1].fields.map(\.key) == ["alias", "value"])
    }

    @Test("An alias that is not git's, each type of it")
    func foreign() throws {
        let zone = try readZone(
            """
            a: {type: ALIAS, alias: {name: b.example.com.}, octodns: {ignored: true}}
            """)
        #expect(zone.foreign.flatMap(\.types) == [.a, .aaaa])
        #expect(zone.zone.sets.isEmpty)
    }

    @Test("Mistakes in an alias")
    func mistakes() {
        expectDiagnostics(
            in: """
                a: {type: A, ⟦1⟧ttl: 60, alias: {name: x.example.com.}}
                b: {type: A, value: 192.0.2.1, ⟦2⟧alias: {name: x.example.com.}}
                c: {type: A, alias: {name: x.example.com.}, ⟦3⟧values: [192.0.2.1]}
                d: {type: A, alias: {name: ⟦4⟧x.example.com}}
                e: {type: A, alias: {name: ⟦5⟧x}}
                f: {type: A, alias: {name: ⟦6⟧'@'}}
                g: {type: A, alias: {name: ⟦7⟧''}}
                h: {type: A, alias: {name: ⟦8⟧lb.eu-west-1.elb.amazonaws.com.}}
                i: {type: A, alias: {name: x.example.net., zone: ⟦9⟧same}}
                j: {type: A, alias: {name: x.example.net., zone: ⟦10⟧/hostedzone/Z123}}
                k: {type: A, alias: ⟦11⟧x.example.com.}
                l: {type: A, alias: ⟦12⟧{zone: same}}
                m: {type: A, alias: {name: x.example.com., ⟦13⟧types: [A]}}
                n: {type: ALIAS, alias: {name: x.example.com., types: [A, ⟦14⟧A, ⟦15⟧AAAAA, ⟦16⟧SOA]}}
                o: {type: ALIAS, alias: {name: x.example.com., types: ⟦17⟧[]}}
                p: {type: A, alias: {name: x.example.com., ⟦18⟧evaluate-taget-health: true}}
                q: {type: A, alias: {name: x.example.com., evaluate-target-health: ⟦19⟧maybe}}
                r: {type: A, alias: {name: ⟦20⟧R.example.com.}}
                s: {type: A, alias: {name: ⟦21⟧cloudfront.net.}}
                t: {type: ALIAS, ⟦22⟧ttl: 60, alias: {name: x.example.com.}, ⟦23⟧vlaue: 1}
                u: {type: ⟦24⟧SOA, alias: {name: x.example.com.}}
                v: {type: A, alias: {name: x.example.com.}, ⟦25⟧geo: {EU: [192.0.2.1]}}
                """,
            [
                (1, .error, "alias-with-ttl", "leave 'ttl' out"), (2, .error, "alias-with-values", "keep one"),
                (3, .error, "alias-with-values", ""),
                (
                    4, .error, "name-not-absolute",
                    "alias target 'x.example.com' has no final dot; write 'x.example.com.'"
                ),
                (5, .error, "name-not-absolute", "write 'x.example.com.'"),
                (6, .error, "name-not-absolute", "write 'example.com.'"), (7, .error, "bad-name", ""),
                (8, .error, "alias-zone-unknown", "CanonicalHostedZoneId"),
                (9, .error, "alias-zone-unknown", "not in this zone example.com."),
                (10, .error, "bad-value", "as in Z2FDTNDATAQYW2"), (11, .error, "wrong-shape", "'alias' is a map"),
                (12, .error, "missing-key", "no 'name'"), (13, .error, "unknown-key", "'type: ALIAS'"),
                (14, .error, "duplicate-value", ""), (15, .error, "unknown-type", "did you mean 'AAAA'?"),
                (16, .error, "soa-in-zone-file", ""), (17, .error, "missing-value", "[A, AAAA]"),
                (18, .error, "unknown-key", "did you mean 'evaluate-target-health'?"),
                (19, .error, "bad-value", "'true' or 'false'"), (20, .error, "alias-to-itself", ""),
                (21, .error, "alias-zone-unknown", ""), (22, .error, "alias-with-ttl", ""),
                (23, .error, "unknown-key", "did you mean 'value'?"), (24, .error, "soa-in-zone-file", ""),
                (25, .error, "unsupported-routing", "'geo'"),
            ])
    }

    @Test("Under lenient a target with a dot in it is absolute, one of a single label is still refused")
    func lenient() {
        expectDiagnostics(
            in: "a: {type: A, alias: {name: ⟦1⟧x.example.com}}\n", options: ZoneFileOptions(lenient: true),
            [(1, .warning, "name-not-absolute", "it is read as 'x.example.com.'")])
        expectDiagnostics(
            in: "a: {type: A, alias: {name: ⟦1⟧www}}\nb: {type: A, alias: {name: ⟦2⟧'@'}}\n",
            options: ZoneFileOptions(lenient: true),
            [
                (1, .error, "name-not-absolute", "write 'www.example.com.'"),
                (2, .error, "name-not-absolute", "write 'example.com.'"),
            ])
    }

    @Test("An alias is data of its type: beside a CNAME, beside values, below a delegation")
    func beside() {
        expectDiagnostics(
            in: """
                '': {type: ALIAS, alias: {name: x.example.com.}}
                a:
                  - ⟦1⟧{type: CNAME, value: b.example.net.}
                  - {type: A, alias: {name: x.example.com.}}
                b:
                  - {type: A, value: 192.0.2.1}
                  - ⟦2⟧{type: ALIAS, alias: {name: x.example.com.}}
                sub: {type: NS, value: ns.example.net.}
                ⟦3⟧www.sub: {type: A, alias: {name: x.example.com.}}
                """,
            [
                (1, .error, "cname-and-other-data", "also A"),
                (2, .error, "duplicate-record-set", "'b' has A twice, first at line 6"),
                (3, .warning, "occluded", "below the delegation"),
            ])
    }
}
