internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Drift of a zone") struct DriftLawTests {
    struct Versions {
        var base: Zone
        var head: Zone
        var live: Zone

        var drift: ZoneDrift { ZoneDrift.fixture(base: base.sets, head: head.sets, live: live.sets) }
    }

    /// Zones of which git and others each changed some sets, and at times the same.
    static func versions(_ count: Int) -> [Versions] {
        var generator = Generator(seed: 653)
        return (0..<count).map { index in
            var base = generator.zone(count: index % 30)
            var head = index % 5 == 0 ? base : generator.edited(base, edits: index % 7)
            // Somebody else works on what git works on, or does just what git does.
            var live =
                index % 3 == 0 ? generator.edited(head, edits: index % 4) : generator.edited(base, edits: index % 6)
            switch index % 8 {
            case 2: live = generator.routed(live)
            case 4: head = generator.routed(head)
            case 6:
                base = generator.routed(base)
                if index % 3 == 0 { (head, live) = (generator.routed(head), base) } else { live = head }
            default: break
            }
            return Versions(base: base, head: head, live: live)
        }
    }

    private func keys(_ changes: [Change], _ versions: Versions) -> Set<RecordSet.Key> {
        let declaresNS = versions.head[RecordSet.Key(name: "example.com.", type: .ns)] != nil
        // What is the provider's is not looked at; a base without NS has nothing to say of it.
        let declaredNS = versions.base[RecordSet.Key(name: "example.com.", type: .ns)] != nil
        return Set(changes.map(\.key)).filter { key in
            key.name != "example.com." || (key.type != .soa && (key.type != .ns || (declaresNS && declaredNS)))
        }
    }

    private func keys(_ drift: ZoneDrift, _ states: Set<SetDrift.State>) -> Set<RecordSet.Key> {
        Set(drift.sets.filter { states.contains($0.state) }.map(\.key))
    }

    @Test("What differs between two of the versions is what their two sides moved") func differences() {
        var met: Set<SetDrift.State> = []
        for versions in Self.versions(400) {
            let drift = versions.drift
            met.formUnion(drift.sets.map(\.state))
            let nameServers = RecordSet.Key(name: "example.com.", type: .ns)
            let hasNS = [versions.base, versions.head].allSatisfy { $0[nameServers] != nil }
            guard hasNS else { continue }
            #expect(
                keys(drift, [.drift, .both, .inSync]) == keys(diff(from: versions.base, to: versions.live), versions))
            #expect(
                keys(drift, [.pending, .both, .inSync]) == keys(diff(from: versions.base, to: versions.head), versions))
            #expect(
                keys(drift, [.pending, .drift, .both]) == keys(diff(from: versions.live, to: versions.head), versions))
        }
        #expect(met == [.inSync, .pending, .drift, .both])
    }

    @Test("With head and live changed places, pending and drift change places") func symmetry() {
        for versions in Self.versions(200) {
            let nameServers = RecordSet.Key(name: "example.com.", type: .ns)
            guard [versions.base, versions.head, versions.live].allSatisfy({ $0[nameServers] != nil }) else { continue }
            let (there, back) = (
                versions.drift, Versions(base: versions.base, head: versions.live, live: versions.head).drift
            )
            #expect(keys(there, [.drift]) == keys(back, [.pending]))
            #expect(keys(there, [.pending]) == keys(back, [.drift]))
            #expect(keys(there, [.both]) == keys(back, [.both]))
            #expect(there.unchanged == back.unchanged)
        }
    }

    @Test("Each set is counted once") func counts() {
        for versions in Self.versions(200) {
            let drift = versions.drift
            let all = Set((versions.base.sets + versions.head.sets + versions.live.sets).map(\.key))
            let authority = RecordSet.Key(name: "example.com.", type: .soa)
            let nameServers = RecordSet.Key(name: "example.com.", type: .ns)
            let managed = all.subtracting([authority])
                .subtracting(versions.head[nameServers] == nil ? [nameServers] : [])
            #expect(drift.counts.managed == managed.count)
            #expect(drift.unchanged + drift.sets.count == managed.count)
            #expect(zip(drift.sets, drift.sets.dropFirst()).allSatisfy { $0.key < $1.key })
            #expect(drift.isDrifted == drift.sets.contains { [.drift, .both].contains($0.state) })
        }
    }

    @Test("A zone that is live and declared as it was applied is clean") func clean() {
        for versions in Self.versions(100) {
            let drift = Versions(base: versions.base, head: versions.base, live: versions.base).drift
            #expect(drift.sets.isEmpty && !drift.isDrifted && !drift.isPending)
        }
    }

    // MARK: - What is not git's

    @Test("What the settings ignore is counted, and is no drift whatever becomes of it") func ignored() {
        let ownership = Ownership(ignored: [RecordPattern(name: "_acme**")])
        let drift = ZoneDrift.fixture(
            base: [recordSet("www 300 A 192.0.2.1")], head: [recordSet("www 300 A 192.0.2.1")],
            live: [recordSet("www 300 A 192.0.2.1"), recordSet("_acme-challenge 60 TXT token")],
            ownedThen: ownership, ownership: ownership)
        #expect(drift.sets.isEmpty && drift.unmanaged.ignored == 1 && drift.counts.unmanaged == 1)
    }

    @Test("What was ignored when the zone was applied has no base") func newlyOwned() {
        let ownership = Ownership(ignored: [RecordPattern(name: "_acme**")])
        let drift = ZoneDrift.fixture(
            base: [recordSet("www 300 A 192.0.2.1")], head: [recordSet("www 300 A 192.0.2.1")],
            live: [recordSet("www 300 A 192.0.2.1"), recordSet("_acme-challenge 60 TXT token")], ownedThen: ownership)
        #expect(drift.sets.map(\.state) == [.differs] && drift.isDrifted)
    }

    @Test("Apex NS and SOA are the provider's until git declares the NS, which then wait") func provided() {
        let (authority, servers) = (
            recordSet("@ 300 SOA ns1.example.com. h.example.com. 1 2 3 4 5"), recordSet("@ 300 NS ns1.example.com.")
        )
        let plain = ZoneDrift.fixture(base: [], head: [], live: [authority, servers])
        #expect(plain.sets.isEmpty && plain.unmanaged.provided == 2)
        let taken = ZoneDrift.fixture(
            base: [], head: [recordSet("@ 300 NS ns2.example.com.")], live: [authority, servers])
        #expect(taken.sets.map(\.state) == [.pending] && taken.unmanaged.provided == 1)
        let moved = ZoneDrift.fixture(
            base: [servers], head: [servers], live: [authority, recordSet("@ 300 NS ns2.example.com.")])
        #expect(moved.sets.map(\.state) == [.drift])
    }

    @Test("A set that somebody made one that is not modelled is drift, another one is only counted") func unmodelled() {
        let www = recordSet("www 300 A 192.0.2.1")
        let hidden = UnmodelledSet(name: www.name, type: "A", reason: "it is a traffic policy's")
        let other = UnmodelledSet(name: "other.example.com.", type: "A", reason: "it is a traffic policy's")
        let drift = ZoneDrift.fixture(base: [www], head: [www], live: [], unmodelled: [hidden, other])
        #expect(drift.sets.map(\.state) == [.drift] && drift.sets.first?.unmodelled == hidden.reason)
        #expect(drift.sets.first?.changeKind == .changed)
        #expect(drift.unmanaged.unmodelled == [other])
        let clash = ZoneDrift.fixture(base: [], head: [www], live: [], unmodelled: [hidden])
        #expect(clash.sets.map(\.state) == [.both] && clash.sets.first?.changeKind == .added)
    }

    // MARK: - The zone itself

    private func zone(
        base: DriftBase, isDeclared: Bool = true, isLive: Bool = true
    ) -> ZoneDrift {
        var head = DesiredZone(TestSupport.zone(["www 300 A 192.0.2.1"]))
        if !isDeclared {
            head = DesiredZone(zone: Zone(empty: "example.com."), marks: [], files: [])
            head.isAbsent = true
        }
        let live = LiveZone(
            isLive ? TestSupport.zone(["www 300 A 192.0.2.1"]) : Zone(empty: "example.com."), exists: isLive)
        return ZoneDrift(base: base, head: head, live: live, ownership: Ownership(), provider: ("live", "memory"))
    }

    private func applied(isAbsent: Bool = false, zoneID: String = "example.com.") -> DriftBase {
        .applied(
            AppliedZone(
                zone: isAbsent ? Zone(empty: "example.com.") : TestSupport.zone(["www 300 A 192.0.2.1"]),
                isAbsent: isAbsent, ownership: Ownership(), plan: Digest(of: []), commit: "c",
                time: "2026-11-23T10:15:30Z", zoneID: zoneID))
    }

    @Test("The zone itself is created, deleted, and may be in sync in eight ways") func existence() {
        #expect(zone(base: applied()).existence.state == .inSync)
        let gone = zone(base: applied(), isLive: false)
        #expect(gone.existence.state == .drift && gone.sets.map(\.state) == [.drift] && gone.isDrifted)
        let toDelete = zone(base: applied(), isDeclared: false)
        #expect(toDelete.existence.state == .pending && toDelete.sets.map(\.state) == [.pending] && !toDelete.isDrifted)
        #expect(zone(base: applied(), isDeclared: false, isLive: false).existence.state == .inSync)
        let isAbsent = applied(isAbsent: true)
        #expect(zone(base: isAbsent, isDeclared: false, isLive: false).sets.isEmpty)
        #expect(zone(base: isAbsent, isDeclared: false).existence.state == .drift)
        let toCreate = zone(base: isAbsent, isLive: false)
        #expect(toCreate.existence.state == .pending && toCreate.sets.map(\.state) == [.pending])
        #expect(zone(base: isAbsent).existence.state == .inSync)
    }

    @Test("A zone that was never applied and is not there waits; one that is there has no base") func never() {
        let new = zone(base: .none(.neverApplied), isLive: false)
        #expect(new.existence.state == .pending && new.sets.map(\.state) == [.pending] && !new.isDrifted)
        #expect(zone(base: .none(.neverApplied)).sets.isEmpty)
        let lost = zone(base: .none(.unusable("it is a test")), isLive: false)
        #expect(lost.existence.state == .differs && lost.isDrifted)
    }

    @Test("A zone that somebody deleted and made again is said to be another one") func replaced() {
        #expect(zone(base: applied()).notes.isEmpty)
        #expect(zone(base: applied(zoneID: "Z1")).notes.count == 1)
    }
}
