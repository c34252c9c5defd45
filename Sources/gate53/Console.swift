internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// Shows what verbs have to say on stderr.
struct Console: Sendable {
    let verbosity: VerbosityOptions

    /// Shows one event.
    func show(_ event: GateEvent) {
        let terminal = Terminal.standardError
        switch event {
        case .note(let text): if !verbosity.quiet { terminal.write("note: \(text)") }
        case .warning(let text): terminal.write("warning: \(text)")
        case .diagnostics(let diagnostics, let isPreview):
            terminal.report(diagnostics, verbosity, lister: Self.lister(isPreview: isPreview))
        case .planned(let outcome):
            terminal.report(outcome.diagnostics, verbosity, lister: "gate53 plan --verbose")
            terminal.report(
                outcome.failures.map { ZoneProblem(.error, of: $0.apex, id: $0.error.code.id, $0.error.message) }
                    + outcome.notes.map { ZoneProblem(.note, of: $0.apex, Printable.text($0.note)) }, verbosity)
        case .about(let zones): Manner.isAbout(zones)
        }
    }

    /// Whom verbs tell.
    var observer: GateObserver { { show($0) } }

    /// The command that lists every mistake.
    static func lister(isPreview: Bool) -> String {
        isPreview ? "gate53 check --worktree --all" : "gate53 check --all"
    }
}
