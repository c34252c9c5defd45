internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 drift`.
struct DriftCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Show what was changed at the providers, not in git.",
        usage: "gate53 drift [<options>]",
        discussion: """
            Compares three versions of each record set: as it was last applied, as the protected branch declares it, \
            and as it is live. So a change that somebody made elsewhere is not confused with one that waits to be \
            applied. Changes nothing, and needs no right to push. Exits with 2 if there is drift.

            With --revert it makes a plan that changes drift back to what was last applied. Such a plan is approved \
            and applied like any other. Changes that wait in git go on waiting. A record set that git changed too is \
            taken back only if you name it.

            Examples:
              gate53 drift
              gate53 drift --zone example.com
              gate53 drift --format html --out drift.html
              gate53 drift --quick                        asks the zones' name servers
              gate53 drift --revert --out plan.json
              gate53 drift --revert --name www --out plan.json
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp("Only this zone; may be given several times.", valueName: "name"),
        completion: ZoneNames.completion)
    var zones: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Ask the zones' name servers by DNS, and list only the zones whose answers differ. DNS can't show "
                + "aliases, routing policies or delegated names."))
    var quick = false

    @OptionGroup var nameServers: NameServerOptions

    @Flag(help: "Make a plan that takes drift back, for review.")
    var revert = false

    @Option(
        name: .customLong("name"),
        help: ArgumentHelp(
            "With --revert: only names like this, relative to the zone; @ is the zone's own name. Also takes "
                + "conflicts and accepted differences. May be given several times.",
            valueName: "pattern"))
    var names: [String] = []

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp(
            "With --revert: allow what this policy refuses. May be given several times.",
            valueName: "policy"))
    var allowed: [PolicyName] = []

    @Option(help: "The form of the report. With --revert: text, markdown, or json for the plan document itself.")
    var format: DriftFormat = .text

    var writesJSON: Bool { format == .json }

    @Option(
        name: .shortAndLong,
        help: "Write the report to this file, and one line to stdout. With --revert: the plan.", completion: .file())
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Keep in this file when drift was first seen and how the last checks went, for the age of drift and the "
                + "chart.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var state: String?

    func validate() throws {
        if names.contains("") { throw ValidationError("'--name' needs a name; write @ for the zone's own.") }
        if !revert, !names.isEmpty || !allowed.isEmpty {
            throw ValidationError("'--name' and '--allow' are for '--revert'.")
        }
        if revert, state != nil { throw ValidationError("'--revert' and '--state' exclude each other.") }
        if revert, quick { throw ValidationError("'--revert' and '--quick' exclude each other.") }
        if !quick, nameServers.isGiven {
            throw ValidationError("'--resolver' and '--name-server' are for '--quick'.")
        }
        if revert, ![.text, .markdown, .json].contains(format) {
            throw ValidationError("With '--revert' the format is text, markdown or json.")
        }
    }

    func run() async throws {
        let signals = ProcessSignals.ofReading(isQuiet: verbosity.quiet)
        defer { signals.ignore() }
        let composition = try Composition(repository, verbosity)
        if revert {
            try await makePlan(composition)
            return
        }
        let scope = try await DeclaredFiles(composition).driftScope(
            composition.ports, zones: zones, fetches: !ledger.noFetch)
        await OpenRunNotice.report(
            of: Set(scope.declared.apexes), in: scope.ledger.ledger, scope.settings, verbosity)
        let check = DriftCheck(composition.ports, of: scope)
        let checked: Drift
        if quick {
            let (queries, lookup) = composition.nameServerQueries(nameServers)
            checked = await check.quick(asking: queries, lookup)
        } else {
            checked = await check.run().drift
        }
        Terminal.standardError.report(checked.failures.map(\.problem), verbosity)
        var kept = try state.map(DriftStateFile.read) ?? DriftState()
        var dated = checked
        kept.take(&dated, isWhole: zones.isEmpty)
        // Without a file, all of it was first seen now, which says nothing.
        let drift = state == nil ? checked : dated
        let terminal = Terminal.standardOutput
        let report = try report(on: drift, kept, terminal)
        if let out {
            try OutputFile.write(report, to: out)
            if !verbosity.quiet { terminal.write(DriftSummary.line(drift)) }
        } else if !verbosity.quiet || format != .text {
            terminal.write(octets: report)
        }
        if let state { try DriftStateFile.write(kept, to: state) }
        if drift.isDrifted { throw ExitCode.differences }
        if !drift.failures.isEmpty { throw ExitCode.failure }
    }

    private func report(on drift: Drift, _ kept: DriftState, _ terminal: Terminal) throws -> [UInt8] {
        switch format {
        case .text:
            let style = out == nil ? terminal.style : TextStyle(isColoured: false)
            return Array(DriftTextReport(style: style, width: terminal.width).text(of: drift).utf8)
        case .markdown: return Array(DriftMarkdownReport().text(of: drift).utf8)
        case .json: return try DriftDocument.encode(drift)
        case .html: return Array(DriftHTMLReport(runs: kept.runs).text(of: drift).utf8)
        case .junit: return Array(DriftJUnitReport.text(of: drift).utf8)
        case .sarif: return try DriftSARIFReport.encode(drift)
        case .prometheus: return Array(DriftMetrics.text(of: drift, lastSuccess: kept.lastSuccess).utf8)
        }
    }
}

/// The form of a report of drift: for people, for programs, for pipelines.
enum DriftFormat: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json
    /// One file that a browser shows.
    case html
    /// JUnit's XML, one test a zone.
    case junit
    /// For code scanning.
    case sarif
    /// Metrics for a textfile collector.
    case prometheus
}
