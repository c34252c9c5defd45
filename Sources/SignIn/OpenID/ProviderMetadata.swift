internal import DynamicDNS

// Decision 0107: what a sign-in stands for.

/// What an OpenID provider says of itself (OpenID Connect Discovery, section 3), as far as it is used.
struct ProviderMetadata: Sendable {
    let issuer: String
    let authorization: SecureURL
    let token: SecureURL
    let keys: SecureURL
    /// Where more is said of a person; `nil` where nowhere.
    let person: SecureURL?
    let authentication: CodeFlow.Authentication
    /// Whether each answer says its issuer (RFC 9207).
    let namesIssuer: Bool

    /// The document as it comes.
    struct Document: Decodable, Sendable {
        var issuer: String
        var authorizationEndpoint: String
        var tokenEndpoint: String
        var keys: String
        var personEndpoint: String?
        var authenticationMethods: [String]?
        var challengeMethods: [String]?
        var namesIssuer: Bool?

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case keys = "jwks_uri"
            case personEndpoint = "userinfo_endpoint"
            case authenticationMethods = "token_endpoint_auth_methods_supported"
            case challengeMethods = "code_challenge_methods_supported"
            case namesIssuer = "authorization_response_iss_parameter_supported"
        }
    }

    /// Where the document of an issuer is (section 4).
    static func place(of issuer: SecureURL) -> SecureURL? {
        guard !issuer.hasQuery else { return nil }
        let base = issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text
        return SecureURL(base + "/.well-known/openid-configuration")
    }

    /// - Parameters:
    ///   - document: what the provider said.
    ///   - issuer: the issuer that was asked.
    ///   - calls: names the service in messages.
    /// - Throws: `SignInRefusal.unavailable` where it is another issuer's, or names what can't be trusted.
    init(_ document: Document, of issuer: SecureURL, _ calls: ServiceCalls) throws(SignInRefusal) {
        // Section 4.3: else one provider could pass for another.
        guard document.issuer == issuer.text else {
            throw calls.unavailable("its metadata is of another issuer; check the issuer, letter by letter")
        }
        func url(_ text: String, _ name: String) throws(SignInRefusal) -> SecureURL {
            guard let url = SecureURL(text) else {
                throw calls.unavailable("its metadata has a \(name) that is no https URL")
            }
            return url
        }
        self.issuer = issuer.text
        authorization = try url(document.authorizationEndpoint, "authorization_endpoint")
        token = try url(document.tokenEndpoint, "token_endpoint")
        keys = try url(document.keys, "jwks_uri")
        person = try document.personEndpoint.map { (text) throws(SignInRefusal) in
            try url(text, "userinfo_endpoint")
        }
        if let methods = document.challengeMethods, !methods.contains("S256") {
            throw calls.unavailable("it does not take code challenges of the method S256")
        }
        // The default is the header (section 3).
        let methods = document.authenticationMethods ?? ["client_secret_basic"]
        if methods.contains("client_secret_basic") {
            authentication = .header
        } else if methods.contains("client_secret_post") {
            authentication = .form
        } else if methods.contains("none") {
            authentication = .form
        } else {
            throw calls.unavailable("it takes neither client_secret_basic nor client_secret_post")
        }
        namesIssuer = document.namesIssuer ?? false
    }
}
