internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Each row of the protocol, as a request and its answer.
struct DynDNS2Tests {
    /// A row: the query, what is answered to it, and what the first host wants then.
    struct Row: Sendable, CustomTestStringConvertible {
        var query: String
        var body: String
        var wanted: String?
        var testDescription: String { query }

        init(_ query: String, _ body: String, _ wanted: String? = nil) {
            self.query = query
            self.body = body
            self.wanted = wanted
        }
    }

    static let both = "home.dyn.example. 60 A 192.0.2.1\nhome.dyn.example. 60 AAAA 2001:db8::1"

    /// Each begins with `home` at 192.0.2.1 and 2001:db8::1, and `nas` without an address; the sender is 203.0.113.9.
    static let rows = [
        Row(
            "hostname=home.dyn.example&myip=198.51.100.7", "good 198.51.100.7\n",
            "home.dyn.example. 60 A 198.51.100.7\nhome.dyn.example. 60 AAAA 2001:db8::1"),
        Row("hostname=home.dyn.example.&myip=198.51.100.7", "good 198.51.100.7\n"),
        Row("hostname=HOME.DYN.Example&myip=192.0.2.1", "nochg 192.0.2.1\n", both),
        Row("hostname=home.dyn.example&myip=192.0.2.1", "nochg 192.0.2.1\n", both),
        Row(
            "hostname=home.dyn.example&myip=2001:db8::2", "good 2001:db8::2\n",
            "home.dyn.example. 60 A 192.0.2.1\nhome.dyn.example. 60 AAAA 2001:db8::2"),
        Row(
            "hostname=home.dyn.example&myip=198.51.100.7,2001:db8::2", "good 198.51.100.7,2001:db8::2\n",
            "home.dyn.example. 60 A 198.51.100.7\nhome.dyn.example. 60 AAAA 2001:db8::2"),
        Row("hostname=home.dyn.example&myip=2001:db8::2,198.51.100.7", "good 198.51.100.7,2001:db8::2\n"),
        Row("hostname=home.dyn.example&myip=198.51.100.7&myipv6=2001:db8::2", "good 198.51.100.7,2001:db8::2\n"),
        Row(
            "hostname=home.dyn.example&myipv6=2001:db8::2", "good 2001:db8::2\n",
            "home.dyn.example. 60 A 192.0.2.1\nhome.dyn.example. 60 AAAA 2001:db8::2"),
        Row("hostname=home.dyn.example&ipv6=2001:db8::2", "good 2001:db8::2\n"),
        Row("hostname=home.dyn.example", "good 203.0.113.9\n"),
        Row(
            "hostname=home.dyn.example&myip=", "good 203.0.113.9\n",
            "home.dyn.example. 60 A 203.0.113.9\nhome.dyn.example. 60 AAAA 2001:db8::1"),
        Row("hostname=home.dyn.example&myip=&myipv6=", "good 203.0.113.9\n"),
        Row("hostname=home.dyn.example&myip=::ffff:198.51.100.7", "good 198.51.100.7\n"),
        Row("hostname=home.dyn.example&myip=300.1.1.1", "dnserr\n", both),
        Row("hostname=home.dyn.example&myip=banana", "dnserr\n", both),
        Row("hostname=home.dyn.example&myip=0.0.0.0", "dnserr\n", both),
        Row("hostname=home.dyn.example&myip=224.0.0.1", "dnserr\n", both),
        Row("hostname=home.dyn.example&myip=fe80::1", "dnserr\n", both),
        Row("hostname=home.dyn.example&myipv6=192.0.2.9", "dnserr\n", both),
        Row("hostname=home.dyn.example&myip=198.51.100.7,198.51.100.8", "numhost\n", both),
        Row("hostname=home.dyn.example,nas.dyn.example&myip=192.0.2.1", "nochg 192.0.2.1\ngood 192.0.2.1\n"),
        Row("hostname=nas.dyn.example,home.dyn.example&myip=192.0.2.1", "good 192.0.2.1\nnochg 192.0.2.1\n"),
        Row(
            "hostname=home.dyn.example,nas.dyn.example,home.dyn.example&myip=192.0.2.1",
            "nochg 192.0.2.1\ngood 192.0.2.1\nnochg 192.0.2.1\n"),
        Row("hostname=home.dyn.example,gone.dyn.example,nas&myip=192.0.2.1", "nochg 192.0.2.1\nnohost\nnotfqdn\n"),
        Row("hostname=home.dyn.example,&myip=192.0.2.1", "nochg 192.0.2.1\nnotfqdn\n"),
        Row("hostname=bob.dyn.example&myip=192.0.2.1", "nohost\n"),
        Row("hostname=www.example.org&myip=192.0.2.1", "nohost\n"),
        Row("hostname=example&myip=192.0.2.1", "notfqdn\n"),
        Row("hostname=a..b&myip=192.0.2.1", "notfqdn\n"),
        Row("hostname=&myip=192.0.2.1", "notfqdn\n"),
        Row("myip=192.0.2.1", "notfqdn\n"),
        Row("", "notfqdn\n"),
        Row(
            "hostname=\((1...20).map { "h\($0).dyn.example" }.joined(separator: ","))&myip=192.0.2.1",
            String(repeating: "nohost\n", count: 20)),
        Row("hostname=\((1...21).map { "h\($0).dyn.example" }.joined(separator: ","))&myip=192.0.2.1", "numhost\n"),
        Row("hostname=home.dyn.example&offline=YES", "good\n", ""),
        Row("hostname=home.dyn.example&offline=yes&myip=192.0.2.1", "good\n", ""),
        Row("hostname=nas.dyn.example&offline=YES", "nochg\n"),
        Row("hostname=home.dyn.example&offline=NOCHG&myip=192.0.2.1", "nochg 192.0.2.1\n", both),
        Row("system=dyndns&hostname=home.dyn.example&myip=192.0.2.1", "nochg 192.0.2.1\n"),
        Row("system=anything&hostname=home.dyn.example&myip=192.0.2.1", "nochg 192.0.2.1\n"),
        Row("hostname=home.dyn.example&myip=192.0.2.1&wildcard=ON&mx=mail.example.org&backmx=YES", "nochg 192.0.2.1\n"),
    ]

    /// A service in the state that the rows begin with.
    private func begin(scope: UpdateToken.Scope = .init()) async throws -> (service: Service, secret: String) {
        let service = Service()
        let secret = try await service.begin(hosts: ["home", "nas"], scope: scope)
        var bob = Host(
            name: "bob.dyn.example.", suffix: Service.suffix, apex: Service.apex, owner: AccountID("bob"),
            created: service.clock.now)
        bob.wanted = try HostRecords.sets(from: "bob.dyn.example. 60 A 192.0.2.99")
        await service.store.seed([bob])
        let full = try await service.hosts.makeToken("first", scope: .init(), by: service.author).secret.text
        let first = await service.updates.dynDNS2(
            try request("hostname=home.dyn.example&myip=192.0.2.1,2001:db8::1", full), rules: service.rules)
        try #require(first.body == "good 192.0.2.1,2001:db8::1\n")
        return (service, secret)
    }

    private func request(_ query: String, _ secret: String, user: String = "alice") throws -> UpdateRequest {
        UpdateRequest(
            path: "/nic/update", parameters: try #require(FormText.parameters(of: query)),
            authorization: basic(user, secret), userAgent: "ddclient/3.10.0",
            sender: IPAddress(parsing: "203.0.113.9"))
    }

    @Test("Each row of the protocol", arguments: rows)
    func row(_ row: Row) async throws {
        let (service, secret) = try await begin()
        let answer = await service.updates.dynDNS2(try request(row.query, secret), rules: service.rules)
        #expect(answer.status == 200)
        #expect(answer.body == row.body)
        #expect(answer.headers.contains(.init("Content-Type", "text/plain; charset=utf-8")))
        if let wanted = row.wanted {
            let host = try await service.store.host("home.dyn.example.")
            #expect(host.map { HostRecords.text(of: $0.wanted) } == wanted)
        }
        let bob = try await service.store.host("bob.dyn.example.")
        #expect(bob?.generation == 0)
    }

    @Test("Bad and missing credentials get 401 with a challenge")
    func credentials() async throws {
        let (service, secret) = try await begin()
        for authorization in [
            nil, basic("alice", "wrong"), basic("alice", ""), "Basic !!!", "Basic", "Digest x",
            basic("alice", secret + "x"),
            basic(secret, ""),
        ] {
            var request = try request("hostname=home.dyn.example&myip=192.0.2.9", secret)
            request.authorization = authorization
            let answer = await service.updates.dynDNS2(request, rules: service.rules)
            #expect(answer.status == 401)
            #expect(answer.body == "badauth\n")
            #expect(answer.headers.contains { $0.name == "WWW-Authenticate" && $0.value.hasPrefix("Basic realm=") })
        }
        var bearer = try request("hostname=home.dyn.example&myip=192.0.2.1", secret)
        bearer.authorization = "Bearer \(secret)"
        #expect(await service.updates.dynDNS2(bearer, rules: service.rules).body == "nochg 192.0.2.1\n")
    }

    @Test("The user of the credentials is the host where none is named")
    func userIsHost() async throws {
        let (service, secret) = try await begin()
        let request = try request("", secret, user: "home.dyn.example")
        #expect(await service.updates.dynDNS2(request, rules: service.rules).body == "good 203.0.113.9\n")
        #expect(
            await service.updates.dynDNS2(try self.request("", secret, user: "alice"), rules: service.rules).body
                == "notfqdn\n")
    }

    @Test("A client without a name, or with another method, is a bad agent")
    func agents() async throws {
        let (service, secret) = try await begin()
        for (agent, method, body) in [
            (nil, "GET", "badagent\n"), ("", "GET", "badagent\n"), ("x", "DELETE", "badagent\n"),
            ("x", "POST", "nochg 192.0.2.1\n"),
        ] {
            var request = try request("hostname=home.dyn.example&myip=192.0.2.1", secret)
            request.userAgent = agent
            request.method = method
            let answer = await service.updates.dynDNS2(request, rules: service.rules)
            #expect(answer.status == 200 && answer.body == body)
        }
    }

    @Test("A token is good for its hosts, types and networks only, and not when it is revoked")
    func scopes() async throws {
        var (service, secret) = try await begin(scope: .init(hosts: ["nas.dyn.example."]))
        let query = "hostname=home.dyn.example,nas.dyn.example&myip=198.51.100.7,2001:db8::7"
        #expect(
            await service.updates.dynDNS2(try request(query, secret), rules: service.rules).body
                == "nohost\ngood 198.51.100.7,2001:db8::7\n")
        (service, secret) = try await begin(scope: .init(types: [.a]))
        #expect(
            await service.updates.dynDNS2(
                try request("hostname=home.dyn.example&myip=198.51.100.7,2001:db8::7", secret), rules: service.rules
            ).body == "good 198.51.100.7\n")
        #expect(
            await service.updates.dynDNS2(
                try request("hostname=home.dyn.example&myip=2001:db8::7", secret), rules: service.rules
            ).body == "dnserr\n")
        let elsewhere = try #require(AddressNetwork(parsing: "192.0.2.0/24"))
        (service, secret) = try await begin(scope: .init(sources: [elsewhere]))
        #expect(
            await service.updates.dynDNS2(try request(query, secret), rules: service.rules).status == 401)
        (service, secret) = try await begin()
        for token in try await service.store.tokens(of: service.account.id) {
            _ = try await service.store.revoke(
                token.id, of: service.account.id, at: service.clock.now,
                event: HostEvent(
                    at: service.clock.now, account: service.account.id, host: nil, kind: .tokenRevoked, actor: .service)
            )
        }
        #expect(await service.updates.dynDNS2(try request(query, secret), rules: service.rules).status == 401)
    }

    @Test("A blocked host and a blocked account are abuse, a dead store is 911, and too many requests are abuse")
    func troubles() async throws {
        let query = "hostname=home.dyn.example,nas.dyn.example&myip=198.51.100.7"
        var (service, secret) = try await begin()
        try await service.store.setBlock("spam", hosts: ["home.dyn.example."], at: service.clock.now, events: [])
        #expect(
            await service.updates.dynDNS2(try request(query, secret), rules: service.rules).body
                == "abuse\ngood 198.51.100.7\n")
        var account = service.account
        account.block = "spam"
        try await service.store.update(account, event: nil)
        #expect(
            await service.updates.dynDNS2(try request(query, secret), rules: service.rules).body == "abuse\nabuse\n")
        (service, secret) = try await begin()
        await service.store.kill(after: 0)
        let failed = await service.updates.dynDNS2(try request(query, secret), rules: service.rules)
        #expect(failed.status == 200 && failed.body == "911\n")
        await service.store.kill(after: nil)
        var last = UpdateAnswer(body: "")
        for _ in 0..<70 { last = await service.updates.dynDNS2(try request(query, secret), rules: service.rules) }
        #expect(last.status == 200 && last.body == "abuse\nabuse\n")
        #expect(last.headers.contains { $0.name == "Retry-After" })
        service.clock.pass(seconds: 3)
        #expect(
            await service.updates.dynDNS2(try request(query, secret), rules: service.rules).body.hasPrefix("nochg "))
    }

    @Test("An unchanged address writes nothing")
    func unchanged() async throws {
        let (service, secret) = try await begin()
        let before = await service.store.writes
        let log = await service.store.log.count
        for _ in 0..<20 {
            _ = await service.updates.dynDNS2(
                try request("hostname=home.dyn.example&myip=192.0.2.1", secret), rules: service.rules)
        }
        #expect(await service.store.writes == before)
        #expect(await service.store.log.count == log)
    }

    @Test("A host that git declares since is nobody's, and its suffix may be gone")
    func declared() async throws {
        var (service, secret) = try await begin()
        let request = try request("hostname=home.dyn.example,nas.dyn.example&myip=198.51.100.7", secret)
        service.rules = DynamicRules(
            suffixes: service.rules.suffixes, declared: ["home.dyn.example."], commit: "c1")
        #expect(await service.updates.dynDNS2(request, rules: service.rules).body == "nohost\ngood 198.51.100.7\n")
        service.rules = DynamicRules(suffixes: [], declared: [DomainName](), commit: "c2")
        #expect(await service.updates.dynDNS2(request, rules: service.rules).body == "nohost\nnohost\n")
    }

    @Test("Queries and forms are read, and refused where they are broken or too long")
    func forms() {
        #expect(FormText.parameters(of: "a=1&b=x%2Cy+z&c&=d")?.map(\.value) == ["1", "x,y z", "", "d"])
        #expect(FormText.parameters(of: "a=%zz") == nil)
        #expect(FormText.parameters(of: "a=%f") == nil)
        #expect(FormText.parameters(of: "a=%ff") == nil)
        #expect(FormText.parameters(of: String(repeating: "a", count: 20_000)) == nil)
        #expect(FormText.parameters(of: String(repeating: "a&", count: 101)) == nil)
    }

    @Test("The address of the sender is answered as plain text")
    func checkIP() {
        #expect(
            CheckIP.answer(UpdateRequest(path: "/checkip", sender: IPAddress(parsing: "2001:DB8::1"))).body
                == "2001:db8::1\n")
        #expect(CheckIP.answer(UpdateRequest(method: "POST", path: "/checkip")).status == 405)
    }
}
