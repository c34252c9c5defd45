import DNSModel
import TestSupport

extension RuleExample {
    static let names: [RuleExample] = [
        RuleExample(
            "ns-at-wildcard", [recordSet("*.sub 300 NS ns.example.net.")],
            good: [recordSet("sub 300 NS ns.example.net."), recordSet("*.www 300 A 192.0.2.1")],
            says: "delegate each name", .refuses("not permitted for a wildcard name")),
        RuleExample(
            "cname-at-apex", [recordSet("@ 300 CNAME www.example.net.")],
            good: [recordSet("www 300 CNAME www.example.net.")], says: "write an alias",
            .refuses("is not permitted at apex")),
        RuleExample(
            "cname-loop", [recordSet("www 300 CNAME www")], good: [recordSet("www 300 CNAME www.example.net.")],
            says: "www.example.com. -> www.example.com.", .refuses("creates a CNAME or alias loop in the zone.")),
        RuleExample(
            "cname-loop", [recordSet("*.w 300 CNAME x.w")], good: [recordSet("*.w 300 CNAME x")],
            says: "leads back to itself", .refuses("creates a CNAME or alias loop in the zone.")),
        RuleExample(
            "cname-loop", [recordSet("a 300 CNAME b"), alias("b", .cname, of: name("a"))],
            good: [recordSet("a 300 CNAME c"), alias("b", .cname, of: name("a"))],
            says: "a.example.com. -> b.example.com. -> a.example.com.",
            .refuses("creates a CNAME or alias loop in the zone.")),
        RuleExample(
            "cname-loop",
            [
                set("a 300 CNAME www.example.net.", .weighted(1), "one"), set("a 300 CNAME a", .weighted(1), "two"),
            ], line: 2,
            good: [
                set("a 300 CNAME www.example.net.", .weighted(1), "one"), set("a 300 CNAME b", .weighted(1), "two"),
            ], says: "leads back to itself", .refuses("creates a CNAME or alias loop in the zone.")),
        RuleExample(
            "cname-and-other-data", [plain, recordSet("www 300 CNAME www.example.net.")], line: 2,
            good: [plain, recordSet("www 300 AAAA 2001:db8::1")], says: "(line 1)", .refuses("conflicts with other")),
    ]

    static let values: [RuleExample] = [
        RuleExample(
            "null-mx", [recordSet("www 300 MX 10 mx.example.net. | 0 .")], good: [recordSet("www 300 MX 0 .")],
            isWarning: true, says: "keep either", .takes),
        RuleExample(
            "too-many-values", [addresses(401)], good: [addresses(400)], says: "401 values",
            .refuses("Cannot have more than 400 records")),
        RuleExample(
            "single-value", [recordSet("www 300 CNAME a.example.net. | b.example.net.")],
            good: [recordSet("www 300 CNAME a.example.net.")], says: "a CNAME has one",
            .refuses("cannot have more than one resource record")),
        // 16 strings take 3 characters each beside what is in them, but for the one space.
        RuleExample(
            "value-too-long", [text(3_952)], good: [text(3_951)], says: "4001 characters",
            .refuses("maxLength '4000'")),
        RuleExample("set-too-large", [text(3_500, of: 10)], good: [text(3_500, of: 4)], says: "divide them", .takes),
        RuleExample(
            "set-too-large-to-change", [text(3_500, of: 5)], good: [text(3_500, of: 4)], isWarning: true,
            says: "counts the old and the new", .takes),
        RuleExample(
            "caa-tag-too-long", [caa(tag: 16, value: 10)], good: [caa(tag: 15, value: 10)], says: "at most 15",
            .refuses("CAARRDATAInvalidTag")),
        RuleExample(
            "caa-value-too-long", [caa(tag: 5, value: 256)], good: [caa(tag: 5, value: 255)], says: "256 octets",
            .refuses("CharacterStringTooLong")),
        RuleExample(
            "service-parameter-not-plain", [recordSet(#"www 300 HTTPS 1 . key999="a b""#)],
            good: [recordSet(#"www 300 HTTPS 1 . alpn="h3,h2" key999="a\"b\\c""#)], says: "'key999'",
            .refuses("InvalidParameter")),
    ]

    private static func addresses(_ count: Int) -> RecordSet {
        RecordSet(
            name: "www.example.com.", type: .a, ttl: .maximum,
            data: (0..<UInt32(count)).map { .a(IPv4Address(bits: $0)) })
    }

    private static func caa(tag: Int, value: Int) -> RecordSet {
        let data = CAA(
            flags: 0, tag: Array(repeating: 97, count: tag), value: Array(repeating: 97, count: value))
        return RecordSet(name: "www.example.com.", type: .caa, ttl: .maximum, data: [.caa(data)])
    }

    static let members: [RuleExample] = [
        RuleExample(
            "type-not-routable", [set("sub 300 NS ns.example.net.", .weighted(1), "one")],
            good: [set("sub 300 MX 1 ns.example.net.", .weighted(1), "one")], says: "NS can't have",
            .refuses("has no routing policies")),
        RuleExample(
            "set-identifier-too-long", [www(.weighted(1), String(repeating: "😀", count: 65))],
            good: [www(.weighted(1), String(repeating: "😀", count: 64))], says: "130 characters", .takes),
        RuleExample(
            "set-identifier-not-printable", [www(.weighted(1), "a\tb")], good: [www(.weighted(1), "a b")],
            says: "control character", .takes),
        RuleExample(
            "bad-health-check-id",
            [set("www 300 A 192.0.2.1", .weighted(1), "one", healthCheck: String(repeating: "a", count: 65))],
            good: [set("www 300 A 192.0.2.1", .weighted(1), "one", healthCheck: String(repeating: "a", count: 64))],
            says: "which is not an id", .refuses("maxLength '64'")),
        RuleExample(
            "health-check-without-routing",
            [RecordSet(name: "www.example.com.", type: .a, ttl: .maximum, data: plain.data, healthCheck: check)],
            good: [plain], isWarning: true, says: "nothing else to answer with", .takes),
        RuleExample(
            "routed-several-values", [set("www 300 A 192.0.2.1 | 192.0.2.2", .weighted(1), "one")],
            good: [set("www 300 A 192.0.2.1 | 192.0.2.2", .multivalue, "one")], isWarning: true,
            says: "make a set of each",
            .refuses("cannot have more than one resource record")),
        RuleExample(
            "multivalue-cname", [set("www 300 CNAME a.example.net.", .multivalue, "one")],
            good: [set("www 300 CNAME a.example.net.", .weighted(0), "one")], says: "make it weighted",
            .refuses("no multivalue answers")),
        RuleExample(
            "multivalue-alias", [alias("www", .a, of: balancer, in: "Z35SXDOTRQ7X7K", .multivalue)],
            good: [alias("www", .a, of: balancer, in: "Z35SXDOTRQ7X7K", .weighted(1))], says: "or give values",
            .refuses("MultiValueAnswer is not permitted with AliasTarget")),
    ]

    static let places: [RuleExample] = [
        RuleExample(
            "bad-region", [www(.latency(region: "Ireland"))], good: [www(.latency(region: "eu-west-1"))],
            says: "'Ireland'", .refuses("cvc-enumeration-valid")),
        RuleExample(
            "unknown-region", [www(.latency(region: "eu-south-9"))], good: [www(.latency(region: "us-gov-east-1"))],
            isWarning: true, says: "make sure", .refuses("cvc-enumeration-valid")),
        RuleExample(
            "bad-continent", [www(.geolocation(.continent("XX"))), www(.geolocation(.anywhere), "two")],
            good: [www(.geolocation(.continent("AN"))), www(.geolocation(.anywhere), "two")],
            says: "'XX'", .refuses("ContinentCode 'XX' is not known")),
        RuleExample(
            "bad-country",
            [www(.geolocation(.country("de", subdivision: nil))), www(.geolocation(.anywhere), "two")],
            good: [www(.geolocation(.country("DE", subdivision: nil))), www(.geolocation(.anywhere), "two")],
            says: "as in DE", .refuses("CountryCode 'de' is not known")),
        RuleExample(
            "bad-subdivision",
            [www(.geolocation(.country("DE", subdivision: "BY"))), www(.geolocation(.anywhere), "two")],
            good: [www(.geolocation(.country("US", subdivision: "CA"))), www(.geolocation(.anywhere), "two")],
            says: "only the US and UA",
            .refuses("SubdivisionCode is for CountryCode US only")),
        RuleExample(
            "bad-bias", [www(geo(.region("eu-west-1"), bias: 100))], good: [www(geo(.region("eu-west-1"), bias: -99))],
            says: "from -99 to 99", .refuses("Bias")),
        RuleExample(
            "bad-local-zone-group", [www(geo(.localZoneGroup("us west")))],
            good: [www(geo(.localZoneGroup("us-west-2-lax-1")))], says: "us-west-2-lax-1", .takes),
        RuleExample(
            "bad-coordinates", [www(geo(.coordinates(latitude: 9_001, longitude: 0)))],
            good: [www(geo(.coordinates(latitude: -9_000, longitude: 18_000)))], says: "90.01",
            .refuses("Coordinates are outside")),
        RuleExample(
            "cidr-in-private-zone", [www(.cidr(collection: collection, location: "*"))], good: [www(.weighted(1))],
            isPrivate: true, says: "choose another policy", .refuses("private zone has no IP-based routing")),
        RuleExample(
            "bad-cidr-collection", [www(.cidr(collection: "offices", location: "*"))],
            good: [www(.cidr(collection: collection, location: "*"))], says: "'offices'",
            .refuses("type 'UUID'")),
        RuleExample(
            "bad-cidr-location", [www(.cidr(collection: collection, location: "a-very-long-place"))],
            good: [www(.cidr(collection: collection, location: "a_long-place-001"))], says: "1 to 16",
            .refuses("LocationName")),
    ]

    static let groups: [RuleExample] = [
        // cert-manager/cert-manager#5388: a plain TXT met multivalue answers of the same name, and nothing was written.
        RuleExample(
            "routing-policies-mixed", [recordSet("www 300 TXT one"), set("www 300 TXT two", .multivalue, "one")],
            line: 2,
            good: [set("www 300 TXT one", .multivalue, "one"), set("www 300 TXT two", .multivalue, "two")],
            says: "here multivalue", .refuses("non multivalue answer rrset exists")),
        RuleExample(
            "routing-policies-mixed", [plain, www(.weighted(1))], line: 2,
            good: [www(.weighted(1)), www(.weighted(1), "two")], says: "without a routing policy (line 1)",
            .refuses("the same name and type")),
        RuleExample(
            "routing-policies-mixed", [www(.multivalue), www(.weighted(1), "two")], line: 2,
            good: [www(.multivalue), www(.multivalue, "two")], says: "is multivalue (line 1) and here weighted",
            .refuses("non-weighted set exists")),
        RuleExample(
            "too-many-routed-sets", many(101) { _ in .weighted(1) }, good: many(100) { _ in .weighted(1) },
            says: "101 weighted sets", .refuses("cannot have more than 100 RRSets")),
        RuleExample(
            "too-many-routed-sets", many(31) { geo(.coordinates(latitude: $0, longitude: 0)) },
            good: many(30) { geo(.coordinates(latitude: $0, longitude: 0)) }, says: "takes 30",
            .refuses("cannot have more than 30 RRSets")),
        RuleExample(
            "set-identifiers-alike", [www(.weighted(1), "a\u{308}"), www(.weighted(1), "ä")], line: 2,
            good: [www(.weighted(1), "a"), www(.weighted(1), "ä")], says: "looks the same",
            .refuses("an invalid set of changes")),
        // aws/aws-sdk-go-v2#518: the TTL of one weighted set was changed, and the batch refused.
        RuleExample(
            "weighted-ttl-differs", [www(.weighted(1)), set("www 60 A 192.0.2.2", .weighted(1), "two")], line: 2,
            good: [www(.weighted(1)), alias("www", .a, of: balancer, in: "Z35SXDOTRQ7X7K", .weighted(2), "two")],
            says: "has the TTL 60, and A [one] has 300 (line 1)", .refuses("must contain the same TTL")),
        // hashicorp/terraform-provider-aws#1668: two latency sets of one region.
        RuleExample(
            "duplicate-region", [www(.latency(region: "eu-west-1")), www(.latency(region: "eu-west-1"), "two")],
            line: 2,
            good: [www(.latency(region: "eu-west-1")), www(.latency(region: "eu-west-2"), "two")],
            says: "A [one] has a set for this region already (line 1)", .refuses("type and region already exists")),
        RuleExample(
            "duplicate-failover", [secondary("one"), secondary("two")], line: 2,
            good: [set("www 300 A 192.0.2.1", .failover(.primary), "one", healthCheck: check), secondary("two")],
            says: "'failover secondary'", .refuses("type and failover already exists")),
        RuleExample(
            "failover-primary-unchecked", [www(.failover(.primary)), secondary("two")], good: [secondary("two")],
            isWarning: true, says: "nothing fails over", .takes),
        RuleExample(
            "duplicate-location", [www(.geolocation(.anywhere)), www(.geolocation(.anywhere), "two")], line: 2,
            good: [
                www(.geolocation(.country("US", subdivision: nil))),
                www(.geolocation(.country("US", subdivision: "CA")), "two"), www(.geolocation(.anywhere), "three"),
            ], says: "keep one of them", .refuses("type and location already exists")),
        RuleExample(
            "geolocation-without-default",
            [www(.geolocation(.continent("EU"))), www(.geolocation(.country("US", subdivision: nil)), "two")],
            good: [www(.geolocation(.continent("EU"))), www(.geolocation(.anywhere), "two")], isWarning: true,
            says: "add one with 'geolocation: default'", .takes),
        RuleExample(
            "duplicate-location",
            [www(geo(.region("eu-west-1"), bias: 1)), www(geo(.region("eu-west-1"), bias: 2), "two")], line: 2,
            good: [www(geo(.region("eu-west-1"))), www(geo(.region("eu-west-2")), "two")], says: "for this place",
            .refuses("type and location already exists")),
        RuleExample(
            "duplicate-location",
            [
                www(.cidr(collection: collection, location: "a")),
                www(.cidr(collection: collection, location: "a"), "two"),
            ], line: 2, good: [www(.cidr(collection: collection, location: "a"))], says: "for this location",
            .refuses("type and location already exists")),
        RuleExample(
            "cidr-collections-differ",
            [
                www(.cidr(collection: collection, location: "a")),
                www(.cidr(collection: "d" + collection.dropFirst(), location: "b"), "two"),
            ], line: 2,
            good: [
                www(.cidr(collection: collection, location: "a")),
                www(.cidr(collection: collection, location: "b"), "two"),
            ], says: "have one collection", .refuses("another collection exists")),
    ]

    private static func secondary(_ identifier: String) -> RecordSet { www(.failover(.secondary), identifier) }

    private static func chain(_ count: Int) -> [RecordSet] {
        [plain] + (1...count).map { alias("n\($0)", .a, of: $0 == 1 ? plain.name : name("n\($0 - 1)")) }
    }

    static let aliases: [RuleExample] = [
        RuleExample(
            "alias-type-not-allowed", [alias("sub", .ns, of: "example.com.")], good: [plain], says: "write its values",
            .refuses("an alias cannot have that type")),
        RuleExample(
            "alias-target-outside-zone", [alias("www", .a, of: "www.example.net.")],
            good: [plain, alias("a", .a, of: plain.name)], says: "add its hosted zone id",
            .refuses("does not lie within the target zone")),
        RuleExample(
            "alias-target-missing", [alias("a", .a, of: "b.example.com.")],
            good: [alias("a", .a, of: "*.b.example.com."), recordSet("*.b 300 A 192.0.2.1")],
            says: "no record sets; declare its A", .refuses("that target was not found")),
        RuleExample(
            "alias-target-missing", [alias("a", .aaaa, of: plain.name), plain],
            good: [plain, alias("a", .a, of: plain.name)], says: "no AAAA but A", .refuses("that target was not found")),
        RuleExample(
            "alias-too-deep", chain(4), line: 4, good: chain(3), says: "let it stand for www.example.com. itself",
            .refuses("more than 3 levels of aliases")),
        RuleExample(
            "alias-circle", [alias("a", .a, of: "a.example.com.")], good: chain(1),
            says: "a.example.com. -> a.example.com.", .refuses("that target was not found")),
        RuleExample(
            "failover-alias-health",
            [plain, alias("a", .a, of: plain.name, .failover(.secondary))],
            good: [plain, alias("a", .a, of: plain.name, health: true, .failover(.primary))],
            says: "give it a health check", .takes),
        RuleExample(
            "failover-alias-health",
            [plain, alias("a", .a, of: plain.name, .failover(.secondary))],
            good: [plain, alias("a", .a, of: plain.name, .failover(.primary), healthCheck: check)],
            says: "evaluate its target's health", .takes),
    ]

    static let services: [RuleExample] = [
        RuleExample(
            "bad-hosted-zone-id", [alias("www", .a, of: balancer, in: "/hostedzone/Z35SXDOTRQ7X7K")],
            good: [alias("www", .a, of: balancer, in: "Z35SXDOTRQ7X7K")], says: "without '/hostedzone/'",
            .refuses("does not lie within")),
        RuleExample(
            "alias-target-root", [alias("www", .a, of: ".", in: "Z35SXDOTRQ7X7K")],
            good: [alias("www", .a, of: balancer, in: "Z35SXDOTRQ7X7K")], says: "name what it stands for",
            .refuses("DomainNameEmpty")),
        RuleExample(
            "alias-zone-id-for-own-name", [plain, alias("a", .a, of: plain.name, in: "Z35SXDOTRQ7X7K")],
            good: [plain, alias("a", .a, of: plain.name)], says: "leave out the hosted zone id",
            .refuses("does not lie within")),
        RuleExample(
            "alias-type-not-allowed", [alias("www", .txt, of: balancer, in: "Z35SXDOTRQ7X7K")],
            good: [alias("www", .aaaa, of: balancer, in: "Z35SXDOTRQ7X7K")], says: "A and AAAA only", .takes),
        RuleExample(
            "alias-type-not-allowed", [alias("www", .txt, of: distribution, in: cloudFront)],
            good: [alias("www", .https, of: distribution, in: cloudFront)], says: "A and AAAA and HTTPS only", .takes),
        RuleExample(
            "alias-zone-id-mismatch", [alias("www", .a, of: distribution, in: "Z35SXDOTRQ7X7K")],
            good: [alias("www", .a, of: distribution, in: cloudFront)], says: "Z2FDTNDATAQYW2 is that of CloudFront",
            .refuses("does not lie within")),
        RuleExample(
            "alias-zone-id-mismatch", [alias("www", .a, of: balancer, in: "Z2BJ6XQ5FK7U4H")],
            good: [alias("www", .a, of: "a1.awsglobalaccelerator.com.", in: "Z2BJ6XQ5FK7U4H")],
            says: "is that of Global Accelerator", .refuses("does not lie within")),
        RuleExample(
            "cloudfront-in-private-zone", [alias("www", .a, of: distribution, in: cloudFront)],
            good: [alias("www", .a, of: balancer, in: "Z35SXDOTRQ7X7K")], isPrivate: true, says: "write a CNAME",
            .refuses("a private zone cannot have an alias for CloudFront")),
        RuleExample(
            "cloudfront-health", [alias("www", .a, of: distribution, in: cloudFront, health: true)],
            good: [alias("www", .a, of: distribution, in: cloudFront)], isWarning: true,
            says: "unless it is an API of API Gateway", .takes),
    ]
}
