import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

/// What octoDNS, DNSControl, Terraform and others get wrong at Route 53, each as a test that passes here.
@Suite("Route 53: failures of peers") struct Route53PeerFailureTests {
    private func alias(_ name: DomainName, evaluates: Bool, place: AliasTarget.Place = .hostedZone("Z35SXDOTRQ7X7K"))
        -> RecordSet
    {
        RecordSet(
            name: name, type: .a,
            alias: AliasTarget(
                place: place, name: "dualstack.lb-1.us-east-1.elb.amazonaws.com.", evaluatesTargetHealth: evaluates))
    }

    private func applied(_ run: Run) async throws -> ApplyOutcome {
        let outcome = try await run.apply(run.plan())
        #expect(outcome.receipts.map(\.outcome) == [.applied], "\(String(describing: outcome.failure))")
        #expect(try await run.plan().plan.isEmpty, "a second plan is empty")
        return outcome
    }

    @Test("octoDNS cuts batches at 1,000 updates, which count twice: 501 updates fail") func updates501() async throws {
        let service = try Service()
        let names = (0..<501).map { "h\($0)" }
        try service.strict.create(names.map { .init("\($0).example.com", "A", "192.0.2.1") }, in: service.zoneID)
        let run = Run(service, declares: zone(names.map { "\($0) 600 A 192.0.2.1" }))
        let document = try await run.plan()
        #expect(document.plan.zones[0].batchCount == 2)
        _ = try await applied(run)
        #expect(service.strict.log.batches.allSatisfy { $0.status == 200 })
    }

    @Test("octoDNS counts no characters: a batch of long TXT is over 32,000") func characters() async throws {
        let service = try Service()
        let lines = (0..<90).map {
            "t\($0) 300 TXT \"\(String(repeating: "x", count: 250))\" \"\(String(repeating: "y", count: 250))\""
        }
        let run = Run(service, declares: zone(lines))
        #expect(try await run.plan().plan.zones[0].batchCount == 2)
        _ = try await applied(run)
    }

    @Test("octoDNS plans an update of a TXT with quotes in every run") func quotedText() async throws {
        let service = try Service()
        try service.strict.create(
            [.init("q.example.com", "TXT", "\"say \\\"hi\\\"\" \"a;b \\\\ \\303\\244\"")], in: service.zoneID)
        let data = RecordData.txt(TXT(Array("say \"hi\"a;b \\ ä".utf8)))
        let declared = try Zone(
            apex: "example.com.",
            sets: [RecordSet(name: "q.example.com.", type: .txt, ttl: #require(TTL(seconds: 300)), data: [data])])
        let run = Run(service, declares: declared)
        #expect(try await run.plan().plan.isEmpty)
        let other = try Service()
        _ = try await applied(Run(other, declares: declared))
    }

    @Test("octoDNS does not see that an alias evaluates its target's health now") func aliasHealth() async throws {
        let service = try Service()
        for evaluates in [false, true, false] {
            let declared = try Zone(apex: "example.com.", sets: [alias("www.example.com.", evaluates: evaluates)])
            let outcome = try await applied(Run(service, declares: declared))
            #expect(outcome.receipts[0].batches.map(\.changes) == [1])
        }
    }

    @Test("octoDNS and DNSControl lose a health check on any change of its set") func healthCheckKept() async throws {
        let service = try Service()
        service.strict.addHealthCheck("abcdef11-2222-3333-4444-555555fedcba")
        try service.strict.create(
            [
                StoredSet("w.example.com", "A", "192.0.2.1").with {
                    $0.setIdentifier = "blue"
                    $0.weight = 0
                    $0.healthCheckID = "abcdef11-2222-3333-4444-555555fedcba"
                }
            ], in: service.zoneID)
        let blue = try #require(SetIdentifier("blue"))
        func set(_ ttl: Int, _ check: String?) throws -> RecordSet {
            RecordSet(
                name: "w.example.com.", type: .a, ttl: try #require(TTL(seconds: ttl)),
                data: recordSet("w 1 A 192.0.2.1").data,
                routing: Routing(identifier: blue, policy: .weighted(0)), healthCheck: check)
        }
        let check = "abcdef11-2222-3333-4444-555555fedcba"
        let kept = Run(service, declares: try Zone(apex: "example.com.", sets: [set(300, check)]))
        #expect(try await kept.plan().plan.isEmpty)
        _ = try await applied(Run(service, declares: try Zone(apex: "example.com.", sets: [set(600, check)])))
        let stored = try #require(service.strict.recordSets(of: service.zoneID).first { $0.type == "A" })
        #expect(stored.healthCheckID == check)
        #expect(stored.weight == 0)
        // Taking it away is a change that the plan shows.
        let without = Run(service, declares: try Zone(apex: "example.com.", sets: [set(600, nil)]))
        #expect(try await without.plan().plan.zones[0].changes.count == 1)
        _ = try await applied(without)
    }

    @Test("octoDNS and DNSControl make one plain record of sets with a routing policy") func routingKept() async throws
    {
        let service = try Service()
        func member(_ index: Int, _ policy: (inout StoredSet) -> Void) -> StoredSet {
            StoredSet("r\(index).example.com", "A", "192.0.2.\(index)").with {
                $0.setIdentifier = "set \(index)"
                policy(&$0)
            }
        }
        service.strict.addCIDRCollection("c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", locations: ["site-a"])
        try service.strict.create(
            [
                member(1) { $0.weight = 0 }, member(2) { $0.region = "eu-west-1" },
                member(3) { $0.failover = "PRIMARY" },
                member(4) { $0.geoLocation = .init(country: "US", subdivision: "CA") },
                member(5) { $0.geoLocation = .init(country: "*") }, member(6) { $0.multiValueAnswer = true },
                member(7) { $0.cidr = .init(collectionID: "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", location: "site-a") },
                member(8) { $0.geoProximity = .init(latitude: "52.52", longitude: "-13.4", bias: 0) },
                member(9) { $0.geoProximity = .init(region: "eu-west-1") },
                member(9) { $0.geoProximity = .init(region: "us-east-1", bias: -10) }.with {
                    $0.setIdentifier = "other"
                },
            ], in: service.zoneID)
        let live = try await service.provider().liveZone("example.com.")
        #expect(live.unmodelled.isEmpty)
        #expect(
            live.zone.sets.compactMap(\.routing?.policy.description) == [
                "weight 0", "latency eu-west-1", "failover primary", "geolocation US CA", "geolocation anywhere else",
                "multivalue", "cidr site-a of c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", "geoproximity 52.52 -13.4 bias 0",
                "geoproximity us-east-1 bias -10", "geoproximity eu-west-1",
            ])
        // Declared as they are: nothing to do. Not declared: each is deleted as what it is.
        let same = try Zone(apex: "example.com.", sets: live.zone.sets.filter { $0.routing != nil })
        #expect(try await Run(service, declares: same).plan().plan.isEmpty)
        let changes = try await Run(service, declares: zone([])).plan().plan.zones[0].changes
        #expect(changes.count == 10)
        #expect(changes.allSatisfy { $0.change.before?.routing != nil })
        _ = try await applied(Run(service, declares: zone([])))
    }

    @Test("Terraform and external-dns: another policy or identifier replaces the whole group in one batch")
    func policyChange() async throws {
        let service = try Service()
        func group(_ policies: [(String, RoutingPolicy)]) throws -> Zone {
            try Zone(
                apex: "example.com.",
                sets: policies.map { identifier, policy in
                    RecordSet(
                        name: "g.example.com.", type: .a, ttl: try #require(TTL(seconds: 60)),
                        data: recordSet("g 1 A 192.0.2.1").data,
                        routing: Routing(identifier: try #require(SetIdentifier(identifier)), policy: policy))
                })
        }
        let groups = [
            try group([("a", .weighted(1)), ("b", .weighted(2))]),
            try group([("a", .latency(region: "eu-west-1")), ("b", .latency(region: "us-east-1"))]),
            try group([("a", .failover(.primary)), ("c", .failover(.secondary))]), zone(["g 60 A 192.0.2.1"]),
            try group([("b", .multivalue)]),
        ]
        for declared in groups { _ = try await applied(Run(service, declares: declared)) }
        #expect(service.strict.log.batches.count == groups.count)
    }

    @Test("octoDNS splits a type change over two requests: the name is gone in between") func typeChangeWhole()
        async throws
    {
        let service = try Service()
        let names = (0..<600).map { "h\($0)" }
        try service.strict.create(names.map { .init("\($0).example.com", "A", "192.0.2.1") }, in: service.zoneID)
        _ = try await applied(Run(service, declares: zone(names.map { "\($0) 300 CNAME x.example.net." })))
        for batch in service.strict.log.batches {
            let deleted = Set(batch.changes.filter { $0.action == .delete }.map(\.set.name))
            #expect(deleted == Set(batch.changes.filter { $0.action == .create }.map(\.set.name)))
        }
        #expect(service.strict.log.batches.count == 2)
    }

    @Test("Terraform, octoDNS and DNSControl overwrite what somebody else changed after the plan") func foreignEdit()
        async throws
    {
        let service = try Service()
        try service.strict.create([.init("www.example.com", "A", "192.0.2.1")], in: service.zoneID)
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2"]))
        let document = try await run.plan()
        try service.strict.write([.upsert(.init("www.example.com", "A", ttl: 60, "203.0.113.9"))], to: service.zoneID)
        do {
            _ = try await run.apply(document)
            Issue.record("applied over a foreign edit")
        } catch ApplyError.stale(let zones) {
            #expect(
                zones[0].conflicts.map(\.phrase) == [
                    "www.example.com. A: expected ttl 300  192.0.2.1, live is ttl 60  203.0.113.9"
                ])
        }
        #expect(service.strict.log.batches.isEmpty)
    }

    @Test("roadworker and octoDNS: a value that only lacks the final dot, or is spelled otherwise, is the same")
    func spelling() async throws {
        let service = try Service()
        try service.strict.create(
            [
                .init("WWW.example.com", "CNAME", "Target.Example.NET"),
                .init("v6.example.com", "AAAA", "2001:0DB8::0001"),
                .init("mx.example.com", "MX", "10 mail.example.net"), .init("*.w.example.com", "A", "192.0.2.1"),
            ], in: service.zoneID)
        let run = Run(
            service,
            declares: zone([
                "www 300 CNAME target.example.net.", "v6 300 AAAA 2001:db8::1", "mx 300 MX 10 mail.example.net.",
                "*.w 300 A 192.0.2.1",
            ]))
        #expect(try await run.plan().plan.isEmpty)
        // And it can be changed, though it is stored in other words than ours.
        _ = try await applied(
            Run(
                service,
                declares: zone([
                    "www 60 CNAME target.example.net.", "v6 60 AAAA 2001:db8::1", "mx 60 MX 20 mail.example.net.",
                    "*.w 60 A 192.0.2.1",
                ])))
    }

    @Test("Terraform stripped 'dualstack.' and hid a real difference; ansible's case and dot made endless updates")
    func aliasNames() async throws {
        let service = try Service()
        try service.strict.create(
            [
                StoredSet(
                    "www.example.com", "A",
                    alias: .init(zoneID: "Z35SXDOTRQ7X7K", name: "DualStack.LB-1.us-east-1.elb.amazonaws.com"))
            ], in: service.zoneID)
        let same = try Zone(apex: "example.com.", sets: [alias("www.example.com.", evaluates: false)])
        #expect(try await Run(service, declares: same).plan().plan.isEmpty)
        let other = RecordSet(
            name: "www.example.com.", type: .a,
            alias: AliasTarget(
                place: .hostedZone("Z35SXDOTRQ7X7K"), name: "lb-1.us-east-1.elb.amazonaws.com.",
                evaluatesTargetHealth: false))
        let plan = try await Run(service, declares: try Zone(apex: "example.com.", sets: [other])).plan().plan
        #expect(plan.zones[0].changes.count == 1)
    }

    @Test("aws-lambda-mirror read octal as decimal and deleted another name: \\052 is '*', not '4'") func octal()
        async throws
    {
        let service = try Service()
        try service.strict.create(
            [.init("*.example.com", "A", "192.0.2.1"), .init("4.example.com", "A", "192.0.2.4")], in: service.zoneID)
        let run = Run(service, declares: zone(["4 300 A 192.0.2.4"]))
        let plan = try await run.plan().plan
        #expect(plan.zones[0].changes.map(\.change) == [.delete(recordSet("* 300 A 192.0.2.1"))])
        _ = try await applied(run)
    }

    @Test("DNSControl goes on with the next batch after one failed") func stopsAtFailure() async throws {
        let service = try Service()
        let run = Run(service, declares: zone((0..<2_100).map { "h\($0) 300 A 192.0.2.1" }))
        let document = try await run.plan()
        #expect(document.plan.zones[0].batchCount == 3)
        service.strict.script(
            .refuse(code: "AccessDenied", status: 403, message: "no"), on: .changeResourceRecordSets, after: 1)
        let outcome = try await run.apply(document, keepsPartial: true)
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied, .notApplied, .notApplied])
        #expect(service.strict.log.batches.count == 2)
        let again = try await run.apply(document)
        #expect(again.earlier.isOfThisPlan)
        #expect(again.receipts[0].batches.map(\.state) == [.wasLive, .applied, .applied])
    }
}
