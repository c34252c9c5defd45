internal import ArgumentParser
internal import DynamicDNS
internal import ZonePlanning

/// Makes a right to sign up once.
struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Make an invitation, which is shown once and good for one account: an administrator's.",
        discussion: """
            Whoever gives it when they sign in for the first time gets the account. An administrator sets up one-time
            passwords before anything else.
            """)

    @OptionGroup var database: DatabaseOptions
    @Flag(help: "The account is a user's, not an administrator's.") var user = false
    @Option(help: ArgumentHelp("For how many days it can be used.", valueName: "days")) var days = 7

    func validate() throws {
        guard (1...365).contains(days) else { throw ValidationError("'--days' is a number of days from 1 to 365.") }
    }

    func run() async throws {
        let (invitation, secret) = try await AdminCommand.withStore(database) { store, _ in
            try await AccountService(store: store, clock: Clock(), random: SystemRandomness()).invite(
                user ? .user : .administrator, lifetime: Int64(days) * 86_400)
        }
        Output.line("invitation: \(secret.text)")
        Output.line("role:       \(invitation.role.rawValue)")
        Output.line("until:      \(invitation.expires.date)")
    }
}
