/// Something that goes wrong on purpose.
package enum Fault: Sendable {
    /// When a fault happens.
    package enum Moment: Sendable {
        case beforeCommit
        case afterCommit
    }

    /// `Throttling`, 400.
    case throttling
    /// `PriorRequestNotComplete`, 400.
    case priorRequestNotComplete
    /// A status from 500 on with a body of that shape.
    case serverError(status: Int = 500, shape: ErrorShape = .errorResponse, Moment)
    /// The connection ends without an answer.
    case drop(Moment)
    /// The connection stays open without an answer.
    case stall(Moment)
    /// The request is carried out, and the answer ends in the middle of its body.
    case truncatedBody
    /// The request is carried out, and the answer is XML that ends in the middle, with a length that says it is whole.
    case truncatedXML
    /// The answer comes that much later: on the virtual clock, or in real time on a socket.
    case delay(Duration, isReal: Bool = false)
    /// Any other refusal.
    case refuse(code: String, status: Int, message: String)
    /// The closure runs before the request is handled: a foreign writer, a setting that changes, a clock that moves.
    case first(@Sendable (StrictRoute53) -> Void)
}

/// Which requests a fault is for.
struct FaultRule: Sendable {
    var fault: Fault
    /// Nil for every operation.
    var operations: Set<Operation>?
    /// How many matching requests pass before it begins.
    var skip: Int
    /// How many requests it still happens to.
    var times: Int
}

/// Faults that happen to requests at random, the same ones for the same seed.
package struct RandomFaults: Sendable {
    /// The part of the requests that something happens to, 0 to 1.
    package var rate: Double
    /// What can happen.
    package var faults: [Fault]
    private var state: UInt64

    package init(seed: UInt64, rate: Double, faults: [Fault] = RandomFaults.common) {
        self.rate = rate
        self.faults = faults
        state = seed
    }

    /// Every fault that a careful client survives.
    package static let common: [Fault] = [
        .throttling, .priorRequestNotComplete, .serverError(.beforeCommit), .serverError(.afterCommit),
        .serverError(status: 503, shape: .html, .beforeCommit), .serverError(status: 502, shape: .empty, .afterCommit),
        .drop(.beforeCommit), .drop(.afterCommit), .truncatedBody, .truncatedXML,
    ]

    /// What happens to the next request.
    mutating func next(_ operation: Operation) -> Fault? {
        guard !faults.isEmpty, Double(random() >> 11) / 9_007_199_254_740_992 < rate else { return nil }
        let fault = faults[Int(random() % UInt64(faults.count))]
        if case .priorRequestNotComplete = fault, operation.isRead { return .throttling }
        return fault
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// One request that came.
package struct LogEntry: Sendable {
    package var operation: Operation
    /// The zone, change, health check or other thing in the path.
    package var resource: String?
    /// When it came, on the virtual clock.
    package var time: VirtualClock.Instant
    /// The status that was answered, also when the answer was lost on purpose.
    package var status: Int
    /// The code of the refusal, nil for success.
    package var errorCode: String?
    /// Whether it changed something.
    package var committed: Bool
    /// The changes of a batch that was sent, before anything was checked.
    package var changes: [Change]
    /// The comment of a batch that was sent.
    package var comment: String?
    /// Whether a fault happened to it.
    package var faulted: Bool
}

/// The requests that came, in order.
package struct RequestLog: Sendable {
    /// How often CloudTrail was asked for events.
    package var lookups = 0
    /// How often GetCallerIdentity was asked for.
    package var identifications = 0

    package internal(set) var entries: [LogEntry] = []
    /// Requests for a path that is no operation.
    package internal(set) var unknown = 0

    /// How many requests came for that operation.
    package func count(_ operation: Operation) -> Int { entries.count { $0.operation == operation } }

    /// How many requests came for each operation that was asked for: `[.listResourceRecordSets: 34]`.
    package var counts: [Operation: Int] { entries.reduce(into: [:]) { $0[$1.operation, default: 0] += 1 } }

    /// The requests for operations that change something.
    package var writes: [LogEntry] { entries.filter { !$0.operation.isRead } }

    /// The batches that were sent.
    package var batches: [LogEntry] { entries.filter { $0.operation == .changeResourceRecordSets } }

    /// From the first request to the last on the virtual clock.
    package var span: Duration {
        guard let first = entries.first, let last = entries.last else { return .zero }
        return first.time.duration(to: last.time)
    }
}
