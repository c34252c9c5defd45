internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Ways in which somebody could have a change applied that nobody approved who may, or on another occasion than the one
/// on which it was approved.
@Suite("What a merge does not apply") struct MergeAttackTests {
    @Test("is what the table says", arguments: rows) func isRefused(row: MergeTests.Row) async throws {
        try await row.check()
    }

    @Test("A plan that was applied as a part is used up, also where it is named by its file") func usedUp() async throws
    {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        let document = try await team.plan()
        try await team.sign(document)
        #expect(await team.applyMerged() == ["example.com. applied"])
        try await team.edit("example.com.", "192.0.2.1")
        #expect(await team.apply(document) == ["refused: plan-used-up"])
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
    }

    @Test("A plan that creates a zone in one account, named by its file where the credentials are for another")
    func otherAccount() async throws {
        var team = try await Team()
        await team.provider.set(account: "111111111111")
        team.simulation.repository.commit([Team.path("example.org."): Team.file("192.0.2.9")])
        let document = try await team.plan()
        #expect(document.plan.zones.map { $0.creationAttributes["account"] } == [nil, nil, "111111111111"])
        team.simulation.sign(document, as: "rita@example.com")
        await team.provider.set(account: "222222222222")
        #expect(await team.apply(document) == ["stale: example.org."])
        // A run of the other account that was cut off has made it.
        await team.provider.make(LiveZone(zone([], in: "example.org.")))
        #expect(await team.apply(document) == ["stale: example.org."])
        await team.provider.remove("example.org.")
        await team.provider.set(account: "111111111111")
        #expect(await team.apply(document) == ["example.org. applied"])
    }

    // Changes that are approved in a plan that creates a zone were applied to the zone of that name in another account.
    @Test("Changes of a zone that is there, approved where it is created in another account") func otherAccountsZone()
        async throws
    {
        var team = try await Team()
        await team.provider.set(account: "111111111111")
        team.simulation.repository.commit([Team.path("example.org."): Team.file("192.0.2.9")])
        try await team.review()
        await team.provider.set(account: "222222222222")
        await team.provider.make(LiveZone(zone([], in: "example.org.")))
        let document = try await team.plan()
        #expect(document.plan.zones.allSatisfy { !$0.createsZone })
        #expect(await team.apply(document) == ["stale: example.org."])
        await team.provider.set(account: "111111111111")
        #expect(await team.apply(document) == ["example.org. applied"])
    }

    static let rows: [MergeTests.Row] = [
        MergeTests.Row(
            "a rollback by a merge that keeps what an old commit had, signed by who made it",
            ["www.example.com. A waits: changed-document, no-approval, own-work"], com: "192.0.2.2"
        ) { team in
            let old = try team.simulation.repository.resolve(revision: "main")
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            #expect(await team.applyMerged() == ["example.com. applied"])
            team.simulation.repository.move("rollback", to: old)
            let merge = team.simulation.repository.merge(
                "main", into: "rollback", by: "rita@example.com", keepsOurs: true)
            team.simulation.repository.move("main", to: merge)
            try await team.review()
        },
        MergeTests.Row(
            "a record set that is git's again, deleted and signed by the same person",
            ["mail.example.com. A waits: no-approval, own-work"]
        ) { team in
            let www = "www: {type: A, value: 192.0.2.1}\n"
            team.simulation.repository.commit([
                Team.path("example.com."): "mail: {type: A, value: 192.0.2.25, octodns: {ignored: true}}\n" + www
            ])
            #expect(await team.applyMerged() == ["confirmed"])
            team.simulation.repository.commit([Team.path("example.com."): www], by: "rita@example.com")
            try await team.sign(try await team.plan(allowed: [.deleteShare]))
        },
        MergeTests.Row(
            "merged, taken back and merged again, with the zone files at the root of the repository",
            ["www.example.com. A waits: taken back since"]
        ) { team in
            func files(_ www: String) -> [String: String?] { ["example.com.yaml": Team.file(www)] }
            team.simulation.repository.commit(
                [
                    Simulation.settingsPath: Team.settings(more: "zone-files: .").replacing(
                        "zones/signers", with: "signers"),
                    "signers": Simulation.signers, Simulation.signersPath: nil,
                    "example.com.yaml": Team.file("192.0.2.1"),
                    "example.net.yaml": Team.file("198.51.100.1"), Team.path("example.com."): nil,
                    Team.path("example.net."): nil,
                ], by: "olga@example.com")
            try await team.review()
            #expect(await team.applyMerged() == ["confirmed", "accepted settings 2"])
            team.simulation.repository.commit(files("192.0.2.2"))
            try await team.review()
            team.simulation.repository.commit(files("192.0.2.1"))
            team.simulation.repository.commit(files("192.0.2.2"), by: "mallory@example.com")
        },
        MergeTests.Row(
            "a zone that was made once by its approval, and that somebody deleted since",
            ["example.org. drifted", "confirmed"]
        ) { team in
            team.simulation.repository.commit([Team.path("example.org."): Team.file("192.0.2.9")])
            try await team.review()
            #expect(await team.applyMerged() == ["example.org. applied"])
            await team.provider.remove("example.org.")
        },
        // Settings are the same in two accounts, and a zone that is created has no id yet.
        MergeTests.Row(
            "a zone that is approved for the account of staging, applied with the credentials of production",
            ["mail.example.org. A waits: other account", "www.example.org. A waits: other account"]
        ) { team in
            await team.provider.set(account: "111111111111")
            team.simulation.repository.commit([Team.path("example.org."): Team.file("192.0.2.9")])
            try await team.review()
            await team.provider.set(account: "222222222222")
        },
        MergeTests.Row(
            "a zone that is approved for the account of staging, and is in the account of production by now",
            ["mail.example.org. A waits: other account", "www.example.org. A waits: other account"]
        ) { team in
            await team.provider.set(account: "111111111111")
            team.simulation.repository.commit([Team.path("example.org."): Team.file("192.0.2.9")])
            try await team.review()
            await team.provider.set(account: "222222222222")
            await team.provider.make(LiveZone(zone([], in: "example.org.")))
        },
        MergeTests.Row(
            "a zone that is approved for an account, and was made there without the record sets",
            ["example.org. applied"]
        ) { team in
            await team.provider.set(account: "111111111111")
            team.simulation.repository.commit([Team.path("example.org."): Team.file("192.0.2.9")])
            try await team.review()
            await team.provider.make(LiveZone(zone([], in: "example.org.")))
        },
        MergeTests.Row("a plan that is approved for longer than it is good", ["www.example.com. A waits: expired"]) {
            team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            team.today = team.today.adding(days: 31)
        },
        // Honest plans were refused wherever the planner's clock was ahead of the runner's over midnight.
        MergeTests.Row(
            "a plan by somebody whose clock is a day ahead, applied where it is a day behind", ["example.com. applied"],
            com: "192.0.2.2"
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            var plan = try await team.plan().plan
            plan.validUntil = plan.validUntil?.adding(days: 2)
            try await team.sign(PlanDocument(plan))
        },
        MergeTests.Row(
            "a plan that says it is good for longer than the settings let it", ["www.example.com. A waits: endless"]
        ) {
            team in
            team.change(["example.com.": "192.0.2.2"])
            var plan = try await team.plan().plan
            plan.validUntil = team.today.adding(days: 33)
            try await team.sign(PlanDocument(plan))
        },
        MergeTests.Row(
            "a branch whose settings let plans be good for longer, which nobody accepted",
            ["www.example.com. A waits: expired"]
        ) { team in
            team.set(Team.settings("{required: 1, signers: zones/signers, valid-for: 300d}"))
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            team.today = team.today.adding(days: 31)
        },
        MergeTests.Row(
            "a plan of a repository with the same commits and files, and another ledger",
            ["www.example.com. A waits: other ledger"]
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            var plan = try await team.plan().plan
            #expect(plan.ledgerRoot != nil)
            plan.ledgerRoot = String(repeating: "2", count: 40)
            try await team.sign(PlanDocument(plan))
        },
        MergeTests.Row(
            "merged, and taken back and merged again on the side that a merge the other way round hides",
            ["www.example.com. A waits: taken back since"]
        ) { team in
            let start = try team.simulation.repository.resolve(revision: "main")
            team.simulation.repository.move("side", to: start)
            team.simulation.repository.commit(["README.md": "words\n"], to: "side", by: "mallory@example.com")
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            team.change(["example.com.": "192.0.2.1"])
            let merge = team.simulation.repository.merge("main", into: "side", by: "mallory@example.com")
            team.simulation.repository.move("main", to: merge)
            team.change(["example.com.": "192.0.2.2"], by: "mallory@example.com")
        },
    ]
}
