internal import ArgumentParser
internal import Platform

/// The dynamic DNS service `gate53d`.
@main
struct Gate53d: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate53d",
        abstract: "Dynamic DNS: people claim host names below a domain that git declares, and keep them up to date.",
        discussion: """
            A first look:
              gate53d demo                              everything on this machine, nothing to set up

            In production:
              gate53d serve -C /srv/zones               answers updates and writes zones
              gate53d migrate                           brings the database to this version, after a backup
              gate53d admin invite                      makes an invitation for an administrator
              gate53d admin add-account NAME            makes an account, and a token that manages it
              gate53d admin add-host NAME --account ID  gives it a host name
              gate53d admin token --account ID          makes a token
              gate53d admin block NAME --reason TEXT    takes a host's records out of DNS
              gate53d admin unblock NAME                brings them back
              gate53d admin reports                     lists abuse reports
            """,
        version: "0.1.0",
        subcommands: [ServeCommand.self, MigrateCommand.self, DemoCommand.self, AdminCommand.self]
    )

    static func main() async {
        PrivateProcess.begin()
        InheritedFiles.areClosed.value = true
        Output.prepare()
        var code = ExitCode.success
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as ServiceFailure {
            for line in failure.lines { Output.error(line) }
            code = .failure
        } catch {
            // Help, the version and what is wrong with the command line.
            code = exitCode(for: error)
            var message = fullMessage(for: error)
            if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst(7) }
            if !message.isEmpty { code == .success ? Output.line(message) : Output.error(message) }
        }
        exit(withError: code)
    }
}
