/// When reports and messages are coloured.
package enum ColourChoice: String, CaseIterable, Hashable, Sendable {
    /// On a terminal, unless the environment says otherwise.
    case auto
    case always
    case never

    /// Whether to colour.
    ///
    /// In the order in which they count: this choice; `NO_COLOR` (no-color.org), `FORCE_COLOR` and `CLICOLOR_FORCE`
    /// (bixense.com/clicolors) where they are set to something, the latter two to something else than `0` or `false`;
    /// `FORCE_COLOR=0`, `CLICOLOR=0` and `TERM=dumb`; a terminal.
    ///
    /// - Parameters:
    ///   - isTerminal: whether it is written to a terminal.
    ///   - environment: the environment's variables.
    /// - Returns: whether to colour.
    package func isColoured(isTerminal: Bool, environment: [String: String]) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0.lowercased() } }
        func isOff(_ value: String?) -> Bool { value == "0" || value == "false" }
        if value("NO_COLOR") != nil { return false }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            guard let value = value(name) else { continue }
            if !isOff(value) { return true }
            if name == "FORCE_COLOR" { return false }
        }
        return isTerminal && !isOff(value("CLICOLOR")) && value("TERM") != "dumb"
    }
}
