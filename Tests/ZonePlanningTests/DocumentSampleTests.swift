internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Documents with every member that there is. `Tests/SchemasTests/run` holds the schemas against the golden files.
@Suite("Documents with every member") struct DocumentSampleTests {
    private func routed(_ name: DomainName, _ identifier: String, _ policy: RoutingPolicy) throws -> RecordSet {
        RecordSet(
            name: name, type: .a, ttl: try #require(TTL(seconds: 60)), data: recordSet("x 60 A 192.0.2.1").data,
            routing: Routing(identifier: try #require(SetIdentifier(identifier)), policy: policy),
            healthCheck: "check-1")
    }

    private func sets() throws -> [RecordSet] {
        typealias Near = RoutingPolicy.Geoproximity
        let policies: [RoutingPolicy] = [
            .weighted(0), .latency(region: "eu-west-1"), .failover(.primary), .failover(.secondary),
            .geolocation(.continent("EU")), .geolocation(.country("DE", subdivision: nil)),
            .geolocation(.country("US", subdivision: "CA")), .geolocation(.anywhere),
            .geoproximity(Near(place: .region("eu-west-1"), bias: nil)),
            .geoproximity(Near(place: .localZoneGroup("us-west-2-lax-1"), bias: 0)),
            .geoproximity(Near(place: .coordinates(latitude: -5252, longitude: 1340), bias: -99)), .multivalue,
            .cidr(collection: "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", location: "*"),
        ]
        var sets = try policies.enumerated().map { index, policy in
            try routed(DomainName(parsing: "r\(index).example.com."), "set \(index)", policy)
        }
        let place = AliasTarget(place: .hostedZone("Z1"), name: "lb.example.net.", evaluatesTargetHealth: true)
        sets.append(RecordSet(name: "b.example.com.", type: .aaaa, alias: place))
        let same = AliasTarget(place: .sameZone, name: "r1.example.com.", evaluatesTargetHealth: false)
        sets.append(RecordSet(name: "c.example.com.", type: .a, alias: same))
        return sets + [recordSet("d 60 MX 10 a.example.net.")]
    }

    @Test("A plan that creates a zone, one that updates it and one that deletes it") func plan() throws {
        var live = LiveZone(Zone(empty: "example.com."), exists: false)
        live.creationAttributes = ["private": "true", "vpc": "vpc-1"]
        let created = ZonePlanner.fixture(.off, limits: BatchLimits(records: 8)).plan(
            desired: DesiredZone(try Zone(apex: "example.com.", sets: try sets())), live: live, protectedBefore: []
        ).plan
        let before = try Zone(
            apex: "example.net.", sets: [try routed("a.example.net.", "blue", .weighted(1))])
        let after = try Zone(
            apex: "example.net.", sets: [try routed("a.example.net.", "blue", .weighted(2))])
        let updated = ZonePlanner.fixture().plan(from: before, to: after)
        var absent = DesiredZone(zone: Zone(empty: "example.org."), marks: [], files: [])
        absent.isAbsent = true
        let deleted = ZonePlanner.fixture(PolicySettings()).plan(
            desired: absent, live: LiveZone(zone(["a 60 A 192.0.2.1"], in: "example.org.")), protectedBefore: []
        ).plan
        #expect(created.createsZone && !created.creationAttributes.isEmpty && deleted.deletesZone)
        #expect(deleted.findings.contains { $0.policy == .zoneDelete })
        let document = try PlanDocument(.fixture([created, updated, deleted]))
        try expectGolden(String(decoding: document.octets, as: UTF8.self), "plan.json")
    }

    @Test("A receipt") func receipt() throws {
        let sets = try sets()
        var receipt = Receipt.fixture()
        receipt.residual = sets.map { .delete($0) }
        receipt.protected = sets.map(\.key)
        receipt.allowed = PolicyName.allCases
        receipt.batches[0].undoID = "C2"
        try expectGolden(String(decoding: ReceiptDocument.encode(receipt), as: UTF8.self), "receipt.json")
    }
}
