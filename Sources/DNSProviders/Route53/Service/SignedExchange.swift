internal import HTTPTransport

/// Sends requests to a service of AWS, each once: at the account's rate, and signed anew.
struct SignedExchange: Sendable {
    /// What a request was sent with, and what came back; any status.
    struct Answer: Sendable {
        var response: HTTPResponse
        var grant: RateLimiter.Grant
        var credentials: AWSCredentials
    }

    /// Why there is no answer.
    enum Failure: Error, Sendable {
        case transport(HTTPError)
        case credentials(CredentialError)
    }

    let signature: SignatureV4
    let credentials: CredentialStore
    let limiter: RateLimiter
    /// What signatures are dated by.
    let clock: ServiceClock
    let send: @Sendable (_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

    /// Signs and sends a request.
    ///
    /// - Throws: ``Failure``.
    func answer(to request: HTTPRequest) async throws(Failure) -> Answer {
        let grant: RateLimiter.Grant
        do {
            grant = try await limiter.acquire()
        } catch {
            throw .transport(HTTPError(.cancelled, wasSent: false, "the run was stopped"))
        }
        let current: AWSCredentials
        do {
            current = try await credentials.credentials()
        } catch {
            throw .credentials(error)
        }
        do {
            let response = try await send(try signature.sign(request, with: current, at: clock.now()))
            return Answer(response: response, grant: grant, credentials: current)
        } catch let error as HTTPError {
            throw .transport(error)
        } catch {
            throw .transport(HTTPError(.other, wasSent: false, "the request can't be signed: \(error)"))
        }
    }
}
