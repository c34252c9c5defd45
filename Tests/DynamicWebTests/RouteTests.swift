import Foundation
import Testing

@Suite("What the service answers")
struct RouteTests {
    @Test("An update is answered with its code, again with 'nochg', and the API shows it as pending")
    func update() async throws {
        let site = try await LiveSite()
        let path = "/nic/update?hostname=home.dyn.example&myip=203.0.113.7"
        for (secret, status, body) in [
            (site.token, 200, "good 203.0.113.7\n"), (site.token, 200, "nochg 203.0.113.7\n"),
            ("wrong", 401, "badauth\n"),
        ] {
            let response = try await site.request("GET", path, [site.basic(secret)])
            #expect(response.status == status)
            #expect(response.body == body)
            #expect(response.field("Content-Length") == "\(body.utf8.count)")
        }
        #expect(try await site.request("GET", path).field("WWW-Authenticate")?.hasPrefix("Basic ") == true)
        let host = try await site.request(
            "GET", "/api/v1/hosts/home.dyn.example", ["Authorization: Bearer \(site.manager)"])
        #expect(host.status == 200)
        #expect(host.body.contains("\"203.0.113.7\""))
        #expect(host.body.contains("\"PENDING\""))
        let events = try await site.request("GET", "/api/v1/events?limit=1", ["Authorization: Bearer \(site.manager)"])
        #expect(events.body.contains("host-updated"))
    }

    @Test("DuckDNS and a form in the body are understood")
    func otherProtocols() async throws {
        let site = try await LiveSite()
        let duck = try await site.request("GET", "/update?domains=home&token=\(site.token)&ip=203.0.113.8")
        #expect(duck.body == "OK")
        let inPath = try await site.request("GET", "/update/home/\(site.token)/203.0.113.9")
        #expect(inPath.body == "OK")
        let form = try await site.request(
            "POST", "/nic/update", [site.basic(site.token), "Content-Type: application/x-www-form-urlencoded"],
            body: "hostname=home.dyn.example&myip=203.0.113.10")
        #expect(form.body == "good 203.0.113.10\n")
    }

    @Test("acme-dns: a registration gives credentials that write a challenge at their own name, and nowhere else")
    func acme() async throws {
        let site = try await LiveSite()
        #expect(try await site.request("POST", "/register").status == 401)
        let made = try await site.request("POST", "/register", ["Authorization: Bearer \(site.manager)"])
        #expect(made.status == 201)
        let members = try #require(
            try JSONSerialization.jsonObject(with: Data(made.body.utf8)) as? [String: Any])
        let user = try #require(members["username"] as? String)
        let key = try #require(members["password"] as? String)
        let own = try #require(members["subdomain"] as? String)
        let challenge = String(repeating: "A", count: 43)
        for (name, status) in [(own, 200), ("home", 400)] {
            let response = try await site.request(
                "POST", "/update", ["X-Api-User: \(user)", "X-Api-Key: \(key)", "Content-Type: application/json"],
                body: "{\"subdomain\": \"\(name)\", \"txt\": \"\(challenge)\"}")
            #expect(response.status == status)
        }
    }

    @Test("The API: a host is claimed, has records and tokens, and goes; each refusal says what is wrong")
    func api() async throws {
        let site = try await LiveSite()
        let manager = "Authorization: Bearer \(site.manager)"
        func call(_ method: String, _ path: String, _ body: String = "") async throws -> (Int, String) {
            let response = try await site.request(method, "/api/v1" + path, [manager], body: body)
            return (response.status, response.body)
        }
        #expect(try await call("POST", "/hosts", "{\"name\": \"second\"}").0 == 201)
        #expect(try await call("POST", "/hosts", "{\"name\": \"second\"}").0 == 409)
        #expect(try await call("POST", "/hosts", "{\"name\": \"a.b.other\"}").0 == 422)
        #expect(try await call("POST", "/hosts", "{\"nam\": 1}").1.contains("has no 'name'"))
        #expect(try await call("POST", "/hosts", "{").0 == 400)
        let records =
            "{\"records\": [{\"name\": \"second.dyn.example\", \"type\": \"TXT\", \"values\": [\"\\\"hello\\\"\"]}]}"
        #expect(try await call("PUT", "/hosts/second.dyn.example/records", records).0 == 200)
        let mail = records.replacingOccurrences(of: "TXT", with: "MX")
        #expect(try await call("PUT", "/hosts/second.dyn.example/records", mail).0 == 422)
        #expect(try await call("GET", "/hosts?limit=1").1.contains("\"next\":\"home.dyn.example\""))
        #expect(try await call("GET", "/hosts?limit=0").0 == 400)
        #expect(try await call("DELETE", "/hosts/second.dyn.example").0 == 202)
        #expect(try await call("GET", "/hosts/nobody.dyn.example").0 == 404)
        let token = try await call("POST", "/tokens", "{\"label\": \"<b>\", \"sources\": [\"192.0.2.0/24\"]}")
        #expect(token.0 == 201)
        #expect(try await call("POST", "/tokens", "{\"label\": \"x\", \"sources\": [\"192.0.2.1/24\"]}").0 == 422)
        #expect(try await !call("GET", "/tokens").1.contains("secret"))
        let problem = try await site.request("GET", "/api/v1/tokens", ["Authorization: Bearer \(site.token)"])
        #expect(problem.status == 403)
        #expect(problem.field("Content-Type") == "application/problem+json")
        #expect(try await site.request("GET", "/api/v1/hosts").field("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    @Test("Where a request came from is what a trusted proxy says, and nobody else")
    func forwarded() async throws {
        let plain = try await LiveSite()
        let spoofed = try await plain.request("GET", "/checkip", ["X-Forwarded-For: 203.0.113.1"])
        #expect(spoofed.body == "127.0.0.1\n")
        let trusting = try await LiveSite(proxies: ["127.0.0.0/8", "10.0.0.0/8"])
        for (list, sender) in [
            ("203.0.113.1", "203.0.113.1"), ("198.51.100.9, 203.0.113.1", "203.0.113.1"),
            ("203.0.113.1, 10.1.2.3", "203.0.113.1"), ("[2001:db8::1]:443", "2001:db8::1"),
            ("203.0.113.1:8080", "203.0.113.1"),
        ] {
            #expect(try await trusting.request("GET", "/checkip", ["X-Forwarded-For: \(list)"]).body == "\(sender)\n")
        }
        let split = try await trusting.request(
            "GET", "/checkip", ["X-Forwarded-For: 198.51.100.9", "X-Forwarded-For: 203.0.113.1"])
        #expect(split.body == "203.0.113.1\n")
        #expect(try await trusting.request("GET", "/checkip", ["X-Forwarded-For: nonsense"]).status == 500)
        #expect(try await trusting.request("GET", "/metrics", ["X-Forwarded-For: 203.0.113.1"]).status == 403)
    }

    @Test("Health and numbers are there, and what is not there is said as a problem")
    func health() async throws {
        let site = try await LiveSite()
        #expect(try await site.request("GET", "/healthz").body == "ok\n")
        #expect(try await site.request("GET", "/readyz").body == "ok\n")
        let numbers = try await site.request("GET", "/metrics").body
        #expect(numbers.contains("gate53d_http_requests_total{route=\"/healthz\",status=\"200\"} 1\n"))
        let missing = try await site.request("GET", "/nothing")
        #expect(missing.status == 404)
        #expect(missing.field("Content-Type") == "application/problem+json")
        #expect(missing.field("X-Content-Type-Options") == "nosniff")
    }

    @Test("The first page says below which domain hosts are, and has no script")
    func firstPage() async throws {
        let site = try await LiveSite()
        let page = try await site.request("GET", "/")
        #expect(page.status == 200)
        #expect(page.body.contains("<code>dyn.example</code>"))
        #expect(!page.body.contains("<script"))
        #expect(page.field("Content-Security-Policy")?.contains("default-src 'none'") == true)
    }

    @Test(
        "A path has one spelling: no other one leads anywhere",
        arguments: [
            "/x/../metrics", "/./metrics", "/nic/../metrics", "/%2e%2e/metrics", "/metrics%2f", "/nic%2fupdate",
            "/metrics;x=y", "/METRICS", "/metrics%00", "/nic//update/..", "/api/v1/%2e%2e/%2e%2e/metrics",
            "/api/v1/hosts/..%2f..%2f..%2fmetrics",
        ])
    func paths(_ path: String) async throws {
        let site = try await LiveSite()
        let response = try await site.request("GET", path, ["Authorization: Bearer \(site.manager)"])
        #expect([400, 404, 422].contains(response.status), "\(response.status) \(response.body)")
        #expect(!response.body.contains("gate53d_http_requests_total"))
    }

    @Test("Whoever guesses credentials is held up by where he is, whatever X-Forwarded-For he writes")
    func guessing() async throws {
        let site = try await LiveSite()
        var answers: [String] = []
        for number in 0..<30 {
            let response = try await site.request(
                "GET", "/nic/update?hostname=home.dyn.example&myip=192.0.2.1",
                [site.basic("guess-\(number)"), "X-Forwarded-For: 198.51.100.\(number)"])
            answers.append(response.body)
        }
        #expect(answers.prefix(10).allSatisfy { $0 == "badauth\n" })
        #expect(answers.last != "badauth\n")
        let right = try await site.request(
            "GET", "/nic/update?hostname=home.dyn.example&myip=192.0.2.1",
            [site.basic(site.token), "X-Forwarded-For: 198.51.100.200"])
        #expect(right.body == answers.last)
    }
}
