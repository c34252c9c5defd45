internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Plan and apply") struct ApplyTests {
    @Test("A plan is applied, proven and written down, and the next plan is empty") func mainPath() async throws {
        let scene = Scene.hosts(3, perBatch: 2, zones: 2)
        let document = try await scene.document()
        #expect(document.plan.zones.map(\.batchCount) == [2, 2])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure == nil)
        #expect(!outcome.earlier.isOfThisPlan)
        #expect(outcome.receipts.map(\.outcome) == [.applied, .applied])
        #expect(outcome.receipts.map { $0.batches.map(\.state) } == [[.applied, .applied], [.applied, .applied]])
        #expect(outcome.receipts.map { $0.batches.map(\.changes) } == [[2, 1], [2, 1]])
        #expect(outcome.receipts[0].batches.map(\.changeID) == ["change 1", "change 2"])
        #expect(outcome.receipts.allSatisfy { $0.plan == document.digest && $0.residual.isEmpty && $0.remarks.isEmpty })
        #expect(outcome.receipts[0].approvals.map(\.reviewer) == ["reviewer@example.com"])
        #expect(await scene.isInSync())
        #expect(try await scene.receipts() == outcome.receipts)
        #expect(try await scene.document().plan.isEmpty)
        let origins = Set(await scene.provider.applied.map(\.origin))
        #expect(origins == [BatchOrigin(plan: document.digest, commit: String(repeating: "c", count: 40))])
    }

    @Test("An approval that is withdrawn between check and apply: neither live nor ledger is touched")
    func withdrawn() async throws {
        let scene = Scene.hosts(3, perBatch: 2, zones: 2)
        let document = try await scene.document()
        let refusal = ReviewRefusal(reasons: [ReviewRefusal.Reason(.unreadable("withdrawn"))])
        var request = try scene.request(document)
        request.confirmsApproval = { () throws(ReviewRefusal) in throw refusal }
        do {
            _ = try await scene.reconciler.apply(request, ledger: scene.ledger, now: scene.clock.now)
            Issue.record("it was applied")
        } catch ApplyError.withdrawn(let found) {
            #expect(found == refusal)
        } catch { Issue.record("\(error)") }
        #expect(await scene.provider.asked == 0)
        #expect(await scene.ledger.files.isEmpty)
    }

    @Test("Plan and approvals are in the ledger before anything is changed") func journal() async throws {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        await scene.ledger.breaks(after: 0)
        await #expect(throws: ApplyError.self) { try await scene.apply(document) }
        #expect(await scene.provider.asked == 0)
        await scene.ledger.breaks(after: 1)
        await #expect(throws: ApplyError.self) { try await scene.apply(document) }
        #expect(await scene.isInSync())
        let files = await scene.ledger.files
        #expect(
            files.keys.sorted() == [
                "approvals/\(document.digest.hexadecimal)/SHA256%3Aabc%2F%2B.sig",
                "plans/\(document.digest.hexadecimal).json",
            ])
        #expect(files["plans/\(document.digest.hexadecimal).json"] == document.octets)
        // What was applied without a receipt gets it by applying again.
        await scene.ledger.breaks(after: nil)
        let outcome = try await scene.apply(document)
        #expect(outcome.earlier.isOfThisPlan)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(outcome.receipts[0].batches.map(\.state) == [.wasLive, .wasLive])
    }

    @Test("A reviewer who signed again with another signature does not keep a plan from being applied")
    func signedAgain() async throws {
        let scene = Scene.hosts(1)
        let document = try await scene.document()
        let approval = try Scene.approve(document).approvals[0]
        let path = LedgerLayout.path(of: approval, plan: document.digest)
        try await scene.ledger.append([LedgerFile(path: path, octets: [9])], message: "an earlier run")
        #expect(try await scene.apply(document).failure == nil)
        #expect(await scene.ledger.files[path] == [9])
    }

    // MARK: - Failures

    @Test("A batch that fails undoes the batches before it, in every zone", arguments: 0..<6)
    func undoes(failing: Int) async throws {
        let scene = Scene.hosts(2, zones: 3)
        let before = await scene.live()
        let document = try await scene.document()
        await scene.provider.set(faults: [failing: .before(.unavailable)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure?.code == .unavailable)
        #expect(await scene.live() == before)
        for (index, receipt) in outcome.receipts.enumerated() {
            #expect(receipt.outcome == (failing > index * 2 ? .undone : .failed))
            #expect(
                receipt.batches.map(\.state) == [
                    failing > index * 2 ? .undone : .notApplied, failing > index * 2 + 1 ? .undone : .notApplied,
                ])
            #expect(receipt.residual.count == 2)
        }
        // Undone in the opposite order.
        let undone = await scene.provider.applied.suffix(failing).map { $0.changes.map(\.inverse) }
        #expect(Array(undone.reversed()) == (await scene.provider.applied.prefix(failing).map(\.changes)))
        #expect(try await scene.receipts().count == 3)
        // And the plan still applies.
        #expect(try await scene.apply(document).receipts.map(\.outcome) == [.applied, .applied, .applied])
    }

    @Test("Where it is asked for, batches before the failed one stay, and a zone that is whole is applied")
    func keepsPartial() async throws {
        let scene = Scene.hosts(2, zones: 3)
        let document = try await scene.document()
        await scene.provider.set(faults: [3: .before(.invalid)])
        let outcome = try await scene.apply(document, keepsPartial: true)
        #expect(outcome.failure?.code == .invalid)
        #expect(outcome.receipts.map(\.outcome) == [.applied, .partial, .failed])
        #expect(outcome.receipts[1].batches.map(\.state) == [.applied, .notApplied])
        #expect(outcome.receipts.map(\.residual.count) == [0, 1, 2])
        #expect(outcome.receipts[1].remarks == ["broken before the change"])
        let rest = try await scene.apply(document)
        #expect(rest.earlier.isOfThisPlan)
        #expect(
            rest.receipts.map { $0.batches.map(\.state) }
                == [[.wasLive, .wasLive], [.wasLive, .applied], [.applied, .applied]])
    }

    @Test("What can't be undone is said to be live in part") func undoFails() async throws {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        await scene.provider.set(faults: [2: .before(.unavailable), 3: .before(.denied)])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .applied, .notApplied])
        #expect(
            outcome.receipts[0].remarks == [
                "broken before the change", "batch 2 could not be undone: broken before the change",
            ])
    }

    @Test("A batch that an earlier run applied is not undone") func earlierStays() async throws {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        await scene.provider.set(faults: [1: .before(.unavailable)])
        _ = try await scene.apply(document, keepsPartial: true)
        await scene.provider.set(faults: [3: .before(.unavailable)])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts[0].batches.map(\.state) == [.wasLive, .undone, .notApplied])
        #expect(outcome.receipts.map(\.outcome) == [.partial])
    }

    @Test("A write by somebody else between reading and applying is a conflict, and it stays", arguments: 0..<3)
    func foreignWriter(batch: Int) async throws {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        let foreign = recordSet("h\(batch) 60 A 203.0.113.9")
        await scene.provider.set(faults: [batch: .foreign(foreign)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure?.code == .conflict)
        #expect(
            outcome.failure?.conflicts == [
                Conflict(key: foreign.key, expected: recordSet("h\(batch) 300 A 192.0.2.1"), live: foreign)
            ])
        #expect(outcome.receipts.map(\.outcome) == [batch == 0 ? .failed : .undone])
        #expect(await scene.provider.zone("example.com.")[foreign.key] == foreign)
        for index in 0..<3 where index != batch {
            let set = recordSet("h\(index) 300 A 192.0.2.1")
            #expect(await scene.provider.zone("example.com.")[set.key] == set)
        }
    }

    @Test("What the proof finds is the residual") func residual() async throws {
        let scene = Scene.hosts(1)
        let document = try await scene.document()
        // Somebody writes another set just before the batch; the batch does not touch it.
        let foreign = recordSet("other 60 A 203.0.113.9")
        await scene.provider.set(faults: [0: .foreign(foreign)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure == nil)
        #expect(outcome.receipts.map(\.outcome) == [.residual])
        #expect(outcome.receipts[0].residual == [.delete(foreign)])
        #expect(try await scene.receipts() == outcome.receipts)
    }

    @Test("A proof that can't be read is no proof") func unreadableProof() async throws {
        let scene = Scene.hosts(1)
        let document = try await scene.document()
        await scene.provider.set(readFaults: [2: ProviderError(.unavailable, "gone")])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.residual])
        #expect(outcome.receipts[0].remarks == ["live could not be read again: gone"])
    }

    // MARK: - Unknown outcomes

    @Test("After an unknown outcome live is read again, and a batch that is live counts as applied", arguments: 0..<3)
    func unknownApplied(batch: Int) async throws {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        await scene.provider.set(faults: [batch: .after(.unknownOutcome)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure == nil)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied, .applied, .applied])
        #expect(
            outcome.receipts[0].remarks == [
                "the answer was lost; live was read again, and the batch is applied"
            ])
        #expect(await scene.isInSync())
    }

    @Test("After an unknown outcome a batch that is not live is not applied, and the ones before are undone")
    func unknownNotApplied() async throws {
        let scene = Scene.hosts(3)
        let before = await scene.live()
        let document = try await scene.document()
        await scene.provider.set(faults: [1: .before(.unknownOutcome)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure?.code == .unavailable)
        #expect(outcome.receipts.map(\.outcome) == [.undone])
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .notApplied, .notApplied])
        #expect(await scene.live() == before)
    }

    @Test("A later batch that fails undoes one whose answer was lost") func unknownThenFailure() async throws {
        let scene = Scene.hosts(3)
        let before = await scene.live()
        let document = try await scene.document()
        await scene.provider.set(faults: [0: .after(.unknownOutcome), 2: .before(.unavailable)])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .undone, .notApplied])
        #expect(await scene.live() == before)
    }

    @Test("A batch that is half live, or can't be looked at, is said to be unknown") func unknownStays() async throws {
        let half = Scene.hosts(4, perBatch: 2)
        let document = try await half.document()
        await half.provider.set(faults: [1: .half(.unknownOutcome)])
        let outcome = try await half.apply(document)
        #expect(outcome.failure?.code == .unknownOutcome)
        #expect(outcome.failure?.conflicts.map(\.key.name) == ["h2.example.com."])
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .unknown])

        let blind = Scene.hosts(2)
        let other = try await blind.document()
        await blind.provider.set(faults: [1: .after(.unknownOutcome)])
        await blind.provider.set(readFaults: [2: ProviderError(.unavailable, "gone")])
        let result = try await blind.apply(other)
        // The reading at the end tells.
        #expect(result.receipts[0].batches.map(\.state) == [.undone, .applied])
        #expect(
            result.failure
                == ProviderError(.unknownOutcome, "the answer was lost; live could not be read again: gone"))
        // Applying again reads what became of it.
        let again = try await blind.apply(other)
        #expect(again.earlier.isOfThisPlan)
        #expect(again.receipts[0].batches.map(\.state) == [.applied, .wasLive])
        #expect(await blind.isInSync())
    }

    @Test("An undo whose answer was lost is looked at as well") func unknownUndo() async throws {
        let scene = Scene.hosts(2)
        let before = await scene.live()
        let document = try await scene.document()
        await scene.provider.set(faults: [1: .before(.unavailable), 2: .after(.unknownOutcome)])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.undone])
        #expect(await scene.live() == before)
    }

    // MARK: - New zones

    @Test("A new zone is created with its first batch, and its id is the one it got", arguments: ["Z1", nil])
    func creates(id: String?) async throws {
        let declared = zone((0..<5).map { "h\($0) 300 A 192.0.2.1" })
        let scene = Scene([(nil, declared)], limits: BatchLimits(records: 2), createdID: id)
        let document = try await scene.document()
        #expect(document.plan.zones.map(\.createsZone) == [true])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(await scene.provider.applied.map(\.createsZone) == [true, false, false])
        #expect(await scene.isInSync())
        #expect(try await scene.document().plan.isEmpty)
    }

    @Test("A new zone without record sets is created") func createsEmpty() async throws {
        let scene = Scene([(nil, zone([]))])
        let document = try await scene.document()
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(await scene.provider.exists("example.com."))
        #expect(try await scene.apply(document).wasAppliedBefore)
    }

    @Test("A plan that was applied to its end is not applied again, and its receipts are those of then")
    func appliedBefore() async throws {
        let scene = Scene.hosts(2, zones: 2)
        let document = try await scene.document()
        let first = try await scene.apply(document)
        #expect(!first.wasAppliedBefore)
        let again = try await scene.apply(document)
        #expect(again.wasAppliedBefore && !again.earlier.isOfThisPlan)
        #expect(again.receipts.map(\.withoutNumber) == first.receipts)
        #expect(try await scene.receipts().count == 2)
    }

    @Test("A new zone whose batch fails is left without record sets, and the same plan finishes it")
    func undoesNew() async throws {
        let declared = zone((0..<5).map { "h\($0) 300 A 192.0.2.1" })
        let scene = Scene([(nil, declared)], limits: BatchLimits(records: 2), createdID: "Z1")
        let document = try await scene.document()
        await scene.provider.set(faults: [2: .before(.unavailable)])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].remarks.contains("the zone was created and stays"))
        #expect(outcome.receipts[0].batches.allSatisfy { $0.state == .undone || $0.state == .notApplied })
        #expect(await scene.live() == [zone([])])
        let again = try await scene.apply(document)
        #expect(again.earlier.isOfThisPlan)
        #expect(again.receipts.map(\.outcome) == [.applied])
        #expect(await scene.isInSync())
    }
}
