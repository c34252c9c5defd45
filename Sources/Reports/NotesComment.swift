/// The comment on a pull request that says what is known beside a plan. It is one of its own: plan comments say what is
/// approved, to the octet, and this is no part of it.
package enum NotesComment {
    /// How it begins. No plan comment does.
    private static let marker = "<!-- gate53 notes -->"

    /// What it says once there is nothing to say any more.
    package static let spare = "\(marker)\nThere is nothing to note beside the plan any more.\n"

    /// Its text.
    ///
    /// - Parameter notes: what is to be said, one ``Printable`` sentence each.
    /// - Returns: the text; `nil` where there is nothing to say.
    package static func text(of notes: [String]) -> String? {
        if notes.isEmpty { return nil }
        let lines = notes.map { "- \(MarkdownReport.code($0))" }
        return "\(marker)\n**Beside the plan, and no part of what is approved:**\n\n\(lines.joined(separator: "\n"))\n"
    }

    /// Whether a comment is one, going by its text; whose it is says only its account.
    package static func isOne(_ body: String) -> Bool { body.hasPrefix(marker) }
}
