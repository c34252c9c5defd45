internal import DNSModel
internal import Gate
internal import Testing
internal import ZonePlanning

/// What stands for a merge: which plans `apply --merged` finds, and what it leaves.
@Suite("What a merge applies") struct MergeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var review: String
        /// What is said in the end.
        var expected: [String]
        /// The addresses of `www` in the end.
        var live: [String: String]
        /// What the team does before it applies.
        var play: @Sendable (inout Team) async throws -> Void

        init(
            _ name: String, review: String = "{required: 1, signers: zones/signers}", _ expected: [String],
            com: String = "192.0.2.1", net: String = "198.51.100.1",
            _ play: @escaping @Sendable (inout Team) async throws -> Void
        ) {
            testDescription = name
            self.review = review
            self.expected = expected
            live = ["example.com.": com, "example.net.": net]
            self.play = play
        }
    }

    @Test("is what the table says", arguments: rows) func isApplied(row: Row) async throws {
        var team = try await Team(row.review)
        try await row.play(&team)
        let said = await team.applyMerged()
        #expect(said == row.expected)
        for (zone, address) in row.live {
            let live = try await team.live(zone)
            #expect(live == address, "\(zone)")
        }
    }

    @Test("nothing waits after it was applied") func nothingWaits() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        team.sign(try await team.plan())
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(await team.applyMerged() == ["confirmed"])
    }

    // For one record the settings were read 22 times, and the zone file 3 times.
    @Test("each file of a commit is read once or twice a run, however many zones there are") func reads() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        team.sign(try await team.plan())
        let counted = CountedRepository(repository: team.simulation.repository)
        let ports = team.ports(counted)
        var news = ApplyNews()
        let merged = try await MergedPlansSearch(ports, pullRequest: nil, setsRuleAside: false).run(&news)
        let document = try #require(merged.plans.first)
        var applying = Applying(
            ports,
            Applying.Request(
                ReviewRequest(document: document), isMerged: true, keepsPartial: false, waits: false,
                stop: StopRequest()
            ) { RunClaim(identity: .test("mine"), elapsed: { 0 }) { _, _ in } }, news)
        _ = try await applying.run(merged.state)
        let counts = counted.counts.now
        // Each of the two commits once, and once more each for where the ledger was named.
        #expect(counts[Simulation.settingsPath, default: 0] <= 4)
        #expect(counts[Simulation.signersPath, default: 0] <= 2)
        #expect(counts[Team.path("example.com."), default: 0] == 1)
        #expect(counts[Team.path("example.net."), default: 0] == 1)
    }

    static let rows: [Row] = [
        Row("nothing waits", ["confirmed"]) { _ in },
        Row("a plan of the branch, signed, found by the commit", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row("the plan of all zones, signed", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
        },
        Row("nobody signed", ["refused: no-approval"]) { team in team.change(["example.com.": "192.0.2.2"]) },
        Row("the author signed alone", ["refused: no-approval, own-work"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan(changedSince: "main^1"), as: "ann@example.com")
        },
        Row("a proposal of the merged content", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            let document = try await team.plan("change", changedSince: "main")
            team.sign(document)
            try await team.propose(document)
            team.simulation.repository.merge("change")
        },
        Row("content pushed after the review", ["refused: changed-document, no-approval"]) { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            let document = try await team.plan("change", changedSince: "main")
            team.sign(document)
            try await team.propose(document)
            team.change(["example.com.": "203.0.113.66"], on: "change", by: "mallory@example.com")
            team.simulation.repository.merge("change")
        },
        Row("a proposal that nobody signed", ["refused: no-approval"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.propose(try await team.plan())
        },
        Row(
            "two merges, each reviewed", ["example.net. applied", "example.com. applied"], com: "192.0.2.2",
            net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
            team.change(["example.net.": "198.51.100.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row(
            "two merges, one of them reviewed", ["example.net. applied", "nobody reviewed example.com."],
            net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.change(["example.net.": "198.51.100.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row(
            "a pull request of two commits for two zones", ["example.com. applied", "example.net. applied"],
            com: "192.0.2.2", net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            team.change(["example.net.": "198.51.100.2"], on: "change", by: "bo@example.com")
            team.sign(try await team.plan("change"))
            team.simulation.repository.merge("change")
        },
        Row("somebody edited live meanwhile", ["stale: example.com."], com: "203.0.113.9") { team in
            team.change(["example.com.": "192.0.2.2"])
            let document = try await team.plan()
            team.sign(document)
            try await team.propose(document)
            try await team.edit("example.com.", "203.0.113.9")
        },
        Row(
            "of two plans one is stale, and the other is applied",
            ["example.net. applied", "nobody reviewed example.com."], com: "203.0.113.9", net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
            team.change(["example.net.": "198.51.100.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
            try await team.edit("example.com.", "203.0.113.9")
        },
        Row("no review is asked for", review: "{required: 0}", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
        },
        Row(
            "a policy that blocks is not allowed by nobody", review: "{required: 0}",
            ["refused: delete-share"]
        ) { team in try team.remove("www", from: "example.com.") },
        Row("a policy that blocks, allowed and signed so", ["example.com. applied"], com: "nothing") { team in
            try team.remove("www", from: "example.com.")
            team.sign(try await team.plan(allowed: [.deleteShare]))
        },
        Row("a policy that blocks, signed without", ["refused: delete-share"]) { team in
            try team.remove("www", from: "example.com.")
            team.sign(try await team.plan())
        },
        Row("the settings have a mistake", ["failed: mistakes"]) { team in
            team.set("providers: {live: {type: cloud}}\n")
        },
        Row("a zone file has a mistake", ["failed: mistakes"]) { team in
            team.simulation.repository.commit([Team.path("example.com."): "www: {type: A, value: 192.0.2}\n"])
        },
        Row("the branch is not known here", ["failed: git-no-protected-branch"]) { team in
            team.simulation.repository.defaultBranch = nil
        },
        Row("the history is cut off", ["failed: git-shallow-clone"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
            team.simulation.repository.isShallow = true
        },
        Row("a plan of a branch that was not merged", ["confirmed"]) { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            let document = try await team.plan("change", changedSince: "main")
            team.sign(document)
            try await team.propose(document)
        },
        Row("reverted before it was applied", ["confirmed"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
            team.change(["example.com.": "192.0.2.1"])
        },
        Row(
            "settings name a ledger of somebody's own, with acceptances in it", ["refused: ledger-moved"]
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.copyLedger(to: "mine")
            team.set(Team.settings(more: "ledger: {branch: mine}"))
        },
        Row("settings name another ledger, which nobody accepted", ["example.com. applied"], com: "192.0.2.2") {
            team in
            team.change(["example.com.": "192.0.2.2"])
            team.set(Team.settings(more: "ledger: {branch: elsewhere}"))
            team.sign(try await team.plan())
        },
    ]
}
