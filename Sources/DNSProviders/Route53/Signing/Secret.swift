/// A text that is never shown: not by printing, not in a debugger's mirror, not in a message that has it in.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The text itself, to be sent and nothing else.
    func reveal() -> String { text }

    var description: String { "(hidden)" }
    var debugDescription: String { "(hidden)" }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
