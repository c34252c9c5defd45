import DNSModel
import Reconciliation
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

/// Random plans against a service on which things go wrong: after each, live is as before the plan or as after it, the
/// receipt says which, and nothing that somebody else wrote is overwritten.
@Suite("Route 53: soak") struct Route53SoakTests {
    /// What somebody else writes between our requests.
    private struct ForeignWrite: Sendable {
        var set: StoredSet
        var key: DNSModel.RecordSet.Key
        /// Whether it was carried out.
        let happened = SharedValue(false)
    }

    private static let types: [RecordType] = [.a, .aaaa, .txt, .mx, .srv, .caa, .cname]

    /// A zone that the service takes: plain sets, some of them aliases or weighted groups.
    private static func zone(_ generator: inout Generator, from plain: Zone) -> Zone {
        let hosts = plain.sets.filter { $0.type == .aaaa && !$0.name.isWildcard }
        let sets = plain.sets.flatMap { set -> [RecordSet] in
            if set.type == .aaaa, set.name != plain.apex, generator.once(in: 3), let target = hosts.first,
                target.name != set.name
            {
                let alias = AliasTarget(
                    place: .sameZone, name: target.name, evaluatesTargetHealth: generator.once(in: 2))
                return [RecordSet(name: set.name, type: .aaaa, alias: alias)]
            }
            guard set.type == .a, set.name != plain.apex, generator.once(in: 3), let ttl = set.ttl else { return [set] }
            return (0..<generator.number(1...3)).compactMap { member in
                SetIdentifier("set \(member)").map { identifier in
                    RecordSet(
                        name: set.name, type: .a, ttl: ttl, data: [set.data[0]],
                        routing: Routing(identifier: identifier, policy: .weighted(UInt8(member * 10))))
                }
            }
        }
        do {
            return try Zone(apex: plain.apex, sets: sets)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    @Test("Random plans with faults", arguments: 0..<10) func soak(part: UInt64) async throws {
        var outcomes: [Receipt.Outcome: Int] = [:]
        var (seed, plans) = (part * 1_000, 0)
        while plans < 50 {
            seed += 1
            // Not every random change can be planned: some are none, some are too large for a batch.
            guard let outcome = try await Self.one(seed: seed) else { continue }
            outcomes[outcome, default: 0] += 1
            plans += 1
        }
        // All of it happens: a soak in which nothing fails proves nothing.
        #expect(outcomes[.applied, default: 0] > 10)
        #expect(outcomes[.failed, default: 0] + outcomes[.undone, default: 0] > 0)
    }

    private static func one(seed: UInt64) async throws -> Receipt.Outcome? {
        var generator = Generator(seed: 53_000 + seed)
        var settings = Settings()
        settings.pageSize = generator.once(in: 4) ? 3 : nil
        settings.keepsEqualText = generator.once(in: 2)
        settings.propagation = .seconds(generator.number(0...60))
        let service = try Service(settings: settings)
        // Some sets are stored in words of their own: upper case, long addresses.
        let plain = generator.zone(count: 14, types: types, hasAuthority: false)
        let seeded = Run(service, declares: Self.zone(&generator, from: plain))
        let creation = try await seeded.apply(seeded.plan())
        try #require(creation.failure == nil, "seed \(seed)")
        let before = try service.live()

        let declared = Self.zone(&generator, from: generator.edited(plain, edits: 9, types: types))
        let run = Run(
            service, declares: declared, limits: BatchLimits(records: generator.number(8...30), characters: 32_000))
        let document: PlanDocument
        do {
            document = try await run.plan()
        } catch is Run.Contradiction {
            return nil
        }
        if document.plan.isEmpty { return nil }
        let changes = document.plan.zones[0].changes.map(\.change)
        let after = try before.applying(changes)

        // Somebody else writes at a name of the plan, or elsewhere, before one of the batches.
        let foreign = generator.once(in: 2) ? Self.foreignWrite(&generator, changes, after: after) : nil
        if let foreign {
            let zoneID = service.zoneID
            service.strict.script(
                .first { strict in
                    let done: Void? = try? strict.write([.upsert(foreign.set)], to: zoneID)
                    if done != nil { foreign.happened.value = true }
                }, on: .changeResourceRecordSets, after: generator.number(0...document.plan.zones[0].batchCount - 1))
        }
        service.strict.randomFaults = RandomFaults(seed: seed, rate: 0.25)
        let outcome = try await run.apply(document)
        service.strict.clearFaults()

        let receipt = try #require(outcome.receipts.first)
        let live = try service.live()
        let written = foreign?.happened.value == true ? foreign : nil
        func expect(_ state: Zone, _ comment: Comment) {
            for key in Set(state.sets.map(\.key) + live.sets.map(\.key)) where key != written?.key {
                #expect(live[key] == state[key], comment)
            }
        }
        switch receipt.outcome {
        case .applied, .restored, .inStep: expect(after, "seed \(seed): applied")
        case .residual: expect(after, "seed \(seed): applied, and somebody else wrote")
        case .failed, .undone:
            expect(before, "seed \(seed): \(receipt.outcome), \(String(describing: outcome.failure))")
        case .partial:
            // Undoing lost against what somebody else wrote; no other reason counts.
            #expect(written != nil, "seed \(seed): \(receipt.remarks)")
        }
        if let written {
            // What somebody else wrote stays, unless it was there before we wrote and we said so.
            let stored = service.strict.recordSets(of: service.zoneID).first {
                $0.name == written.set.name && $0.type == written.set.type
                    && $0.setIdentifier == written.set.setIdentifier
            }
            #expect(stored?.values == written.set.values, "seed \(seed): overwritten")
        }
        #expect(service.strict.log.batches.flatMap(\.changes).allSatisfy { $0.action != .upsert })

        // The same plan again finishes what can be finished.
        if written == nil, receipt.outcome != .applied {
            let again = try await run.apply(document)
            #expect(again.receipts.map(\.outcome) == [.applied], "seed \(seed)")
        }
        return receipt.outcome
    }

    /// A write to a set of the plan, or to a set that the plan does not know.
    private static func foreignWrite(_ generator: inout Generator, _ changes: [Change], after: Zone) -> ForeignWrite? {
        if generator.once(in: 3) {
            let name: DomainName = "foreign.example.com."
            guard after.indices(of: name).isEmpty else { return nil }
            return ForeignWrite(
                set: StoredSet("foreign.example.com.", "A", ttl: 77, "203.0.113.77"),
                key: RecordSet.Key(name: name, type: .a))
        }
        let plain = changes.filter { $0.key.type == .a && $0.key.identifier == nil && $0.before?.isPlain != false }
        guard !plain.isEmpty else { return nil }
        let change = generator.one(of: plain)
        return ForeignWrite(
            set: StoredSet(Route53Text.name(change.key.name), "A", ttl: 77, "203.0.113.77"), key: change.key)
    }
}
