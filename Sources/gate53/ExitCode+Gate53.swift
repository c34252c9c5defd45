internal import ArgumentParser

extension ExitCode {
    /// There are differences, and the command was asked to say so by its exit code.
    static let differences = ExitCode(2)
    /// Refused by policy or review; nothing was changed.
    static let refused = ExitCode(3)
    /// Live or git moved under the plan; nothing was changed. Plan again.
    static let stale = ExitCode(4)
}
