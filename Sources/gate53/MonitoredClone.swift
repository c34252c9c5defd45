internal import DNSModel
internal import Gate
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
    /// Where name servers are asked; `nil` where zones are listed.
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

    func check() async -> DriftCheckResult {
        // What a person reads once is not said at every look.
        var sparing = verbosity
        sparing.quiet = !verbosity.verbose
        var composition: Composition?
        var news = ApplyNews()
        do {
            let opened = try Composition(repository, sparing)
            composition = opened
            let manner = nameServers.map { MonitorCheck.Manner($0, opened) } ?? .listing
            let drift = try await MonitorCheck(
                opened.ports, only: Set(try ZoneNames.parse(zones)), fetches: fetches, manner
            ).run(&news)
            if !Task.isCancelled { Terminal.standardError.report(drift.failures.map(\.problem), verbosity) }
            return DriftCheckResult(.seen(drift), receivers: await self.receivers(opened, news))
        } catch {
            let failure =
                composition.map { DeclaredFiles($0).failure(readingSettings: error, canPreview: false) }
                ?? CommandFailure(error)
            // A look that was told to stop has not failed.
            if !Task.isCancelled { failure.report(to: Console(verbosity: sparing)) }
            let reasons = failure.lines.map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0 }
            let unsaid = "the settings on the protected branch have mistakes; see them with 'gate53 check'"
            var receivers: [DriftReceiver]?
            if let composition { receivers = await self.receivers(composition, news) }
            return DriftCheckResult(
                .failed(reasons.isEmpty ? [unsaid] : reasons),
                receivers: receivers)
        }
    }

    /// Who wants to hear of drift, by the settings of the protected branch; `nil` where they can't be read.
    private func receivers(_ composition: Composition, _ news: ApplyNews) async -> [DriftReceiver]? {
        var settings = news.receivers
        if news.branch == nil {
            // The look failed before it came to the settings: those that this clone has.
            guard let read = (try? TrustedBranch.find(in: composition.clone))?.settings else { return nil }
            settings = read.notifications
        }
        let senders = composition.notifiers
        let counting = await ApplyNotifications(composition).counting(settings, news)
        return counting.filter { $0.events.contains(.drift) }.map { settings in
            let name = settings.receiver.description
            do throws(NotifierError) {
                return DriftReceiver(name: name, notifier: try senders.notifier(for: settings.receiver))
            } catch {
                return DriftReceiver(name: name, notifier: NoNotifier(destination: name, error: error))
            }
        }
    }

    func keep(_ state: DriftState, after event: MonitorEvent) async {
        // Before the first look there is nothing to keep. What is said is kept by then.
        if state.lastCheck != nil {
            do {
                try DriftStateFile.write(state, to: self.state)
            } catch {
                error.report(to: Console(verbosity: verbosity))
                lost.add()
            }
        }
        switch event {
        case .saw(let drift):
            write(DriftMetrics.text(of: drift, lastSuccess: state.lastSuccess, kept: state))
            say(DriftSummary.line(drift), state)
        case .failed:
            write(DriftMetrics.text(ofFailureAt: state.lastCheck ?? Clock.timestamp(), state))
            let times = state.failedChecks > 1 ? ", \(state.failedChecks) times in a row" : ""
            say("The check failed\(times).", state)
        case .notified, .stopped: break
        }
    }

    func warn(_ warnings: [String]) async {
        for warning in warnings {
            Terminal.standardError.write("warning: \(Printable.text(warning)) [not-notified]")
        }
    }

    private func say(_ line: String, _ state: DriftState) {
        guard !verbosity.quiet else { return }
        let time = Instant(parsing: state.lastCheck ?? "").map { "\($0) " } ?? ""
        Terminal.standardOutput.write(time + line)
    }

    private func write(_ text: String) {
        guard let metrics else { return }
        do { try OutputFile.write(Array(text.utf8), to: metrics) } catch {
            error.report(to: Console(verbosity: verbosity))
        }
    }
}

extension MonitorCheck.Manner {
    /// By asking name servers, as options say.
    fileprivate init(_ options: NameServerOptions, _ composition: Composition) {
        let (queries, lookup) = composition.nameServerQueries(options)
        self = .asking(queries, lookup)
    }
}

/// A receiver that nothing can be sent to, since something is missing here.
private struct NoNotifier: Notifier {
    let destination: String
    let error: NotifierError

    func send(_ notification: ZoneNotification) async throws(NotifierError) { throw error }
}
