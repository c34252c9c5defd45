internal import ArgumentParser
internal import DNSModel
internal import DynamicDNS
internal import ZonePlanning

// Decision 0110: operations of the service.

/// A host, or an account with all its hosts.
struct BlockedOptions: ParsableArguments {
    @Argument(help: "The host, as in home.dyn.example.com.") var name: String?
    @Option(help: ArgumentHelp("An account and all its hosts, in the place of a host.", valueName: "id"))
    var account: String?

    func validate() throws {
        if (name == nil) == (account == nil) { throw ValidationError("Name a host, or an account by '--account'.") }
    }

    /// Blocks it or lets it be again.
    ///
    /// - Parameters:
    ///   - reason: why; `nil` to let it be again.
    ///   - database: where they are.
    /// - Returns: how many hosts changed.
    /// - Throws: ``ServiceFailure``.
    func setBlock(_ reason: String?, _ database: DatabaseOptions) async throws(ServiceFailure) -> Int {
        try await AdminCommand.withStore(database) { store, hosts in
            if let account {
                let found = try await AdminCommand.account(account, in: store)
                return try await hosts.setBlock(reason, ofAccount: found.id, by: AdminCommand.author(found)) ?? 0
            }
            let text = name ?? ""
            guard let name = try? DomainName(parsing: text, origin: .root), let host = try await store.host(name),
                let owner = try await store.account(host.owner)
            else {
                throw ServiceFailure("there is no host '\(Printable.text(text))'; check the name", id: "no-host")
            }
            return try await hosts.setBlock(reason, of: name, by: AdminCommand.author(owner)) ? 1 : 0
        }
    }
}

/// Takes records out of DNS.
struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Take the records of a host, or of all hosts of an account, out of DNS until they are unblocked.",
        discussion: """
            Updates are refused meanwhile, an account that is blocked is signed out, and its owner can't be rid of the
            block by deleting a host. 'gate53d admin unblock' brings the records back.
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var blocked: BlockedOptions
    @Option(help: "Why; the owner reads this.") var reason: String

    func run() async throws {
        let count = try await blocked.setBlock(reason, database)
        Output.line(
            "It is blocked; the records of \(counted(count, "host")) go with the next batch.")
    }
}

/// Brings records back.
struct Unblock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock", abstract: "Bring the records of a host, or of all hosts of an account, back into DNS.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var blocked: BlockedOptions

    func run() async throws {
        let count = try await blocked.setBlock(nil, database)
        Output.line(
            "It is not blocked any more; the records of \(counted(count, "host")) come back with the next batch.")
    }
}

/// Shows abuse reports.
struct ListReports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: "List abuse reports, the latest first.")

    @OptionGroup var database: DatabaseOptions
    @Flag(help: "Those that are closed.") var closed = false
    @Option(help: ArgumentHelp("Only those before this one.", valueName: "number")) var before: Int64?

    func run() async throws {
        let reports = try await AdminCommand.withStore(database) { store, _ in
            try await store.abuseReports(isOpen: !closed, before: before, limit: 100)
        }
        for report in reports {
            let sender = [report.contact, report.from?.description].compactMap(\.self).map(Printable.text)
            Output.line("\(report.number)  \(report.at)  \(report.host)  from \(sender.joined(separator: " at "))")
            Output.line("    \(Printable.cut(report.text, to: 2_000))")
            if let outcome = report.outcome { Output.line("    done: \(Printable.text(outcome))") }
        }
        if reports.isEmpty { Output.line("There are none.") }
        if reports.count == 100, let last = reports.last {
            Output.line("Older ones: --before \(last.number)")
        }
    }
}

/// Closes an abuse report.
struct CloseReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close-report", abstract: "Close an abuse report, and keep what was done.")

    @OptionGroup var database: DatabaseOptions
    @Argument(help: "Its number.") var number: Int64
    @Option(help: "What was done.") var outcome: String

    func run() async throws {
        let isClosed = try await AdminCommand.withStore(database) { store, _ in
            try await store.closeAbuseReport(number, outcome: Printable.cut(outcome, to: 500), at: Clock().now)
        }
        guard isClosed else {
            throw ServiceFailure(
                "there is no open report with the number \(number); 'gate53d admin reports' lists them",
                id: "no-report")
        }
        Output.line("It is closed.")
    }
}
