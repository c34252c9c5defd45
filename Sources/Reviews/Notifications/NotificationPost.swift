internal import Gate
internal import HTTPTransport
internal import ZonePlanning

/// Sends a body to a receiver: quickly, twice again at most. What it says matters only where it is plainly no receipt.
struct NotificationPost: Sendable {
    var client: HTTPClient
    var clock: TimeSource
    var address: ReceiverAddress
    /// How long one attempt may take.
    var timeout = NotificationPost.usualTimeout

    static let usualTimeout = Duration.seconds(10)
    /// How often and when it is tried. A receiver may get a body twice, when its answer was lost.
    static let policy = RetryPolicy(base: .seconds(1), cap: .seconds(5), largestAttempts: 3)

    /// Why an attempt failed.
    private struct Failure: Error {
        var message: String
        var retryClass: RetryPolicy.Failure
    }

    /// Sends.
    ///
    /// - Throws: ``NotifierError`` unless the receiver answered with a status of success, and with no page and no
    ///   error.
    func send(_ body: [UInt8], headers: HTTPHeaders = [:]) async throws(NotifierError) {
        var headers = headers
        headers["Content-Type"] = "application/json"
        let request = HTTPRequest(
            .post, address.url, headers: headers, body: body, largestResponse: 1 << 20, connectTimeout: timeout,
            totalTimeout: timeout, largestRedirectCount: 0, usesProxy: !address.isLoopback)
        do throws(Failure) {
            try await Self.policy.run(
                isIdempotent: true, clock: clock, classify: { (failure: Failure) in (failure.retryClass, .zero) },
                send: { (_) async throws(Failure) in try await attempt(request) })
        } catch {
            throw NotifierError(error.message)
        }
    }

    private func attempt(_ request: HTTPRequest) async throws(Failure) {
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch {
            throw Failure(message: words(for: error), retryClass: error.retryClass)
        }
        let status = response.status
        switch status {
        case 200..<300:
            if let objection = ReceiverAnswer.objection(to: response.body) {
                throw Failure(message: objection, retryClass: .refused)
            }
        case 300..<400:
            throw Failure(
                message: "it answered \(status), and redirects are not followed; write the new address into the "
                    + "settings",
                retryClass: .refused)
        case 408, 429: throw Failure(message: "it answered \(status)", retryClass: .throttled)
        case 500...: throw Failure(message: "it answered \(status)", retryClass: .serverFailed)
        default:
            throw Failure(
                message: "it answered \(status); check its address and secret",
                retryClass: .refused)
        }
    }

    /// What happened, in words that are the same each time.
    private func words(for error: HTTPError) -> String {
        switch error.code {
        case .resolve: "its host name has no address; check the name"
        case .connect: "it does not accept connections; check that it runs"
        case .timeout: "it did not answer in \(counted(Int(timeout.inSeconds.rounded(.up)), "second"))"
        case .tooLarge: "its answer is too long"
        // With what is wrong with the certificate, and of the URL only the host.
        case .tls, .invalidRequest, .sendFailed, .receiveFailed, .cancelled, .other: error.message
        }
    }
}
