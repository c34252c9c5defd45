import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@Suite("The REST API")
struct APITests {
    @Test("A request that comes twice under one key is carried out once, and is answered the same")
    func idempotency() async throws {
        let site = try await LiveSite()
        let host = "{\"name\":\"second\"}"
        let first = try await site.api("POST", "/hosts", ["Idempotency-Key: k1"], body: host)
        #expect(first.status == 201)
        let again = try await site.api("POST", "/hosts", ["Idempotency-Key: k1"], body: host)
        #expect((again.status, again.body) == (201, first.body))
        #expect(again.field("Location") == "/api/v1/hosts/second.dyn.example")
        let other = try await site.api("POST", "/hosts", ["Idempotency-Key: k1"], body: "{\"name\":\"third\"}")
        #expect((other.status, other.problem) == (422, "key-reused"))
        // With the same key by another token it is another request: whose secret would it be?
        let more = try await site.token(manages: true)
        #expect(try await site.api("POST", "/hosts", token: more, ["Idempotency-Key: k1"], body: host).status == 422)
        // What was refused was not done, and may be tried again.
        let refused = "{\"name\":\"admin\"}"
        for _ in 0..<2 {
            let answer = try await site.api("POST", "/hosts", ["Idempotency-Key: k2"], body: refused)
            #expect((answer.status, answer.problem) == (422, "name-refused"))
        }
        for key in ["", "a b", String(repeating: "k", count: 256)] {
            #expect(try await site.api("POST", "/hosts", ["Idempotency-Key: \(key)"], body: host).status == 400)
        }
    }

    @Test("A token that is made twice under one key is one token with one secret, which no store has")
    func idempotentSecret() async throws {
        let site = try await LiveSite()
        let wanted = "{\"label\":\"\\\"secret\\\":\\\"\\\"\"}"
        let first = try await site.api("POST", "/tokens", ["Idempotency-Key: t1"], body: wanted)
        let again = try await site.api("POST", "/tokens", ["Idempotency-Key: t1"], body: wanted)
        #expect(first.status == 201)
        #expect(again.body == first.body)
        let secret = try #require(first.members["secret"] as? String)
        #expect(secret.hasPrefix("g53_"))
        #expect(try await site.api("GET", "/hosts", token: secret).status == 200)
        #expect(
            try await site.api("POST", "/tokens", ["Idempotency-Key: t2"], body: wanted).members["secret"] as? String
                != secret)
        for name in try FileManager.default.contentsOfDirectory(atPath: site.folder) {
            let octets = try Data(contentsOf: URL(fileURLWithPath: site.folder + "/" + name))
            #expect(octets.range(of: Data(secret.utf8)) == nil)
        }
    }

    @Test("Who names the ETag that they have seen changes nothing that was changed since")
    func conditions() async throws {
        let site = try await LiveSite()
        let path = "/hosts/home.dyn.example/records"
        let set = path + "/@/A"
        let empty = try await site.api("GET", path)
        let tag = try #require(empty.field("ETag"))
        #expect(try await site.api("GET", path, ["If-None-Match: W/\(tag)"]).status == 304)
        #expect(try await site.api("GET", set).status == 404)
        let values = "{\"values\":[\"192.0.2.1\"]}"
        let first = try await site.api("PUT", set, ["If-Match: \(tag)"], body: values)
        #expect(first.status == 200)
        let next = try #require(first.field("ETag"))
        #expect(next != tag)
        let late = try await site.api("PUT", set, ["If-Match: \(tag)"], body: "{\"values\":[\"192.0.2.2\"]}")
        #expect((late.status, late.problem) == (412, "other-version"))
        #expect(try await site.api("DELETE", set, ["If-Match: \(tag), W/\(next)"]).status == 412)
        #expect(try await site.api("PUT", path, ["If-Match: \"x\""], body: "{\"records\":[]}").status == 412)
        #expect(try await site.api("PUT", path, ["If-Match: x"], body: "{\"records\":[]}").status == 400)
        #expect(try await site.api("GET", set).members["values"] as? [String] == ["192.0.2.1"])
        #expect(try await site.api("GET", path, ["If-None-Match: \(tag)"]).status == 200)
        #expect(try await site.api("DELETE", set, ["If-Match: \(tag), \(next)"]).status == 204)
        #expect(try await site.api("DELETE", set, ["If-Match: *"]).status == 204)
        #expect(try await site.api("GET", set).status == 404)
    }

    @Test("One record set is set and deleted, and the others stay")
    func oneSet() async throws {
        let site = try await LiveSite()
        let path = "/hosts/home.dyn.example/records"
        #expect(try await site.api("PUT", path + "/@/AAAA", body: "{\"values\":[\"2001:db8::1\"]}").status == 200)
        #expect(try await site.api("PUT", path + "/@/A", body: "{\"values\":[\"192.0.2.1\"]}").status == 200)
        let challenge = path + "/_acme-challenge/TXT"
        #expect(try await site.api("PUT", challenge, body: "{\"values\":[\"\\\"abc\\\"\"]}").status == 200)
        #expect(try await site.api("DELETE", path + "/@/A").status == 204)
        let all = try await site.api("GET", path)
        #expect((all.members["records"] as? [Any])?.count == 2)
        #expect(all.members["change"] as? Int == 4)
        for (place, body, status) in [
            ("/@/MX", "{\"values\":[\"10 mail.example.\"]}", 422), ("/@/NOPE", "{\"values\":[\"x\"]}", 422),
            ("/www/A", "{\"values\":[\"192.0.2.1\"]}", 404), ("/@/A", "{\"values\":[]}", 422),
            ("/_acme-challenge/A", "{\"values\":[\"192.0.2.1\"]}", 422), ("/@/A", "{\"values\":[\"224.0.0.1\"]}", 422),
            ("/@/A", "{\"values\":[1]}", 400), ("/@/A", "{\"values\":[\"nonsense\"]}", 422),
        ] {
            #expect(try await site.api("PUT", path + place, body: body).status == status, "\(place) \(body)")
        }
    }

    @Test("A change is pending until it is served everywhere, and an older one is superseded")
    func changes() async throws {
        let site = try await LiveSite()
        let host = "/hosts/home.dyn.example"
        #expect(try await site.api("GET", host + "/changes/1").status == 404)
        for number in 1...2 {
            _ = try await site.api("PUT", host + "/records/@/A", body: "{\"values\":[\"192.0.2.\(number)\"]}")
        }
        #expect(try await site.api("GET", host + "/changes/1").members["status"] as? String == "SUPERSEDED")
        #expect(try await site.api("GET", host + "/changes/2").members["status"] as? String == "PENDING")
        for number in ["0", "3", "-1", "x", "99999999999999999999"] {
            #expect(try await site.api("GET", host + "/changes/\(number)").status == 404)
        }
        let now = LiveSite.RealClock().now
        let lease = try #require(try await site.store.lease(zone: "example.", holder: "t", now: now, seconds: 60))
        let stored = try #require(try await site.store.host("home.dyn.example."))
        let write = HostWrite(generation: 2, sets: stored.wanted)
        try await site.store.settle(
            [stored.name: .written(write, unsureUntil: nil)],
            change: WrittenChange(id: "C1", at: now, isServed: true), lease: lease, events: [])
        #expect(try await site.api("GET", host + "/changes/2").members["status"] as? String == "INSYNC")
        #expect(try await site.api("GET", "/changes").body.contains("\"INSYNC\""))
    }

    @Test("Every list is read to its end by its links, each item once")
    func pages() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        for name in ["b", "c", "d"] { _ = try await site.api("POST", "/hosts", body: "{\"name\":\"\(name)\"}") }
        _ = try await site.api("PUT", "/hosts/b.dyn.example/records/@/A", body: "{\"values\":[\"192.0.2.1\"]}")
        for (path, key, count) in [
            ("/hosts", "name", 4), ("/tokens", "id", 2), ("/events", "number", 8), ("/changes", "host", 1),
            ("/hosts/b.dyn.example/events", "number", 2),
        ] {
            for limit in [1, 2, 500] {
                var next: String? = "/api/v1\(path)?limit=\(limit)"
                var seen: [String] = []
                while let place = next, seen.count < 100 {
                    let page = try await site.request("GET", place, ["Authorization: Bearer \(site.manager)"])
                    #expect(page.status == 200)
                    let items = page.members["items"] as? [[String: Any]] ?? []
                    #expect(items.count <= limit)
                    seen += items.map { "\($0[key] ?? "none")" }
                    next = page.members["next"] as? String
                    #expect(page.field("Link") == next.map { "<\($0)>; rel=\"next\"" })
                }
                #expect(seen.count == count, "\(path) by \(limit)")
                #expect(Set(seen).count == count)
            }
        }
        for query in ["limit=0", "limit=501", "limit=x", "limit=%", "cursor=..", "limit=1&cursor=%ff"] {
            #expect(try await site.api("GET", "/hosts?\(query)").status == 400, "\(query)")
        }
        #expect(try await site.api("GET", "/events?cursor=x").status == 400)
        #expect(try await site.api("GET", "/tokens?cursor=x").status == 400)
    }

    @Test("No token makes, revokes or claims more than it may itself")
    func noMoreThanItself() async throws {
        let site = try await LiveSite()
        let narrow = try await site.token(
            hosts: ["home.dyn.example."], types: [.txt], from: ["127.0.0.0/8"], manages: true)
        for body in [
            "{\"label\":\"x\"}", "{\"label\":\"x\",\"hosts\":[\"home.dyn.example\"]}",
            "{\"label\":\"x\",\"hosts\":[\"home.dyn.example\"],\"types\":[\"A\"],\"sources\":[\"127.0.0.1\"]}",
            "{\"label\":\"x\",\"hosts\":[\"home.dyn.example\"],\"types\":[\"TXT\"],\"sources\":[\"126.0.0.0/7\"]}",
        ] {
            let answer = try await site.api("POST", "/tokens", token: narrow, body: body)
            #expect((answer.status, answer.problem) == (403, "token-scope"), "\(body)")
        }
        let less = "{\"label\":\"x\",\"hosts\":[\"home.dyn.example\"],\"types\":[\"TXT\"],\"sources\":[\"127.0.0.1\"]}"
        #expect(try await site.api("POST", "/tokens", token: narrow, body: less).status == 201)
        #expect(try await site.api("POST", "/hosts", token: narrow, body: "{\"name\":\"x\"}").status == 403)
        let tokens = try await site.store.tokens(of: AccountID("a1"))
        let all = try #require(tokens.first { $0.label == "all" })
        #expect(try await site.api("DELETE", "/tokens/\(all.id.text)", token: narrow).status == 403)
        #expect(try await site.api("DELETE", "/tokens/\(all.id.text)").status == 204)
        let gone = try await site.api("GET", "/hosts")
        #expect((gone.status, gone.problem) == (401, "bad-token"))
    }

    @Test("Too many requests are told when to come again; what is not there is told apart from what is not allowed")
    func answers() async throws {
        var rates = RateLimits.Settings()
        rates.token = RateLimits.Limit(burst: 2, perMinute: 1)
        let site = try await LiveSite(rates: rates)
        for _ in 0..<2 { #expect(try await site.api("GET", "/account").status == 200) }
        let limited = try await site.api("GET", "/account")
        #expect((limited.status, limited.problem) == (429, "too-many-requests"))
        #expect(limited.field("Retry-After").flatMap { Int($0) }.map { (1...60).contains($0) } == true)
        let method = try await site.api("PATCH", "/hosts/home.dyn.example")
        #expect((method.status, method.problem) == (405, "method-not-allowed"))
        #expect(method.field("Allow") == "DELETE, GET, HEAD")
        #expect(try await site.api("GET", "/nothing").problem == "not-found")
        let meaning = try await site.request("GET", "/api/v1/problems/too-many-requests")
        #expect(meaning.members["id"] as? String == "too-many-requests")
        #expect(try await site.request("GET", "/api/v1/problems/nonsense").status == 404)
    }
}
