internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 records`.
struct RecordsCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "List and search the record sets that are live, in all zones of the providers.",
        usage: "gate53 records [<options>]",
        discussion: """
            Zones that git does not declare are searched too. In a name pattern * stands for any characters of one label, \
            ** for any characters, ? for one, and @ for the zone's own name.

            Examples:
              gate53 records --zone example.com
              gate53 records --value 192.0.2.10        who uses this address?
              gate53 records --name www --type CNAME
              gate53 records --name '**.example.com.'  the whole name
              gate53 records --format json
            """
    )

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var commit: CommitOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp("Only this zone; may be given several times.", valueName: "name"),
        completion: ZoneNames.completion)
    var zones: [String] = []

    @OptionGroup var providers: ProviderOptions

    @Option(
        help: ArgumentHelp(
            "Only names like this, relative to their zone; with a dot at its end, whole names.", valueName: "pattern"))
    var name: String?

    @Option(
        name: .customLong("type"),
        help: ArgumentHelp("Only this record type; may be given several times.", valueName: "type"))
    var types: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only record sets with this text in one of their values, an alias target or a health check.",
            valueName: "text"))
    var value: String?

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    func validate() throws {
        if value?.isEmpty == true { throw ValidationError("'--value' needs a text to look for.") }
    }

    func run() async throws {
        let apexes = try ZoneNames.parse(zones)
        let query = RecordQuery(name: name, types: try types.map(Self.type), value: value)
        let composition = try Composition(settings, verbosity)
        let directories = try await Directories(composition.ports)
            .named(providers.names, in: try DeclaredFiles(composition).settings(at: commit))
        let (list, missing) = await composition.reconciler().records(
            query, of: directories, in: apexes.isEmpty ? nil : Set(apexes))
        if list.searched == 0, list.failures.isEmpty, missing.count == 1 {
            throw CommandFailure(.failure, Self.noSuchZone(missing[0]), id: "no-such-zone")
        }
        switch format {
        case .text where verbosity.quiet: break
        case .text:
            let terminal = Terminal.standardOutput
            let report = RecordListReport(style: terminal.style, width: terminal.width)
            terminal.write(octets: Array(report.text(of: list).utf8))
        case .json: Terminal.standardOutput.write(octets: try RecordListDocument.encode(list))
        }
        try sayWhatIsNotShown(list, missing)
    }

    private func sayWhatIsNotShown(_ list: RecordList, _ missing: [DomainName]) throws {
        let terminal = Terminal.standardError
        if !verbosity.quiet {
            if list.notSearched > 0 {
                terminal.write(
                    "note: \(counted(list.notSearched, "record set")) can't be modelled, so their values were not "
                        + "searched; leave --value out to see them")
            }
            if let escape = name.flatMap({ NeedlessEscape(in: $0) }) {
                terminal.write("note: in --name \(escape.sentence)")
            }
            if list.zones.isEmpty, missing.isEmpty, list.failures.isEmpty {
                terminal.write("No record set of \(counted(list.searched, "zone")) matches.")
            }
        }
        for apex in missing {
            terminal.write("error: \(Self.noSuchZone(apex)) [no-such-zone]")
        }
        for line in ReadFailure.lines(list.failures, listsAll: verbosity.verbose) { terminal.write(line) }
        if !missing.isEmpty || !list.failures.isEmpty { throw ExitCode.failure }
    }

    private static func noSuchZone(_ apex: DomainName) -> String {
        "no provider has a zone \(apex); 'gate53 zones' lists those there are"
    }

    private static func type(_ text: String) throws(CommandFailure) -> RecordType {
        guard let type = RecordType(registered: text) else {
            throw CommandFailure(
                .validationFailure,
                "--type '\(Printable.text(text))': there is no such record type; write one, as in MX or TYPE65280",
                id: "bad-type")
        }
        return type
    }
}
