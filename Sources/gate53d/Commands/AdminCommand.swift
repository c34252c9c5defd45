internal import ArgumentParser
internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import ZonePlanning

/// What whoever has the machine may do, also while the service runs.
struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin",
        abstract: "Accounts, hosts, tokens and blocks, by whoever has the machine.",
        subcommands: [
            Invite.self, AddAccount.self, AddHost.self, MakeToken.self, Block.self, Unblock.self, ListReports.self,
            CloseReport.self,
        ])

    /// Who does it, in the log.
    static func author(_ account: Account) -> HostService.Author {
        HostService.Author(account: account, actor: .service, from: nil, client: "gate53d admin")
    }

    /// Does something with the open database, and closes it.
    static func withStore<Value: Sendable>(
        _ options: DatabaseOptions, _ body: (any HostStore, HostService) async throws -> Value
    ) async throws(ServiceFailure) -> Value {
        try await serviceFailure {
            let open = try await Composition.store(at: options.path)
            let hosts = HostService(store: open.store, clock: Clock(), random: SystemRandomness())
            let value: Value
            do { value = try await body(open.store, hosts) } catch {
                try? await open.close()
                throw error
            }
            try await open.close()
            return value
        }
    }

    static func account(_ id: String, in store: any HostStore) async throws -> Account {
        guard let account = try await store.account(AccountID(id)) else {
            throw ServiceFailure(
                "there is no account '\(Printable.text(id))'; 'gate53d admin add-account' makes one", id: "no-account")
        }
        return account
    }

    /// Adds an account.
    ///
    /// - Returns: the account, and the secret of a token that manages it.
    static func addAccount(
        _ name: String, role: Account.Role, mail: MailAddress? = nil, _ store: any HostStore, _ hosts: HostService
    ) async throws -> (account: Account, secret: FreshSecret) {
        let now = Clock().now
        var account = Account(id: hosts.accountID(), name: Printable.cut(name, to: 100), created: now)
        account.role = role
        account.mail = mail?.description
        let event = HostEvent(
            at: now, account: account.id, host: nil, kind: .accountCreated, actor: .service, after: account.name,
            client: "gate53d admin")
        guard try await store.add(account, identity: nil, invitation: nil, at: now, event: event) else {
            throw ServiceFailure("the account was not made; try again", id: "no-account")
        }
        let (_, secret) = try await hosts.makeToken(
            "first token", scope: UpdateToken.Scope(managesAccount: true), by: author(account))
        return (account, secret)
    }
}

/// Makes an account.
struct AddAccount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-account", abstract: "Make an account, and a token that manages it, which is shown once.")

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "What it is called.") var name: String
    @Flag(help: "It may look after the accounts of others.") var administrator = false
    @Option(help: ArgumentHelp("Where warnings about its hosts go.", valueName: "address")) var mail: String?

    func run() async throws {
        let address = mail.flatMap(MailAddress.init)
        guard mail == nil || address != nil else {
            throw ServiceFailure("'\(Printable.text(mail ?? ""))' is no mail address", id: "usage")
        }
        let (account, secret) = try await AdminCommand.withStore(database) { store, hosts in
            try await AdminCommand.addAccount(
                name, role: administrator ? .administrator : .user, mail: address, store, hosts)
        }
        Output.line("account: \(account.id.text)")
        Output.line("token:   \(secret.text)")
    }
}

/// Gives a host to an account.
struct AddHost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-host", abstract: "Give a host name to an account.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var database: DatabaseOptions
    @Argument(help: "The name, as in home.dyn.example.com.") var name: String
    @Option(help: ArgumentHelp("The account.", valueName: "id")) var account: String

    func run() async throws {
        let composition = try Composition(repository, LogLine.logger(isVerbose: false))
        let host = try await AdminCommand.withStore(database) { store, hosts in
            let rules = DynamicRules(try await composition.declarations(Pacings(), fetches: false))
            guard let suffix = rules.host(name, allowsLabel: true).flatMap({ rules.suffix(of: $0) }) else {
                let known = rules.suffixes.map(\.name.description).joined(separator: ", ")
                throw ServiceFailure(
                    "'\(Printable.text(name))' is not one label below one of the dynamic suffixes (\(known))",
                    id: "no-suffix")
            }
            var author = AdminCommand.author(try await AdminCommand.account(account, in: store))
            // Whoever has the machine gives away reserved names, too.
            author.account.role = .administrator
            do throws(HostService.Refusal) {
                return try await hosts.claim(name, below: suffix, rules: rules, by: author)
            } catch {
                throw ServiceFailure(error.message, id: "not-claimed")
            }
        }
        Output.line("host: \(host.name)")
    }
}

/// Makes a token.
struct MakeToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make an update token, which is shown once.")

    @OptionGroup var database: DatabaseOptions
    @Option(help: ArgumentHelp("The account.", valueName: "id")) var account: String
    @Option(help: "What it is called.") var label = "gate53d admin"
    @Option(
        name: .customLong("host"),
        help: ArgumentHelp("It is good for this host alone; may be given several times.", valueName: "name"))
    var names: [String] = []
    @Flag(help: "It may manage hosts and tokens, not only update records.") var manages = false

    func run() async throws {
        let scope = UpdateToken.Scope(
            hosts: names.isEmpty
                ? nil
                : Set(
                    try names.map { text in
                        guard let name = try? DomainName(parsing: text, origin: .root) else {
                            throw ServiceFailure("'\(Printable.text(text))' is no domain name", id: "usage")
                        }
                        return name
                    }), managesAccount: manages)
        let (token, secret) = try await AdminCommand.withStore(database) { store, hosts in
            let account = try await AdminCommand.account(account, in: store)
            return try await hosts.makeToken(label, scope: scope, by: AdminCommand.author(account))
        }
        Output.line("id:    \(token.id.text)")
        Output.line("token: \(secret.text)")
    }
}
