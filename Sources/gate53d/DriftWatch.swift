internal import DNSModel
internal import FoundationEssentials
internal import Gate
internal import Logging
internal import Platform
internal import Reports
internal import ServiceLifecycle
internal import ZonePlanning

// Decision 0110: operations of the service.

/// Looks for drift in all zones again and again, as `gate53 monitor` does, and has the latest report.
final class DriftWatch: Service, MonitoredWorld {
    private let schedule: CheckSchedule
    private let statePath: String
    private let known: DriftState
    private let logger: Logger
    private let look: @Sendable () async -> DriftCheckResult
    private let latest = LockedValue(Latest())

    private struct Latest: Sendable {
        var state = DriftState()
        var drift: Drift?
        /// In the text format of Prometheus.
        var metrics = ""
    }

    /// - Parameters:
    ///   - schedule: how often it looks.
    ///   - statePath: the file that has what was seen and told before.
    ///   - logger: takes notes.
    ///   - look: looks once.
    /// - Throws: ``ServiceFailure`` where the file can't be read.
    init(
        _ schedule: CheckSchedule, statePath: String, _ logger: Logger,
        look: @escaping @Sendable () async -> DriftCheckResult
    ) throws(ServiceFailure) {
        self.schedule = schedule
        self.statePath = statePath
        self.logger = logger
        self.look = look
        known = try Self.state(statePath)
    }

    private static func state(_ path: String) throws(ServiceFailure) -> DriftState {
        guard FileManager.default.fileExists(atPath: path) else { return DriftState() }
        do {
            return try DriftStateDocument.decode(Array(try Data(contentsOf: URL(filePath: path))))
        } catch {
            throw ServiceFailure(
                "'\(Printable.text(path))' can't be read for what was known of drift; remove it to start again",
                id: "drift-state")
        }
    }

    func run() async throws {
        let monitor = DriftMonitor(
            schedule, of: self, from: known, time: ContinuousClock(), now: Clock.timestamp,
            chance: { Double.random(in: -1...1) })
        await withGracefulShutdownHandler {
            await monitor.run()
        } onGracefulShutdown: {
            Task { await monitor.stop() }
        }
    }

    // MARK: - What is shown

    /// The latest report, for people.
    var text: String {
        let latest = latest.value
        var text = ""
        if let time = latest.state.lastCheck { text += "The last look was at \(Printable.text(time)).\n" }
        if let time = latest.state.nextCheck { text += "The next one is at \(Printable.text(time)).\n" }
        for reason in latest.state.failure {
            text += "It failed: \(Printable.cut(reason, to: 500))\n"
        }
        guard let drift = latest.drift else { return text + "No look has come to its end yet.\n" }
        return text + "\n" + DriftTextReport(style: TextStyle(isColoured: false), width: 100).text(of: drift)
    }

    /// Numbers for Prometheus.
    var metrics: String { latest.value.metrics }

    // MARK: - The world of the monitor

    func check() async -> DriftCheckResult { await look() }

    func keep(_ state: DriftState, after event: MonitorEvent) async {
        latest.locked { latest in
            latest.state = state
            switch event {
            case .saw(let drift):
                latest.drift = drift
                latest.metrics = DriftMetrics.text(of: drift, lastSuccess: state.lastSuccess, kept: state)
            case .failed:
                latest.metrics = DriftMetrics.text(ofFailureAt: state.lastCheck ?? Clock.timestamp(), state)
            case .notified, .stopped: break
            }
        }
        // Before the first look there is nothing to keep.
        guard state.lastCheck != nil else { return }
        do {
            try Data(try DriftStateDocument.encode(state)).write(to: URL(filePath: statePath), options: .atomic)
        } catch {
            logger.error("what is known of drift can't be kept", metadata: ["path": "\(Printable.text(statePath))"])
        }
        switch event {
        case .saw(let drift):
            logger.info(
                "looked for drift", metadata: ["zones": "\(drift.zones.count)", "drifted": "\(drift.isDrifted)"])
        case .failed:
            let reasons = state.failure.joined(separator: " ")
            logger.warning("could not look for drift", metadata: ["reason": "\(Printable.cut(reasons, to: 500))"])
        case .notified, .stopped: break
        }
    }

    func notification(
        of news: DriftState.News, after drift: Drift?, _ state: DriftState, time: String
    ) async -> ZoneNotification { ZoneNotification(of: news, after: drift, state, time: time) }

    func warn(_ warnings: [String]) async {
        for warning in warnings {
            logger.warning("somebody was not told of drift", metadata: ["reason": "\(Printable.text(warning))"])
        }
    }
}
