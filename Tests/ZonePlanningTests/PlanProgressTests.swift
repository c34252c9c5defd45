internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Plan progress") struct PlanProgressTests {
    @Test("What is done and what is pending is read off live, and the zone as planned comes back") func law() throws {
        var generator = Generator(seed: 31)
        for _ in 0..<200 {
            let plain = generator.zone(count: 15)
            let before = generator.routed(plain)
            let after = generator.routed(generator.edited(plain, edits: 8))
            let plan = ZonePlanner.fixture().plan(
                from: before, to: try Zone(apex: after.apex, sets: after.sets.filter { $0.type != .soa }))
            let done = plan.changes.filter { _ in generator.once(in: 2) }
            let live = try before.applying(done.map(\.change))
            let progress = PlanProgress(of: plan, in: LiveZone(live))
            #expect(progress.done == done)
            #expect(progress.pending == plan.changes.filter { !done.contains($0) })
            #expect(progress.conflicts.isEmpty)
            #expect(progress.liveAsPlanned.zone == before)
            #expect(progress.isBegun == !done.isEmpty)
            #expect(try live.applying(progress.pending.map(\.change)) == before.applying(plan.changes.map(\.change)))
        }
    }

    @Test("A set in neither state is a conflict, with what it was and what it is") func conflicts() {
        let plan = ZonePlanner.fixture().plan(
            from: zone(["a 300 A 192.0.2.1", "b 300 A 192.0.2.1"]),
            to: zone(["a 300 A 192.0.2.2", "c 300 A 192.0.2.1"]))
        let live = zone(["a 300 A 192.0.2.3", "b 60 A 192.0.2.1", "c 300 A 192.0.2.9"])
        let progress = PlanProgress(of: plan, in: LiveZone(live))
        #expect(
            progress.conflicts.map(\.expected) == [
                recordSet("a 300 A 192.0.2.1"), recordSet("b 300 A 192.0.2.1"), nil,
            ])
        #expect(progress.conflicts.map(\.live) == live.sets)
        #expect(progress.liveAsPlanned.zone == live)
    }

    @Test("A new zone that is there with no more than the plan's sets and its authority was begun")
    func newZone() {
        let plan = ZonePlanner.fixture().plan(
            from: zone([]), to: zone(["a 300 A 192.0.2.1", "b 300 A 192.0.2.1"]), exists: false)
        let authority = ["@ 300 SOA a. b. 1 2 3 4 5", "@ 300 NS a."]
        for lines in [[], authority, authority + ["a 300 A 192.0.2.1"]] {
            let live = LiveZone(id: "Z1", exists: true, zone: zone(lines))
            let progress = PlanProgress(of: plan, in: live)
            #expect(progress.isBegun)
            #expect(progress.liveZoneID == "Z1")
            #expect(progress.liveAsPlanned == LiveZone(zone([]), exists: false))
            #expect(progress.pending.count == (lines.count == 3 ? 1 : 2))
        }
        let foreign = PlanProgress(of: plan, in: LiveZone(zone(authority + ["x 300 A 192.0.2.1"])))
        #expect(!foreign.isBegun && foreign.liveAsPlanned.exists)
        let unmodelled = [UnmodelledSet(name: "x.example.com.", type: "A", reason: "alias")]
        let alias = PlanProgress(of: plan, in: LiveZone(zone(authority), unmodelled: unmodelled))
        #expect(!alias.isBegun && alias.liveAsPlanned.exists)
        let absent = PlanProgress(of: plan, in: LiveZone(zone([]), exists: false))
        #expect(!absent.isBegun && !absent.liveAsPlanned.exists)
    }
}
