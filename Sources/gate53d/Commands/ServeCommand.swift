internal import ArgumentParser
internal import DynamicDNS
internal import Gate
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals
internal import ZonePlanning

/// Serves until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer updates, and write zones, by what the protected branch declares.",
        discussion: """
            SIGTERM and SIGINT end it: requests that have begun are answered, and the batch that is under way is
            finished. What waits besides is in the database and written after the next start. SIGHUP has the
            certificate read again.
            """)

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var listening: ListenOptions
    @OptionGroup var mail: MailOptions
    @OptionGroup var signIn: SignInOptions

    @Option(help: ArgumentHelp("Seconds between two looks at the protected branch.", valueName: "seconds"))
    var lookInterval = 60

    @Option(
        help: ArgumentHelp(
            "Look for drift in all zones too, as 'gate53 monitor' does, each so many seconds. The latest report is at "
                + "/drift.", valueName: "seconds"))
    var driftEvery: Int64?

    @Option(
        help: ArgumentHelp(
            "How many records a zone may have at its provider (Route 53: 10000, or more by request); at four "
                + "fifths there is a warning. [default: no warning]", valueName: "number"))
    var recordQuota: Int?

    @OptionGroup var pacing: PacingOptions

    @Flag(help: "Don't fetch: the clone is kept up to date by somebody else.")
    var noFetch = false

    @Flag(name: .shortAndLong, help: "Log more.")
    var verbose = false

    func validate() throws {
        guard (1...86_400).contains(lookInterval) else {
            throw ValidationError("'--look-interval' is a number of seconds from 1 to 86400.")
        }
        if let recordQuota, recordQuota < 1 { throw ValidationError("'--record-quota' is a number from 1.") }
        if let driftEvery, CheckSchedule(interval: driftEvery) == nil {
            throw ValidationError("'--drift-every' is a number of seconds from 60 to 86400.")
        }
    }

    func run() async throws {
        let logger = LogLine.logger(isVerbose: verbose)
        var running = RunningService(
            repository: repository, database: database.path, listening: listening, interval: .seconds(lookInterval),
            limits: try pacing.limits(), fetches: !noFetch, logger: logger)
        running.mail = try Composition.mail(mail)
        running.site = try listening.publicPlace()
        running.recordQuota = recordQuota
        running.drift = driftEvery.flatMap { CheckSchedule(interval: $0) }
        running.signIn = try signIn.settings()
        try await running.run { _, port in
            logger.info("listening", metadata: ["port": "\(port)"])
        }
    }
}

/// A service from its start to its end.
struct RunningService: Sendable {
    var repository: RepositoryOptions
    var database: String
    var listening: ListenOptions
    var interval: Duration
    var limits = ChangeBudget.Limits()
    var fetches: Bool
    var logger: Logger
    var isDemo = false
    /// By what owners are told; `nil` for no mail.
    var mail: SMTPMail?
    /// The URL of the pages, for mails.
    var site: String?
    /// How many records a zone may have; `nil` where nobody says.
    var recordQuota: Int?
    /// How often drift is looked for; `nil` for never.
    var drift: CheckSchedule?
    /// At which services people sign in.
    var signIn = SignInSettings(services: [])

    /// Runs until it is told to stop.
    ///
    /// - Parameter onListening: called with the service and the port when it listens.
    /// - Throws: ``ServiceFailure``.
    func run(
        onListening: @escaping @Sendable (DynamicService, Int) async -> Void
    ) async throws(ServiceFailure) {
        try await serviceFailure {
            let composition = try Composition(repository, logger)
            // Read before anything is begun, so that a mistake in it is said at once.
            let signIn = try Composition.signInServices(self.signIn)
            logger.info(
                signIn.isEmpty ? "no sign-in service is named" : "people sign in at services",
                metadata: ["services": "\(signIn.map(\.id).joined(separator: " "))"])
            let open = try await Composition.store(at: database)
            let service = DynamicService(
                open.store, logger, every: interval, limits: limits, mail: mail, site: site, recordQuota: recordQuota
            ) {
                [fetches] (pacings) throws(GateError) in
                try await composition.declarations(pacings, fetches: fetches)
            }
            let watch = try drift.map { schedule in
                try DriftWatch(schedule, statePath: database + ".drift.json", logger) { [fetches] in
                    await composition.drift(service.pacings, fetches: fetches)
                }
            }
            let served = try Composition.server(
                service, watch, signIn, listening, isDemo: isDemo, logger
            ) { port in
                await onListening(service, port)
            }
            let renewals = Renewals(read: served.renew, logger: logger)
            var services: [any Service] = [renewals]
            if let watch { services.append(watch) }
            services += [service, served.server] as [any Service]
            var quiet = logger
            quiet.logLevel = max(logger.logLevel, .warning)
            // Ended in the other order: first no new requests, then the batch that is under way.
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: services, gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: quiet))
            do {
                try await group.run()
            } catch {
                try? await open.close()
                throw error
            }
            try await open.close()
            logger.info("stopped")
        }
    }
}
