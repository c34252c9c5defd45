internal import DNSModel
internal import Gate
internal import GitStore
internal import Reports
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

/// A clone whose zones are looked at again and again. Each look opens it anew, and reads branch, settings and ledger as
/// they are then.
struct MonitoredClone: MonitoredWorld {
    func notification(
        of news: DriftState.News, after drift: Drift?, _ state: DriftState, time: String
    ) -> ZoneNotification { ZoneNotification(of: news, after: drift, state, time: time) }

    let repository: RepositoryOptions
    let verbosity: VerbosityOptions
    /// The zones that are looked at; empty for all.
    let zones: [String]
    /// Whether branch and ledger are fetched.
    let fetches: Bool
    /// Where name servers are asked; nothing where zones are listed.
    let nameServers: NameServerOptions?
    /// The file of the state.
    let state: String
    /// The file of the metrics, if any.
    let metrics: String?

    /// How often the state could not be kept.
    let lost = Losses()

    /// A count that a look may add to.
    final class Losses: Sendable {
        private let count = Atomic<Int>(0)

        func add() { count.add(1, ordering: .relaxed) }
        var isAny: Bool { count.load(ordering: .relaxed) > 0 }
    }

    /// How often a look is repeated where somebody merged or applied meanwhile.
    private static let mostLooks = 3

    func look() async -> DriftLook {
        // What a person reads once is not said at every look.
        var sparing = verbosity
        sparing.quiet = !verbosity.verbose
        var wiring: Wiring?
        do throws(CommandFailure) {
            let opened = try Wiring(repository, sparing)
            wiring = opened
            let drift = try await drift(opened)
            if !Task.isCancelled { Terminal.standardError.tell(drift.failures.map(\.problem), verbosity) }
            return DriftLook(.seen(drift), receivers: opened.driftReceivers())
        } catch {
            // A look that was told to stop has not failed.
            if !Task.isCancelled { error.report() }
            let reasons = error.lines.map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0 }
            let unsaid = "the settings on the protected branch have mistakes; see them with 'gate53 check'"
            return DriftLook(.failed(reasons.isEmpty ? [unsaid] : reasons), receivers: wiring?.driftReceivers())
        }
    }

    /// Looks at branch, ledger and live, and again where branch or ledger moved meanwhile: what was applied between two
    /// reads would look like somebody's change.
    private func drift(_ wiring: Wiring) async throws(CommandFailure) -> Drift {
        if fetches { try await wiring.fetchProtectedBranch() }
        var looks = 0
        while true {
            looks += 1
            let scope = try await wiring.driftScope(zones: zones, fetches: fetches, mustFetch: true)
            let version = try await ledgerVersion(scope)
            let drift: Drift
            if let nameServers {
                drift = await wiring.quickDrift(scope, nameServers)
            } else {
                drift = await wiring.drift(scope)
            }
            guard fetches, drift.isDrifted, looks < Self.mostLooks, !Task.isCancelled else { return drift }
            try await wiring.fetchProtectedBranch()
            do { try await scope.ledger.refresh() } catch { throw CommandFailure(error) }
            let (branch, now) = (try wiring.trustedBranch().branch, try await ledgerVersion(scope))
            if branch == scope.branch, now == version { return drift }
        }
    }

    private func ledgerVersion(_ scope: Wiring.DriftScope) async throws(CommandFailure) -> LedgerVersion {
        do { return try await scope.ledger.version() } catch { throw CommandFailure(error) }
    }

    func keep(_ state: DriftState, after event: MonitorEvent) async {
        // Before the first look there is nothing to keep. What is said is kept by then.
        if state.lastLook != nil {
            do {
                try DriftStateFile.write(state, to: self.state)
            } catch {
                error.report()
                lost.add()
            }
        }
        switch event {
        case .saw(let drift):
            write(DriftMetrics.text(of: drift, lastSuccess: state.lastSuccess, kept: state))
            say(DriftSummary.line(drift), state)
        case .failed:
            write(DriftMetrics.text(ofFailureAt: state.lastLook ?? Clock.timestamp(), state))
            let times = state.failedLooks > 1 ? ", \(state.failedLooks) times in a row" : ""
            say("The look failed\(times).", state)
        case .told, .stopped: break
        }
    }

    func warn(_ warnings: [String]) async {
        for warning in warnings {
            Terminal.standardError.write("warning: \(Printable.text(warning)) [not-notified]")
        }
    }

    private func say(_ line: String, _ state: DriftState) {
        guard !verbosity.quiet else { return }
        let time = Instant(parsing: state.lastLook ?? "").map { "\($0) " } ?? ""
        Terminal.standardOutput.write(time + line)
    }

    private func write(_ text: String) {
        guard let metrics else { return }
        do { try OutputFile.write(Array(text.utf8), to: metrics) } catch { error.report() }
    }
}

extension Wiring {
    /// Fetches the protected branch, as the command line and its own settings name it.
    ///
    /// - Throws: ``CommandFailure`` where the remote can't be reached, or the branch was rewritten.
    func fetchProtectedBranch() async throws(CommandFailure) {
        let access = remoteAccess
        do throws(GitError) {
            try await repository.fetchProtectedBranch(configured: branch, access: access)
            let found = try repository.protectedBranch(configured: branch)
            let settings = try clone.settings(in: try clone.reading(of: found.commit).tree).settings
            if let named = settings?.review.branch, named != found.name {
                try await repository.fetchProtectedBranch(configured: named, access: access)
            }
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Who wants to hear of drift, by the settings of the protected branch; nothing where they can't be read.
    func driftReceivers() -> [DriftReceiver]? {
        var settings = notices.now.receivers
        if notices.now.branch == nil {
            // The look failed before it came to the settings: those that this clone has.
            guard let read = (try? trustedBranch())?.settings else { return nil }
            settings = read.notifications
        }
        let client = notificationClient()
        return countingReceivers(settings).filter { $0.events.contains(.drift) }.map { settings in
            let name = settings.receiver.description
            do throws(NotifierError) {
                return DriftReceiver(name: name, notifier: try notifier(settings.receiver, client))
            } catch {
                return DriftReceiver(name: name, notifier: NoNotifier(destination: name, error: error))
            }
        }
    }
}

/// A receiver that nothing can be sent to, since something is missing here.
private struct NoNotifier: Notifier {
    let destination: String
    let error: NotifierError

    func send(_ notification: ZoneNotification) async throws(NotifierError) { throw error }
}

extension NotificationSettings.Receiver: CustomStringConvertible {
    /// As the settings name it, without a secret.
    package var description: String {
        switch self {
        case .webhook(.url(let url), secretFrom: _): "webhook \(url)"
        case .webhook(.environment(let name), secretFrom: _): "webhook-from \(name)"
        case .slack(from: let name): "slack-from \(name)"
        case .mail(to: let to, from: _): "email \(to.map(\.description).joined(separator: ", "))"
        }
    }
}
