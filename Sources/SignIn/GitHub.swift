package import DynamicDNS

// Decision 0107: what a sign-in stands for.

/// Signs people in at GitHub, which is no OpenID provider for people: OAuth 2, and who it is by its API.
package struct GitHub: SignInService {
    package let id: String
    package let title: String
    private let flow: CodeFlow

    /// What stands for GitHub in an identity, and under `sign-up:` in the settings.
    package static let issuer = "https://github.com"

    private static let authorization = SecureURL("https://github.com/login/oauth/authorize")
    private static let token = SecureURL("https://github.com/login/oauth/access_token")
    private static let person = SecureURL("https://api.github.com/user")
    private static let addresses = SecureURL("https://api.github.com/user/emails")

    /// - Parameters:
    ///   - id: what it is called in paths.
    ///   - title: what it is called on pages.
    ///   - client: who we are there.
    ///   - surroundings: clock, random octets and network.
    package init(
        id: String = "github", title: String = "GitHub", client: ServiceClient, _ surroundings: SignInSurroundings
    ) {
        self.id = id
        self.title = title
        flow = surroundings.flow(id, client)
    }

    package func begin(redirect: String) async throws(SignInRefusal) -> SignInStart {
        guard let place = Self.authorization else { throw flow.calls.unavailable("it has no address") }
        return try flow.begin(at: place, scopes: ["user:email"], redirect: redirect, sendsNonce: false)
    }

    /// A person, as the API says it. A name can be given up and taken by somebody else; the number can't.
    private struct User: Decodable {
        var id: Int64
        var login: String?
        var name: String?
    }

    private struct Address: Decodable {
        var email: String
        var primary: Bool
        var verified: Bool
    }

    package func finish(
        _ answer: [String: String], attempt: SignInAttempt, redirect: String
    ) async throws(SignInRefusal) -> SignedInPerson {
        guard let token = Self.token, let person = Self.person, let addresses = Self.addresses else {
            throw flow.calls.unavailable("it has no address")
        }
        let code = try flow.code(in: answer, attempt: attempt, issuer: nil)
        let access = try await flow.exchange(code, at: token, .form, attempt: attempt, redirect: redirect).accessToken
        let user = try await flow.calls.document(person, "what it says of a person", bearer: access, as: User.self)
        guard user.id > 0 else { throw flow.calls.unavailable("the person has no number") }
        // Whoever gives no address away can sign in all the same.
        let all = try? await flow.calls.document(addresses, "a person's addresses", bearer: access, as: [Address].self)
        let mail = all?.first { $0.primary && $0.verified }?.email
        return SignedInPerson(
            identity: Identity(issuer: Self.issuer, subject: String(user.id)),
            name: Person.name(user.name, user.login, subject: String(user.id)), mail: Person.mail(mail))
    }
}
