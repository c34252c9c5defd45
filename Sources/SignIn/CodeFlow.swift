internal import DNSModel
internal import DynamicDNS
internal import HTTPTransport
internal import Hashing
internal import ZonePlanning

// Decision 0107: what a sign-in stands for.

/// The authorization code flow (RFC 6749, section 4.1) with PKCE (RFC 7636) and a state, as RFC 9700 wants it: what all
/// sign-in services here have in common.
struct CodeFlow: Sendable {
    /// Which service it is.
    let service: String
    let client: ServiceClient
    let clock: any WallClock
    let random: any Randomness
    let calls: ServiceCalls
    private let finished = FinishedStates()

    /// For how many seconds an answer is waited for.
    static let lifetime: Int64 = 600
    /// How far the clocks of two machines may be apart, in seconds.
    static let skew: Int64 = 60

    init(
        service: String, client: ServiceClient, clock: any WallClock, random: any Randomness,
        transport: any SignInTransport
    ) {
        self.service = service
        self.client = client
        self.clock = clock
        self.random = random
        calls = ServiceCalls(service: service, transport: transport)
    }

    // MARK: - There

    /// Begins a sign-in.
    ///
    /// - Parameters:
    ///   - endpoint: where the person is sent.
    ///   - scopes: what is asked for.
    ///   - redirect: where the person is sent back.
    ///   - sendsNonce: whether the service puts a nonce into what it signs.
    /// - Returns: the URL, and what must come back.
    /// - Throws: `SignInRefusal.unavailable`.
    func begin(
        at endpoint: SecureURL, scopes: [String], redirect: String, sendsNonce: Bool
    ) throws(SignInRefusal) -> SignInStart {
        guard SecureURL(redirect) != nil else {
            throw calls.unavailable("the address to come back to is no https URL; see how the service names itself")
        }
        let (state, nonce, verifier) = (random.octets(32), random.octets(32), random.octets(32))
        guard state.count == 32, nonce.count == 32, verifier.count == 32 else {
            throw calls.unavailable("there are no random octets; see that the system has a source of them")
        }
        // The time is in the state, which comes back, so that nobody has to remember it.
        let attempt = SignInAttempt(
            service: service, state: "\(clock.now.seconds).\(Base64.url(state))", nonce: Base64.url(nonce),
            verifier: Base64.url(verifier))
        var parameters: [(name: String, value: String)] = [
            ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirect),
            ("state", attempt.state), ("code_challenge", Self.challenge(of: attempt.verifier)),
            ("code_challenge_method", "S256"),
        ]
        if !scopes.isEmpty { parameters.append(("scope", scopes.joined(separator: " "))) }
        if sendsNonce { parameters.append(("nonce", attempt.nonce)) }
        return SignInStart(url: endpoint.adding(parameters), attempt: attempt)
    }

    /// The challenge of a verifier (RFC 7636, section 4.2).
    static func challenge(of verifier: String) -> String { Base64.url(SHA256.digest(of: Array(verifier.utf8))) }

    // MARK: - Back

    /// Holds an answer against what was asked.
    ///
    /// - Parameters:
    ///   - answer: the parameters that came back.
    ///   - attempt: what was asked.
    ///   - issuer: the service's name for itself, and whether it must say it (RFC 9207); `nil` where it has none.
    /// - Returns: the code.
    /// - Throws: ``SignInRefusal``.
    func code(
        in answer: [String: String], attempt: SignInAttempt, issuer: (name: String, isRequired: Bool)?
    ) throws(SignInRefusal) -> String {
        guard attempt.service == service else { throw invalid("the answer is to a sign-in at another service") }
        guard let state = answer["state"], state.equalsInConstantTime(attempt.state) else {
            throw invalid("the answer's state is not the one that this browser was given")
        }
        guard let begun = state.split(separator: ".").first.flatMap({ Int64($0) }) else {
            throw invalid("the state is not one of this service's")
        }
        let (now, age) = (clock.now, clock.now.seconds.subtractingReportingOverflow(begun))
        guard !age.overflow, age.partialValue <= Self.lifetime, age.partialValue >= -Self.skew else {
            throw invalid("the answer came more than \(Self.lifetime / 60) minutes after the question")
        }
        guard finished.use(state, at: now, lifetime: Self.lifetime + Self.skew) else {
            throw invalid("the answer came before")
        }
        if let issuer, let named = answer["iss"], named != issuer.name {
            throw invalid("the answer is of another issuer")
        }
        // Some services say their issuer only with a code; an error signs nobody in.
        if let error = answer["error"] { throw refusal(error, answer["error_description"]) }
        if let issuer, issuer.isRequired, answer["iss"] == nil {
            throw invalid("the answer does not say its issuer, as this service promises")
        }
        guard let code = answer["code"], !code.isEmpty, code.utf8.count <= 4_096 else {
            throw invalid("the answer has no code")
        }
        return code
    }

    /// What a service means by the error that it sent the person back with (RFC 6749, section 4.1.2.1).
    private func refusal(_ error: String, _ description: String?) -> SignInRefusal {
        let message =
            "sign-in service '\(service)' said \(Printable.cut(error, to: 60))"
            + (description.map { ": " + Printable.cut($0, to: 200) } ?? "")
        return ["server_error", "temporarily_unavailable"].contains(error) ? .unavailable(message) : .denied(message)
    }

    /// How we say who we are at the token endpoint.
    enum Authentication: Hashable, Sendable {
        /// By the header field `Authorization` (RFC 6749, section 2.3.1).
        case header
        /// By the form.
        case form
    }

    /// What the token endpoint answers.
    struct Tokens: Decodable, Sendable {
        var accessToken: String?
        var tokenType: String?
        var idToken: String?
        var error: String?
        var errorDescription: String?

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case tokenType = "token_type"
            case idToken = "id_token"
            case error
            case errorDescription = "error_description"
        }
    }

    /// Exchanges a code.
    ///
    /// - Parameters:
    ///   - code: the code.
    ///   - endpoint: where.
    ///   - authentication: how we say who we are.
    ///   - attempt: what was asked.
    ///   - redirect: where the person was sent back.
    /// - Returns: what the service gave, with an access token that may be sent on.
    /// - Throws: ``SignInRefusal``.
    func exchange(
        _ code: String, at endpoint: SecureURL, _ authentication: Authentication, attempt: SignInAttempt,
        redirect: String
    ) async throws(SignInRefusal) -> (accessToken: String, idToken: String?) {
        var parameters: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
            ("code_verifier", attempt.verifier),
        ]
        var authorization: String?
        switch (client.secret, authentication) {
        case (let secret?, .header):
            let pair = [client.id, secret.text].map { PercentEncoding.encode($0) }.joined(separator: ":")
            authorization = "Basic " + Base64.text(Array(pair.utf8))
        case (let secret?, .form):
            parameters += [("client_id", client.id), ("client_secret", secret.text)]
        case (nil, _):
            parameters.append(("client_id", client.id))
        }
        let response = try await calls.post(
            endpoint, "the request for a token", parameters, authorization: authorization)
        let isGood = response.status == 200
        guard isGood || [400, 401, 403].contains(response.status) else {
            throw calls.unavailable("the request for a token was answered with status \(response.status)")
        }
        let tokens = try calls.read(response, "the answer to the request for a token", as: Tokens.self)
        // GitHub says its errors with status 200.
        if !isGood || tokens.error != nil { throw refusal(tokens, response.status) }
        guard let token = tokens.accessToken, !token.isEmpty, token.utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            tokens.tokenType?.lowercased() == "bearer"
        else { throw calls.unavailable("the service gave no access token of type Bearer") }
        return (token, tokens.idToken)
    }

    private func refusal(_ tokens: Tokens, _ status: Int) -> SignInRefusal {
        let error = tokens.error ?? "status \(status)"
        let message =
            "the code was refused: \(Printable.cut(error, to: 60))"
            + (tokens.errorDescription.map { ", " + Printable.cut($0, to: 200) } ?? "")
        switch error {
        // The code is wrong, old, used, of another client, or the verifier is not that of its challenge.
        case "invalid_grant", "bad_verification_code": return invalid(message)
        case "invalid_client", "unauthorized_client", "incorrect_client_credentials":
            return calls.unavailable("\(message); check the client id and its secret")
        default: return calls.unavailable(message)
        }
    }

    func invalid(_ message: String) -> SignInRefusal { .invalid("sign-in service '\(service)': \(message)") }
}
