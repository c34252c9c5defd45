/// Whether and when a request that failed is sent again. A pure rule: waiting and sending are the caller's.
package struct RetryPolicy: Hashable, Sendable {
    /// What a failure says about the request's fate.
    package enum Failure: Hashable, Sendable {
        /// Refused for coming too fast; not acted on.
        case throttled
        /// Refused because an earlier request is still being worked on; not acted on.
        case busy
        /// The request did not leave this machine.
        case notSent
        /// Refused for its time or its token, which the next attempt has anew; not acted on.
        case staleSignature
        /// The server says that it failed: whether it had acted is not known.
        case serverFailed
        /// No answer: whether the server acted is not known.
        case lost
        /// Refused for good.
        case refused
    }

    /// What to do after a failure.
    package enum Decision: Hashable, Sendable {
        /// Wait, then send it again.
        case retry(after: Duration)
        /// Do not send it again.
        case stop
    }

    /// The upper bound of the first wait.
    package var base: Duration
    /// By how much the bound grows with each attempt.
    package var factor: Double
    /// The bound grows no further than this.
    package var cap: Duration
    /// How often a request is sent at most, the first time included.
    package var largestAttempts: Int

    package init(
        base: Duration = .seconds(1), factor: Double = 2, cap: Duration = .seconds(30), largestAttempts: Int = 6
    ) {
        self.base = base
        self.factor = factor.isFinite ? max(1, factor) : 2
        self.cap = cap
        self.largestAttempts = max(1, largestAttempts)
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - failure: what happened.
    ///   - attempt: how often the request has been sent, 1 after the first time.
    ///   - isIdempotent: whether it does no harm to send the request twice.
    ///   - atLeast: the wait that the server asked for (`Retry-After`).
    ///   - random: where the jitter comes from.
    /// - Returns: the decision. Waits are spread evenly from nothing to the bound ("full jitter"), so that those who
    ///   were refused together do not come back together.
    package func decision(
        after failure: Failure, attempt: Int, isIdempotent: Bool, atLeast: Duration = .zero,
        using random: inout some RandomNumberGenerator
    ) -> Decision {
        guard attempt < largestAttempts, mayBeSent(after: failure, isIdempotent: isIdempotent) else { return .stop }
        // A wrong clock or token is not mended by more attempts than one.
        if failure == .staleSignature { return attempt == 1 ? .retry(after: .zero) : .stop }
        let share = Double.random(in: 0...1, using: &random)
        return .retry(after: max(min(atLeast, cap), bound(attempt) * share))
    }

    /// The longest wait after a number of attempts.
    package func bound(_ attempt: Int) -> Duration {
        var (bound, number) = (base, 1)
        while number < attempt, bound < cap { (bound, number) = (bound * factor, number + 1) }
        return min(bound, cap)
    }

    private func mayBeSent(after failure: Failure, isIdempotent: Bool) -> Bool {
        switch failure {
        case .throttled, .busy, .notSent, .staleSignature: true
        case .serverFailed, .lost: isIdempotent
        case .refused: false
        }
    }
}

extension RetryPolicy {
    /// Sends until it works or the policy says to stop.
    ///
    /// - Parameters:
    ///   - isIdempotent: whether it does no harm to send the request twice.
    ///   - clock: what waiting is done on.
    ///   - random: where the jitter comes from.
    ///   - classify: what a failure says, and the wait that the server asked for.
    ///   - send: sends once, signed anew; gets the number of the attempt, from 1.
    /// - Returns: the first result.
    /// - Throws: the last failure. While it waits, a cancelled task fails with the failure it waited after.
    package func run<Result, Failure: Error>(
        isIdempotent: Bool, clock: TimeSource, random: some RandomNumberGenerator = SystemRandomNumberGenerator(),
        classify: (Failure) -> (RetryPolicy.Failure, atLeast: Duration),
        send: (_ attempt: Int) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        var random = random
        var attempt = 1
        while true {
            do throws(Failure) {
                return try await send(attempt)
            } catch {
                let (failure, atLeast) = classify(error)
                let decision = decision(
                    after: failure, attempt: attempt, isIdempotent: isIdempotent, atLeast: atLeast, using: &random)
                guard case .retry(let wait) = decision, !Task.isCancelled else { throw error }
                await clock.sleep(wait)
                if Task.isCancelled { throw error }
                attempt += 1
            }
        }
    }
}

extension HTTPError {
    /// What this failure says about the request's fate.
    package var retryClass: RetryPolicy.Failure {
        switch code {
        case .invalidRequest, .tls, .tooLarge, .cancelled, .other: .refused
        case .resolve, .connect, .timeout, .sendFailed, .receiveFailed: wasSent ? .lost : .notSent
        }
    }
}
