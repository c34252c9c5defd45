import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

@Suite("Route 53: requests, counted") struct Route53RequestTests {
    private static func hosts(_ count: Int, address: String = "192.0.2.1") -> [String] {
        (0..<count).map { "h\($0) 300 A \(address)" }
    }

    /// A service whose zone has so many sets besides those of the apex.
    private static func service(_ count: Int) throws -> Service {
        let service = try Service()
        try service.strict.create(
            (0..<count).map { .init("h\($0).example.com", "A", "192.0.2.1") }, in: service.zoneID)
        service.strict.clearLog()
        return service
    }

    // octoDNS needs a list of all zones and 34 pages; DNSControl pages of 100.
    @Test("A plan of a zone with 10,000 sets: 34 lists and 2 more; a change of 1 % is one batch") func largeZone()
        async throws
    {
        let service = try Self.service(9_998)
        var lines = Self.hosts(9_998)
        let run = Run(service, declares: zone(lines))
        #expect(try await run.plan().plan.isEmpty)
        #expect(service.strict.log.counts == [.listHostedZonesByName: 1, .listResourceRecordSets: 34])
        for index in 0..<100 { lines[index * 90] = "h\(index * 90) 300 A 192.0.2.9" }
        let changed = Run(service, declares: zone(lines))
        let document = try await changed.plan()
        service.strict.clearLog()
        #expect(try await changed.apply(document).receipts.map(\.outcome) == [.applied])
        #expect(service.strict.log.count(.changeResourceRecordSets) == 1)
        // Read before and after.
        #expect(service.strict.log.count(.listResourceRecordSets) == 68)
    }

    /// Many zones of some sets each, planned together.
    private static func manyZones(
        _ count: Int, sets: Int, asked: Int
    ) async throws -> (service: Service, span: Duration, outcome: PlanOutcome) {
        var settings = Settings()
        settings.hostedZones = count + 1
        let service = try Service(settings: settings)
        var apexes: [DomainName] = []
        for index in 0..<count {
            let id = try service.strict.addZone("z\(index).example.net")
            try service.strict.create(
                (0..<sets).map { .init("h\($0).z\(index).example.net", "A", "192.0.2.1") }, in: id)
            apexes.append(try DomainName(parsing: "z\(index).example.net."))
        }
        service.strict.clearLog()
        let account = service.account(expectedZones: asked)
        let jobs = apexes.prefix(asked).map { apex in
            ZoneJob(
                desired: DesiredZone(zone((0..<sets).map { "h\($0) 300 A 192.0.2.1" }, in: apex)),
                planner: ZonePlanner(
                    providerName: "aws", capabilities: Route53Provider.capabilities, ownership: Ownership(),
                    policy: .fixture()),
                provider: Route53Provider(account: account))
        }
        let start = service.strict.clock.now
        let outcome = await Run(service, declares: zone([])).reconciler.plan(jobs)
        return (service, start.duration(to: service.strict.clock.now), outcome)
    }

    @Test("A full plan of 400 zones: 400 lists and 4 or 5 of the zones, as fast as the rate allows") func manyZones()
        async throws
    {
        let (service, span, outcome) = try await Self.manyZones(399, sets: 20, asked: 399)
        #expect(outcome.failures.isEmpty)
        #expect(outcome.zones.allSatisfy { !$0.hasChanges })
        // With example.com there are 400 zones.
        #expect(service.strict.log.counts == [.listHostedZones: 4, .listResourceRecordSets: 399])
        // The burst is free; nothing waits beyond the rate.
        #expect(span <= .seconds(403.0 / 5 * 1.05))
        #expect(span >= .seconds((403.0 - 10) / 5 * 0.99))
    }

    @Test("One zone of 400 is looked up by name: two requests") func oneOfMany() async throws {
        let (service, _, outcome) = try await Self.manyZones(120, sets: 20, asked: 1)
        #expect(outcome.failures.isEmpty)
        #expect(service.strict.log.counts == [.listHostedZonesByName: 1, .listResourceRecordSets: 1])
    }

    @Test("Pages of one set, in the middle of groups, and elements that nobody knows") func smallPages() async throws {
        var settings = Settings()
        settings.pageSize = 1
        settings.sendsAlienElements = true
        settings.accountRate = nil
        settings.actionRate = nil
        let service = try Service(settings: settings)
        try service.strict.create(
            (0..<5).map { index in
                StoredSet("w.example.com", "A", "192.0.2.\(index)").with {
                    $0.setIdentifier = "set \(index)"
                    $0.weight = index
                }
            }, in: service.zoneID)
        let live = try await service.provider().liveZone("example.com.")
        #expect(live.zone.sets.count == 7)
        #expect(live.zone.sets.compactMap(\.routing).map(\.policy) == (0..<5).map { .weighted($0) })
    }

    @Test("A zone over the usual limit is asked for its own; a plan over it is refused") func zoneLimit() async throws {
        let service = try Self.service(20)
        let provider = service.provider(expectedSets: 10_500)
        let live = try await provider.liveZone("example.com.")
        #expect(live.largestSetCount == 10_000)
        let result = ZonePlanner(
            providerName: "aws", capabilities: provider.capabilities, ownership: Ownership(), policy: .fixture()
        ).plan(desired: DesiredZone(zone(Self.hosts(10_500))), live: live, protectedBefore: [])
        #expect(result.diagnostics.map(\.id) == ["too-many-sets"])
        service.strict.setRecordSetLimit(20_000, of: service.zoneID)
        #expect(try await provider.liveZone("example.com.").largestSetCount == 20_000)
    }
}
