package import DNSModel

/// Asks name servers. Changes nothing.
///
/// It sees to it itself that no server is asked too much at once, however much is wanted; answers that don't belong to
/// the question, by id, name, type or sender, are as if they had not come.
package protocol NameServerQueries: Sendable {
    /// Asks one server what it knows itself: recursion is not wanted. By UDP, and by TCP where the answer is cut short.
    ///
    /// - Parameters:
    ///   - question: name and type.
    ///   - endpoint: the server.
    /// - Returns: the answer, whatever its response code.
    /// - Throws: ``DNSQueryError`` when there is none, or none that can be read.
    func ask(_ question: DNSQuestion, at endpoint: NameServerEndpoint) async throws(DNSQueryError) -> DNSMessage

    /// Asks a resolver, which finds out elsewhere.
    ///
    /// - Returns: the answer, whatever its response code.
    /// - Throws: ``DNSQueryError`` when there is none, none that can be read, or no resolver.
    func resolve(_ question: DNSQuestion) async throws(DNSQueryError) -> DNSMessage
}

/// Why a name server gave no answer.
package struct DNSQueryError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// No answer came in time, however often it was asked.
        case timedOut
        /// Nobody listens there, or there is no way there.
        case unreachable
        /// What came can't be read.
        case malformed
        /// It is not known whom to ask.
        case noResolver
    }

    package var code: Code
    /// What happened, as a phrase that a server's name may precede: `did not answer within 5 seconds`.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
