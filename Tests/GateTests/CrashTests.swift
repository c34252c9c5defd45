internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Crashes") struct CrashTests {
    /// Zones, batches a zone, whether the zones are new.
    static let shapes: [(zones: Int, batches: Int, isNew: Bool)] = [
        (1, 1, false), (1, 4, false), (2, 2, false), (3, 2, false), (4, 3, false), (1, 3, true), (3, 2, true),
    ]

    private static func scene(_ zones: Int, _ batches: Int, _ isNew: Bool) -> Scene {
        let apexes: [DomainName] = ["example.com.", "example.net.", "example.org.", "example.edu."]
        let lives = (0..<batches * 2).map { "h\($0) 300 A 192.0.2.1" }
        // Updates, deletes and creates.
        let declared = (0..<batches * 2).map { $0 % 3 == 2 ? "n\($0) 300 A 192.0.2.1" : "h\($0) 600 A 192.0.2.1" }
        return Scene(
            apexes.prefix(zones).map { (isNew ? nil : zone(lives, in: $0), zone(declared, in: $0)) },
            limits: BatchLimits(records: isNew ? 2 : 4), createdID: isNew ? "Z1" : nil)
    }

    @Test("Cut off after any batch, the same plan applied again finishes it and says so", arguments: shapes)
    func everyBatch(zones: Int, batches: Int, isNew: Bool) async throws {
        let count = try await Self.scene(zones, batches, isNew).document().plan.zones.reduce(0) { $0 + $1.batchCount }
        for cut in 0...count {
            let scene = Self.scene(zones, batches, isNew)
            let document = try await scene.document()
            // From the cut on neither provider nor ledger can be reached: nothing is undone, nothing is written.
            await scene.provider.ends(after: cut)
            await scene.ledger.breaks(after: 1)
            await #expect(throws: ApplyError.self) { try await scene.apply(document) }
            #expect(await scene.provider.applied.count == cut)
            await scene.provider.ends(after: nil)
            await scene.ledger.breaks(after: nil)

            let outcome = try await scene.apply(document)
            #expect(outcome.failure == nil)
            #expect(outcome.earlier.isOfThisPlan == (cut > 0))
            #expect(outcome.receipts.allSatisfy { $0.outcome == .applied })
            let states = outcome.receipts.flatMap(\.batches).map(\.state)
            #expect(
                states == [Receipt.Batch.State](repeating: .wasLive, count: cut)
                    + [Receipt.Batch.State](repeating: .applied, count: count - cut))
            #expect(await scene.isInSync())
            #expect(try await scene.document().plan.isEmpty)
        }
    }

    @Test("Cut off again and again, one batch further each time, it still ends") func againAndAgain() async throws {
        let scene = Self.scene(3, 3, false)
        let document = try await scene.document()
        var runs = 0
        while runs < 50 {
            runs += 1
            await scene.provider.ends(after: 1)
            await scene.ledger.breaks(after: 1)
            _ = try? await scene.apply(document)
            if await scene.isInSync() { break }
        }
        await scene.provider.ends(after: nil)
        await scene.ledger.breaks(after: nil)
        let outcome = try await scene.apply(document)
        #expect(outcome.earlier.isOfThisPlan)
        #expect(outcome.receipts.flatMap(\.batches).allSatisfy { $0.state == .wasLive })
        #expect(runs < 50)
    }

    @Test("Cut off while a failure is undone, the same plan applied again finishes it") func whileUndoing() async throws
    {
        for cut in 3...6 {
            let scene = Self.scene(2, 2, false)
            let document = try await scene.document()
            await scene.provider.set(faults: [3: .before(.unavailable)])
            await scene.provider.ends(after: cut)
            await scene.ledger.breaks(after: 1)
            await #expect(throws: ApplyError.self) { try await scene.apply(document) }
            await scene.provider.set(faults: [:])
            await scene.provider.ends(after: nil)
            await scene.ledger.breaks(after: nil)
            #expect(try await scene.apply(document).receipts.allSatisfy { $0.outcome == .applied })
            #expect(await scene.isInSync())
        }
    }

    @Test("Any mix of sets before and after is finished, and anything else is refused")
    func everyMix() async throws {
        var generator = Generator(seed: 21)
        for round in 0..<100 {
            let before = generator.zone(count: 12)
            let after = generator.edited(before, edits: 8)
            let declared = after.sets.filter { $0.type != .soa }
            let scene = Scene([(before, try Zone(apex: before.apex, sets: declared))])
            let document = try await scene.document()
            guard !document.plan.isEmpty else { continue }
            let changes = document.plan.zones[0].changes.map(\.change)
            for change in changes where generator.once(in: 2) {
                await scene.provider.write(change.key, change.after, in: before.apex)
            }
            let isForeign = round % 4 == 0
            if isForeign {
                let key = generator.one(of: changes).key
                let set = RecordSet(
                    name: key.name, type: key.type, ttl: try #require(TTL(seconds: 77)),
                    data: [generator.recordData(key.type)])
                await scene.provider.write(key, set, in: before.apex)
                await #expect(throws: ApplyError.self) { try await scene.apply(document) }
                #expect(await scene.provider.asked == 0)
            } else {
                let outcome = try await scene.apply(document)
                #expect(outcome.receipts.map(\.outcome) == [.applied])
            }
        }
    }
}
