internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A day of a service on a virtual clock.
struct DayTests {
    private static let hostCount = 10_000
    private static let perAccount = 10

    @Test("A day of 10,000 hosts with an internet provider that resets 2,000 of them in ten minutes")
    func day() async throws {
        let service = Service(keepsLog: false)
        let secrets = try await seed(service)
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        await zone.set(latency: 300)
        let pacing = ProviderPacing(clock: service.clock)
        let writer = service.writer(zone, pacing: pacing)
        let begin = service.clock.now
        var wanted: [Int: UInt32] = [:]
        var longest = 0.0
        var count = 0
        var next = 0
        let events = Self.events()
        for tick in stride(from: 0, to: 86_400, by: 10) {
            await service.clock.sleep(until: begin.adding(seconds: Int64(tick)))
            while next < events.count, events[next].second <= tick {
                let event = events[next]
                next += 1
                count += 1
                if event.isNew { wanted[event.host] = UInt32(next) }
                let answer = try await update(service, secrets, event.host, wanted[event.host] ?? 0)
                #expect(answer.hasPrefix("good") || answer.hasPrefix("nochg"))
            }
            let waiting = try await service.store.queue(zone: Service.apex).oldest
            await service.drain(writer)
            if let waiting { longest = max(longest, service.clock.now.interval(since: waiting)) }
            _ = await writer.follow()
        }
        await service.drain(writer)
        _ = await writer.follow()
        #expect(count == events.count)
        #expect(await zone.sets.count == wanted.count)
        for (host, number) in wanted {
            let key = RecordSet.Key(name: Self.name(host), type: .a)
            #expect(await zone.sets[key]?.data == [.a(IPv4Address(bits: 0x0A00_0000 + number))])
            #expect(try await service.store.host(key.name)?.status == .inSync)
        }
        #expect(await zone.mostInFlight == 1)
        #expect(await zone.reads == 0)
        #expect(await zone.batches.count <= 8_640)
        #expect(longest < 60)
        #expect(try await service.store.openChanges(zone: Service.apex, limit: 10).isEmpty)
    }

    private struct Event {
        var second: Int
        var host: Int
        var isNew: Bool
    }

    /// Each host changes once, and comes twice without a change; in the evening 2,000 get new addresses.
    private static func events() -> [Event] {
        var random = SplitMix64(seed: 53)
        var events: [Event] = []
        for host in 0..<hostCount {
            let change = Int.random(in: 0..<70_000, using: &random)
            events.append(Event(second: change, host: host, isNew: true))
            for _ in 0..<2 {
                events.append(
                    Event(second: change + Int.random(in: 600..<1_600, using: &random), host: host, isNew: false))
            }
        }
        for host in 0..<2_000 {
            events.append(
                Event(second: 75_600 + Int.random(in: 0..<600, using: &random), host: host * 5, isNew: true))
        }
        return events.sorted { ($0.second, $0.host) < ($1.second, $1.host) }
    }

    private static func name(_ number: Int) -> DomainName {
        (try? DomainName(parsing: "h\(number).dyn.example.")) ?? .root
    }

    /// Accounts of ten hosts each, and the secrets of their tokens.
    private func seed(_ service: Service) async throws -> [String] {
        var secrets: [String] = []
        var hosts: [Host] = []
        for number in 0..<(Self.hostCount / Self.perAccount) {
            let account = Account(id: AccountID("a\(number)"), name: "a\(number)", created: service.clock.now)
            let event = HostEvent(
                at: service.clock.now, account: account.id, host: nil, kind: .accountCreated, actor: .service)
            _ = try await service.store.add(
                account, identity: nil, invitation: nil, at: service.clock.now, event: event)
            let author = HostService.Author(
                account: account, actor: .account(account.id), from: nil, client: "test")
            secrets.append(try await service.hosts.makeToken("t", scope: .init(), by: author).secret.text)
            for index in 0..<Self.perAccount {
                hosts.append(
                    Host(
                        name: Self.name(number * Self.perAccount + index), suffix: Service.suffix,
                        apex: Service.apex, owner: account.id, created: service.clock.now))
            }
        }
        await service.store.seed(hosts)
        return secrets
    }

    private func update(
        _ service: Service, _ secrets: [String], _ host: Int, _ number: UInt32
    ) async throws -> String {
        let request = UpdateRequest(
            path: "/nic/update",
            parameters: [
                .init("hostname", "h\(host).dyn.example"), .init("myip", "\(IPv4Address(bits: 0x0A00_0000 + number))"),
            ], authorization: "Bearer \(secrets[host / Self.perAccount])", userAgent: "day/1",
            sender: .v4(IPv4Address(bits: 0xC000_0000 + UInt32(host))))
        return await service.updates.dynDNS2(request, rules: service.rules).body
    }
}
