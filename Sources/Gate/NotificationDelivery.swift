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
        await send(notifiers.map { (notification, $0) }).compactMap { $0 }
    }

    /// Sends to each receiver a notification of its own.
    ///
    /// - Parameter parcels: the receivers and what to tell each.
    /// - Returns: for each receiver, in the same order, a warning where it was not reached.
    package static func send(
        _ parcels: [(notification: ZoneNotification, notifier: any Notifier)]
    ) async -> [String?] {
        let warnings = await withTaskGroup(of: (Int, String?).self) { group in
            for (index, parcel) in parcels.enumerated() {
                group.addTask {
                    do throws(NotifierError) {
                        try await parcel.notifier.send(parcel.notification)
                        return (index, nil)
                    } catch {
                        return (index, "the \(parcel.notifier.destination) was not notified: \(error.message)")
                    }
                }
            }
            return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        return parcels.indices.map { warnings[$0] }
    }
}
