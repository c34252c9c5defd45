internal import DNSModel
internal import Gate
internal import Logging
internal import Reports
internal import TestSupport
internal import ZonePlanning

extension MonitoredWorld {
    func notification(
        of news: DriftState.News, after drift: Drift?, _ state: DriftState, time: String
    ) async -> ZoneNotification { ZoneNotification(of: news, after: drift, state, time: time) }
}

/// One zone at a provider that somebody else writes to, as a script says, and receivers that may be down.
actor MonitorScene: MonitoredWorld {
    /// What happens at a look.
    struct Act: Sendable {
        /// What somebody wrote before: the last number of the address of `www`; git says 1.
        var writes: Int?
        var fails = false
        var length = Duration.seconds(2)
    }

    nonisolated let clock: VirtualClock
    private let provider: MemoryProvider
    private let jobs: [DriftJob]
    private let reconciler: Reconciler
    private let receivers: [TestReceiver]
    private let script: [Int: Act]

    /// When looks began.
    private(set) var starts: [VirtualClock.Instant] = []
    /// How long they took.
    private(set) var lengths: [Duration] = []
    private(set) var overlaps = 0
    private var isChecking = false
    /// The state as it was kept last, and how large the file was each time.
    private(set) var file: [UInt8] = []
    private(set) var sizes: [Int] = []
    private(set) var warnings: [String] = []
    /// What is done after a look was kept.
    private var afterCheck: (@Sendable (_ number: Int) async -> Void)?

    init(_ script: [Int: Act] = [:], receivers: [TestReceiver] = [], clock: VirtualClock = VirtualClock()) {
        let declared = zone(["www 300 A 192.0.2.1", "mail 300 A 192.0.2.25"])
        provider = MemoryProvider([LiveZone(declared)])
        let applied = AppliedZone(
            zone: declared, ownership: Ownership(), plan: Digest(of: []),
            commit: String(repeating: "c", count: 40), time: "2026-11-22T10:15:30Z", zoneID: "example.com.")
        jobs = [
            DriftJob(
                desired: DesiredZone(declared), ownership: Ownership(), providerName: "live", provider: provider,
                last: LastApplied(.applied(applied)))
        ]
        reconciler = Reconciler(log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        self.script = script
        self.receivers = receivers
        self.clock = clock
    }

    func set(afterCheck: @escaping @Sendable (_ number: Int) async -> Void) { self.afterCheck = afterCheck }

    /// The looks that were begun.
    var count: Int { starts.count }

    func check() async -> DriftCheckResult {
        if isChecking { overlaps += 1 }
        isChecking = true
        defer { isChecking = false }
        starts.append(clock.now)
        let act = script[starts.count] ?? Act()
        if let address = act.writes {
            let set = recordSet("www 300 A 192.0.2.\(address)")
            await provider.write(set.key, set, in: "example.com.")
        }
        let outcome = await reconciler.drift(jobs)
        clock.advance(by: act.length)
        lengths.append(act.length)
        let receivers = receivers.map { DriftReceiver(name: $0.destination, notifier: $0) }
        if act.fails { return DriftCheckResult(.failed(["the remote can't be reached"]), receivers: nil) }
        return DriftCheckResult(
            .seen(
                Drift(
                    time: clock.timestamp(), branch: "main", commit: String(repeating: "c", count: 40),
                    zones: outcome.zones, failures: outcome.failures)), receivers: receivers)
    }

    func keep(_ state: DriftState, after event: MonitorEvent) async {
        file = (try? DriftStateDocument.encode(state)) ?? []
        sizes.append(file.count)
        switch event {
        case .saw, .failed: await afterCheck?(starts.count)
        case .notified, .stopped: break
        }
    }

    func warn(_ warnings: [String]) async { self.warnings += warnings }
}

/// A receiver that keeps what it was told of, and is down at some times.
actor TestReceiver: Notifier {
    nonisolated let destination: String
    private let isDown: @Sendable () async -> Bool
    private(set) var outcomes: [ZoneNotification.Outcome] = []

    init(_ destination: String, isDown: @escaping @Sendable () async -> Bool = { false }) {
        self.destination = destination
        self.isDown = isDown
    }

    func send(_ notification: ZoneNotification) async throws(NotifierError) {
        if await isDown() { throw NotifierError("it is down") }
        outcomes.append(notification.outcome)
    }
}
