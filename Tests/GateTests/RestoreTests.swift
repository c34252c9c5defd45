internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Taking drift back") struct RestoreTests {
    private static func id(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch ApplyError.stale(_) {
            return "stale"
        } catch ApplyError.refused(_, let id) {
            return id
        } catch {
            return "\(error)"
        }
    }

    /// Expects that a plan is not applied, and that nothing is written anywhere.
    private func expectRefused(_ scene: RestoreScene, _ document: PlanDocument, _ id: String) async throws {
        let (live, files) = (await scene.live(), await scene.ledger.files)
        #expect(await Self.id { _ = try await scene.apply(document) } == id)
        #expect(await scene.live() == live)
        #expect(await scene.ledger.files == files)
    }

    // MARK: - What it does

    @Test("Drift goes back to the base, what waits keeps waiting, and the receipt moves no base")
    func takenBack() async throws {
        let scene = try await RestoreScene.hosts(6, zones: 2)
        let before = try await scene.counts()
        #expect(before.drifted == 12 && before.pending == 2)
        let document = try await scene.document()
        #expect(document.plan.isRestoring && document.plan.zones.count == 2)
        let receipts = try await scene.apply(document).receipts
        #expect(receipts.map(\.outcome) == [.restored, .restored])
        #expect(receipts.allSatisfy { $0.residual.isEmpty && $0.restores?.number == 1 })
        #expect(await scene.live() == scene.bases)
        let after = try await scene.counts()
        #expect(after.drifted == 0 && after.pending == 2)
        for base in scene.bases {
            let found = try await BaseReceipts(of: base.apex, in: scene.ledger)
            #expect(found.base?.outcome == .inSync && found.partial.isEmpty && found.restoredBy == [document.digest])
            #expect(found.changeIDs.count == receipts[0].batches.count)
            let history = try await ReceiptHistory(of: base.apex, in: scene.ledger)
            #expect(history.reviewBase?.outcome == .inSync && history.last?.outcome == .inSync)
        }
        // What waited is applied by its own plan as ever.
        try await scene.applyHead()
        #expect(await scene.live() == scene.heads)
    }

    @Test("A conflict goes back by its name, and what git has of it waits") func conflict() async throws {
        let scene = try await RestoreScene([(zone(["www 300 A 192.0.2.1"]), zone(["www 300 A 192.0.2.2"]))])
        let foreign = recordSet("www 300 A 192.0.2.9")
        await scene.provider.write(foreign.key, foreign, in: "example.com.")
        #expect(try await scene.document().plan.isEmpty)
        let document = try await scene.document(named: [RecordPattern(name: "www")])
        #expect(try await scene.apply(document).receipts.map(\.outcome) == [.restored])
        let counts = try await scene.counts()
        #expect(await scene.live() == scene.bases && counts.drifted == 0 && counts.pending == 1)
    }

    @Test("A plan that was applied is said to have been; once live drifts again it is used up, and another is made")
    func again() async throws {
        let scene = try await RestoreScene.hosts(3, perBatch: 10)
        let first = try await scene.document()
        _ = try await scene.apply(first)
        let files = await scene.ledger.files
        #expect(try await scene.apply(first).wasAppliedBefore)
        #expect(await scene.ledger.files == files)

        await scene.drift(3)
        try await expectRefused(scene, first, "plan-used-up")
        let second = try await scene.document()
        #expect(second.digest != first.digest && second.plan.zones[0].restores?.number == 2)
        #expect(second.plan.zones[0].changes == first.plan.zones[0].changes)
        #expect(try await scene.apply(second).receipts.map(\.outcome) == [.restored])
        #expect(try await scene.apply(second).wasAppliedBefore)
        await scene.drift(3)
        try await expectRefused(scene, second, "plan-used-up")
        try await expectRefused(scene, first, "stale")
    }

    // MARK: - What is refused

    @Test("A base that moved since makes the plan stale, also one that moves while apply looks") func moved()
        async throws
    {
        let scene = try await RestoreScene.hosts(3)
        let document = try await scene.document()
        let drifted = await scene.live()
        try await scene.applyHead()
        // The same drift on another base is not what was reviewed.
        for zone in drifted { for set in zone.sets { await scene.provider.write(set.key, set, in: zone.apex) } }
        try await expectRefused(scene, document, "stale")

        let other = try await RestoreScene.hosts(3)
        let plan = try await other.document()
        var request = try other.request(plan)
        request.claim = RunClaim(identity: .test("mine"), elapsed: { 0 }) { _, _ in }
        request.confirmsApproval = { () async throws(ReviewRefusal) in
            // Another run comes and goes after the first look: the sets of the plan are live as before by chance.
            guard !(await other.ledger.messages.contains("another")) else { return }
            var receipt: Receipt?
            for path in (try? await other.ledger.paths(below: "receipts")) ?? [] {
                receipt = (try? await other.ledger.read(path)).flatMap { $0 }.flatMap {
                    try? ReceiptDocument.decode($0)
                }
            }
            guard var receipt else { return }
            (receipt.plan, receipt.finished) = (Digest(of: [7]), "2026-11-24T10:15:30Z")
            guard let file = try? await LedgerLayout.file(of: receipt, in: other.ledger) else { return }
            try? await other.ledger.append([file], message: "another")
        }
        let live = await other.live()
        let late = request
        let id = await Self.id {
            _ = try await other.reconciler.apply(late, ledger: other.ledger, now: other.clock.now)
        }
        #expect(id == "stale")
        let now = await other.live()
        #expect(now == live)
    }

    @Test("A plan whose base or whose sets are not those of the ledger is stale, whoever approved it")
    func tampered() async throws {
        let scene = try await RestoreScene.hosts(3)
        let plan = try await scene.document().plan
        func expectStale(_ change: (inout ZonePlan) throws -> Void) async throws {
            var other = plan
            try change(&other.zones[0])
            let document = try PlanDocument(octets: PlanDocument(other).octets)
            try await expectRefused(scene, document, "stale")
        }
        try await expectStale { $0.restores?.plan = Digest(of: [9]) }
        try await expectStale { $0.restores?.commit = String(repeating: "e", count: 40) }
        try await expectStale { $0.restores?.time = "2026-11-22T10:15:30Z" }
        try await expectStale { $0.restores?.number = 2 }
        // Another value than the base has, though live is as the plan says.
        try await expectStale { zone in
            let index = try #require(zone.changes.firstIndex { $0.change.before != nil && $0.change.after != nil })
            let before = try #require(zone.changes[index].change.before)
            zone.changes[index].change = .update(from: before, to: recordSet("h0 300 A 192.0.2.200"))
        }
        // A set that did not drift: what waits, and what nobody moved.
        for (old, new) in [
            ("wait 300 A 192.0.2.1", "wait 300 A 192.0.2.2"), ("keep 300 A 192.0.2.9", "keep 60 A 192.0.2.9"),
        ] {
            try await expectStale { zone in
                let live = PlanProgress(of: zone, in: LiveZone(scene.bases[0])).liveAsPlanned.zone
                let target = try live.applying([.update(from: recordSet(old), to: recordSet(new))])
                let changes = zone.changes.map(\.change) + diff(from: live, to: target)
                zone.changes = changes.sorted { $0.key < $1.key }.enumerated().map { index, change in
                    PlannedChange(change: change, location: nil, batch: index + 1)
                }
            }
        }
    }

    @Test("Without a base, or with none that can be read, it is refused") func noBase() async throws {
        let scene = try await RestoreScene.hosts(2)
        let document = try await scene.document()
        var request = try scene.request(document)
        request.bases = nil
        let blind = request
        #expect(
            await Self.id {
                _ = try await scene.reconciler.apply(blind, ledger: scene.ledger, now: scene.clock.now)
            } == "no-base")
        let empty = MemoryLedger()
        request.bases = MemoryBases(ledger: empty, zones: scene.bases)
        let unknown = request
        #expect(
            await Self.id {
                _ = try await scene.reconciler.apply(unknown, ledger: empty, now: scene.clock.now)
            } == "no-base")
        #expect(await scene.provider.asked == 0)
        #expect(await empty.files.isEmpty)
    }

    @Test("What was applied to another zone, which the settings chose then, is no base") func anotherZone() async throws
    {
        let scene = try await RestoreScene.hosts(2)
        let last = try await scene.source.lastApplied(to: "example.com.")
        let (same, other) = (LiveZone(scene.bases[0]), LiveZone(id: "Z2", exists: true, zone: scene.bases[0]))
        #expect(last.base(for: other) == last.base)
        let moved = LastApplied(last.base, hasMoved: true)
        // An id that is the name says nothing of which zone it is.
        #expect(moved.base(for: same).applied == nil)
        #expect(moved.base(for: other).applied == nil)
    }

    @Test("Live that moved since makes it stale") func liveMoved() async throws {
        let scene = try await RestoreScene.hosts(3)
        let document = try await scene.document()
        let foreign = recordSet("h0 300 A 192.0.2.77")
        await scene.provider.write(foreign.key, foreign, in: "example.com.")
        try await expectRefused(scene, document, "stale")
    }

    // MARK: - When it is cut off

    @Test("Cut off after any batch, the same plan applied again finishes it", arguments: [(1, 5), (2, 3), (3, 2)])
    func cutOff(zones: Int, hosts: Int) async throws {
        let count = try await RestoreScene.hosts(hosts, zones: zones).document().plan.zones.reduce(0) {
            $0 + $1.batchCount
        }
        #expect(count > 2)
        for cut in 0...count {
            let scene = try await RestoreScene.hosts(hosts, zones: zones)
            let document = try await scene.document()
            await scene.provider.ends(after: cut)
            await scene.ledger.breaks(after: 1)
            await #expect(throws: ApplyError.self) { try await scene.apply(document) }
            await scene.provider.ends(after: nil)
            await scene.ledger.breaks(after: nil)
            // A look meanwhile finds what is left of the drift, and a plan of that is another one.
            let left = try await scene.document()
            #expect(cut == 0 || cut == count || left.digest != document.digest)

            let outcome = try await scene.apply(document)
            #expect(outcome.failure == nil && outcome.earlier.isOfThisPlan == (cut > 0))
            #expect(outcome.receipts.allSatisfy { $0.outcome == .restored })
            #expect(await scene.live() == scene.bases)
            let counts = try await scene.counts()
            #expect(counts.drifted == 0 && counts.pending == zones)
            if cut > 0, cut < count { try await expectRefused(scene, left, "stale") }
        }
    }

    @Test("A batch that fails is undone with those before it: drift is as it was, and the plan can be applied again")
    func undone() async throws {
        for failing in 0..<2 {
            let scene = try await RestoreScene.hosts(3)
            let drifted = await scene.live()
            let document = try await scene.document()
            await scene.provider.set(faults: [failing: .before(.unavailable)])
            let outcome = try await scene.apply(document)
            #expect(outcome.failure != nil)
            #expect(outcome.receipts.map(\.outcome) == [failing == 0 ? .failed : .undone])
            #expect(await scene.live() == drifted)
            #expect(try await BaseReceipts(of: "example.com.", in: scene.ledger).base?.outcome == .inSync)
            #expect(try await scene.document() == document)
            await scene.provider.set(faults: [:])
            #expect(try await scene.apply(document).receipts.map(\.outcome) == [.restored])
            #expect(await scene.live() == scene.bases)
        }
    }

    @Test("Where an answer is lost, what is live says what became of it, and the plan finishes it") func lost()
        async throws
    {
        let whole = try await RestoreScene.hosts(3)
        await whole.provider.set(faults: [0: .after(.unknownOutcome)])
        #expect(try await whole.apply(whole.document()).receipts.map(\.outcome) == [.restored])
        #expect(await whole.live() == whole.bases)

        let scene = try await RestoreScene.hosts(3)
        let document = try await scene.document()
        await scene.provider.set(faults: [1: .half(.unknownOutcome)])
        let receipt = try #require(try await scene.apply(document).receipts.first)
        #expect(receipt.outcome == .partial && receipt.batches.map(\.state) == [.undone, .unknown])
        let found = try await BaseReceipts(of: "example.com.", in: scene.ledger)
        #expect(found.base?.outcome == .inSync && found.partial.isEmpty)
        await scene.provider.set(faults: [:])
        let outcome = try await scene.apply(document)
        #expect(outcome.earlier.isOfThisPlan && outcome.receipts.map(\.outcome) == [.restored])
        #expect(await scene.live() == scene.bases)
    }

    @Test("A part that is kept is in sync with the base; the rest is drift, and the plan finishes it") func kept()
        async throws
    {
        let scene = try await RestoreScene.hosts(3, zones: 2)
        let document = try await scene.document()
        await scene.provider.set(faults: [3: .before(.unavailable)])
        let receipts = try await scene.apply(document, keepsPartial: true).receipts
        #expect(receipts.map(\.outcome) == [.restored, .partial])
        #expect(receipts.allSatisfy { $0.restores != nil })
        let found = try await BaseReceipts(of: "example.net.", in: scene.ledger)
        #expect(found.base?.outcome == .inSync && found.partial.isEmpty)
        let counts = try await scene.counts()
        #expect(counts.drifted == 2 && counts.pending == 2)
        await scene.provider.set(faults: [:])
        #expect(try await scene.apply(document).receipts.map(\.outcome) == [.restored, .restored])
        #expect(await scene.live() == scene.bases)
    }

    @Test("After a plan of git that stopped half way, what it left live is what drift goes back to") func partialBase()
        async throws
    {
        let base = zone((0..<3).map { "h\($0) 300 A 192.0.2.1" })
        let scene = try await RestoreScene([(base, zone((0..<3).map { "h\($0) 300 A 192.0.2.2" }))], perBatch: 1)
        await scene.provider.set(faults: [1: .before(.unavailable)])
        let plan = try PlanDocument(.fixture(await scene.reconciler.plan(scene.jobs).zones))
        #expect(try await scene.apply(plan, keepsPartial: true).receipts.map(\.outcome) == [.partial])
        await scene.provider.set(faults: [:])
        let half = await scene.live()
        for host in ["h0", "h2"] {
            let set = recordSet("\(host) 60 A 192.0.2.66")
            await scene.provider.write(set.key, set, in: base.apex)
        }
        // Of the two only h0 is as git has it; h2 waits, so that it is a conflict.
        let document = try await scene.document(named: [RecordPattern(name: "**")])
        #expect(try await scene.apply(document).receipts.map(\.outcome) == [.restored])
        #expect(await scene.live() == half)
        let counts = try await scene.counts()
        #expect(counts.drifted == 0 && counts.pending == 2)
    }

    @Test("Where somebody writes again before the proof, the receipt says so and moves no base") func residual()
        async throws
    {
        let scene = try await RestoreScene.hosts(3)
        let document = try await scene.document()
        let foreign = recordSet("h0 300 A 192.0.2.77")
        await scene.provider.set(gate: {
            guard await scene.provider.asked == 1 else { return }
            await scene.provider.write(foreign.key, foreign, in: "example.com.")
        })
        let receipt = try #require(try await scene.apply(document).receipts.first)
        #expect(receipt.outcome == .residual && receipt.residual.map(\.key) == [foreign.key])
        let found = try await BaseReceipts(of: "example.com.", in: scene.ledger)
        #expect(found.base?.outcome == .inSync && found.restoredBy.isEmpty)
        #expect(try await scene.counts().drifted == 1)
    }
}
