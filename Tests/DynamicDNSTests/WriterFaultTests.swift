internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What once made a writer wait for ever, go round without an end, or say too little.
struct WriterFaultTests {
    @Test("A host that is stored after git has declared its name is git's, and the writer comes to rest")
    func claimedTooLate() async throws {
        var service = Service()
        _ = try await service.begin(hosts: [])
        service.rules = DynamicRules(suffixes: service.rules.suffixes, declared: ["home.dyn.example."], commit: "c1")
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        await service.drain(writer)
        await service.store.seed([try service.waiting("home", 1), try service.waiting("nas", 2)])
        #expect(await service.drain(writer, most: 20) < 20)
        #expect(await zone.text == "nas.dyn.example. 60 A 10.0.0.2")
        #expect(try await service.host() == nil)
        #expect(await service.store.log.last { $0.host == "home.dyn.example." }?.kind == .hostTakenByGit)
    }

    @Test("A host that is too large for any batch, after an answer was lost, is set aside once")
    func tooLargeAndUnsure() async throws {
        let service = Service()
        _ = try await service.begin(hosts: [])
        let limits = BatchLimits(records: 1)
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, limits: limits, follows: false)
        var host = try service.waiting("home", 1)
        host.wanted[0] = RecordSet(
            name: host.name, type: .a, ttl: TTL(seconds: 60) ?? .zero,
            data: [.a(IPv4Address(bits: 0x0A00_0001)), .a(IPv4Address(bits: 0x0A00_0002))])
        host.unsureUntil = service.clock.now
        await service.store.seed([host])
        #expect(await service.drain(service.writer(zone), most: 20) < 20)
        #expect(await service.store.log.count { $0.kind == .hostSetAside } == 1)
        guard case .setAside? = try await service.host()?.status else {
            Issue.record("the host is not set aside")
            return
        }
    }

    @Test("A clock that goes back by an hour holds up no writer")
    func clockGoesBack() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        var limits = ChangeBudget.Limits()
        limits.requestsBurst = 1
        let pacing = ProviderPacing(limits, clock: service.clock)
        let writer = service.writer(zone, pacing: pacing)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        await zone.set(isDown: true)
        for _ in 0..<3 { _ = await writer.step(rules: service.rules) }
        await zone.set(isDown: false)
        service.clock.pass(seconds: -3_600)
        let begin = service.clock.now
        await service.drain(writer)
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.1")
        #expect(service.clock.now.seconds(since: begin) < 60)
    }

    @Test("A wish that is held back is not held for longer when the clock goes back")
    func heldWish() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        for number in 1...20 {
            _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.\(number)")
        }
        let now = service.clock.now
        #expect(try await service.host()?.notBefore != nil)
        #expect(try await service.store.dirtyHosts(zone: Service.apex, at: now, limit: 9).isEmpty)
        let back = now.adding(seconds: -3_600)
        #expect(try await service.store.dirtyHosts(zone: Service.apex, at: back, limit: 9).count == 1)
    }

    @Test("Who was refused for too many requests may come again soon after a clock has gone back")
    func limitsAfterClock() throws {
        var limits = RateLimits()
        let start = Instant(seconds: 1_796_083_200)
        let token = RateLimits.Subject.token(TokenID("t"))
        while limits.take(token, at: start) == nil {}
        let back = start.adding(seconds: -3_600)
        let refused = limits.take(token, at: back)
        let wait = try #require(refused)
        let next = limits.take(token, at: back.adding(seconds: Int64(wait) + 1))
        #expect(next == nil)
        var damping = FlapDamping()
        for _ in 0..<30 { _ = damping.change(of: "home.dyn.example.", at: start) }
        let held = damping.change(of: "home.dyn.example.", at: back)
        let until = try #require(held)
        #expect(until.seconds(since: back) <= 600)
        let calm = damping.change(of: "home.dyn.example.", at: back.adding(seconds: 3_600))
        #expect(calm == nil)
    }

    @Test("A lease from before the clock went back keeps nobody out, and its number keeps its holder out")
    func oldLease() async throws {
        let service = Service()
        let now = service.clock.now
        let zone = Service.apex
        let old = try #require(try await service.store.lease(zone: zone, holder: "dead", now: now, seconds: 30))
        let back = now.adding(seconds: -3_600)
        let next = try #require(try await service.store.lease(zone: zone, holder: "next", now: back, seconds: 30))
        #expect(next.fence == old.fence + 1)
        await #expect(throws: HostStoreError.fenced) { try await service.store.submit([:], until: now, lease: old) }
    }

    @Test("A change that the provider has forgotten keeps no other host from being in sync")
    func forgottenChange() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home", "nas"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        for name in ["home", "nas"] {
            _ = try await service.update(secret, "hostname=\(name).dyn.example&myip=192.0.2.1")
            await service.drain(writer)
        }
        await zone.set(forgotten: ["C1"])
        #expect(await writer.follow())
        #expect(try await service.host("nas.dyn.example.")?.status == .inSync)
        #expect(try await service.host()?.status == .pending)
        #expect(await !writer.follow())
        service.clock.pass(seconds: 3_600)
        #expect(await writer.follow())
        #expect(try await service.host()?.status == .inSync)
    }

    @Test("What is large is not overtaken by what is small, and whoever is told to stop waits no more")
    func turns() async throws {
        let clock = SimulatedClock()
        let pacing = ProviderPacing(clock: clock)
        #expect(await pacing.pass(1_000))
        let large = Task { await pacing.pass(1_000) }
        while await pacing.waitingCount == 0 { await Task.yield() }
        #expect(await pacing.pass(1))
        #expect(await large.value)
        #expect(await pacing.waitingCount == 0)
        #expect(await !pacing.pass(1_000, unless: { true }))
        #expect(await pacing.waitingCount == 0)
    }

    @Test("A client that names the state it has seen changes nothing else")
    func versions() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        let seen = try #require(try await service.host()).version
        var command = UpdateCommand(
            credentials: Credentials(user: "x", secret: secret), hosts: [.host("home.dyn.example.")],
            edit: .addresses(v4: .clear, v6: .keep), from: nil, client: "test")
        command.versions = [HostVersion(created: seen.created, generation: seen.generation - 1)]
        #expect(await service.updates.perform(command, rules: service.rules) == .hosts([.otherVersion]))
        command.versions = [HostVersion(created: seen.created.adding(seconds: 1), generation: seen.generation)]
        #expect(await service.updates.perform(command, rules: service.rules) == .hosts([.otherVersion]))
        #expect(try await service.host()?.wanted.count == 1)
        command.versions = [seen]
        #expect(
            await service.updates.perform(command, rules: service.rules)
                == .hosts([.changed(HostState(asked: [], v4: nil, v6: nil))]))
        #expect(await service.updates.perform(command, rules: service.rules) == .hosts([.otherVersion]))
    }
}
