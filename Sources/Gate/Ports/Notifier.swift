package import ZonePlanning

/// One receiver of notifications.
package protocol Notifier: Sendable {
    /// What it is and where, for messages, as in `webhook at hooks.example.com`; has no secret in it.
    var destination: String { get }

    /// Sends a notification, within some seconds.
    ///
    /// - Parameter notification: what to tell.
    /// - Throws: ``NotifierError`` when it is not known to have been received.
    func send(_ notification: ZoneNotification) async throws(NotifierError)
}

/// Why a notification was not sent, or may not have been.
package struct NotifierError: Error, Hashable, Sendable {
    /// What happened and what to do; has no secret in it, and nothing that a receiver answered.
    package var message: String

    package init(_ message: String) { self.message = message }
}
