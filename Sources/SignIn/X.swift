package import DynamicDNS

// Decision 0107: what a sign-in stands for.

/// Signs people in at X: OAuth 2, and who it is by its API. It says no address.
package struct X: SignInService {
    package let id: String
    package let title: String
    private let flow: CodeFlow

    /// What stands for X in an identity, and under `sign-up:` in the settings.
    package static let issuer = "https://x.com"

    private static let authorization = SecureURL("https://x.com/i/oauth2/authorize")
    private static let token = SecureURL("https://api.x.com/2/oauth2/token")
    private static let person = SecureURL("https://api.x.com/2/users/me")

    /// - Parameters:
    ///   - id: what it is called in paths.
    ///   - title: what it is called on pages.
    ///   - client: who we are there.
    ///   - surroundings: clock, random octets and network.
    package init(id: String = "x", title: String = "X", client: ServiceClient, _ surroundings: SignInSurroundings) {
        self.id = id
        self.title = title
        flow = surroundings.flow(id, client)
    }

    package func begin(redirect: String) async throws(SignInRefusal) -> SignInStart {
        guard let place = Self.authorization else { throw flow.calls.unavailable("it has no address") }
        // Reading posts is a right that reading a person needs.
        return try flow.begin(
            at: place, scopes: ["users.read", "tweet.read"], redirect: redirect, sendsNonce: false)
    }

    private struct Answer: Decodable {
        var data: User
    }

    private struct User: Decodable {
        /// A number, written as a text.
        var id: String
        var name: String?
        var username: String?
    }

    package func finish(
        _ answer: [String: String], attempt: SignInAttempt, redirect: String
    ) async throws(SignInRefusal) -> SignedInPerson {
        guard let token = Self.token, let person = Self.person else {
            throw flow.calls.unavailable("it has no address")
        }
        let code = try flow.code(in: answer, attempt: attempt, issuer: nil)
        let access = try await flow.exchange(code, at: token, .header, attempt: attempt, redirect: redirect)
            .accessToken
        let user = try await flow.calls.document(
            person, "what it says of a person", bearer: access, as: Answer.self
        ).data
        guard 1...20 ~= user.id.utf8.count, user.id.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw flow.calls.unavailable("the person has no number")
        }
        return SignedInPerson(
            identity: Identity(issuer: Self.issuer, subject: user.id),
            name: Person.name(user.name, user.username, subject: user.id), mail: nil)
    }
}
