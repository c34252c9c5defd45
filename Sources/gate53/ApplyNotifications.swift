internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// Tells others how a run ended.
struct ApplyNotifications: Sendable {
    private let composition: Composition
    private var console: Console { composition.console }

    init(_ composition: Composition) { self.composition = composition }

    /// Says why an apply failed, and tells the receivers of the protected branch's settings. That somebody was not told
    /// is a warning and changes no exit code.
    ///
    /// - Returns: the failure, without what was said already.
    func notified(_ failure: CommandFailure, of document: PlanDocument, _ news: ApplyNews) async -> CommandFailure {
        if news.receivers.isEmpty { return failure }
        // Said before anybody else is told, who may be slow.
        failure.report(to: console)
        await notify(of: document, failure, news)
        return CommandFailure(failure.exitCode, [])
    }

    /// Tells the receivers of the protected branch's settings that what was merged is not applied, where there is no
    /// plan to tell of.
    ///
    /// - Returns: the failure, without what was said already.
    func notified(ofMerged failure: CommandFailure, _ news: ApplyNews) async -> CommandFailure {
        guard !news.receivers.isEmpty, let outcome = Self.outcome(of: failure) else { return failure }
        failure.report(to: console)
        await notify(
            ZoneNotification(
                event: outcome == .failed ? .apply : .refusal, outcome: outcome, time: Clock.timestamp(),
                branch: news.branch, commit: news.commit, reasons: failure.lines), news)
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

    /// Tells the receivers how an apply ended.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - failure: why it failed, if it did.
    ///   - news: what is known.
    func notify(of document: PlanDocument, _ failure: CommandFailure?, _ news: ApplyNews) async {
        let reasons = failure?.lines ?? []
        if let receipts = news.receipts {
            let notification = ZoneNotification(
                of: document, receipts: receipts, reasons: reasons, time: Clock.timestamp())
            if let notification { await notify(notification, news) }
        } else if let outcome = Self.outcome(of: failure) {
            await notify(
                ZoneNotification(
                    of: document, stoppedAs: outcome, reasons: reasons, branch: news.branch, commit: news.commit,
                    time: Clock.timestamp()), news)
        }
    }

    /// Tells everybody who wants to hear of this, and warns of those who can't be told.
    private func notify(_ notification: ZoneNotification, _ news: ApplyNews) async {
        let notifiers = composition.notifiers
        var notified: [any Notifier] = []
        var warnings: [String] = []
        for settings in await counting(news.receivers, news) where settings.events.contains(notification.event) {
            do {
                notified.append(try notifiers.notifier(for: settings.receiver))
            } catch {
                warnings.append("\(settings.location): warning: \(Printable.text(error.message)) [not-notified]")
            }
        }
        warnings += await NotificationDelivery.send(notification, to: notified).map {
            "warning: \(Printable.text($0)) [not-notified]"
        }
        for warning in warnings { Terminal.standardError.write(warning) }
    }

    /// Whom to tell: nobody whom only settings name that nobody has accepted.
    ///
    /// - Parameters:
    ///   - receivers: those that the protected branch's settings name.
    ///   - news: what is known of the run.
    /// - Returns: those who are told. It is said who is not.
    func counting(_ receivers: [NotificationSettings], _ news: ApplyNews) async -> [NotificationSettings] {
        if receivers.isEmpty { return [] }
        let ports = composition.ports
        var (followed, isKnown) = (news.followed, true)
        if news.ledger == nil {
            // Nothing is known of what was accepted where a run ended before it came to the ledger.
            do throws(GateError) {
                followed = try await ports.ledger(
                    namedBy: ports.clone.settingsAtHead(), LedgerFetching(fetches: false)
                ).followed()
            } catch {
                isKnown = false
            }
        }
        let (notified, refused) = followed.receivers(among: receivers, isLedgerKnown: isKnown)
        for receiver in refused {
            Terminal.standardError.write(
                "\(receiver.location): warning: this receiver was not notified, because the settings that name it "
                    + "are not accepted yet [not-notified]")
        }
        return notified
    }
}
