/// A service at which people have an account already, and by which they sign in.
package protocol SignInService: Sendable {
    /// What it is called in paths: lower-case letters, digits and hyphens.
    var id: String { get }
    /// What it is called on pages.
    var title: String { get }

    /// Begins a sign-in.
    ///
    /// - Parameter redirect: the URL to which the service sends the person back.
    /// - Returns: where the person goes, and what must come back with the answer.
    /// - Throws: ``SignInRefusal``.
    func begin(redirect: String) async throws(SignInRefusal) -> SignInStart

    /// Ends a sign-in: holds the answer against what was begun.
    ///
    /// - Parameters:
    ///   - answer: the parameters with which the person came back, each once.
    ///   - attempt: what ``begin(redirect:)`` gave to this browser.
    ///   - redirect: the same URL as then.
    /// - Returns: who it is.
    /// - Throws: ``SignInRefusal``.
    func finish(
        _ answer: [String: String], attempt: SignInAttempt, redirect: String
    ) async throws(SignInRefusal) -> SignedInPerson
}

/// A sign-in that was begun.
package struct SignInStart: Hashable, Sendable {
    /// Where the person goes.
    package var url: String
    /// What the browser keeps until the answer comes.
    package var attempt: SignInAttempt

    package init(url: String, attempt: SignInAttempt) {
        self.url = url
        self.attempt = attempt
    }
}

/// What binds an answer to the browser that asked (RFC 9700, section 2.1). It is kept in a cookie that only this
/// service can read and make.
package struct SignInAttempt: Hashable, Sendable, Codable {
    /// Of which service: an answer of another one is refused.
    package var service: String
    package var state: String
    package var nonce: String
    /// The verifier of RFC 7636.
    package var verifier: String

    package init(service: String, state: String, nonce: String, verifier: String) {
        self.service = service
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
    }
}

/// Whom a service has signed in.
package struct SignedInPerson: Hashable, Sendable {
    package var identity: Identity
    /// What the person is called there.
    package var name: String
    /// An address that the service has verified; `nil` where it says none.
    package var mail: String?

    package init(identity: Identity, name: String, mail: String?) {
        self.identity = identity
        self.name = name
        self.mail = mail
    }
}

/// Why nobody was signed in.
package enum SignInRefusal: Error, Hashable, Sendable {
    /// The person said no, or the service did.
    case denied(String)
    /// The answer is not one to what was asked: replayed, forged, for another browser, or too late.
    case invalid(String)
    /// The service can't be reached, or is not what it says.
    case unavailable(String)

    /// For people who look after the service. The person is told less.
    package var message: String {
        switch self {
        case .denied(let message), .invalid(let message), .unavailable(let message): message
        }
    }
}
