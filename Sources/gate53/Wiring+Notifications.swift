internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import HTTPTransport
internal import Reviews
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

/// What a run found out that is told to others at its end.
final class RunNotices: Sendable {
    struct State {
        /// Those of the protected branch; empty as long as it is not known which that is.
        var receivers: [NotificationSettings] = []
        var branch: String?
        var commit: String?
        /// Nothing where no apply came to its end.
        var receipts: [Receipt]?
    }

    private let state = Mutex(State())

    /// What is known by now.
    var now: State { state.withLock { $0 } }

    /// Says whom the settings of the protected branch want to be told.
    func found(_ trusted: TrustedBranch) {
        state.withLock {
            $0.receivers = trusted.settings?.notifications ?? []
            $0.branch = trusted.branch.name
            $0.commit = trusted.branch.commit.hex
        }
    }

    /// Says that an apply begins, of which nothing is known yet.
    func begin() { state.withLock { $0.receipts = nil } }

    /// Says that an apply came to its end, well or not.
    ///
    /// - Parameter receipts: those of this run; empty where nothing was to be done.
    func applied(_ receipts: [Receipt]) { state.withLock { $0.receipts = receipts } }
}

extension Wiring {
    /// Does an apply, and tells the receivers of the protected branch's settings how it ended.
    ///
    /// - Throws: what the apply throws; that somebody was not told is a warning and changes no exit code.
    func notifying(of document: PlanDocument, _ apply: () async throws -> Void) async throws {
        notices.begin()
        do {
            try await apply()
        } catch let failure as CommandFailure {
            if notices.now.receivers.isEmpty { throw failure }
            // Said before anybody else is told, who may be slow.
            failure.report()
            if let notification = notification(of: document, failure) { await notify(notification) }
            throw CommandFailure(failure.exitCode, [])
        }
        if let notification = notification(of: document, nil) { await notify(notification) }
    }

    /// Tells the receivers of the protected branch's settings that what was merged is not applied, where there is no
    /// plan to tell of.
    ///
    /// - Returns: the failure, without what was said already.
    func told(ofMerged failure: CommandFailure) async -> CommandFailure {
        let known = notices.now
        guard !known.receivers.isEmpty, let outcome = Self.outcome(of: failure) else { return failure }
        failure.report()
        await notify(
            ZoneNotification(
                event: outcome == .failed ? .apply : .refusal, outcome: outcome, time: Clock.timestamp(),
                branch: known.branch, commit: known.commit, reasons: failure.lines))
        return CommandFailure(failure.exitCode, [])
    }

    private static func outcome(of failure: CommandFailure?) -> ZoneNotification.Outcome? {
        switch failure?.exitCode {
        case ExitCode.refused?: .refused
        case ExitCode.stale?: .stale
        case ExitCode.failure?: .failed
        default: nil
        }
    }

    private func notification(of document: PlanDocument, _ failure: CommandFailure?) -> ZoneNotification? {
        let (known, reasons) = (notices.now, failure?.lines ?? [])
        if let receipts = known.receipts {
            return ZoneNotification(of: document, receipts: receipts, reasons: reasons, time: Clock.timestamp())
        }
        guard let outcome = Self.outcome(of: failure) else { return nil }
        return ZoneNotification(
            of: document, stoppedAs: outcome, reasons: reasons, branch: known.branch, commit: known.commit,
            time: Clock.timestamp())
    }

    /// Tells everybody who wants to hear of this, and warns of those who can't be told.
    func notify(_ notification: ZoneNotification) async {
        // Nothing is known of what was accepted where a run ended before it came to the ledger.
        var isKnown = true
        if trust.now == nil { isKnown = (try? await fetchedLedger(of: settingsAtHead(), fetches: false)) != nil }
        let client = notificationClient()
        var notifiers: [any Notifier] = []
        var warnings: [String] = []
        for settings in countingReceivers(notices.now.receivers, isLedgerKnown: isKnown)
        where settings.events.contains(notification.event) {
            do {
                notifiers.append(try notifier(settings.receiver, client))
            } catch {
                warnings.append("\(settings.location): warning: \(Printable.text(error.message)) [not-notified]")
            }
        }
        warnings += await NotificationDelivery.send(notification, to: notifiers).map {
            "warning: \(Printable.text($0)) [not-notified]"
        }
        for warning in warnings { Terminal.standardError.write(warning) }
    }

    /// How notifications go out.
    func notificationClient() -> HTTPClient {
        HTTPClient(HTTPConfiguration(proxy: ProxySettings(environment: Terminal.environment)))
    }

    func notifier(
        _ receiver: NotificationSettings.Receiver, _ client: HTTPClient
    ) throws(NotifierError) -> any Notifier {
        switch receiver {
        case .webhook(.url(let url), secretFrom: let name):
            let address = try address(url, "the webhook's URL")
            return WebhookNotifier(
                address: address, secret: Array(try variable(name).utf8), client: client, seconds: Clock.seconds)
        case .webhook(.environment(let urlName), secretFrom: let name):
            let address = try address(try variable(urlName), "the URL in \(urlName)")
            return WebhookNotifier(
                address: address, secret: Array(try variable(name).utf8), client: client, seconds: Clock.seconds)
        case .slack(from: let name):
            return SlackNotifier(address: try address(try variable(name), "the URL in \(name)"), client: client)
        case .mail(to: let to, from: let from):
            return MailNotifier(from: from, to: to, environment: Terminal.environment)
        }
    }

    private func variable(_ name: String) throws(NotifierError) -> String {
        if let value = Terminal.environment[name], !value.isEmpty { return value }
        throw NotifierError("this receiver was not notified: the environment variable \(name) is not set; set it")
    }

    private func address(_ url: String, _ what: String) throws(NotifierError) -> ReceiverAddress {
        do {
            return try ReceiverAddress(url)
        } catch {
            throw NotifierError("this receiver was not notified: \(what) can't be used: \(error.message)")
        }
    }
}
