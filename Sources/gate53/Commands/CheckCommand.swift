internal import ArgumentParser
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 check`.
struct CheckCommand: ParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check settings and zone files, without asking any provider.",
        usage: "gate53 check [<options>]",
        discussion: """
            Finds every mistake in every file in one run, each with file, line and column. Many mistakes with one \
            cause are shown as one line, with how often they occur, the first places, and how to mend or accept them \
            all; --all lists each one. The same goes for --format github, of which a forge shows 10 a step. json, \
            gitlab and junit list each one.

            Examples:
              gate53 check --all           every single one
              gate53 check                 the files of HEAD
              gate53 check --worktree      the files as they are edited
              gate53 check --changed-since origin/main
              gate53 check --format gitlab >gl-code-quality-report.json
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var revision: RevisionOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Flag(help: "List every message, also where many have one cause.")
    var all = false

    @Option(
        help: """
            The form of the report; github: annotations of a workflow, gitlab: a Code Quality report, junit: JUnit's XML.
            """)
    var format: CheckFormat = .text

    var writesJSON: Bool { format == .json }

    func run() throws {
        let signals = ProcessSignals.ofReading(isQuiet: verbosity.quiet)
        defer { signals.ignore() }
        let composition = try Composition(repository, verbosity)
        let declared = try DeclaredFiles(composition).declared(at: revision)
        let diagnostics = try Checking(composition.ports, of: declared).diagnostics()
        let lister = Console.lister(isPreview: declared.source == .worktree)
        let errors = diagnostics.count { $0.severity == .error }
        let sets = declared.recordSets
        switch format {
        case .text:
            var telling = verbosity
            telling.verbose = !telling.quiet && (telling.verbose || all)
            for note in declared.notes { composition.console.show(.note(note)) }
            Terminal.standardError.report(diagnostics, telling, lister: lister)
            if !verbosity.quiet {
                let found =
                    errors == 0
                    ? "no mistakes" : counted(errors, "mistake")
                let looked =
                    declared.zones.isEmpty && errors == 0
                    ? "No zone was checked"
                    : "\(counted(declared.zones.count, "zone")), \(counted(sets, "record set"))"
                Terminal.standardOutput.write("\(looked): \(found).")
            }
        case .json:
            let report = CheckReport(zones: declared.zones.count, recordSets: sets, diagnostics: diagnostics)
            Terminal.standardOutput.write(octets: try report.octets())
        case .github:
            // Those that stop a plan first: a forge shows ten of each kind a step.
            let sorted = [.error, .warning, .note].flatMap { severity in diagnostics.filter { $0.severity == severity }
            }
            let shown = all ? sorted : DiagnosticGroups(sorted).diagnostics(lister: lister)
            for line in WorkflowAnnotations(shown).lines { Terminal.standardOutput.write(line) }
        case .gitlab:
            let report = CodeQualityReport(diagnostics, settingsPath: declared.settingsFile.path)
            Terminal.standardOutput.write(octets: try report.octets())
        case .junit:
            Terminal.standardOutput.write(octets: Array(JUnitReport(diagnostics).text.utf8))
        }
        if errors > 0 { throw ExitCode.failure }
    }
}
