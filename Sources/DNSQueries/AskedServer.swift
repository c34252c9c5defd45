internal import DNSModel

/// What the loop knows of one server: who waits for their turn, and how fast it is asked.
final class AskedServer {
    let endpoint: NameServerEndpoint
    var pace: QuestionPace
    var silence: ServerSilence
    /// Questions that wait for its answer, by UDP and by TCP.
    var inFlight = 0
    /// Whether it takes EDNS, as far as is known.
    var takesEDNS = true
    /// Where it is asked by UDP at present.
    var datagrams: DatagramChannel?
    /// Whether it is in the loop's list of servers that have somebody waiting.
    var isListed = false

    private var queue: [AskedQuestion] = []
    private var first = 0

    init(_ endpoint: NameServerEndpoint, _ limits: DNSQueryLimits) {
        self.endpoint = endpoint
        pace = QuestionPace(rate: limits.rate, burst: limits.burst)
        silence = ServerSilence(failuresUntilRest: limits.failuresUntilRest, rest: limits.rest)
    }

    func append(_ question: AskedQuestion) { queue.append(question) }

    /// The question whose turn it is, passing over those that are over.
    func next() -> AskedQuestion? {
        while first < queue.count, queue[first].isOver { first += 1 }
        if first == queue.count {
            queue.removeAll(keepingCapacity: true)
            first = 0
            return nil
        }
        return queue[first]
    }

    /// Takes the question out whose turn it is.
    func removeNext() {
        first += 1
        guard first >= 1_024, first * 2 >= queue.count else { return }
        queue.removeFirst(first)
        first = 0
    }
}
