package import ZoneFiles

/// Makes the receivers of notifications that settings name.
package protocol Notifiers: Sendable {
    /// Something that a notification can be handed to.
    ///
    /// - Parameter receiver: as settings name it.
    /// - Returns: the notifier.
    /// - Throws: ``NotifierError`` where something is missing here, as a secret.
    func notifier(for receiver: NotificationSettings.Receiver) throws(NotifierError) -> any Notifier
}
