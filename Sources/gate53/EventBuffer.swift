internal import Gate
internal import Synchronization

/// What a verb has to say, kept until it is known whether anybody wants to hear it.
final class EventBuffer: Sendable {
    private let kept = Mutex<[GateEvent]>([])

    /// What was said so far, in order.
    var events: [GateEvent] { kept.withLock { $0 } }

    /// Keeps an event.
    @Sendable func keep(_ event: GateEvent) { kept.withLock { $0.append(event) } }

    /// What was said since this was asked last.
    @Sendable func taken() -> [GateEvent] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}
