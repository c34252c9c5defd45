package import ZonePlanning

// Decision 0110: operations of the service.

/// A mail to an owner.
package struct OutgoingMail: Hashable, Sendable {
    package var to: MailAddress
    package var subject: String
    package var lines: [String]
    package var at: Instant

    package init(to: MailAddress, subject: String, lines: [String], at: Instant) {
        self.to = to
        self.subject = subject
        self.lines = lines
        self.at = at
    }
}

/// Hands mail on.
package protocol MailTransport: Sendable {
    /// Sends a mail.
    ///
    /// - Parameter mail: the mail.
    /// - Throws: ``MailRefusal`` where it was not taken.
    func send(_ mail: OutgoingMail) async throws(MailRefusal)
}

/// Why a mail was not taken.
package enum MailRefusal: Error, Hashable, Sendable {
    /// It may be taken later.
    case unavailable(String)
    /// It is not taken, however often it is tried.
    case refused(String)

    /// For people who look after the service; without secrets.
    package var message: String {
        switch self {
        case .unavailable(let message), .refused(let message): message
        }
    }
}
