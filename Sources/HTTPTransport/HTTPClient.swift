/// Sends requests over connections that it keeps, with libcurl.
///
/// One thread of its own does all of the network, so nothing blocks a task. The thread and libcurl start with the first
/// request and end with the client. Certificates are always verified. Redirects are not followed unless the request
/// says so. The environment is not read: proxies and certificates are those of the configuration.
package final class HTTPClient: Sendable {
    private let engine: CurlEngine

    package init(_ configuration: HTTPConfiguration = HTTPConfiguration()) {
        engine = CurlEngine(configuration)
    }

    deinit { engine.stop() }

    /// Sends a request and waits for the whole response.
    ///
    /// - Parameter request: what to send.
    /// - Returns: the response, whatever its status.
    /// - Throws: ``HTTPError``; with code `cancelled` when the task is cancelled.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let ticket = CurlEngine.Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                engine.submit(request, ticket) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            engine.cancel(ticket)
        }
        return try result.get()
    }
}
