internal import ArgumentParser
internal import Gate
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Serves until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer updates, and write zones, by what the protected branch declares.",
        discussion: """
            SIGTERM and SIGINT end it: requests that have begun are answered, and the batch that is under way is
            finished. What waits besides is in the database and written after the next start.
            """)

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var listening: ListenOptions

    @Option(help: ArgumentHelp("Seconds between two looks at the protected branch.", valueName: "seconds"))
    var lookInterval = 60

    @Flag(help: "Don't fetch: the clone is kept up to date by somebody else.")
    var noFetch = false

    @Flag(name: .shortAndLong, help: "Log more.")
    var verbose = false

    func validate() throws {
        guard (1...86_400).contains(lookInterval) else {
            throw ValidationError("'--look-interval' is a number of seconds from 1 to 86400.")
        }
    }

    func run() async throws {
        let logger = LogLine.logger(isVerbose: verbose)
        let running = RunningService(
            repository: repository, database: database.path, listening: listening, interval: .seconds(lookInterval),
            fetches: !noFetch, logger: logger)
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
    var fetches: Bool
    var logger: Logger

    /// Runs until it is told to stop.
    ///
    /// - Parameter onListening: called with the service and the port when it listens.
    /// - Throws: ``ServiceFailure``.
    func run(
        onListening: @escaping @Sendable (DynamicService, Int) async -> Void
    ) async throws(ServiceFailure) {
        try await serviceFailure {
            let composition = try Composition(repository, logger)
            let open = try await Composition.store(at: database)
            let service = DynamicService(open.store, logger, every: interval) {
                [fetches] (pacings) throws(GateError) in
                try await composition.declarations(pacings, fetches: fetches)
            }
            let server = try Composition.server(service, listening, logger) { port in
                await onListening(service, port)
            }
            var quiet = logger
            quiet.logLevel = max(logger.logLevel, .warning)
            // Ended in the other order: first no new requests, then the batch that is under way.
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [service, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
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
