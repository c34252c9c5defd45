internal import ArgumentParser
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 zones`.
struct ZonesCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "zones",
        abstract: "List the zones that the providers have, and whether git declares them.",
        usage: "gate53 zones [<options>]",
        discussion: """
            A zone is managed if a zone file in git declares it, and the settings name the provider that has it. Zones \
            that are declared but not there are listed too, and zones that share their name.

            Examples:
              gate53 zones
              gate53 zones --unmanaged        what does git not know?
              gate53 zones --unmanaged --detailed-exitcode --quiet
              gate53 zones --empty            what could go?
              gate53 zones --provider live --format json
            """
    )

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var commit: CommitOptions
    @OptionGroup var verbosity: VerbosityOptions
    @OptionGroup var providers: ProviderOptions

    @Flag(help: "Only zones that git does not declare.")
    var unmanaged = false

    @Flag(help: "Only zones that have nothing but their SOA and NS.")
    var empty = false

    @Flag(help: "With --unmanaged or --empty: exit with 2 when there are such zones.")
    var detailedExitcode = false

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    func validate() throws {
        if detailedExitcode && !unmanaged && !empty {
            throw ValidationError("'--detailed-exitcode' is for '--unmanaged' and '--empty'.")
        }
    }

    func run() async throws {
        let composition = try Composition(settings, verbosity)
        let ports = composition.ports
        let declarations = try DeclaredFiles(composition).declarations(at: commit, ports.providers)
        Terminal.standardError.report(declarations.diagnostics, verbosity)
        let hasMistakes = declarations.diagnostics.contains { $0.severity == .error }
        let (settings, declared) = (declarations.settings, declarations.zones)
        let directories = try await Directories(ports).named(providers.names, in: settings)
        let list = await composition.reconciler().zones(of: directories, declared: declared)
        let filter = ZoneList.Filter(unmanaged: unmanaged, empty: empty)
        switch format {
        case .text where verbosity.quiet: break
        case .text:
            let terminal = Terminal.standardOutput
            let report = ZoneListReport(style: terminal.style, width: terminal.width)
            terminal.write(octets: Array(report.text(of: list, filter).utf8))
        case .json: Terminal.standardOutput.write(octets: try ZoneListDocument.encode(list, filter))
        }
        for line in ReadFailure.lines(list.failures, listsAll: verbosity.verbose) { Terminal.standardError.write(line) }
        if hasMistakes || !list.failures.isEmpty || list.entries.contains(where: \.zone.isUnreadable) {
            throw ExitCode.failure
        }
        if detailedExitcode && !list.entries(filter).isEmpty { throw ExitCode.differences }
    }
}
