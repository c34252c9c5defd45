internal import StrictRoute53
internal import Testing

/// A policy with a first member, a second one beside it, and the text for a third one that is the second again.
struct PolicyCase: CustomTestStringConvertible, Sendable {
    var field: String
    var word: String
    var first: RecordSet
    var second: RecordSet
    /// The end of the refusal of a member that repeats the second one's place; nil when places may repeat.
    var duplicate: String?

    var testDescription: String { field }

    private static let collection = "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106"

    static let all: [PolicyCase] = [
        PolicyCase(
            field: "Weight", word: "weighted", first: member("x.example.com", "a") { $0.weight = 0 },
            second: member("x.example.com", "b") { $0.weight = 255 }, duplicate: nil),
        PolicyCase(
            field: "Region", word: "latency", first: member("x.example.com", "a") { $0.region = "us-east-1" },
            second: member("x.example.com", "b") { $0.region = "eu-west-1" },
            duplicate:
                "and Region Name=eu-west-1 cannot be created because a latency RRSet with the same name, type and region already exists."
        ),
        PolicyCase(
            field: "Failover", word: "failover", first: member("x.example.com", "a") { $0.failover = "PRIMARY" },
            second: member("x.example.com", "b") { $0.failover = "SECONDARY" },
            duplicate:
                "and Failover SECONDARY cannot be created because a failover RRSet with the same name, type and failover already exists."
        ),
        PolicyCase(
            field: "GeoLocation", word: "geolocation",
            first: member("x.example.com", "a") { $0.geoLocation = .init(country: "*") },
            second: member("x.example.com", "b") { $0.geoLocation = .init(country: "US", subdivision: "WA") },
            duplicate:
                "and GeoLocation CountryCode=US, SubdivisionCode=WA cannot be created because a geolocation RRSet with the same name, type and location already exists."
        ),
        PolicyCase(
            field: "MultiValueAnswer", word: "multivalue answer",
            first: member("x.example.com", "a") { $0.multiValueAnswer = true },
            second: member("x.example.com", "b") { $0.multiValueAnswer = true }, duplicate: nil),
        PolicyCase(
            field: "GeoProximityLocation", word: "geoproximity",
            first: member("x.example.com", "a") { $0.geoProximity = .init(region: "us-east-1", bias: -99) },
            second: member("x.example.com", "b") {
                $0.geoProximity = .init(latitude: "47.60", longitude: "-122.33", bias: 99)
            },
            duplicate:
                "and GeoProximityLocation cannot be created because a geoproximity RRSet with the same name, type and location already exists."
        ),
        PolicyCase(
            field: "CidrRoutingConfig", word: "cidr",
            first: member("x.example.com", "a") { $0.cidr = .init(collectionID: collection, location: "*") },
            second: member("x.example.com", "b") { $0.cidr = .init(collectionID: collection, location: "office") },
            duplicate:
                "and CidrRoutingConfig office cannot be created because a cidr RRSet with the same name, type and location already exists."
        ),
    ]

    /// A client whose account has what the members refer to.
    static func client() throws -> Client {
        let client = try Client()
        client.service.addCIDRCollection(collection, locations: ["office"])
        return client
    }
}

@Suite("F15: routing policies")
struct RoutingTests {
    @Test(arguments: PolicyCase.all) func `a group is stored, listed field by field, and deleted`(_ policy: PolicyCase)
        throws
    {
        let client = try PolicyCase.client()
        #expect(client.change(.create(policy.first), .create(policy.second)).status == 200)
        let list = client.get("/hostedzone/ZEXAMPLE/rrset?name=x.example.com.")
        #expect(list.root?.all(policy.field).count == 2)
        #expect(client.sets.count == 2)
        if policy.field != "MultiValueAnswer" {
            let mixed = policy.first.with { $0.setIdentifier = "b" }
            #expect(client.change(.delete(mixed)).message.contains("do not match"))
        }
        #expect(client.change(.delete(policy.first), .delete(policy.second)).status == 200)
    }

    @Test(arguments: PolicyCase.all) func `no two members for one place`(_ policy: PolicyCase) throws {
        let client = try PolicyCase.client()
        try client.service.create([policy.first, policy.second], in: client.zone)
        let again = client.change(.create(policy.second.with { $0.setIdentifier = "c" }))
        if let duplicate = policy.duplicate {
            #expect(again.message == "[RRSet with DNS name x.example.com., type A, SetIdentifier c, \(duplicate)]")
        } else {
            #expect(again.status == 200)
        }
    }

    @Test(arguments: PolicyCase.all) func `a simple set and a group exclude each other`(_ policy: PolicyCase) throws {
        let simple = a("x.example.com", "192.0.2.1")
        let client = try PolicyCase.client()
        try client.service.create([policy.first], in: client.zone)
        #expect(
            client.change(.create(simple)).message
                == "[RRSet with DNS name x.example.com., type A cannot be created as other RRSets exist with the same name and type.]"
        )
        let other = try PolicyCase.client()
        try other.service.create([simple], in: other.zone)
        let reason =
            policy.word == "weighted"
            ? "as a non-weighted set exists with the same name and type."
            : "because a non \(policy.word) rrset exists with the same name and type."
        #expect(
            other.change(.create(policy.first)).message
                == "[RRSet with DNS name x.example.com., type A, SetIdentifier a cannot be created \(reason)]")
        // One batch that takes the one away and puts the other there is fine.
        #expect(other.change(.delete(simple), .create(policy.first)).status == 200)
    }

    @Test func `one policy for a name and type, in every pairing, also by UPSERT`() throws {
        for one in PolicyCase.all {
            for other in PolicyCase.all where other.field != one.field {
                let client = try PolicyCase.client()
                try client.service.create([one.first], in: client.zone)
                #expect(client.change(.create(other.second)).code == "InvalidChangeBatch")
                #expect(client.change(.upsert(other.first)).code == "InvalidChangeBatch")
                #expect(client.change(.delete(one.first), .create(other.first)).status == 200)
            }
        }
    }

    @Test func `exactly one policy with an identifier, and an identifier with every policy`() throws {
        let expected =
            "Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig], but found"
        let description: (String) -> String = {
            "in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=\($0)]"
        }
        let client = try PolicyCase.client()
        let bare = a("x.example.com", "192.0.2.1").with { $0.setIdentifier = "s" }
        #expect(client.change(.create(bare)).message == "Invalid request: \(expected) none \(description("s"))")
        #expect(client.change(.delete(bare)).message.contains("but found none in Change with [Action=DELETE"))
        let both = bare.with { ($0.weight, $0.region) = (1, "us-east-1") }
        #expect(
            client.change(.create(both)).message == "Invalid request: \(expected) more than one \(description("s"))")
        for policy in PolicyCase.all {
            let answer = client.change(.create(policy.first.with { $0.setIdentifier = nil }))
            #expect(answer.code == "InvalidInput")
            #expect(answer.message == "Invalid request: Missing field 'SetIdentifier' \(description("null"))")
        }
    }

    @Test func `weights are 0 to 255, regions and failovers are known`() throws {
        let client = try Client()
        #expect(client.change(.create(weighted("x.example.com", "s", 256))).message.contains("maxInclusive '255'"))
        #expect(client.change(.create(weighted("x.example.com", "s", -1))).code == "InvalidInput")
        #expect(
            client.change(.create(member("x.example.com", "s") { $0.region = "moon-1" })).message.contains(
                "Value 'moon-1' is not facet-valid"))
        #expect(
            client.change(.create(member("x.example.com", "s") { $0.failover = "TERTIARY" })).code == "InvalidInput")
        #expect(client.change(.create(weighted("x.example.com", String(repeating: "s", count: 128)))).status == 200)
        #expect(
            client.change(.create(weighted("x.example.com", String(repeating: "s", count: 129)))).code == "InvalidInput"
        )
        #expect(client.change(.create(weighted("x.example.com", ""))).code == "InvalidInput")
    }

    @Test func `a weighted group has one TTL, which changes for all members at once`() throws {
        let client = try Client()
        let (first, second) = (weighted("x.example.com", "a"), weighted("x.example.com", "b"))
        try client.service.create([first, second], in: client.zone)
        let slower = [first, second].map { set in set.with { $0.ttl = 120 } }
        #expect(
            client.change(.delete(first), .create(slower[0])).message
                == "[RRSet with DNS name x.example.com and type A, SetIdentifier a cannot be created as weighted sets must contain the same TTL.]"
        )
        #expect(client.change(.upsert(slower[0]), .upsert(slower[1])).status == 200)
        #expect(client.sets.map(\.ttl) == [120, 120])
    }

    @Test func `one value in weighted and latency sets, unless it is allowed`() throws {
        let client = try Client()
        let set = member("x.example.com", "a") { ($0.weight, $0.values) = (1, ["192.0.2.1", "192.0.2.2"]) }
        #expect(client.change(.create(set)).message.contains("cannot have more than one resource record"))
        client.service.settings.allowsSeveralWeightedValues = true
        #expect(client.change(.create(set)).status == 200)
    }

    @Test(arguments: ["NS", "SOA", "DS"]) func `no policies for NS, SOA and DS`(_ type: String) throws {
        let values = ["NS": "ns.example.net", "SOA": "a. b. 1 2 3 4 5", "DS": "1 13 2 aabb"]
        let set = member("x.example.com", "s", values[type] ?? "", type: type) { $0.failover = "PRIMARY" }
        #expect(try Client().change(.create(set)).message.contains("has no routing policies"))
    }

    @Test func `no multivalue answers for CNAME, no IP-based routing in private zones`() throws {
        let set = member("x.example.com", "s", "t.example.net", type: "CNAME") { $0.multiValueAnswer = true }
        #expect(try Client().change(.create(set)).code == "InvalidChangeBatch")
        let client = try PolicyCase.client()
        let zone = try client.service.addZone("example.com", vpc: VPC(region: "eu-west-1", id: "vpc-1"))
        let cidr = try #require(PolicyCase.all.last)
        let body = String(decoding: StrictRoute53.body([.create(cidr.first)]), as: UTF8.self)
        #expect(client.send("POST", "/hostedzone/\(zone)/rrset/", body: body).message.contains("private zone"))
    }

    @Test(arguments: [
        RecordSet.GeoLocation(continent: "EU", country: "DE"), .init(continent: "XX"), .init(country: "us"),
        .init(country: "DE", subdivision: "BY"), .init(continent: "NA", subdivision: "WA"), .init(),
    ])
    func `locations that are none`(_ location: RecordSet.GeoLocation) throws {
        #expect(
            try Client().change(.create(member("x.example.com", "s") { $0.geoLocation = location })).code
                == "InvalidInput")
    }

    @Test(arguments: [
        RecordSet.GeoProximity(region: "us-east-1", localZoneGroup: "g"), .init(bias: 1),
        .init(latitude: "91", longitude: "0"),
        .init(latitude: "0", longitude: "180.01"), .init(latitude: "1.234", longitude: "0"),
        .init(region: "us-east-1", bias: 100),
    ])
    func `geoproximity locations that are none`(_ location: RecordSet.GeoProximity) throws {
        #expect(
            try Client().change(.create(member("x.example.com", "s") { $0.geoProximity = location })).code
                == "InvalidInput")
    }

    @Test func `CIDR collections and locations exist, and a group has one collection`() throws {
        let client = try PolicyCase.client()
        let cidr = try #require(PolicyCase.all.last)
        let other = "c8c02a84-0000-0000-0000-d833a2f80106"
        let elsewhere = cidr.second.with { $0.cidr?.collectionID = other }
        #expect(client.change(.create(elsewhere)).code == "NoSuchCidrCollectionException")
        #expect(
            client.change(.create(cidr.second.with { $0.cidr?.location = "moon" })).code
                == "NoSuchCidrLocationException")
        client.service.addCIDRCollection(other, locations: ["office"])
        try client.service.create([cidr.first], in: client.zone)
        #expect(client.change(.create(elsewhere)).message.contains("another collection"))
    }

    @Test func `a hundred members of a group, thirty with geoproximity`() throws {
        let client = try Client()
        try client.service.create((0..<100).map { weighted("x.example.com", "\($0)") }, in: client.zone)
        #expect(client.change(.create(weighted("x.example.com", "more"))).message.contains("more than 100"))
        try client.service.create(
            (0..<30).map { index in
                member("g.example.com", "\(index)") { $0.geoProximity = .init(latitude: "\(index)", longitude: "0") }
            },
            in: client.zone)
        let more = member("g.example.com", "more") { $0.geoProximity = .init(latitude: "31", longitude: "0") }
        #expect(client.change(.create(more)).message.contains("more than 30"))
    }
}
