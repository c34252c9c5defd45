internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Ownership") struct OwnershipTests {
    static let soa = "@ 3600 SOA ns1.example.com. hostmaster.example.com. 1 2 3 4 5"
    static let live = zone([
        soa, "@ 3600 NS ns1.example.com.", "www 300 A 192.0.2.1", "_acme-challenge.www 60 TXT \"token\"",
    ])

    @Test(
        "The apex SOA is never touched, whether declared or not",
        arguments: [[], [soa.replacing(" 1 2", with: " 9 2")]])
    func startOfAuthority(declared: [String]) {
        let plan = ZonePlanner.fixture().plan(from: Self.live, to: zone(declared))
        #expect(!plan.changes.contains { $0.change.key.type == .soa })
        #expect(plan.counts.provided == 2)
    }

    @Test("A declared apex SOA is a contradiction, also where the zone is not live yet")
    func declaredStartOfAuthority() {
        for live in [Self.live, Zone(empty: "example.com.")] {
            let result = ZonePlanner.fixture().plan(
                desired: DesiredZone(zone([Self.soa])), live: LiveZone(live, exists: !live.sets.isEmpty),
                protectedBefore: [])
            #expect(result.diagnostics.map(\.id) == ["declared-soa"])
            #expect(!result.plan.changes.contains { $0.change.key.type == .soa })
        }
    }

    @Test("The apex NS are left alone unless declared") func nameServers() {
        let left = ZonePlanner.fixture().plan(from: Self.live, to: zone([]))
        #expect(left.changes.map(\.change.key.type) == [.a, .txt])
        #expect(left.counts.provided == 2)
        let declared = ZonePlanner.fixture().plan(from: Self.live, to: zone(["@ 3600 NS ns2.example.com."]))
        #expect(declared.changes.map(\.change.key.type) == [.ns, .a, .txt])
        #expect(declared.counts.provided == 1)
    }

    @Test("NS below the apex are ours, declared or not") func delegations() {
        let plan = ZonePlanner.fixture().plan(from: zone(["sub 300 NS ns1.example.net."]), to: zone([]))
        #expect(plan.changes.map(\.change) == [.delete(recordSet("sub 300 NS ns1.example.net."))])
    }

    @Test("What the settings ignore is neither changed nor deleted, and is counted") func ignored() {
        let planner = ZonePlanner.fixture(ignored: [RecordPattern(name: "_acme-challenge**", types: [.txt])])
        let plan = planner.plan(from: Self.live, to: zone(["www 300 A 192.0.2.1"]))
        #expect(plan.changes.isEmpty)
        #expect(plan.counts == ZonePlan.Counts(unchanged: 1, ignored: 1, provided: 2, unmodelled: 0, leftOut: 0))
    }

    // octoDNS and DNSControl: a record that is both ignored and declared.
    @Test("A set that is declared and ignored is an error at its line, live or not") func declaredAndIgnored() {
        let planner = ZonePlanner.fixture(ignored: [RecordPattern(name: "_acme-challenge**")])
        let declared = DesiredZone(zone(["_acme-challenge.www 60 TXT \"mine\"", "_acme-challenge 60 TXT \"mine\""]))
        let result = planner.plan(desired: declared, live: LiveZone(Self.live), protectedBefore: [])
        #expect(
            result.diagnostics.map(\.description) == [
                "zones/example.com.yaml:1:3: error: _acme-challenge.example.com. TXT is declared here and ignored by the "
                    + "settings; remove one of the two [declared-and-ignored]",
                "zones/example.com.yaml:2:3: error: _acme-challenge.www.example.com. TXT is declared here and ignored by "
                    + "the settings; remove one of the two [declared-and-ignored]",
            ])
        #expect(!result.plan.changes.contains { $0.change.before == Self.live.sets.last })
    }

    // DNSControl shows undeclared weighted sets as plain deletes; octoDNS collapses them to one plain record.
    @Test("Live sets that can't be modelled block declared ones and are counted") func unmodelled() {
        let weighted = [
            UnmodelledSet(name: "www.example.com.", type: "A", reason: "weighted routing"),
            UnmodelledSet(name: "api.example.com.", type: "AAAA", reason: "alias\u{1B}[2J"),
            UnmodelledSet(name: "x.example.com.", type: "No/Such", reason: "?"),
        ]
        let declared = DesiredZone(zone(["www 300 A 192.0.2.1", "api 300 A 192.0.2.1", "api 300 AAAA 2001:db8::1"]))
        let result = ZonePlanner.fixture().plan(
            desired: declared, live: LiveZone(zone([]), unmodelled: weighted), protectedBefore: [])
        #expect(result.diagnostics.map(\.id) == ["live-unmodelled", "live-unmodelled"])
        #expect(result.diagnostics.map(\.location?.line) == [3, 2])
        #expect(result.plan.counts.unmodelled == 3)
        for diagnostic in result.diagnostics { #expect(!diagnostic.description.contains("\u{1B}")) }
    }

    @Test("A CNAME is not declared beside an ignored set, nor anything beside an ignored CNAME") func besideCNAME() {
        let ignored = [RecordPattern(name: "x")]
        let cases = [
            ("x 300 TXT \"a\"", "x 300 CNAME y.example.com.", RecordType.txt),
            ("x 300 CNAME y.example.com.", "x 300 TXT \"a\"", RecordType.cname),
        ]
        for (live, declared, type) in cases {
            let result = ZonePlanner.fixture(ignored: ignored.map { RecordPattern(name: $0.name, types: [type]) })
                .plan(desired: DesiredZone(zone([declared])), live: LiveZone(zone([live])), protectedBefore: [])
            #expect(result.diagnostics.map(\.id) == ["cname-beside-ignored"])
            #expect(result.diagnostics.first?.location?.line == 1)
        }
        let signed = ZonePlanner.fixture(ignored: [RecordPattern(types: [RecordType(rawValue: 46)])])
            .plan(
                desired: DesiredZone(zone(["x 300 CNAME y.example.com."])),
                live: LiveZone(zone(["x 300 TYPE46 \\# 1 00"])), protectedBefore: [])
        #expect(signed.diagnostics.isEmpty)
    }

    @Test("What is not ours is in the target as it is live, whatever is declared") func law() {
        var generator = Generator(seed: 11)
        for index in 0..<200 {
            let plain = generator.zone(count: 25, hasAuthority: index % 4 != 0)
            let live = generator.routed(plain)
            let declared = generator.routed(generator.edited(plain, edits: 6))
            let pattern = RecordPattern(name: generator.one(of: ["*", "**.a", "a**", "_*"]), types: [])
            let ownership = Ownership(ignored: [pattern])
            let target = ownership.target(declared: declared, live: live)
            let foreign = live.sets.filter { set in
                set.type == .soa && set.name == live.apex || pattern.matches(set.key, apex: live.apex)
            }
            for set in foreign { #expect(target.zone[set.key] == set) }
            let ours = target.zone.sets.filter { !foreign.contains($0) }
            for set in ours { #expect(declared[set.key] == set || live[set.key] == set) }
            for (left, right) in zip(target.zone.sets, target.zone.sets.dropFirst()) { #expect(left.key < right.key) }
        }
    }
}
