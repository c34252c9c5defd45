internal import DNSModel
internal import DNSQueries
internal import DynamicDNS
internal import DynamicPostgres
internal import DynamicStorage
internal import DynamicWeb
internal import Gate
internal import GateEdges
internal import GitStore
internal import HTTPTransport
internal import Logging
internal import Reviews
internal import ServiceLifecycle
internal import SignIn
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
        try await DynamicReading(ports(pacings, fetches: fetches)).read(fetches: fetches)
    }

    /// Looks for drift once, in all zones, with everything that was merged and applied by now.
    ///
    /// - Parameters:
    ///   - pacings: as for ``declarations(_:fetches:)``.
    ///   - fetches: whether branch and ledger are fetched.
    /// - Returns: what was seen, and who wants to hear of it.
    func drift(_ pacings: Pacings, fetches: Bool) async -> DriftCheckResult {
        var news = ApplyNews()
        do {
            let drift = try await MonitorCheck(
                ports(pacings, fetches: fetches), only: [], fetches: fetches, .listing
            ).run(&news)
            return DriftCheckResult(.seen(drift), receivers: receivers(news))
        } catch {
            let isKnown = news.branch != nil
            return DriftCheckResult(
                .failed([ServiceFailure(error).sentence]), receivers: isKnown ? receivers(news) : nil)
        }
    }

    /// Who wants to hear of drift, of those who may be told.
    private func receivers(_ news: ApplyNews) -> [DriftReceiver] {
        let notifiers = SettingsNotifiers(environment: Output.environment, seconds: Clock.seconds)
        let told = news.followed.receivers(among: news.receivers, isLedgerKnown: news.ledger != nil).notified
        return told.filter { $0.events.contains(.drift) }.compactMap { settings in
            let name = settings.receiver.description
            do throws(NotifierError) {
                return DriftReceiver(name: name, notifier: try notifiers.notifier(for: settings.receiver))
            } catch {
                logger.warning("somebody is not told of drift", metadata: ["reason": "\(error.message)"])
                return nil
            }
        }
    }

    private func ports(_ pacings: Pacings, fetches: Bool) -> GatePorts {
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
        return ports
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

    // MARK: - Mail

    /// Mail to owners.
    ///
    /// - Parameter options: which mail server.
    /// - Returns: what sends it; `nil` where the options name no server.
    /// - Throws: ``ServiceFailure`` for options that can't be read.
    static func mail(_ options: MailOptions) throws(ServiceFailure) -> SMTPMail? {
        guard let settings = try MailServer(options) else { return nil }
        var server = SMTPClient.Server(url: settings.url)
        (server.user, server.password) = (settings.user, settings.password)
        server.usesTLS = settings.usesTLS
        server.timeout = .seconds(30)
        let client = SMTPClient(server)
        return SMTPMail(from: settings.from) { (message, from, to) throws(MailRefusal) in
            do throws(SMTPClient.Failure) {
                try await client.send(message, from: from, to: [to])
            } catch {
                throw error.isPermanent ? .refused(error.message) : .unavailable(error.message)
            }
        }
    }

    // MARK: - Sign-in

    /// The services at which people sign in.
    ///
    /// - Parameter settings: as the file names them.
    /// - Returns: the services, in that order.
    /// - Throws: ``ServiceFailure`` for a secret that is missing, or an address that is none.
    static func signInServices(_ settings: SignInSettings) throws(ServiceFailure) -> [any SignInService] {
        let environment = Output.environment
        let surroundings = SignInSurroundings(
            clock: Clock(), random: SystemRandomness(),
            transport: HTTPClient(
                HTTPConfiguration(
                    userAgent: "gate53d", totalTimeout: .seconds(20),
                    trustedCertificates: environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 },
                    proxy: ProxySettings(environment: environment))))
        var services: [any SignInService] = []
        for service in settings.services {
            let secret = try service.secretText(Output.secrets)
            let client = ServiceClient(id: service.clientID, secret: secret.flatMap { ClientSecret($0) })
            if secret != nil, client.secret == nil {
                throw ServiceFailure(
                    "the secret of the sign-in service '\(service.id)' is not one line of text", id: "sign-in")
            }
            switch service.kind {
            case .github: services.append(GitHub(id: service.id, title: service.title, client: client, surroundings))
            case .x: services.append(X(id: service.id, title: service.title, client: client, surroundings))
            case .openid:
                let issuer = service.issuer.flatMap { SecureURL($0) }
                guard let issuer, ![GitHub.issuer, X.issuer].contains(issuer.text),
                    let made = OpenIDConnect(
                        id: service.id, title: service.title, issuer: issuer, client: client, surroundings)
                else {
                    throw ServiceFailure(
                        "the issuer of the sign-in service '\(service.id)' is no https URL of an OpenID provider",
                        id: "sign-in")
                }
                services.append(made)
            }
        }
        return services
    }

    // MARK: - HTTP

    /// The service over HTTP, and what has its certificate read again.
    struct Served: Sendable {
        /// Runs until it is told to stop.
        var server: any Service
        /// Reads the certificate again, and says whether there is another one now.
        var renew: @Sendable () throws(ServiceFailure) -> Bool
    }

    /// The service over HTTP.
    ///
    /// - Parameters:
    ///   - service: what is served.
    ///   - drift: what is looked at for drift; `nil` where nothing is.
    ///   - signIn: the services at which people sign in.
    ///   - options: where, and to whom.
    ///   - isDemo: whether nobody but whoever started it can reach it.
    ///   - logger: takes notes.
    ///   - onListening: called with the port.
    /// - Returns: the server.
    /// - Throws: ``ServiceFailure`` for options that can't be read.
    static func server(
        _ service: DynamicService, _ drift: DriftWatch?, _ signIn: [any SignInService], _ options: ListenOptions,
        isDemo: Bool, _ logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws(ServiceFailure) -> Served {
        let tls = try tlsFiles(options)
        let (host, port) = try options.place()
        var health = WebSite.Health {
            await service.problems()
        } gauges: {
            await service.numbers().map { number in
                Gauge(number.name, help: number.help, labels: number.labels, value: number.value)
            }
        }
        health.warnings = { await service.room.filter(\.isNear).map(\.sentence) }
        if let drift {
            health.drift = { drift.text }
            health.metrics = { drift.metrics }
        }
        var site = WebSite(
            updates: service.updates, hosts: service.hosts,
            proxies: TrustedProxies(try ListenOptions.networks(options.trustedProxies)),
            observers: try ListenOptions.networks(options.metricsFrom), health: health
        ) { service.rules }
        site.pages.services = signIn
        site.pages.publicAddress = try options.publicPlace()
        site.pages.administratorsNeedSecondFactor = !isDemo
        if !isDemo {
            // A page is not held up by a resolver that does not answer.
            let limits = DNSQueryLimits(
                waits: [.milliseconds(500), .milliseconds(500)], streamWaits: [.seconds(1)], failuresUntilRest: 4)
            site.pages.answers = ServedAnswers(
                queries: DNSClient(
                    resolvers: NameServerEndpoint.resolvers(inConfiguration: ServedAnswers.configuration),
                    limits: limits))
        }
        let server = WebServer(
            site, at: WebServer.Place(host: host, port: port), tls: tls, logger: logger, onListening: onListening)
        return Served(server: server) { () throws(ServiceFailure) in
            do throws(TLSFiles.Failure) { return try tls?.reload() ?? false } catch {
                throw ServiceFailure(error.message, id: "tls")
            }
        }
    }

    /// The certificate and its key; `nil` where none is named.
    private static func tlsFiles(_ options: ListenOptions) throws(ServiceFailure) -> TLSFiles? {
        switch (options.tlsCertificate, options.tlsKey) {
        case (nil, nil): return nil
        case (let certificates?, let key?):
            do throws(TLSFiles.Failure) { return try TLSFiles(certificates: certificates, key: key) } catch {
                throw ServiceFailure(error.message, id: "tls")
            }
        default: throw ServiceFailure("'--tls-certificate' and '--tls-key' go together; name both", id: "usage")
        }
    }
}
