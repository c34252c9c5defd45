internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// octodns/octodns#424 and pull request 56: what is marked in a zone file as somebody else's is left alone.
@Suite("Foreign sets") struct ForeignSetTests {
    private static let mark = SourceMark(file: 0, line: 9, column: 3)

    private static func foreign(
        _ name: DomainName, _ types: RecordType..., perhaps: [RecordType] = [], identifier: String? = nil,
        reason: ForeignSet.Reason = .ignored, providerType: String? = nil
    ) -> ForeignSet {
        ForeignSet(
            name: name, types: types, perhaps: perhaps, identifier: identifier.flatMap { SetIdentifier($0) },
            reason: reason, providerType: providerType, mark: mark)
    }

    private static func member(_ line: String, _ identifier: String) throws -> RecordSet {
        let set = recordSet(line)
        return RecordSet(
            name: set.name, type: set.type, ttl: try #require(set.ttl), data: set.data,
            routing: Routing(identifier: try #require(SetIdentifier(identifier)), policy: .weighted(1)))
    }

    private static func desired(_ zone: Zone, _ foreign: ForeignSet...) -> DesiredZone {
        var desired = DesiredZone(zone)
        desired.foreign = foreign
        return desired
    }

    private static func plan(_ desired: DesiredZone, live: Zone) -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        var planner = ZonePlanner.fixture()
        planner.ownership = Ownership(of: desired, ignoring: [])
        return planner.plan(desired: desired, live: LiveZone(live), protectedBefore: [])
    }

    static let live = zone(["@ 300 MX 42 route3.example.net.", "ex 300 A 198.51.100.1", "ex 300 TXT \"t\""])

    @Test(
        "It is neither changed nor deleted, and what is beside it is git's",
        arguments: [
            ForeignSet.Reason.ignored, .otherProvider,
        ]) func leftAlone(reason: ForeignSet.Reason)
    {
        let desired = Self.desired(
            zone([]), Self.foreign("example.com.", .mx, reason: reason),
            Self.foreign("ex.example.com.", .a, reason: reason))
        let plan = Self.plan(desired, live: Self.live).plan
        #expect(plan.changes.map(\.change) == [.delete(recordSet("ex 300 TXT \"t\""))])
        #expect(
            plan.counts
                == ZonePlan.Counts(unchanged: 0, ignored: 0, provided: 0, unmodelled: 0, leftOut: 0, leftAlone: 2))
    }

    @Test("It is not created, and counted all the same") func notCreated() {
        let plan = Self.plan(Self.desired(zone([]), Self.foreign("a.example.com.", .a)), live: zone([])).plan
        #expect(plan.changes.isEmpty)
        #expect(plan.counts.leftAlone == 1)
    }

    @Test("A plain mark stands for every member of a routing group") func group() throws {
        let live = try Zone(
            apex: "example.com.",
            sets: [Self.member("w 60 A 192.0.2.1", "blue"), Self.member("w 60 A 192.0.2.2", "green")])
        #expect(Self.plan(Self.desired(zone([]), Self.foreign("w.example.com.", .a)), live: live).plan.changes.isEmpty)
    }

    @Test("The mark of a member stands for that member, or for a plain set in its place") func member() throws {
        let (blue, green) = (try Self.member("w 60 A 192.0.2.1", "blue"), try Self.member("w 60 A 192.0.2.2", "green"))
        let mark = Self.foreign("w.example.com.", .a, identifier: "blue")
        let live = try Zone(apex: "example.com.", sets: [blue, green])
        #expect(Self.plan(Self.desired(zone([]), mark), live: live).plan.changes.map(\.change) == [.delete(green)])
        #expect(Self.plan(Self.desired(zone([]), mark), live: zone(["w 60 A 192.0.2.9"])).plan.changes.isEmpty)
        let other = try Zone(apex: "example.com.", sets: [Self.member("w 60 A 192.0.2.3", "green")])
        let plan = Self.plan(Self.desired(other, mark), live: live).plan
        #expect(plan.changes.map(\.change.key.identifier) == [SetIdentifier("green")])
    }

    @Test(
        "A mark for another provider yields to what is declared for this one; what is ignored and declared is an error")
    func declaredToo() {
        let declared = zone(["ex 300 A 192.0.2.1"])
        let elsewhere = Self.desired(declared, Self.foreign("ex.example.com.", .a, reason: .otherProvider))
        #expect(Self.plan(elsewhere, live: Self.live).plan.changes.contains { $0.change.after == declared.sets[0] })
        let capabilities = ZonePlanner.fixture().capabilities
        #expect(Servability.limit(elsewhere, to: capabilities, isLenient: true).diagnostics.isEmpty)
        let ignored = Self.desired(declared, Self.foreign("ex.example.com.", .a))
        let problems = Servability.limit(ignored, to: capabilities, isLenient: true).diagnostics
        #expect(problems.map(\.id) == ["declared-and-left-alone"])
        #expect(problems.first?.description.contains("zones/example.com.yaml:9:3") == true)
    }

    @Test(
        "An alias type that only some providers have stands for the aliases of its name, where nothing else is declared"
    )
    func providerTypes() {
        let alias = Self.foreign("ex.example.com.", perhaps: [.a, .aaaa], providerType: "ALIAS")
        #expect(Self.plan(Self.desired(zone([]), alias), live: zone(["ex 300 A 198.51.100.1"])).plan.changes.isEmpty)
        let declared = zone(["ex 300 A 192.0.2.1"])
        let both = Self.desired(declared, alias)
        #expect(Self.plan(both, live: Self.live).plan.changes.contains { $0.change.after == declared.sets[0] })
    }

    @Test("A zone that holds one can't be deleted") func zoneInUse() {
        var desired = Self.desired(Zone(empty: "example.com."), Self.foreign("ex.example.com.", .a))
        desired.isAbsent = true
        #expect(Self.plan(desired, live: Self.live).diagnostics.contains { $0.id == "zone-in-use" })
    }

    @Test("Beside a CNAME it is said to be the zone file's word") func besideCNAME() {
        let desired = Self.desired(zone(["ex 300 CNAME a.example.net."]), Self.foreign("ex.example.com.", .a))
        let problems = Self.plan(desired, live: zone(["ex 300 A 198.51.100.1"])).diagnostics
        #expect(problems.map(\.id) == ["cname-beside-ignored"])
        #expect(problems.first?.message.contains("left alone by the zone file") == true)
    }

    @Test("Drift leaves it alone, whatever it was before; nor does a quick look ask for it") func drift() throws {
        let desired = Self.desired(zone(["a 300 A 192.0.2.1"]), Self.foreign("ex.example.com.", .a))
        let ownership = Ownership(of: desired, ignoring: [])
        let base = DriftBase.applied(
            AppliedZone(
                zone: zone(["a 300 A 192.0.2.1", "ex 300 A 192.0.2.7"]), ownership: Ownership(),
                plan: Digest(of: []), commit: "c", time: "2026-11-23T10:15:30Z", zoneID: "example.com."))
        let live = zone(["a 300 A 192.0.2.1", "ex 300 A 198.51.100.1"])
        let drift = ZoneDrift(
            base: base, head: desired, live: LiveZone(live), ownership: ownership,
            provider: (name: "live", type: "memory"))
        #expect(drift.sets.isEmpty)
        #expect(drift.unmanaged.leftAlone == 1)
        #expect(
            !QuickCheck(base: base, head: desired, ownership: ownership).questions.contains {
                $0.name == "ex.example.com."
            })
    }

    @Test("What was left alone and is git's again has no base") func becomesOurs() {
        let base = DriftBase.applied(
            AppliedZone(
                zone: zone([]), ownership: Ownership(foreign: [Self.foreign("ex.example.com.", .a)]),
                plan: Digest(of: []), commit: "c", time: "2026-11-23T10:15:30Z", zoneID: "example.com."))
        let drift = ZoneDrift(
            base: base, head: DesiredZone(zone(["ex 300 A 192.0.2.1"])),
            live: LiveZone(zone(["ex 300 A 198.51.100.1"])),
            ownership: Ownership(), provider: (name: "live", type: "memory"))
        #expect(drift.sets.map(\.state) == [.differs])
    }

    @Test("The count is in the plan's octets only where there is something") func document() throws {
        let planned = Self.plan(Self.desired(zone([]), Self.foreign("ex.example.com.", .a)), live: Self.live).plan
        for (zone, isThere) in [(planned, true), (ZonePlanner.fixture().plan(from: Self.live, to: zone([])), false)] {
            let plan = Plan(
                source: .commit, settings: ZoneFileIdentity(path: "zones/gate53.yaml", blob: ""), allowed: [],
                zones: [zone])
            let document = try PlanDocument(plan)
            #expect(String(decoding: document.octets, as: UTF8.self).contains("\"leftAlone\"") == isThere)
            #expect(try PlanDocument(octets: document.octets).plan == plan)
        }
    }
}
