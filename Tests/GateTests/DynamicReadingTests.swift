import DNSModel
import Gate
import TestSupport
import Testing
import ZoneFiles
import ZonePlanning

/// Which settings the dynamic DNS service goes by.
@Suite("What the service takes from the protected branch") struct DynamicReadingTests {
    private static let one = "{required: 1, signers: zones/signers}"
    private static let none = "{required: 0}"

    private static func settings(_ seconds: Int, _ review: String = one) -> String {
        Team.settings(review, more: "dynamic: {dyn.example.com: {zone: example.com, ttl: \(seconds)}}")
    }

    /// The TTLs of the suffixes, and whether other settings wait.
    private func reading(_ team: Team) async throws -> (seconds: [UInt32], isWaiting: Bool, isTip: Bool) {
        let read = try await DynamicReading(team.ports).read(fetches: false)
        let tip = try team.simulation.repository.resolve(revision: "main").hex
        #expect(read.commit == tip)
        return (read.suffixes.map(\.ttl.seconds), read.isWaiting, read.settingsCommit == tip)
    }

    @Test("Settings that were merged wait until they are accepted, and hold from then on") func accepted() async throws
    {
        var team = try await Team()
        team.set(Self.settings(60))
        #expect(try await reading(team) == ([], true, false))
        team.change(["example.com.": "192.0.2.2"])
        try await team.sign(try await team.plan())
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(try await reading(team) == ([60], false, true))
        team.set(Self.settings(300))
        #expect(try await reading(team) == ([60], true, false))
    }

    @Test("A name that a merged zone file declares counts at once, also while settings wait") func declared()
        async throws
    {
        var team = try await Team()
        team.set(Self.settings(60))
        let read = try await DynamicReading(team.ports).read(fetches: false)
        #expect(read.declared.contains("www.example.com."))
    }

    @Test("Settings that ask for approvals, and of which none were ever accepted, are not gone by") func never()
        async throws
    {
        var team = try await Team()
        team.ledgers.branches["gate53-ledger"] = MemoryLedger()
        team.set(Self.settings(60))
        let error = await #expect(throws: GateError.self) { try await reading(team) }
        #expect(error?.reasons.map(\.id) == ["dynamic-not-accepted"])
    }

    @Test("Where nobody has to approve, what is merged holds at once") func nobody() async throws {
        var team = try await Team(Self.none)
        team.set(Self.settings(60, Self.none))
        #expect(try await reading(team) == ([60], false, true))
    }

    @Test("Who merges can't leave out the reviewers together with the change") func leftOut() async throws {
        var team = try await Team()
        team.set(Self.settings(60, Self.none))
        #expect(try await reading(team) == ([], true, false))
        team = try await Team(Self.none)
        team.set(Self.settings(60, Self.one))
        #expect(try await reading(team) == ([], true, false))
    }
}
