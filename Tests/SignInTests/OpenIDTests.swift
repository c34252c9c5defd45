import DynamicDNS
import Foundation
import HTTPTransport
import SignIn
import Synchronization
import Testing

@Suite("Sign-in by OpenID Connect")
struct OpenIDTests {
    @Test("Whoever the provider signs in is who it says, by issuer and subject")
    func person() async throws {
        let scene = try Scene()
        let person = try await scene.signIn()
        #expect(person.identity == Identity(issuer: MemoryProvider.issuer, subject: "248289761001"))
        #expect(person.name == "Jane Doe")
        #expect(person.mail == "jane@example.com")
    }

    @Test("What is asked has a state, a nonce and a challenge of their own each time, and no secret")
    func question() async throws {
        let scene = try Scene()
        let starts = [
            try await scene.service.begin(redirect: MemoryProvider.redirect),
            try await scene.service.begin(redirect: MemoryProvider.redirect),
        ]
        for start in starts {
            let query = MemoryProvider.parameters(try #require(URLComponents(string: start.url)?.percentEncodedQuery))
            #expect(start.url.hasPrefix(MemoryProvider.issuer + "/authorize?response_type=code&"))
            #expect(query["client_id"] == "gate53d")
            #expect(query["redirect_uri"] == MemoryProvider.redirect)
            #expect(query["scope"] == "openid profile email")
            #expect(query["code_challenge_method"] == "S256")
            #expect(query["state"] == start.attempt.state)
            #expect(query["nonce"] == start.attempt.nonce)
            #expect(start.attempt.verifier.utf8.count == 43)
            #expect(!start.url.contains(start.attempt.verifier))
            #expect(!start.url.contains("cret"))
        }
        let secrets = starts.flatMap { [$0.attempt.state, $0.attempt.nonce, $0.attempt.verifier] }
        #expect(Set(secrets).count == 6)
        #expect(scene.provider.count("/.well-known/openid-configuration") == 1)
    }

    @Test("An answer counts once")
    func replayed() async throws {
        let scene = try Scene()
        let start = try await scene.service.begin(redirect: MemoryProvider.redirect)
        let answer = scene.provider.authorize(start)
        _ = try await scene.service.finish(answer, attempt: start.attempt, redirect: MemoryProvider.redirect)
        let requests = scene.provider.count("/token")
        await #expect(throws: SignInRefusal.invalid("sign-in service 'company': the answer came before")) {
            try await scene.service.finish(answer, attempt: start.attempt, redirect: MemoryProvider.redirect)
        }
        #expect(scene.provider.count("/token") == requests)
    }

    @Test(
        "An answer that is not one to what this browser was asked is refused before the provider is told of it",
        arguments: [
            ("another state", "the answer's state"), ("no state", "the answer's state"),
            ("another service", "another service"), ("another issuer", "another issuer"), ("no code", "no code"),
            ("a long code", "no code"), ("a state of nobody", "not one of this service's"),
        ])
    func wrongAnswers(what: String, message: String) async throws {
        let scene = try Scene()
        let refusal = await scene.refusal { answer, attempt in
            switch what {
            case "another state": answer["state"] = "1796083200.AAAA"
            case "no state": answer["state"] = nil
            case "another service": attempt.service = "github"
            case "another issuer": answer["iss"] = "https://evil.example.com"
            case "no code": answer["code"] = nil
            case "a long code": answer["code"] = String(repeating: "a", count: 5_000)
            default: (answer["state"], attempt.state) = ("x", "x")
            }
        }
        #expect(refusal.hasPrefix("invalid: "))
        #expect(refusal.contains(message), "\(refusal)")
        #expect(scene.provider.count("/token") == 0)
    }

    @Test("A provider that promises to say its issuer must say it")
    func namedIssuer() async throws {
        let scene = try Scene()
        scene.provider.change { $0.metadata["authorization_response_iss_parameter_supported"] = true }
        #expect(await scene.refusal().contains("does not say its issuer"))
        #expect(await scene.refusal { answer, _ in answer["iss"] = MemoryProvider.issuer } == "")
    }

    @Test("An answer that comes after ten minutes, or from the future, is refused")
    func late() async throws {
        for (seconds, isGood) in [(600, true), (601, false), (-60, true), (-61, false)] as [(Int64, Bool)] {
            let scene = try Scene()
            let refusal = await scene.refusal { _, _ in scene.clock.pass(seconds: seconds) }
            #expect(refusal.isEmpty == isGood, "\(seconds): \(refusal)")
            if !isGood { #expect(refusal.contains("more than 10 minutes")) }
        }
    }

    @Test("The wrong verifier gets nothing from the provider")
    func verifier() async throws {
        let scene = try Scene()
        let refusal = await scene.refusal { _, attempt in attempt.verifier = String(repeating: "A", count: 43) }
        #expect(refusal == "invalid: sign-in service 'company': the code was refused: invalid_grant")
    }

    @Test("A person who says no is told apart from a provider that can't")
    func denied() async throws {
        let scene = try Scene()
        let denial = await scene.refusal { answer, _ in
            answer = ["error": "access_denied", "error_description": "no\u{1B}[2J", "state": answer["state"] ?? ""]
        }
        #expect(denial == "denied: sign-in service 'company' said access_denied: no\\u{1b}[2J")
        let failure = await scene.refusal { answer, _ in
            answer = ["error": "temporarily_unavailable", "state": answer["state"] ?? ""]
        }
        #expect(failure.hasPrefix("unavailable: "))
        #expect(await scene.refusal { answer, _ in answer = ["error": "access_denied"] }.hasPrefix("invalid: "))
    }

    @Test("A wrong client secret is said to whoever looks after the service, without the secret")
    func secret() async throws {
        let scene = try Scene()
        scene.provider.change {
            $0.answers[MemoryProvider.issuer + "/token"] = HTTPResponse(
                status: 401, body: json(["error": "invalid_client"]))
        }
        let refusal = await scene.refusal()
        #expect(refusal.contains("check the client id and its secret"))
        let client = ServiceClient(id: "gate53d", secret: ClientSecret("s&cret"))
        for text in [refusal, "\(client)", String(reflecting: client), "\(SignInRefusal.invalid(refusal))"] {
            #expect(!text.contains("s&cret"))
        }
    }

    @Test(
        "Answers that are too long, no JSON, or errors sign nobody in",
        arguments: ["/.well-known/openid-configuration", "/keys", "/token"])
    func answers(path: String) async throws {
        for (answer, message) in [
            (HTTPResponse(status: 200, body: [UInt8](repeating: 0x20, count: 262_145)), "more than 262144 octets"),
            (HTTPResponse(status: 200, body: Array("<html>".utf8)), "is not the JSON"),
            (HTTPResponse(status: 302, headers: ["Location": "https://evil.example.com"]), "status 302"),
            (HTTPResponse(status: 503), "status 503"),
        ] {
            let scene = try Scene()
            scene.provider.change { $0.answers[MemoryProvider.issuer + path] = answer }
            let refusal = await scene.refusal()
            #expect(refusal.hasPrefix("unavailable: sign-in service 'company': "), "\(refusal)")
            #expect(refusal.contains(message), "\(refusal)")
        }
    }

    @Test("No request follows redirects, and each has a bound")
    func requests() async throws {
        let scene = try Scene()
        _ = try await scene.signIn()
        let requests = scene.provider.state.withLock { $0.requests }
        #expect(requests.map(\.method) == [.get, .post, .get])
        for request in requests {
            #expect(request.largestRedirectCount == 0)
            #expect(request.largestResponse == 262_144)
            #expect(request.usesProxy)
        }
        #expect(requests[1].mayBeRepeated == false)
    }

    @Test("What is said over http stays on this machine")
    func plain() async throws {
        let api = MemoryAPI()
        let issuer = try #require(SecureURL("http://127.0.0.1:9/o"))
        let service = try #require(
            OpenIDConnect(
                id: "local", title: "Local", issuer: issuer, client: ServiceClient(id: "a", secret: nil),
                SignInSurroundings(clock: StandingClock(), random: CountingRandomness(), transport: api)))
        await #expect(throws: SignInRefusal.self) { try await service.begin(redirect: MemoryProvider.redirect) }
        #expect(api.requests.withLock { $0.map(\.usesProxy) } == [false])
    }

    @Test(
        "Metadata of another issuer, without https, or without S256 is refused",
        arguments: [
            ("issuer", "https://login.example.com/realm/", "another issuer"),
            ("issuer", "https://login.example.com/other", "another issuer"),
            ("token_endpoint", "http://login.example.com/token", "token_endpoint that is no https URL"),
            ("jwks_uri", "file:///etc/passwd", "jwks_uri that is no https URL"),
            ("authorization_endpoint", "javascript:alert(1)", "authorization_endpoint that is no https URL"),
            ("authorization_endpoint", "https://a@b.example/", "authorization_endpoint that is no https URL"),
            ("userinfo_endpoint", "https://x.example/#a", "userinfo_endpoint that is no https URL"),
        ])
    func metadata(member: String, value: String, message: String) async throws {
        let scene = try Scene()
        scene.provider.change { $0.metadata[member] = value }
        let refusal = await scene.refusal()
        #expect(refusal.hasPrefix("unavailable: "))
        #expect(refusal.contains(message), "\(refusal)")
    }

    @Test("A provider that does not take S256, or no secret in a way that is known, is refused")
    func abilities() async throws {
        var scene = try Scene()
        scene.provider.change { $0.metadata["code_challenge_methods_supported"] = ["plain"] }
        #expect(await scene.refusal().contains("S256"))
        scene = try Scene()
        scene.provider.change { $0.metadata["token_endpoint_auth_methods_supported"] = ["private_key_jwt"] }
        #expect(await scene.refusal().contains("client_secret_basic"))
    }

    @Test("A provider that can't be reached is asked again after five seconds, and its old metadata lasts a day")
    func outage() async throws {
        let scene = try Scene()
        let place = MemoryProvider.issuer + "/.well-known/openid-configuration"
        scene.provider.change { $0.failures[place] = HTTPError(.connect, wasSent: false, "no connection") }
        #expect(await scene.refusal() == "unavailable: sign-in service 'company': its metadata: no connection")
        #expect(await scene.refusal().hasPrefix("unavailable: "))
        #expect(scene.provider.count("/.well-known/openid-configuration") == 1)
        scene.provider.change { $0.failures[place] = nil }
        scene.clock.pass(seconds: 5)
        #expect(await scene.refusal() == "")
        scene.provider.change { $0.failures[place] = HTTPError(.connect, wasSent: false, "no connection") }
        scene.clock.pass(seconds: 3_600)
        #expect(await scene.refusal() == "")
        #expect(scene.provider.count("/.well-known/openid-configuration") == 3)
        scene.clock.pass(seconds: 82_800)
        #expect(await scene.refusal().contains("no connection"))
    }

    @Test("Many who come at the same time make the provider say its metadata once")
    func together() async throws {
        let scene = try Scene()
        await withTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { await scene.refusal() } }
            for await refusal in group { #expect(refusal == "") }
        }
        #expect(scene.provider.count("/.well-known/openid-configuration") == 1)
        #expect(scene.provider.count("/keys") == 1)
    }

    @Test("A name that the ID token lacks is asked for, and taken from the same person only")
    func moreOfPerson() async throws {
        for (subject, name) in [("248289761001", "Jane"), ("somebody else", "248289761001")] {
            let scene = try Scene()
            scene.provider.change { state in
                state.claims = { claims in
                    for name in ["name", "email", "email_verified"] { claims[name] = nil }
                }
                state.answers[MemoryProvider.issuer + "/person"] = HTTPResponse(
                    status: 200,
                    body: json(["sub": subject, "name": "Jane", "email": "j@example.com", "email_verified": "true"]))
            }
            let person = try await scene.signIn()
            #expect(person.name == name)
            #expect(person.mail == (name == "Jane" ? "j@example.com" : nil))
        }
    }

    @Test("An address that nobody verified, or that would steer a mail program, is none")
    func addresses() async throws {
        for (address, isVerified) in [
            ("jane@example.com", false), ("jane@example.com\r\nBcc: x@example.com", true), ("jane", true),
            ("<jane@example.com>", true), ("a@b@c", true), ("@example.com", true), ("jané@example.com", true),
        ] as [(String, Bool)] {
            let scene = try Scene()
            scene.provider.change { state in
                state.claims = { claims in
                    claims["email"] = address
                    claims["email_verified"] = isVerified
                }
            }
            #expect(try await scene.signIn().mail == nil, "\(address)")
        }
    }

    @Test("Only https addresses are told secrets, and http ones of this machine")
    func urls() {
        for text in [
            "https://login.example.com", "https://login.example.com:8443/a/b?c=d", "http://127.0.0.1:8000/o",
            "http://localhost/o", "http://[::1]:8000/", "https://[2001:db8::1]/",
        ] {
            #expect(SecureURL(text) != nil, "\(text)")
        }
        for text in [
            "", "https://", "http://login.example.com", "http://127.0.0.1.example.com/", "http://localhost.example/",
            "https://user@login.example.com/", "https://login.example.com#a", "https://login.example.com\\@evil/",
            "https:// login.example.com", "HTTPS://login.example.com", "https://login.example.com:0/",
            "https://login.example.com:99999/", "https://[::1", "https://[::1]x/", "ftp://login.example.com/",
            "http://127.0.0.1:80@evil.example/", "https://login.exämple.com/", "//login.example.com/",
        ] {
            #expect(SecureURL(text) == nil, "\(text)")
        }
    }

    @Test("An address to come back to that is no https URL begins no sign-in")
    func redirect() async throws {
        let scene = try Scene()
        await #expect(throws: SignInRefusal.self) {
            try await scene.service.begin(redirect: "http://dyn.example.com/back")
        }
    }
}
