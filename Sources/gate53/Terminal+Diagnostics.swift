internal import Reports
internal import Synchronization
internal import ZonePlanning

extension Terminal {
    /// Tells what was found in files, each cause once.
    ///
    /// - Parameters:
    ///   - diagnostics: what was found.
    ///   - verbosity: with `--verbose` every one has a line, with `--quiet` only errors are told.
    ///   - lister: the command that lists every one.
    func report(_ diagnostics: [Diagnostic], _ verbosity: VerbosityOptions, lister: String = "gate53 check --all") {
        let shown = (verbosity.quiet ? diagnostics.filter { $0.severity == .error } : diagnostics).map(\.worded)
        let lines =
            verbosity.verbose ? shown.map(\.description) : DiagnosticGroups(shown).lines(lister: lister)
        report(lines, for: shown.map(\.description))
    }

    /// Writes lines that stand for others, which a program gets each.
    private func report(_ lines: [String], for all: [String]) {
        Manner.current.withLock { manner in
            for line in all { manner.failure?.take(line) }
        }
        for line in lines { write(line, isKept: false) }
    }

    /// Tells what happened to zones, each cause once.
    func report(_ problems: [ZoneProblem], _ verbosity: VerbosityOptions) {
        let shown = verbosity.quiet ? problems.filter { $0.severity == .error } : problems
        report(ZoneProblem.lines(shown, listsAll: verbosity.verbose), for: shown.map(\.line))
    }
}
