internal import DNSModel

/// What the loop knows of one server: who waits for their turn, and how fast it is asked.
final class AskedServer {
    let endpoint: NameServerEndpoint
    var pace: QuestionPace
    var backoff: ServerBackoff
    /// Questions that wait for its answer, by UDP and by TCP.
    var inFlight = 0
    /// Those of them by TCP.
    var streams = 0
    /// Whether it takes EDNS, as far as is known.
    var takesEDNS = true
    /// Where it is asked by UDP at present.
    var datagrams: DatagramChannel?
    /// Whether it is in the loop's list of servers that have somebody waiting.
    var isListed = false

    private var queue = QuestionQueue()
    /// Those that are to be asked by TCP, who keep nobody waiting that is asked by UDP.
    private var streamQueue = QuestionQueue()
    private let largestStreams: Int

    init(_ endpoint: NameServerEndpoint, _ limits: DNSQueryLimits) {
        self.endpoint = endpoint
        largestStreams = limits.largestStreamsPerServer
        pace = QuestionPace(rate: limits.rate, burst: limits.burst)
        backoff = ServerBackoff(failuresUntilRest: limits.failuresUntilRest, rest: limits.rest)
    }

    /// Puts a question at the end of the queue for the transport that its course says.
    func append(_ question: AskedQuestion) {
        if question.state.transport == .stream { streamQueue.append(question) } else { queue.append(question) }
    }

    /// Whether anybody waits for their turn.
    var hasWaiting: Bool { queue.first() != nil || streamQueue.first() != nil }

    /// The question whose turn it is; nothing also where there are as many connections as may be and all wait for one.
    func next() -> AskedQuestion? {
        if streams < largestStreams, let question = streamQueue.first() { return question }
        return queue.first()
    }

    /// Takes out the question that ``next()`` gave.
    func remove(_ question: AskedQuestion) {
        if question.state.transport == .stream { streamQueue.removeFirst() } else { queue.removeFirst() }
    }

    /// Takes all questions out.
    func removeAll() -> [AskedQuestion] {
        var all: [AskedQuestion] = []
        while let question = queue.first() {
            queue.removeFirst()
            all.append(question)
        }
        while let question = streamQueue.first() {
            streamQueue.removeFirst()
            all.append(question)
        }
        return all
    }
}
