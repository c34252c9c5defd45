internal import DNSModel
internal import Gate
internal import Testing
internal import ZoneFiles
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

        /// Plays it, and expects that what is said and what is live in the end is what the row has.
        func check() async throws {
            var team = try await Team(review)
            try await play(&team)
            let said = await team.applyMerged()
            #expect(said == expected)
            for (zone, address) in self.live {
                let live = try await team.live(zone)
                #expect(live == address, "\(zone)")
            }
        }
    }

    @Test("is what the table says", arguments: rows) func isApplied(row: Row) async throws { try await row.check() }

    @Test("nothing waits after it was applied") func nothingWaits() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.sign(try await team.plan())
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(await team.applyMerged() == ["confirmed"])
    }

    // It was called "another ledger" in the best case, and with nobody's approval asked for it was applied.
    @Test("is refused to a plan by its file that knows more of the ledger than there is", arguments: [0, 1])
    func cutBack(required: Int) async throws {
        var team = try await Team("{required: \(required), signers: zones/signers}")
        team.change(["example.com.": "192.0.2.2"])
        var plan = try await team.plan().plan
        for index in plan.zones.indices { plan.zones[index].base = ZonePlan.Base(number: 2, plan: Digest(of: [])) }
        let document = try PlanDocument(plan)
        try await team.sign(document)
        #expect(await team.apply(document) == ["refused: ledger-cut-back"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
    }

    // For one record the settings were read 22 times, and the zone file 3 times.
    @Test("each file of a commit is read twice a run at most, however many zones there are") func reads() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.sign(try await team.plan())
        let counted = CountedRepository(repository: team.simulation.repository)
        let ports = team.ports(counted)
        var news = ApplyNews()
        let merged = try await MergedPlanSearch(ports, pullRequest: nil, setsRuleAside: false).run(&news)
        let approved = try #require(merged.approved)
        var applying = Applying(
            ports,
            Applying.Request(
                ReviewRequest(document: approved.document), parts: approved.parts, isMerged: true, keepsPartial: false,
                waits: false,
                stop: StopRequest()
            ) { RunClaim(identity: .test("mine"), elapsed: { 0 }) { _, _ in } }, news)
        _ = try await applying.run(merged.state)
        let counts = counted.counts.now
        // Each of the two commits once, and once more each for where the ledger was named.
        #expect(counts[Simulation.settingsPath, default: 0] <= 4)
        #expect(counts[Simulation.signersPath, default: 0] <= 2)
        #expect(counts[Team.path("example.com."), default: 0] <= 3)
        #expect(counts[Team.path("example.net."), default: 0] == 1)
    }

    static let rows: [Row] = [
        Row("nothing waits", ["confirmed"]) { _ in },
        Row("a plan of the branch, signed, found by the commit", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row("the plan of all zones, signed", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
        },
        Row(
            "two pull requests of one zone, merged one after the other and applied at once", ["example.com. applied"],
            com: "192.0.2.2"
        ) { team in
            team.declare("example.com.", www: "192.0.2.2", on: "a")
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26", on: "b")
            try await team.review("a")
            try await team.review("b")
            team.merge("a", "b")
        },
        Row(
            "of two pull requests of one zone one is reviewed",
            ["example.com. applied", "mail.example.com. A waits: not reviewed"], com: "192.0.2.2"
        ) { team in
            team.declare("example.com.", www: "192.0.2.2", on: "a")
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26", on: "b")
            try await team.review("a")
            team.merge("a", "b")
        },
        Row("and the other one later", ["example.com. applied"], com: "192.0.2.2") { team in
            team.declare("example.com.", www: "192.0.2.2", on: "a")
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26", on: "b")
            try await team.review("a")
            team.merge("a", "b")
            _ = await team.applyMerged()
            try await team.review()
        },
        Row(
            "two people who review each other's work", ["example.com. applied"], com: "192.0.2.2"
        ) { team in
            team.declare("example.com.", www: "192.0.2.2", on: "a", by: "rita@example.com")
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26", on: "b", by: "bo@example.com")
            try await team.review("a", as: "bo@example.com")
            try await team.review("b", as: "rita@example.com")
            team.merge("a", "b")
        },
        // Each wrote a part of the plan that both approved: nobody could approve it, whatever they did.
        Row(
            "two people who forgot to review each other's work, and then approve all that is merged",
            ["example.com. applied"], com: "192.0.2.2"
        ) { team in
            team.declare("example.com.", www: "192.0.2.2", by: "rita@example.com")
            team.declare("example.com.", www: "192.0.2.2", mail: "192.0.2.26", by: "bo@example.com")
            let document = try await team.plan()
            try await team.sign(document, as: "rita@example.com")
            try await team.sign(document, as: "bo@example.com")
        },
        Row(
            "a reviewer whose own change waits in the same zone",
            ["example.com. applied", "www.example.com. A waits: no-approval, own-work"]
        ) { team in
            team.declare("example.com.", www: "192.0.2.2", by: "rita@example.com")
            team.declare("example.com.", www: "192.0.2.2", mail: "192.0.2.26", on: "b", by: "bo@example.com")
            try await team.review("b", as: "rita@example.com")
            team.merge("b")
        },
        Row("other files changed after the review", ["example.com. applied"], com: "192.0.2.2") { team in
            team.declare("example.com.", www: "192.0.2.2", on: "a")
            try await team.review("a")
            team.simulation.repository.commit(["README.md": "words\n"])
            team.simulation.repository.commit(
                [Team.path("example.com."): "# a comment\n" + Team.file("192.0.2.1")], by: "bo@example.com")
            team.merge("a")
        },
        Row(
            "a plan that shows what its reviewer wrote as waiting counts for the rest",
            ["example.com. applied", "mail.example.com. A waits: no-approval, own-work"], com: "192.0.2.2"
        ) { team in
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26", by: "rita@example.com")
            team.declare("example.com.", www: "192.0.2.2", mail: "192.0.2.26", on: "b")
            try await team.review("b")
            team.merge("b")
        },
        Row(
            "two pull requests of one record set, the second planned before the first was applied",
            ["www.example.com. A waits: changed since"], com: "192.0.2.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"], on: "a")
            team.change(["example.com.": "192.0.2.3"], on: "b")
            try await team.review("a")
            try await team.review("b")
            team.merge("a")
            #expect(await team.applyMerged() == ["example.com. applied"])
            team.merge("b")
        },
        Row(
            "all or nothing, and of two pull requests of one zone one is reviewed",
            review: "{required: 1, signers: zones/signers, whole: true}", ["mail.example.com. A waits: not reviewed"]
        ) { team in
            team.declare("example.com.", www: "192.0.2.2", on: "a")
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26", on: "b")
            try await team.review("a")
            team.merge("a", "b")
        },
        Row(
            "all or nothing, and somebody changed another zone at the provider",
            review: "{required: 1, signers: zones/signers, whole: true}",
            ["example.net. drifted", "refused: not-whole"], net: "203.0.113.9"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            try await team.edit("example.net.", "203.0.113.9")
        },
        Row("a plan on the last day on which it is good", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            team.today = team.today.adding(days: 30)
        },
        Row(
            "a plan that was good for two days", review: "{required: 1, signers: zones/signers, valid-for: 2d}",
            ["www.example.com. A waits: expired"]
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            team.today = team.today.adding(days: 3)
        },
        Row(
            "a plan of a branch that nobody else has, squashed", ["example.com. applied"], com: "192.0.2.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"], on: "b")
            var plan = try await team.plan("b").plan
            plan.protectedCommit = try team.simulation.repository.resolve(revision: "b").hex
            try await team.sign(PlanDocument(plan))
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("reverted and made again without a review", ["www.example.com. A waits: changed since"]) { team in
            for address in ["192.0.2.2", "192.0.2.1"] {
                team.change(["example.com.": address])
                try await team.review()
                _ = await team.applyMerged()
            }
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("a fail-over that is switched for the fifth time", ["example.com. applied"], com: "192.0.2.2") { team in
            for address in ["192.0.2.2", "192.0.2.1", "192.0.2.2", "192.0.2.1"] {
                team.change(["example.com.": address])
                try await team.review()
                _ = await team.applyMerged()
            }
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
        },
        Row(
            "merged, taken back before it was applied, and merged again", ["www.example.com. A waits: taken back since"]
        ) {
            team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            team.change(["example.com.": "192.0.2.1"])
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("a plan that says nothing of its occasion", ["www.example.com. A waits: occasion unknown"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            var plan = try await team.plan().plan
            plan.protectedCommit = nil
            try await team.sign(PlanDocument(plan))
        },
        Row("a plan that knows more of the ledger than there is", ["www.example.com. A waits: cut back"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            var plan = try await team.plan().plan
            for index in plan.zones.indices {
                plan.zones[index].base = ZonePlan.Base(number: 999, plan: Digest(of: []))
            }
            try await team.sign(PlanDocument(plan))
        },
        Row(
            "somebody changed another set at the provider", ["example.com. drifted", "example.com. applied"],
            com: "203.0.113.9"
        ) { team in
            team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26")
            try await team.review()
            try await team.edit("example.com.", "203.0.113.9")
        },
        Row(
            "nobody has to review, and somebody changed a set at the provider", review: "{required: 0}",
            ["example.com. drifted", "confirmed"], com: "203.0.113.9"
        ) { team in
            team.simulation.repository.commit(["README.md": "words\n"])
            try await team.edit("example.com.", "203.0.113.9")
        },
        Row("nobody signed", ["www.example.com. A waits: not reviewed"]) { team in
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("the author signed alone", ["www.example.com. A waits: no-approval, own-work"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"), as: "ann@example.com")
        },
        Row("a proposal of the merged content", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            let document = try await team.plan("change", changedSince: "main")
            try await team.sign(document)
            try await team.propose(document)
            team.simulation.repository.merge("change")
        },
        Row(
            "content pushed after the review", ["www.example.com. A waits: not reviewed"]
        ) { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            let document = try await team.plan("change", changedSince: "main")
            try await team.sign(document)
            try await team.propose(document)
            team.change(["example.com.": "203.0.113.66"], on: "change", by: "mallory@example.com")
            team.simulation.repository.merge("change")
        },
        Row("a proposal that nobody signed", ["www.example.com. A waits: no-approval"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.propose(try await team.plan())
        },
        Row(
            "two merges, each reviewed", ["example.com. applied", "example.net. applied"], com: "192.0.2.2",
            net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
            team.change(["example.net.": "198.51.100.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row(
            "two merges, one of them reviewed", ["example.net. applied", "www.example.com. A waits: not reviewed"],
            net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.change(["example.net.": "198.51.100.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row(
            "a pull request of two commits for two zones", ["example.com. applied", "example.net. applied"],
            com: "192.0.2.2", net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            team.change(["example.net.": "198.51.100.2"], on: "change", by: "bo@example.com")
            try await team.sign(try await team.plan("change"))
            team.simulation.repository.merge("change")
        },
        Row("somebody edited live meanwhile", ["www.example.com. A waits: moved"], com: "203.0.113.9") { team in
            team.change(["example.com.": "192.0.2.2"])
            let document = try await team.plan()
            try await team.sign(document)
            try await team.propose(document)
            try await team.edit("example.com.", "203.0.113.9")
        },
        Row(
            "of two plans one is stale, and the other is applied",
            ["example.net. applied", "www.example.com. A waits: moved"], com: "203.0.113.9", net: "198.51.100.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
            team.change(["example.net.": "198.51.100.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
            try await team.edit("example.com.", "203.0.113.9")
        },
        Row("no review is asked for", review: "{required: 0}", ["example.com. applied"], com: "192.0.2.2") { team in
            team.change(["example.com.": "192.0.2.2"])
        },
        Row(
            "a policy that blocks is not allowed by nobody", review: "{required: 0}",
            ["example.com. refused: delete-share", "www.example.com. A waits: hindered"]
        ) { team in try team.remove("www", from: "example.com.") },
        Row("a policy that blocks, allowed and signed so", ["example.com. applied"], com: "nothing") { team in
            try team.remove("www", from: "example.com.")
            try await team.sign(try await team.plan(allowed: [.deleteShare]))
        },
        Row("a policy that blocks, signed without", ["www.example.com. A waits: delete-share"]) { team in
            try team.remove("www", from: "example.com.")
            try await team.sign(try await team.plan())
        },
        Row("the settings have a mistake", ["failed: mistakes"]) { team in
            team.set("providers: {live: {type: cloud}}\n")
        },
        Row("a zone file has a mistake", ["confirmed", "example.com. not planned"]) { team in
            team.simulation.repository.commit([Team.path("example.com."): "www: {type: A, value: 192.0.2}\n"])
        },
        Row("the branch is not known here", ["failed: git-no-protected-branch"]) { team in
            team.simulation.repository.defaultBranch = nil
        },
        Row("the history is cut off", ["failed: git-shallow-clone"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
            team.simulation.repository.isShallow = true
        },
        Row("a plan of a branch that was not merged", ["confirmed"]) { team in
            team.change(["example.com.": "192.0.2.2"], on: "change")
            let document = try await team.plan("change", changedSince: "main")
            try await team.sign(document)
            try await team.propose(document)
        },
        Row("reverted before it was applied", ["confirmed"]) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
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
            try await team.sign(try await team.plan())
        },
    ]
}
