internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

@Suite("The ledger that counts in a run") struct LedgerSearchTests {
    private func isCertain(_ change: (inout Team) async throws -> Void) async throws -> Bool {
        var team = try await Team()
        try await change(&team)
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        return try await team.ports.ledger(namedBy: settings).isCertain
    }

    @Test("is certain where it was fetched, with the settings accepted in it") func certain() async throws {
        #expect(try await isCertain { _ in })
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let found = try await team.ports.ledger(namedBy: settings)
        #expect(found.accepted?.number == 1)
        #expect(found.acceptedSettings?.review.required == 1)
    }

    // A plan said how its settings stand to those accepted though another place, which decides what counts, was not seen.
    @Test("is not certain where a place that settings named before could not be fetched") func formerUnreached()
        async throws
    {
        let isCertain = try await isCertain { team in
            team.set(Team.settings(more: "ledger: {branch: former}"))
            team.set(Team.settings())
            team.ledgers.unreached = ["former"]
        }
        #expect(!isCertain)
    }

    @Test("is certain where it could not be fetched itself, and this clone has what was accepted in it")
    func ownUnreached()
        async throws
    {
        #expect(try await isCertain { $0.ledgers.unreached = ["gate53-ledger"] })
    }

    @Test("is not certain where nothing is known of it and it could not be fetched") func emptyUnreached() async throws
    {
        let isCertain = try await isCertain { team in
            team.ledgers.branches = [:]
            team.ledgers.unreached = ["gate53-ledger"]
        }
        #expect(!isCertain)
    }

    @Test("is refused to whoever acts upon it where a former place can't be looked at") func published() async throws {
        var team = try await Team()
        team.set(Team.settings(more: "ledger: {branch: former}"))
        team.set(Team.settings())
        team.simulation.repository.isShallow = true
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let error = await #expect(throws: GateError.self) {
            try await team.ports.ledger(namedBy: settings, LedgerFetching(publishes: true))
        }
        #expect(error?.has("git-shallow-clone") == true)
    }
}
