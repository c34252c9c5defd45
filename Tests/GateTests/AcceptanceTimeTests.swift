internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// An acceptance counts by what was good when it came to the ledger.
@Suite("Acceptances with keys that ended") struct AcceptanceTimeTests {
    private static let end = Instant(seconds: 1_700_000_000)

    /// Accepts other settings with a key that ends, at a time that the ledger says, and looks later.
    private func accepted(at time: Instant?) async throws -> Int? {
        var team = try await Team()
        team.set(Team.settings(more: "defaults: {ttl: 3600}"))
        team.change(["example.com.": "192.0.2.2"])
        let plan = try await team.plan()
        try await team.sign(plan)
        await team.ledger.set(time: time)
        #expect(await team.applyMerged() == ["example.com. applied"])
        // From now on the key has ended.
        for index in team.simulation.approvals.signatures.indices {
            team.simulation.approvals.signatures[index].end = Self.end
        }
        return try await team.ports.ledger(
            namedBy: try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        ).accepted?.number
    }

    // With a certificate, an acceptance was passed over once that had ended.
    @Test("counts where it came to the ledger before the key ended") func before() async throws {
        #expect(try await accepted(at: Self.end) == 2)
        #expect(try await accepted(at: Self.end.adding(seconds: -1)) == 2)
    }

    @Test("does not where it came after that, or nothing says when") func after() async throws {
        #expect(try await accepted(at: Self.end.adding(seconds: 1)) == 1)
        #expect(try await accepted(at: nil) == 1)
    }
}
