internal import DNSModel
internal import HTTPTransport
internal import Hashing
internal import ZonePlanning

extension CredentialChain {
    /// A login of `aws sso login` that a profile refers to.
    private struct Login {
        var name: String
        var startURL: String
        var region: String
        var account: String
        var role: String
        /// Where the token is kept.
        var cache: String
        /// Whether it has a section of its own, so that its token can be renewed.
        var isSession: Bool
        var profile: String

        func expired(_ why: String) -> CredentialError {
            CredentialError(
                .expired,
                "the single sign-on of the profile '\(Printable.message(profile))' \(why); "
                    + "run: aws sso login --profile \(Printable.message(profile))")
        }
    }

    /// What `aws sso login` leaves in its cache.
    private struct Token: Codable {
        var startUrl: String?
        var region: String?
        var accessToken: String
        var expiresAt: String
        var clientId: String?
        var clientSecret: String?
        var registrationExpiresAt: String?
        var refreshToken: String?
    }

    /// Seconds before its end from which a login's token is renewed.
    private static let renewalWindow: Int64 = 15 * 60

    /// The credentials of a role by single sign-on (IAM Identity Center).
    func singleSignOn(_ profile: String) async throws(CredentialError) -> AWSCredentials? {
        guard configuration.has("sso_role_name", profile) || configuration.has("sso_account_id", profile) else {
            return nil
        }
        let login = try login(profile)
        let token = try await token(login)
        struct Answer: Decodable {
            struct Role: Decodable {
                var accessKeyId: String
                var secretAccessKey: String
                var sessionToken: String
                /// In milliseconds since 1970.
                var expiration: Double
            }
            var roleCredentials: Role
        }
        let endpoint = try configuration.endpoint("sso", region: login.region, environment)
        let query = PercentEncoding.query([("role_name", login.role), ("account_id", login.account)])
        let request = HTTPRequest(
            .get, "\(endpoint.url)/federation/credentials?\(query)", headers: ["x-amz-sso_bearer_token": token],
            largestResponse: 1 << 20)
        let response = try await send(request, "the single sign-on service")
        if response.status == 401 { throw login.expired("is over") }
        guard response.status == 200 else {
            throw CredentialError(
                response.status >= 500 ? .unavailable : .refused,
                "the single sign-on service gave no credentials for the role \(Printable.message(login.role)) in the account "
                    + "\(Printable.message(login.account)): status \(response.status)")
        }
        // A temporary key without its token is none.
        guard let given = JSON.read(Answer.self, response.body)?.roleCredentials, !given.sessionToken.isEmpty,
            let milliseconds = Int64(exactly: given.expiration.rounded()), milliseconds > 0
        else { throw CredentialError(.unavailable, "the answer of the single sign-on service cannot be read") }
        var found = try credentials(
            given.accessKeyId, given.secretAccessKey, given.sessionToken, expiration: nil,
            from:
                "single sign-on as \(Printable.message(login.role)) in the account \(Printable.message(login.account))")
        found.expiration = Instant(seconds: milliseconds / 1_000)
        return found
    }

    private func login(_ profile: String) throws(CredentialError) -> Login {
        var settings: [String: String] = [:]
        for name in ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"] {
            settings[name] = configuration.text(name, of: profile)
        }
        let session = configuration.text("sso_session", of: profile)
        if let session {
            guard let section = configuration.sessions[session] else {
                throw CredentialError(
                    .invalid,
                    "the profile '\(Printable.message(profile))' names the sso-session '\(Printable.message(session))', which is not in "
                        + configuration.configurationPath)
            }
            for case (let name, .text(let value)) in section {
                if let own = settings[name], own != value {
                    throw CredentialError(
                        .invalid,
                        "\(Printable.message(name)) differs between the profile '\(Printable.message(profile))' and its sso-session; remove one"
                    )
                }
                settings[name] = value
            }
        }
        guard let start = settings["sso_start_url"], let region = settings["sso_region"],
            let account = settings["sso_account_id"], let role = settings["sso_role_name"]
        else {
            throw CredentialError(
                .invalid,
                "the profile '\(Printable.message(profile))' uses single sign-on and has not all of sso_start_url, sso_region, "
                    + "sso_account_id and sso_role_name")
        }
        let hash = SHA1.digest(of: Array((session ?? start).utf8))
        return Login(
            name: session ?? start, startURL: start, region: region, account: account, role: role,
            cache: environment.expanded("~/.aws/sso/cache/\(Hexadecimal.text(hash)).json"), isSession: session != nil,
            profile: profile)
    }

    /// The login's token, renewed when it is about to end and can be.
    private func token(_ login: Login) async throws(CredentialError) -> String {
        let kept: CredentialEnvironment.File?
        do throws(CredentialEnvironment.FileFailure) { kept = try environment.readFile(login.cache) } catch {
            throw CredentialError(.invalid, "\(login.cache) cannot be read: \(error.message)")
        }
        guard let kept, let token = JSON.read(Token.self, kept.octets), let end = Instant(aws: token.expiresAt) else {
            throw login.expired("has no token")
        }
        let left = end.seconds(since: environment.now())
        if login.isSession, left < Self.renewalWindow, let new = try await renewed(token, login) { return new }
        if left <= 0 { throw login.expired("ended at \(end)") }
        return token.accessToken
    }

    /// A new token for an old one, kept in its place; `nil` when there is none to be had.
    private func renewed(_ token: Token, _ login: Login) async throws(CredentialError) -> String? {
        guard let refresh = token.refreshToken, let id = token.clientId, let secret = token.clientSecret,
            let end = token.registrationExpiresAt.flatMap({ Instant(aws: $0) }), end > environment.now()
        else { return nil }
        struct Answer: Decodable {
            var accessToken: String
            var expiresIn: Int64
            var refreshToken: String?
        }
        let endpoint = try configuration.endpoint("sso_oidc", region: login.region, environment)
        let body = JSON.write([
            "grantType": "refresh_token", "clientId": id, "clientSecret": secret, "refreshToken": refresh,
        ])
        let request = HTTPRequest(
            .post, "\(endpoint.url)/token", headers: ["Content-Type": "application/json"], body: body,
            largestResponse: 1 << 20)
        guard let response = try? await environment.send(request), response.status == 200,
            let answer = JSON.read(Answer.self, response.body), answer.expiresIn > 0,
            !answer.accessToken.isEmpty, answer.accessToken.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        var new = token
        new.startUrl = login.startURL
        new.region = login.region
        new.accessToken = answer.accessToken
        new.expiresAt = environment.now().adding(seconds: answer.expiresIn).description
        new.refreshToken = answer.refreshToken ?? token.refreshToken
        // When it cannot be kept, it still serves this once.
        try? environment.writeFile(login.cache, JSON.write(new))
        return new.accessToken
    }
}
