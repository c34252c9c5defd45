internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What a plan says of why a change is in it.
@Suite("Why a change is in a plan") struct CauseTests {
    /// The causes of a zone's changes, by record set.
    private static func causes(_ document: PlanDocument, _ zone: String = "example.com.") -> [String: PlannedChange
        .Cause]
    {
        let changes = document.plan.zones.first { $0.apex.description == zone }?.changes ?? []
        return Dictionary(changes.map { ("\($0.change.key)", $0.cause) }, uniquingKeysWith: { $1 })
    }

    /// A team with a change that waits, and a branch with one of its own.
    private static func waiting() async throws -> Team {
        var team = try await Team()
        team.declare("example.com.", www: "192.0.2.2")
        team.simulation.repository.commit(
            [Team.path("example.com."): Team.file("192.0.2.2", mail: "192.0.2.26")], to: "b", from: "main")
        return team
    }

    /// The same plan, with another cause for what is its own.
    private static func saying(_ cause: PlannedChange.Cause, in document: PlanDocument) throws -> PlanDocument {
        var plan = document.plan
        for zone in plan.zones.indices {
            for index in plan.zones[zone].changes.indices where plan.zones[zone].changes[index].cause == .own {
                plan.zones[zone].changes[index].cause = cause
            }
        }
        return try PlanDocument(plan)
    }

    @Test("What waits on the protected branch is told from the branch's own, and is applied once approved")
    func honest() async throws {
        var team = try await Self.waiting()
        let document = try await team.plan("b")
        #expect(Self.causes(document) == ["www.example.com. A": .waiting, "mail.example.com. A": .own])
        team.simulation.sign(document, as: "rita@example.com")
        team.merge("b")
        #expect(await team.apply(document) == ["example.com. applied"])
    }

    @Test(
        "A plan that lies about its own change is not approved by whoever signs it",
        arguments: [
            PlannedChange.Cause.waiting, .drift,
        ])
    func lie(cause: PlannedChange.Cause) async throws {
        var team = try await Self.waiting()
        let document = try Self.saying(cause, in: try await team.plan("b"))
        team.simulation.sign(document, as: "rita@example.com")
        team.merge("b")
        #expect(await team.apply(document) == ["refused: approval-ended"])
        // Nor does it help to propose it.
        try await team.propose(document)
        #expect(await team.apply(document) == ["refused: approval-ended"])
        #expect(await team.applyMerged().contains("mail.example.com. A waits: cause unproven"))
        #expect(try await team.live("example.com.") == "192.0.2.2")
    }

    @Test(
        "Nor is it one of the plans from which what was merged is approved",
        arguments: [
            PlannedChange.Cause.own, .waiting, .drift,
        ])
    func lieMerged(cause: PlannedChange.Cause) async throws {
        var team = try await Self.waiting()
        try await team.sign(try Self.saying(cause, in: try await team.plan("b")))
        team.merge("b")
        let said = await team.applyMerged()
        let mail = await team.provider.zone("example.com.")[recordSet("mail 3600 A 192.0.2.25").key]
        let isApplied = mail == recordSet("mail 3600 A 192.0.2.26")
        #expect(isApplied == (cause == .own), "\(said)")
    }

    @Test("In a zone that the protected branch does not declare, nothing waits there") func newZone() async throws {
        var team = try await Team()
        for name in ["www", "old"] {
            let set = recordSet("\(name) 3600 A 192.0.2.9", in: "example.org.")
            await team.provider.write(set.key, set, in: "example.org.")
        }
        team.simulation.repository.commit(["zones/example.org.yaml": Team.file("192.0.2.1")], to: "b", from: "main")
        let causes = Self.causes(try await team.plan("b"), "example.org.")
        #expect(causes.keys.sorted() == ["mail.example.org. A", "old.example.org. A", "www.example.org. A"])
        #expect(causes.values.allSatisfy { $0 == .own })
    }

    @Test("Sets that are left are in the zone, in order, each once, and no change of the plan") func left() async throws
    {
        let team = try await Self.waiting()
        let plan = try await team.plan("b").plan
        func reads(_ left: [Change]) throws -> Bool {
            var plan = plan
            plan.zones[0].left = left
            let octets = try PlanDocument(plan).octets
            return (try? PlanDocument(octets: octets)) != nil
        }
        let (a, b) = (Change.delete(recordSet("a 60 A 192.0.2.9")), Change.delete(recordSet("b 60 A 192.0.2.9")))
        #expect(try reads([a, b]))
        #expect(try !reads([b, a]))
        #expect(try !reads([a, a]))
        #expect(try !reads([.delete(recordSet("a 60 A 192.0.2.9", in: "example.net."))]))
        #expect(try !reads([plan.zones[0].changes[0].change]))
    }

    @Test("What the protected branch asks for is what it declares, of what is git's there") func branch() throws {
        let declared = zone(["a 60 A 192.0.2.1", "t 60 TXT \"long text\""])
        let branch = BranchZone(DesiredZone(declared), ignoring: [RecordPattern(name: "robot*")])
        let (old, new) = (recordSet("a 60 A 192.0.2.9"), recordSet("a 60 A 192.0.2.1"))
        #expect(branch.wants(.update(from: old, to: new)))
        #expect(!branch.wants(.update(from: new, to: old)))
        #expect(!branch.wants(.delete(new)))
        #expect(branch.wants(.delete(recordSet("b 60 A 192.0.2.9"))))
        #expect(!branch.wants(.delete(recordSet("robot1 60 A 192.0.2.9"))))
        let change = Change.update(from: old, to: new)
        var plan = ZonePlanner.fixture().plan(
            desired: DesiredZone(declared), live: LiveZone(zone(["a 60 A 192.0.2.9", "t 60 TXT \"long text\""])),
            protectedBefore: []
        ).plan
        for (cause, policy, isProven) in [
            (PlannedChange.Cause.own, DriftPolicy.leave, true), (.conflict, .leave, true), (.waiting, .leave, true),
            (.drift, .leave, false), (.drift, .refuse, false), (.drift, .revert, true),
        ] {
            plan.changes[0].cause = cause
            #expect(plan.unproven(by: branch, DriftRule(policy)).isEmpty == isProven, "\(cause) \(policy)")
            let isSaid = cause == .waiting || cause == .drift
            #expect(plan.unproven(by: nil, DriftRule(policy)) == (isSaid ? [change.key] : []), "\(cause) \(policy)")
        }
    }
}
