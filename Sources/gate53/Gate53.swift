internal import ArgumentParser
internal import Platform
internal import Reports
internal import Synchronization
internal import ZonePlanning

/// The command `gate53`.
@main
struct Gate53: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate53",
        abstract: "DNS zones from git: planned, reviewed, and applied exactly as reviewed.",
        discussion: """
            A typical day:
              gate53 check                 are the zone files right?
              gate53 plan --out plan.json  what would change?
              gate53 approve plan.json     a reviewer signs the plan
              gate53 apply plan.json       exactly that, or nothing
              gate53 log                   what was applied, and when
              gate53 drift                 what was changed outside git
              gate53 monitor               the same again and again, and notify
              gate53 adopt                 take that into git, as a pull request
              gate53 records --value TEXT  search what is live

            Exit codes:
              0   done, or nothing to do
              1   failed
              2   differences (drift, fmt --check, --detailed-exitcode),
                  or pending (change)
              3   refused by policy or review
              4   stale: plan again
              64  usage, such as a file that is not a plan
            """,
        version: Version.text,
        subcommands: [
            CheckCommand.self, FormatCommand.self, PlanCommand.self, ShowCommand.self, ApproveCommand.self,
            ProposeCommand.self, ApplyCommand.self, CommentCommand.self, LogCommand.self, ZonesCommand.self,
            RecordsCommand.self, ChangeCommand.self, DriftCommand.self, MonitorCommand.self, AdoptCommand.self,
            InitCommand.self, SchemaCommand.self, DoctorCommand.self,
        ]
    )

    static func main() async {
        PrivateProcess.begin()
        Terminal.prepare()
        var code = ExitCode.success
        do {
            try CommandNames.check(CommandLine.arguments)
            var command = try parseAsRoot()
            Manner.take(command)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch  where CommandFailure.isOne(error) {
            let failure = CommandFailure(error)
            failure.report(to: Manner.current.withLock(\.verbosity).map(Console.init))
            code = failure.exitCode
        } catch {
            // Help, the version and what is wrong with the command line; nothing where only an exit code was thrown.
            code = exitCode(for: error)
            let terminal = code == .success ? Terminal.standardOutput : Terminal.standardError
            var message = fullMessage(for: error, columns: terminal.width)
            if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst(7) }
            if code == .validationFailure, CommandNames.asksForJSON(CommandLine.arguments) {
                Manner.current.withLock { $0.failure = FailureDocument() }
            }
            if !message.isEmpty { terminal.write(message) }
        }
        Manner.reportRequests()
        // A refusal says more than that its report was lost.
        if Terminal.lostReport && (code == .success || code == .differences) { code = .failure }
        if code != .success && code != .differences { Manner.writeFailure(code) }
        exit(withError: code)
    }
}

/// Which gate53 this is.
enum Version {
    static let text = "0.1.0"
}
