internal import DNSModel
internal import HTTPTransport
internal import ZonePlanning

// Decision 0062: whose account it is is asked with -v.

// Decision 0098: a plan that creates a zone names the account.

/// Whose credentials are used, as AWS says it: `GetCallerIdentity` of the Security Token Service (API version
/// 2011-06-15), which every identity may ask.
struct CallerIdentity: Sendable {
    /// What the service answers.
    struct Caller: Hashable, Sendable {
        /// The account's number, of twelve digits.
        var account: String
        /// The user or role.
        var arn: String
    }

    let environment: CredentialEnvironment
    let configuration: SharedConfiguration
    /// The URL that the settings name for requests to AWS.
    let given: String?

    /// How long an answer is waited for.
    private static let longestWait = Duration.seconds(5)

    /// Whose credentials they are, or why that is not known, in a phrase. Asked once, and never an error.
    ///
    /// - Parameter credentials: the ones to ask with.
    /// - Returns: the phrase; `nil` where the settings name another place than AWS and nobody says who is asked
    ///   there.
    func phrase(of credentials: AWSCredentials) async -> String? {
        do throws(CredentialError) {
            guard let endpoint = try configuration.callerIdentityEndpoint(environment, given: given) else {
                return nil
            }
            let caller = try await answer(from: endpoint, with: credentials)
            return "account \(caller.account), \(caller.arn)"
        } catch {
            return "the account is not known: \(error.message)"
        }
    }

    /// Which account it is, and as whom it is asked.
    struct Account: Hashable, Sendable {
        /// What tells the account from every other one.
        var number: String
        /// The user or role; `nil` where nobody says it.
        var arn: String?
    }

    /// What tells the account from every other one: its number, or the URL of the service where that is not AWS and
    /// nobody says who is asked there.
    ///
    /// - Parameters:
    ///   - credentials: the ones to ask with.
    ///   - service: where requests for zones are sent.
    ///   - now: the time there.
    /// - Returns: the number or the URL, and whose credentials they are.
    /// - Throws: ``CredentialError`` where whoever is asked does not say it, asked again where that may help.
    func account(
        of credentials: AWSCredentials, at service: Endpoint, now: Instant
    ) async throws(CredentialError) -> Account {
        let isNamed = try configuration.configuredURL("sts", environment) != nil
        guard Partition.isHost(of: service.url) || isNamed else { return Account(number: service.url) }
        let region =
            configuration.region(environment) ?? Partition.of(route53: service.url)?.route53Region
            ?? Partition.aws.route53Region
        let endpoint = try configuration.endpoint("sts", region: region, environment)
        let response = try await CredentialChain(environment: environment, configuration: configuration)
            .send(Self.request(to: endpoint), endpoint.url, signedWith: credentials, endpoint, at: now)
        // A server for tests that has no such service says so with some error of the client's.
        let hasNoService =
            !Partition.isHost(of: service.url) && (400..<500).contains(response.status) && !response.isThrottled
            && ![401, 403, 429].contains(response.status)
        if hasNoService { return Account(number: service.url) }
        let caller = try Self.caller(response, endpoint)
        return Account(number: caller.account, arn: caller.arn)
    }

    private static func request(to endpoint: Endpoint) -> HTTPRequest {
        HTTPRequest(
            .post, endpoint.url + "/", headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8), mayBeRepeated: true,
            largestResponse: 1 << 16, connectTimeout: longestWait, totalTimeout: longestWait)
    }

    private func answer(
        from endpoint: Endpoint, with credentials: AWSCredentials
    ) async throws(CredentialError) -> Caller {
        let response: HTTPResponse
        do {
            let request = try SignatureV4(region: endpoint.region, service: "sts")
                .sign(Self.request(to: endpoint), with: credentials, at: environment.now())
            response = try await environment.send(request)
        } catch let error as SigningError {
            throw CredentialError(.invalid, error.message)
        } catch let error as HTTPError {
            throw CredentialError(.unavailable, "\(endpoint.url) can't be asked: \(error.message)")
        } catch {
            throw CredentialError(.unavailable, "\(endpoint.url) can't be asked")
        }
        return try Self.caller(response, endpoint)
    }

    /// Reads the answer.
    private static func caller(_ response: HTTPResponse, _ endpoint: Endpoint) throws(CredentialError) -> Caller {
        guard response.status == 200 else {
            let code = (try? XMLReader.document(response.body))?["Error"]?.text(of: "Code")
            throw CredentialError(
                .refused,
                "\(endpoint.url) answers \(response.status)" + (code.map { " (\(Printable.cut($0, to: 80)))" } ?? ""))
        }
        do throws(XMLError) {
            let root = try XMLReader.document(response.body).answer(named: "GetCallerIdentityResponse")
            let result = try root.part("GetCallerIdentityResult")
            let (account, arn) = (try result.required("Account"), try result.required("Arn"))
            return Caller(account: Printable.cut(account, to: 80), arn: Printable.cut(arn, to: 2_048))
        } catch {
            throw CredentialError(.unavailable, "the answer of \(endpoint.url) cannot be read: \(error.message)")
        }
    }
}

extension SharedConfiguration {
    /// Where it is asked whose credentials are.
    ///
    /// - Parameters:
    ///   - environment: the outside.
    ///   - given: the URL that the settings name for requests to AWS.
    /// - Returns: the endpoint; `nil` where the settings name another place than AWS and nothing else names one for
    ///   this service.
    /// - Throws: ``CredentialError`` with code `invalid`.
    func callerIdentityEndpoint(
        _ environment: CredentialEnvironment, given: String?
    ) throws(CredentialError) -> Endpoint? {
        let region = region(environment) ?? Partition.aws.route53Region
        let endpoint = try endpoint("sts", region: region, environment)
        let isConfigured = try configuredURL("sts", environment) != nil
        return given == nil || isConfigured ? endpoint : nil
    }
}
