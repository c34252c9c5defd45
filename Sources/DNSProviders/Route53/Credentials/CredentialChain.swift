internal import DNSModel
internal import ZonePlanning

/// Credentials, and what a person should know about where they are from.
struct FoundCredentials: Hashable, Sendable {
    var credentials: AWSCredentials
    /// One sentence each.
    var warnings: [String]
}

/// Looks for credentials where Amazon's tools look for them, in botocore's order:
///
/// 1. the environment (not when the caller names a profile),
/// 2. a role that the profile says to assume,
/// 3. a web identity: of the environment, of GitHub Actions, or of the profile,
/// 4. single sign-on,
/// 5. keys in the credentials file,
/// 6. a program (`credential_process`),
/// 7. keys in the configuration file,
/// 8. the container's credentials,
/// 9. those of the EC2 instance.
///
/// The first that is configured counts: when it fails, that is an error, and the search does not go on. What botocore
/// has besides and this does not: `aws login` profiles (an error says so), the files of boto 2 and of the first EC2
/// tools.
struct CredentialChain: Sendable {
    let environment: CredentialEnvironment
    let configuration: SharedConfiguration

    /// Searches, with the files read anew.
    ///
    /// - Parameters:
    ///   - environment: the outside.
    ///   - profile: a profile that the caller names.
    /// - Returns: the credentials.
    /// - Throws: ``CredentialError``.
    static func load(
        _ environment: CredentialEnvironment, profile: String? = nil
    ) async throws(CredentialError) -> FoundCredentials {
        let configuration = try SharedConfiguration(environment, profile: profile)
        let chain = CredentialChain(environment: environment, configuration: configuration)
        return FoundCredentials(credentials: try await chain.find(), warnings: configuration.warnings)
    }

    /// Searches.
    func find() async throws(CredentialError) -> AWSCredentials {
        let profile = configuration.profile
        let usesEnvironment = !configuration.isProfileGiven
        if usesEnvironment, let found = try environmentKeys() { return found }
        if let found = try await assumedRole(profile, visited: [profile]) { return found }
        if let found = try await ofProfile(profile, usesEnvironment: usesEnvironment) { return found }
        if let found = try await container() { return found }
        if let found = try await instance() { return found }
        throw CredentialError(
            .notFound,
            "there are no AWS credentials: not in the environment, not in the profile '\(Printable.message(profile))' of "
                + "\(configuration.configurationPath) and \(configuration.credentialsPath), not from a container or an "
                + "EC2 instance; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    }

    /// What a profile has by itself, without assuming a role.
    func ofProfile(
        _ profile: String, usesEnvironment: Bool
    ) async throws(CredentialError) -> AWSCredentials? {
        if let found = try await webIdentity(profile, usesEnvironment: usesEnvironment) { return found }
        if let found = try await singleSignOn(profile) { return found }
        if let found = try keys(configuration.credentials[profile], in: configuration.credentialsPath, profile) {
            return found
        }
        if configuration.has("login_session", profile) {
            throw CredentialError(
                .invalid,
                "the profile '\(Printable.message(profile))' uses 'aws login', which is not supported here; "
                    + "write 'credential_process = aws configure export-credentials --profile \(Printable.message(profile))' "
                    + "in another profile and use that")
        }
        if let found = try await process(profile) { return found }
        return try keys(configuration.configured[profile], in: configuration.configurationPath, profile)
    }

    /// Keys in environment variables.
    func environmentKeys() throws(CredentialError) -> AWSCredentials? {
        guard let id = environment.variable("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = environment.variable("AWS_SECRET_ACCESS_KEY") else {
            throw CredentialError(
                .invalid, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not; set both or none")
        }
        let token = environment.variable("AWS_SECURITY_TOKEN") ?? environment.variable("AWS_SESSION_TOKEN")
        return try credentials(
            id, secret, token, expiration: environment.variable("AWS_CREDENTIAL_EXPIRATION"), from: "the environment")
    }

    /// Keys in a section of a file.
    private func keys(
        _ section: INIFile.Section?, in path: String, _ profile: String
    ) throws(CredentialError) -> AWSCredentials? {
        func text(_ name: String) -> String? {
            if case .text(let value) = section?[name] { value } else { nil }
        }
        guard section?["aws_access_key_id"] != nil else { return nil }
        guard let id = text("aws_access_key_id"), let secret = text("aws_secret_access_key") else {
            throw CredentialError(
                .invalid,
                "\(path): the profile '\(Printable.message(profile))' has aws_access_key_id and no aws_secret_access_key"
            )
        }
        return try credentials(
            id, secret, text("aws_security_token") ?? text("aws_session_token"), expiration: nil, from: path)
    }

    /// Checks the parts and puts them together. A key or token with a control character could not be sent.
    func credentials(
        _ id: String, _ secret: String, _ token: String?, expiration: String?, from source: String
    ) throws(CredentialError) -> AWSCredentials {
        let isSendable = { (text: String) in text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
        guard !id.isEmpty, isSendable(id), id.utf8.count <= 256, !secret.isEmpty, isSendable(token ?? "") else {
            throw CredentialError(
                .invalid,
                "the credentials from \(Printable.message(source)) are malformed: a key is empty or has white space in it"
            )
        }
        var end: Instant?
        if let expiration {
            guard let time = Instant(aws: expiration) else {
                throw CredentialError(
                    .invalid, "the credentials from \(Printable.message(source)) end at a time that cannot be read")
            }
            end = time
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: token.map(Secret.init), expiration: end,
            source: source)
    }

    /// Reads a file that must be there.
    func file(_ path: String, _ what: String) throws(CredentialError) -> [UInt8] {
        do throws(CredentialEnvironment.FileFailure) {
            if let file = try environment.readFile(path) { return file.octets }
        } catch {
            throw CredentialError(.invalid, "\(what) \(Printable.message(path)) cannot be read: \(error.message)")
        }
        throw CredentialError(.invalid, "\(what) \(Printable.message(path)) is not there")
    }
}
