internal import ArgumentParser
internal import DNSModel
internal import DNSQueries
internal import Gate
internal import GateEdges
internal import GitStore
internal import Logging
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

/// Puts the edges together: the only file that names them.
struct Composition: Sendable {
    /// The repository as it lies on this machine.
    let repository: any LocalClone
    private let git: GitRepository
    /// The repository as the gate sees it, with what the command line says of it.
    let clone: Clone
    let verbosity: VerbosityOptions
    /// What the ports of this run are made of.
    private let edges: GateEdges
    /// How far it is.
    let progress: Progress
    /// Whether this run is told to stop.
    let stop = StopRequest()
    /// Whether ledgers are read as this clone has them.
    var isOffline = false
    /// How the remotes answer in this run.
    let manners: RemoteManners

    init(_ options: RepositoryOptions, _ verbosity: VerbosityOptions) throws(CommandFailure) {
        try self.init(
            folder: options.files.folder.repository, settings: options.files.settings, branch: options.branch,
            verbosity)
    }

    init(_ options: SettingsOptions, _ verbosity: VerbosityOptions) throws(CommandFailure) {
        try self.init(folder: options.folder.repository, settings: options.settings, verbosity)
    }

    init(
        folder: String, settings: String? = nil, branch: String? = nil, _ verbosity: VerbosityOptions
    ) throws(CommandFailure) {
        git = try commandFailure { try GitRepository(at: folder, environment: Terminal.environment) }
        repository = git
        clone = Clone(repository, Self.kinds, settingsPath: settings, branch: branch)
        self.verbosity = verbosity
        progress = Progress(isQuiet: verbosity.quiet)
        let isQuiet = verbosity.quiet
        manners = RemoteManners { remote in
            guard !isQuiet else { return }
            Terminal.standardError.write("note: waiting for the remote '\(Printable.text(remote))' …")
        }
        edges = GateEdges(
            git,
            GateEdges.Surroundings(
                environment: Terminal.environment, forge: Self.forge, isPipeline: Pipeline.isOne(Terminal.environment),
                clock: GateClock(now: Clock.timestamp, today: Clock.today), seconds: Clock.seconds), manners: manners)
    }

    /// The kinds of providers there are.
    static var kinds: ProviderKinds { GateEdges.kinds }

    var console: Console { Console(verbosity: verbosity) }

    /// The edges as the verbs see them.
    var ports: GatePorts {
        var ports = edges.ports(clone, reconciler: reconciler(), observer: console.observer) {
            [progress, logger = verbosity.logger] name in
            ProviderWatch(telling: name, progress, logger)
        }
        ports.isOffline = isOffline
        return ports
    }

    /// What a doctor asks besides.
    ///
    /// - Parameter buffer: keeps what the verbs tell.
    /// - Returns: the means.
    func doctorMeans(_ buffer: EventBuffer) -> Doctor.Means {
        let environment = Terminal.environment
        return Doctor.Means(
            condition: git.condition,
            remotes: GitRemote(of: git, edges.access),
            forges: ForgeInspections(Self.forge, seconds: Clock.seconds),
            environment: RunEnvironment(
                forge: Self.forge.kind, isPipeline: Pipeline.isOne(environment),
                variables: Set(environment.filter { !$0.value.isEmpty }.keys)),
            heard: buffer.taken)
    }

    /// The verbs that ask providers, saying how far they are when it takes long.
    func reconciler() -> Reconciler {
        Reconciler(log: verbosity.logger, saw: { [progress] moment in progress.saw(moment) })
    }

    /// Does something while no other apply runs in this repository.
    func withApplyLock<Value>(_ body: () async throws -> Value) async throws -> Value {
        let lock = try await repository.applyLock {
            console.show(.note("waiting for another apply in this repository"))
        }
        defer { lock.release() }
        return try await body()
    }

    // MARK: - Name servers and notifications

    /// Asks name servers, and finds them.
    ///
    /// - Parameters:
    ///   - options: where they are asked.
    ///   - waitsForServers: whether those that do not answer are asked again and again.
    /// - Returns: both.
    func nameServerQueries(
        _ options: NameServerOptions, waitsForServers: Bool = false
    ) -> (any NameServerQueries, NameServerLookup) {
        let resolvers: [NameServerEndpoint]
        if let resolver = options.resolver {
            resolvers = [resolver.endpoint]
        } else {
            let octets = (try? InputFile.read("/etc/resolv.conf")) ?? []
            resolvers = NameServerEndpoint.resolvers(inConfiguration: String(decoding: octets, as: UTF8.self))
        }
        var limits = DNSQueryLimits()
        if waitsForServers { limits.failuresUntilRest = .max }
        let client = DNSClient(resolvers: resolvers, limits: limits)
        let places = Dictionary(options.places.map { ($0.name, $0.endpoint) }, uniquingKeysWith: { _, last in last })
        return (client, NameServerLookup(client, places: places))
    }

    /// Makes the receivers of notifications.
    var notifiers: any Notifiers {
        SettingsNotifiers(environment: Terminal.environment, seconds: Clock.seconds)
    }

    // MARK: - Reviews

    /// The environment of a pipeline.
    private static var forge: ForgeEnvironment {
        let environment = Terminal.environment
        let event = environment["GITHUB_EVENT_PATH"].flatMap { $0.isEmpty ? nil : try? InputFile.read($0) }
        return ForgeEnvironment(environment, event: event)
    }

    /// The file of the summary of a workflow's job; `nil` where there is none.
    static var summaryPath: String? { forge.summaryPath }

    /// Keeps the plan comment of a pull request up to date.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - target: which pull request.
    ///   - notes: what is known beside the plan.
    /// - Returns: what was done.
    /// - Throws: ``GateError``.
    static func comment(
        _ document: PlanDocument, _ target: CommentTarget, notes: CommentNotes
    ) async throws(GateError) -> CommentOutcome {
        try await PipelineComment(forge, target, today: Clock.today()).write(document, notes: notes)
    }

    /// Where the public half of the key is that the user signs with; `nil` where git names none.
    var publicKey: PublicKeyLocation? {
        ReviewerKey(environment: Terminal.environment, in: git).publicKey
    }

    /// The files of signatures beside a plan's file.
    static func signatures(beside plan: String) -> [String] { SSHApprovals.signatures(beside: plan) }

    /// Signs a plan with the reviewer's key, and writes the signature beside it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - path: the plan's file.
    ///   - key: the key as the user names it; `nil` for the usual one.
    ///   - folder: where the git repository is whose settings name the usual key; there need not be one.
    ///   - isInteractive: whether somebody can be asked for a passphrase.
    /// - Returns: the path of the signature.
    /// - Throws: ``GateError``.
    static func sign(
        _ document: PlanDocument, at path: String, with key: String?, repository folder: String, isInteractive: Bool
    ) throws(GateError) -> String {
        let clone = key == nil ? try? GitRepository(at: folder, environment: Terminal.environment) : nil
        return try ReviewerKey(environment: Terminal.environment, in: clone)
            .sign(document, at: path, with: key, isInteractive: isInteractive)
    }
}
