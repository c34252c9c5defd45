/// What lets us in at a forge. It is never shown: not by printing, not in a mirror, not in a message that has it in.
package struct ForgeToken: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// The header field that it is sent in.
    package enum Field: Hashable, Sendable {
        /// `Authorization: Bearer …` (RFC 6750 section 2.1); GitHub.
        case bearer
        /// `Authorization: token …`; Gitea.
        case token
        /// `PRIVATE-TOKEN`; GitLab.
        case privateToken
        /// `JOB-TOKEN`, for the token of one GitLab job, which may do little.
        case jobToken
    }

    package let field: Field
    private let text: String

    package init(_ text: String, in field: Field) {
        self.field = field
        self.text = text
    }

    /// The header's name and value, to be sent and nothing else.
    func header() -> (name: String, value: String) {
        switch field {
        case .bearer: ("Authorization", "Bearer \(text)")
        case .token: ("Authorization", "token \(text)")
        case .privateToken: ("PRIVATE-TOKEN", text)
        case .jobToken: ("JOB-TOKEN", text)
        }
    }

    package var description: String { "(hidden)" }
    package var debugDescription: String { "(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
