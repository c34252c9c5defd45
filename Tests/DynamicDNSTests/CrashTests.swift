internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Processes that are killed at any step, a provider that breaks, and somebody else who writes: whatever was
/// acknowledged last is live in the end.
struct CrashTests {
    @Test("200 seeded runs of kills, lost answers and foreign writes: the last acknowledged wish is live in each")
    func kills() async throws {
        for seed in 0..<200 { try await run(seed: UInt64(seed)) }
    }

    private func run(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var rates = RateLimits.Settings()
        (rates.token, rates.account) = (.init(burst: 1e6, perMinute: 1e6), .init(burst: 1e6, perMinute: 1e6))
        (rates.address, rates.failures) = (rates.token, rates.token)
        var damping = FlapDamping.Settings()
        damping.suppress = 1e9
        let service = Service(rates: rates, damping: damping)
        let secret = try await service.begin(hosts: ["h0", "h1", "h2", "h3", "h4"])
        let scope: AtomicScope? = seed % 5 == 0 ? .recordSet : nil
        let zone = SimulatedZone(
            apex: Service.apex, clock: service.clock, limits: BatchLimits(records: 6), scope: scope)
        var acknowledged: [DomainName: [IPAddress]] = [:]
        var writers = [service.writer(zone, holder: "p0"), service.writer(zone, holder: "p1")]
        for round in 0..<30 {
            if Int.random(in: 0..<3, using: &random) > 0 {
                try await wish(service, secret, &random, &acknowledged)
            }
            if Int.random(in: 0..<6, using: &random) == 0 { await zone.write(foreign: foreign(&random)) }
            if Int.random(in: 0..<4, using: &random) == 0 {
                let faults: [SimulatedZone.Fault] = [
                    .none, .before(.unavailable), .lostAfter, .lostBefore,
                    .late(Int64.random(in: 0..<59, using: &random)), .before(.conflict),
                ]
                await zone.set(faults: (0..<2).map { _ in faults[Int.random(in: 0..<6, using: &random)] })
            }
            let isKilled = Int.random(in: 0..<3, using: &random) == 0
            if isKilled { await service.store.kill(after: Int.random(in: 0..<5, using: &random)) }
            let which = Int.random(in: 0..<2, using: &random)
            for _ in 0..<Int.random(in: 1..<4, using: &random) {
                if case .waits(let time) = await writers[which].step(rules: service.rules) {
                    await service.clock.sleep(until: time)
                }
            }
            if isKilled {
                await service.store.kill(after: nil)
                writers[which] = service.writer(zone, holder: "p\(which)-\(round)")
            }
            if Int.random(in: 0..<3, using: &random) == 0 { service.clock.pass(seconds: 31) }
        }
        await zone.set(faults: [])
        let last = service.writer(zone, holder: "last")
        for _ in 0..<60 {
            service.clock.pass(seconds: 5)
            await zone.arrive()
            await service.drain(last)
        }
        _ = await last.follow()
        service.clock.pass(seconds: 3_600)
        _ = await last.follow()
        try await check(service, zone, acknowledged, seed)
    }

    private func wish(
        _ service: Service, _ secret: String, _ random: inout SplitMix64,
        _ acknowledged: inout [DomainName: [IPAddress]]
    ) async throws {
        let name = try DomainName(parsing: "h\(Int.random(in: 0..<5, using: &random)).dyn.example.")
        let number = UInt32.random(in: 1...6, using: &random)
        let addresses: [IPAddress] =
            Bool.random(using: &random)
            ? [
                .v4(IPv4Address(bits: 0xC000_0200 + number)),
                .v6(IPv6Address(high: 0x2001_0DB8 << 32, low: UInt64(number))),
            ]
            : []
        let isDying = Int.random(in: 0..<8, using: &random) == 0
        if isDying { await service.store.kill(after: 0) }
        let edit = RecordEdit(addresses: addresses)
        let command = UpdateCommand(
            credentials: Credentials(user: "", secret: secret), hosts: [.host(name)],
            edit: addresses.isEmpty ? .addresses(v4: .clear, v6: .clear) : try #require(edit), from: nil,
            client: "test")
        let result = await service.updates.perform(command, rules: service.rules)
        if isDying { await service.store.kill(after: nil) }
        switch result {
        case .hosts(let outcomes):
            switch outcomes.first {
            case .changed, .unchanged: acknowledged[name] = addresses
            default: Issue.record("\(outcomes)")
            }
        case .failed: break
        default: Issue.record("\(result)")
        }
    }

    private func foreign(_ random: inout SplitMix64) -> RecordSet {
        let number = Int.random(in: 0..<5, using: &random)
        let name: DomainName = (try? DomainName(parsing: "h\(number).dyn.example.")) ?? .root
        return RecordSet(
            name: name, type: .a, ttl: .zero,
            data: [.a(IPv4Address(bits: UInt32.random(in: 1_000...2_000, using: &random)))])
    }

    private func check(
        _ service: Service, _ zone: SimulatedZone, _ acknowledged: [DomainName: [IPAddress]], _ seed: UInt64
    ) async throws {
        let live = await zone.sets
        let trace = await zone.trace.suffix(40).joined(separator: "\n")
        for (name, addresses) in acknowledged {
            let host = try #require(try await service.store.host(name))
            #expect(host.wanted.flatMap(\.data) == addresses.map(\.data), "seed \(seed): \(name) is not wanted")
            #expect(!host.isDirty && host.status == .inSync, "seed \(seed): \(name) \(host.status)")
            for (type, data) in [(RecordType.a, addresses.first?.data), (.aaaa, addresses.last?.data)] {
                let found = live[RecordSet.Key(name: name, type: type)]
                // What somebody else wrote after the last wish was written is not overwritten without a wish.
                if type == .a, let found, found.ttl == .zero { continue }
                #expect(found?.data ?? [] == [data].compactMap { $0 }, "seed \(seed): \(name) \(type)\n\(trace)")
            }
        }
        #expect(await zone.unreadOverwritten == 0, "seed \(seed)")
        #expect(await zone.mostInFlight <= 1, "seed \(seed)")
    }
}
