internal import StrictRoute53
internal import Testing

@Suite("Rules of record sets")
struct RecordRuleTests {
    private func inserted(_ sets: RecordSet..., after: [RecordSet] = []) throws -> Answer {
        let client = try Client()
        try client.service.create(after, in: client.zone)
        return client.change(sets.map { .create($0) })
    }

    // MARK: F13

    @Test func `F13: a CNAME is alone at its name`() throws {
        let cname = RecordSet("x.example.com", "CNAME", "t.example.net")
        #expect(
            try inserted(cname, after: [a("x.example.com", "192.0.2.1")]).message
                == "[RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]"
        )
        #expect(
            try inserted(RecordSet("x.example.com", "TXT", "\"t\""), after: [cname]).message
                == "[RRSet of type TXT with DNS name x.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.]"
        )
    }

    @Test func `F13: no CNAME at the apex`() throws {
        let message = try inserted(RecordSet("example.com", "CNAME", "t.example.net")).message
        #expect(
            message.contains(
                "RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com."))
    }

    @Test func `F13: apex NS and SOA can be changed by UPSERT and never be away`() throws {
        let client = try Client()
        let apex = client.service.recordSets(of: client.zone)
        let (nameServers, start) = (apex[0], apex[1])
        #expect(nameServers.type == "NS" && nameServers.ttl == 172_800 && nameServers.values?.count == 4)
        #expect(start.type == "SOA" && start.ttl == 900)
        #expect(
            client.change(.delete(nameServers)).message
                == "[A HostedZone must contain at least one NS record for the zone itself.]")
        #expect(client.change(.delete(start)).message == "[A HostedZone must contain exactly one SOA record.]")
        let shorter = nameServers.with { $0.ttl = 60 }
        #expect(client.change(.upsert(shorter)).status == 200)
        #expect(client.change(.delete(shorter), .create(nameServers)).code == "InvalidChangeBatch")
        client.service.settings.allowsApexReplacement = true
        #expect(client.change(.delete(shorter), .create(nameServers)).status == 200)
        #expect(
            client.change(.delete(nameServers)).message
                == "[A HostedZone must contain at least one NS record for the zone itself.]")
        #expect(client.service.recordSets(of: client.zone) == apex)
    }

    @Test(arguments: [
        RecordSet("*.example.com", "NS", "ns.example.net"), RecordSet("sub.example.com", "SOA", "a. b. 1 2 3 4 5"),
        RecordSet("x.example.com", "CNAME", "a.example.net", "b.example.net"),
    ])
    func `F13: wildcard NS, SOA below the apex, two CNAME values`(_ set: RecordSet) throws {
        #expect(try inserted(set).code == "InvalidChangeBatch")
    }

    // MARK: F14

    @Test(arguments: [
        (
            alias("x.example.com", to: "t.example.org"),
            "Tried to create an alias that targets t.example.org., type A in zone ZEXAMPLE, but the alias target name does not lie within the target zone"
        ),
        (
            alias("x.example.com", to: "none.example.com"),
            "Tried to create an alias that targets none.example.com., type A in zone ZEXAMPLE, but that target was not found"
        ),
        (
            alias("x.example.com", "AAAA", to: "t.example.com"),
            "Tried to create an alias that targets t.example.com., type AAAA in zone ZEXAMPLE, but that target was not found"
        ),
        (
            alias("x.example.com", to: "t.example.com", in: "Z2FDTNDATAQYW2"),
            "Tried to create an alias that targets t.example.com., type A in zone Z2FDTNDATAQYW2, but the alias target name does not lie within the target zone"
        ),
    ])
    func `F14: an alias has a target that is there, in the zone it names`(_ set: RecordSet, _ message: String) throws {
        #expect(try inserted(set, after: [a("t.example.com", "192.0.2.1")]).message == "[\(message)]")
    }

    @Test func `F14: no alias to a record set of another zone of the account`() throws {
        let client = try Client()
        let other = try client.service.addZone("example.net", id: "ZOTHER")
        try client.service.create([a("t.example.net", "192.0.2.1")], in: other)
        #expect(
            client.change(.create(alias("x.example.com", to: "t.example.net", in: other))).message.contains("not found")
        )
    }

    @Test func `F14: what a service can be the target of`() throws {
        let targets = [
            ("Z2FDTNDATAQYW2", "d111111abcdef8.cloudfront.net"), ("Z2BJ6XQ5FK7U4H", "a1.awsglobalaccelerator.com"),
            ("Z35SXDOTRQ7X7K", "My-LB.us-east-1.elb.amazonaws.com"),
            ("Z01915732ZBZKC8D32TPT", "abc123.us-east-1.awsapprunner.com"),
        ]
        let client = try Client()
        for (index, target) in targets.enumerated() {
            #expect(client.change(.create(alias("x\(index).example.com", to: target.1, in: target.0))).status == 200)
        }
        #expect(client.set("x2.example.com.", "A")?.alias?.name == "my-lb.us-east-1.elb.amazonaws.com.")
    }

    @Test func `F14: exactly one of alias, and TTL with values`() throws {
        let expected =
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found"
        let link = alias("x.example.com", to: "t.example.com")
        let cases: [(RecordSet, String)] = [
            (RecordSet("x.example.com", "A", ttl: nil, values: ["192.0.2.1"]), "none"),
            (RecordSet("x.example.com", "A", ttl: 300, values: nil), "none"),
            (RecordSet("x.example.com", "A", ttl: nil, values: nil), "none"),
            (link.with { $0.ttl = 60 }, "more than one"),
            (link.with { ($0.ttl, $0.values) = (60, ["192.0.2.1"]) }, "more than one"),
        ]
        for (set, found) in cases {
            for action in [Change.Action.create, .delete, .upsert] {
                let answer = try Client().change(Change(action, set))
                #expect(answer.code == "InvalidInput")
                #expect(
                    answer.message
                        == "\(expected) \(found) in Change with [Action=\(action.rawValue), Name=x.example.com, Type=A, SetIdentifier=null]"
                )
            }
        }
    }

    @Test func `F14: no multivalue alias`() throws {
        let set = alias("x.example.com", to: "t.example.com").with {
            ($0.multiValueAnswer, $0.setIdentifier) = (true, "s")
        }
        #expect(try inserted(set, after: [a("t.example.com", "192.0.2.1")]).code == "InvalidInput")
    }

    @Test func `F14: the health of what has a name of CloudFront, which API Gateway's have too`() throws {
        let set = alias("x.example.com", to: "d1.cloudfront.net", in: "Z2FDTNDATAQYW2").with {
            $0.alias?.evaluatesTargetHealth = true
        }
        #expect(try Client().change(.create(set)).status == 200)
    }

    @Test(arguments: [
        ["a a"], ["a b", "b a"], ["a b", "b c", "c a"], ["*.w x.w"], ["a b.w", "*.w a"],
    ])
    func `F14: no CNAME leads in a circle`(_ links: [String]) throws {
        let sets = links.map { link in
            let names = link.split(separator: " ")
            return RecordSet("\(names[0]).example.com", "CNAME", "\(names[1]).example.com")
        }
        let client = try Client()
        #expect(
            client.change(sets.map { Change(.create, $0) }).message.contains(
                "is not permitted as it creates a CNAME or alias loop in the zone."))
        #expect(
            client.change(
                sets.dropLast().map { Change(.create, $0) } + [
                    Change(.create, RecordSet(sets[sets.count - 1].name, "CNAME", "www.example.net"))
                ]
            ).status == 200)
    }

    @Test func `F14: three levels of aliases and not four, never NS or SOA, no CNAME at the apex`() throws {
        let client = try Client()
        try client.service.create(
            [a("t.example.com", "192.0.2.1"), RecordSet("c.example.com", "CNAME", "x.example.net")], in: client.zone)
        for (name, target) in [("l1", "t"), ("l2", "l1"), ("l3", "l2")] {
            #expect(client.change(.create(alias("\(name).example.com", to: "\(target).example.com"))).status == 200)
        }
        #expect(client.change(.create(alias("l4.example.com", to: "l3.example.com"))).status == 400)
        #expect(client.change(.create(alias("x.example.com", "NS", to: "example.com"))).status == 400)
        #expect(
            client.change(.create(alias("example.com", "CNAME", to: "c.example.com"))).message.contains(
                "not permitted at apex"))
        #expect(client.change(.create(alias("example.com", to: "c.example.com"))).message.contains("not found"))
    }

    // MARK: F16

    @Test func `F16: a health check exists`() throws {
        let client = try Client()
        let set = member("f.example.com", "s") { ($0.failover, $0.healthCheckID) = ("PRIMARY", "check") }
        let answer = client.change(.create(set))
        #expect(answer.code == "NoSuchHealthCheck" && answer.status == 404)
        client.service.addHealthCheck("check")
        #expect(client.change(.create(set)).status == 200)
    }

    // MARK: Values

    @Test(arguments: [
        ("A", "192.0.2.1"), ("AAAA", "2001:db8::192.0.2.1"), ("CNAME", "target"), ("CNAME", #"\052.example.net."#),
        ("NS", "ns.example.net"), ("PTR", "host.example.net."), ("MX", "0 ."), ("MX", "65535 mx.example.net"),
        ("SRV", "1 2 443 host.example.net."), ("SRV", "0 0 0 ."), ("CAA", "0 issue \"ca.example.net; a=b\""),
        ("CAA", "128 issuewild \";\""), ("TXT", #""a \"q\" b" "second""#), ("TXT", #""ex\344mple""#), ("TXT", #""""#),
        ("TXT", #""v=DMARC1\; p=none""#), ("SPF", "\"v=spf1 -all\""),
        ("NAPTR", #"100 50 "u" "sip+E2U" "!^.*$!sip:info@example.com!" ."#), ("DS", "123 13 2 AABB CCDD"),
        ("TLSA", "3 1 1 aabbcc"), ("SSHFP", "4 2 aabbcc"), ("SVCB", "0 pool.example.net."),
        ("HTTPS", #"1 . alpn="h2,h3" port=8443"#),
    ])
    func `values of all types that are right`(_ type: String, _ value: String) throws {
        #expect(try inserted(RecordSet("x.example.com", type, value)).status == 200)
    }

    @Test(arguments: [
        ("A", "192.0.2", "ARRDATAIllegalIPv4Address"), ("A", "192.0.2.01", "ARRDATAIllegalIPv4Address"),
        ("A", " 192.0.2.1", "ARRDATAIllegalIPv4Address"), ("AAAA", "192.0.2.1", "AAAARRDATAIllegalIPv6Address"),
        ("AAAA", "fe80::1%eth0", "AAAARRDATAIllegalIPv6Address"), ("CNAME", "a..b", "DomainLabelEmpty"),
        ("CNAME", "", "DomainNameEmpty"), ("CNAME", "a b", "UnsupportedCharacter"),
        ("MX", "mx.example.net", "MXRRDATANotTwoFields"),
        ("MX", "65536 mx.example.net", "MXRRDATAInvalidNumber"),
        ("SRV", "1 2 host.example.net", "SRVRRDATANotFourFields"),
        ("CAA", "0 issue ca.example.net", "InvalidCharacterString"),
        ("CAA", "256 issue \"a\"", "CAARRDATAInvalidNumber"),
        ("TXT", "bare", "InvalidCharacterString"), ("TXT", "\"open", "InvalidCharacterString"),
        ("TXT", "\"a\"\"b\"", "InvalidCharacterString"), ("TXT", "\"é\"", "UnsupportedCharacter"),
        ("TXT", "\"a\nb\"", "UnsupportedCharacter"), ("NAPTR", "1 2 \"u\" \"s\" .", "InvalidCharacterString"),
        ("DS", "1 13 2 abc", "DSRRDATAInvalidHex"), ("TLSA", "3 1 1", "TLSARRDATANotFourFields"),
        ("SSHFP", "300 2 aa", "SSHFPRRDATAInvalidNumber"), ("SVCB", "0 . port=1", "SVCBRRDATAInvalidParameter"),
        ("HTTPS", "1", "HTTPSRRDATANotTwoFields"), ("SOA", "a. b. 1", "SOARRDATANotSevenFields"),
    ])
    func `values of all types that are wrong`(_ type: String, _ value: String, _ code: String) throws {
        let message = try inserted(RecordSet("x.example.com", type, value)).message
        #expect(message.contains("Invalid Resource Record: 'FATAL problem: \(code) ("))
        #expect(message.contains(") encountered with '\(value)''"))
    }

    @Test func `a string of TXT has 255 octets, an escape is one of them`() throws {
        let full = String(repeating: "x", count: 255)
        let escapes = String(repeating: #"\344"#, count: 255)
        #expect(try inserted(RecordSet("x.example.com", "TXT", "\"\(full)\"", "\"\(escapes)\"")).status == 200)
        #expect(
            try inserted(RecordSet("x.example.com", "TXT", "\"x\(full)\"")).message.contains(
                "CharacterStringTooLong (Value is too long) encountered with '\"x\(full)\"'"))
    }

    @Test(arguments: ["LOC", "DNAME", "URI", "OPENPGPKEY", "ALIAS", "a"]) func `other types are refused by the schema`(
        _ type: String
    ) throws {
        let answer = try inserted(RecordSet("x.example.com", type, "v"))
        #expect(answer.code == "InvalidInput")
        #expect(
            answer.message.hasPrefix(
                "Invalid XML ; cvc-enumeration-valid: Value '\(type)' is not facet-valid with respect to enumeration '[SOA, A, TXT"
            ))
    }
}
