internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What became of a batch whose answer was lost, while somebody else writes: told by the whole batch, never set by set.
@Suite("The fate of a batch") struct BatchFateTests {
    /// A batch of three sets: one created, one updated, one deleted.
    private static let batch: ChangeBatch = {
        var batch = ChangeBatch(apex: "example.com.", zoneID: "Z1", createsZone: false, changes: [])
        batch.changes = [
            .create(recordSet("new 300 A 192.0.2.1")),
            .update(from: recordSet("www 300 A 192.0.2.1"), to: recordSet("www 300 A 192.0.2.2")),
            .delete(recordSet("old 300 A 192.0.2.1")),
        ]
        return batch
    }()

    private enum Place: CaseIterable {
        case before, after, foreign
    }

    private static func live(_ change: Change, _ place: Place) -> RecordSet? {
        switch place {
        case .before: return change.before
        case .after: return change.after
        case .foreign: return recordSet("\(change.key.name) 77 A 203.0.113.7")
        }
    }

    @Test("Each way in which three sets can be live has one verdict") func verdicts() throws {
        for first in Place.allCases {
            for second in Place.allCases {
                for third in Place.allCases {
                    let places = [first, second, third]
                    let sets = zip(Self.batch.changes, places).compactMap { Self.live($0, $1) }
                    let evidence = BatchEvidence(of: Self.batch, in: try Zone(apex: "example.com.", sets: sets))
                    let expected: BatchEvidence.Verdict =
                        switch (places.contains(.before), places.contains(.after)) {
                        case (false, true): .applied
                        case (true, false): .notApplied
                        case (true, true), (false, false): .unknown
                        }
                    #expect(evidence.verdict == expected, "\(places)")
                    #expect(evidence.foreign.count == places.count { $0 == .foreign })
                    #expect(evidence.countAfter == places.count { $0 == .after })
                    #expect(evidence.moved.count == places.count { $0 != .before })
                }
            }
        }
    }

    // Field: an answer was lost and somebody changed one of 100 sets of the batch: "nothing of the plan is live", exit
    // 4.
    @Test("B1: a lost answer and a foreign write to the same batch: it is applied, and live differs", arguments: 0..<2)
    func lostAndForeign(batch: Int) async throws {
        let scene = Scene.hosts(6, perBatch: 3)
        let document = try await scene.document()
        let foreign = recordSet("h\(batch * 3 + 1) 77 A 203.0.113.7")
        await scene.provider.set(faults: [batch: .afterAndForeign([foreign])])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure == nil && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.residual])
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied, .applied])
        #expect(outcome.receipts[0].residual.map(\.key) == [foreign.key])
        #expect(
            outcome.receipts[0].remarks.contains { $0.hasPrefix("\(foreign.key) was changed by somebody else since") })
        #expect(outcome.statuses.map(\.phrase) == ["example.com.: 5 of 6 changes are live"])
        #expect(await scene.provider.zone("example.com.")[foreign.key] == foreign)
    }

    @Test("Where somebody has written every set of a batch whose answer was lost, it is unknown") func allForeign()
        async throws
    {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        let foreign = recordSet("h1 77 A 203.0.113.7")
        await scene.provider.set(faults: [1: .afterAndForeign([foreign])])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure?.code == .unknownOutcome && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .unknown, .notApplied])
        let octets = try ReceiptDocument.encode(outcome.receipts[0])
        #expect(try ReceiptDocument.decode(octets) == outcome.receipts[0])
    }

    @Test("An undo whose answer is lost while somebody writes is judged in the same way") func undoLostAndForeign()
        async throws
    {
        let scene = Scene.hosts(6, perBatch: 3)
        let document = try await scene.document()
        let foreign = recordSet("h1 77 A 203.0.113.7")
        await scene.provider.set(faults: [1: .before(.unavailable), 2: .afterAndForeign([foreign])])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.undone])
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .notApplied])
        #expect(outcome.leavesNothing)
        #expect(await scene.provider.zone("example.com.")[foreign.key] == foreign)
        #expect(
            await scene.provider.zone("example.com.")[recordSet("h0 1 A 192.0.2.1").key]
                == recordSet("h0 300 A 192.0.2.1"))
    }

    @Test("A batch of which somebody has changed a set is undone but for that set, which is not the plan's any more")
    func undoBesidesForeign() async throws {
        let scene = Scene.hosts(6, perBatch: 3)
        let document = try await scene.document()
        let foreign = recordSet("h1 77 A 203.0.113.7")
        // The first batch is applied, and then somebody writes; the second is refused.
        await scene.provider.set(faults: [0: .afterAndForeign([foreign]), 1: .before(.invalid)])
        let outcome = try await scene.apply(document)
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .notApplied])
        #expect(outcome.leavesNothing)
        let live = await scene.provider.zone("example.com.")
        for index in [0, 2, 3, 4, 5] {
            #expect(live[recordSet("h\(index) 1 A 192.0.2.1").key] == recordSet("h\(index) 300 A 192.0.2.1"))
        }
        #expect(live[foreign.key] == foreign)
    }

    // MARK: - Zones

    /// A zone that is to be deleted.
    private static func deletion(_ lines: [String], perBatch: Int? = nil) async throws -> (Scene, PlanDocument) {
        let limits = BatchLimits(records: perBatch)
        let scene = Scene([(zone(lines), Zone(empty: "example.com."))], limits: limits, isAbsent: true)
        let outcome = await scene.reconciler.plan(scene.jobs)
        #expect(outcome.failures.isEmpty)
        let document = try PlanDocument(.fixture(outcome.zones, allowed: [.zoneDelete]))
        #expect(document.plan.zones.map(\.deletesZone) == [true])
        return (scene, document)
    }

    private static let five = (0..<5).map { "h\($0) 300 A 192.0.2.1" }

    // Field: the record sets were gone, and receipt and message said that nothing was changed.
    @Test("B2: where only the record sets of a zone are deleted, they are put back, also beside what somebody wrote")
    func recordsPutBack() async throws {
        for foreign in [[], [recordSet("h1 77 A 203.0.113.7")], [recordSet("new 77 A 203.0.113.7")]] {
            let (scene, document) = try await Self.deletion(Self.five)
            let before = await scene.provider.zone("example.com.")
            await scene.provider.set(faults: [0: .recordsOnly(foreign)])
            let outcome = try await scene.apply(document)
            #expect(outcome.failure?.message.contains("put back") == true)
            #expect(outcome.receipts.map(\.outcome) == [.failed])
            #expect(outcome.receipts[0].batches.map(\.state) == [.notApplied])
            let live = await scene.provider.zone("example.com.")
            for set in before.sets where !foreign.contains(where: { $0.key == set.key }) {
                #expect(live[set.key] == set)
            }
            for set in foreign { #expect(live[set.key] == set) }
        }
    }

    @Test("B2: where they can't be put back, receipt, phrase and ending say that they are gone and the zone is not")
    func recordsGone() async throws {
        let (scene, document) = try await Self.deletion(Self.five)
        await scene.provider.set(faults: [0: .recordsOnly([]), 1: .before(.denied)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure?.code == .unknownOutcome && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].batches.map(\.state) == [.recordsGone])
        #expect(
            outcome.statuses.map(\.phrase) == ["example.com.: its record sets are gone, and the zone is still there"])
        #expect(!outcome.receipts[0].remarks.contains { $0.contains("nothing was changed") })
        let octets = try ReceiptDocument.encode(outcome.receipts[0])
        #expect(String(decoding: octets, as: UTF8.self).contains("gate53-receipt/4"))
        #expect(try ReceiptDocument.decode(octets) == outcome.receipts[0])
        // The same plan finishes it.
        let again = try await scene.apply(document)
        #expect(again.earlier == .stopped && again.receipts.map(\.outcome) == [.applied])
        #expect(await !scene.provider.exists("example.com."))
    }

    @Test(
        "B2: where it can't be read what is there, nothing is put back, and it is unknown until live is read at the end"
    )
    func deletionUnknown() async throws {
        let (scene, document) = try await Self.deletion(Self.five)
        await scene.provider.set(faults: [0: .recordsOnly([])])
        await scene.provider.set(readFaults: [2: ProviderError(.unavailable, "gone")])
        let outcome = try await scene.apply(document)
        #expect(await scene.provider.asked == 1)
        #expect(outcome.receipts[0].batches.map(\.state) == [.recordsGone])
        #expect(outcome.receipts.map(\.outcome) == [.partial] && !outcome.leavesNothing)

        let (blind, other) = try await Self.deletion(Self.five)
        await blind.provider.set(faults: [0: .recordsOnly([])])
        let gone = ProviderError(.unavailable, "gone")
        await blind.provider.set(readFaults: [2: gone, 3: gone])
        let unread = try await blind.apply(other)
        #expect(unread.receipts[0].batches.map(\.state) == [.unknown])
        #expect(unread.receipts.map(\.outcome) == [.partial] && !unread.leavesNothing)
    }

    // Field: live could not be read once after a zone was created, and the next batches went to a zone id that is none.
    @Test("M2: the id of a created zone is the one of the answer, so that nothing is read for it", arguments: 1..<5)
    func createdID(failing: Int) async throws {
        let declared = zone((0..<6).map { "h\($0) 300 A 192.0.2.1" })
        let scene = Scene([(nil, declared)], limits: BatchLimits(records: 2), createdID: "Z1")
        let document = try await scene.document()
        await scene.provider.set(readFaults: [failing + 1: ProviderError(.unavailable, "gone")])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure == nil)
        #expect(await scene.isInSync())
        #expect(await scene.provider.applied.dropFirst().allSatisfy { $0.zoneID == "Z1" })
    }

    @Test("A zone that was created with the answer lost is said to be there, whatever became of its record sets")
    func createdLost() async throws {
        let declared = zone((0..<4).map { "h\($0) 300 A 192.0.2.1" })
        let scene = Scene([(nil, declared)], limits: BatchLimits(records: 2), createdID: "Z1")
        let document = try await scene.document()
        await scene.provider.set(faults: [0: .zoneOnly])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure != nil && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(
            outcome.statuses.map(\.phrase) == ["example.com.: the zone is created and there; 0 of 4 changes are live"])
        let again = try await scene.apply(document)
        #expect(again.receipts.map(\.outcome) == [.applied] && again.earlier == .stopped)
    }

    // MARK: - Endings

    // Field: exit code 4, "nothing was changed", though a part of the plan was live.
    @Test("M3: only a run that left nothing says so", arguments: [false, true]) func leavesNothing(keeps: Bool)
        async throws
    {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        await scene.provider.set(faults: [2: .foreign(recordSet("h2 60 A 203.0.113.9"))])
        let outcome = try await scene.apply(document, keepsPartial: keeps)
        #expect(outcome.failure?.code == .conflict)
        #expect(outcome.leavesNothing == !keeps)
        #expect(outcome.statuses.map(\.live) == [keeps ? 2 : 0])
    }

    @Test("M3: an undo that fails leaves something") func undoFails() async throws {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        await scene.provider.set(faults: [1: .foreign(recordSet("h1 60 A 203.0.113.9")), 2: .before(.denied)])
        let outcome = try await scene.apply(document)
        #expect(outcome.failure?.code == .conflict && !outcome.leavesNothing)
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied, .notApplied, .notApplied])
    }

    @Test("m1: a plan of which another plan did a part finishes nothing that was cut off") func elsewhere() async throws
    {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        for index in 0..<2 {
            let set = recordSet("h\(index) 300 A 192.0.2.2")
            await scene.provider.write(set.key, set, in: "example.com.")
        }
        #expect(try await scene.apply(document).earlier == .elsewhere)
    }
}
