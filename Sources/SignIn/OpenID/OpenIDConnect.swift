package import DynamicDNS
internal import HTTPTransport
internal import ZonePlanning

// Decision 0107: what a sign-in stands for.

/// Signs people in at any OpenID provider (OpenID Connect Core 1.0, by the authorization code flow).
package struct OpenIDConnect: SignInService {
    package let id: String
    package let title: String
    private let issuer: SecureURL
    private let scopes: [String]
    private let flow: CodeFlow
    private let metadata: FetchedDocument<ProviderMetadata>
    private let keys: FetchedDocument<KeySet>

    /// What is asked for where nobody says otherwise.
    package static let usualScopes = ["openid", "profile", "email"]

    /// Makes the service; an issuer with a query makes none, since none may have one.
    ///
    /// - Parameters:
    ///   - id: what it is called in paths.
    ///   - title: what it is called on pages.
    ///   - issuer: the provider, exactly as it names itself.
    ///   - client: who we are there.
    ///   - scopes: what is asked for; `openid` always is.
    ///   - surroundings: clock, random octets and network.
    package init?(
        id: String, title: String, issuer: SecureURL, client: ServiceClient, scopes: [String] = Self.usualScopes,
        _ surroundings: SignInSurroundings
    ) {
        guard let place = ProviderMetadata.place(of: issuer) else { return nil }
        self.id = id
        self.title = title
        self.issuer = issuer
        self.scopes = scopes.contains("openid") ? scopes : ["openid"] + scopes
        let flow = surroundings.flow(id, client)
        let calls = flow.calls
        let metadata = FetchedDocument<ProviderMetadata>(clock: surroundings.clock) {
            await Self.result { () throws(SignInRefusal) in
                let document = try await calls.document(
                    place, "its metadata", as: ProviderMetadata.Document.self)
                return try ProviderMetadata(document, of: issuer, calls)
            }
        }
        self.flow = flow
        self.metadata = metadata
        keys = FetchedDocument(clock: surroundings.clock) {
            await Self.result { () throws(SignInRefusal) in
                try await calls.document(metadata.value().keys, "the list of its keys")
            }
        }
    }

    private static func result<Value>(
        _ body: () async throws(SignInRefusal) -> Value
    ) async -> Result<Value, SignInRefusal> {
        do throws(SignInRefusal) { return .success(try await body()) } catch { return .failure(error) }
    }

    package func begin(redirect: String) async throws(SignInRefusal) -> SignInStart {
        try flow.begin(
            at: try await metadata.value().authorization, scopes: scopes, redirect: redirect, sendsNonce: true)
    }

    package func finish(
        _ answer: [String: String], attempt: SignInAttempt, redirect: String
    ) async throws(SignInRefusal) -> SignedInPerson {
        let provider = try await metadata.value()
        let code = try flow.code(in: answer, attempt: attempt, issuer: (provider.issuer, provider.namesIssuer))
        let tokens = try await flow.exchange(
            code, at: provider.token, provider.authentication, attempt: attempt, redirect: redirect)
        guard let text = tokens.idToken else { throw flow.calls.unavailable("the service gave no ID token") }
        let claims = try await claims(in: text, attempt)
        return await person(claims, provider, tokens.accessToken)
    }

    /// What an ID token says, once all of it is checked.
    private func claims(in text: String, _ attempt: SignInAttempt) async throws(SignInRefusal) -> IDTokenClaims {
        let token: IDToken
        do throws(IDToken.Refusal) { token = try IDToken(text) } catch { throw flow.invalid(error.message) }
        let candidates = try await candidates(for: token)
        do throws(IDToken.Refusal) {
            let claims = try await token.verified(by: candidates)
            try claims.check(
                issuer: issuer.text, client: flow.client.id, nonce: attempt.nonce, at: flow.clock.now)
            return claims
        } catch {
            throw flow.invalid(error.message)
        }
    }

    /// The keys that a token may be signed with. Where its key is unknown, the list is fetched again, but not more than
    /// once a minute.
    private func candidates(for token: IDToken) async throws(SignInRefusal) -> [KeySet.Key] {
        let known = try await keys.value().keys(for: token.algorithm, id: token.keyID)
        if !known.isEmpty { return known }
        return try await keys.fresh()?.keys(for: token.algorithm, id: token.keyID) ?? []
    }

    /// What is said of the person elsewhere (OpenID Connect Core, section 5.3).
    private struct PersonDocument: Decodable {
        var sub: String
        var name: String?
        var preferredUsername: String?
        var email: String?
        var emailVerified: IDTokenClaims.Verified?

        enum CodingKeys: String, CodingKey {
            case sub, name, email
            case preferredUsername = "preferred_username"
            case emailVerified = "email_verified"
        }
    }

    private func person(
        _ claims: IDTokenClaims, _ provider: ProviderMetadata, _ accessToken: String
    ) async -> SignedInPerson {
        var (name, mail) = (claims.name ?? claims.preferredUsername, claims.email)
        var isVerified = claims.emailVerified?.isTrue ?? false
        // Who it is stands in what is signed; how it is called may stand elsewhere, or nowhere.
        if name == nil, let place = provider.person,
            let more = try? await flow.calls.document(
                place, "what it says of a person", bearer: accessToken, as: PersonDocument.self),
            more.sub == claims.sub
        {
            name = more.name ?? more.preferredUsername
            if mail == nil { (mail, isVerified) = (more.email, more.emailVerified?.isTrue ?? false) }
        }
        return SignedInPerson(
            identity: Identity(issuer: issuer.text, subject: claims.sub),
            name: Person.name(name, isVerified ? mail : nil, subject: claims.sub),
            mail: isVerified ? Person.mail(mail) : nil)
    }
}

/// What all services need of the world.
package struct SignInSurroundings: Sendable {
    package var clock: any WallClock
    package var random: any Randomness
    package var transport: any SignInTransport

    package init(clock: any WallClock, random: any Randomness, transport: any SignInTransport) {
        self.clock = clock
        self.random = random
        self.transport = transport
    }

    func flow(_ service: String, _ client: ServiceClient) -> CodeFlow {
        CodeFlow(service: service, client: client, clock: clock, random: random, transport: transport)
    }
}
