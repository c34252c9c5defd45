internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Diff") struct DiffTests {
    /// Pairs of zones: edited ones, unrelated ones, empty ones.
    private static func pairs(_ count: Int) -> [(before: Zone, after: Zone)] {
        var generator = Generator(seed: 53)
        return (0..<count).map { index in
            let plain = index % 10 == 0 ? Zone(empty: "example.com.") : generator.zone(count: index % 40)
            let edited = index % 7 == 0 ? generator.zone(count: index % 30) : generator.edited(plain, edits: index % 9)
            let before = index % 2 == 0 ? generator.routed(plain) : plain
            let after = index % 2 == 0 ? generator.routed(edited) : edited
            return index % 3 == 0 ? (after, before) : (before, after)
        }
    }

    @Test("Applying the diff gives the zone it was made for") func applies() throws {
        for (before, after) in Self.pairs(500) {
            #expect(try before.applying(diff(from: before, to: after)) == after)
        }
    }

    @Test("The order in which changes are handed in makes no difference") func order() throws {
        var generator = Generator(seed: 1)
        for (before, after) in Self.pairs(100) {
            let changes = diff(from: before, to: after).shuffled(using: &generator.random)
            #expect(try before.applying(changes) == after)
        }
    }

    @Test("The diff the other way round is the inverse of each change") func inverse() throws {
        for (before, after) in Self.pairs(500) {
            let changes = diff(from: before, to: after)
            #expect(diff(from: after, to: before) == changes.map(\.inverse))
            #expect(changes.map(\.inverse.inverse) == changes)
            #expect(try after.applying(changes.map(\.inverse)) == before)
        }
    }

    @Test("A zone differs in nothing from itself") func reflexive() {
        for (before, _) in Self.pairs(100) { #expect(diff(from: before, to: before).isEmpty) }
    }

    @Test("Changes are in canonical order, one a set, and each changes something") func canonical() {
        for (before, after) in Self.pairs(500) {
            let changes = diff(from: before, to: after)
            for (left, right) in zip(changes, changes.dropFirst()) { #expect(left.key < right.key) }
            for change in changes {
                #expect(change.before != change.after)
                #expect(change.before == before[change.key] && change.after == after[change.key])
            }
        }
    }

    @Test("Applying notices every set that is in another state") func conflicts() {
        var generator = Generator(seed: 2)
        for (before, after) in Self.pairs(120) {
            for change in diff(from: before, to: after) {
                // The set of this change is live in another state, all others are as expected.
                var others = before.sets.filter { $0.key != change.key }
                let foreign = generator.recordSet(change.key)
                let states: [RecordSet?] = [nil, foreign, change.after]
                for state in states where state != change.before {
                    others = before.sets.filter { $0.key != change.key } + (state.map { [$0] } ?? [])
                    guard let live = try? Zone(apex: before.apex, sets: others) else {
                        Issue.record("not a zone")
                        continue
                    }
                    let error = #expect(throws: ChangeConflict.self) {
                        try live.applying(diff(from: before, to: after))
                    }
                    #expect(error?.change == change && error?.live == state)
                }
            }
        }
    }

    @Test("Two creates of one set are a conflict") func twice() {
        let set = recordSet("www 300 A 192.0.2.1")
        let empty = Zone(empty: "example.com.")
        #expect(throws: ChangeConflict.self) { try empty.applying([.create(set), .create(set)]) }
        let live = zone(["www 300 A 192.0.2.1"])
        #expect(throws: ChangeConflict.self) { try live.applying([.delete(set), .delete(set)]) }
    }

    @Test("A TTL-only change is known from a change of data")
    func timeToLiveOnly() throws {
        let changes = diff(
            from: zone(["a 300 A 192.0.2.1", "b 300 A 192.0.2.1", "c 300 A 192.0.2.1"]),
            to: zone(["a 600 A 192.0.2.1", "b 600 A 192.0.2.2", "d 300 A 192.0.2.1"]))
        #expect(changes.map(\.isTTLOnly) == [true, false, false, false])
    }

    @Test("A type change at one name is a delete and a create, in type order") func typeChange() {
        let changes = diff(from: zone(["a 300 A 192.0.2.1"]), to: zone(["a 300 CNAME b.example.com."]))
        #expect(
            changes == [
                .delete(recordSet("a 300 A 192.0.2.1")), .create(recordSet("a 300 CNAME b.example.com.")),
            ])
    }

    // DNSControl's engine takes time quadratic in the number of labels: 75 s of CPU for 50,000 records.
    @Test("Fifty thousand sets with every hundredth changed are compared in one pass") func large() throws {
        let names = (0..<50_000).map { "host\($0)" }
        let before = zone(names.map { "\($0) 300 A 192.0.2.1" })
        let after = zone(names.enumerated().map { "\($1) \($0 % 100 == 0 ? 600 : 300) A 192.0.2.1" })
        let changes = diff(from: before, to: after)
        #expect(changes.count == 500)
        #expect(try before.applying(changes) == after)
    }
}
