internal import DNSModel
internal import Gate
internal import Logging
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Name servers after an apply") struct PropagationTests {
    static let apex: DomainName = "example.com."
    static let first = NameServerEndpoint(.v4(IPv4Address(bits: 0xC000_0201)))
    static let second = NameServerEndpoint(.v4(IPv4Address(bits: 0xC000_0202)))
    static let parent = NameServerEndpoint(.v4(IPv4Address(bits: 0xC000_0203)))
    static let own = [
        "@ 900 SOA ns1.example.net. admin.example.com. 1 7200 900 1209600 86400",
        "@ 900 NS ns1.example.net. | ns2.example.net.",
    ]
    static let before = zone(own + ["www 600 A 192.0.2.1"])
    static let after = zone(own + ["www 60 A 192.0.2.2"])
    static let com = zone(
        ["@ 300 NS ns.example.org.", "example 300 NS ns1.example.net. | ns2.example.net."], in: "com.")
    static let hosts = [
        zone(["@ 300 NS ns1", "ns1 300 A 192.0.2.1", "ns2 300 A 192.0.2.2"], in: "example.net."),
        zone(["@ 300 NS ns", "ns 300 A 192.0.2.3"], in: "example.org."), com,
    ]

    private func servers() async -> MemoryNameServers {
        let servers = MemoryNameServers(resolver: Self.hosts)
        await servers.serve([Self.after], at: Self.first)
        await servers.serve([Self.after], at: Self.second)
        await servers.serve([Self.com], at: Self.parent)
        return servers
    }

    private func wait(
        _ servers: MemoryNameServers, live: LiveZone = LiveZone(after), seconds: Int64 = 60
    ) async -> Propagation? {
        let clock = TestClock()
        let applied = AppliedChanges(
            plan: Digest(of: []), changes: diff(from: Self.before, to: Self.after), live: live)
        let timing = PropagationTiming(
            seconds: seconds, now: clock.now, sleep: { _ in _ = clock.now() },
            expire: { try? await Task.sleep(for: .seconds(3_600)) })
        return await Reconciler(log: Logger(label: "test")).propagation(
            of: [applied], asking: servers, NameServerLookup(servers), timing
        ).first
    }

    @Test("Both serve it at once") func served() async {
        let found = await wait(await servers())
        #expect(found?.isServed == true && found?.servers.count == 2)
        #expect(found?.longestTTL == 600)
        #expect(found?.delegation == .agrees)
    }

    @Test("A server that lags is asked again until it serves it, and only that one") func lagging() async {
        let servers = await servers()
        await servers.serve([Self.before], at: Self.second)
        await servers.serve([Self.after], at: Self.second, afterQuestions: 3)
        let found = await wait(servers)
        #expect(found?.isServed == true)
        #expect(await servers.asked[Self.first] == 1)
        #expect(await servers.asked[Self.second] == 4)
        let times = found?.servers.compactMap(\.served) ?? []
        #expect(times.count == 2 && times[0] < times[1])
        #expect(found?.served == times[1])
    }

    @Test("One that never comes is said to be behind, and the wait ends") func late() async {
        let servers = await servers()
        await servers.serve([Self.before], at: Self.second)
        let found = await wait(servers, seconds: 20)
        #expect(found?.isServed == false && found?.cachesExpire == nil)
        #expect(found?.servers.last?.behind == ["www.example.com. A"])
        let asked = await servers.asked[Self.second] ?? 0
        #expect(asked > 2 && asked <= 21)
    }

    @Test("One that is down has a problem, one without an address too") func down() async {
        let servers = await servers()
        await servers.stop(Self.second)
        let found = await wait(servers, seconds: 3)
        #expect(found?.servers.last?.problem == "did not answer within 6 seconds")
        let lost = LiveZone(zone(Self.own.dropLast() + ["@ 900 NS ns9.example.net.", "www 60 A 192.0.2.2"]))
        let other = await wait(servers, live: lost, seconds: 3)
        #expect(other?.servers.map(\.problem) == ["has no address"])
        #expect(other?.isServed == false)
        #expect(
            other?.delegation
                == .differs(onlyParent: ["ns1.example.net.", "ns2.example.net."], onlyZone: ["ns9.example.net."]))
    }

    @Test("A resolver that fails once is asked again") func resolverHiccup() async {
        let servers = await servers()
        await servers.failResolver(times: 4)
        let found = await wait(servers)
        #expect(found?.isServed == true)
    }

    @Test("When the time is up, whoever is still asked is given up, and what is known is kept") func expired() async {
        let servers = await servers()
        await servers.stop(Self.second)
        await servers.beSilent()
        // The time is looked at when it begins and when the first serves everything.
        let clock = TestClock()
        let looks = Atomic<Int>(0)
        let timing = PropagationTiming(
            seconds: 60,
            now: {
                looks.add(1, ordering: .relaxed)
                return clock.now()
            }, sleep: { _ in },
            expire: { while looks.load(ordering: .relaxed) < 2 { await Task.yield() } })
        let applied = AppliedChanges(
            plan: Digest(of: []), changes: diff(from: Self.before, to: Self.after), live: LiveZone(Self.after))
        let found = await Reconciler(log: Logger(label: "test")).propagation(
            of: [applied], asking: servers, NameServerLookup(servers), timing
        ).first
        #expect(found?.servers.count == 2)
        #expect(found?.servers.first?.served != nil)
        #expect(found?.isServed == false && found?.servers.last?.behindCount == 1)
        // Nothing was heard of it, so nothing is said of what it serves.
        #expect(found?.servers.last?.problem == "did not answer in time")
    }

    @Test("A plan of which DNS shows nothing waits for nobody") func nothingToAsk() async throws {
        let servers = await servers()
        let alias = RecordSet(
            name: "www.example.com.", type: .a,
            alias: AliasTarget(place: .sameZone, name: "mail.example.com.", evaluatesTargetHealth: false))
        let clock = TestClock()
        let timing = PropagationTiming(
            seconds: 60, now: clock.now, sleep: { _ in }, expire: { try? await Task.sleep(for: .seconds(3_600)) })
        let applied = AppliedChanges(
            plan: Digest(of: []), changes: [.create(alias)], live: LiveZone(Self.after))
        let found = await Reconciler(log: Logger(label: "test")).propagation(
            of: [applied], asking: servers, NameServerLookup(servers), timing)
        #expect(found.first?.isServed == true && found.first?.served == nil)
        #expect(found.first?.unchecked.aliases == 1)
        #expect(await servers.asked[Self.first] == nil)
    }

    @Test("A zone that is private, gone or without name servers is not asked for") func notAsked() async {
        let servers = await servers()
        var hidden = LiveZone(Self.after)
        hidden.isPrivate = true
        let gone = LiveZone(Zone(empty: Self.apex), exists: false)
        let bare = LiveZone(zone(["www 60 A 192.0.2.2"]))
        for live in [hidden, gone, bare] {
            let found = await wait(servers, live: live)
            #expect(found?.notAsked != nil && found?.servers.isEmpty == true)
        }
        #expect(await servers.asked.isEmpty)
    }

    @Test("The parent that is asked is the nearest zone above that there is") func parent() async {
        let apex: DomainName = "a.b.example.com."
        let servers = await servers()
        let lookup = NameServerLookup(servers)
        let above = zone(
            ["@ 300 NS ns.example.org.", "a.b 300 NS ns1.example.net."], in: Self.apex)
        let resolver = MemoryNameServers(resolver: Self.hosts + [above])
        await resolver.serve([above], at: Self.parent)
        #expect(
            await NameServerLookup(resolver).delegation(of: apex, nameServers: ["ns1.example.net."]) == .agrees)
        await servers.stopResolver()
        #expect(
            await lookup.delegation(of: apex, nameServers: ["ns1.example.net."])
                == .unknown("the resolver did not answer within 6 seconds, asked for b.example.com. NS"))
    }
}
