internal import DNSModel
internal import HTTPTransport
internal import ZonePlanning

extension CredentialChain {
    /// Asks the Security Token Service for the credentials of a role (API version 2011-06-15).
    ///
    /// - Parameters:
    ///   - action: the operation.
    ///   - role: the role's ARN, for its partition and for messages.
    ///   - parameters: those of the operation.
    ///   - source: what the request is signed with; `nil` for an operation that is not signed.
    /// - Returns: the credentials.
    /// - Throws: ``CredentialError``.
    func securityTokenService(
        _ action: String, role: String, _ parameters: [(name: String, value: String)],
        signedWith source: AWSCredentials?
    ) async throws(CredentialError) -> AWSCredentials {
        let region = configuration.region(environment) ?? (Partition.of(arn: role) ?? .aws).route53Region
        let endpoint = try configuration.endpoint("sts", region: region, environment)
        let body = PercentEncoding.query([("Action", action), ("Version", "2011-06-15")] + parameters)
        // Asking twice only gives two sets of credentials.
        let request = HTTPRequest(
            .post, endpoint.url + "/", headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: Array(body.utf8), mayBeRepeated: true, largestResponse: 1 << 20)
        let response = try await send(request, "the Security Token Service", signedWith: source, endpoint)
        let what = "\(action) of \(Printable.message(role))"
        guard response.status == 200 else { throw Self.refusal(response, what) }
        let id: String
        let secret: String
        let token: String
        let end: String
        do throws(XMLError) {
            let root = try XMLReader.document(response.body).answer(named: "\(action)Response")
            let given = try root.part("\(action)Result").part("Credentials")
            (id, secret) = (try given.required("AccessKeyId"), try given.required("SecretAccessKey"))
            (token, end) = (try given.required("SessionToken"), try given.required("Expiration"))
        } catch {
            throw CredentialError(.unavailable, "\(what): the answer cannot be read: \(error.message)")
        }
        return try credentials(id, secret, token, expiration: end, from: "the role \(Printable.message(role))")
    }

    private static func refusal(_ response: HTTPResponse, _ what: String) -> CredentialError {
        let error = (try? XMLReader.document(response.body))?["Error"]
        let code = error?.text(of: "Code")
        let text = [code, error?.text(of: "Message")].compactMap { $0.map(Printable.message) }.joined(separator: ": ")
        let answer = text.isEmpty ? "status \(response.status)" : text
        if code == "ExpiredToken" || code == "ExpiredTokenException" {
            return CredentialError(.expired, "\(what): \(answer); get a new token or log in again")
        }
        return CredentialError(response.status >= 500 ? .unavailable : .refused, "\(what) was refused: \(answer)")
    }

    /// Sends a request, again when it may help, signed anew each time.
    ///
    /// - Parameters:
    ///   - request: a request that may be repeated.
    ///   - service: who is asked, for messages.
    ///   - source: what it is signed with.
    ///   - endpoint: what it is signed for.
    ///   - now: the time there; `nil` means the machine's.
    /// - Returns: the response, whatever its status.
    /// - Throws: ``CredentialError`` with code `unavailable`, or `invalid` when it cannot be signed.
    func send(
        _ request: HTTPRequest, _ service: String, signedWith source: AWSCredentials? = nil,
        _ endpoint: Endpoint? = nil, at now: Instant? = nil
    ) async throws(CredentialError) -> HTTPResponse {
        let policy = RetryPolicy(largestAttempts: 4)
        let clock = TimeSource(now: { .zero }, sleep: environment.sleep)
        do throws(Failure) {
            return try await policy.run(isIdempotent: true, clock: clock, classify: { ($0.retryClass, .zero) }) {
                _ throws(Failure) -> HTTPResponse in
                var request = request
                if let source, let endpoint {
                    do throws(SigningError) {
                        request = try SignatureV4(region: endpoint.region, service: "sts")
                            .sign(request, with: source, at: now ?? environment.now())
                    } catch {
                        throw .signing(error)
                    }
                }
                return try await answered(request)
            }
        } catch {
            switch error {
            case .answer(let response): return response
            case .signing(let problem):
                throw CredentialError(.invalid, "the request to \(service) cannot be signed: \(problem.message)")
            case .transport(let problem):
                throw CredentialError(.unavailable, "\(service) cannot be asked for credentials: \(problem.message)")
            }
        }
    }

    private enum Failure: Error {
        case transport(HTTPError)
        case signing(SigningError)
        /// An answer after which asking again may help.
        case answer(HTTPResponse)

        var retryClass: RetryPolicy.Failure {
            switch self {
            case .transport(let error): error.retryClass
            case .signing: .refused
            case .answer(let response): response.status == 429 || response.isThrottled ? .throttled : .serverFailed
            }
        }
    }

    private func answered(_ request: HTTPRequest) async throws(Failure) -> HTTPResponse {
        let response: HTTPResponse
        do throws(HTTPError) { response = try await environment.send(request) } catch { throw .transport(error) }
        if response.status == 429 || response.status >= 500 || response.isThrottled { throw .answer(response) }
        return response
    }
}

extension HTTPResponse {
    /// Whether the body is an error of Amazon's for coming too fast.
    var isThrottled: Bool {
        guard status == 400 else { return false }
        let code = (try? XMLReader.document(body))?["Error"]?.text(of: "Code")
        return code == "Throttling" || code == "ThrottlingException" || code == "RequestLimitExceeded"
    }
}
