internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

// Decision 0104: names of the dynamic DNS service are left alone.

/// Whatever is planned, hosts stay as they are.
@Suite("Laws of the dynamic DNS service's hosts") struct DynamicLawTests {
    /// Three versions of a zone, and what of it is whose.
    private struct Case {
        let suffix: DynamicSuffix
        let applied: AppliedZone
        let head: DesiredZone
        let live: LiveZone
        let ownership: Ownership

        /// Whether a set is of a host, said in other words than the code has: neither what was applied last nor what is
        /// declared has the name.
        func isHost(_ key: RecordSet.Key, besides zones: [Zone]) -> Bool {
            var name = key.name
            func isGits(_ name: DomainName) -> Bool { zones.contains { !$0.indices(of: name).isEmpty } }
            if isGits(name) || key.identifier != nil { return false }
            if key.type == .txt, name.description.hasPrefix("_acme-challenge."), let host = name.parent {
                name = host
            }
            let label = name.description.prefix { $0 != "." }
            return name.parent == suffix.name && suffix.types.contains(key.type) && !isGits(name)
                && !label.hasPrefix("_") && label != "*"
        }

        /// What of the live zone is of hosts: also what git gave up and somebody changed since.
        func isLeft(_ set: RecordSet) -> Bool {
            guard isHost(set.key, besides: [head.zone]) else { return false }
            return applied.zone[set.key]?.withCuts(of: [set.data]) != set
        }
    }

    private static func cases() throws -> [Case] {
        var generator = Generator(seed: 104)
        return try (0..<300).map { index in
            let plain = generator.zone(count: 30, hasAuthority: index % 4 != 0)
            // Any name of the zone that has something below it, or the apex itself.
            let parents = plain.sets.compactMap(\.name.parent).filter {
                $0.isAtOrBelow(plain.apex) && $0.wireLength < 200
            }
            var suffix = DynamicSuffix(
                name: generator.one(of: [plain.apex] + parents), apex: plain.apex, ttl: try TTL(parsing: "60"),
                location: SourceLocation(file: "gate53.yaml", line: 9, column: 3))
            suffix.types = [.a, .aaaa, .txt, .mx, .cname]
            let claimed = [
                "h1 60 A 192.0.2.1", "h2 60 AAAA 2001:db8::1", "_acme-challenge.h1 60 TXT \"t\"",
                "h2 60 CAA 0 issue \"ca.example\"",
            ]
            .map { recordSet($0, in: suffix.name) }.filter { plain[$0.key] == nil }
            let live = try Zone(apex: plain.apex, sets: generator.routed(plain).sets + claimed)
            let some = try Zone(apex: plain.apex, sets: plain.sets + claimed.filter { _ in generator.once(in: 4) })
            // Half of the time git gave up what it had of these names.
            let rest = generator.once(in: 2) ? plain : some
            let head = DesiredZone(generator.routed(generator.edited(rest, edits: 8)))
            let applied = AppliedZone(
                zone: generator.edited(some, edits: 8), ownership: Ownership(dynamic: [suffix]), plan: Digest(of: []),
                commit: "c", time: "2026-11-23T10:15:30Z", zoneID: "example.com.")
            var ownership = Ownership(of: head, ignoring: [], besides: [suffix])
            ownership.remember(applied.zone.sets)
            return Case(suffix: suffix, applied: applied, head: head, live: LiveZone(live), ownership: ownership)
        }
    }

    @Test("No plan changes a host, whole, of a part or restoring, and every other set is planned as ever") func plans()
        throws
    {
        var generator = Generator(seed: 7)
        var (hosts, givenUp, restored) = (0, 0, 0)
        for test in try Self.cases() {
            let (head, live) = (test.head, test.live)
            var planner = ZonePlanner.fixture()
            planner.ownership = test.ownership
            let whole = planner.plan(desired: head, live: live, protectedBefore: []).plan
            let changes = whole.changes.map(\.change)
            let usual = diff(from: live.zone, to: Ownership().target(declared: head.zone, live: live.zone).zone)
            #expect(changes == usual.filter { change in change.before.map { !test.isLeft($0) } ?? true })
            #expect(!changes.contains { test.isHost($0.key, besides: [head.zone, test.applied.zone]) })
            let count = live.zone.sets.count(where: test.isLeft)
            #expect(whole.counts.dynamic == count)
            hosts += count
            givenUp += changes.count { $0.after == nil && test.isHost($0.key, besides: [head.zone]) }
            // A part of it is that part.
            let part = changes.filter { _ in generator.once(in: 2) }
            let partial = planner.plan(waiting: part, head: head, live: live, protectedBefore: []).plan
            #expect(partial.changes.map(\.change) == part && partial.counts.dynamic == count)
            // What drifted goes back, and nothing else.
            let drift = ZoneDrift(
                base: .applied(test.applied), head: head, live: live, ownership: test.ownership,
                provider: ("live", "memory"))
            #expect(!drift.sets.contains { $0.live.map(test.isLeft) ?? false })
            #expect(drift.unmanaged.dynamic == count)
            let sets = drift.sets.filter { $0.state == .drift && generator.once(in: 2) }
            let restoring = planner.plan(
                restoring: sets, to: RestoredBase(test.applied), head: head, live: live, protectedBefore: []
            ).plan
            #expect(restoring.changes.map(\.change) == sets.compactMap(\.restoration))
            #expect(!restoring.changes.contains { $0.change.before.map(test.isLeft) ?? false })
            restored += sets.count
        }
        #expect(hosts > 500 && givenUp > 30 && restored > 200)
    }

    @Test("A quick check asks for no host") func quickChecks() throws {
        for test in try Self.cases() {
            let check = QuickCheck(base: .applied(test.applied), head: test.head, ownership: test.ownership)
            #expect(
                !check.questions.contains {
                    test.isHost(RecordSet.Key(name: $0.name, type: $0.type), besides: [test.head.zone])
                })
            #expect(check.unchecked.mayHaveMore)
        }
    }

    @Test("A zone with a host in it is not deleted") func deletion() throws {
        for test in try Self.cases() {
            var desired = DesiredZone(Zone(empty: test.live.zone.apex))
            desired.isAbsent = true
            var planner = ZonePlanner.fixture(deletesZones: true)
            planner.ownership = Ownership(of: desired, ignoring: [], besides: [test.suffix])
            let (plan, diagnostics) = planner.plan(desired: desired, live: test.live, protectedBefore: [])
            #expect(plan.deletesZone)
            #expect(diagnostics.contains { $0.id == "zone-in-use" } == (plan.counts.dynamic > 0))
        }
    }
}
