internal import DNSModel
internal import Gate

/// One question from before it is handed to the loop until it is over. Only the loop's thread touches it once it is
/// handed over, but for what the loop's lock guards.
final class AskedQuestion: @unchecked Sendable {
    typealias Completion = @Sendable (Result<DNSMessage, DNSQueryError>) -> Void

    let endpoint: NameServerEndpoint
    var state: QuestionState
    /// What it is told apart by from others at its socket.
    var id: UInt16 = 0
    /// When the present try is over.
    var deadline: Duration = .zero
    /// The sockets that it waits at; at most one of them.
    weak var datagrams: DatagramChannel?
    weak var stream: StreamChannel?
    /// Whether it is to be sent again as soon as the pace allows.
    var isDue = false
    private(set) var isOver = false
    private var completion: Completion?

    // Guarded by the loop's lock.
    var isCancelled = false
    var isSubmitted = false

    init(_ endpoint: NameServerEndpoint, _ state: QuestionState) {
        self.endpoint = endpoint
        self.state = state
    }

    /// Says whom to tell how it ended. To be called once, before it is handed over.
    func completes(_ completion: @escaping Completion) { self.completion = completion }

    /// Ends it, if it has not ended.
    func end(_ result: Result<DNSMessage, DNSQueryError>) {
        isOver = true
        completion?(result)
        completion = nil
    }

    /// How a question ends whose task is cancelled.
    static let cancelled = DNSQueryError(.timedOut, "was not waited for, because the run was stopped")
}
