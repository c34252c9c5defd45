internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A clock at which nobody wakes up by himself.
private final class HeldClock: WallClock {
    private let count = Mutex(0)
    let now = Instant(seconds: 1_796_083_200)
    /// How many went to sleep so far.
    var sleepers: Int { count.withLock { $0 } }

    func sleep(until time: Instant) async {
        count.withLock { $0 += 1 }
        try? await Task.sleep(for: .seconds(3_600))
    }
}

/// Takes mails, or says why not.
private actor Postbox: MailTransport {
    private(set) var mails: [OutgoingMail] = []
    private var refusal: MailRefusal?

    func set(_ refusal: MailRefusal?) { self.refusal = refusal }

    func send(_ mail: OutgoingMail) async throws(MailRefusal) {
        if let refusal { throw refusal }
        mails.append(mail)
    }
}

@Suite("Operations of the service") struct OperationsTests {
    private func update(_ service: Service, _ secret: String, _ query: String) async throws -> String {
        try await update(service.updates, service.rules, secret, query)
    }

    private func update(
        _ updates: UpdateService, _ rules: DynamicRules, _ secret: String, _ query: String
    ) async throws -> String {
        let request = UpdateRequest(
            path: "/nic/update", parameters: try #require(FormText.parameters(of: query)),
            authorization: basic("x", secret), userAgent: "test", sender: IPAddress(parsing: "203.0.113.9"))
        return await updates.dynDNS2(request, rules: rules).body
    }

    private var administrator: HostService.Author {
        let id = AccountID("admin")
        return HostService.Author(
            account: Account(id: id, name: "Ada", created: Instant(seconds: 0)), actor: .administrator(id), from: nil,
            client: "web")
    }

    // MARK: - Woken

    @Test("An update wakes an idle writer, and to stop wakes it too", .timeLimit(.minutes(60)))
    func woken() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let clock = HeldClock()
        var limits = ChangeBudget.Limits()
        limits.limitsChanges = false
        let writer = ZoneWriter(
            zone: Service.apex, provider: zone, store: service.store, pacing: ProviderPacing(limits, clock: clock),
            clock: clock, holder: "one")
        let rules = service.rules
        let run = Task { await writer.run(rules: { rules }) }
        // The writer itself, and who follows its changes.
        while clock.sleepers < 2 { try await Task.sleep(for: .milliseconds(1)) }
        let updates = UpdateService(store: service.store, clock: clock, limiter: service.limiter) { _ in
            Task { await writer.wake() }
        }
        let said = try await update(updates, rules, secret, "hostname=home.dyn.example&myip=192.0.2.1")
        #expect(said == "good 192.0.2.1\n")
        while await zone.sets.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        await writer.stop()
        await run.value
    }

    // MARK: - Blocks

    @Test("An account that is blocked loses the records of all its hosts, and has them back when it is let be")
    func blockedAccount() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home", "nas", "bad"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        let all = "hostname=home.dyn.example,nas.dyn.example,bad.dyn.example&myip="
        _ = try await update(service, secret, all + "192.0.2.1")
        await service.drain(writer)
        #expect(try await service.hosts.setBlock("phishing", of: "bad.dyn.example.", by: administrator))
        #expect(try await !service.hosts.setBlock("phishing", of: "bad.dyn.example.", by: administrator))
        await service.drain(writer)
        #expect(await zone.sets.count == 2)
        #expect(try await service.hosts.setBlock("spam", ofAccount: service.account.id, by: administrator) == 2)
        await service.drain(writer)
        #expect(await zone.sets.isEmpty)
        #expect(try await update(service, secret, all + "192.0.2.2").hasPrefix("abuse\n"))
        #expect(try await service.hosts.setBlock(nil, ofAccount: service.account.id, by: administrator) == 2)
        await service.drain(writer)
        #expect(await zone.sets.keys.map(\.name).sorted() == ["home.dyn.example.", "nas.dyn.example."])
        #expect(try await service.hosts.setBlock(nil, ofAccount: AccountID("nobody"), by: administrator) == nil)
        let kinds = await service.store.log.filter { $0.kind == .blocked || $0.kind == .unblocked }
        #expect(kinds.count == 7)
        #expect(kinds.allSatisfy { $0.account == service.account.id && $0.actor == .administrator(AccountID("admin")) })
    }

    @Test("An owner is not rid of a block by deleting the host and claiming it again")
    func blockedName() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        _ = try await update(service, secret, "hostname=home.dyn.example&myip=192.0.2.1")
        await service.drain(writer)
        #expect(try await service.hosts.setBlock("spam", of: "home.dyn.example.", by: administrator))
        #expect(try await service.hosts.delete("home.dyn.example.", by: service.author))
        await service.drain(writer)
        #expect(await zone.sets.isEmpty)
        let suffix = try #require(service.rules.suffixes.first)
        await #expect(throws: HostService.Refusal.taken) {
            try await service.hosts.claim("home", below: suffix, rules: service.rules, by: service.author)
        }
        #expect(try await service.hosts.setBlock(nil, of: "home.dyn.example.", by: administrator))
        await service.drain(writer)
        #expect(try await service.store.host("home.dyn.example.") == nil)
    }

    // MARK: - Abuse reports

    @Test("A report is of a host that there is, by its name or a URL, and has bounds; it is closed once")
    func reports() async throws {
        let service = Service()
        _ = try await service.begin(hosts: ["home"])
        let hosts = service.hosts
        let sender = IPAddress(parsing: "203.0.113.9")
        func report(_ host: String, _ text: String = "phishing", from: IPAddress? = nil) async throws -> Int64 {
            try await hosts.report(host, text, contact: "a@b", from: from, rules: service.rules)
        }
        for host in ["home.dyn.example", " HOME.dyn.example. ", "https://www.home.dyn.example:8443/x?y", "home"] {
            #expect(try await report(host) > 0)
        }
        for host in ["", "nobody.dyn.example", "www.example", "https://", "home..dyn.example"] {
            await #expect(throws: HostService.ReportRefusal.noHost) { try await report(host) }
        }
        await #expect(throws: HostService.ReportRefusal.empty) { try await report("home", " \n") }
        _ = try await report("home", String(repeating: "x", count: 100_000), from: sender)
        for _ in 0..<4 { _ = try await report("home", from: sender) }
        await #expect(throws: HostService.ReportRefusal.self) { try await report("home", from: sender) }
        let open = try await service.store.abuseReports(isOpen: true, before: nil, limit: 100)
        #expect(open.count == 9 && open.allSatisfy { $0.host == "home.dyn.example." && $0.text.count <= 2_000 })
        for _ in 9..<20 { _ = try await report("home") }
        await #expect(throws: HostService.ReportRefusal.tooMany) { try await report("home") }
        let now = service.clock.now
        #expect(try await service.store.closeAbuseReport(3, outcome: "blocked", at: now))
        #expect(try await !service.store.closeAbuseReport(3, outcome: "again", at: now))
        #expect(try await service.store.openAbuseReports() == 19)
    }

    // MARK: - Idle hosts and mail

    private func suffix(days: Int) -> DynamicSuffix {
        var suffix = Service.suffix(types: [.a])
        suffix.idleDays = days
        return suffix
    }

    @Test("An idle host is warned of two weeks before, once more shortly before, and then taken back")
    func steps() {
        let suffix = suffix(days: 100)
        let day: Int64 = 86_400
        let start = Instant(seconds: 1_796_083_200)
        func step(_ days: Int64, _ warnings: [Int64]) -> IdleHosts.Step {
            IdleHosts.step(
                lastSeen: start, warnings: warnings.map { start.adding(seconds: $0 * day) }, suffix,
                at: start.adding(seconds: days * day))
        }
        let end = start.adding(seconds: 100 * day)
        #expect(step(85, []) == .nothing)
        #expect(step(86, []) == .warn(end))
        #expect(step(97, [86]) == .nothing)
        #expect(step(98, [86]) == .warn(end))
        #expect(step(99, [86, 98]) == .nothing)
        #expect(step(100, [86, 98]) == .takeBack)
        // A rule that is new takes nothing at once.
        #expect(step(1_000, []) == .warn(start.adding(seconds: 1_014 * day)))
        #expect(step(1_013, [1_000]) == .warn(start.adding(seconds: 1_014 * day)))
        #expect(step(1_014, [1_000, 1_013]) == .takeBack)
        // A warning from before it was last seen says nothing.
        #expect(step(100, [-20]) == .warn(start.adding(seconds: 114 * day)))
        #expect(IdleHosts.step(lastSeen: start, warnings: [], Service.suffix(types: [.a]), at: end) == .nothing)
    }

    @Test("Idle hosts go by mail, warning and expiry; one that is updated stays, and one that is blocked too")
    func idle() async throws {
        let service = Service()
        var account = service.account
        let secret = try await service.begin(hosts: ["home", "nas", "bad"])
        account.mail = "ann@example.com"
        try await service.store.update(account, event: nil)
        #expect(try await service.hosts.setBlock("spam", of: "bad.dyn.example.", by: administrator))
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        let writer = service.writer(zone)
        _ = try await update(service, secret, "hostname=home.dyn.example,nas.dyn.example&myip=192.0.2.1")
        await service.drain(writer)
        let (suffix, postbox) = (suffix(days: 30), Postbox())
        let idle = IdleHosts(store: service.store, clock: service.clock)
        var settings = Outbox.Settings()
        settings.site = "https://dyn.example/"
        let outbox = Outbox(
            store: service.store, clock: service.clock, transport: postbox, settings: settings)
        for day in 0..<32 {
            _ = try await idle.look(below: suffix)
            _ = try await outbox.send()
            if day > 17 { _ = try await update(service, secret, "hostname=nas.dyn.example&myip=192.0.2.1") }
            await service.drain(writer)
            service.clock.pass(seconds: 86_400)
        }
        #expect(await zone.sets.keys.map(\.name) == ["nas.dyn.example."])
        #expect(try await service.store.host("home.dyn.example.") == nil)
        #expect(try await service.store.host("bad.dyn.example.") != nil)
        let subjects = await postbox.mails.map(\.subject)
        #expect(
            subjects == [
                "bad.dyn.example: blocked", "your hosts will be taken back", "home.dyn.example will be taken back",
                "home.dyn.example: taken back",
            ])
        #expect(await postbox.mails.allSatisfy { $0.to.description == "ann@example.com" })
        #expect(await postbox.mails[1].lines.contains { $0.contains("nas.dyn.example was not updated") })
        #expect(try await service.store.waitingMail() == 0)
    }

    @Test("Mail that can't be sent is tried again for days, then given up; what is refused is given up at once")
    func retries() async throws {
        let service = Service()
        _ = try await service.begin(hosts: ["home"])
        var account = service.account
        account.mail = "ann@example.com"
        try await service.store.update(account, event: nil)
        let postbox = Postbox()
        let outbox = Outbox(store: service.store, clock: service.clock, transport: postbox)
        await postbox.set(.unavailable("down"))
        _ = try await service.hosts.setBlock("spam", of: "home.dyn.example.", by: administrator)
        var tries = 0
        while try await service.store.waitingMail() > 0, tries < 100 {
            let outcome = try await outbox.send()
            tries += outcome.delayed + outcome.dropped
            // Not before it is due again.
            #expect(try await outbox.send() == Outbox.Outcome())
            service.clock.pass(seconds: 86_400)
        }
        #expect(tries == 8)
        await postbox.set(.refused("no such user"))
        _ = try await service.hosts.setBlock(nil, of: "home.dyn.example.", by: administrator)
        #expect(try await outbox.send().dropped == 1)
        #expect(try await service.store.waitingMail() == 0)
        await postbox.set(nil)
        _ = try await service.hosts.setBlock("spam", of: "home.dyn.example.", by: administrator)
        account.mail = nil
        try await service.store.update(account, event: nil)
        #expect(try await outbox.send().dropped == 1)
        #expect(await postbox.mails.isEmpty)
    }

    @Test("The owner of a host that git declares is told by mail which commit did it")
    func toldOfGit() async throws {
        var service = Service()
        _ = try await service.begin(hosts: ["home"])
        var account = service.account
        account.mail = "ann@example.com"
        try await service.store.update(account, event: nil)
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock, follows: false)
        service.rules = DynamicRules(
            suffixes: service.rules.suffixes, declared: ["home.dyn.example."], commit: "c0ffee")
        await service.drain(service.writer(zone))
        let postbox = Postbox()
        #expect(
            try await Outbox(store: service.store, clock: service.clock, transport: postbox).send().sent == 1)
        let mail = try #require(await postbox.mails.first)
        #expect(mail.subject == "home.dyn.example: now in the zone's own files")
        #expect(mail.lines.contains { $0.contains("c0ffee") })
    }
}
