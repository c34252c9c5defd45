internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A team beside the dynamic DNS service, which writes hosts into one of its zones all the time.
@Suite("Beside the dynamic DNS service") struct DynamicHostTests {
    private static let dynamic = "dynamic: {dyn.example.com: {zone: example.com, types: [A, AAAA, TXT]}}"
    private static let apex: DomainName = "example.com."

    /// A team with a suffix that nothing was applied with yet, and two hosts.
    private static func team() async throws -> Team {
        var team = try await Team()
        team.set(Team.settings(more: dynamic).replacing("share-from: 1", with: "share-from: 1, delete-share: off"))
        try await team.sign(try await team.plan())
        #expect(await team.applyMerged() == ["confirmed", "accepted settings 2"])
        await write("laptop.dyn 60 A 203.0.113.1", team)
        await write("laptop.dyn 60 AAAA 2001:db8::1", team)
        await write("phone.dyn 60 A 203.0.113.2", team)
        return team
    }

    /// Writes a set as the service does.
    private static func write(_ line: String, _ team: Team) async {
        let set = recordSet(line)
        await team.provider.write(set.key, set, in: apex)
    }

    /// What is live below the suffix.
    private static func hosts(_ team: Team) async -> [String] {
        await team.provider.zone(apex).sets.filter { $0.name.isAtOrBelow("dyn.example.com.") }.map {
            "\($0.name.text(relativeTo: apex)) \($0.type) \($0.data.map(\.text).joined(separator: " "))"
        }
    }

    /// Declares more in the zone.
    private static func declare(
        _ lines: String, _ team: inout Team, www: String = "192.0.2.1", on branch: String = "main"
    ) {
        team.simulation.repository.commit(
            [Team.path("example.com."): Team.file(www) + lines], to: branch, from: "main", by: "ann@example.com")
    }

    private static let all = ["laptop.dyn A 203.0.113.1", "laptop.dyn AAAA 2001:db8::1", "phone.dyn A 203.0.113.2"]

    @Test("A plan leaves hosts alone, and is not stale when they have changed since", arguments: [true, false])
    func changing(isMerged: Bool) async throws {
        var team = try await Self.team()
        team.change(["example.com.": "192.0.2.2"])
        let document = try await team.plan()
        let planned = try #require(document.plan.zones.first { $0.apex == Self.apex })
        #expect(planned.counts.dynamic == 3 && !planned.isPartial && planned.left.isEmpty)
        #expect(planned.changes.map(\.change.key.name) == ["www.example.com."])
        try await team.sign(document)
        await Self.write("laptop.dyn 60 A 203.0.113.99", team)
        await Self.write("tablet.dyn 60 A 203.0.113.3", team)
        await Self.write("_acme-challenge.tablet.dyn 60 TXT \"t\"", team)
        await team.provider.write(recordSet("phone.dyn 60 A 203.0.113.2").key, nil, in: Self.apex)
        let hosts = await Self.hosts(team)
        let said = isMerged ? await team.applyMerged() : await team.apply(document)
        #expect(said == ["example.com. applied"])
        #expect(await Self.hosts(team) == hosts)
        #expect(try await team.live("example.com.") == "192.0.2.2")
        await Self.write("laptop.dyn 60 A 203.0.113.100", team)
        #expect(await team.applyMerged() == ["confirmed"])
    }

    @Test("A host that is declared goes to git with all it has, and the plan says so; then git gives it up")
    func takenOverAndGivenUp() async throws {
        var team = try await Self.team()
        Self.declare("laptop.dyn: {type: A, value: 192.0.2.7}\n", &team, on: "take")
        let document = try await team.plan("take", changedSince: "main")
        let planned = try #require(document.plan.zones.first)
        #expect(!planned.isPartial && planned.left.isEmpty && planned.counts.dynamic == 1)
        #expect(
            planned.changes.map { "\($0.change.key.type) \($0.change.before != nil) \($0.change.after != nil)" } == [
                "A true true", "AAAA true false",
            ])
        #expect(planned.changes.allSatisfy { $0.wasDynamic && $0.cause == .own })
        try await team.sign(document)
        team.merge("take")
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(await Self.hosts(team) == ["laptop.dyn A 192.0.2.7", "phone.dyn A 203.0.113.2"])
        #expect(await team.applyMerged() == ["confirmed"])
        // Once git has it, whoever changes it is somebody outside.
        await Self.write("laptop.dyn 60 AAAA 2001:db8::2", team)
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        await team.provider.write(recordSet("laptop.dyn 60 AAAA 2001:db8::2").key, nil, in: Self.apex)

        Self.declare("", &team)
        let back = try await team.plan()
        #expect(back.plan.zones.flatMap { $0.changes.map(\.change.after) } == [nil])
        #expect(!back.plan.zones.contains { $0.changes.contains(where: \.wasDynamic) })
        try await team.sign(back)
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(await Self.hosts(team) == ["phone.dyn A 203.0.113.2"])
        await Self.write("laptop.dyn 60 A 203.0.113.1", team)
        #expect(await team.applyMerged() == ["confirmed"])
        #expect(await Self.hosts(team) == ["laptop.dyn A 203.0.113.1", "phone.dyn A 203.0.113.2"])
    }

    /// What a check for drift finds in the zone.
    private static func drift(_ team: Team) async throws -> ZoneDrift {
        var news = ApplyNews()
        let scope = try await DriftScopeReader(team.ports, only: [apex], LedgerFetching()).read(&news)
        return try #require(await team.ports.reconciler.drift(scope.jobs).zones.first)
    }

    @Test("A check for drift counts hosts, and what git takes or gives up waits") func drift() async throws {
        var team = try await Self.team()
        var drift = try await Self.drift(team)
        #expect(drift.sets.isEmpty && drift.unmanaged.dynamic == 3)
        Self.declare("laptop.dyn: {type: A, value: 192.0.2.7}\n", &team)
        drift = try await Self.drift(team)
        #expect(!drift.isDrifted && drift.sets.map(\.state) == [.pending, .pending])
        #expect(drift.sets.allSatisfy { $0.wasDynamic } && drift.unmanaged.dynamic == 1)
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
        Self.declare("", &team)
        drift = try await Self.drift(team)
        #expect(drift.sets.map(\.state) == [.pending] && drift.unmanaged.dynamic == 1)
    }

    @Test("A name that git gives up is not confirmed before it is deleted") func leftWaits() async throws {
        var team = try await Self.team()
        Self.declare("laptop.dyn: {type: A, value: 192.0.2.7}\n", &team)
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
        Self.declare("", &team)
        #expect(await team.applyMerged() == ["laptop.dyn.example.com. A waits: not reviewed"])
        #expect(await Self.hosts(team).contains("laptop.dyn A 192.0.2.7"))
        // Claimed again before that: what is live now is the service's.
        await Self.write("laptop.dyn 60 A 203.0.113.5", team)
        #expect(await team.applyMerged() == ["confirmed"])
        #expect(await Self.hosts(team).contains("laptop.dyn A 203.0.113.5"))
    }

    @Test("A host that was declared, waited and was given back stays the service's") func givenBack() async throws {
        var team = try await Self.team()
        team.change(["example.com.": "192.0.2.2"], on: "www")
        try await team.review("www")
        team.merge("www")
        Self.declare("laptop.dyn: {type: A, value: 192.0.2.7}\n", &team, www: "192.0.2.2")
        let said = await team.applyMerged()
        #expect(said.contains("example.com. applied"), "\(said)")
        #expect(said.contains("laptop.dyn.example.com. A waits: not reviewed"), "\(said)")
        #expect(await Self.hosts(team) == Self.all)
        let waiting = try await team.plan()
        #expect(waiting.plan.zones.flatMap(\.changes).allSatisfy { $0.wasDynamic })
        Self.declare("", &team, www: "192.0.2.2")
        #expect(await team.applyMerged() == ["confirmed"])
        #expect(await Self.hosts(team) == Self.all)
    }

    @Test("A host that changed after the plan that takes it was signed makes that plan stale") func movedHost()
        async throws
    {
        var team = try await Self.team()
        Self.declare("phone.dyn: {type: A, value: 192.0.2.7}\n", &team)
        let document = try await team.plan()
        try await team.sign(document)
        await Self.write("phone.dyn 60 A 203.0.113.77", team)
        #expect(await team.apply(document) == ["stale: example.com."])
        #expect(await Self.hosts(team).contains("phone.dyn A 203.0.113.77"))
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
    }
}
