import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@testable import DynamicWeb

/// A service that signs in whom the answer names.
private struct Elsewhere: SignInService {
    let id = "elsewhere"
    let title = "Else <where>"

    func begin(redirect: String) async throws(SignInRefusal) -> SignInStart {
        SignInStart(
            url: "https://elsewhere.example/authorize?redirect_uri=\(redirect)",
            attempt: SignInAttempt(service: id, state: "s1", nonce: "n1", verifier: "v1"))
    }

    func finish(
        _ answer: [String: String], attempt: SignInAttempt, redirect: String
    ) async throws(SignInRefusal) -> SignedInPerson {
        guard redirect == "http://127.0.0.1/sign-in/elsewhere/answer", attempt.verifier == "v1",
            answer["state"] == attempt.state
        else { throw .invalid("state") }
        guard let subject = answer["sub"] else { throw .denied("no") }
        return SignedInPerson(
            identity: Identity(issuer: "https://elsewhere.example", subject: subject), name: "<i>\(subject)", mail: nil)
    }
}

/// Passwords that are `step-` and a number of ten seconds.
private struct Steps: SecondFactor {
    func secret() -> [UInt8] { [7, 7, 7] }
    func enrolment(_ secret: [UInt8], account: Account) -> (text: String, url: String) {
        ("SEVENS", "otpauth://totp/\(account.id.text)")
    }
    func step(of password: String, secret: [UInt8], at now: Instant) -> Int64? {
        guard secret == [7, 7, 7], password.hasPrefix("step-") else { return nil }
        return Int64(password.dropFirst(5))
    }
}

@Suite("Signing in elsewhere, second factors and administrators")
struct PageSignInTests {
    private static func site(
        signUp: Bool = true, _ change: (inout PagePorts) -> Void = { _ in }
    ) async throws -> LiveSite {
        try await LiveSite(pages: { ports in
            ports.services = [Elsewhere()]
            ports.admits = { _, _ in signUp }
            ports.secondFactor = Steps()
            change(&ports)
        })
    }

    @Test("Somebody signs in elsewhere, gets an account, and comes back to it")
    func elsewhere() async throws {
        let site = try await Self.site()
        var accounts: Set<String> = []
        for _ in 1...2 {
            let browser = PageBrowser(site)
            #expect(try await browser.get("/sign-in").body.contains("Sign in with Else &lt;where&gt;"))
            let begun = try await browser.get("/sign-in/elsewhere")
            #expect(
                begun.field("Location")
                    == "https://elsewhere.example/authorize?redirect_uri=http://127.0.0.1/sign-in/elsewhere/answer")
            // What binds the answer is not readable as it is.
            #expect(browser.cookies["gate53-attempt"]?.contains("v1") == false)
            let ended = try await browser.get("/sign-in/elsewhere/answer?state=s1&sub=u1")
            #expect(ended.field("Location") == "/hosts")
            #expect(browser.cookies["gate53-attempt"] == nil)
            let page = try await browser.get("/account")
            #expect(page.body.contains("&lt;i&gt;u1"))
            accounts.insert(String(try #require(page.body.firstMatch(of: /<code>([0-9a-f]{32})</)?.1)))
        }
        #expect(accounts.count == 1)
    }

    @Test("An answer that this browser did not ask for, or that is replayed, forged or refused, signs nobody in")
    func wrongAnswers() async throws {
        let site = try await Self.site()
        let stranger = PageBrowser(site)
        #expect(try await stranger.get("/sign-in/elsewhere/answer?state=s1&sub=u1").status == 403)
        let browser = PageBrowser(site)
        try await browser.get("/sign-in/elsewhere")
        let attempt = try #require(browser.cookies["gate53-attempt"])
        for (query, status) in [
            ("state=s2&sub=u1", 403), ("state=s1", 403), ("state=s1&sub=u1&sub=u2", 403), ("", 403),
            ("state=s1&sub=u1", 303),
        ] {
            browser.cookies = ["gate53-attempt": attempt]
            let response = try await browser.get("/sign-in/elsewhere/answer?\(query)")
            #expect(response.status == status, "\(query)")
            // Good once: the browser forgets it, whatever the answer was.
            #expect(browser.cookies["gate53-attempt"] == nil)
            #expect((browser.cookies["gate53"] != nil) == (status == 303))
        }
        browser.cookies = ["gate53-attempt": attempt.replacing("7b", with: "7c")]
        #expect(try await browser.get("/sign-in/elsewhere/answer?state=s1&sub=u1").status == 403)
        let closed = PageBrowser(try await Self.site(signUp: false))
        try await closed.get("/sign-in/elsewhere")
        let refused = try await closed.get("/sign-in/elsewhere/answer?state=s1&sub=u1")
        #expect(refused.status == 403 && refused.heading == "Not invited")
        #expect(try await closed.get("/sign-in/nowhere").status == 404)
    }

    @Test("Another way to sign in is added to an account, and the last one is not removed")
    func identities() async throws {
        let browser = PageBrowser(try await Self.site(signUp: false))
        try await browser.signIn()
        try await browser.get("/account/identities/elsewhere")
        let linked = try await browser.get("/sign-in/elsewhere/answer?state=s1&sub=u7")
        #expect(linked.field("Location") == "/account?done=added")
        #expect(try await browser.get("/account").body.contains("<code>u7</code>"))
        let removal = try await browser.post(
            "/account/identities/remove", ["issuer": "https://elsewhere.example", "subject": "u7"])
        #expect(removal.status == 422)
        // Whoever has it elsewhere signs in to this account now.
        let other = PageBrowser(browser.site)
        try await other.get("/sign-in/elsewhere")
        #expect(try await other.get("/sign-in/elsewhere/answer?state=s1&sub=u7").status == 303)
        #expect(try await other.get("/account").body.contains(">Bea<"))
    }

    @Test("A second factor is set up, asked for, good once, and nothing is shown before it is given")
    func secondFactor() async throws {
        let browser = PageBrowser(try await Self.site())
        let welcome = try await browser.signIn()
        let account = try #require(welcome.body.firstMatch(of: /<dt>Account<\/dt><dd><code>([0-9a-f]+)</)?.1)
        let codes = welcome.body.matches(of: /<li><code>([a-z2-7-]{29})</).map { String($0.1) }
        let page = try await browser.get("/account/second-factor")
        let secret = try #require(page.body.firstMatch(of: /name="secret" value="([^"]+)"/)?.1)
        #expect(page.body.contains("SEVENS"))
        let old = browser.cookies["gate53"]
        for (value, password, status) in [
            (String(secret), "nothing", 403), ("\(secret)0", "step-1", 403), (String(secret), "step-1", 303),
        ] {
            let response = try await browser.post("/account/second-factor", ["secret": value, "password": password])
            #expect(response.status == status)
        }
        #expect(browser.cookies["gate53"] != old)
        #expect(try await browser.get("/account").body.contains("They are asked for"))

        let other = PageBrowser(browser.site)
        try await other.get("/sign-in")
        let first = try await other.post("/sign-in/recovery", ["account": String(account), "code": codes[0]])
        #expect(first.field("Location") == "/second-factor")
        #expect(try await other.get("/hosts").status == 401)
        #expect(try await other.get("/account").status == 401)
        try await other.get("/second-factor")
        for (password, status) in [("step-1", 403), ("step-x", 403), ("step-2", 303)] {
            #expect(try await other.post("/second-factor", ["password": password]).status == status)
        }
        #expect(try await other.get("/hosts").status == 200)
        try await other.get("/account")
        for (password, status) in [("step-2", 422), ("step-3", 303)] {
            #expect(try await other.post("/account/second-factor/remove", ["password": password]).status == status)
        }
    }

    @Test("Guessing a second factor is stopped, from wherever it comes")
    func guesses() {
        let guesses = PageGuesses()
        let (account, now) = (AccountID("a"), Instant(seconds: 1_800_000_000))
        for _ in 1...10 { #expect(guesses.take(account, at: now) == nil) }
        #expect(guesses.take(account, at: now) == 300)
        #expect(guesses.take(AccountID("b"), at: now) == nil)
        #expect(guesses.take(account, at: now.adding(seconds: 300)) == nil)
        guesses.forget(account)
        #expect(guesses.take(account, at: now) == nil)
    }

    @Test("An administrator needs a second factor, then blocks an account, which takes its hosts out of DNS")
    func administration() async throws {
        let browser = PageBrowser(try await Self.site())
        try await browser.signIn(.administrator)
        let refused = try await browser.get("/admin")
        #expect(refused.status == 403 && refused.heading == "Second factor needed")
        let page = try await browser.get("/account/second-factor")
        let secret = try #require(page.body.firstMatch(of: /name="secret" value="([^"]+)"/)?.1)
        try await browser.post("/account/second-factor", ["secret": String(secret), "password": "step-1"])
        #expect(try await browser.get("/admin").status == 200)
        #expect(try await browser.get("/admin/accounts").body.contains(">Ana<"))
        #expect(try await browser.get("/admin/find?what=home").field("Location") == "/admin/accounts/a1")
        #expect(try await browser.get("/admin/find?what=nobody").status == 404)
        #expect(try await browser.get("/admin/accounts/a1").body.contains("home.dyn.example"))
        #expect(try await browser.post("/admin/accounts/a1/block", ["reason": ""]).status == 422)
        #expect(try await browser.post("/admin/accounts/a1/block", ["reason": "spam"]).status == 303)
        let store = browser.site.store
        #expect(try await store.host("home.dyn.example.")?.block == "the account is blocked: spam")
        #expect(try await store.account(AccountID("a1"))?.block == "spam")
        #expect(try await browser.post("/admin/accounts/a1/unblock").status == 303)
        #expect(try await store.host("home.dyn.example.")?.block == nil)
        #expect(try await browser.post("/admin/hosts/home.dyn.example/block", ["reason": "phishing"]).status == 303)
        #expect(try await store.host("home.dyn.example.")?.effective == [])
        #expect(try await browser.get("/admin/history").body.contains("an administrator"))
        let own = try #require(try await store.accounts(after: nil, limit: 10).first { $0.role == .administrator })
        #expect(try await browser.post("/admin/accounts/\(own.id.text)/block", ["reason": "x"]).status == 422)
    }

    @Test("Anybody can report a host, and an administrator reads and closes the report")
    func reports() async throws {
        let site = try await Self.site {
            $0.administratorsNeedSecondFactor = false
        }
        let anybody = PageBrowser(site)
        #expect(try await anybody.get("/report?host=home%3Cb%3E").body.contains("value=\"home&lt;b&gt;\""))
        let wrong = try await anybody.post("/report", ["host": "a b", "words": "x"])
        #expect(wrong.status == 422 && wrong.body.contains("rite its whole name"))
        let sent = try await anybody.post("/report", ["host": "home", "words": PageTests.hostile])
        #expect(sent.body.contains("has the number 1"))
        #expect(
            try await site.request(
                "POST", "/report", ["Content-Type: application/x-www-form-urlencoded"], body: "host=home&words=x"
            ).status == 403)
        let browser = PageBrowser(site)
        try await browser.signIn(.administrator)
        let list = try await browser.get("/admin/reports")
        #expect(list.body.contains("home.dyn.example") && !list.body.contains("<img"))
        #expect(try await browser.post("/admin/reports/1/close", ["outcome": "blocked"]).status == 303)
        #expect(try await browser.post("/admin/reports/1/close", ["outcome": "blocked"]).status == 404)
        let without = try await LiveSite(pages: { $0.abuse = nil })
        #expect(try await without.request("GET", "/report").status == 404)
    }

    @Test("An account is deleted when its hosts are gone, and its cookie and tokens are good for nothing")
    func deletion() async throws {
        let browser = PageBrowser(try await Self.site())
        try await browser.signIn()
        try await browser.post("/hosts", ["name": "mine", "suffix": "dyn.example"])
        let early = try await browser.post("/account/delete")
        #expect(early.status == 409 && early.heading == "Not yet")
        try await browser.site.store.forget(["mine.dyn.example."], events: [])
        let deleted = try await browser.post("/account/delete")
        #expect(deleted.status == 200 && deleted.heading == "Deleted")
        #expect(try await browser.get("/hosts").status == 401)
        #expect(try await browser.site.store.accounts(after: nil, limit: 10).map(\.id) == [AccountID("a1")])
    }

    @Test(
        "Pages have a strict policy and no script, the style sheet is kept for ever, and a browser gets a page for 404")
    func policy() async throws {
        let site = try await Self.site()
        let page = try await site.request("GET", "/status")
        #expect(
            page.field("Content-Security-Policy")
                == "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
        #expect(page.field("Referrer-Policy") == "same-origin")
        #expect(page.field("X-Content-Type-Options") == "nosniff")
        #expect(page.body.contains("c0ffee"))
        let path = try #require(page.body.firstMatch(of: /href="(\/style\/[0-9a-f]{20}\.css)"/)?.1)
        let style = try await site.request("GET", String(path))
        #expect(style.field("Cache-Control") == "public, max-age=31536000, immutable")
        #expect(style.field("Content-Type") == "text/css; charset=utf-8")
        let missing = try await site.request("GET", "/nothing", ["Accept: text/html,*/*"])
        #expect(missing.status == 404 && missing.heading == "Nothing here")
        let api = try await site.request("GET", "/api/v1/nothing", ["Accept: text/html"])
        #expect(api.field("Content-Type") == "application/problem+json")
    }
}
