internal import Gate
internal import Synchronization

/// What a verb has to say, kept until it is known whether anybody wants to hear it.
final class HeldEvents: Sendable {
    private let kept = Mutex<[GateEvent]>([])

    /// What was said so far, in order.
    var events: [GateEvent] { kept.withLock { $0 } }

    /// Keeps an event.
    @Sendable func hold(_ event: GateEvent) { kept.withLock { $0.append(event) } }

    /// What was said since this was asked last.
    @Sendable func taken() -> [GateEvent] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}

/// Whose credentials providers were asked with, as they said it themselves.
final class HeldCallers: Sendable {
    private let kept = Mutex<[String: [String]]>([:])

    /// By the provider's name in the settings.
    @Sendable func callers() -> [String: [String]] { kept.withLock { $0 } }

    /// Keeps a caller, once.
    func hold(_ caller: String, of provider: String) {
        kept.withLock { if $0[provider]?.contains(caller) != true { $0[provider, default: []].append(caller) } }
    }
}
