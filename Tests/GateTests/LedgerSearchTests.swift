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

    // Whoever did what the messages said, and named another branch, was sent back to the one before by the settings
    // that were accepted in it.
    @Test("is the one that the job names, whatever the settings that were accepted in it name") func pinned()
        async throws
    {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        try await team.copyLedger(to: "after")
        // Nothing in it can be read any more.
        for path in try await team.ledger.paths(below: "settings") {
            await team.ledger.lose(path)
            try await team.ledger.plant(path, Array("{".utf8))
        }
        #expect(await team.applyMerged().allSatisfy { $0.hasPrefix("refused: ") })
        team.ledgers.pinnedBranch = "after"
        #expect(await team.applyMerged() == ["example.com. applied"])
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let found = try await team.ports.ledger(namedBy: settings, LedgerFetching(publishes: true))
        #expect(found.settings.branch == "after" && found.accepted?.number == 1 && found.isCertain)
        // What is written goes there.
        let receipts = try await team.ledgers.branches["after"]?.paths(below: "receipts/example.com.")
        #expect(receipts?.count == 2)
        #expect(try await team.ledger.paths(below: "receipts/example.com.").count == 1)
    }

    // The job names a branch; merged settings, which nobody accepted, said at which remote it is.
    @Test("is, where the job names it, at the remote that was accepted") func pinnedRemote() async throws {
        var team = try await Team()
        try await team.copyLedger(to: "after")
        team.ledgers.pinnedBranch = "after"
        let accepted = try await team.ports.ledger(
            namedBy: try #require(try TrustedBranch.find(in: team.ports.clone).settings),
            LedgerFetching(publishes: true, decides: true)
        ).settings
        #expect(accepted.branch == "after")
        team.set(Team.settings(more: "ledger: {remote: none, push: try}\n"), by: "mallory@example.com")
        let merged = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        #expect(merged.ledger.remote != accepted.remote)
        for fetching in [LedgerFetching(publishes: true, decides: true), LedgerFetching()] {
            let found = try await team.ports.ledger(namedBy: merged, fetching)
            #expect(found.settings == accepted)
        }
    }

    private func refusal(_ change: (inout Team) async throws -> Void) async throws -> [String]? {
        var team = try await Team()
        try await change(&team)
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        do throws(GateError) {
            _ = try await team.ports.ledger(namedBy: settings, LedgerFetching(publishes: true))
            return nil
        } catch {
            return error.reasons.compactMap(\.id)
        }
    }

    // With `push: try` an apply went by what the clone had, without what others had accepted, applied or begun.
    @Test("is refused to whoever acts upon it where it can't be reached, unless whoever runs it says so")
    func unreachedForApply() async throws {
        #expect(try await refusal { $0.ledgers.unreached = ["gate53-ledger"] } == ["ledger-unshared"])
        #expect(try await refusal { _ in } == nil)
    }

    @Test("begins where the job says that it does, or is none") func pinnedRoot() async throws {
        let own = String(repeating: "1", count: 40)
        let other = String(repeating: "2", count: 40)
        #expect(try await refusal { $0.ledgers.pinnedRoot = own } == nil)
        #expect(try await refusal { $0.ledgers.pinnedRoot = other } == ["ledger-moved"])
        // Deleted, or replaced by one with a forged acceptance.
        #expect(
            try await refusal { team in
                team.ledgers.pinnedRoot = own
                team.ledgers.branches = [:]
            } == ["ledger-moved"])
        #expect(
            try await refusal { team in
                team.ledgers.pinnedRoot = own
                let forged = MemoryLedger(beginningAt: other)
                for (path, octets) in await team.ledger.files {
                    try await forged.append([LedgerFile(path: path, octets: octets)], message: "forged")
                }
                team.ledgers.branches["gate53-ledger"] = forged
            } == ["ledger-moved"])
        // A ledger that begins elsewhere is not looked for, whatever was accepted in it.
        #expect(
            try await refusal { team in
                team.ledgers.pinnedRoot = own
                let forged = MemoryLedger(beginningAt: other)
                let accepted = AcceptedSettings(
                    number: 1, commit: own, settings: Array(Team.settings("{required: 0}").utf8), signers: nil)
                try await forged.append(accepted.files, message: "forged")
                team.ledgers.branches["notes"] = forged
                team.set(Team.settings("{required: 0}", more: "ledger: {branch: notes}"))
            } == nil)
        var team = try await Team()
        team.ledgers.pinnedRoot = other
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        #expect(try await !team.ports.ledger(namedBy: settings).isCertain)
    }

    @Test("is known by its first commit") func root() async throws {
        let team = try await Team()
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let found = try await team.ports.ledger(namedBy: settings)
        #expect(try await found.root() == String(repeating: "1", count: 40))
        #expect(try await found.lastReceiptNumber(of: "example.com.") == 1)
        #expect(try await found.lastReceiptNumber(of: "example.org.") == nil)
    }
}
