internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 change`.
struct ChangeCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Show whether a change that was applied is served everywhere yet.",
        usage: "gate53 change <id> [<options>]",
        discussion: """
            Receipts have the ids of changes: see 'gate53 log'. The exit code is 0 if all servers have the change, and 2 \
            while it is pending. Without --provider, all providers are asked until one knows the change.

            Examples:
              gate53 change C2682N5HXP0BZ4
              gate53 change C2682N5HXP0BZ4 --wait --timeout 5m
            """
    )

    @Argument(help: "The id of the change.")
    var id: String

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var commit: CommitOptions
    @OptionGroup var verbosity: VerbosityOptions
    @OptionGroup var providers: ProviderOptions

    @Flag(help: "Wait until the change is served everywhere.")
    var wait = false

    @Option(help: ArgumentHelp("How long to wait at most, as in 90s, 10m or 1h.", valueName: "time"))
    var timeout: TimeLimit = TimeLimit(seconds: 600)

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    func run() async throws {
        let composition = try Composition(settings, verbosity)
        let directories = try await Directories(composition.ports)
            .named(providers.names, in: try DeclaredFiles(composition).settings(at: commit))
        let reconciler = composition.reconciler()
        var report: ChangeReport
        do {
            let (directory, status) = try await reconciler.change(id, of: directories)
            report = ChangeReport(provider: directory.name, status: status)
            if wait { report.status = try await awaitSync(of: status, in: directory, reconciler) }
        } catch let error as UnknownChange {
            throw CommandFailure(.failure, error.failures.map(\.line))
        }
        switch format {
        case .text where verbosity.quiet: break
        case .text:
            let terminal = Terminal.standardOutput
            terminal.write(octets: Array(report.text(style: terminal.style, width: terminal.width).utf8))
        case .json: Terminal.standardOutput.write(octets: try report.octets())
        }
        if report.status.isServedEverywhere { return }
        guard wait else { throw ExitCode.differences }
        throw CommandFailure(
            .failure,
            "the change is still pending after \(timeout.seconds) seconds; check again later, or wait longer with "
                + "--timeout",
            id: "still-pending")
    }

    private func awaitSync(
        of status: ChangeStatus, in directory: NamedDirectory, _ reconciler: Reconciler
    ) async throws -> ChangeStatus {
        do {
            return try await reconciler.awaitSync(of: status, in: directory, limit: .seconds(timeout.seconds)) {
                try await Task.sleep(for: $0)
            }
        } catch {
            throw CommandFailure(
                .failure,
                [
                    ReadFailure(provider: directory.name, code: error.code.id, message: error.message).line
                ])
        }
    }
}

/// A time on the command line, written like a TTL.
struct TimeLimit: ExpressibleByArgument {
    var seconds: UInt32

    init(seconds: UInt32) { self.seconds = seconds }

    init?(argument: String) {
        guard let time = try? TTL(parsing: argument) else { return nil }
        seconds = time.seconds
    }

    var defaultValueDescription: String { seconds.isMultiple(of: 60) ? "\(seconds / 60)m" : "\(seconds)s" }
}
