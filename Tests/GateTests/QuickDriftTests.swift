internal import DNSModel
internal import Gate
internal import Logging
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A provider that says how many sets a zone has, and counts who reads more.
private actor CountingProvider: ZoneProvider {
    nonisolated let capabilities: ProviderCapabilities
    /// The version of every zone.
    private let version: String?
    private let live: [DomainName: LiveZone]
    private(set) var reads = 0
    private(set) var censuses = 0

    init(_ zones: [LiveZone], version: String? = nil) {
        self.version = version
        capabilities = ProviderCapabilities(
            kind: "memory", scope: .wholeBatch, precondition: .exactSet, version: version == nil ? nil : .serial)
        live = Dictionary(zones.map { ($0.zone.apex, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        reads += 1
        return live[apex] ?? LiveZone(id: apex.description, exists: false, zone: Zone(empty: apex))
    }

    func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? {
        censuses += 1
        guard let zone = live[apex] else { return ZoneSummary(zoneID: apex.description, exists: false) }
        return ZoneSummary(
            zoneID: zone.id, exists: true, isPrivate: zone.isPrivate, setCount: zone.zone.sets.count, version: version)
    }

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        throw ProviderError(.invalid, "nothing is applied here")
    }
}

@Suite("A quick look at many zones") struct QuickDriftTests {
    static let first = NameServerEndpoint(.v4(IPv4Address(bits: 0xC000_0201)))
    static let second = NameServerEndpoint(.v4(IPv4Address(bits: 0xC000_0202)))

    static let own = [
        "@ 900 SOA ns1.example.net. admin.example.com. 1 7200 900 1209600 86400",
        "@ 900 NS ns1.example.net. | ns2.example.net.",
    ]
    static let declared = ["www 300 A 192.0.2.1", "mail 60 A 192.0.2.2", "@ 300 MX 10 mail"]
    static let net = zone(
        ["@ 300 NS ns1", "ns1 300 A 192.0.2.1", "ns2 300 A 192.0.2.2"], in: "example.net.")

    /// A zone that was applied as it is declared.
    private func job(
        _ apex: DomainName, _ provider: any ZoneProvider, declared: [String] = declared, base: [String]? = nil,
        version: String? = nil
    ) -> DriftJob {
        DriftJob(
            desired: DesiredZone(zone(declared, in: apex)), ownership: Ownership(), providerName: "live",
            provider: provider,
            last: LastApplied(
                .applied(
                    AppliedZone(
                        zone: zone(base ?? declared, in: apex), ownership: Ownership(), plan: Digest(of: []),
                        commit: String(repeating: "c", count: 40), time: "2026-11-23T10:15:30Z",
                        zoneID: apex.description, version: version))))
    }

    private func servers(_ zones: [Zone], resolver: [Zone]? = nil) async -> MemoryNameServers {
        let servers = MemoryNameServers(resolver: resolver ?? zones + [Self.net])
        for endpoint in [Self.first, Self.second] { await servers.serve(zones, at: endpoint) }
        return servers
    }

    private func check(_ jobs: [DriftJob], _ servers: MemoryNameServers) async -> DriftOutcome {
        await Reconciler(log: Logger(label: "test")).quickDrift(
            jobs, asking: servers, NameServerLookup(servers))
    }

    @Test("Zones in sync are read by no one") func inSync() async {
        let apexes: [DomainName] = ["a.example.", "b.example.", "c.example."]
        let zones = apexes.map { zone(Self.own + Self.declared, in: $0) }
        let provider = CountingProvider(zones.map { LiveZone($0) })
        let servers = await servers(zones)
        let outcome = await check(apexes.map { job($0, provider) }, servers)
        #expect(outcome.zones.count == 3 && outcome.failures.isEmpty)
        #expect(outcome.zones.allSatisfy { !$0.isDrifted && $0.unchanged == 3 && $0.notes.isEmpty })
        #expect(await provider.reads == 0)
        // Every server of every zone was asked for its SOA and every set.
        #expect(await servers.asked == [Self.first: 12, Self.second: 12])
    }

    // Decision 0104: names of the dynamic DNS service are left alone.
    @Test("Hosts of the dynamic DNS service are not asked for, and keep no zone from a quick look") func hosts()
        async throws
    {
        let apex: DomainName = "a.example."
        let suffix = DynamicSuffix(
            name: "dyn.a.example.", apex: apex, ttl: try #require(TTL(seconds: 60)),
            location: SourceLocation(file: "gate53.yaml", line: 5, column: 3))
        let live = zone(
            Self.own + Self.declared + ["laptop.dyn 60 A 192.0.2.80", "phone.dyn 60 AAAA 2001:db8::1"], in: apex)
        let provider = CountingProvider([LiveZone(live)])
        let servers = await servers([live])
        var job = job(apex, provider)
        job.ownership = Ownership(dynamic: [suffix])
        let outcome = await check([job], servers)
        #expect(outcome.zones.map(\.isDrifted) == [false] && outcome.zones.first?.sets.isEmpty == true)
        #expect(await provider.reads == 0)
        #expect(await servers.asked == [Self.first: 4, Self.second: 4])
        // Without the suffix there is more than git knows, and the zone is listed.
        job.ownership = Ownership()
        #expect(await check([job], servers).zones.first?.sets.map(\.state) == [.drift, .drift])
        #expect(await provider.reads == 1)
    }

    @Test("A zone of the version that the last apply left is neither listed nor asked for") func version() async {
        let zones = ["a.example.", "b.example.", "c.example."].map { zone(Self.own + Self.declared, in: $0) }
        let provider = CountingProvider(zones.map { LiveZone($0) }, version: "7")
        let servers = await servers(zones)
        let outcome = await check(
            [
                job("a.example.", provider, version: "7"), job("b.example.", provider, version: "6"),
                // What waits in git is no drift.
                job(
                    "c.example.", provider, declared: Self.declared + ["new 60 A 192.0.2.3"], base: Self.declared,
                    version: "7"),
            ], servers)
        #expect(outcome.zones.count == 3 && outcome.zones.allSatisfy { !$0.isDrifted && $0.unmanaged.provided == 2 })
        #expect(await provider.reads == 0)
        #expect(await servers.asked == [Self.first: 4, Self.second: 4])
        #expect(
            outcome.zones.first { $0.apex == "a.example." }?.notes
                == ["it was not listed: its version is still 7, as after the last apply"])
        #expect(outcome.zones.first { $0.apex == "b.example." }?.method == .nameServers(2, Unchecked()))
        #expect(outcome.zones.first { $0.apex == "c.example." }?.sets.map(\.state) == [.pending])
    }

    @Test("A zone that drifted is listed, and only that") func drifted() async {
        let good = zone(Self.own + Self.declared, in: "a.example.")
        let bad = zone(Self.own + ["www 300 A 192.0.2.66"] + Self.declared.dropFirst(), in: "b.example.")
        let provider = CountingProvider([LiveZone(good), LiveZone(bad)])
        let outcome = await check(
            [job("a.example.", provider), job("b.example.", provider)], await servers([good, bad]))
        #expect(await provider.reads == 1)
        let drift = outcome.zones.first { $0.apex == "b.example." }
        #expect(drift?.sets.map(\.state) == [.drift])
        #expect(drift?.method == .listing)
        #expect(drift?.notes == ["it was listed: www.b.example. A is served otherwise than it was applied"])
        #expect(outcome.zones.first { $0.apex == "a.example." }?.method == .nameServers(2, Unchecked()))
    }

    @Test("A name that only the count tells of sends the zone to the full check") func added() async {
        let live = zone(Self.own + Self.declared + ["hidden 300 A 192.0.2.66"], in: "a.example.")
        let provider = CountingProvider([LiveZone(live)])
        let outcome = await check([job("a.example.", provider)], await servers([live]))
        #expect(outcome.zones.first?.sets.map { "\($0.key)" } == ["hidden.a.example. A"])
        #expect(outcome.zones.first?.notes == ["it was listed: it has 6 record sets where 5 are expected"])
    }

    @Test("A server that lags, is down or lame is named, and the zone is listed") func lagging() async {
        let apex: DomainName = "a.example."
        let live = zone(Self.own + Self.declared, in: apex)
        let old = zone(Self.own + ["www 300 A 192.0.2.9"] + Self.declared.dropFirst(), in: apex)
        let expected: [(([Zone])?, String)] = [
            ([old], "ns1.example.net. (192.0.2.1) and ns2.example.net. (192.0.2.2) don't agree on www.a.example. A"),
            (nil, "ns2.example.net. (192.0.2.2) did not answer within 6 seconds, asked for a.example. SOA"),
            ([], "ns2.example.net. (192.0.2.2) answers REFUSED, asked for a.example. SOA"),
        ]
        for (zones, reason) in expected {
            let provider = CountingProvider([LiveZone(live)])
            let servers = await servers([live])
            if let zones { await servers.serve(zones, at: Self.second) } else { await servers.stop(Self.second) }
            let outcome = await check([job(apex, provider)], servers)
            #expect(outcome.zones.first?.notes == ["it was listed: \(reason)"])
            #expect(outcome.zones.first?.isDrifted == false)
            #expect(await provider.reads == 1)
            // Whoever does not have the zone is not asked for all of it.
            if zones?.isEmpty != false { #expect(await servers.asked[Self.second] == 1) }
        }
    }

    @Test("Without a resolver every zone is listed, and the reason said") func noResolver() async {
        let live = zone(Self.own + Self.declared, in: "a.example.")
        let provider = CountingProvider([LiveZone(live)])
        let servers = await servers([live])
        await servers.stopResolver()
        let outcome = await check([job("a.example.", provider)], servers)
        #expect(outcome.zones.first?.notes == ["it was listed: the resolver did not answer within 6 seconds"])
        #expect(outcome.zones.first?.isDrifted == false)
    }

    @Test("What waits in git is pending, without a listing") func pending() async {
        let live = zone(Self.own + Self.declared, in: "a.example.")
        let provider = CountingProvider([LiveZone(live)])
        let outcome = await check(
            [
                job(
                    "a.example.", provider, declared: Self.declared.dropLast() + ["new 300 A 192.0.2.7"],
                    base: Self.declared)
            ], await servers([live]))
        #expect(await provider.reads == 0)
        #expect(outcome.zones.first?.sets.map(\.state) == [.pending, .pending])
    }
}
