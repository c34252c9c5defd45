internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 adopt`.
struct AdoptCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Write drift into the zone files, on a new branch for a pull request.",
        usage: "gate53 adopt [<options>]",
        discussion: """
            Writes the drifted record sets into the zone files of the protected branch, as they are live. Comments and \
            layout stay. The commit goes to a new branch, and your working folder stays as it is. The commit message \
            says who made each change and when, if the provider knows. What can't be adopted is listed with the \
            reason, and with what to write by hand; the exit code is then 1. Changes that wait to be applied go on \
            waiting. A record set that git changed too, or that has no base, is adopted only if you name it.

            Examples:
              gate53 adopt
              gate53 adopt --zone example.com
              gate53 adopt --zone example.com --name www --name '_acme**'
              gate53 adopt --format json        for a script that opens the pull request
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

    @Option(
        name: .customLong("name"),
        help: ArgumentHelp(
            "Only names like this, relative to the zone; @ is the zone's own name. Also takes conflicts and accepted "
                + "differences. May be given several times.",
            valueName: "pattern"))
    var names: [String] = []

    @Option(
        help: ArgumentHelp("The name of the new branch. [default: gate53/adopt-DAY-DIGITS]", valueName: "name"))
    var newBranch: String?

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    func validate() throws {
        if names.contains("") { throw ValidationError("'--name' needs a name; write @ for the zone's own.") }
    }

    func run() async throws {
        let composition = try Composition(repository, verbosity)
        let scope = try await DeclaredFiles(composition).driftScope(
            composition.ports, zones: zones, fetches: !ledger.noFetch)
        let drift = await DriftCheck(composition.ports, of: scope).run().drift
        Terminal.standardError.report(drift.failures.map(\.problem), verbosity)
        let patterns = names.map { RecordPattern(name: $0) }
        let all = drift.zones.map { Adoption($0, named: patterns) }
        let adopting = Adopting(composition.ports, of: scope)
        let edited = try adopting.edited(all.filter { !$0.sets.isEmpty })
        let left = NotAdopted(drift, all, edited.refused)
        for line in left.lines { Terminal.standardError.write(line) }
        var branch: AdoptionReport.Branch?
        if !edited.adoptions.isEmpty {
            let made = try adopting.commit(
                edited, toNewBranch: newBranch, message: Adoption.message(edited.adoptions), in: composition.repository,
                at: Clock.seconds())
            branch = AdoptionReport.Branch(
                name: made.name, isNew: made.isNew, files: edited.files.map(\.path), onto: scope.branch.name,
                commit: scope.branch.commit.hex, remote: made.remote)
        }
        let terminal = Terminal.standardOutput
        if format == .json {
            let document = AdoptionDocument(
                edited.adoptions, on: branch, left: left.items, accepted: all.reduce(0) { $0 + $1.accepted },
                failures: drift.failures)
            terminal.write(octets: try document.octets())
        } else if !verbosity.quiet {
            let report = AdoptionReport(style: terminal.style, width: terminal.width)
            if let branch {
                terminal.write(
                    octets: Array(report.text(of: edited.adoptions, on: branch, whoUnknown: drift.whoUnknown).utf8))
            } else if left.items.isEmpty {
                terminal.write(report.nothing(all, isNamed: !names.isEmpty))
            }
        }
        if let summary = left.summary(adopted: edited.adoptions.reduce(0) { $0 + $1.sets.count }) {
            Terminal.standardError.write(summary)
        }
        if !drift.failures.isEmpty || !left.items.isEmpty { throw ExitCode.failure }
    }
}
