internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import Logging
internal import Platform
internal import ServiceLifecycle
internal import ZonePlanning

/// The service without HTTP: follows the protected branch, and has a writer for each zone with dynamic names.
///
/// Told to stop, it brings the batches that are under way to their end. What waits besides is in the database.
final class DynamicService: Service {
    let updates: UpdateService
    let hosts: HostService
    let store: any HostStore
    private let logger: Logger
    /// The limits of providers, which whoever else asks them shares.
    let pacings: Pacings
    private let read: @Sendable (Pacings) async throws(GateError) -> DynamicDeclarations
    private let interval: Duration
    private let jobs: ServiceJobs
    private let recordQuota: Int?
    let state = LockedValue(State())

    struct State: Sendable {
        var rules: DynamicRules?
        var branch = ""
        /// Why the branch can't be read now.
        var problem: String?
        var writers: [DomainName: ZoneWriter] = [:]
        /// By zone how many records git declares there, and how many there may be.
        var quotas: [DomainName: (declared: Int, most: Int)] = [:]
    }

    /// - Parameters:
    ///   - store: where it keeps everything.
    ///   - logger: takes notes.
    ///   - interval: how often the branch is looked at.
    ///   - limits: how much is asked of a provider to begin with.
    ///   - mail: by what owners are told; `nil` for no mail.
    ///   - site: the URL of the pages, for mails.
    ///   - recordQuota: how many records a zone may have; `nil` where nobody says.
    ///   - read: reads the branch.
    init(
        _ store: any HostStore, _ logger: Logger, every interval: Duration,
        limits: ChangeBudget.Limits = ChangeBudget.Limits(), mail: (any MailTransport)? = nil,
        site: String? = nil, recordQuota: Int? = nil,
        read: @escaping @Sendable (Pacings) async throws(GateError) -> DynamicDeclarations
    ) {
        self.store = store
        self.logger = logger
        self.interval = interval
        pacings = Pacings(limits)
        self.read = read
        self.recordQuota = recordQuota
        let (clock, limiter) = (Clock(), UpdateLimiter())
        let wake: @Sendable (DomainName) -> Void = { [state] zone in
            guard let writer = state.value.writers[zone] else { return }
            Task { await writer.wake() }
        }
        updates = UpdateService(store: store, clock: clock, limiter: limiter, onChange: wake)
        hosts = HostService(
            store: store, clock: clock, random: SystemRandomness(), limiter: limiter, onChange: wake)
        var settings = Outbox.Settings()
        settings.site = site
        jobs = ServiceJobs(
            outbox: Outbox(store: store, clock: clock, transport: mail, settings: settings),
            idle: IdleHosts(store: store, clock: clock, onChange: wake), store: store, logger: logger)
    }

    /// The rules in force; `nil` before the branch was read.
    var rules: DynamicRules? { state.value.rules }

    func run() async throws {
        async let beside: Void = jobs.run {
            await self.writtenSuffixes
        } room: {
            await self.room
        }
        await withTaskGroup(of: Void.self) { group in
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                await look(in: &group)
                _ = try? await cancelWhenGracefulShutdown { [interval] in try await Task.sleep(for: interval) }
            }
            await stopWriters(in: &group)
        }
        await beside
    }

    /// The suffixes whose zones this process writes.
    private var writtenSuffixes: [DynamicSuffix] {
        get async {
            let state = state.value
            var written: Set<DomainName> = []
            for (apex, writer) in state.writers where await writer.status.isWriting { written.insert(apex) }
            return (state.rules?.suffixes ?? []).filter { written.contains($0.apex) }
        }
    }

    /// Reads the branch, and has writers by what it says. What can't be read leaves in force what was.
    private func look(in group: inout TaskGroup<Void>) async {
        let declarations: DynamicDeclarations
        do throws(GateError) { declarations = try await read(pacings) } catch {
            let problem = ServiceFailure(error).sentence
            if state.value.problem != problem {
                logger.error(
                    "the protected branch can't be read; what was in force stays so", metadata: ["reason": "\(problem)"]
                )
            }
            state.locked { $0.problem = problem }
            return
        }
        let rules = DynamicRules(declarations)
        let isNew = state.locked { state in
            state.problem = nil
            return state.rules.map { !$0.isSame(as: rules) } ?? true
        }
        guard isNew else { return }
        await stopWriters(in: &group)
        var writers: [DomainName: ZoneWriter] = [:]
        var quotas: [DomainName: (declared: Int, most: Int)] = [:]
        for (apex, zone) in declarations.zones {
            let writer = ZoneWriter(
                zone: apex, provider: zone.provider, store: store, pacing: pacings.pacing(zone.providerName),
                clock: Clock(), holder: Self.holder)
            writers[apex] = writer
            if let recordQuota { quotas[apex] = (zone.desired.zone.sets.count, recordQuota) }
            group.addTask { await writer.run(rules: { rules }) }
            group.addTask { [logger] in
                await writer.watchNames(rules: rules) { names in
                    let shown = names.prefix(20).map(\.description).joined(separator: " ")
                    logger.warning(
                        "names are live that neither git nor the service knows",
                        metadata: ["zone": "\(apex)", "count": "\(names.count)", "names": "\(Printable.text(shown))"])
                }
            }
        }
        state.locked { state in
            state.rules = rules
            state.branch = declarations.branch
            state.writers = writers
            state.quotas = quotas
        }
        logger.info(
            "a commit is in force",
            metadata: [
                "commit": "\(rules.commit)", "settings": "\(rules.settingsCommit)",
                "waits": "\(rules.isWaiting)", "branch": "\(Printable.text(declarations.branch))",
                "zones": "\(writers.keys.sorted().map(\.description).joined(separator: " "))",
            ])
    }

    private func stopWriters(in group: inout TaskGroup<Void>) async {
        for writer in state.value.writers.values { await writer.stop() }
        await group.waitForAll()
        state.locked { $0.writers = [:] }
    }

    /// Which process this is, among all that there may be.
    private static let holder = AccountID.random
}

extension DynamicRules {
    init(_ declarations: DynamicDeclarations) {
        self.init(
            suffixes: declarations.suffixes, declared: declarations.declared, commit: declarations.commit,
            settingsCommit: declarations.settingsCommit, isWaiting: declarations.isWaiting)
    }

    /// Whether nothing but the time has changed.
    fileprivate func isSame(as other: DynamicRules) -> Bool {
        commit == other.commit && settingsCommit == other.settingsCommit && isWaiting == other.isWaiting
    }
}

extension AccountID {
    /// Random hexadecimal digits.
    fileprivate static var random: String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    }
}
