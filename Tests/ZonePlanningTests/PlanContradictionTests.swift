internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Contradictions between plan and live") struct PlanContradictionTests {
    private func diagnostics(
        _ declared: Zone, _ live: LiveZone, limits: BatchLimits = BatchLimits(), most: Int? = nil,
        ignored: [RecordPattern] = []
    ) -> [Diagnostic] {
        ZonePlanner(
            providerName: "aws",
            capabilities: ProviderCapabilities(
                kind: "memory", scope: .message(limits), precondition: .exactSet, zones: [.create],
                hasRouting: true, setsPerZone: most),
            ownership: Ownership(ignored: ignored), policy: .fixture()
        ).plan(desired: DesiredZone(declared), live: live, protectedBefore: []).diagnostics
    }

    @Test("An ignored alias keeps what it stands for") func danglingAlias() throws {
        let target = recordSet("h 300 A 192.0.2.1")
        let alias = RecordSet(
            name: "x.example.com.", type: .a,
            alias: AliasTarget(place: .sameZone, name: "h.example.com.", evaluatesTargetHealth: false))
        let live = LiveZone(try Zone(apex: "example.com.", sets: [target, alias]))
        let ignored = [RecordPattern(name: "x")]
        #expect(diagnostics(zone([]), live, ignored: ignored).map(\.id) == ["alias-target-deleted"])
        #expect(diagnostics(zone(["h 60 A 192.0.2.2"]), live, ignored: ignored).isEmpty)
        #expect(diagnostics(zone([]), live).isEmpty)
    }

    @Test("A zone that is full between two batches is refused, though it would fit in the end") func fullBetween() {
        let old = (0..<9).map { "z\($0) 300 A 192.0.2.1" }
        let new = (0..<9).map { "a\($0) 300 A 192.0.2.1" }
        let limits = BatchLimits(records: 5)
        #expect(diagnostics(zone(new), LiveZone(zone(old)), limits: limits, most: 12).map(\.id) == ["too-many-sets"])
        #expect(diagnostics(zone(new), LiveZone(zone(old)), limits: limits, most: 20).isEmpty)
        #expect(diagnostics(zone(new), LiveZone(zone(old)), most: 12).isEmpty)
    }
}
