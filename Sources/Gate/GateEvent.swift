/// What a verb has to say while it is at work. It is told to an observer, which decides how it is shown.
package enum GateEvent: Hashable, Sendable {
    /// Good to know; a quiet run does not show it. Safe to print.
    case note(String)
    /// Something may be wrong. Safe to print.
    case warning(String)
}

/// Who is told what happens.
package typealias GateObserver = @Sendable (GateEvent) -> Void
