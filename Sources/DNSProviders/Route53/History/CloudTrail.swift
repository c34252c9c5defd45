internal import DNSModel
internal import HTTPTransport
internal import ZonePlanning

/// Asks AWS CloudTrail for the events of its last 90 days (API version 2013-11-01, JSON 1.1 protocol).
///
/// Source: LookupEvents, AWS CloudTrail API Reference: two requests a second for each account and region, up to 50
/// events a page, newest first. Route 53 is one service for the world, whose events are in one region of each
/// partition, the one that requests to Route 53 are signed for.
struct CloudTrail: Sendable {
    let endpoint: Endpoint
    let credentials: CredentialStore
    let limiter: RateLimiter
    let retry: RetryPolicy
    let time: TimeSource
    let clock: ServiceClock
    let send: @Sendable (_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

    /// How far back the log goes, in seconds.
    static let reach: Int64 = 90 * 86_400

    private struct Lookup: Encodable {
        struct Attribute: Encodable {
            var key = "EventName"
            var value = "ChangeResourceRecordSets"

            private enum CodingKeys: String, CodingKey {
                case key = "AttributeKey"
                case value = "AttributeValue"
            }
        }

        var attributes = [Attribute()]
        var start: Int64
        var end: Int64
        var size = 50
        var token: String?

        private enum CodingKeys: String, CodingKey {
            case attributes = "LookupAttributes"
            case start = "StartTime"
            case end = "EndTime"
            case size = "MaxResults"
            case token = "NextToken"
        }
    }

    /// One page of the changes of record sets.
    ///
    /// - Parameters:
    ///   - start: since when.
    ///   - end: until when.
    ///   - token: where the page before ended.
    /// - Returns: the page.
    /// - Throws: ``CloudTrailFailure``.
    func page(from start: Instant, to end: Instant, token: String?) async throws(CloudTrailFailure) -> CloudTrailPage {
        let body = JSON.write(Lookup(start: start.seconds, end: end.seconds, token: token))
        return try await retry.run(
            isIdempotent: true, clock: time, classify: { (failure: CloudTrailFailure) in failure.retryClass },
            send: { (_: Int) async throws(CloudTrailFailure) -> CloudTrailPage in
                let response = try await attempt(body)
                guard let page = JSON.read(CloudTrailPage.self, response.body) else {
                    throw CloudTrailFailure.unreadable
                }
                return page
            })
    }

    private func attempt(_ body: [UInt8]) async throws(CloudTrailFailure) -> HTTPResponse {
        let exchange = SignedExchange(
            signature: SignatureV4(region: endpoint.region, service: "cloudtrail"), credentials: credentials,
            limiter: limiter, clock: clock, send: send)
        let request = HTTPRequest(
            .post, endpoint.url + "/",
            headers: [
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
            ], body: body, mayBeRepeated: true, largestResponse: 32 << 20)
        let answer: SignedExchange.Answer
        do {
            answer = try await exchange.answer(to: request)
        } catch {
            switch error {
            case .transport(let error): throw .transport(error)
            case .credentials(let error): throw .credentials(error)
            }
        }
        if (200..<300).contains(answer.response.status) { return answer.response }
        let failure = CloudTrailFailure(answer.response)
        if case .throttled = failure.retryClass.0 { await limiter.throttled(answer.grant) }
        throw failure
    }
}

/// Why CloudTrail did not say.
enum CloudTrailFailure: Error, Sendable {
    case transport(HTTPError)
    case credentials(CredentialError)
    /// It said no: the status, the name of the error and its message.
    case refused(status: Int, code: String, message: String)
    case unreadable

    private struct Body: Decodable {
        var type: String?
        var message: String?

        private enum CodingKeys: String, CodingKey {
            case type = "__type"
            case message, Message
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try? container.decode(String.self, forKey: .type)
            message =
                (try? container.decode(String.self, forKey: .message))
                ?? (try? container.decode(String.self, forKey: .Message))
        }
    }

    /// Reads an answer that is no success (AWS JSON 1.1: `__type`, perhaps behind a namespace and `#`).
    init(_ response: HTTPResponse) {
        let body = JSON.read(Body.self, response.body)
        let code = body?.type?.split(separator: "#").last.map(String.init) ?? "HTTP \(response.status)"
        self = .refused(status: response.status, code: code, message: body?.message ?? "no reason given")
    }

    /// Whether the credentials are good and may not look.
    var isDenied: Bool {
        if case .refused(_, let code, _) = self { code.hasPrefix("AccessDenied") } else { false }
    }

    var retryClass: (RetryPolicy.Failure, atLeast: Duration) {
        switch self {
        case .transport(let error): (error.retryClass, .zero)
        case .credentials: (.refused, .zero)
        case .unreadable: (.lost, .zero)
        case .refused(let status, let code, _):
            if code.hasPrefix("Throttling") || status == 429 {
                (.throttled, .zero)
            } else {
                (status >= 500 ? .serverFailed : .refused, .zero)
            }
        }
    }

    /// What happened, for people.
    var message: String {
        switch self {
        case .transport(let error): "no answer from CloudTrail: \(error.message)"
        case .credentials(let error): error.message
        case .refused(_, let code, let message):
            "CloudTrail answers \(Printable.message(code)): \(Printable.message(message))"
        case .unreadable: "the answer of CloudTrail can't be read"
        }
    }
}
