import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@Suite("What is refused over the wire")
struct RefusalTests {
    /// What each protocol answers to an update of a host's address, or of a challenge for acme-dns.
    private struct Answers {
        var dyndns: String
        var duck: String
        var acme: Int
        var api: Int
    }

    private func answers(_ site: LiveSite, _ secret: String, host: String) async throws -> Answers {
        let name = "\(host).dyn.example"
        let dyndns = try await site.request(
            "GET", "/nic/update?hostname=\(name)&myip=203.0.113.7", [site.basic(secret)])
        let duck = try await site.request("GET", "/update?domains=\(name)&token=\(secret)&ip=203.0.113.8")
        let acme = try await site.request(
            "POST", "/update", ["X-Api-User: nobody", "X-Api-Key: \(secret)"],
            body: "{\"subdomain\":\"\(host)\",\"txt\":\"\(String(repeating: "A", count: 43))\"}")
        let api = try await site.api(
            "PUT", "/hosts/\(name)/records/@/A", token: secret, body: "{\"values\":[\"203.0.113.9\"]}")
        return Answers(dyndns: dyndns.body, duck: duck.body, acme: acme.status, api: api.status)
    }

    private func check(_ site: LiveSite, _ secret: String, host: String, _ dyndns: String, api: Int) async throws {
        let answers = try await answers(site, secret, host: host)
        #expect(answers.dyndns == dyndns + "\n")
        #expect(answers.duck == "KO")
        #expect([400, 401].contains(answers.acme))
        #expect(answers.api == api)
        #expect(try await site.store.host(DomainName(stringLiteral: "\(host).dyn.example."))?.wanted.isEmpty != false)
    }

    @Test("A token that is wrong, or good for other hosts, types or networks, changes nothing by any protocol")
    func scopes() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        _ = try await site.api("POST", "/hosts", body: "{\"name\":\"nas\"}")
        try await check(site, "wrong", host: "home", "badauth", api: 401)
        try await check(site, site.token + "x", host: "home", "badauth", api: 401)
        try await check(site, site.token.uppercased(), host: "home", "badauth", api: 401)
        try await check(site, site.token, host: "nas", "nohost", api: 404)
        try await check(site, try await site.token(types: [.txt]), host: "home", "dnserr", api: 422)
        try await check(
            site, try await site.token(from: ["198.51.100.0/24", "::1"]), host: "home", "badauth", api: 401)
        try await check(site, try await site.token(hosts: []), host: "home", "nohost", api: 404)
        let revoked = try await site.token()
        let all = try await site.store.tokens(of: AccountID("a1"))
        let last = try #require(all.first { $0.hash == SecretHash(of: revoked) })
        #expect(try await site.api("DELETE", "/tokens/\(last.id.text)").status == 204)
        try await check(site, revoked, host: "home", "badauth", api: 401)
    }

    @Test("Another's host can't be seen, changed, deleted or claimed, and no answer says that it is there")
    func anothers() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        let stranger = try await site.stranger()
        try await check(site, stranger, host: "home", "nohost", api: 404)
        for path in ["", "/records", "/events", "/changes/1", "/records/@/A"] {
            for name in ["theirs", "nobody"] {
                let answer = try await site.api("GET", "/hosts/\(name).dyn.example\(path)")
                #expect((answer.status, answer.problem) == (404, "not-found"), "\(name)\(path)")
            }
        }
        #expect(try await site.api("DELETE", "/hosts/theirs.dyn.example").status == 404)
        #expect(try await site.api("DELETE", "/hosts/theirs.dyn.example/records/@/A").status == 404)
        let claim = try await site.api("POST", "/hosts", body: "{\"name\":\"theirs\"}")
        #expect((claim.status, claim.problem) == (409, "host-taken"))
        let token = "{\"label\":\"x\",\"hosts\":[\"theirs.dyn.example\"]}"
        #expect(try await site.api("POST", "/tokens", body: token).status == 422)
        let own = try #require(try await site.store.tokens(of: AccountID("a1")).first)
        #expect(try await site.api("DELETE", "/tokens/\(own.id.text)", token: stranger).status == 404)
        #expect(try await !site.api("GET", "/hosts").body.contains("theirs"))
        #expect(try await !site.api("GET", "/events").body.contains("theirs"))
        #expect(try await site.store.host("theirs.dyn.example.")?.isLeaving == false)
    }

    @Test("A name that nobody can have is refused with the rule's id, and an account has no more hosts than it may")
    func names() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        for (name, reason) in [
            ("admin", "name-reserved"), ("my-paypal", "name-forbidden"), ("раура1", "name-mixed-scripts"),
            ("-a", "name-hyphen"), ("a_b", "name-underscore"), ("ab--cd", "name-hyphens-inside"),
        ] {
            let answer = try await site.api("POST", "/hosts", body: "{\"name\":\"\(name)\"}")
            #expect((answer.status, answer.problem) == (422, "name-refused"), "\(name)")
            #expect((answer.members["reason"] as? String)?.hasPrefix("name-") == true)
            if reason != "name-mixed-scripts" { #expect(answer.members["reason"] as? String == reason) }
        }
        for name in ["b", "c", "d", "e"] {
            #expect(try await site.api("POST", "/hosts", body: "{\"name\":\"\(name)\"}").status == 201)
        }
        let full = try await site.api("POST", "/hosts", body: "{\"name\":\"f\"}")
        #expect((full.status, full.problem) == (403, "too-many-hosts"))
    }

    @Test("A token that only updates manages nothing")
    func updatesOnly() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        for (method, path, body) in [
            ("GET", "/account", ""), ("GET", "/tokens", ""), ("GET", "/events", ""),
            ("POST", "/hosts", "{\"name\":\"x\"}"), ("POST", "/tokens", "{\"label\":\"x\"}"),
            ("DELETE", "/tokens/x", ""), ("DELETE", "/hosts/home.dyn.example", ""),
        ] {
            let answer = try await site.api(method, path, token: site.token, body: body)
            #expect((answer.status, answer.problem) == (403, "token-scope"), "\(method) \(path)")
        }
        #expect(try await site.request("POST", "/register", [site.basic(site.token)]).status == 403)
        #expect(try await site.store.tokens(of: AccountID("a1")).count == 2)
    }

    @Test("Credentials count only where they belong: no cookie, query or other header field opens the API")
    func credentials() async throws {
        let site = try await LiveSite()
        for field in [
            "Cookie: token=\(site.manager)", "X-Api-Key: \(site.manager)", "Authorization: \(site.manager)",
            "Proxy-Authorization: Bearer \(site.manager)", "Authorization: Bearer", "Authorization: Negotiate abc",
        ] {
            let answer = try await site.request("GET", "/api/v1/hosts?token=\(site.manager)", [field])
            #expect((answer.status, answer.problem) == (401, "no-credentials"), "\(field)")
            #expect(answer.field("WWW-Authenticate")?.hasPrefix("Bearer ") == true)
        }
    }

    @Test("Tricks with paths and header fields lead nowhere")
    func tricks() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        for path in [
            "/api/v1/hosts/..%2ftokens", "/api/v1/hosts/%2e%2e/tokens", "/api/v1/hosts/../tokens",
            "/api/v1/hosts/home.dyn.example%00", "/api/v1/hosts/home.dyn.example%2frecords", "/api/v1/hosts/%zz",
            "/api/v1/hosts/%ff", "/api/v1/hosts/home.dyn.example/records/%40%00/A", "/API/v1/hosts",
            "/api/v1/hosts;a=b", "/nic/update/../../healthz", "/api/v1/tokens/%2e%2e%2fhosts",
        ] {
            let answer = try await site.request("GET", path, ["Authorization: Bearer \(site.manager)"])
            #expect([400, 404, 405].contains(answer.status), "\(path) \(answer.status)")
            #expect(answer.problem != nil, "\(path)")
        }
        for field in [
            "X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE", "X-Original-URL: /api/v1/tokens",
            "X-Rewrite-URL: /api/v1/tokens", "X-Forwarded-Host: evil.example", "Forwarded: for=203.0.113.1",
            "X-Forwarded-Prefix: /evil",
        ] {
            let answer = try await site.api("GET", "/hosts/home.dyn.example", [field])
            #expect(answer.status == 200)
            #expect(answer.members["name"] as? String == "home.dyn.example")
            #expect(!answer.head.contains("evil"))
        }
        #expect(try await site.store.host("home.dyn.example.")?.isLeaving == false)
    }

    @Test("A body that is too long is refused by each route that reads one")
    func bodies() async throws {
        let site = try await LiveSite()
        let long = "{\"name\":\"" + String(repeating: "x", count: 70_000) + "\"}"
        for (method, path) in [
            ("POST", "/hosts"), ("POST", "/tokens"), ("PUT", "/hosts/home.dyn.example/records"),
            ("PUT", "/hosts/home.dyn.example/records/@/A"),
        ] {
            let answer = try await site.api(method, path, body: long)
            #expect(answer.status == 413 || answer.status == 0)
            if answer.status == 413 { #expect(answer.problem == "too-large") }
        }
        let path = try await site.api("GET", "/hosts?cursor=" + String(repeating: "x", count: 5_000))
        #expect((path.status, path.problem) == (414, "path-too-long"))
        for body in ["[", "[]", "null", "{\"name\":null}", String(repeating: "[", count: 30_000), "\u{FEFF}{}", ""] {
            #expect(try await site.api("POST", "/hosts", body: body).status == 400, "\(body.prefix(20))")
        }
    }

    static let nasty = [
        "' OR '1'='1", "'; DROP TABLE hosts; --", "\" OR 1=1 --", "<script>alert(1)</script>", "<img src=x onerror=y>",
        "../../etc/passwd", "{{7*7}}", "${7*7}", "%00", "\u{202E}gnp", "a\r\nSet-Cookie: x=y", "\0", "𝕏", "'", "%",
        "_%",
    ]

    @Test("SQL and HTML in any field is text and nothing else", arguments: nasty)
    func injections(_ text: String) async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        let inQuery = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let json = try #require(String(data: try JSONEncoder().encode(text), encoding: .utf8))
        let visible = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F } ? text : "x"
        let basic = "Authorization: Basic " + Data("\(text):\(text)".utf8).base64EncodedString()
        var answers: [LiveResponse] = []
        for path in [
            "/nic/update?hostname=\(inQuery)", "/nic/update?hostname=home.dyn.example&myip=\(inQuery)",
            "/nic/update?hostname=home.dyn.example&myipv6=\(inQuery)&system=\(inQuery)",
        ] {
            answers.append(try await site.request("GET", path, [site.basic(site.token)]))
        }
        answers.append(try await site.request("GET", "/nic/update?hostname=home.dyn.example", [basic]))
        for path in [
            "/update?domains=\(inQuery)&token=\(site.token)", "/update?domains=home&token=\(inQuery)",
            "/update?domains=home&token=\(site.token)&ip=\(inQuery)",
            "/update?domains=home&token=\(site.token)&ipv6=\(inQuery)", "/update/\(inQuery)/\(inQuery)/\(inQuery)",
            "/api/v1/problems/\(inQuery)", "/?x=\(inQuery)", "/\(inQuery)", "/checkip?\(inQuery)=\(inQuery)",
        ] {
            answers.append(try await site.request("GET", path))
        }
        answers.append(
            try await site.request(
                "POST", "/update", ["X-Api-User: \(visible)", "X-Api-Key: \(site.token)"],
                body: "{\"subdomain\":\(json),\"txt\":\(json)}"))
        for path in [
            "/hosts?cursor=\(inQuery)", "/hosts?limit=\(inQuery)", "/events?cursor=\(inQuery)",
            "/tokens?cursor=\(inQuery)", "/hosts/\(inQuery)", "/hosts/home.dyn.example/changes/\(inQuery)",
            "/hosts/home.dyn.example/records/\(inQuery)/\(inQuery)",
        ] {
            answers.append(try await site.api("GET", path))
        }
        answers.append(try await site.api("DELETE", "/tokens/\(inQuery)"))
        answers.append(try await site.api("POST", "/hosts", body: "{\"name\":\(json),\"suffix\":\(json)}"))
        answers.append(try await site.api("POST", "/hosts", body: "{\"name\":\(json)}"))
        answers.append(
            try await site.api("POST", "/tokens", body: "{\"label\":\"x\",\"hosts\":[\(json)]}"))
        answers.append(
            try await site.api("POST", "/tokens", body: "{\"label\":\"x\",\"types\":[\(json)],\"sources\":[\(json)]}"))
        answers.append(
            try await site.api("PUT", "/hosts/home.dyn.example/records/@/A", body: "{\"values\":[\(json)]}"))
        for answer in answers {
            #expect(answer.status < 500)
            #expect(!answer.head.contains("Set-Cookie"))
            #expect(!answer.body.contains("<script") || answer.field("Content-Type")?.contains("html") == false)
        }
        // What may be any text is given back as it was, or cut, and is no markup where a browser reads it.
        let label = try await site.api(
            "POST", "/tokens", ["User-Agent: \(visible)", "Idempotency-Key: \(UUID().uuidString)"],
            body: "{\"label\":\(json)}")
        #expect(label.status == 201)
        #expect(label.field("Content-Type") == "application/json")
        #expect(label.field("X-Content-Type-Options") == "nosniff")
        #expect(try await !site.request("GET", "/").body.contains("<script"))
        #expect(try await site.store.hosts(of: AccountID("a1"), after: nil, limit: 9).count == 1)
        #expect(try await site.store.host("home.dyn.example.")?.owner == AccountID("a1"))
    }
}
