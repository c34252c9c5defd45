import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@testable import DynamicWeb

@Suite("What pages do")
struct PageRouteTests {
    static func signedIn(
        _ role: Account.Role = .user, pages change: (inout PagePorts) -> Void = { _ in }
    ) async throws -> PageBrowser {
        let browser = PageBrowser(try await LiveSite(pages: change))
        try await browser.signIn(role)
        return browser
    }

    @Test("From an invitation to a line that updates a host")
    func wholeWay() async throws {
        let site = try await LiveSite()
        let browser = PageBrowser(site)
        let welcome = try await browser.signIn(name: "<b>Bea</b>")
        #expect(welcome.heading == "Your account")
        #expect(welcome.body.contains("Welcome, &lt;b&gt;Bea&lt;/b&gt;."))
        #expect(welcome.field("Cache-Control") == "no-store")
        let claimed = try await browser.post("/hosts", ["name": "camera", "suffix": "dyn.example"])
        #expect(claimed.status == 303)
        #expect(claimed.field("Location") == "/hosts/camera.dyn.example?done=claimed")
        let host = try await browser.get("/hosts/camera.dyn.example?done=claimed")
        #expect(host.body.contains("The host is yours."))
        let made = try await browser.post(
            "/hosts/camera.dyn.example/tokens", ["label": "cron", "types": "A", "sources": "127.0.0.0/8"])
        let secret = try #require(made.body.firstMatch(of: /id="token">(g53_[a-z2-7]{32})</)?.1)
        #expect(
            made.body.contains(
                "curl -fsS -u host:\(secret) &#39;http://127.0.0.1/nic/update?hostname=camera.dyn.example&#39;"))
        let update = try await site.request(
            "GET", "/nic/update?hostname=camera.dyn.example&myip=203.0.113.7", [site.basic(String(secret))])
        #expect(update.body == "good 203.0.113.7\n")
        let list = try await browser.get("/hosts")
        #expect(list.body.contains("<code>203.0.113.7</code>") && list.body.contains("by test/1"))
        #expect(list.body.contains("On its way to DNS (PENDING)"))
        #expect(!list.body.contains(String(secret)))
        let history = try await browser.get("/hosts/camera.dyn.example/history")
        #expect(history.body.contains("<ins>camera.dyn.example. 60 A 203.0.113.7</ins>"))
        #expect(history.body.contains("token &#39;cron&#39;"))
    }

    @Test("A form that no page of this session showed does nothing")
    func forgery() async throws {
        let browser = try await Self.signedIn()
        let other = PageBrowser(browser.site)
        try await other.signIn()
        try await browser.get("/hosts")
        let form = ["name": "camera", "suffix": "dyn.example"]
        for (key, more) in [
            ("", []), ("0", []), (other.formKey, []), (browser.formKey, ["Origin: https://evil.example"]),
            (browser.formKey, ["Origin: null"]), (browser.formKey, ["Sec-Fetch-Site: cross-site"]),
            (browser.formKey, ["Sec-Fetch-Site: same-site", "Origin: http://127.0.0.1"]),
        ] as [(String, [String])] {
            let response = try await browser.post("/hosts", form, key: key, more)
            #expect(response.status == 403, "\(more)")
            #expect(response.body.contains("nothing was done"))
        }
        #expect(try await browser.site.store.host("camera.dyn.example.") == nil)
        let own = try await browser.post(
            "/hosts", form, ["Sec-Fetch-Site: same-origin", "Origin: http://127.0.0.1"])
        #expect(own.status == 303)
        let text = try await browser.site.request(
            "POST", "/hosts", ["Content-Type: text/plain"], body: "form-key=\(browser.formKey)&name=x")
        #expect(text.status == 415)
    }

    @Test("A session ends by signing out, everywhere at once, by time, and by nobody else's cookie")
    func sessions() async throws {
        let browser = try await Self.signedIn()
        let cookie = try #require(browser.cookies["gate53"])
        #expect(try await browser.get("/hosts").status == 200)
        let second = PageBrowser(browser.site)
        second.cookies = browser.cookies
        #expect(try await second.get("/hosts").status == 200)
        let out = try await browser.post("/sign-out")
        #expect(out.cookies.contains { $0.hasPrefix("gate53=;") && $0.contains("Max-Age=0") })
        // The cookie is worth nothing any more, whoever kept it.
        let refused = try await second.get("/hosts")
        #expect(refused.status == 401)
        #expect(refused.heading == "Not signed in")
        #expect(try await browser.site.store.session(hash: SecretHash(of: cookie)) == nil)

        let third = try await Self.signedIn()
        let session = try #require(
            try await third.site.store.session(hash: SecretHash(of: third.cookies["gate53"] ?? "")))
        #expect(session.expires.seconds(since: session.created) == SessionTimes().idle)
        // One that is near its idle end goes on, and never beyond its last end.
        try await third.site.store.prolongSession(
            hash: session.hash, until: LiveSite.RealClock().now.adding(seconds: 100))
        #expect(try await third.get("/hosts").status == 200)
        let prolonged = try await third.site.store.session(hash: session.hash)
        #expect(try #require(prolonged).expires.seconds(since: session.created) >= SessionTimes().idle)
        try await third.site.store.prolongSession(hash: session.hash, until: LiveSite.RealClock().now)
        #expect(try await third.get("/hosts").status == 401)
    }

    @Test("Away from this machine the cookie has its prefix, and one without is nobody's")
    func secureCookies() async throws {
        let browser = PageBrowser(try await LiveSite(pages: { $0.publicAddress = "https://dyn.example" }))
        let page = try await browser.get("/sign-in")
        let cookie = try #require(page.cookies.first)
        #expect(cookie.hasPrefix("__Host-gate53-form="))
        #expect(cookie.hasSuffix("Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure"))
        try await browser.signIn()
        let secret = try #require(browser.cookies["__Host-gate53"])
        #expect(try await browser.get("/hosts").status == 200)
        browser.cookies = ["gate53": secret]
        #expect(try await browser.get("/hosts").status == 401)
    }

    @Test("An invitation is good once; a wrong one, an old one and one without a name are refused with a page")
    func invitations() async throws {
        let site = try await LiveSite()
        let now = LiveSite.RealClock().now
        for (code, seconds) in [("good", 60), ("old", -1)] as [(String, Int64)] {
            try await site.store.add(
                Invitation(
                    hash: SecretHash(of: code), role: .user, created: now, expires: now.adding(seconds: seconds)))
        }
        let browser = PageBrowser(site)
        try await browser.get("/sign-in")
        for (code, name, status) in [
            ("wrong", "x", 403), ("old", "x", 403), ("good", " ", 422), ("", "x", 403), ("good", "x", 200),
        ] {
            let response = try await browser.post("/sign-in/invitation", ["invitation": code, "name": name])
            #expect(response.status == status, "\(code)")
            #expect(response.body.contains("<h1>"))
        }
        let other = PageBrowser(site)
        try await other.get("/sign-in")
        #expect(try await other.post("/sign-in/invitation", ["invitation": "good", "name": "y"]).status == 403)
        // Whoever guesses is stopped.
        var last = 0
        for _ in 0..<25 { last = try await other.post("/sign-in/recovery", ["account": "a1", "code": "x"]).status }
        #expect(last == 429)
    }

    @Test("A recovery code signs in once")
    func recovery() async throws {
        let site = try await LiveSite()
        let browser = PageBrowser(site)
        let welcome = try await browser.signIn()
        let account = try #require(welcome.body.firstMatch(of: /<dt>Account<\/dt><dd><code>([0-9a-f]+)</)?.1)
        let code = try #require(welcome.body.firstMatch(of: /<li><code>([a-z2-7-]{29})</)?.1)
        for status in [303, 403] {
            let other = PageBrowser(site)
            try await other.get("/sign-in")
            let response = try await other.post(
                "/sign-in/recovery", ["account": String(account), "code": code.uppercased()])
            #expect(response.status == status)
            #expect(try await other.get("/hosts").status == (status == 303 ? 200 : 401))
        }
        let page = try await browser.get("/account")
        #expect(page.body.contains("9 codes are left."))
    }

    @Test("Nobody sees or changes the host of somebody else, and is not told whether there is one")
    func others() async throws {
        let browser = try await Self.signedIn()
        for path in ["", "/history", "/update", "/delete"] {
            let home = try await browser.get("/hosts/home.dyn.example\(path)")
            let nobody = try await browser.get("/hosts/nobody.dyn.example\(path)")
            #expect(home.status == 404)
            #expect(home.body == nobody.body)
        }
        for path in ["/records", "/records/delete", "/tokens", "/delete", "/tokens/x/revoke"] {
            #expect(
                try await browser.post("/hosts/home.dyn.example\(path)", ["type": "A", "types": "A"]).status == 404)
        }
        for path in ["/admin", "/admin/accounts", "/admin/accounts/a1", "/admin/find?what=home", "/admin/history"] {
            #expect(try await browser.get(path).status == 404, "\(path)")
        }
        #expect(try await browser.post("/admin/hosts/home.dyn.example/block", ["reason": "x"]).status == 404)
    }

    @Test("SQL and HTML in every field is a refusal or text, and nothing else")
    func hostileFields() async throws {
        let browser = try await Self.signedIn()
        let hostile = PageTests.hostile
        #expect(try await browser.post("/hosts", ["name": hostile, "suffix": "dyn.example"]).status == 422)
        #expect(try await browser.post("/hosts", ["name": "x", "suffix": hostile]).status == 422)
        #expect(try await browser.post("/hosts", ["name": "mine", "suffix": "dyn.example"]).status == 303)
        let path = "/hosts/mine.dyn.example"
        for (form, status) in [
            (["type": hostile, "value": "1"], 422), (["type": "A", "value": hostile], 422),
            (["type": "A", "value": "192.0.2.1", "at": hostile], 422), (["type": "MX", "value": "1 a."], 422),
            (["type": "TXT", "value": "plain \(hostile.filter(\.isASCII))"], 303),
            (["type": "A", "value": "192.0.2.1"], 303),
        ] as [([String: String], Int)] {
            let response = try await browser.post("\(path)/records", form)
            #expect(response.status == status, "\(form)")
            #expect(!response.body.contains("<img"))
        }
        #expect(try await browser.post("\(path)/tokens", ["label": hostile, "types": "A"]).status == 200)
        for form in [["label": "x"], ["label": "x", "types": hostile], ["types": "A", "sources": hostile]] {
            #expect(try await browser.post("\(path)/tokens", form).status == 422)
        }
        #expect(try await browser.post("/account/profile", ["name": hostile, "mail": hostile]).status == 422)
        #expect(try await browser.post("/account/profile", ["name": hostile, "mail": "a@b.example"]).status == 303)
        let coded = PageBrowser.encoded(hostile)
        for place in [
            path, "/hosts", "/account", "/history?before=\(coded)", "/hosts?after=\(coded)", "/?done=\(coded)",
        ] {
            let page = try await browser.get(place)
            #expect(page.status < 400, "\(place)")
            #expect(!page.body.contains("<img") && !page.body.contains("\"\u{308}"), "\(place)")
        }
        for place in ["/hosts/\(coded)", "/admin/accounts/\(coded)", "/sign-in/\(coded)", "/style/\(coded)"] {
            #expect(try await browser.get(place).status == 404, "\(place)")
        }
    }

    @Test("Records are added and deleted one by one, and a refused one says why")
    func records() async throws {
        let browser = try await Self.signedIn()
        try await browser.post("/hosts", ["name": "mine", "suffix": "dyn.example"])
        let path = "/hosts/mine.dyn.example"
        for value in ["192.0.2.1", "192.0.2.2", "192.0.2.1"] {
            #expect(try await browser.post("\(path)/records", ["type": "A", "value": value]).status == 303)
        }
        let challenge = ["type": "TXT", "value": "abc", "at": "_acme-challenge"]
        #expect(try await browser.post("\(path)/records", challenge).status == 303)
        #expect(
            try await browser.post("\(path)/records/delete", ["type": "A", "value": "192.0.2.1"]).status == 303)
        let host = try #require(try await browser.site.store.host("mine.dyn.example."))
        #expect(
            HostRecords.text(of: host.wanted)
                == "_acme-challenge.mine.dyn.example. 60 TXT \"abc\"\nmine.dyn.example. 60 A 192.0.2.2"
                || HostRecords.text(of: host.wanted)
                    == "mine.dyn.example. 60 A 192.0.2.2\n_acme-challenge.mine.dyn.example. 60 TXT \"abc\""
        )
        let refused = try await browser.post("\(path)/records", ["type": "A", "value": "127.0.0.1.5"])
        #expect(refused.status == 422 && refused.heading == "Not stored")
        let multicast = try await browser.post("\(path)/records", ["type": "A", "value": "224.0.0.1"])
        #expect(multicast.body.contains("multicast") && multicast.body.contains("Send the address"))
        #expect(try await browser.post("\(path)/delete").status == 303)
        #expect(try await browser.get("/hosts").body.contains("Given up"))
    }
}
