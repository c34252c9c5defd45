internal import Gate
internal import HTTPTransport
internal import Platform
internal import ZonePlanning

/// Sends requests to Route 53 (API version 2013-04-01): signed anew each time, at the account's rate, and again where
/// that can do no harm.
struct Route53Service: Sendable {
    /// One request.
    struct Request: Hashable, Sendable {
        var method: HTTPRequest.Method
        /// The path after the API version, encoded.
        var path: String
        var query: [(name: String, value: String)] = []
        var body: [UInt8] = []
        /// Whether sending it twice does no harm.
        var isIdempotent: Bool { method == .get }

        static func == (left: Request, right: Request) -> Bool {
            left.method == right.method && left.path == right.path && left.body == right.body
                && left.query.elementsEqual(right.query, by: ==)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(method)
            hasher.combine(path)
        }
    }

    let endpoint: Endpoint
    let credentials: CredentialStore
    let limiter: RateLimiter
    let retry: RetryPolicy
    /// What waiting is done on.
    let time: TimeSource
    /// What signatures are dated by.
    let clock: ServiceClock
    let send: @Sendable (_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
    var watch = ProviderWatch()

    /// Sends a request until it is answered, as far as that does no harm.
    ///
    /// - Parameters:
    ///   - request: what to send.
    ///   - read: reads the answer, of which the status is that of a success.
    /// - Returns: what was read.
    /// - Throws: ``Route53Failure``: the last one.
    func call<Answer>(
        _ request: Request, read: (XMLReading) throws(XMLError) -> Answer
    ) async throws(Route53Failure) -> Answer {
        try await retry.run(
            isIdempotent: request.isIdempotent, clock: time,
            classify: { (failure: Route53Failure) in failure.retryClass },
            send: { (_: Int) async throws(Route53Failure) -> Answer in
                let response = try await attempt(request)
                do throws(XMLError) {
                    return try read(XMLReading(octets: response.body))
                } catch {
                    throw Route53Failure.unreadable(error.description)
                }
            })
    }

    /// Sends a request once.
    private func attempt(_ request: Request) async throws(Route53Failure) -> HTTPResponse {
        let exchange = SignedExchange(
            signature: SignatureV4(region: endpoint.region, service: "route53"), credentials: credentials,
            limiter: limiter, clock: clock, send: send)
        let answer: SignedExchange.Answer
        do {
            answer = try await exchange.answer(to: outgoing(request))
        } catch {
            switch error {
            case .transport(let error): throw .transport(error)
            case .credentials(let error): throw .credentials(error)
            }
        }
        let response = answer.response
        let what = "\(request.method.rawValue) \(request.path)"
        watch.reached("\(endpoint.url)", answer.credentials.identity)
        watch.asked(what, response.status)
        if (200..<300).contains(response.status) { return response }
        let refusal = ServiceRefusal(response)
        switch refusal.retryClass {
        case .throttled:
            watch.throttled(what)
            await limiter.throttled(answer.grant)
        case .staleSignature:
            if refusal.code.hasPrefix("ExpiredToken") {
                await credentials.discard(answer.credentials)
            } else if let date = response.headers["Date"].flatMap(Instant.init(httpDate:)) {
                clock.set(to: date)
            }
        case .busy, .notSent, .serverFailed, .lost, .refused: break
        }
        throw .refused(refusal)
    }

    private func outgoing(_ request: Request) -> HTTPRequest {
        let query = request.query.isEmpty ? "" : "?" + PercentEncoding.query(request.query)
        var outgoing = HTTPRequest(
            request.method, "\(endpoint.url)/2013-04-01/\(request.path)\(query)", body: request.body,
            mayBeRepeated: request.isIdempotent, largestResponse: 32 << 20)
        if !request.body.isEmpty { outgoing.headers["Content-Type"] = "application/xml" }
        return outgoing
    }
}

/// An answer that is still to be read.
struct XMLReading: Sendable {
    var octets: [UInt8]

    /// The root element, which must be of a name.
    func document(_ name: String) throws(XMLError) -> XMLElement {
        try XMLReader.document(octets).answer(named: name)
    }

    /// The root element without the elements of a name, which are handed over one by one.
    func streaming(_ name: String, _ each: @escaping (XMLElement) -> Void) throws(XMLError) -> XMLElement {
        var reader = try XMLReader(streamed: [name], each: each)
        try reader.read(octets)
        return try reader.finish()
    }
}

/// The service's clock: this machine's, and by how much it was found to be wrong.
///
/// The service takes no signature that is more than five minutes off.
final class ServiceClock: Sendable {
    private let machine: @Sendable () -> Instant
    private let offset = LockedValue<Int64>(0)

    init(machine: @escaping @Sendable () -> Instant) { self.machine = machine }

    func now() -> Instant { machine().adding(seconds: offset.value) }

    /// Learns what time it is at the service.
    func set(to time: Instant) { offset.value = time.seconds(since: machine()) }
}
