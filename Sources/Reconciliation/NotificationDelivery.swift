package import ZonePlanning

/// Tells all receivers, all at once.
package enum NotificationDelivery {
    /// Sends a notification to every receiver.
    ///
    /// A receiver that can't be reached is no reason for anything to fail: what was done is done.
    ///
    /// - Parameters:
    ///   - notification: what to tell.
    ///   - notifiers: the receivers.
    /// - Returns: a warning for each that was not reached, in the order of the receivers.
    package static func send(_ notification: ZoneNotification, to notifiers: [any Notifier]) async -> [String] {
        let warnings = await withTaskGroup(of: (Int, String?).self) { group in
            for (index, notifier) in notifiers.enumerated() {
                group.addTask {
                    do throws(NotifierError) {
                        try await notifier.send(notification)
                        return (index, nil)
                    } catch {
                        return (index, "the \(notifier.destination) was not notified: \(error.message)")
                    }
                }
            }
            return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        return warnings.sorted { $0.key < $1.key }.map(\.value)
    }
}
