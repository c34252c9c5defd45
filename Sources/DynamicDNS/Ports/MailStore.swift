package import ZonePlanning

// Decision 0110: operations of the service.

/// An event that its owner is to be told of by mail.
package struct QueuedMail: Hashable, Sendable {
    package var event: HostEvent
    /// How often it was tried, this time included.
    package var attempts: Int

    package init(event: HostEvent, attempts: Int) {
        self.event = event
        self.attempts = attempts
    }
}

/// The outbox: events that owners are to be told of.
///
/// An event whose ``HostEvent/Kind/isTold`` is true enters it with the call that writes the event, so that neither is
/// there without the other.
package protocol MailStore: Sendable {
    /// Takes what is due, so that nobody else sends it at the same time.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - until: when it is due again, if nothing more is heard of it.
    ///   - limit: at most so many.
    /// - Returns: what is due, by number.
    /// - Throws: ``HostStoreError``.
    func takeMail(at now: Instant, until: Instant, limit: Int) async throws(HostStoreError) -> [QueuedMail]

    /// Takes out of it what was sent, or is given up.
    func finishMail(_ events: [Int64]) async throws(HostStoreError)

    /// Tries again at a time.
    func delayMail(_ events: [Int64], until: Instant) async throws(HostStoreError)

    /// How much is in it.
    func waitingMail() async throws(HostStoreError) -> Int
}

extension HostEvent.Kind {
    /// Whether the owner is told by mail.
    package var isTold: Bool {
        switch self {
        case .hostExpiring, .hostExpired, .hostTakenByGit, .hostSetAside, .blocked, .unblocked: true
        default: false
        }
    }
}
