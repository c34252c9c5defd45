internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

struct DuckDNSTests {
    private func answer(_ query: String, _ service: Service, path: String = "/update") async throws -> String {
        let answer = await service.updates.update(
            UpdateRequest(
                path: path, parameters: try #require(FormText.parameters(of: query)),
                sender: IPAddress(parsing: "203.0.113.9")), rules: service.rules)
        #expect(answer.status == 200)
        return answer.body
    }

    private func wanted(_ service: Service, _ name: DomainName = "home.dyn.example.") async throws -> String {
        HostRecords.text(of: try await service.store.host(name)?.wanted ?? [])
    }

    @Test("Each row of the protocol")
    func rows() async throws {
        let service = Service()
        let token = try await service.begin(hosts: ["home", "nas"])
        for (query, body) in [
            ("domains=home&token=T&ip=192.0.2.1", "OK"),
            ("domains=home&token=T&ip=192.0.2.1&verbose=true", "OK\n192.0.2.1\n\nNOCHANGE"),
            ("domains=home.dyn.example&token=T&ipv6=2001:db8::1&verbose=true", "OK\n192.0.2.1\n2001:db8::1\nUPDATED"),
            ("domains=home&token=T&ip=2001:db8::2&verbose=true", "OK\n192.0.2.1\n2001:db8::2\nUPDATED"),
            ("domains=home&token=T&ip=", "OK"),
            ("domains=home&token=T&verbose=true", "OK\n203.0.113.9\n2001:db8::2\nNOCHANGE"),
            ("domains=home,nas&token=T&ip=192.0.2.7", "OK"), ("domains=home,gone&token=T&ip=192.0.2.8", "KO"),
            ("domains=home&token=T&verbose=true&ip=192.0.2.7", "OK\n192.0.2.7\n2001:db8::2\nNOCHANGE"),
            ("domains=home&token=wrong&ip=192.0.2.8", "KO"), ("domains=home&ip=192.0.2.8", "KO"),
            ("token=T&ip=192.0.2.8", "KO"), ("domains=home&token=T&ip=banana", "KO"),
            ("domains=home&token=T&ipv6=192.0.2.8", "KO"),
            ("domains=home&token=T&txt=abc&verbose=true", "OK\nabc\nUPDATED"),
            ("domains=home&token=T&txt=abc&verbose=true", "OK\nabc\nNOCHANGE"),
            ("domains=home&token=T&txt=x&clear=true&verbose=true", "OK\n\nUPDATED"),
            ("domains=home&token=T&clear=true&verbose=true", "OK\n\n\nUPDATED"),
        ] {
            let query = query.replacing("token=T", with: "token=\(token)")
            #expect(try await answer(query, service) == body, "\(query)")
        }
        #expect(try await wanted(service).isEmpty)
        #expect(try await wanted(service, "nas.dyn.example.") == "nas.dyn.example. 60 A 192.0.2.7")
    }

    @Test("A text is the challenge of the host, and replaces the one before")
    func texts() async throws {
        let service = Service()
        let token = try await service.begin(hosts: ["home"])
        _ = try await answer("domains=home&token=\(token)&txt=a", service)
        _ = try await answer("domains=home&token=\(token)&txt=b", service)
        #expect(try await wanted(service) == "_acme-challenge.home.dyn.example. 60 TXT \"b\"")
    }

    @Test("Host, token and address may stand in the path")
    func paths() async throws {
        let service = Service()
        let token = try await service.begin(hosts: ["home"])
        #expect(try await answer("", service, path: "/update/home/\(token)/192.0.2.5") == "OK")
        #expect(try await wanted(service) == "home.dyn.example. 60 A 192.0.2.5")
    }
}

struct AcmeDNSTests {
    private let first = String(repeating: "a", count: 43)
    private let second = String(repeating: "b", count: 43)
    private let third = String(repeating: "c", count: 43)

    private func request(_ body: String, _ user: String, _ key: String) -> UpdateRequest {
        var request = UpdateRequest(method: "POST", path: "/update", userAgent: "lego", body: Array(body.utf8))
        request.apiUser = user
        request.apiKey = key
        request.sender = IPAddress(parsing: "203.0.113.9")
        return request
    }

    /// The members of an answer.
    private func members(_ text: String) -> [String: String] {
        var members: [String: String] = [:]
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        for index in stride(from: 1, to: parts.count - 2, by: 4) {
            members[String(parts[index])] = String(parts[index + 2])
        }
        return members
    }

    private func register(
        _ service: Service, _ body: String = "", authorization: String? = nil
    ) async throws -> UpdateAnswer {
        let suffix = try #require(service.rules.suffixes.first)
        let request = UpdateRequest(
            method: "POST", path: "/register", authorization: authorization,
            sender: IPAddress(parsing: "203.0.113.9"), body: Array(body.utf8))
        return await service.hosts.register(
            request, below: suffix, rules: service.rules, updates: service.updates)
    }

    @Test("Two challenges are there, and a third takes the place of the first")
    func rolling() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: [], scope: .init(managesAccount: true))
        let answer = try await register(service, authorization: basic("x", secret))
        #expect(answer.status == 201)
        let given = members(answer.body)
        let (user, key) = (try #require(given["username"]), try #require(given["password"]))
        let (label, whole) = (try #require(given["subdomain"]), try #require(given["fulldomain"]))
        #expect(whole == "\(label).dyn.example")
        let name = try DomainName(parsing: whole + ".")
        func update(_ text: String) async throws -> [String] {
            let answer = await service.updates.update(
                request("{\"subdomain\": \"\(label)\", \"txt\": \"\(text)\"}", user, key), rules: service.rules)
            #expect(answer.status == 200 && answer.body == "{\"txt\":\"\(text)\"}\n")
            let host = try await service.store.host(name)
            return host?.wanted.flatMap { $0.data.map(\.text) } ?? []
        }
        #expect(try await update(first) == ["\"\(first)\""])
        #expect(try await update(second) == ["\"\(first)\"", "\"\(second)\""])
        #expect(try await update(third) == ["\"\(second)\"", "\"\(third)\""])
        #expect(try await update(second) == ["\"\(second)\"", "\"\(third)\""])
        #expect(try await update(first) == ["\"\(first)\"", "\"\(second)\""])
    }

    @Test("What is refused, and how")
    func refusals() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"], scope: .init(managesAccount: true))
        let given = members(try await register(service, "{}", authorization: basic("x", secret)).body)
        let (user, key) = (try #require(given["username"]), try #require(given["password"]))
        let label = try #require(given["subdomain"])
        let good = "{\"subdomain\":\"\(label)\",\"txt\":\"\(first)\"}"
        for (body, user, key, status, word) in [
            (good, user, "wrong", 401, "forbidden"), (good, "other", key, 401, "forbidden"),
            (good, "", key, 401, "forbidden"), ("{", user, key, 400, "malformed_json_payload"),
            ("[]", user, key, 400, "malformed_json_payload"), (good + "x", user, key, 400, "malformed_json_payload"),
            ("{\"txt\":\"\(first)\"}", user, key, 400, "bad_subdomain"),
            ("{\"subdomain\":\"home\",\"txt\":\"\(first)\"}", user, key, 400, "bad_subdomain"),
            ("{\"subdomain\":\"\(label)\",\"txt\":\"short\"}", user, key, 400, "bad_txt"),
            ("{\"subdomain\":\"\(label)\"}", user, key, 400, "bad_txt"),
            ("{\"subdomain\":\"\(label)\",\"txt\":\"\(first.dropLast())!\"}", user, key, 400, "bad_txt"),
        ] {
            let answer = await service.updates.update(request(body, user, key), rules: service.rules)
            #expect(answer.status == status && answer.body == "{\"error\":\"\(word)\"}\n", "\(body)")
        }
        #expect(try await register(service).status == 401)
        #expect(try await register(service, authorization: basic("x", "wrong")).status == 401)
        let cidr = try await register(service, "{\"allowfrom\":[\"x\"]}", authorization: basic("x", secret))
        #expect(cidr.status == 400 && cidr.body.contains("invalid_allowfrom_cidr"))
    }

    @Test("Networks of a registration limit its token, and an open suffix lets anybody register")
    func open() async throws {
        var service = Service()
        var suffix = Service.suffix(types: [.txt])
        suffix.signUp = .anyone
        service.rules = DynamicRules(suffixes: [suffix], declared: [DomainName](), commit: "c")
        let answer = try await register(service, "{\"allowfrom\": [\"192.0.2.0/24\", \"2001:db8::/32\"]}")
        #expect(answer.status == 201)
        #expect(answer.body.contains("\"allowfrom\":[\"192.0.2.0/24\",\"2001:db8::/32\"]"))
        let given = members(answer.body)
        let body = "{\"subdomain\":\"\(given["subdomain"] ?? "")\",\"txt\":\"\(first)\"}"
        var request = request(body, given["username"] ?? "", given["password"] ?? "")
        #expect(await service.updates.update(request, rules: service.rules).status == 401)
        request.sender = IPAddress(parsing: "192.0.2.77")
        #expect(await service.updates.update(request, rules: service.rules).status == 200)
        var last = 0
        for _ in 0..<6 { last = try await register(service).status }
        #expect(last == 429)
    }
}
