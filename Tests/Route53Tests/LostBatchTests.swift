import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

@testable import DNSProviders

/// What field use broke: batches whose answer is lost while somebody else writes, zones that are half deleted, and
/// zones that can't be read once they are created. Receipt and ending are held against what is live.
@Suite("Route 53: what became of a batch") struct LostBatchTests {
    private static func names(_ count: Int) -> [String] { (0..<count).map { "h\($0) 300 A 192.0.2.1" } }

    /// The record sets of a zone but for those of its apex.
    private static func sets(_ service: Service) throws -> [DNSModel.RecordSet] {
        try service.live().sets.filter { $0.name != "example.com." }
    }

    /// Somebody changes a set as soon as it is there, before it is listed again.
    private static func changes(_ name: String, in service: Service) {
        let zoneID = service.zoneID
        service.strict.script(
            .first { strict in
                let set = StoredSet("\(name).example.com.", "A", ttl: 77, "203.0.113.7")
                guard strict.recordSets(of: zoneID).contains(where: { $0.name == set.name && $0.ttl != 77 }) else {
                    return
                }
                try? strict.write([.upsert(set)], to: zoneID)
            }, on: .listResourceRecordSets, times: 1_000)
    }

    @Test(
        "B1: the second batch of 1,100 new sets loses its answer, and somebody changes one set of it",
        arguments: [Fault.drop(.afterCommit), .serverError(.afterCommit), .truncatedBody])
    func lostForeign(fault: Fault) async throws {
        let service = try Service()
        let run = Run(service, declares: zone(Self.names(1_100)))
        let document = try await run.plan()
        #expect(document.plan.zones[0].batchCount == 2)
        let last = try #require(document.plan.zones[0].changes.last { $0.batch == 2 }?.change.key.name)
        let label = String(decoding: last.labels[0], as: UTF8.self)
        Self.changes(label, in: service)
        service.strict.script(fault, on: .changeResourceRecordSets, after: 1)
        let outcome = try await run.apply(document)
        #expect(outcome.failure == nil && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.residual])
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied, .applied])
        #expect(outcome.statuses.map(\.phrase) == ["example.com.: 1099 of 1100 changes are live"])
        let live = try Self.sets(service)
        #expect(live.count == 1_100)
        #expect(live.contains(recordSet("\(label) 77 A 203.0.113.7")))
    }

    @Test("B1: the same with one batch of three sets") func lostForeignSmall() async throws {
        let service = try Service()
        let run = Run(service, declares: zone(Self.names(3)))
        let document = try await run.plan()
        Self.changes("h1", in: service)
        service.strict.script(.drop(.afterCommit), on: .changeResourceRecordSets)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.residual])
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied])
        #expect(try Self.sets(service).count == 3)
    }

    @Test(
        "B1: a set that is put back to what it was before: the batch is unknown, and nothing says that it is not applied"
    )
    func lostReverted() async throws {
        let service = try Service()
        try service.strict.create(
            (0..<3).map { .init("h\($0).example.com", "A", "192.0.2.9") }, in: service.zoneID)
        let run = Run(service, declares: zone(Self.names(3)))
        let document = try await run.plan()
        let zoneID = service.zoneID
        service.strict.script(.drop(.afterCommit), on: .changeResourceRecordSets)
        service.strict.script(
            .first { strict in
                let old = StoredSet("h1.example.com.", "A", ttl: 300, "192.0.2.9")
                guard strict.recordSets(of: zoneID).contains(where: { $0.values == ["192.0.2.1"] }) else { return }
                try? strict.write([.upsert(old)], to: zoneID)
            }, on: .listResourceRecordSets, times: 1_000)
        let outcome = try await run.apply(document)
        #expect(outcome.failure?.code == .unknownOutcome && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].batches.map(\.state) == [.unknown])
        #expect(outcome.statuses.map(\.live) == [2])
    }

    @Test("B1: an undo that loses its answer while somebody writes is not said to have failed") func lostUndo()
        async throws
    {
        let service = try Service()
        let run = Run(service, declares: zone(Self.names(1_100)))
        let document = try await run.plan()
        let zoneID = service.zoneID
        service.strict.script(
            .refuse(code: "AccessDenied", status: 403, message: "no"), on: .changeResourceRecordSets, after: 1)
        service.strict.script(.drop(.afterCommit), on: .changeResourceRecordSets, after: 2)
        service.strict.script(
            .first { strict in
                guard strict.recordSets(of: zoneID).count == 2, strict.log.batches.count == 3 else { return }
                try? strict.create([.init("h7.example.com", "A", "203.0.113.7")], in: zoneID)
            }, on: .listResourceRecordSets, times: 1_000)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts[0].batches.map(\.state) == [.undone, .notApplied])
        #expect(outcome.leavesNothing)
        #expect(try Self.sets(service) == [recordSet("h7 300 A 203.0.113.7")])
    }

    // MARK: - Zones that are deleted

    private static func deletion(_ service: Service) async throws -> (Run, PlanDocument) {
        try service.strict.create(
            (0..<5).map { .init("h\($0).example.com", "A", "192.0.2.1") }, in: service.zoneID)
        let run = Run(service, declares: Zone(empty: "example.com."), isAbsent: true, allowed: [.zoneDelete])
        return (run, try await run.plan(allowed: [.zoneDelete]))
    }

    @Test("B2a: the answer to DeleteHostedZone is lost, and whether the zone is there can't be read: it is put back")
    func deletionLost() async throws {
        let service = try Service()
        let (run, document) = try await Self.deletion(service)
        let before = try service.live()
        service.strict.script(.drop(.beforeCommit), on: .deleteHostedZone)
        service.strict.script(.serverError(status: 503, .beforeCommit), on: .getHostedZone, times: 12)
        let outcome = try await run.apply(document)
        #expect(outcome.failure?.message.contains("were put back") == true)
        #expect(try service.live() == before)
        #expect(outcome.receipts.map(\.outcome) == [.failed])
        #expect(outcome.leavesNothing)
    }

    @Test("B2a: where they can't be put back either, they are said to be gone, and the same plan finishes it")
    func deletionLostForGood() async throws {
        let service = try Service()
        let (run, document) = try await Self.deletion(service)
        service.strict.script(.drop(.beforeCommit), on: .deleteHostedZone)
        service.strict.script(.serverError(status: 503, .beforeCommit), on: .getHostedZone, times: 12)
        service.strict.script(
            .refuse(code: "AccessDenied", status: 403, message: "no"), on: .changeResourceRecordSets, after: 1)
        let outcome = try await run.apply(document)
        #expect(try Self.sets(service).isEmpty && service.strict.zoneIDs.count == 1)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(outcome.receipts[0].batches.map(\.state) == [.recordsGone])
        #expect(
            outcome.statuses.map(\.phrase) == ["example.com.: its record sets are gone, and the zone is still there"])
        #expect(!outcome.receipts[0].remarks.contains { $0.contains("nothing was changed") })
        service.strict.clearFaults()
        #expect(try await run.apply(document).receipts.map(\.outcome) == [.applied])
        #expect(service.strict.zoneIDs.isEmpty)
    }

    @Test("B2b: somebody writes one set anew after the deletions: the zone stays, and the others are put back")
    func deletionForeign() async throws {
        let service = try Service()
        let (run, document) = try await Self.deletion(service)
        let zoneID = service.zoneID
        service.strict.script(
            .first { strict in try? strict.create([.init("h2.example.com", "A", "203.0.113.7")], in: zoneID) },
            on: .deleteHostedZone)
        let outcome = try await run.apply(document)
        #expect(outcome.failure != nil)
        #expect(outcome.receipts[0].batches.map(\.state) == [.notApplied])
        #expect(outcome.receipts[0].remarks.contains { $0.contains("h2.example.com. A was changed by somebody else") })
        let live = try Self.sets(service)
        #expect(live.count == 5)
        #expect(live.contains(recordSet("h2 300 A 203.0.113.7")))
        #expect(live.count { $0.data.map(\.text) == ["192.0.2.1"] } == 4)
    }

    // MARK: - Zones that are created

    @Test("M2: live can't be read once a zone is created: its other batches go to the id of the answer")
    func createdUnreadable() async throws {
        let strict = try Service(zone: "example.net")
        let run = Run(strict, declares: zone(Self.names(1_100)))
        let document = try await run.plan()
        #expect(document.plan.zones[0].createsZone && document.plan.zones[0].batchCount == 2)
        // Nothing is listed until both batches are sent.
        strict.strict.script(.serverError(status: 503, .beforeCommit), on: .listResourceRecordSets, times: 6)
        let outcome = try await run.apply(document)
        #expect(outcome.failure == nil)
        #expect(outcome.receipts[0].batches.map(\.state) == [.applied, .applied])
        let created = try #require(strict.strict.zoneIDs.first { $0 != strict.zoneID })
        #expect(strict.strict.recordSets(of: created).count == 1_102)
        #expect(strict.strict.log.entries.allSatisfy { $0.resource.map { !$0.contains(".") } ?? true })
    }

    @Test("M2: a batch of a zone whose id is not known is not sent") func nameIsNoID() async throws {
        let service = try Service()
        var batch = ChangeBatch(
            apex: "example.com.", zoneID: "example.com.", createsZone: false,
            changes: [.create(recordSet("www 300 A 192.0.2.1"))])
        await #expect(throws: ProviderError.self) { try await service.provider().apply(batch) }
        batch.zoneID = ""
        await #expect(throws: ProviderError.self) { try await service.provider().apply(batch) }
        #expect(service.strict.log.writes.isEmpty)
    }

    @Test("A zone that is created, and whose look-up fails after the lost answer, is said to be there")
    func createdLost() async throws {
        let service = try Service(zone: "example.net")
        let run = Run(service, declares: zone(Self.names(3)))
        let document = try await run.plan()
        service.strict.script(.drop(.afterCommit), on: .createHostedZone)
        service.strict.script(.serverError(status: 503, .beforeCommit), on: .getHostedZone, times: 12)
        let outcome = try await run.apply(document)
        #expect(service.strict.zoneIDs.count == 2)
        #expect(outcome.failure != nil && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        service.strict.clearFaults()
        #expect(try await run.apply(document).receipts.map(\.outcome) == [.applied])
        #expect(service.strict.zoneIDs.count == 2)
    }

    // MARK: - Endings

    @Test("M3: a conflict leaves nothing, or is not said to", arguments: [false, true]) func conflict(keeps: Bool)
        async throws
    {
        let service = try Service()
        let run = Run(service, declares: zone(Self.names(1_100)))
        let document = try await run.plan()
        let zoneID = service.zoneID
        service.strict.script(
            .first { strict in try? strict.create([.init("h999.example.com", "A", "203.0.113.1")], in: zoneID) },
            on: .changeResourceRecordSets, after: 1)
        let outcome = try await run.apply(document, keepsPartial: keeps)
        #expect(outcome.failure?.code == .conflict)
        #expect(outcome.leavesNothing == !keeps)
        #expect(try Self.sets(service).count == (keeps ? 1_001 : 1))
    }

    @Test("M3: a created zone that stays is left, whatever the conflict") func createdStays() async throws {
        let service = try Service(zone: "example.net")
        let run = Run(service, declares: zone(Self.names(3)))
        let document = try await run.plan()
        service.strict.script(
            .first { strict in
                for id in strict.zoneIDs { try? strict.create([.init("h1.example.com", "A", "203.0.113.1")], in: id) }
            }, on: .changeResourceRecordSets)
        let outcome = try await run.apply(document)
        #expect(outcome.failure?.code == .conflict && !outcome.leavesNothing)
        #expect(outcome.receipts.map(\.outcome) == [.partial])
        #expect(service.strict.zoneIDs.count == 2)
    }
}
