internal import ArgumentParser
internal import DynamicDNS
internal import ZonePlanning

/// Makes an invitation.
struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Make an invitation, with which somebody makes an account at the pages, once.")

    @OptionGroup var database: DatabaseOptions
    @Flag(help: "The account may look after those of others.") var administrator = false
    @Option(help: ArgumentHelp("For how many days it is good.", valueName: "days")) var days = 7

    func validate() throws {
        guard (1...365).contains(days) else { throw ValidationError("'--days' is a number from 1 to 365.") }
    }

    func run() async throws {
        let secret = try await AdminCommand.withStore(database) { store, hosts in
            guard let secret = FreshSecret(random: hosts.random.octets(FreshSecret.octets)) else {
                throw ServiceFailure(
                    "there are no random octets; see that the system has a source of them", id: "random")
            }
            let now = hosts.clock.now
            try await store.add(
                Invitation(
                    hash: secret.hash, role: administrator ? .administrator : .user, created: now,
                    expires: now.adding(seconds: Int64(days) * 86_400)))
            return secret
        }
        Output.line("invitation: \(secret.text)")
        Output.line("It is good once and for \(days) days, at the page /sign-in of the service.")
    }
}
