internal import DNSModel
internal import Gate
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A run that is told to stop ends the batch that is under way, begins no other, and writes down where it ended.
@Suite("A run that is told to stop") struct StopTests {
    private static func apply(
        _ scene: Scene, _ document: PlanDocument, _ stop: StopRequest, run: String = "mine"
    ) async throws -> ApplyOutcome {
        var request = try scene.request(document)
        request.stop = stop
        request.claim = RunClaim(identity: .test(run, clone: "clone"), elapsed: { 0 }) { _, _ in }
        return try await scene.reconciler.apply(request, ledger: scene.ledger, now: scene.clock.now)
    }

    @Test(
        "ends after the batch that is under way, keeps what is applied, and the same plan finishes it", arguments: 0..<4
    )
    func afterBatch(batch: Int) async throws {
        let scene = Scene.hosts(4)
        let document = try await scene.document()
        let stop = StopRequest()
        // Told while the batch is under way.
        await scene.provider.set(gate: { [provider = scene.provider] in
            if await provider.asked == batch { stop.request() }
        })
        let outcome = try await Self.apply(scene, document, stop)
        #expect(await scene.provider.applied.count == batch + 1)
        let receipt = try #require(outcome.receipts.first)
        #expect(receipt.batches.map(\.state) == (0..<4).map { $0 <= batch ? .applied : .notApplied })
        #expect(receipt.outcome == (batch == 3 ? .applied : .partial))
        #expect(outcome.failure == nil)
        #expect(outcome.stoppedBefore?.number == (batch == 3 ? nil : batch + 2))
        #expect(outcome.statuses.map(\.live) == [batch + 1])
        // The receipt is written, and the run has ended.
        #expect(try await scene.receipts() == outcome.receipts)
        #expect(try await OpenRuns.read(in: scene.ledger).isEmpty)
        guard batch < 3 else { return }
        let again = try await Self.apply(scene, document, StopRequest())
        #expect(again.earlier == .stopped && again.receipts.map(\.outcome) == [.applied])
        #expect(await scene.isInSync())
    }

    @Test("and was told before it began changes nothing, neither live nor ledger") func before() async throws {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        let stop = StopRequest()
        #expect(!stop.request())
        await #expect(throws: ApplyError.self) { try await Self.apply(scene, document, stop) }
        #expect(await scene.provider.asked == 0)
        #expect(await scene.ledger.files.isEmpty)
    }

    @Test("goes on undoing what it undoes") func whileUndoing() async throws {
        let scene = Scene.hosts(3)
        let before = await scene.live()
        let document = try await scene.document()
        let stop = StopRequest()
        await scene.provider.set(faults: [2: .before(.unavailable)])
        await scene.provider.set(gate: { [provider = scene.provider] in
            if await provider.asked == 3 { #expect(stop.request()) }
        })
        let outcome = try await Self.apply(scene, document, stop)
        #expect(outcome.receipts.map(\.outcome) == [.undone])
        #expect(await scene.live() == before)
    }

    @Test("while it waits until all servers have it, waits no longer; the receipt is written") func whileWaiting()
        async throws
    {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        let stop = StopRequest()
        await scene.provider.set(waiting: {
            stop.request()
            // As a provider that heeds nothing.
            await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
        })
        let outcome = try await Self.apply(scene, document, stop)
        #expect(outcome.stoppedWaiting && outcome.failure == nil && outcome.stoppedBefore == nil)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(try await scene.receipts() == outcome.receipts)
    }

    @Test("does not begin the next zone either, and zones that are whole are applied") func zones() async throws {
        let scene = Scene.hosts(2, zones: 3)
        let document = try await scene.document()
        let stop = StopRequest()
        await scene.provider.set(gate: { [provider = scene.provider] in
            if await provider.asked == 2 { stop.request() }
        })
        let outcome = try await Self.apply(scene, document, stop)
        #expect(outcome.receipts.map(\.outcome) == [.applied, .partial, .failed])
        #expect(outcome.statuses.map(\.phrase).last == "example.org.: 0 of 2 changes are live")
    }

    // MARK: - Runs that did not end

    @Test("that was killed is an open run, until a later run of its zones has written a receipt") func killed()
        async throws
    {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        await scene.ledger.breaks(after: 1)
        await #expect(throws: ApplyError.self) { try await Self.apply(scene, document, StopRequest()) }
        await scene.ledger.breaks(after: nil)
        let open = try await OpenRuns.read(in: scene.ledger)
        #expect(open.map(\.plan) == [document.digest] && open.map(\.zones) == [["example.com."]])
        #expect(try await OpenRuns.read(of: ["example.net."], in: scene.ledger).isEmpty)
        let lines = OpenRunReport.lines(of: try #require(open.first), mayLive: false, ledgerBranch: "gate53-ledger")
        #expect(lines[0].hasPrefix("a run did not end: ") && lines[1].contains("gate53 apply plan.json"))
        let again = try await Self.apply(scene, document, StopRequest(), run: "other")
        #expect(again.earlier == .cutOff)
        #expect(try await OpenRuns.read(in: scene.ledger).isEmpty)
    }

    @Test("The same plan applied again, after another plan, finishes nothing that was cut off") func again()
        async throws
    {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        _ = try await Self.apply(scene, document, StopRequest())
        // Another plan's receipt is the newest, as after another run whose host's clock is ahead.
        var other = try #require(try await scene.receipts().first)
        other.plan = Digest(of: [1])
        other.finished = "2036-01-01T00:00:00Z"
        try await scene.ledger.append(
            [try await LedgerLayout.file(of: other, in: scene.ledger)], message: "other")
        #expect(try await Self.apply(scene, document, StopRequest()).earlier == .elsewhere)
    }
}
