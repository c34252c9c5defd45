internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What is known beside a plan, and changes none of its octets.
@Suite("What is known beside a plan") struct PlanFactTests {
    /// A provider's log that counts who asks it.
    private actor Log: ChangeHistory {
        var asked = 0
        private let events: [ZoneEvent]
        private let failure: ProviderError?

        init(_ events: [ZoneEvent], failing failure: ProviderError? = nil) {
            self.events = events
            self.failure = failure
        }

        func events(
            since: String?, until isEnough: @escaping @Sendable (_ found: [ZoneEvent]) -> Bool
        ) async throws(ProviderError) -> ZoneHistory {
            asked += 1
            if let failure { throw failure }
            return ZoneHistory(events: events)
        }
    }

    private static func event(_ name: String, _ set: RecordSet, at time: String) -> ZoneEvent {
        ZoneEvent(zoneID: nil, who: DriftActor(name: name, time: time), touched: [set.key])
    }

    private static let www = recordSet("www.example.com. 3600 A 192.0.2.1")

    /// A team whose settings have drift taken back, of which there is some.
    private static func team(_ log: Log, drifts: Bool = true) async throws -> Team {
        var team = try await Team()
        team.set(Team.settings(more: "drift: revert"))
        team.log = log
        if drifts { try await team.edit("example.com.", "203.0.113.9") }
        return team
    }

    // Only `drift` said who it was.
    @Test("is who changed what the plan takes back, by the provider's log") func who() async throws {
        let log = Log([
            Self.event("mallory", Self.www, at: "2030-01-02T10:00:00Z"),
            Self.event("rita", Self.www, at: "2030-01-01T10:00:00Z"),
        ])
        let (document, facts) = try await Self.team(log).facts()
        #expect(document.plan.zones.flatMap(\.changes).map(\.cause) == [.drift])
        #expect(facts.takenBack.flatMap(\.sets).map { $0.who?.name } == ["mallory"])
        #expect(facts.whoUnknown == nil)
        // The same plan, whatever the log says.
        let silent = try await Self.team(Log([])).facts()
        #expect(silent.document.octets == document.octets)
        #expect(silent.facts.takenBack.flatMap(\.sets).map { $0.who?.name } == [nil])
    }

    @Test("is not asked for where the plan takes nothing back") func nothing() async throws {
        let log = Log([])
        var team = try await Self.team(log, drifts: false)
        team.change(["example.com.": "192.0.2.2"])
        let (document, facts) = try await team.facts()
        #expect(document.plan.zones.flatMap(\.changes).count == 1)
        #expect(facts.takenBack.isEmpty)
        #expect(await log.asked == 0)
    }

    @Test("keeps nobody from planning where the log can't be read") func failing() async throws {
        let log = Log([], failing: ProviderError(.denied, "the log may not be read"))
        let (document, facts) = try await Self.team(log).facts()
        #expect(!document.plan.isEmpty)
        #expect(facts.whoUnknown == "the log may not be read")
        #expect(await log.asked == 1)
    }

    // That was said once it was merged, and could not be signed any more.
    @Test(
        "is which commits of the change nobody who is known has signed, where that is asked for",
        arguments: [
            ("key-ann", "signed", 0), (nil, "signed", 1), ("key-mallory", "signed", 1), (nil, "named", 0),
        ] as [(String?, String, Int)])
    func unsigned(key: String?, authors: String, count: Int) async throws {
        var team = try await Team("{required: 1, signers: zones/signers, authors: \(authors)}")
        let path = Team.path("example.com.")
        // What is on the protected branch can't be signed any more.
        team.simulation.repository.commit([path: Team.file("192.0.2.1", mail: "192.0.2.26")])
        let commit = team.simulation.repository.commit(
            [path: Team.file("192.0.2.2", mail: "192.0.2.26")], to: "change", from: "main", signed: key)
        team.simulation.repository.commit(["README": "no part of it"], to: "change", from: "main")
        let (document, facts) = try await team.facts(of: "change")
        #expect(document.plan.zones.flatMap(\.changes).count == 2)
        #expect(facts.isComplete && facts.unsignedLeftOut == 0)
        #expect(facts.unsigned == (count == 1 ? [commit] : []) && facts.unsignedUnknown == nil)
    }

    // Each takes several programs, and a branch may have any number of them.
    @Test("is of a hundred commits, and says how many more there are") func bounded() async throws {
        var team = try await Team("{required: 1, signers: zones/signers, authors: signed}")
        for number in 0..<(UnsignedWork.most + 3) {
            team.simulation.repository.commit(
                [Team.path("example.com."): Team.file("198.51.100.\(number + 10)")], to: "change", from: "main")
        }
        let (_, facts) = try await team.facts(of: "change")
        #expect(facts.unsigned.count == UnsignedWork.most && facts.unsignedLeftOut == 3)
        #expect(facts.isComplete && facts.unsignedUnknown == nil)
    }

    // That was posted as nothing to note.
    @Test("is not known where the clone can't tell it") func unknown() async throws {
        var team = try await Team("{required: 1, signers: zones/signers, authors: signed}")
        team.change(["example.com.": "192.0.2.2"], on: "change")
        let document = try await team.plan("change")
        let head = try team.simulation.repository.resolve(revision: "change")
        #expect(await Planning.Facts(of: document, at: head, in: team.ports).unsigned == [head])
        (team.ledgers.branches, team.ledgers.unreached) = ([:], ["gate53-ledger"])
        let facts = await Planning.Facts(of: document, at: head, in: team.ports)
        #expect(facts.unsigned == [] && !facts.isComplete && facts.unsignedUnknown != nil)
    }
}
