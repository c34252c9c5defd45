internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Servability") struct ServabilityTests {
    private static let capabilities = ProviderCapabilities(
        kind: "memory", types: [.a, .ns], scope: .wholeBatch, precondition: .exactSet)

    private static var desired: DesiredZone {
        var desired = DesiredZone(zone(["a 300 A 192.0.2.1", "b 300 LOC 1 N 1 E 1m", "c 300 A 192.0.2.1"]))
        desired.providerSets = [
            ProviderSpecificSet(
                name: "www.example.com.", type: "Route53Provider/ALIAS\u{7}", ttl: nil, fields: [],
                mark: SourceMark(file: 0, line: 9, column: 5))
        ]
        return desired
    }

    // octoDNS skips what a provider can't do without a word.
    @Test("A type that the provider can't serve is an error at its line") func strict() {
        let result = Servability.limit(Self.desired, to: Self.capabilities, isLenient: false)
        #expect(
            result.diagnostics.map(\.description) == [
                "zones/example.com.yaml:9:5: error: Route53Provider/ALIAS\\u{7} at www.example.com. can't be served by a "
                    + "memory provider; remove it, or leave it out with 'lenient: true' for the zone [type-not-served]",
                "zones/example.com.yaml:2:3: error: LOC at b.example.com. can't be served by a memory provider; remove it, "
                    + "or leave it out with 'lenient: true' for the zone [type-not-served]",
            ])
    }

    @Test("Under lenient it is left out with a warning, and counted") func lenient() {
        let result = Servability.limit(Self.desired, to: Self.capabilities, isLenient: true)
        #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
        #expect(result.zone.leftOut == 2)
        #expect(result.zone.providerSets.isEmpty)
        #expect(result.zone.zone == zone(["a 300 A 192.0.2.1", "c 300 A 192.0.2.1"]))
        #expect(result.zone.marks.map(\.line) == [1, 3])
        let plan = ZonePlanner.fixture(types: [.a, .ns])
            .plan(desired: result.zone, live: LiveZone(zone([])), protectedBefore: []).plan
        #expect(plan.counts.leftOut == 2)
        #expect(plan.changes.map(\.location?.line) == [1, 3])
    }

    @Test("A provider that serves every type serves every type, the generic form too") func every() {
        let desired = DesiredZone(zone(["a 300 A 192.0.2.1", "b 300 TYPE65280 \\# 1 00"]))
        let result = Servability.limit(
            desired,
            to: ProviderCapabilities(
                kind: "memory", scope: .wholeBatch, precondition: .exactSet), isLenient: false)
        #expect(result.zone == desired)
        #expect(result.diagnostics.isEmpty)
    }
}
