internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Hosts of the dynamic DNS service come and go in a zone that git declares.
@Suite("Hosts of the dynamic DNS service") struct DynamicNamesTests {
    private static let place = SourceLocation(file: "gate53.yaml", line: 9, column: 3)

    private static func ownership(of desired: DesiredZone, _ types: RecordType...) throws -> Ownership {
        var suffix = DynamicSuffix(
            name: "dyn.example.com.", apex: "example.com.", ttl: try TTL(parsing: "60"), location: place)
        if !types.isEmpty { suffix.types = types }
        return Ownership(of: desired, ignoring: [], besides: [suffix])
    }

    private static let hosts = [
        "a.dyn 60 A 192.0.2.1", "a.dyn 60 AAAA 2001:db8::1", "b.dyn 60 A 192.0.2.2",
    ]

    @Test("are neither changed nor deleted, and are counted") func left() throws {
        let desired = DesiredZone(zone(["www 300 A 192.0.2.80"]))
        var planner = ZonePlanner.fixture()
        planner.ownership = try Self.ownership(of: desired)
        let live = zone(["www 300 A 192.0.2.81"] + Self.hosts)
        let (plan, diagnostics) = planner.plan(desired: desired, live: LiveZone(live), protectedBefore: [])
        #expect(plan.changes.map(\.change.key.name) == ["www.example.com."])
        #expect(plan.counts.dynamic == 3 && plan.counts.ignored == 0 && plan.counts.unchanged == 0)
        #expect(diagnostics.isEmpty)
        // The plan is the one that was reviewed, whatever hosts do.
        let moved = zone(["www 300 A 192.0.2.81", "a.dyn 60 A 192.0.2.7", "c.dyn 60 A 192.0.2.3"])
        let (later, _) = planner.plan(desired: desired, live: LiveZone(moved), protectedBefore: [])
        #expect(later.counts.dynamic == 2)
        let today = try #require(CalendarDate(parsing: "2026-11-23"))
        #expect(Plan.fixture([later]).hasSameEffect(as: .fixture([plan]), on: today))
        // A count of nothing is not written, so that a plan has the octets that it always had.
        for (zone, isThere) in [(plan, true), (ZonePlanner.fixture().plan(from: live, to: desired.zone), false)] {
            let document = try PlanDocument(.fixture([zone]))
            #expect(String(decoding: document.octets, as: UTF8.self).contains("\"dynamic\"") == isThere)
            #expect(try PlanDocument(octets: document.octets).plan == document.plan)
        }
    }

    @Test(
        "are what stands one label below the suffix, with a type that it allows",
        arguments: [
            ("a.dyn 60 A 192.0.2.1", true), ("a.dyn 60 TXT x", false), ("x.a.dyn 60 A 192.0.2.1", false),
            ("dyn 60 A 192.0.2.1", false), ("*.dyn 60 A 192.0.2.1", false), ("_x.dyn 60 A 192.0.2.1", false),
            ("a 60 A 192.0.2.1", false), ("a.dyn 60 MX 10 a.dyn", false),
            ("_acme-challenge.a.dyn 60 TXT x", false),
        ])
    func names(_ line: String, _ isHost: Bool) throws {
        let desired = DesiredZone(zone([]))
        let target = try Self.ownership(of: desired).target(declared: desired.zone, live: zone([line]))
        #expect(target.dynamic == (isHost ? 1 : 0) && target.zone.sets.count == (isHost ? 1 : 0))
    }

    @Test("have a TXT for challenges where TXT is allowed") func challenge() throws {
        let live = zone([
            "_acme-challenge.a.dyn 60 TXT x", "a.dyn 60 TXT y", "_acme-challenge.x.a.dyn 60 TXT z",
            "_acme-challenge.dyn 60 TXT w",
        ])
        let desired = DesiredZone(zone([]))
        let target = try Self.ownership(of: desired, .txt).target(declared: desired.zone, live: live)
        #expect(target.dynamic == 2)
    }

    // The drift that is left was taken for what git declares, and the host beside it was deleted.
    @Test("stay where a plan of a part leaves drift of another type at their name") func beside() throws {
        let head = DesiredZone(zone(["www 300 A 192.0.2.80"]))
        var planner = ZonePlanner.fixture()
        planner.ownership = try Self.ownership(of: head)
        let live = zone(["www 300 A 192.0.2.81", "a.dyn 60 MX 10 mail"] + Self.hosts)
        let waiting = [
            Change.update(
                from: recordSet("www.example.com. 300 A 192.0.2.81"), to: recordSet("www.example.com. 300 A 192.0.2.80")
            )
        ]
        let (plan, _) = planner.plan(waiting: waiting, head: head, live: LiveZone(live), protectedBefore: [])
        #expect(plan.changes.map(\.change.key.name) == ["www.example.com."])
        #expect(plan.counts.dynamic == 3)
    }

    @Test("go to git with all that is there, once a zone file declares the name") func declared() throws {
        let desired = DesiredZone(zone(["a.dyn 300 A 192.0.2.80"]))
        var planner = ZonePlanner.fixture()
        planner.ownership = try Self.ownership(of: desired)
        let live = LiveZone(zone(Self.hosts))
        let plan = planner.plan(desired: desired, live: live, protectedBefore: []).plan
        #expect(plan.counts.dynamic == 1)
        #expect(plan.changes.map(\.change.key.type) == [.a, .aaaa])
        // What waits is git's: that the service wrote something else before is no drift.
        let before = DesiredZone(zone([]))
        let base = DriftBase.applied(
            AppliedZone(
                zone: before.zone, ownership: try Self.ownership(of: before), plan: Digest(of: []), commit: "c",
                time: "2026-11-23T10:15:30Z", zoneID: "example.com."))
        let drift = ZoneDrift(
            base: base, head: desired, live: live, ownership: planner.ownership,
            provider: (name: "live", type: "memory"))
        #expect(drift.sets.map(\.state) == [.pending, .pending])
        #expect(!drift.isDrifted && drift.isPending && drift.unmanaged.dynamic == 1)
    }

    @Test(
        "are the service's again once no zone file declares the name; what git left there waits to be deleted",
        arguments: [
            ("a.dyn 300 A 192.0.2.80", true), ("a.dyn 60 A 192.0.2.80", false), ("a.dyn 300 A 192.0.2.8", false),
            ("a.dyn 300 AAAA 2001:db8::8", false),
        ])
    func undeclared(_ line: String, _ isLeft: Bool) throws {
        let before = DesiredZone(zone(["a.dyn 300 A 192.0.2.80"]))
        let head = DesiredZone(zone([]))
        let live = LiveZone(zone([line]))
        let base = DriftBase.applied(
            AppliedZone(
                zone: before.zone, ownership: try Self.ownership(of: before), plan: Digest(of: []), commit: "c",
                time: "2026-11-23T10:15:30Z", zoneID: "example.com."))
        var ownership = try Self.ownership(of: head)
        ownership.remember(before.zone.sets)
        let drift = ZoneDrift(
            base: base, head: head, live: live, ownership: ownership, provider: (name: "live", type: "memory"))
        #expect(drift.sets.map(\.state) == (isLeft ? [.pending] : []))
        #expect(drift.unmanaged.dynamic == (isLeft ? 0 : 1))
        var planner = ZonePlanner.fixture()
        planner.ownership = ownership
        let plan = planner.plan(desired: head, live: live, protectedBefore: []).plan
        #expect(plan.changes.map(\.change) == (isLeft ? before.zone.sets.map(Change.delete) : []))
        #expect(plan.counts.dynamic == (isLeft ? 0 : 1))
    }

    @Test("that git takes over are said to have been the service's, in the plan's document too") func takenOver() throws
    {
        let live = zone(Self.hosts)
        var plan = ZonePlanner.fixture().plan(from: live, to: zone(["a.dyn 300 A 192.0.2.80"]))
        plan.changes[0].wasDynamic = true
        let document = try PlanDocument(.fixture([plan]))
        #expect(try PlanDocument(octets: document.octets).plan == document.plan)
        let text = String(decoding: document.octets, as: UTF8.self)
        #expect(text.ranges(of: "\"wasDynamic\"").count == 1)
        var created = ZonePlanner.fixture().plan(from: zone([]), to: zone(["a.dyn 300 A 192.0.2.80"]))
        created.changes[0].wasDynamic = true
        let wrong = try PlanDocument(.fixture([created]))
        #expect(throws: DocumentError.self) { _ = try PlanDocument(octets: wrong.octets) }
    }

    @Test(
        "are answered for by a wildcard that covers them, which is told of",
        arguments: [
            (["*.dyn 300 A 192.0.2.1"], "*.dyn.example.com."), (["* 300 A 192.0.2.1"], "*.example.com."),
            (["* 300 A 192.0.2.1", "dyn 300 TXT x"], nil), (["* 300 A 192.0.2.1", "x.dyn 300 A 192.0.2.1"], nil),
            (["* 300 A 192.0.2.1", "*.dyn 300 A 192.0.2.1"], "*.dyn.example.com."), (["www 300 A 192.0.2.1"], nil),
            (["*.x.dyn 300 A 192.0.2.1"], nil), (["*.other 300 A 192.0.2.1"], nil),
        ] as [([String], String?)])
    func wildcard(_ lines: [String], _ name: String?) throws {
        let desired = DesiredZone(zone(lines))
        let ownership = try Self.ownership(of: desired)
        var planner = ZonePlanner.fixture()
        planner.ownership = ownership
        let planned = planner.plan(desired: desired, live: LiveZone(zone([])), protectedBefore: []).diagnostics
        for found in [ownership.contradictions(in: desired), planned] {
            #expect(found.map(\.id) == (name == nil ? [] : ["dynamic-wildcard"]))
            #expect(found.allSatisfy { $0.severity == .warning && $0.message.contains("gate53.yaml:9:3") })
            #expect(found.allSatisfy { $0.message.hasPrefix("\(name ?? "") A answers") })
        }
    }

    @Test(
        "are hidden by a delegation or a DNAME at or above the suffix, which is a mistake",
        arguments: [
            ("dyn 300 NS ns.example.net.", true), ("dyn 300 DNAME example.net.", true), ("dyn 300 A 192.0.2.1", false),
            ("x.dyn 300 NS ns.example.net.", false), ("@ 300 NS ns.example.net.", false),
        ])
    func hidden(_ line: String, _ isMistake: Bool) throws {
        let desired = DesiredZone(zone([line]))
        let found = try Self.ownership(of: desired).contradictions(in: desired)
        #expect(found.map(\.id) == (isMistake ? ["dynamic-hidden"] : []))
        #expect(found.allSatisfy { $0.message.contains("gate53.yaml:9:3") })
    }
}
