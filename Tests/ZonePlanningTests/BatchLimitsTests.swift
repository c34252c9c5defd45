internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Limits of batches, and batches of one set") struct BatchLimitsTests {
    private static let live = (0..<12).map { "h\($0) 300 A 192.0.2.1 | 192.0.2.2" }
    private static let declared = (0..<12).map { "h\($0) 300 A 192.0.2.1" }
    private static let changes = diff(from: zone(live), to: zone(declared))

    private static func batches(_ limits: BatchLimits) -> Int? {
        Batcher(scope: .message(limits)).divide(changes).numbers.max()
    }

    @Test("What is created and what is deleted are limited apart, and together")
    func apart() {
        // Each of the 12 changes deletes 2 records and creates 1.
        #expect(Self.batches(BatchLimits()) == 1)
        #expect(Self.batches(BatchLimits(records: 9)) == 4)
        #expect(Self.batches(BatchLimits(additions: BatchLimit(records: 4))) == 3)
        #expect(Self.batches(BatchLimits(deletions: BatchLimit(records: 4))) == 6)
        #expect(
            Self.batches(BatchLimits(additions: BatchLimit(records: 4), deletions: BatchLimit(records: 24))) == 3)
        #expect(Self.batches(BatchLimits(records: 1_000, deletions: BatchLimit(characters: 36))) == 6)
        let batcher = Batcher(scope: .message(BatchLimits(deletions: BatchLimit(records: 1))))
        let group = batcher.groupsOverLimits(in: Self.changes).first
        #expect(group.map { batcher.words(for: $0.size) } == ["2 of at most 1 records to delete"])
    }

    @Test("Octets are counted as on the wire: a name, ten octets and the data of each record")
    func octets() {
        // h0.example.com. has 16 octets and an address 4: 3 records are 90, those of h10 and h11 are 93.
        #expect(Self.batches(BatchLimits(octets: 12 * 90 + 2 * 3)) == 1)
        #expect(Self.batches(BatchLimits(octets: 12 * 90 + 2 * 3 - 1)) == 2)
        #expect(Self.batches(BatchLimits(additions: BatchLimit(octets: 31))) == 12)
        let batcher = Batcher(scope: .message(BatchLimits(additions: BatchLimit(octets: 29))))
        #expect(batcher.groupsOverLimits(in: Self.changes).count == 12)
    }

    @Test("Where a set is all that is changed at once, each is a batch, and a name is free before it is taken")
    func oneByOne() throws {
        var generator = Generator(seed: 7)
        for index in 0..<100 {
            let before = generator.routed(generator.zone(count: index % 30))
            let changes = diff(from: before, to: generator.routed(generator.edited(before, edits: 9)))
            let (numbers, atLeast) = Batcher(scope: .recordSet).divide(changes)
            #expect(atLeast == changes.count)
            #expect(numbers.sorted() == Array(changes.indices.map { $0 + 1 }))
            let placed = zip(changes, numbers)
            for (_, own) in Dictionary(grouping: placed, by: \.0.key.name) {
                let deleted = own.filter { $0.0.after == nil }.map(\.1).max() ?? 0
                let created = own.filter { $0.0.after != nil }.map(\.1).min() ?? .max
                #expect(deleted < created)
            }
            for (change, number) in placed {
                guard let alias = change.after?.alias, alias.place == .sameZone else { continue }
                for (other, place) in placed where other.after != nil && other.key.name == alias.name {
                    guard other.key.type == change.key.type, other.key != change.key else { continue }
                    #expect(place < number || other.after?.alias != nil)
                }
            }
        }
    }

    @Test("A plan with a batch for each set is read again; one in another order is none")
    func documents() throws {
        var planner = ZonePlanner.fixture()
        planner.capabilities.scope = .recordSet
        let live = zone(["a 300 CNAME x.example.net.", "b 300 A 192.0.2.1"])
        let plan = planner.plan(
            from: live, to: zone(["a 300 A 192.0.2.1", "b 300 CNAME x.example.net.", "c 60 TXT \"x\""]))
        #expect(plan.batchCount == 5)
        #expect(plan.batches().allSatisfy { $0.changes.count == 1 })
        #expect(
            plan.batches().map { $0.changes.map { $0.after == nil } } == [[true], [false], [true], [false], [false]])
        let document = try PlanDocument(Plan.fixture([plan]))
        #expect(try PlanDocument(octets: document.octets).plan.zones == [plan])
        var wrong = plan
        wrong.changes[0].batch = plan.changes[1].batch
        wrong.changes[1].batch = plan.changes[0].batch
        #expect(throws: DocumentError.self) {
            try PlanDocument(octets: PlanDocument(Plan.fixture([wrong])).octets)
        }
    }

    @Test("The steps of a batch are in the order that a provider wants")
    func steps() {
        let changes = diff(
            from: zone(["a 300 A 192.0.2.1", "z 300 A 192.0.2.1"]),
            to: zone(["@ 300 NS ns.example.net.", "a 300 A 192.0.2.2", "b 300 A 192.0.2.1"]))
        func words(_ order: BatchOrder) -> [String] {
            BatchStep.steps(of: changes, apex: "example.com.", order).map { step in
                switch step {
                case .delete(let set): "-\(set.name)"
                case .create(let set): "+\(set.name)"
                case .overwrite(let set): "=\(set.name)"
                }
            }
        }
        #expect(
            words([]) == ["+example.com.", "-a.example.com.", "+a.example.com.", "+b.example.com.", "-z.example.com."])
        #expect(
            words([.deletionsFirst])
                == ["-a.example.com.", "-z.example.com.", "+example.com.", "+a.example.com.", "+b.example.com."])
        #expect(
            words([.deletionsFirst, .apexIsOverwritten])
                == ["-a.example.com.", "-z.example.com.", "=example.com.", "+a.example.com.", "+b.example.com."])
    }
}
