private import DNSModel
package import ZonePlanning

/// A notification for programs: the body that a webhook gets, JSON, see `Schemas/notification.schema.json`.
package enum NotificationDocument {
    /// The body.
    ///
    /// Texts of others are as they are, since a program reads them; what could steer a terminal is a `\u` escape.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no notification causes.
    package static func encode(_ notification: ZoneNotification) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(NotificationFile(notification))
    }
}

/// The members of the document.
private struct NotificationFile: Encodable {
    var format = "gate53-notification/1"
    var event: ZoneNotification.Event
    var outcome: ZoneNotification.Outcome
    var time: String
    var summary: String
    var plan: String?
    var branch: String?
    var commit: String?
    var approvedBy: [String]
    var zones: [ZoneMember]
    var reasons: [String]

    struct ZoneMember: Encodable {
        var zone: String
        var provider: String
        var outcome: Receipt.Outcome?
        var creates: Int
        var updates: Int
        var deletes: Int
        var live: Int?
        var remarks: [String]
    }

    init(_ notification: ZoneNotification) {
        event = notification.event
        outcome = notification.outcome
        time = notification.time
        summary = NotificationText.summary(of: notification)
        plan = notification.plan?.hexadecimal
        branch = notification.branch
        commit = notification.commit
        approvedBy = notification.approvedBy
        zones = notification.zones.map { zone in
            ZoneMember(
                zone: zone.apex.description, provider: zone.provider, outcome: zone.outcome, creates: zone.creates,
                updates: zone.updates, deletes: zone.deletes, live: zone.live, remarks: zone.remarks)
        }
        reasons = notification.reasons
    }
}
