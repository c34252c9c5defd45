import DynamicDNS
import Foundation
import HTTPTransport
import Hashing
import JWTKit
import SignIn
import Synchronization
import ZonePlanning

/// A clock that stands still until it is told to go on.
final class StandingClock: WallClock {
    private let time = Mutex(Instant(seconds: 1_796_083_200))

    var now: Instant { time.withLock { $0 } }
    func sleep(until other: Instant) async { time.withLock { $0 = max($0, other) } }
    func pass(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// Octets that are the same in each run, and texts of them that never come twice.
final class CountingRandomness: Randomness {
    private let next = Mutex<UInt64>(0)

    func octets(_ count: Int) -> [UInt8] {
        next.withLock { next in
            (0..<count).map { _ in
                next += 1
                return UInt8(truncatingIfNeeded: (next &* 0x9E37_79B9_7F4A_7C15) >> 32)
            }
        }
    }
}

/// A JSON value as tests write it.
typealias Members = [String: any Sendable]

func json(_ members: Members) -> [UInt8] {
    (try? JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])).map { Array($0) } ?? []
}

func base64url(_ octets: [UInt8]) -> String {
    Data(octets).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}

/// A key of the provider: what it publishes, and how it signs.
struct ProviderKey: Sendable {
    var published: Members
    var header: [String: String]
    var sign: @Sendable ([UInt8]) async throws -> [UInt8]

    /// A new key on the curve P-256.
    static func es256(_ id: String?) throws -> ProviderKey {
        let key = ES256PrivateKey()
        let (x, y) = key.parameters ?? ("", "")
        func url(_ text: String) -> String { base64url(Array(Data(base64Encoded: text) ?? Data())) }
        var published: Members = ["kty": "EC", "crv": "P-256", "x": url(x), "y": url(y), "use": "sig"]
        published["kid"] = id
        return try ProviderKey(published: published, algorithm: "ES256", id: id) { keys in
            await keys.add(ecdsa: key)
        }
    }

    /// The RSA key of the tests.
    static func rs256(_ id: String?) throws -> ProviderKey {
        let key = try Insecure.RSA.PrivateKey(pem: TestKeys.rsa)
        let (n, e) = try key.publicKey.getKeyPrimitives()
        var published: Members = [
            "kty": "RSA", "n": base64url(Array(n)), "e": base64url(Array(e)), "alg": "RS256", "use": "sig",
        ]
        published["kid"] = id
        return try ProviderKey(published: published, algorithm: "RS256", id: id) { keys in
            await keys.add(rsa: key, digestAlgorithm: .sha256)
        }
    }

    private init(
        published: Members, algorithm: String, id: String?,
        add: @escaping @Sendable (JWTKeyCollection) async -> JWTKeyCollection
    ) throws {
        self.published = published
        header = ["alg": algorithm, "typ": "JWT"]
        header["kid"] = id
        sign = { text in try await add(JWTKeyCollection()).getKey().sign(text) }
    }

    /// A token of these claims.
    func token(_ claims: Members) async throws -> String {
        let text = base64url(json(header)) + "." + base64url(json(claims))
        return try await text + "." + base64url(sign(Array(text.utf8)))
    }
}

/// An OpenID provider in memory, which tests can make lie.
final class MemoryProvider: SignInTransport {
    static let issuer = "https://login.example.com/realm"
    static let redirect = "https://dyn.example.com/sign-in/company/back"
    let clock: StandingClock

    /// What it knows of a code that it gave.
    struct Grant: Sendable {
        var challenge: String
        var nonce: String?
        var redirect: String
    }

    struct State: Sendable {
        var metadata: Members = [
            "issuer": issuer, "authorization_endpoint": issuer + "/authorize", "token_endpoint": issuer + "/token",
            "jwks_uri": issuer + "/keys", "userinfo_endpoint": issuer + "/person",
            "code_challenge_methods_supported": ["plain", "S256"],
        ]
        var keys: [ProviderKey] = []
        /// What is published besides the keys.
        var otherKeys: [Members] = []
        /// What is changed in the claims of each token.
        var claims: @Sendable (inout Members) -> Void = { _ in }
        /// What is given in place of the token.
        var token: @Sendable (_ token: String, _ claims: Members) async throws -> String = { token, _ in token }
        /// What is answered at an address, whatever was asked.
        var answers: [String: HTTPResponse] = [:]
        var failures: [String: HTTPError] = [:]
        var grants: [String: Grant] = [:]
        var requests: [HTTPRequest] = []
    }

    let state: Mutex<State>

    init(clock: StandingClock, keys: [ProviderKey]) {
        self.clock = clock
        var state = State()
        state.keys = keys
        self.state = Mutex(state)
    }

    func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

    /// How often an address was asked.
    func count(_ path: String) -> Int {
        state.withLock { $0.requests.count { $0.url.hasSuffix(path) } }
    }

    /// What the person's browser gets when it is sent there: the parameters of the answer.
    func authorize(_ start: SignInStart) -> [String: String] {
        let asked = Self.parameters(URLComponents(string: start.url)?.percentEncodedQuery ?? "")
        let code = "code-\(state.withLock { $0.grants.count })"
        state.withLock { state in
            state.grants[code] = Grant(
                challenge: asked["code_challenge"] ?? "", nonce: asked["nonce"], redirect: asked["redirect_uri"] ?? "")
        }
        return ["code": code, "state": asked["state"] ?? ""]
    }

    static func parameters(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for parameter in FormText.parameters(of: text) ?? [] { result[parameter.name] = parameter.value }
        return result
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let (answer, failure) = state.withLock { state in
            state.requests.append(request)
            return (state.answers[request.url], state.failures[request.url])
        }
        if let failure { throw failure }
        if let answer { return answer }
        switch request.url {
        case Self.issuer + "/.well-known/openid-configuration":
            return HTTPResponse(status: 200, body: json(state.withLock { $0.metadata }))
        case Self.issuer + "/keys":
            let keys: [any Sendable] = state.withLock { $0.keys.map(\.published) + $0.otherKeys }
            return HTTPResponse(status: 200, body: json(["keys": keys]))
        case Self.issuer + "/token": return await tokens(request)
        default: return HTTPResponse(status: 404)
        }
    }

    private func tokens(_ request: HTTPRequest) async -> HTTPResponse {
        let form = Self.parameters(String(decoding: request.body, as: UTF8.self))
        let challenge = base64url(SHA256.digest(of: Array((form["code_verifier"] ?? "").utf8)))
        let basic = "Basic " + Data("gate53d:s%26cret".utf8).base64EncodedString()
        guard request.headers["Authorization"] == basic else {
            return HTTPResponse(status: 401, body: json(["error": "invalid_client"]))
        }
        let (grant, key, change, make) = state.withLock { state in
            (state.grants.removeValue(forKey: form["code"] ?? ""), state.keys.first, state.claims, state.token)
        }
        guard let grant, let key, grant.challenge == challenge, grant.redirect == form["redirect_uri"] else {
            return HTTPResponse(status: 400, body: json(["error": "invalid_grant"]))
        }
        let now = Int(clock.now.seconds)
        var claims: Members = [
            "iss": Self.issuer, "sub": "248289761001", "aud": "gate53d", "iat": now, "exp": now + 300,
            "name": "Jane Doe", "email": "jane@example.com", "email_verified": true,
        ]
        claims["nonce"] = grant.nonce
        change(&claims)
        guard let token = try? await key.token(claims), let token = try? await make(token, claims) else {
            return HTTPResponse(status: 500)
        }
        return HTTPResponse(
            status: 200, body: json(["access_token": "at", "token_type": "Bearer", "id_token": token]))
    }
}

/// A provider and the service that signs people in at it.
struct Scene {
    let clock = StandingClock()
    let provider: MemoryProvider
    let service: OpenIDConnect

    struct NoService: Error {}

    init(keys: [ProviderKey]? = nil) throws {
        provider = MemoryProvider(clock: clock, keys: try keys ?? [.es256("k1")])
        guard let issuer = SecureURL(MemoryProvider.issuer),
            let service = OpenIDConnect(
                id: "company", title: "Company", issuer: issuer,
                client: ServiceClient(id: "gate53d", secret: ClientSecret("s&cret")),
                SignInSurroundings(clock: clock, random: CountingRandomness(), transport: provider))
        else { throw NoService() }
        self.service = service
    }

    /// Signs somebody in.
    ///
    /// - Parameter change: what is done to the answer and the attempt on their way.
    /// - Returns: who it is.
    /// - Throws: ``SignInRefusal``.
    func signIn(
        _ change: (inout [String: String], inout SignInAttempt) -> Void = { _, _ in }
    ) async throws(SignInRefusal) -> SignedInPerson {
        let start = try await service.begin(redirect: MemoryProvider.redirect)
        var (answer, attempt) = (provider.authorize(start), start.attempt)
        change(&answer, &attempt)
        return try await service.finish(answer, attempt: attempt, redirect: MemoryProvider.redirect)
    }

    /// Why nobody is signed in; an empty text where somebody is.
    func refusal(_ change: (inout [String: String], inout SignInAttempt) -> Void = { _, _ in }) async -> String {
        do throws(SignInRefusal) {
            _ = try await signIn(change)
            return ""
        } catch {
            switch error {
            case .denied(let message): return "denied: " + message
            case .invalid(let message): return "invalid: " + message
            case .unavailable(let message): return "unavailable: " + message
            }
        }
    }
}
