internal import DNSModel
internal import Gate

/// What has become of one question, and what is to be done next: the rules of asking, without sockets and clocks.
struct QuestionState: Hashable, Sendable {
    enum Transport: Hashable, Sendable {
        case datagram
        case stream
    }

    /// What is to be done.
    enum Step: Hashable, Sendable {
        /// What came is no answer to the question: as if it had not come.
        case ignore
        /// Ask the same once more, in the same way.
        case again
        /// Ask in the way that the course now says, when it is its turn.
        case otherwise
        case finish(DNSMessage)
        case fail(DNSQueryError)
    }

    let question: DNSQuestion
    let wantsRecursion: Bool
    private let limits: DNSQueryLimits

    private(set) var transport = Transport.datagram
    private(set) var usesEDNS: Bool
    /// Whether the server did not take EDNS.
    private(set) var fellBack = false
    /// Tries by the present transport that got no answer.
    private var failedTries = 0
    /// Why the server could not be reached in the present try.
    private var obstacle: String?

    init(_ question: DNSQuestion, wantsRecursion: Bool, usesEDNS: Bool = true, limits: DNSQueryLimits) {
        self.question = question
        self.wantsRecursion = wantsRecursion
        self.usesEDNS = usesEDNS
        self.limits = limits
    }

    private var waits: [Duration] { transport == .datagram ? limits.waits : limits.streamWaits }

    /// How long an answer is waited for in the present try.
    var wait: Duration { waits[min(failedTries, waits.count - 1)] }

    /// Starts without EDNS, since the server is known not to take it.
    mutating func leaveOutEDNS() { usesEDNS = false }

    /// The question as a message.
    func message(id: UInt16) -> DNSMessage {
        DNSMessage(
            id: id, question: question, wantsRecursion: wantsRecursion,
            edns: usesEDNS ? EDNS(payloadSize: limits.payloadSize) : nil)
    }

    // MARK: - What happens

    /// A message came from the server.
    mutating func received(_ octets: Octets, id: UInt16) -> Step {
        guard let start = try? DNSMessageStart(wire: octets), start.isResponse, start.id == id else { return .ignore }
        // Old servers leave the question out where they can't read it.
        let isAnswer =
            start.question == question
            || (start.question == nil && (start.responseCode == .formatError || start.responseCode == .notImplemented))
        guard isAnswer else { return .ignore }
        if start.isTruncated {
            if transport == .stream {
                return .fail(
                    DNSQueryError(.malformed, "cut its answer short by TCP too, where there is room for all of it"))
            }
            return turn(to: .stream)
        }
        let message: DNSMessage
        do throws(DNSParseError) {
            message = try Self.message(octets)
        } catch {
            return .fail(DNSQueryError(.malformed, "gave an answer that can't be read: \(error.message)"))
        }
        if usesEDNS, Self.refusesEDNS(message.responseCode) {
            usesEDNS = false
            fellBack = true
            return turn(to: transport)
        }
        // Refused without EDNS as well: it was not about that.
        if Self.refusesEDNS(message.responseCode) { fellBack = false }
        return .finish(message)
    }

    /// No answer came in the time of the present try.
    mutating func timedOut() -> Step {
        if let obstacle { return failed(.unreachable, "can't be reached: \(obstacle)") }
        let total = waits.reduce(Duration.zero, +).components
        let seconds = total.attoseconds == 0 ? "\(total.seconds)" : "\(total.seconds + 1)"
        let times = waits.count == 1 ? "" : ", asked \(waits.count) times"
        let way = transport == .datagram ? "" : " by TCP, after it had cut its answer by UDP short"
        return failed(.timedOut, "did not answer within \(seconds) second\(seconds == "1" ? "" : "s")\(times)\(way)")
    }

    /// Word came that the server can't be reached. By UDP that may be of an earlier question, so waiting goes on.
    mutating func unreachable(_ reason: String) { obstacle = reason }

    /// The connection failed or was closed before the answer was there.
    mutating func disconnected(_ reason: String) -> Step {
        failed(.unreachable, "cut its answer by UDP short and can't be asked by TCP: \(reason)")
    }

    private mutating func failed(_ code: DNSQueryError.Code, _ message: String) -> Step {
        failedTries += 1
        obstacle = nil
        if failedTries >= waits.count { return .fail(DNSQueryError(code, message)) }
        return transport == .datagram ? .again : .otherwise
    }

    private mutating func turn(to transport: Transport) -> Step {
        self.transport = transport
        failedTries = 0
        obstacle = nil
        return .otherwise
    }

    private static func message(_ octets: Octets) throws(DNSParseError) -> DNSMessage { try DNSMessage(wire: octets) }

    /// Whether a response code may mean that the server does not know EDNS (RFC 6891 section 7).
    private static func refusesEDNS(_ code: ResponseCode) -> Bool {
        code == .formatError || code == .notImplemented || code == .badVersion
    }
}
