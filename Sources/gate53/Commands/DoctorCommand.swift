internal import ArgumentParser
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 doctor`.
struct DoctorCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a clone, its remote, forge, providers and pipeline, and say what is missing.",
        usage: "gate53 doctor [<options>]",
        discussion: """
            Nothing is changed: no zone, no branch, no comment. Nothing of the repository is run, and of a variable only \
            the name is said. The ledger is fetched, as by every command that reads it. What can't be seen without a \
            change is "unchecked", with how to see it. Run it where the job runs too, with what the job has.

            Exits with 0 where nothing failed, with 1 where something did.

            Examples:
              gate53 doctor
              gate53 doctor --quiet                     only what is wrong
              gate53 doctor --only remote --only forge
              gate53 doctor --format json
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(help: ArgumentHelp("Only this part; may be given several times.", valueName: "part"))
    var only: [HealthCheck.Area] = []

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    func run() async throws {
        let report = await report()
        switch format {
        case .text:
            let terminal = Terminal.standardOutput
            let text = HealthTextReport(style: terminal.style, width: terminal.width)
                .text(of: report, onlyTroubles: verbosity.quiet)
            if !verbosity.quiet || !report.isWell || report.count(.warning) > 0 {
                terminal.write(octets: Array(text.utf8))
            }
        case .json: Terminal.standardOutput.write(octets: try HealthDocument.encode(report))
        }
        if !report.isWell { throw ExitCode.failure }
    }

    /// What is said of an error, whose id the check has its own for.
    private static func withoutID(_ sentence: String) -> String {
        guard sentence.hasSuffix("]"), let start = sentence.lastIndex(of: "[") else { return sentence }
        return String(sentence[..<start].dropLast())
    }

    private func report() async -> HealthReport {
        let buffer = EventBuffer()
        let composition: Composition
        do throws(CommandFailure) { composition = try Composition(repository, verbosity) } catch {
            return HealthReport([
                HealthCheck(.clone, id: "clone-opened", "repository", .failed, Self.withoutID(error.sentence)),
                HealthCheck(
                    .settings, id: "settings", "all else", .notChecked, "there is no repository that can be read"),
            ])
        }
        var ports = composition.ports
        ports.observer = buffer.keep
        return await Doctor(ports, composition.doctorMeans(buffer), areas: Set(only)).run()
    }
}

extension HealthCheck.Area: ExpressibleByArgument {}
