/// How a text report is coloured.
package struct TextStyle: Sendable {
    /// Whether to use the escape sequences of ECMA-48 for colour.
    package var isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    package enum Role: Sendable {
        case created, updated, deleted, error, warning, faint, strong
    }

    /// The text in the colour of a role.
    package func paint(_ text: String, _ role: Role) -> String {
        guard isColoured, !text.isEmpty else { return text }
        let code =
            switch role {
            case .created: "32"
            case .updated, .warning: "33"
            case .deleted: "31"
            case .error: "1;31"
            case .faint: "2"
            case .strong: "1"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
