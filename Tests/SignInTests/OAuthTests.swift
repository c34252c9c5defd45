import DynamicDNS
import Foundation
import HTTPTransport
import SignIn
import Synchronization
import Testing

/// GitHub's and X's API in memory.
final class MemoryAPI: SignInTransport {
    let answers = Mutex<[String: HTTPResponse]>([:])
    let requests = Mutex<[HTTPRequest]>([])

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        requests.withLock { $0.append(request) }
        return answers.withLock { $0[request.url] } ?? HTTPResponse(status: 404)
    }

    func set(_ url: String, _ text: String, status: Int = 200) {
        answers.withLock { $0[url] = HTTPResponse(status: status, body: Array(text.utf8)) }
    }
}

@Suite("Sign-in at GitHub and X")
struct OAuthTests {
    let api = MemoryAPI()
    let clock = StandingClock()
    let redirect = "https://dyn.example.com/sign-in/back"

    private var surroundings: SignInSurroundings {
        SignInSurroundings(clock: clock, random: CountingRandomness(), transport: api)
    }

    private var gitHub: GitHub {
        GitHub(client: ServiceClient(id: "Iv1", secret: ClientSecret("s+cret")), surroundings)
    }

    private var x: X { X(client: ServiceClient(id: "xid", secret: ClientSecret("s+cret")), surroundings) }

    private func signIn(
        _ service: some SignInService, _ change: (inout [String: String], inout SignInAttempt) -> Void = { _, _ in }
    ) async throws(SignInRefusal) -> SignedInPerson {
        let start = try await service.begin(redirect: redirect)
        var answer = ["code": "c0de", "state": start.attempt.state]
        var attempt = start.attempt
        change(&answer, &attempt)
        return try await service.finish(answer, attempt: attempt, redirect: redirect)
    }

    private func givesToken(_ url: String) {
        api.set(url, #"{"access_token": "at", "token_type": "bearer", "scope": ""}"#)
    }

    @Test("GitHub says who it is by number, and its first verified address")
    func gitHubPerson() async throws {
        givesToken("https://github.com/login/oauth/access_token")
        api.set("https://api.github.com/user", #"{"id": 583231, "login": "octocat", "name": null}"#)
        api.set(
            "https://api.github.com/user/emails",
            #"""
            [{"email": "a@example.com", "primary": false, "verified": true},
             {"email": "b@example.com", "primary": true, "verified": true}]
            """#)
        let person = try await signIn(gitHub)
        #expect(person.identity == Identity(issuer: "https://github.com", subject: "583231"))
        #expect(person.name == "octocat")
        #expect(person.mail == "b@example.com")
        let requests = api.requests.withLock { $0 }
        let form = MemoryProvider.parameters(String(decoding: requests[0].body, as: UTF8.self))
        #expect(form["client_secret"] == "s+cret")
        #expect(form["code_verifier"]?.utf8.count == 43)
        #expect(requests[0].headers["Accept"] == "application/json")
        #expect(requests[1].headers["Authorization"] == "Bearer at")
        #expect(requests.allSatisfy { $0.largestRedirectCount == 0 })
    }

    @Test("A person at GitHub without an address is signed in, and one without a number is not")
    func gitHubLess() async throws {
        givesToken("https://github.com/login/oauth/access_token")
        api.set("https://api.github.com/user", #"{"id": 1, "login": "a"}"#)
        #expect(try await signIn(gitHub).mail == nil)
        for user in [#"{"login": "a"}"#, #"{"id": 0, "login": "a"}"#, #"{"id": "1", "login": "a"}"#, "[]"] {
            api.set("https://api.github.com/user", user)
            await #expect(throws: SignInRefusal.self) { try await signIn(gitHub) }
        }
    }

    @Test("What GitHub calls an error with status 200 is one")
    func gitHubErrors() async throws {
        let place = "https://github.com/login/oauth/access_token"
        api.set(place, #"{"error": "bad_verification_code", "error_description": "The code passed is incorrect"}"#)
        await #expect(
            throws: SignInRefusal.invalid(
                "sign-in service 'github': the code was refused: bad_verification_code, The code passed is incorrect")
        ) { try await signIn(gitHub) }
        api.set(place, #"{"error": "incorrect_client_credentials"}"#)
        await #expect(
            throws: SignInRefusal.unavailable(
                "sign-in service 'github': the code was refused: incorrect_client_credentials; "
                    + "check the client id and its secret")
        ) { try await signIn(gitHub) }
    }

    @Test("X says who it is by number")
    func xPerson() async throws {
        givesToken("https://api.x.com/2/oauth2/token")
        api.set("https://api.x.com/2/users/me", #"{"data": {"id": "2244994945", "name": "X Dev", "username": "XDev"}}"#)
        let person = try await signIn(x)
        #expect(
            person
                == SignedInPerson(
                    identity: .init(issuer: "https://x.com", subject: "2244994945"), name: "X Dev", mail: nil))
        let token = try #require(api.requests.withLock { $0.first })
        #expect(token.headers["Authorization"] == "Basic " + Data("xid:s%2Bcret".utf8).base64EncodedString())
        for user in [#"{"data": {"id": "12a"}}"#, #"{"data": {"id": ""}}"#, #"{"id": "1"}"#] {
            api.set("https://api.x.com/2/users/me", user)
            await #expect(throws: SignInRefusal.self) { try await signIn(x) }
        }
    }

    @Test("The answer of one service is no answer to a sign-in at another")
    func mixedUp() async throws {
        givesToken("https://github.com/login/oauth/access_token")
        let (gitHub, x) = (gitHub, x)
        let start = try await x.begin(redirect: redirect)
        await #expect(
            throws: SignInRefusal.invalid("sign-in service 'github': the answer is to a sign-in at another service")
        ) {
            try await gitHub.finish(
                ["code": "c", "state": start.attempt.state], attempt: start.attempt, redirect: redirect)
        }
        #expect(api.requests.withLock { $0.isEmpty })
    }

    @Test("A state is good once, for this browser, at GitHub and X as well")
    func states() async throws {
        givesToken("https://github.com/login/oauth/access_token")
        api.set("https://api.github.com/user", #"{"id": 1, "login": "a"}"#)
        let service = gitHub
        let start = try await service.begin(redirect: redirect)
        let answer = ["code": "c", "state": start.attempt.state]
        _ = try await service.finish(answer, attempt: start.attempt, redirect: redirect)
        await #expect(throws: SignInRefusal.invalid("sign-in service 'github': the answer came before")) {
            try await service.finish(answer, attempt: start.attempt, redirect: redirect)
        }
        await #expect(throws: SignInRefusal.self) {
            try await signIn(service) { answer, _ in answer["state"] = "1796083200.x" }
        }
    }
}
