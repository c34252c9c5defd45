internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 log`.
struct LogCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "List what was applied: the receipts of the ledger, newest first.",
        usage: "gate53 log [<options>]",
        discussion: """
            Examples:
              gate53 log
              gate53 log --zone example.com --number 5
              gate53 log --format json
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var sharing: LedgerOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp("Only this zone; may be given several times.", valueName: "name"),
        completion: ZoneNames.completion)
    var zones: [String] = []

    @Option(name: .shortAndLong, help: "At most this many receipts.")
    var number = 20

    @Flag(
        help: ArgumentHelp(
            "Print only the commit at which the ledger begins. A pipeline pins it with GATE53_LEDGER_ROOT."))
    var root = false

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    func validate() throws {
        if number < 1 { throw ValidationError("'--number' must be at least 1.") }
    }

    func run() async throws {
        let composition = try Composition(repository, verbosity)
        let settings = composition.clone.settingsAtHead()
        let found = try await composition.ports.ledger(namedBy: settings, LedgerFetching(fetches: !sharing.noFetch))
        if root { return try await showRoot(of: found) }
        let ledger = found.ledger
        let apexes = try ZoneNames.parse(zones)
        let open = await OpenRunNotice.lines(
            of: apexes.isEmpty ? nil : Set(apexes), in: ledger, settings)
        let terminal = format == .text ? Terminal.standardOutput : Terminal.standardError
        for lines in open { for line in lines { terminal.write(line) } }
        do {
            let found = try await RecordedReceipts(in: ledger).readable(number, of: apexes.isEmpty ? nil : apexes)
            let more = found.newer.count - Self.mostNamed
            let lines =
                found.newer.prefix(Self.mostNamed).map { "error: \(Printable.text($0.message)) [receipt-newer]" }
                + (more > 0 ? ["error: \(counted(more, "more receipt")) of a newer format [receipt-newer]"] : [])
            if lines.isEmpty || !found.receipts.isEmpty {
                try show(found.receipts, try await propagations(of: found.receipts, in: ledger))
            }
            if !lines.isEmpty { throw CommandFailure(.failure, lines) }
        } catch let error as LedgerError {
            throw CommandFailure(.failure, error.message, id: "ledger")
        }
    }

    /// How many receipts that can't be read are named.
    private static let mostNamed = 5

    private func showRoot(of ledger: TrustedLedger) async throws {
        guard let root = try await ledger.root() else {
            throw CommandFailure(
                .failure,
                "the ledger has no commits yet, so it does not begin anywhere; apply "
                    + "something first", id: "ledger")
        }
        Terminal.standardOutput.write(root)
    }

    /// What is known last of how each receipt's changes came to be served.
    private func propagations(of receipts: [Receipt], in ledger: any Ledger) async throws -> [Propagation] {
        var propagations: [Propagation] = []
        for (apex, group) in Dictionary(grouping: receipts, by: \.apex).sorted(by: { $0.key < $1.key }) {
            let paths = try await ZoneReceipts.propagationPaths(of: apex, in: ledger)
            for receipt in group {
                guard let path = paths.first(where: { $0.hasSuffix("-\(receipt.plan.short).json") }),
                    let octets = try await ledger.read(path)
                else { continue }
                do {
                    let propagation = try PropagationDocument.decode(octets)
                    if propagation.isOf(receipt) { propagations.append(propagation) }
                } catch {
                    throw CommandFailure(
                        .failure, "the ledger's \(Printable.text(path)): \(error.message)", id: "ledger")
                }
            }
        }
        return propagations
    }

    private func show(_ receipts: [Receipt], _ propagations: [Propagation]) throws {
        switch format {
        case .json: Terminal.standardOutput.write(octets: try ReceiptList(receipts, propagations).octets())
        case .text where verbosity.quiet: break
        case .text:
            if receipts.isEmpty {
                Terminal.standardOutput.write("Nothing was applied yet.")
                return
            }
            let style = Terminal.standardOutput.style
            for receipt in receipts {
                let propagation = propagations.last { $0.isOf(receipt) }
                for line in ReceiptReport(style: style).lines(of: receipt, propagation) {
                    Terminal.standardOutput.write(line)
                }
            }
        }
    }
}

/// Reads zone names from the command line.
enum ZoneNames {
    static func parse(_ texts: [String]) throws(CommandFailure) -> [DomainName] {
        var names: [DomainName] = []
        for text in texts {
            do {
                names.append(try DomainName(zone: text))
            } catch {
                throw CommandFailure(
                    .validationFailure, "--zone '\(Printable.text(text))': \(error.message)", id: "bad-name")
            }
        }
        return names
    }
}
