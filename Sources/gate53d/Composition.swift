internal import DNSModel
internal import DynamicDNS
internal import DynamicPostgres
internal import DynamicStorage
internal import DynamicWeb
internal import Gate
internal import GateEdges
internal import GitStore
internal import Logging
internal import Reviews
internal import ServiceLifecycle
internal import ZoneFiles
internal import ZonePlanning

/// Puts the edges of the service together: the only file that names them.
struct Composition: Sendable {
    private let edges: GateEdges
    private let clone: Clone
    private let logger: Logger

    init(_ options: RepositoryOptions, _ logger: Logger) throws(ServiceFailure) {
        let environment = Output.environment
        let git: GitRepository
        do throws(GitError) { git = try GitRepository(at: options.repository, environment: environment) } catch {
            throw ServiceFailure(GateError(error))
        }
        edges = GateEdges(
            git,
            GateEdges.Surroundings(
                environment: environment, forge: ForgeEnvironment(environment, event: nil), isPipeline: false,
                clock: GateClock(now: Clock.timestamp, today: Clock.today), seconds: Clock.seconds))
        clone = Clone(git, GateEdges.kinds, settingsPath: options.settings, branch: options.branch)
        self.logger = logger
    }

    /// Reads what the protected branch says. Each reading opens the clone anew, as it is then.
    ///
    /// - Parameters:
    ///   - pacings: what is told when a provider says that there are too many requests.
    ///   - fetches: whether branch and ledger are fetched.
    /// - Returns: what is in force.
    /// - Throws: ``GateError``.
    func declarations(_ pacings: Pacings, fetches: Bool) async throws(GateError) -> DynamicDeclarations {
        var ports = edges.ports(clone, reconciler: Reconciler(log: logger, saw: { _ in })) { [logger] event in
            switch event {
            case .warning(let text): logger.warning("\(text)")
            case .note(let text): logger.debug("\(text)")
            case .diagnostics, .planned, .about: break
            }
        } watch: { name in
            ProviderWatch(throttled: { _ in pacings.throttled(name) })
        }
        ports.isOffline = !fetches
        return try await DynamicReading(ports).read(fetches: fetches)
    }

    // MARK: - Storage

    /// An open store, and how it is closed.
    struct OpenStore: Sendable {
        var store: any HostStore
        /// Stores what is kept in memory, and closes it.
        var close: @Sendable () async throws(HostStoreError) -> Void
    }

    /// Opens the database.
    ///
    /// - Parameters:
    ///   - place: its file, or the address of a database of PostgreSQL.
    ///   - migrates: whether one of an earlier version is brought to this one.
    /// - Returns: the store.
    /// - Throws: ``HostStoreError``.
    static func store(at place: String, migrates: Bool = false) async throws(HostStoreError) -> OpenStore {
        if place.hasPrefix("postgres://") || place.hasPrefix("postgresql://") {
            return open(try await PostgresHostStore.open(place, migrates: migrates))
        }
        return open(try SQLiteHostStore(path: place, migrates: migrates))
    }

    private static func open(_ store: SQLHostStore<some SQLDatabase>) -> OpenStore {
        OpenStore(store: store) { () throws(HostStoreError) in
            try await store.flushUse()
            try store.close()
        }
    }

    // MARK: - HTTP

    /// The service over HTTP.
    ///
    /// - Parameters:
    ///   - service: what is served.
    ///   - options: where, and to whom.
    ///   - logger: takes notes.
    ///   - onListening: called with the port.
    /// - Returns: what runs until it is told to stop.
    /// - Throws: ``ServiceFailure`` for options that can't be read.
    static func server(
        _ service: DynamicService, _ options: ListenOptions, _ logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws(ServiceFailure) -> any Service {
        let (host, port) = try options.place()
        let health = WebSite.Health {
            await service.problems()
        } gauges: {
            await service.numbers().map { number in
                Gauge(number.name, help: number.help, labels: number.labels, value: number.value)
            }
        }
        let site = WebSite(
            updates: service.updates, hosts: service.hosts,
            proxies: TrustedProxies(try ListenOptions.networks(options.trustedProxies)),
            observers: try ListenOptions.networks(options.metricsFrom), health: health
        ) { service.rules }
        return WebServer(
            site, at: WebServer.Place(host: host, port: port), logger: logger, onListening: onListening)
    }
}
