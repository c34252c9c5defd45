import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

@Suite("Route 53: apply") struct Route53ApplyTests {
    private let www = recordSet("www 300 A 192.0.2.1")

    @Test("What is declared is created, read back, and a second plan is empty") func create() async throws {
        let service = try Service()
        let declared = zone([
            "@ 300 MX 10 mail.example.com.", "*.apps 60 CNAME www.example.com.", "www 300 A 192.0.2.1 | 192.0.2.2",
            "www 300 TXT \"v=spf1; \\\"quoted\\\" \\195\\164\"", "_sip._tcp 300 SRV 10 60 5060 sip.example.com.",
        ])
        let run = Run(service, declares: declared)
        let document = try await run.plan()
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied])
        #expect(outcome.receipts[0].batches[0].changeID?.isEmpty == false)
        #expect(try await run.plan().plan.isEmpty)
        let batch = try #require(service.strict.log.batches.first)
        #expect(batch.comment == "gate53 cccccccccccc \(document.digest)")
        #expect(batch.changes.allSatisfy { $0.action == .create })
    }

    @Test("Updates are deletions of what is stored and creations of what is declared, in one batch, never UPSERT")
    func update() async throws {
        let service = try Service()
        try service.strict.create(
            [.init("www.example.com", "A", "192.0.2.1"), .init("v6.example.com", "AAAA", "2001:0DB8:0:0::1")],
            in: service.zoneID)
        let run = Run(service, declares: zone(["www 600 A 192.0.2.9", "v6 600 AAAA 2001:db8::1"]))
        let outcome = try await run.apply(run.plan())
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        let batch = try #require(service.strict.log.batches.first)
        #expect(service.strict.log.batches.count == 1)
        #expect(batch.changes.map(\.action) == [.delete, .delete, .create, .create])
        // To the letter as it was stored.
        #expect(batch.changes.contains { $0.action == .delete && $0.set.values == ["2001:0DB8:0:0::1"] })
    }

    @Test("All routing policies, aliases and health checks are read back as they were written")
    func routing() async throws {
        var applied = 0
        for seed in 0..<60 {
            var generator = Generator(seed: UInt64(seed))
            let service = try Service()
            for digit in 0..<10 { service.strict.addHealthCheck("abcdef11-2222-3333-4444-555555fedcb\(digit)") }
            service.strict.addCIDRCollection(
                "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", locations: ["site-a", "site-b", "c"])
            for _ in 0..<2 {
                let declared = Self.allowed(generator.routed(Self.randomZone(&generator)), service)
                let run = Run(service, declares: declared)
                let document = try await run.plan()
                if document.plan.isEmpty { continue }
                let outcome = try await run.apply(document)
                #expect(
                    outcome.receipts.allSatisfy { $0.outcome == .applied },
                    "seed \(seed): \(String(describing: outcome.failure))")
                #expect(try await run.plan().plan.isEmpty)
                applied += document.plan.zones[0].changes.count { !($0.change.after?.isPlain ?? true) }
            }
        }
        #expect(applied > 200, "\(applied) sets with more than data")
    }

    /// The zone without what the provider's rules refuse.
    private static func allowed(_ zone: Zone, _ service: Service) -> Zone {
        var zone = zone
        while true {
            let diagnostics = service.provider().findings(in: RuleSubject(DesiredZone(zone))).map(\.diagnostic)
            // Each set has a line of its own.
            let lines = Set(diagnostics.filter { $0.severity == .error }.compactMap(\.location?.line))
            if lines.isEmpty { return zone }
            let sets = zone.sets.enumerated().filter { !lines.contains($0.offset + 1) }.map(\.element)
            zone = (try? Zone(apex: zone.apex, ordered: sets)) ?? zone
        }
    }

    private static func randomZone(_ generator: inout Generator) -> Zone {
        let types: [RecordType] = [.a, .aaaa, .cname, .txt, .mx, .srv, .caa]
        return generator.zone(count: 12, types: types, hasAuthority: false)
    }

    @Test("A type change at a name is one batch: the deletion first") func typeChange() async throws {
        let service = try Service()
        try service.strict.create([.init("www.example.com", "CNAME", "a.example.net")], in: service.zoneID)
        for lines in [["www 300 A 192.0.2.1"], ["www 300 CNAME b.example.net."]] {
            let run = Run(service, declares: zone(lines))
            let outcome = try await run.apply(run.plan())
            #expect(outcome.receipts.map(\.outcome) == [.applied])
        }
        #expect(service.strict.log.batches.count == 2)
    }

    @Test("An alias comes after what it stands for, and goes before it") func aliases() async throws {
        let service = try Service()
        func alias(_ name: DomainName, _ target: DomainName) -> RecordSet {
            RecordSet(
                name: name, type: .a,
                alias: AliasTarget(place: .sameZone, name: target, evaluatesTargetHealth: false))
        }
        let chain = [
            alias("a.example.com.", "m.example.com."), alias("m.example.com.", "z.example.com."),
            alias("z.example.com.", "b.example.com."), recordSet("b 300 A 192.0.2.1"),
        ]
        let declared = try Zone(apex: "example.com.", sets: chain)
        let run = Run(service, declares: declared)
        #expect(try await run.apply(run.plan()).receipts.map(\.outcome) == [.applied])
        let gone = Run(service, declares: zone([]))
        #expect(try await gone.apply(gone.plan()).receipts.map(\.outcome) == [.applied])
    }

    // MARK: - Lost compare-and-swaps

    @Test("A set that somebody changed between reading and writing stops the run, which says what was expected")
    func lostSwap() async throws {
        let service = try Service()
        try service.strict.create([.init("www.example.com", "A", "192.0.2.1")], in: service.zoneID)
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2", "new 300 A 192.0.2.3"]))
        let document = try await run.plan()
        let zoneID = service.zoneID
        service.strict.script(
            .first { strict in
                try? strict.write(
                    [
                        .delete(.init("www.example.com", "A", "192.0.2.1")),
                        .create(.init("www.example.com", "A", "198.51.100.7")),
                    ], to: zoneID)
            }, on: .changeResourceRecordSets)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.failed])
        let failure = try #require(outcome.failure)
        #expect(failure.code == .conflict)
        #expect(
            failure.conflicts.map(\.phrase) == [
                "www.example.com. A: expected ttl 300  192.0.2.1, live is ttl 300  198.51.100.7"
            ])
        #expect(outcome.failedBatch == .init(apex: "example.com.", number: 1, count: 1))
        // Nothing foreign was overwritten, and nothing else was changed.
        #expect(
            try service.live()[recordSet("www 300 A 192.0.2.1").key]?.data == recordSet("www 300 A 198.51.100.7").data)
        #expect(try service.live()[recordSet("new 300 A 192.0.2.3").key] == nil)
    }

    @Test("A set that somebody stored in other words meanwhile is deleted as it is stored now") func respelled()
        async throws
    {
        var settings = Settings()
        settings.keepsEqualText = false
        let service = try Service(settings: settings)
        try service.strict.create([.init("v6.example.com", "AAAA", "2001:db8::1")], in: service.zoneID)
        let run = Run(service, declares: zone(["v6 600 AAAA 2001:db8::1"]))
        let document = try await run.plan()
        let zoneID = service.zoneID
        service.strict.script(
            .first { strict in
                try? strict.write(
                    [.upsert(.init("v6.example.com", "AAAA", "2001:0db8:0::1"))], to: zoneID)
            }, on: .changeResourceRecordSets)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(service.strict.log.batches.count == 2)
    }

    @Test("What earlier batches of the run did is undone, and the receipt has the ids of both") func undo() async throws
    {
        let service = try Service()
        let names = (0..<1_200).map { "h\($0) 300 A 192.0.2.1" }
        let run = Run(service, declares: zone(names))
        let document = try await run.plan()
        #expect(document.plan.zones[0].batchCount == 2)
        #expect(document.plan.zones[0].batchesAtLeast == 2)
        let zoneID = service.zoneID
        service.strict.script(
            .first { strict in
                try? strict.create([.init("h999.example.com", "A", "203.0.113.1")], in: zoneID)
            }, on: .changeResourceRecordSets, after: 1)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.undone])
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .notApplied])
        #expect(outcome.receipts[0].batches[0].changeID != nil)
        #expect(outcome.receipts[0].batches[0].undoID != nil)
        #expect(outcome.failedBatch?.number == 2)
        let left = try service.live().sets.filter { $0.name != "example.com." }
        #expect(left == [recordSet("h999 300 A 203.0.113.1")])
    }

    // MARK: - Lost answers

    @Test(
        "An answer that is lost is never guessed: live says what became of the batch",
        arguments: [
            Fault.drop(.afterCommit), .drop(.beforeCommit), .serverError(.afterCommit), .serverError(.beforeCommit),
            .stall(.afterCommit), .truncatedXML, .truncatedBody, .serverError(status: 502, shape: .empty, .afterCommit),
        ])
    func lostAnswer(fault: Fault) async throws {
        let service = try Service()
        try service.strict.create([.init("www.example.com", "A", "192.0.2.1")], in: service.zoneID)
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2"]))
        let document = try await run.plan()
        service.strict.script(fault, on: .changeResourceRecordSets)
        let outcome = try await run.apply(document)
        #expect(outcome.failure == nil)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        // Each batch that was sent again was not committed the first time.
        #expect(service.strict.log.batches.count(where: \.committed) == 1)
    }

    // Found in review: the second answer said nothing of the first request, and was believed.
    @Test("A request that is lost and carried out late is not said to be undone") func lateCommit() async throws {
        let service = try Service()
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2"]))
        let document = try await run.plan()
        let zoneID = service.zoneID
        service.strict.script(.drop(.beforeCommit), on: .changeResourceRecordSets)
        // The first request is still being worked on, until it is done at last.
        service.strict.script(.priorRequestNotComplete, on: .changeResourceRecordSets, after: 1, times: 11)
        service.strict.script(
            .first { strict in try? strict.create([.init("www.example.com", "A", "192.0.2.2")], in: zoneID) },
            on: .changeResourceRecordSets, after: 11)
        let outcome = try await run.apply(document)
        #expect(outcome.failure == nil)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
    }

    // Found in review: what is done is stored in fewer characters than what it replaced, so batches made now are
    // others.
    @Test("A run that was cut off is finished, though batches made now would be others") func resumed() async throws {
        let service = try Service()
        let names = (0..<120).map { "t\($0)" }
        // In octal escapes: four characters for one.
        let stored = "\"\(String(repeating: "\\141", count: 200))\""
        for part in [names[..<60], names[60...]] {
            try service.strict.create(part.map { .init("\($0).example.com", "TXT", stored) }, in: service.zoneID)
        }
        let text = "\"\(String(repeating: "a", count: 200))\""
        let run = Run(service, declares: zone(names.map { "\($0) 600 TXT \(text)" }))
        let document = try await run.plan()
        #expect(document.plan.zones[0].batchCount > 2)
        service.strict.script(
            .refuse(code: "AccessDenied", status: 403, message: "no"), on: .changeResourceRecordSets, after: 2)
        #expect(try await run.apply(document, keepsPartial: true).receipts.map(\.outcome) == [.partial])
        let again = try await Run(service, declares: zone(names.map { "\($0) 600 TXT \(text)" })).apply(document)
        #expect(again.receipts.map(\.outcome) == [.applied])
    }

    // Found in review: an UPSERT counts twice at the service.
    @Test("Overwritten name servers count twice") func apexCounts() async throws {
        let service = try Service(zone: "example.net")
        let servers = "@ 3600 NS " + (1...4).map { "ns\($0).example.org." }.joined(separator: " | ")
        let run = Run(service, declares: zone([servers] + (0..<996).map { "h\($0) 300 A 192.0.2.1" }))
        let document = try await run.plan()
        #expect(document.plan.zones[0].batchCount == 2)
        #expect(try await run.apply(document).receipts.map(\.outcome) == [.applied])
    }

    @Test("Throttling and unfinished requests are waited for, at half the rate") func throttled() async throws {
        let service = try Service()
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2"]))
        let document = try await run.plan()
        service.strict.script(.throttling, on: .changeResourceRecordSets, times: 3)
        service.strict.script(.priorRequestNotComplete, on: .changeResourceRecordSets, after: 3, times: 2)
        service.strict.script(.throttling, on: .listResourceRecordSets, times: 2)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(service.strict.log.batches.count == 6)
    }

    @Test("A clock that is wrong is learnt from the answer; credentials that ran out are looked for again")
    func clockSkew() async throws {
        let service = try Service()
        service.strict.script(
            .refuse(
                code: "SignatureDoesNotMatch", status: 403,
                message: "Signature expired: 20191218T101837Z is now earlier than 20191218T102749Z"),
            on: .listHostedZonesByName)
        service.strict.script(
            .refuse(
                code: "ExpiredToken", status: 403, message: "The security token included in the request is expired"),
            on: .listResourceRecordSets)
        #expect(try await service.provider().liveZone("example.com.").exists)
    }

    @Test("Waiting ends when all changes are in sync") func propagation() async throws {
        let service = try Service()
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2"]))
        let started = service.strict.clock.now
        let outcome = try await run.apply(run.plan(), waits: true)
        #expect(outcome.notYetServed.isEmpty)
        // One change is asked for often; many would be less often.
        #expect(service.strict.log.count(.getChange) == 10)
        #expect(started.duration(to: service.strict.clock.now) >= .seconds(30))
    }

    @Test("Apex name servers are the one set that is overwritten, and looked at just before") func apexNS() async throws
    {
        let service = try Service()
        let run = Run(service, declares: zone(["@ 3600 NS ns1.example.net. | ns2.example.net."]))
        let document = try await run.plan()
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(service.strict.log.batches.first?.changes.map(\.action) == [.upsert])
        let again = Run(service, declares: zone(["@ 3600 NS ns1.example.net."]))
        let second = try await again.plan()
        try service.strict.write([.upsert(.init("example.com", "NS", ttl: 60, "ns9.example.net"))], to: service.zoneID)
        await #expect(throws: (any Error).self) { try await again.apply(second) }
    }
}
