package import DNSModel
package import Gate

// Decision 0025: name servers are asked by a client of our own.

/// Asks name servers by UDP, and by TCP where an answer is cut short (RFC 1035, RFC 6891, RFC 7766).
///
/// One thread of its own does all of the network, so nothing blocks a task; it starts with the first question and ends
/// with the client. How much is asked at once, and how fast, the client sees to itself: whoever asks may ask everything
/// at once.
package final class DNSClient: NameServerQueries {
    private let limits: DNSQueryLimits
    private let resolvers: [NameServerEndpoint]
    private let loop: QuestionLoop

    /// - Parameters:
    ///   - resolvers: who is asked to find out elsewhere, one after another until one does; see
    ///     ``DNSModel/NameServerEndpoint/resolvers(inConfiguration:)``.
    ///   - limits: how much is asked at once, and how long is waited.
    package init(resolvers: [NameServerEndpoint] = [], limits: DNSQueryLimits = DNSQueryLimits()) {
        self.resolvers = resolvers
        self.limits = limits
        loop = QuestionLoop(limits)
    }

    deinit { loop.stop() }

    /// Asks one server what it knows itself; see ``Gate/NameServerQueries/ask(_:at:)``.
    ///
    /// - Throws: ``DNSQueryError``; with code `timedOut` also when the task is cancelled.
    package func ask(
        _ question: DNSQuestion, at endpoint: NameServerEndpoint
    ) async throws(DNSQueryError) -> DNSMessage {
        try await answer(to: question, wantsRecursion: false, at: endpoint)
    }

    /// Asks the resolvers in turn, until one answers with another code than SERVFAIL or REFUSED.
    ///
    /// - Throws: ``DNSQueryError``, of the last resolver where none answered.
    package func resolve(_ question: DNSQuestion) async throws(DNSQueryError) -> DNSMessage {
        if resolvers.isEmpty {
            throw DNSQueryError(.noResolver, "there is no resolver to ask; name one, or put one into /etc/resolv.conf")
        }
        var failed = Result<DNSMessage, DNSQueryError>.failure(AskedQuestion.cancelled)
        var hasAnswer = false
        for resolver in resolvers where !Task.isCancelled {
            do throws(DNSQueryError) {
                let message = try await answer(to: question, wantsRecursion: true, at: resolver)
                if message.responseCode != .serverFailure, message.responseCode != .refused { return message }
                failed = .success(message)
                hasAnswer = true
            } catch {
                if !hasAnswer { failed = .failure(error) }
            }
        }
        return try failed.get()
    }

    private func answer(
        to question: DNSQuestion, wantsRecursion: Bool, at endpoint: NameServerEndpoint
    ) async throws(DNSQueryError) -> DNSMessage {
        let state = QuestionState(question, wantsRecursion: wantsRecursion, limits: limits)
        let asked = AskedQuestion(endpoint, state)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                asked.completes { continuation.resume(returning: $0) }
                loop.submit(asked)
            }
        } onCancel: {
            loop.cancel(asked)
        }
        return try result.get()
    }
}
