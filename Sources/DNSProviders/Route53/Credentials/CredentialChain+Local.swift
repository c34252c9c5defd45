internal import DNSModel
internal import HTTPTransport

extension CredentialChain {
    /// What programs and metadata services answer.
    private struct Answer: Decodable {
        /// `Success`, or why there are no credentials; only of an EC2 instance.
        var code: String?
        var version: Int?
        var accessKeyID: String?
        var secretAccessKey: String?
        var sessionToken: String?
        var token: String?
        var expiration: String?

        enum CodingKeys: String, CodingKey {
            case code = "Code"
            case version = "Version"
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case token = "Token"
            case expiration = "Expiration"
        }
    }

    /// How long a program may take.
    private static let processLimit = Duration.seconds(60)

    // MARK: A program

    /// Whether a variable is a token of a forge, or of gate53 for one, which no program of AWS needs.
    private static func isForgeSecret(_ name: String) -> Bool {
        name.hasPrefix("GATE53_")
            || ["CI_JOB_TOKEN", "FORGEJO_TOKEN", "GH_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN"].contains(
                name)
    }

    /// What the program of `credential_process` writes.
    func process(_ profile: String) async throws(CredentialError) -> AWSCredentials? {
        guard let command = configuration.text("credential_process", of: profile) else { return nil }
        let name = "the credential_process of the profile '\(Printable.message(profile))'"
        guard let arguments = ShellWords.split(command), !arguments.isEmpty else {
            throw CredentialError(.invalid, "\(name) is not a command; a quote is not closed, or there is nothing")
        }
        let variables = environment.variables.filter { !Self.isForgeSecret($0.key) }
        let outcome = await environment.run(arguments, variables, Self.processLimit)
        if let failure = outcome.failure {
            throw CredentialError(.refused, "\(name) failed: \(Printable.message(failure))")
        }
        guard let answer = JSON.read(Answer.self, outcome.output) else {
            throw CredentialError(.invalid, "\(name) wrote something else than a JSON object with credentials")
        }
        guard answer.version == 1 else {
            throw CredentialError(.invalid, "\(name) wrote no 'Version', or another than 1")
        }
        guard let id = answer.accessKeyID, let secret = answer.secretAccessKey else {
            throw CredentialError(.invalid, "\(name) wrote no AccessKeyId, or no SecretAccessKey")
        }
        return try credentials(id, secret, answer.sessionToken, expiration: answer.expiration, from: name)
    }

    // MARK: A container

    /// What the container's agent gives (ECS, EKS Pod Identity).
    func container() async throws(CredentialError) -> AWSCredentials? {
        let url: String
        if let path = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasPrefix("/") else {
                throw CredentialError(.invalid, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with '/'")
            }
            url = "http://169.254.170.2\(path)"
        } else if let full = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            guard let parts = SplitURL(full), parts.mayGiveContainerCredentials else {
                throw CredentialError(
                    .invalid,
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor one of this machine, "
                        + "169.254.170.2, 169.254.170.23 or fd00:ec2::23")
            }
            url = full
        } else {
            return nil
        }
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if let path = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            headers["Authorization"] = String(decoding: try file(path, "the container's token"), as: UTF8.self)
        } else if let token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers["Authorization"] = token
        }
        guard headers["Authorization"]?.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) ?? true else {
            throw CredentialError(.invalid, "the container's authorization token has line breaks or control characters")
        }
        let request = HTTPRequest(
            .get, url, headers: headers, largestResponse: 1 << 20, connectTimeout: .seconds(2),
            totalTimeout: .seconds(2),
            usesProxy: url.hasPrefix("https:"))
        let response = try await send(request, "the container's agent")
        guard response.status == 200 else {
            throw CredentialError(
                response.status >= 500 ? .unavailable : .refused,
                "the container's agent gave no credentials: status \(response.status)")
        }
        // A temporary key without its token, or without an end, is not what the agent documents.
        guard let answer = JSON.read(Answer.self, response.body), let id = answer.accessKeyID,
            let secret = answer.secretAccessKey, let token = answer.token, !token.isEmpty, answer.expiration != nil
        else {
            throw CredentialError(.unavailable, "the answer of the container's agent cannot be read")
        }
        return try credentials(id, secret, token, expiration: answer.expiration, from: "the container's agent")
    }

    // MARK: An EC2 instance

    /// What the EC2 instance has, by its metadata service in version 2. `nil` where there is no such service.
    func instance() async throws(CredentialError) -> AWSCredentials? {
        if environment.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        func setting(_ name: String) -> String? {
            environment.variable("AWS_\(name.uppercased())") ?? configuration[name]
        }
        let mode = setting("ec2_metadata_service_endpoint_mode")?.lowercased()
        var base =
            setting("ec2_metadata_service_endpoint")
            ?? (mode == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        while base.hasSuffix("/") { base.removeLast() }
        let timeout = Duration.seconds(min(max(setting("metadata_service_timeout").flatMap(Int.init) ?? 1, 1), 60))
        let attempts = min(max(setting("metadata_service_num_attempts").flatMap(Int.init) ?? 1, 1), 10)

        func ask(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPHeaders) async -> MetadataAnswer {
            let request = HTTPRequest(
                method, "\(base)/latest/\(path)", headers: headers, mayBeRepeated: true, largestResponse: 1 << 20,
                connectTimeout: timeout, totalTimeout: timeout, usesProxy: false)
            for _ in 0..<attempts {
                guard let response = try? await environment.send(request) else { continue }
                if response.status == 200 { return .given(response.body) }
                if response.status < 500 { return .nothing }
            }
            return .silent
        }

        // Who gives no token is no such service.
        guard case .given(let octets) = await ask(.put, "api/token", ["x-aws-ec2-metadata-token-ttl-seconds": "21600"])
        else { return nil }
        let token = try MetadataAnswer.line(octets, "token")
        let headers: HTTPHeaders = ["x-aws-ec2-metadata-token": token]
        let folder = "meta-data/iam/security-credentials/"
        // An instance without a role has no such folder.
        guard let names = try await ask(.get, folder, headers).octets("list of roles") else { return nil }
        let first = names.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).first ?? []
        let role = try MetadataAnswer.line(Array(first), "list of roles")
        guard let written = try await ask(.get, folder + PercentEncoding.encode(role), headers).octets("credentials"),
            let answer = JSON.read(Answer.self, written)
        else { throw MetadataAnswer.unreadable("credentials") }
        if let code = answer.code, code != "Success" {
            throw CredentialError(
                .refused,
                "the EC2 instance's role \(Printable.message(role)) gives no credentials: \(Printable.message(code)); see whether the role "
                    + "trusts ec2.amazonaws.com")
        }
        guard let id = answer.accessKeyID, let secret = answer.secretAccessKey, let session = answer.token,
            !session.isEmpty, let end = answer.expiration
        else { throw MetadataAnswer.unreadable("credentials") }
        return try credentials(
            id, secret, session, expiration: end, from: "the EC2 instance's role \(Printable.message(role))")
    }
}

/// What the metadata service of an EC2 instance answers.
private enum MetadataAnswer {
    case given([UInt8])
    /// It says that there is nothing.
    case nothing
    /// It says nothing, or that it failed.
    case silent

    static func unreadable(_ what: String) -> CredentialError {
        CredentialError(
            .unavailable,
            "the \(what) of the EC2 instance's metadata service cannot be read; see what answers at its "
                + "address")
    }

    /// What it gave; `nil` where it says that there is nothing.
    ///
    /// - Throws: ``CredentialError`` where it says nothing.
    func octets(_ what: String) throws(CredentialError) -> [UInt8]? {
        switch self {
        case .given(let octets): return octets
        case .nothing: return nil
        case .silent: throw Self.unreadable(what)
        }
    }

    /// A text of one line: a page of somebody else in its place would go on as a header or a path.
    static func line(_ octets: [UInt8], _ what: String) throws(CredentialError) -> String {
        let text = String(decoding: octets, as: UTF8.self).trimmed
        guard !text.isEmpty, text.utf8.count <= 4_096, text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }), !text.contains("<")
        else { throw unreadable(what) }
        return text
    }
}

extension SplitURL {
    /// Whether a container's credentials, and the token for them, may go this way.
    fileprivate var mayGiveContainerCredentials: Bool {
        scheme == "https"
            || scheme == "http"
                && (isLoopback || ["localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(hostName))
    }
}
