internal import DNSModel
internal import HTTPTransport
internal import ZonePlanning

extension CredentialChain {
    /// How many roles may be assumed one after another.
    private static let longestChain = 16

    /// The role that a profile says to assume, with the credentials of another profile or of a named source.
    func assumedRole(_ profile: String, visited: [String]) async throws(CredentialError) -> AWSCredentials? {
        guard configuration.has("role_arn", profile), !configuration.has("web_identity_token_file", profile) else {
            return nil
        }
        let name = Printable.message(profile)
        func text(_ key: String) -> String? { configuration.text(key, of: profile) }
        guard let role = text("role_arn"), !role.isEmpty else {
            throw CredentialError(.invalid, "the profile '\(name)' has an empty role_arn")
        }
        if let serial = text("mfa_serial") {
            throw CredentialError(
                .invalid,
                "the profile '\(name)' needs a code of \(Printable.message(serial)), which cannot be asked for here; "
                    + "get credentials first (aws sts assume-role, aws-vault) and pass them in the environment, "
                    + "or use a profile without mfa_serial")
        }
        let source: AWSCredentials
        switch (text("source_profile"), text("credential_source")) {
        case (.some, .some):
            throw CredentialError(
                .invalid, "the profile '\(name)' has both source_profile and credential_source; remove one")
        case (nil, nil):
            throw CredentialError(
                .invalid,
                "the profile '\(name)' has role_arn and neither source_profile nor credential_source; write one")
        case (let other?, nil): source = try await sourceProfile(other, of: profile, visited: visited)
        case (nil, let kind?): source = try await namedSource(kind, of: profile)
        }

        var parameters = [(name: "RoleArn", value: role)]
        parameters.append(("RoleSessionName", text("role_session_name") ?? defaultSessionName))
        // Like botocore, a number that is none is passed over.
        if let seconds = text("duration_seconds").flatMap(Int.init) {
            parameters.append(("DurationSeconds", String(seconds)))
        }
        if let id = text("external_id") { parameters.append(("ExternalId", id)) }
        return try await securityTokenService("AssumeRole", role: role, parameters, signedWith: source)
    }

    var defaultSessionName: String { "gate53-\(environment.now().seconds)" }

    private func sourceProfile(
        _ source: String, of profile: String, visited: [String]
    ) async throws(CredentialError) -> AWSCredentials {
        guard configuration.profiles[source] != nil else {
            throw CredentialError(
                .invalid,
                "the source_profile '\(Printable.message(source))' of the profile '\(Printable.message(profile))' does not exist"
            )
        }
        let hasKeys =
            configuration.has("aws_access_key_id", source) || configuration.has("aws_secret_access_key", source)
        if visited.contains(source), source != profile || !hasKeys {
            throw CredentialError(
                .invalid,
                "the profiles \((visited + [source]).map { "'\(Printable.message($0))'" }.joined(separator: ", ")) "
                    + "name each other as source_profile in a circle")
        }
        guard visited.count < Self.longestChain else {
            throw CredentialError(.invalid, "more than \(Self.longestChain) profiles name each other as source_profile")
        }
        if !hasKeys, let found = try await assumedRole(source, visited: visited + [source]) { return found }
        if let found = try await ofProfile(source, usesEnvironment: false) { return found }
        throw CredentialError(.invalid, "the source_profile '\(Printable.message(source))' has no credentials")
    }

    private func namedSource(_ kind: String, of profile: String) async throws(CredentialError) -> AWSCredentials {
        let found: AWSCredentials?
        switch kind {
        case "Environment": found = try environmentKeys()
        case "EcsContainer": found = try await container()
        case "Ec2InstanceMetadata": found = try await instance()
        default:
            throw CredentialError(
                .invalid,
                "the credential_source '\(Printable.message(kind))' of the profile '\(Printable.message(profile))' is not known; "
                    + "write Environment, EcsContainer or Ec2InstanceMetadata")
        }
        if let found { return found }
        throw CredentialError(
            .notFound, "the credential_source \(kind) of the profile '\(Printable.message(profile))' has no credentials"
        )
    }

    // MARK: Web identity

    /// The role for a token that somebody else gave: a file of a variable or the profile, or GitHub Actions.
    func webIdentity(
        _ profile: String, usesEnvironment: Bool
    ) async throws(CredentialError) -> AWSCredentials? {
        func setting(_ name: String, _ variable: String) -> String? {
            (usesEnvironment ? environment.variable(variable) : nil) ?? configuration.text(name, of: profile)
        }
        let role = setting("role_arn", "AWS_ROLE_ARN")
        let session = setting("role_session_name", "AWS_ROLE_SESSION_NAME")
        let token: String
        if let path = setting("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE"), !path.isEmpty {
            let octets = try file(path, "the web identity token")
            token = String(decoding: octets, as: UTF8.self).trimmed
            if role == nil {
                throw CredentialError(
                    .invalid,
                    "there is a web identity token and no role for it; set AWS_ROLE_ARN, or role_arn in the profile")
            }
        } else if usesEnvironment, environment.variable("AWS_ROLE_ARN") != nil, let given = try await gitHubToken() {
            token = given
        } else {
            return nil
        }
        guard let role else { return nil }
        guard !token.isEmpty else { throw CredentialError(.invalid, "the web identity token is empty") }
        return try await securityTokenService(
            "AssumeRoleWithWebIdentity", role: role,
            [
                ("RoleArn", role), ("RoleSessionName", session ?? defaultSessionName), ("WebIdentityToken", token),
            ], signedWith: nil)
    }

    /// The token that GitHub Actions gives to a job with the permission `id-token: write`.
    private func gitHubToken() async throws(CredentialError) -> String? {
        guard let url = environment.variable("ACTIONS_ID_TOKEN_REQUEST_URL"),
            let password = environment.variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        else { return nil }
        struct Answer: Decodable {
            var value: String
        }
        guard let parts = SplitURL(url), parts.scheme == "https" || parts.isLoopback else {
            throw CredentialError(.invalid, "ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL")
        }
        let request = HTTPRequest(
            .get, "\(url)\(parts.query.isEmpty ? "?" : "&")audience=sts.amazonaws.com",
            headers: ["Authorization": "bearer \(password)", "Accept": "application/json"], largestResponse: 1 << 20)
        let response = try await send(request, "GitHub's token service")
        guard response.status == 200 else {
            throw CredentialError(
                .refused,
                "GitHub's token service answered with status \(response.status); "
                    + "the job needs 'permissions: id-token: write'")
        }
        // Base64url and dots (RFC 7515 section 7.1).
        guard let answer = JSON.read(Answer.self, response.body), answer.value.isWebToken else {
            throw CredentialError(
                .unavailable, "the answer of GitHub's token service is not a token; check any proxy on the way")
        }
        return answer.value
    }
}

extension String {
    /// Whether it is of the characters that a JSON web token has.
    fileprivate var isWebToken: Bool {
        !isEmpty
            && utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }

    /// Without white space at either end.
    var trimmed: String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let start = unicodeScalars.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }
}

extension SplitURL {
    /// Whether the host is an address of this machine itself.
    var isLoopback: Bool {
        if hostName == "::1" { return true }
        let parts = hostName.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts[0] == 127 && parts.allSatisfy { $0 != nil }
    }
}
