import DNSModel
import DynamicDNS
import TestSupport
import Testing
import ZonePlanning

@testable import DynamicWeb

@Suite("What is on pages")
struct PageTests {
    /// Ends an attribute, an element, a script and a statement, also with accents that join the mark before them.
    static let hostile =
        #"x"> </script><img src=x onerror=alert(1)>'"# + "\"\u{308} '\u{301}<\u{338}"
        + "; DROP TABLE hosts; -- \u{202E}{{account}}"
    static let now = Instant(seconds: 1_800_000_000)

    static func host(_ name: DomainName = "home.dyn.example.") -> Host {
        Host(name: name, suffix: "dyn.example.", apex: "example.", owner: AccountID("a1"), created: now)
    }

    static func html(_ template: String, _ page: some Sendable) throws -> String {
        var sheet = PageSheet(heading: hostile, template: template, page: page)
        sheet.signedIn = hostile
        sheet.formKey = hostile
        return try #require(PageTemplates.html(sheet))
    }

    @Test("Every template can be read, and each is the page of something")
    func templates() {
        #expect(PageTemplates.library != nil)
        for (name, text) in PageTemplates.texts {
            // Three braces would write text as it is.
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
            #expect(!text.contains("style=") && !text.contains("<script"), "\(name)")
            #expect(text.firstMatch(of: #/ on[a-z]+=/#) == nil, "\(name)")
        }
    }

    @Test("Whatever a field says is shown as it was written, on every page")
    func hostileText() throws {
        let h = Self.hostile
        var host = Self.host()
        host.block = h
        host.status = .setAside(h)
        host.lastUpdate = HostUpdate(at: Self.now, from: nil, client: h)
        host.wanted = [
            RecordSet(name: host.name, type: .txt, ttl: .zero, data: [.txt(TXT(Array(h.utf8)))])
        ]
        var account = Account(id: AccountID(h), name: h, created: Self.now)
        account.mail = h
        account.block = h
        let token = UpdateToken(
            id: TokenID(h), account: account.id, label: h, hash: SecretHash(of: "x"), scope: .init(),
            created: Self.now)
        let event = HostEvent(
            at: Self.now, account: account.id, host: host.name, kind: .hostUpdated, actor: .token(token.id),
            before: h, after: h, from: nil, client: h)
        let session = Session(
            hash: SecretHash(of: "s"), account: account.id, created: Self.now,
            expires: Self.now.adding(seconds: 60), hasSecondFactor: false, from: nil, client: h)
        let report = OpenReport(number: 1, at: Self.now, host: host.name, words: h, contact: h, from: nil)
        var refusal = PageRefusal.nothingHere
        (refusal.problem, refusal.remedy, refusal.link) = (h, h, h)
        var unblocked = host
        unblocked.block = nil
        let pages: [(String, any Sendable)] = [
            ("refusal", RefusalView(refusal)),
            ("hosts", HostsView([host, unblocked], next: nil, rules: nil, now: Self.now)),
            (
                "host",
                HostView(
                    host, suffix: nil, tokens: [token], answers: [h], wasAsked: true, now: Self.now)
            ),
            ("token-made", TokenMadeView(label: h, secret: h, host: h, curl: h, path: "/")),
            ("history", HistoryView([event], tokens: [token.id: h], older: nil, back: nil, now: Self.now)),
            ("said", SaidView(words: h, path: "/", link: h)), ("report", ReportView(host: h, example: h)),
            ("confirm", ConfirmView(question: h, effects: [h], action: "/", verb: h, back: "/")),
            ("codes", CodesView(isNew: true, owner: h, number: h, codes: [h], path: "/")),
            ("set-second-factor", SetSecondFactorView(text: h, url: h, signed: h)),
            (
                "account",
                AccountView(
                    account, identities: [Identity(issuer: h, subject: h)], sessions: [session], this: session.hash,
                    services: [], takesSecondFactor: true, now: Self.now)
            ),
            (
                "administration",
                AdministrationView(
                    problems: [h], warnings: [h], drift: h,
                    gauges: [Gauge("x", help: h, labels: [("zone", h)], value: 0.5)], openReports: h)
            ),
            ("accounts", AccountsView([account], next: AccountID(h), now: Self.now)),
            ("one-account", OneAccountView(account, hosts: [host], next: nil, events: [event], now: Self.now)),
            ("reports", ReportsView([report], older: nil, now: Self.now)),
        ]
        for (template, page) in pages {
            let text = try Self.html(template, page)
            // By octets: what a program that parses HTML sees.
            let octets = Array(text.utf8)
            #expect(octets.firstRange(of: Array("<img".utf8)) == nil, "\(template)")
            #expect(octets.firstRange(of: Array("</script".utf8)) == nil, "\(template)")
            #expect(octets.firstRange(of: Array("\"\u{308}".utf8)) == nil, "\(template)")
            #expect(octets.firstRange(of: Array("<\u{338}".utf8)) == nil, "\(template)")
            #expect(text.contains("&lt;img src=x onerror=alert(1)&gt;"), "\(template)")
        }
    }

    @Test("A host's state is said in one sentence, and what it can't be does not hide what it is")
    func states() {
        var host = Self.host()
        func said() -> String { HostStanding(host, now: Self.now).stateText }
        #expect(said() == "No records")
        host.wanted = [RecordSet(name: host.name, type: .a, ttl: .zero, data: [.a(IPv4Address(bits: 1))])]
        #expect(said() == "In DNS everywhere (INSYNC)")
        host.status = .pending
        #expect(said() == "On its way to DNS (PENDING)")
        host.notBefore = Self.now.adding(seconds: 90)
        #expect(said() == "It changes too often; held back for 1 minute")
        host.status = .setAside("no room")
        #expect(said() == "Refused by the provider: no room")
        host.block = "spam"
        #expect(said() == "Blocked; it has no records")
        host.isLeaving = true
        #expect(said() == "Given up; its records are on their way out")
    }

    @Test("A name of letters beyond ASCII is shown in them, too")
    func letters() {
        #expect(HostRow(Self.host("xn--bro-hoa.dyn.example."), now: Self.now).letters == "b\u{FC}ro.dyn.example")
        #expect(HostRow(Self.host(), now: Self.now).letters == nil)
    }

    @Test("How long ago something was is rounded down, and one is not said as many")
    func durations() {
        for (seconds, text) in [
            (0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (3_599, "59 minutes"),
            (3_600, "1 hour"), (86_400, "1 day"), (200_000, "2 days"),
        ] as [(Int64, String)] {
            #expect(Words.duration(seconds) == text)
        }
        let moment = Words.Moment(Self.now.adding(seconds: -120), now: Self.now)
        #expect(moment.ago == "2 minutes ago")
        #expect(moment.text.hasSuffix(" UTC") && moment.text.count == 20)
    }

    @Test("The instructions of every client name the host and where the service is, and never a path without a scheme")
    func instructions() {
        let clients = ClientInstructions("home.dyn.example.", at: "https://dyn.example:8443").clients
        #expect(clients.count == 10)
        for client in clients {
            let all = ([client.text ?? ""] + client.fields.map(\.value)).joined(separator: "\n")
            #expect(all.contains("home.dyn.example") || client.id == "unifi", "\(client.id)")
            #expect(all.contains("dyn.example:8443"), "\(client.id)")
            #expect(all.contains("TOKEN"), "\(client.id)")
            #expect(!all.contains("http://"), "\(client.id)")
        }
        #expect(Set(clients.map(\.id)).count == clients.count)
        let cron = clients.first { $0.id == "cron" }?.text
        #expect(
            cron == "*/5 * * * * curl -fsS -u host:TOKEN "
                + "'https://dyn.example:8443/nic/update?hostname=home.dyn.example' >/dev/null")
    }

    @Test("A place without TLS is this machine alone; everywhere else cookies have the prefix")
    func places() {
        for (authority, isSecure) in [
            ("127.0.0.1:8053", false), ("localhost", false), ("[::1]:80", false), ("127.9.9.9", false),
            ("dyn.example", true), ("localhost.evil.example", true), ("127.0.0.1.evil.example", true), ("", true),
            ("[::2]", true), ("10.0.0.1", true),
        ] {
            let place = PagePlace(publicAddress: nil, authority: authority)
            #expect(place.isSecure == isSecure, "\(authority)")
            let cookie = PageCookie.session.setting("x", seconds: 60, isSecure: place.isSecure)
            #expect(cookie.hasPrefix("__Host-") == isSecure && cookie.hasSuffix("; Secure") == isSecure)
            #expect(cookie.contains("; Path=/; ") && cookie.contains("; HttpOnly; SameSite=Lax"))
        }
        #expect(
            PagePlace(publicAddress: "https://dyn.example/", authority: "127.0.0.1").address == "https://dyn.example")
        #expect(PagePlace(publicAddress: "https://dyn.example", authority: "127.0.0.1").isSecure)
        #expect(PagePlace(publicAddress: "http://dyn.example", authority: "127.0.0.1").isSecure)
    }

    @Test("A signed value is read by its key alone, as it was, and in its time")
    func signedValues() throws {
        let key: [UInt8] = [1, 2, 3]
        let value = try #require(SignedValue.sign("hé;llo", until: 100, key: key))
        #expect(value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") })
        #expect(SignedValue.read(value, now: 99, key: key) == "hé;llo")
        #expect(SignedValue.read(value, now: 100, key: key) == nil)
        #expect(SignedValue.read(value, now: 99, key: [1, 2, 4]) == nil)
        #expect(SignedValue.read(value.replacing(".100.", with: ".900."), now: 99, key: key) == nil)
        #expect(SignedValue.read(value + "0", now: 99, key: key) == nil)
        #expect(SignedValue.sign("x", until: 1, key: []) == nil)
        for text in ["", ".", "..", "a.1.b", "....", "zz.900.00"] {
            #expect(SignedValue.read(text, now: 0, key: key) == nil)
        }
    }

    @Test("A recovery code is known again without its hyphens and in capitals; none comes twice")
    func recoveryCodes() throws {
        let codes = try RecoveryCodes(LiveSite.RealRandomness())
        #expect(Set(codes.texts).count == 10)
        let text = try #require(codes.texts.first)
        #expect(RecoveryCodes.hash(of: text.uppercased().replacing("-", with: " ")) == codes.hashes.first)
        #expect(text.filter { $0 != "-" }.count == 25)
    }
}
