/// Why there is no response.
package struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed.
    package enum Code: String, Hashable, Sendable {
        /// The request is not one: its URL, a header or its size.
        case invalidRequest
        /// The name of the server or of the proxy has no address.
        case resolve
        /// No connection to the server, or none through the proxy.
        case connect
        /// No TLS connection: the certificate, its name, or the protocol.
        case tls
        /// It took too long.
        case timeout
        /// The request did not go out whole.
        case sendFailed
        /// No response, or a part of one, or something that is not HTTP.
        case receiveFailed
        /// The response is longer than allowed.
        case tooLarge
        /// The task was cancelled, or the client shut down.
        case cancelled
        /// Anything else: no memory, a library without a feature.
        case other
    }

    package var code: Code
    /// Whether the request may have reached the server, so that it may have acted on it.
    package var wasSent: Bool
    /// What happened, for people. Has neither headers nor bodies, and of the URL only the host.
    package var message: String

    package init(_ code: Code, wasSent: Bool, _ message: String) {
        self.code = code
        self.wasSent = wasSent
        self.message = message
    }

    package var description: String { message }
}
