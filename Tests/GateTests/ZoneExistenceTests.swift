internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A zone that somebody deletes at the provider, or that git deletes.
@Suite("The zone itself") struct ZoneExistenceTests {
    // MARK: - Deleted at the provider

    @Test(
        "A zone that was deleted at the provider is not made again without an approved plan",
        arguments: [
            "{required: 1, signers: zones/signers}", "{required: 0}",
        ])
    func gone(review: String) async throws {
        let team = try await Team(review)
        await team.provider.remove("example.com.")
        let said = await team.applyMerged()
        #expect(said.first == "example.com. drifted")
        #expect(!said.contains { $0.contains("waits") || $0.contains("refused") }, "\(said)")
        #expect(await !team.provider.exists("example.com."))
    }

    @Test("And with one it is, and says of every set that it takes drift back") func comesBack() async throws {
        var team = try await Team()
        let before = await team.provider.zone("example.com.")
        await team.provider.remove("example.com.")
        let document = try await team.plan()
        let zone = try #require(document.plan.zones.first)
        #expect(zone.createsZone && !zone.isPartial)
        #expect(zone.changes.map(\.cause) == [.drift, .drift])
        try await team.sign(document)
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(await team.provider.zone("example.com.") == before)
        #expect(await team.applyMerged() == ["confirmed"])
    }

    @Test(
        "And by the plan's file, also where nobody has to review",
        arguments: [
            "{required: 1, signers: zones/signers}", "{required: 0}",
        ])
    func byFile(review: String) async throws {
        var team = try await Team(review)
        await team.provider.remove("example.com.")
        let document = try await team.plan()
        team.simulation.sign(document, as: "rita@example.com")
        #expect(await team.apply(document) == ["example.com. applied"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
    }

    @Test("What was merged meanwhile waits for a plan of the whole zone") func withChange() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        await team.provider.remove("example.com.")
        let said = await team.applyMerged()
        #expect(said.contains("www.example.com. A waits: moved"), "\(said)")
        #expect(await !team.provider.exists("example.com."))
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(try await team.live("example.com.") == "192.0.2.2")
    }

    @Test("Where drift is refused, what helps is said") func refused() async throws {
        let scene = try await RestoreScene([(zone(["a 60 A 192.0.2.1"]), zone(["a 60 A 192.0.2.1"]))])
        await scene.provider.remove("example.com.")
        var jobs = scene.jobs
        jobs[0].drift = DriftRule(.refuse)
        let outcome = try await scene.reconciler.plan(jobs, since: scene.source, branch: nil)
        let message = try #require(outcome.diagnostics.first { $0.id == "drift-refused" }?.message)
        #expect(
            message.contains("itself was deleted at the provider") && message.contains("'drift: leave'"), "\(message)")
        #expect(!message.contains("--revert"))
    }

    // MARK: - Deleted by git

    private static let robot = recordSet("_acme-challenge 60 TXT \"token\"")

    /// A team that merges that a zone shall go.
    private static func absent() async throws -> Team {
        var team = try await Team()
        team.simulation.repository.commit(
            [
                Simulation.settingsPath: Team.settings().replacing(
                    "zones: {", with: "zones: {example.com.: {provider: live, absent: true}, "),
                Team.path("example.com."): nil,
            ], by: "olga@example.com")
        return team
    }

    @Test(
        "A robot's record that was there when the deletion was planned goes with the zone",
        arguments: DriftPolicy.allCases)
    func robotBefore(policy: DriftPolicy) async throws {
        let scene = try await RestoreScene([(zone(["a 60 A 192.0.2.1"]), zone(["a 60 A 192.0.2.1"]))])
        await scene.provider.write(Self.robot.key, Self.robot, in: "example.com.")
        var jobs = scene.jobs
        jobs[0].desired = DesiredZone(zone: Zone(empty: "example.com."), marks: [], files: [])
        jobs[0].desired.isAbsent = true
        jobs[0].drift = DriftRule(policy)
        jobs[0].planner = .fixture(allowed: [.zoneDelete], deletesZones: true)
        let outcome = try await scene.reconciler.plan(jobs, since: scene.source, branch: nil)
        #expect(outcome.diagnostics.filter { $0.severity == .error }.isEmpty)
        let plan = try #require(outcome.zones.first)
        #expect(plan.deletesZone && !plan.isPartial && plan.left.isEmpty)
        #expect(plan.changes.count == 2)
    }

    @Test("With the whole path: planned, approved and applied, the zone is gone") func robotGoes() async throws {
        var team = try await Self.absent()
        await team.provider.write(Self.robot.key, Self.robot, in: "example.com.")
        try await team.sign(try await team.plan(allowed: [.zoneDelete]))
        #expect(await team.applyMerged().contains("example.com. applied"))
        #expect(await !team.provider.exists("example.com."))
    }

    @Test("A record that appears after the approval is told by name, and all is there until it is approved too")
    func robotAfter() async throws {
        var team = try await Self.absent()
        try await team.sign(try await team.plan(allowed: [.zoneDelete]))
        await team.provider.write(Self.robot.key, Self.robot, in: "example.com.")
        let said = await team.applyMerged()
        #expect(said.contains { $0.hasPrefix("_acme-challenge.example.com. TXT waits: not reviewed") }, "\(said)")
        #expect(await team.provider.exists("example.com."))
        try await team.sign(try await team.plan(allowed: [.zoneDelete]))
        #expect(await team.applyMerged().contains("example.com. applied"))
        #expect(await !team.provider.exists("example.com."))
    }

    @Test(
        "A zone that somebody makes again after git deleted it is left, but where drift is reverted",
        arguments: DriftPolicy.allCases)
    func madeAgain(policy: DriftPolicy) async throws {
        let base = DesiredZone(zone: Zone(empty: "example.com."), marks: [], files: [])
        let scene = try await RestoreScene([(zone(["a 60 A 192.0.2.1"]), zone(["a 60 A 192.0.2.1"]))])
        var jobs = scene.jobs
        jobs[0].desired = base
        jobs[0].desired.isAbsent = true
        jobs[0].drift = DriftRule(policy)
        jobs[0].planner = .fixture(deletesZones: true)
        let waiting = try await scene.reconciler.waiting(jobs, since: GoneBases())
        let zone = try #require(waiting.zones.first)
        #expect(zone.plan.deletesZone == (policy == .revert))
        #expect(zone.plan.left.map { "\($0.key)" } == (policy == .revert ? [] : ["a.example.com. A"]))
        #expect(zone.plan.findings.isEmpty == (policy != .revert))
        #expect(zone.isExistenceDrifted == (policy != .revert))
        #expect(!zone.isOffered)
        #expect(zone.diagnostics.contains { $0.id == "drift-refused" } == (policy == .refuse))
        // It can be read as what it was written.
        #expect(try PlanDocument(octets: PlanDocument(.fixture([zone.plan])).octets).plan.zones == [zone.plan])
    }

    /// A zone that was deleted by git.
    private struct GoneBases: BaseSource {
        func lastApplied(to apex: DomainName) async throws(LedgerError) -> LastApplied {
            LastApplied(
                .applied(
                    AppliedZone(
                        zone: Zone(empty: apex), isAbsent: true, ownership: Ownership(), plan: Digest(of: []),
                        commit: RestoreScene.commit, time: "2026-11-23T10:15:30Z", zoneID: apex.description)))
        }
    }

    @Test("Of a zone that goes there is no plan of a part, and no place in a file that is not there") func noPart()
        throws
    {
        var head = DesiredZone(zone: Zone(empty: "example.com."), marks: [], files: [])
        head.isAbsent = true
        let live = LiveZone(zone(["a 60 A 192.0.2.1", "b 60 A 192.0.2.1"]))
        let planner = ZonePlanner.fixture(allowed: [.zoneDelete], deletesZones: true)
        let (plan, _) = planner.plan(
            waiting: [.delete(recordSet("a 60 A 192.0.2.1"))], head: head, live: live, protectedBefore: [])
        #expect(plan.deletesZone && plan.changes.count == 2 && !plan.isPartial)
        let place = head.location(of: SourceMark(file: 0, line: 0, column: 0))
        #expect(place.file == "example.com.")
    }
}
