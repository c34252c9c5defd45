internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Plans beside drift that is left: of some record sets of a zone, or of none.
@Suite("Beside drift that is left") struct PartialPlanTests {
    /// A team whose zone drifted, with a signed plan of another change in it.
    private static func planned(_ review: String) async throws -> (Team, PlanDocument) {
        var team = try await Team(review)
        team.declare("example.com.", www: "192.0.2.1", mail: "192.0.2.26")
        try await team.edit("example.com.", "203.0.113.9")
        let document = try await team.plan()
        #expect(document.plan.zones[0].isPartial)
        team.simulation.sign(document, as: "rita@example.com")
        return (team, document)
    }

    @Test(
        "A partial plan that was applied is not applied again, and not stale",
        arguments: [
            "{required: 1, signers: zones/signers}", "{required: 0}",
        ])
    func again(review: String) async throws {
        let (team, document) = try await Self.planned(review)
        #expect(await team.apply(document) == ["example.com. applied"])
        #expect(await team.apply(document) == ["applied before"])
        #expect(await team.apply(document) == ["applied before"])
        #expect(try await team.live("example.com.") == "203.0.113.9")
    }

    @Test("One that failed half way is finished", arguments: DriftPolicy.allCases) func finished(policy: DriftPolicy)
        async throws
    {
        if policy == .refuse { return }
        let scene = try await RestoreScene(
            [
                (
                    zone(["a 60 A 192.0.2.1", "b 60 A 192.0.2.1", "d 60 A 192.0.2.1"]),
                    zone(["a 60 A 192.0.2.2", "b 60 A 192.0.2.2", "d 60 A 192.0.2.1"])
                )
            ], perBatch: 1)
        let drift = recordSet("d 60 A 192.0.2.66")
        await scene.provider.write(drift.key, drift, in: "example.com.")
        let outcome = try await scene.reconciler.plan(scene.jobs, since: scene.source, branch: nil)
        let document = try PlanDocument(.fixture(outcome.zones))
        #expect(document.plan.zones[0].isPartial && document.plan.zones[0].batchCount == 2)
        await scene.provider.set(faults: [1: .before(.unavailable)])
        #expect(try await scene.apply(document, keepsPartial: true).receipts.map(\.outcome) == [.partial])
        let receipts = try await scene.apply(document).receipts
        #expect(receipts.map(\.outcome) == [.applied])
        #expect(receipts.map { $0.batches.map(\.state) } == [[.wasLive, .applied]])
        #expect(try await scene.apply(document).wasAppliedBefore)
        #expect(await scene.live() == [zone(["a 60 A 192.0.2.2", "b 60 A 192.0.2.2", "d 60 A 192.0.2.66"])])
    }

    // Adopted weeks ago, and called a conflict when it was edited next.
    @Test("A zone with drift that is left is confirmed, so that its base is what git declares") func confirmed()
        async throws
    {
        var team = try await Team()
        try await team.edit("example.com.", "203.0.113.9")
        let adopted = recordSet("new 3600 A 192.0.2.50")
        await team.provider.write(adopted.key, adopted, in: "example.com.")
        let path = Team.path("example.com.")
        team.simulation.repository.commit([path: Team.file("192.0.2.1") + "new: {type: A, value: 192.0.2.50}\n"])
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        let receipt = try #require(try await ReceiptHistory(of: "example.com.", in: team.ledger).last)
        #expect(receipt.outcome == .inSync)
        #expect(receipt.residual.map { "\($0.key)" } == ["www.example.com. A"])
        // Nothing new to say of it.
        let count = await team.ledger.messages.count
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        #expect(await team.ledger.messages.count == count)

        team.simulation.repository.commit([path: Team.file("192.0.2.1") + "new: {type: A, value: 192.0.2.51}\n"])
        let plan = try await team.plan().plan
        #expect(plan.zones[0].changes.map(\.cause) == [.own])
        #expect(plan.zones[0].left.map { "\($0.key)" } == ["www.example.com. A"])
        // Somebody takes it away at the provider: that is drift, and waits for nobody.
        team.simulation.repository.commit([path: Team.file("192.0.2.1") + "new: {type: A, value: 192.0.2.50}\n"])
        await team.provider.write(adopted.key, nil, in: "example.com.")
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        #expect(try await team.live("example.com.") == "203.0.113.9")
    }

    @Test("Where drift is refused, a zone with drift is not confirmed") func refused() async throws {
        let scene = try await RestoreScene([(zone(["a 60 A 192.0.2.1"]), zone(["a 60 A 192.0.2.1"]))])
        let drift = recordSet("a 60 A 192.0.2.66")
        await scene.provider.write(drift.key, drift, in: "example.com.")
        for policy in DriftPolicy.allCases {
            var jobs = scene.jobs
            jobs[0].drift = DriftRule(policy)
            let waiting = try await scene.reconciler.waiting(jobs, since: scene.source)
            var plan = try #require(waiting.zones.first).plan
            plan.changes = []
            let request = ConfirmRequest(
                document: try PlanDocument(.fixture([plan])), jobs: jobs, branch: "main", commit: RestoreScene.commit,
                bases: scene.source)
            let receipts = try? await scene.reconciler.confirm(request, ledger: scene.ledger, now: scene.clock.now)
            #expect((receipts != nil) == (policy == .leave), "\(policy)")
        }
    }
}
