internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Batcher") struct BatcherTests {
    private static func changes(_ generator: inout Generator, _ count: Int) -> [Change] {
        let before = generator.routed(generator.zone(count: count))
        return diff(from: before, to: generator.routed(generator.edited(generator.zone(count: count), edits: 3)))
    }

    @Test("Numbers have no gaps, nothing that belongs together is split, and limits hold but for single groups")
    func law() {
        var generator = Generator(seed: 5)
        for index in 0..<300 {
            let changes = Self.changes(&generator, index % 60)
            let limits = BatchLimits(
                records: index % 3 == 0 ? nil : generator.number(1...40),
                characters: index % 3 == 1 ? nil : generator.number(1...4_000))
            let batcher = Batcher(scope: .message(limits))
            let (numbers, atLeast) = batcher.divide(changes)
            #expect(numbers.count == changes.count)
            // Each number is first met after the one before it.
            var highest = 0
            for number in numbers {
                #expect(1...(highest + 1) ~= number)
                highest = max(highest, number)
            }
            #expect(atLeast <= highest)
            let byName = Dictionary(grouping: zip(changes, numbers), by: \.0.key.name)
            for (_, batch) in byName { #expect(Set(batch.map(\.1)).count == 1) }
            for (change, number) in zip(changes, numbers) {
                for alias in [change.before?.alias, change.after?.alias] {
                    guard let alias, alias.place == .sameZone else { continue }
                    for other in byName[alias.name] ?? [] { #expect(other.1 == number) }
                }
            }
            let tooLarge = batcher.groupsOverLimits(in: changes)
            let sizes = Dictionary(grouping: zip(changes, numbers), by: \.1).mapValues { Self.size(of: $0.map(\.0)) }
            for (number, size) in sizes where Self.isOver(size, limits) {
                // Such a batch is one group, and that group is reported.
                let group = tooLarge.first { numbers[$0.changes[0]] == number }
                #expect(group?.changes == changes.indices.filter { numbers[$0] == number })
            }
            // No two batches would fit into one.
            for (number, size) in sizes {
                for (other, otherSize) in sizes where other > number {
                    let sum = (size.records + otherSize.records, size.characters + otherSize.characters)
                    #expect(highest == atLeast || Self.isOver(sum, limits) || other == number + 1)
                }
            }
        }
    }

    private static func isOver(_ size: (records: Int, characters: Int), _ limits: BatchLimits) -> Bool {
        size.records > limits.both.records ?? .max || size.characters > limits.both.characters ?? .max
    }

    private static func size(of changes: [Change]) -> (records: Int, characters: Int) {
        changes.map { Batcher.size(of: $0) }.reduce((0, 0)) { ($0.0 + $1.records, $0.1 + $1.characters) }
    }

    @Test("Where batches filled in turn are more than needed, they are packed: 600 and 400 share a batch")
    func packing() {
        func lines(_ name: String, _ count: Int) -> String {
            "\(name) 300 A " + (0..<count).map { "192.0.\($0 / 250).\($0 % 250)" }.joined(separator: " | ")
        }
        // In turn: 600 | 600, 400 | 400 does not fit.
        let sets = ["a": 600, "b": 600, "c": 400, "d": 400].map { lines($0.key, $0.value) }
        let changes = diff(from: zone([]), to: zone(sets))
        let (numbers, atLeast) = Batcher(scope: .message(BatchLimits(records: 1_000))).divide(changes)
        #expect(numbers == [1, 2, 1, 2])
        #expect(atLeast == 2)
        let apart = Batcher(scope: .message(BatchLimits(records: 1_100))).divide(changes)
        #expect((apart.numbers.max(), apart.atLeast) == (2, 2))
        // What takes more than half of a batch shares it with nothing like it.
        let large = diff(from: zone([]), to: zone([lines("a", 60), lines("b", 60), lines("c", 60)]))
        let alone = Batcher(scope: .message(BatchLimits(records: 100))).divide(large)
        #expect(alone.numbers == [1, 2, 3])
        #expect(alone.atLeast == 3)
    }

    @Test("What the provider keeps in more characters than we would write counts as it is kept") func storedText() {
        let changes = diff(from: zone(["a 300 AAAA 2001:db8::1"]), to: zone(["a 600 AAAA 2001:db8::1"]))
        let stored = [changes[0].key: 39]
        #expect(
            Batcher(scope: .message(BatchLimits(characters: 50)), storedCharacters: stored).groupsOverLimits(
                in: changes
            ).isEmpty
        )
        #expect(
            Batcher(scope: .message(BatchLimits(characters: 49)), storedCharacters: stored).groupsOverLimits(
                in: changes
            )
            .map { [$0.size.records, $0.size.characters] } == [[2, 50]])
    }

    // octoDNS cuts at 1,000 records although an update counts twice, and counts no characters: 600 TTL changes fail.
    @Test("An update counts what it deletes and what it creates") func updates() {
        let names = (0..<600).map { "h\($0)" }
        let changes = diff(
            from: zone(names.map { "\($0) 300 A 192.0.2.1" }), to: zone(names.map { "\($0) 600 A 192.0.2.1" }))
        let numbers = Batcher(scope: .message(BatchLimits(records: 1_000, characters: 32_000))).divide(changes).numbers
        #expect(numbers.filter { $0 == 1 }.count == 500)
        #expect(numbers.last == 2)
        let size = Batcher.size(of: changes[0])
        #expect([size.records, size.characters] == [2, 18])
    }

    // octoDNS may delete a CNAME in one request and create the A in the next: the name is gone in between.
    @Test("A type change is never cut in two") func typeChange() {
        let names = (0..<25).map { "h\($0)" }
        let changes = diff(
            from: zone(names.map { "\($0) 300 A 192.0.2.1" }), to: zone(names.map { "\($0) 300 CNAME x.example.com." }))
        for limit in 1...9 {
            let numbers = Batcher(scope: .message(BatchLimits(records: limit))).divide(changes).numbers
            for pair in stride(from: 0, to: numbers.count, by: 2) { #expect(numbers[pair] == numbers[pair + 1]) }
        }
    }

    @Test("Without limits there is one batch, and none without work") func noLimits() throws {
        let names = (0..<500).map { "h\($0) 300 A 192.0.2.1" }
        let plan = ZonePlanner.fixture().plan(from: zone([]), to: zone(names))
        #expect(plan.batchCount == 1)
        #expect(plan.batches().map(\.changes) == [plan.changes.map(\.change)])
        #expect(ZonePlanner.fixture().plan(from: zone([]), to: zone([])).batches().isEmpty)
    }

    @Test("The batches hold every change once, in order, and the first creates the zone") func batches() {
        let names = (0..<25).map { "h\($0) 300 A 192.0.2.1" }
        let planner = ZonePlanner.fixture(limits: BatchLimits(records: 10))
        let plan = planner.plan(from: zone([]), to: zone(names), exists: false)
        let origin = BatchOrigin(plan: Digest(of: [1]), commit: "c0ffee")
        let batches = plan.batches(of: origin)
        #expect(batches.map(\.changes.count) == [10, 10, 5])
        #expect(batches.flatMap(\.changes) == plan.changes.map(\.change))
        #expect(batches.map(\.createsZone) == [true, false, false])
        #expect(batches.allSatisfy { $0.origin == origin })
        let empty = planner.plan(from: zone([]), to: zone([]), exists: false)
        #expect(empty.batches().map(\.createsZone) == [true])
    }

    // external-dns skips such a group with a warning.
    @Test("A name too large for any batch is an error at its line") func tooLarge() {
        let values = (1...6).map { "192.0.2.\($0)" }.joined(separator: " | ")
        let planner = ZonePlanner.fixture(limits: BatchLimits(records: 5, characters: 1_000))
        let result = planner.plan(
            desired: DesiredZone(zone(["a 300 A 192.0.2.1", "www 300 A \(values)"])), live: LiveZone(zone([])),
            protectedBefore: [])
        #expect(
            result.diagnostics.map(\.description) == [
                "zones/example.com.yaml:2:3: error: the changes of www.example.com. take more than one change batch of a "
                    + "memory provider can hold (6 of at most 5 records, 54 of at most 1000 characters), and a name is never "
                    + "changed by halves; change fewer of its values at once, a commit each [batch-too-large]"
            ])
        let deleted = planner.plan(
            desired: DesiredZone(zone([])), live: LiveZone(zone(["www 300 A \(values)"])), protectedBefore: [])
        #expect(deleted.diagnostics.map(\.id) == ["batch-too-large"])
        #expect(deleted.diagnostics.map(\.location) == [nil])
    }
}
