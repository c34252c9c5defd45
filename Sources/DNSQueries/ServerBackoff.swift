internal import Gate

/// Whether a server has been silent for so many questions in a row that it is not asked for a while.
struct ServerBackoff: Hashable, Sendable {
    private let failuresUntilRest: Int
    private let rest: Duration
    private var failures = 0
    private var last: Failure?

    private struct Failure: Hashable, Sendable {
        var error: DNSQueryError
        var time: Duration
    }

    init(failuresUntilRest: Int, rest: Duration) {
        self.failuresUntilRest = failuresUntilRest
        self.rest = rest
    }

    /// The server answered.
    mutating func answered() {
        failures = 0
        last = nil
    }

    /// A question was given up.
    ///
    /// - Parameters:
    ///   - error: why; an answer that can't be read is an answer.
    ///   - now: the time since some moment that stays the same.
    mutating func failed(_ error: DNSQueryError, at now: Duration) {
        guard error.code == .timedOut || error.code == .unreachable else { return answered() }
        failures += 1
        last = Failure(error: error, time: now)
    }

    /// How a question ends that would be asked now; `nil` where it is to be asked.
    func verdict(at now: Duration) -> DNSQueryError? {
        guard let last, failures >= failuresUntilRest, now < last.time + rest else { return nil }
        return DNSQueryError(last.error.code, last.error.message + ", and is asked no more for now")
    }
}
