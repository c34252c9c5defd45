package import ZonePlanning

/// What a monitor looks at, and where it keeps and says what it saw.
package protocol MonitoredWorld: Sendable {
    /// Looks at all zones once, with everything that was merged and applied by now.
    ///
    /// Soon ends when its task is cancelled; what it gives then is not used.
    func check() async -> DriftCheckResult

    /// Keeps what is known, so that a monitor that begins later goes on from there, and says what happened.
    ///
    /// That it can't be kept stops no monitor: it is tried again after the next look.
    ///
    /// - Parameters:
    ///   - state: what is known.
    ///   - event: what happened.
    func keep(_ state: DriftState, after event: MonitorEvent) async

    /// Words what is new of drift to a receiver.
    ///
    /// - Parameters:
    ///   - news: what is new to it.
    ///   - drift: the look; `nil` where it failed as a whole.
    ///   - state: what is known after the look.
    ///   - time: now, in UTC.
    /// - Returns: what the receiver is told.
    func notification(
        of news: DriftState.News, after drift: Drift?, _ state: DriftState, time: String
    ) async -> ZoneNotification

    /// Says what somebody should know, one sentence each.
    func warn(_ warnings: [String]) async
}

/// What one look gave.
package struct DriftCheckResult: Sendable {
    /// How it went.
    package enum Outcome: Sendable {
        /// What the zones are that could be looked at, and why others could not be.
        case seen(Drift)
        /// Why nothing could be looked at, as sentences.
        case failed([String])
    }

    package var outcome: Outcome
    /// Who wants to hear of drift; `nil` where that could not be found out, and then it is whoever wanted to before.
    package var receivers: [DriftReceiver]?

    package init(_ outcome: Outcome, receivers: [DriftReceiver]?) {
        self.outcome = outcome
        self.receivers = receivers
    }
}

/// Somebody who wants to hear of drift.
package struct DriftReceiver: Sendable {
    /// Who it is, in words of the settings; has no secret in it, and stays as long as it is the same receiver.
    package var name: String
    package var notifier: any Notifier

    package init(name: String, notifier: any Notifier) {
        self.name = name
        self.notifier = notifier
    }
}

/// What happened to a monitor.
package enum MonitorEvent: Sendable {
    /// It looked.
    case saw(Drift)
    /// It could not look; see the state's ``DriftState/failure``.
    case failed
    /// It told somebody, or could not.
    case notified
    /// It was told to stop, and looks no more.
    case stopped
}
