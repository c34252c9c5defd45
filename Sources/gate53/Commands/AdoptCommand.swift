internal import ArgumentParser
internal import DNSModel
internal import ZonePlanning

/// `gate53 adopt`.
struct AdoptCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Take what was changed without git into the zone files, on a new branch for a pull request.",
        usage: "gate53 adopt [<options>]",
        discussion: """
            Writes the record sets that drifted into the zone files of the protected branch as they are live, and \
            keeps comments and layout. The commit goes to a new branch; your working folder and the branch you are on stay \
            as they are. Its message says who made each change and when, as far as the provider tells. What waits to be \
            applied keeps waiting. Where git has moved too, or nobody knows who moved, a set is adopted only by its name.

            Examples:
              gate53 adopt
              gate53 adopt --zone example.com
              gate53 adopt --zone example.com --name www --name '_acme**'
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp("Only this zone; may be given several times.", valueName: "name"))
    var zones: [String] = []

    @Option(
        name: .customLong("name"),
        help: ArgumentHelp(
            "Only names like this, relative to their zone, @ for its own; also conflicts and accepted differences. May be given several times.",
            valueName: "pattern"))
    var names: [String] = []

    @Option(
        help: ArgumentHelp("The branch to make. [default: gate53/adopt-DAY-DIGITS]", valueName: "name"))
    var newBranch: String?

    func validate() throws {
        if names.contains("") { throw ValidationError("'--name' needs a name; write @ for the zone's own.") }
    }

    func run() async throws {
        let wiring = try Wiring(repository, verbosity)
        let scope = try await wiring.driftScope(zones: zones, fetches: !ledger.noFetch)
        let drift = await wiring.drift(scope)
        Terminal.standardError.tell(drift.failures.map(\.problem), verbosity)
        let patterns = names.map { RecordPattern(name: $0) }
        let all = drift.zones.map { Adoption($0, named: patterns) }
        try refuse(drift, all)
        if !verbosity.quiet { warn(all) }
        let adoptions = all.filter { !$0.sets.isEmpty }
        let terminal = Terminal.standardOutput
        let report = AdoptionReport(style: terminal.style, width: terminal.width)
        if adoptions.isEmpty {
            terminal.write(report.nothing(all, isNamed: !names.isEmpty))
        } else {
            let branch = try wiring.commit(adoptions, scope, toNewBranch: newBranch)
            terminal.write(
                octets: Array(report.text(of: adoptions, on: branch, whoUnknown: drift.whoUnknown).utf8))
        }
        if !drift.failures.isEmpty { throw ExitCode.failure }
    }

    /// Refuses what is no set's own business, and conflicts that nobody named.
    private func refuse(_ drift: Drift, _ adoptions: [Adoption]) throws(CommandFailure) {
        var lines: [String] = []
        for zone in drift.zones where zone.itself.state != .inStep && zone.itself.state != .pending {
            let what = zone.itself.live ? "is there, and git says that it shall not be" : "is not there"
            lines.append(
                "refused: the zone \(zone.apex) itself \(what); take that into git by hand, with 'absent' in the settings, "
                    + "or have it planned back [zone-itself]")
        }
        for set in adoptions.flatMap(\.disputed) {
            let why =
                set.state == .both
                ? "git has moved too: git has \(Conflict.words(for: set.head)), live is \(Conflict.words(for: set.live))"
                : "nobody knows who moved, since there is no base"
            lines.append("refused: \(Printable.text("\(set.key): \(why)")) [conflict]")
        }
        guard !lines.isEmpty else { return }
        if adoptions.contains(where: { !$0.disputed.isEmpty }) {
            lines.append(
                "Nothing was changed. Name what shall be adopted as it is live, as in --name www; --name '**' is everything."
            )
        } else {
            lines.append("Nothing was changed.")
        }
        throw CommandFailure(.refused, lines)
    }

    private func warn(_ adoptions: [Adoption]) {
        for set in adoptions.flatMap(\.opaque) {
            Terminal.standardError.write(
                "warning: \(Printable.text("\(set.key)")) is not adopted: what is live can't be modelled, "
                    + "\(Printable.text(set.unmodelled ?? "")) [not-modelled]")
        }
    }
}
