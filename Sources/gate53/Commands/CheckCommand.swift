internal import ArgumentParser
internal import ZonePlanning

/// `gate53 check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check settings and zone files, without asking any provider.",
        usage: "gate53 check [<options>]",
        discussion: """
            Every mistake of every file is shown in one run, each with its file, line and column.

            Examples:
              gate53 check                 the files of HEAD
              gate53 check --worktree      the files as they are edited
              gate53 check --changed-since origin/main
              gate53 check --format gitlab >gl-code-quality-report.json
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var revision: RevisionOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        help: """
            The form of the report; github: annotations of a workflow, gitlab: a Code Quality report, junit: JUnit's XML.
            """)
    var format: CheckFormat = .text

    func run() throws {
        let signals = ProcessSignals.ofReading(isQuiet: verbosity.quiet)
        defer { signals.ignore() }
        let wiring = try Wiring(repository, verbosity)
        let project = try wiring.project(at: revision)
        let diagnostics = try project.diagnostics + wiring.servabilityDiagnostics(of: project)
        let errors = diagnostics.count { $0.severity == .error }
        let sets = project.recordSets
        switch format {
        case .text:
            try project.report(to: .standardError, quiet: verbosity.quiet, stopsOnError: false)
            for diagnostic in diagnostics.dropFirst(project.diagnostics.count) {
                Terminal.standardError.write(diagnostic.description)
            }
            if !verbosity.quiet {
                let found =
                    errors == 0
                    ? "no mistakes" : counted(errors, "mistake")
                Terminal.standardOutput.write(
                    "\(counted(project.zones.count, "zone")), \(counted(sets, "record set")): \(found).")
            }
        case .json:
            let report = CheckReport(zones: project.zones.count, recordSets: sets, diagnostics: diagnostics)
            Terminal.standardOutput.write(octets: try report.octets())
        case .github:
            for line in WorkflowAnnotations(diagnostics).lines { Terminal.standardOutput.write(line) }
        case .gitlab:
            let report = CodeQualityReport(diagnostics, settingsPath: project.settingsFile.path)
            Terminal.standardOutput.write(octets: try report.octets())
        case .junit:
            Terminal.standardOutput.write(octets: Array(JUnitReport(diagnostics).text.utf8))
        }
        if errors > 0 { throw ExitCode.failure }
    }
}
