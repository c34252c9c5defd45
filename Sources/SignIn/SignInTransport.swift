package import HTTPTransport

/// Sends a request to a sign-in service.
package protocol SignInTransport: Sendable {
    /// Sends a request and waits for the whole response.
    ///
    /// - Parameter request: what to send.
    /// - Returns: the response, whatever its status.
    /// - Throws: `HTTPError`.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}

extension HTTPClient: SignInTransport {}
