internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Batcher") struct BatcherTests {
    private static func changes(_ generator: inout Generator, _ count: Int) -> [Change] {
        let before = generator.zone(count: count)
        return diff(from: before, to: generator.edited(generator.zone(count: count), edits: 3))
    }

    @Test("Numbers ascend from 1 without gaps, no name is split, and limits hold but for single names")
    func law() {
        var generator = Generator(seed: 5)
        for index in 0..<200 {
            let changes = Self.changes(&generator, index % 60)
            let limits = BatchLimits(
                records: index % 3 == 0 ? nil : generator.number(1...40),
                characters: index % 3 == 1 ? nil : generator.number(1...4_000))
            let batcher = Batcher(limits: limits)
            let numbers = batcher.batchNumbers(of: changes)
            #expect(numbers.count == changes.count)
            #expect(numbers.first ?? 1 == 1)
            for (left, right) in zip(numbers, numbers.dropFirst()) { #expect(right == left || right == left + 1) }
            let byName = Dictionary(grouping: zip(changes, numbers), by: \.0.key.name)
            for (_, batch) in byName { #expect(Set(batch.map(\.1)).count == 1) }
            let tooLarge = batcher.namesOverLimits(in: changes)
            let sizes = Dictionary(grouping: zip(changes, numbers), by: \.1).mapValues { Self.size(of: $0.map(\.0)) }
            for (number, size) in sizes
            where size.records > limits.records ?? .max
                || size.characters > limits.characters ?? .max
            {
                // Such a batch is one name, and that name is reported.
                #expect(tooLarge.contains { numbers[$0.changes.lowerBound] == number })
                #expect(Set(zip(changes, numbers).filter { $0.1 == number }.map(\.0.key.name)).count == 1)
            }
            for (number, size) in sizes {
                // Two batches in a row would not fit into one.
                guard let next = sizes[number + 1] else { continue }
                #expect(
                    size.records + next.records > limits.records ?? .max
                        || size.characters + next.characters > limits.characters ?? .max
                        || Self.fillsNext(number, changes, numbers, limits))
            }
        }
    }

    /// Whether the first name of the next batch would not have fitted.
    private static func fillsNext(_ number: Int, _ changes: [Change], _ numbers: [Int], _ limits: BatchLimits) -> Bool {
        let own = size(of: zip(changes, numbers).filter { $0.1 == number }.map(\.0))
        let next = zip(changes, numbers).filter { $0.1 == number + 1 }.map(\.0)
        let first = size(of: next.filter { $0.key.name == next.first?.key.name })
        return own.records + first.records > limits.records ?? .max
            || own.characters + first.characters > limits.characters ?? .max
    }

    private static func size(of changes: [Change]) -> (records: Int, characters: Int) {
        changes.map(Batcher.size).reduce((0, 0)) { ($0.0 + $1.records, $0.1 + $1.characters) }
    }

    // octoDNS cuts at 1,000 records although an update counts twice, and counts no characters: 600 TTL changes fail.
    @Test("An update counts what it deletes and what it creates") func updates() {
        let names = (0..<600).map { "h\($0)" }
        let changes = diff(
            from: zone(names.map { "\($0) 300 A 192.0.2.1" }), to: zone(names.map { "\($0) 600 A 192.0.2.1" }))
        let numbers = Batcher(limits: BatchLimits(records: 1_000, characters: 32_000)).batchNumbers(of: changes)
        #expect(numbers.filter { $0 == 1 }.count == 500)
        #expect(numbers.last == 2)
        #expect(Batcher.size(of: changes[0]) == (2, 18))
    }

    // octoDNS may delete a CNAME in one request and create the A in the next: the name is gone in between.
    @Test("A type change is never cut in two") func typeChange() {
        let names = (0..<25).map { "h\($0)" }
        let changes = diff(
            from: zone(names.map { "\($0) 300 A 192.0.2.1" }), to: zone(names.map { "\($0) 300 CNAME x.example.com." }))
        for limit in 1...9 {
            let numbers = Batcher(limits: BatchLimits(records: limit)).batchNumbers(of: changes)
            for pair in stride(from: 0, to: numbers.count, by: 2) { #expect(numbers[pair] == numbers[pair + 1]) }
        }
    }

    @Test("Without limits there is one batch, and none without work") func noLimits() throws {
        let names = (0..<500).map { "h\($0) 300 A 192.0.2.1" }
        let plan = ZonePlanner.fixture().plan(from: zone([]), to: zone(names))
        #expect(plan.batchCount == 1)
        #expect(plan.batches(comment: "x").map(\.changes) == [plan.changes.map(\.change)])
        #expect(ZonePlanner.fixture().plan(from: zone([]), to: zone([])).batches(comment: "x").isEmpty)
    }

    @Test("The batches hold every change once, in order, and the first creates the zone") func batches() {
        let names = (0..<25).map { "h\($0) 300 A 192.0.2.1" }
        let planner = ZonePlanner.fixture(limits: BatchLimits(records: 10))
        let plan = planner.plan(from: zone([]), to: zone(names), exists: false)
        let batches = plan.batches(comment: "commit 1")
        #expect(batches.map(\.changes.count) == [10, 10, 5])
        #expect(batches.flatMap(\.changes) == plan.changes.map(\.change))
        #expect(batches.map(\.createsZone) == [true, false, false])
        #expect(Set(batches.map(\.comment)) == ["commit 1"])
        let empty = planner.plan(from: zone([]), to: zone([]), exists: false)
        #expect(empty.batches(comment: "").map(\.createsZone) == [true])
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
