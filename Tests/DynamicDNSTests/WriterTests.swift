internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

struct WriterTests {
    @Test("A wish is written, and in sync when it is served everywhere")
    func one() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        #expect(await writer.step(rules: service.rules) == .idle)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        #expect(try await service.host()?.status == .pending)
        #expect(await writer.step(rules: service.rules) == .worked)
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.1")
        #expect(try await service.host()?.status == .pending)
        #expect(await writer.follow())
        #expect(try await service.host()?.status == .inSync)
        #expect(await zone.reads == 0)
        #expect(await writer.step(rules: service.rules) == .idle)
    }

    @Test("Ten wishes between two batches cost one change, the last; one that comes back to what was costs none")
    func lastWins() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        for number in 1...5 {
            _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.\(number)")
        }
        await service.drain(writer)
        #expect(await zone.batches.map(\.elements) == [1])
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.5")
        service.clock.pass(seconds: 3_600)
        for number in [7, 5] {
            _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.\(number)")
        }
        await service.drain(writer)
        #expect(await zone.batches.count == 1)
        #expect(try await service.host()?.status == .inSync)
    }

    @Test("Batches are packed to the provider's limits")
    func packing() async throws {
        let service = Service()
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, limits: BatchLimits(records: 100))
        await service.seed(450)
        await service.drain(service.writer(zone))
        #expect(await zone.sets.count == 450)
        #expect(await zone.batches.map(\.elements) == [100, 100, 100, 100, 50])
        #expect(await zone.mostInFlight == 1)
    }

    @Test(
        "A provider that changes one set at a time gets each in a batch of its own, and the host is written at the last"
    )
    func oneByOne() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, scope: .recordSet, follows: false)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1,2001:db8::1")
        await zone.set(faults: [.none, .before(.unavailable)])
        await service.drain(service.writer(zone))
        #expect(await zone.batches.count == 2)
        #expect(await zone.reads == 1)
        #expect(try await service.host()?.status == .inSync)
    }

    /// Two hosts, of which some were written, and then somebody else wrote at one.
    private func overwritten(_ labels: [String]) async throws -> (Service, String, SimulatedZone, ZoneWriter) {
        let service = Service()
        let secret = try await service.begin(hosts: ["home", "nas"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        let names = labels.map { "\($0).dyn.example" }.joined(separator: ",")
        _ = try await service.update(secret, "hostname=\(names)&myip=192.0.2.1")
        await service.drain(writer)
        await zone.write(foreign: Service.address("home.dyn.example.", 77))
        return (service, secret, zone, writer)
    }

    @Test("What somebody else wrote at a host is read before the owner's wish overwrites it, and the owner is told")
    func foreign() async throws {
        let (service, secret, zone, writer) = try await overwritten(["home", "nas"])
        _ = try await service.update(secret, "hostname=home.dyn.example,nas.dyn.example&myip=192.0.2.2")
        await service.drain(writer)
        #expect(
            await zone.text == "home.dyn.example. 60 A 192.0.2.2\nnas.dyn.example. 60 A 192.0.2.2")
        #expect(await zone.unreadOverwritten == 0)
        #expect(await zone.reads == 1)
        let events = await service.store.log.filter { $0.kind == .foreignOverwritten }
        #expect(events.map(\.before) == ["home.dyn.example. 60 A 10.0.0.77"])
    }

    @Test("A host whose write nobody has asked for leaves what is foreign alone")
    func untouched() async throws {
        let (service, secret, zone, writer) = try await overwritten(["home"])
        _ = try await service.update(secret, "hostname=nas.dyn.example&myip=192.0.2.2")
        await service.drain(writer)
        #expect(await zone.text.contains("10.0.0.77"))
    }

    @Test("A poisonous record is set aside with the provider's reason, and the rest goes on", arguments: [true, false])
    func poison(isNamed: Bool) async throws {
        let service = Service()
        await service.seed(300)
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let bad: [UInt32] = [3, 150, 151]
        await zone.set(poison: Set(bad.map { .a(IPv4Address(bits: 0x0A00_0000 + $0)) }), isNamed: isNamed)
        let steps = await service.drain(service.writer(zone))
        #expect(steps < 80)
        #expect(await zone.sets.count == 297)
        for number in bad {
            guard
                case .setAside(let reason)? = try await service.host(
                    try DomainName(parsing: "h\(number).dyn.example."))?.status
            else {
                Issue.record("h\(number) is not set aside")
                continue
            }
            #expect(reason.contains("not allowed"))
        }
        #expect(try await service.host("h4.dyn.example.")?.status == .inSync)
        #expect(await service.store.log.count { $0.kind == .hostSetAside } == 3)
        // A new wish gets a new chance.
        let wish = HostWish(
            name: "h3.dyn.example.", sets: [Service.address("h3.dyn.example.", 9_999)], from: 1,
            update: HostUpdate(at: service.clock.now, from: nil, client: "test"),
            event: HostEvent(
                at: service.clock.now, account: service.account.id, host: nil, kind: .hostUpdated, actor: .service))
        _ = try await service.store.setWanted([wish])
        await service.drain(service.writer(zone))
        #expect(try await service.host("h3.dyn.example.")?.status == .inSync)
    }

    @Test("While the provider is away updates are answered, and waits grow; then the last wish is written")
    func away() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        await zone.set(isDown: true)
        #expect(try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1") == "good 192.0.2.1\n")
        var waits: [Int64] = []
        for _ in 0..<10 {
            guard case .waits(let time) = await writer.step(rules: service.rules) else { continue }
            waits.append(Int64(time.interval(since: service.clock.now) * 1_000))
            await service.clock.sleep(until: time)
        }
        #expect(waits.first == 500)
        #expect(waits == waits.sorted())
        #expect(waits.last == 60_000)
        #expect(await writer.status.problem == "down")
        #expect(try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.2") == "good 192.0.2.2\n")
        await zone.set(isDown: false)
        await service.drain(writer)
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.2")
        #expect(await writer.status.problem == nil)
    }

    @Test("After a lost answer live is read, and nothing is done twice")
    func lost() async throws {
        for fault in [SimulatedZone.Fault.lostAfter, .lostBefore, .late(0), .late(45)] {
            let service = Service()
            let secret = try await service.begin(hosts: ["home"])
            let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
            let writer = service.writer(zone)
            await zone.set(faults: [fault])
            _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
            await service.drain(writer)
            service.clock.pass(seconds: 60)
            await zone.arrive()
            await service.drain(writer)
            #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.1")
            #expect(await zone.batches.count == 1)
            #expect(await zone.reads >= 1)
            service.clock.pass(seconds: 121)
            _ = await writer.follow()
            #expect(try await service.host()?.status == .inSync)
        }
    }

    @Test("A batch that comes late does not bring back what its owner has taken back")
    func late() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        await zone.set(faults: [.late(30)])
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        _ = await writer.step(rules: service.rules)
        _ = try await service.update(secret, "hostname=home.dyn.example&offline=YES")
        for _ in 0..<200 {
            if case .waits(let time) = await writer.step(rules: service.rules) {
                await service.clock.sleep(until: time)
            }
            service.clock.pass(seconds: 1)
            await zone.arrive()
        }
        #expect(await zone.sets.isEmpty)
        #expect(try await service.host()?.isDirty == false)
    }

    @Test("What was read stays known when the batch after it fails")
    func readThenFailed() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        await zone.set(faults: [.lostAfter, .before(.unavailable)])
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        _ = await writer.step(rules: service.rules)
        service.clock.pass(seconds: 300)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.2")
        _ = await writer.step(rules: service.rules)
        _ = try await service.update(secret, "hostname=home.dyn.example&offline=YES")
        service.clock.pass(seconds: 300)
        await service.drain(writer)
        #expect(await zone.sets.isEmpty)
    }

    @Test("A host that is deleted goes when its records are gone, and can be claimed again then")
    func deletion() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        await service.drain(writer)
        #expect(try await service.hosts.delete("home.dyn.example.", by: service.author))
        #expect(try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.2") == "nohost\n")
        let suffix = try #require(service.rules.suffixes.first)
        await #expect(throws: HostService.Refusal.taken) {
            try await service.hosts.claim("home", below: suffix, rules: service.rules, by: service.author)
        }
        await service.drain(writer)
        #expect(await zone.sets.isEmpty)
        #expect(try await service.host() == nil)
        _ = try await service.hosts.claim("home", below: suffix, rules: service.rules, by: service.author)
    }

    @Test("An account has as many hosts as the suffix allows, and a taken name is taken")
    func claims() async throws {
        let service = Service()
        _ = try await service.begin(hosts: ["a", "b", "c", "d", "e"])
        let suffix = try #require(service.rules.suffixes.first)
        await #expect(throws: HostService.Refusal.full(5)) {
            try await service.hosts.claim("f", below: suffix, rules: service.rules, by: service.author)
        }
        await #expect(throws: HostService.Refusal.taken) {
            try await service.hosts.claim("A", below: suffix, rules: service.rules, by: service.author)
        }
    }

    @Test("A name that git declares since is git's: what is live stays, and its owner is told")
    func declared() async throws {
        var service = Service()
        let secret = try await service.begin(hosts: ["home", "nas"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        _ = try await service.update(secret, "hostname=home.dyn.example,nas.dyn.example&myip=192.0.2.1")
        await service.drain(writer)
        _ = try await service.update(secret, "hostname=home.dyn.example,nas.dyn.example&myip=192.0.2.2")
        service.rules = DynamicRules(
            suffixes: service.rules.suffixes, declared: ["_sip._tcp.home.dyn.example."], commit: "c1")
        await service.drain(writer)
        #expect(
            await zone.text == "home.dyn.example. 60 A 192.0.2.1\nnas.dyn.example. 60 A 192.0.2.2")
        #expect(try await service.host() == nil)
        #expect(await service.store.log.last { $0.host == "home.dyn.example." }?.kind == .hostTakenByGit)
    }

    @Test("A blocked host has no records, and has them again when it is let be")
    func blocked() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        await service.drain(writer)
        try await service.store.setBlock("spam", hosts: ["home.dyn.example."], at: service.clock.now, events: [])
        await service.drain(writer)
        #expect(await zone.sets.isEmpty)
        try await service.store.setBlock(nil, hosts: ["home.dyn.example."], at: service.clock.now, events: [])
        await service.drain(writer)
        #expect(await zone.sets.count == 1)
    }

    @Test("One process writes at a time; one that slept through its lease writes nothing any more")
    func leases() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let (one, two) = (service.writer(zone, holder: "one"), service.writer(zone, holder: "two"))
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        #expect(await one.step(rules: service.rules) == .worked)
        #expect(await two.step(rules: service.rules) == .elsewhere)
        service.clock.pass(seconds: 31)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.2")
        #expect(await two.step(rules: service.rules) == .worked)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.3")
        #expect(await one.step(rules: service.rules) == .elsewhere)
        let old = ZoneLease(zone: Service.apex, holder: "one", fence: 1, expires: service.clock.now)
        await #expect(throws: HostStoreError.fenced) {
            try await service.store.submit([:], until: service.clock.now, lease: old)
        }
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.2")
        await service.drain(two)
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.3")
    }

    @Test("A provider that throttles teaches the rate, and everything is written in the end")
    func throttling() async throws {
        let service = Service()
        await service.seed(1_000)
        let zone = SimulatedZone(
            apex: Service.apex, clock: service.clock, limits: BatchLimits(records: 40), follows: false)
        let pacing = ProviderPacing(clock: service.clock)
        await zone.set(changesPerSecond: 60) { await pacing.throttled() }
        await service.drain(service.writer(zone, pacing: pacing), most: 2_000)
        #expect(await zone.sets.count == 1_000)
        #expect(await pacing.learntRate <= 60)
        #expect(await zone.throttledCount < 10)
    }

    @Test("It runs until it is stopped, and gives the lease back")
    func running() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        _ = try await service.update(secret, "hostname=home.dyn.example&myip=192.0.2.1")
        let rules = service.rules
        let run = Task { await writer.run(rules: { rules }) }
        while try await service.host()?.status != .inSync { await Task.yield() }
        await writer.stop()
        await run.value
        #expect(await zone.text == "home.dyn.example. 60 A 192.0.2.1")
        let lease = try await service.store.lease(
            zone: Service.apex, holder: "other", now: service.clock.now, seconds: 10)
        #expect(lease?.holder == "other")
    }
}
