internal import DNSModel
internal import ZonePlanning

/// A notification for people: a line to see at once, and lines with what is behind it.
///
/// Every line is ``Printable`` and of a bounded length. That it means nothing to a chat or in a mail's header is for
/// ``SlackMessage`` and ``MailMessage`` to see to.
enum NotificationText {
    /// The most zones, remarks of a zone, and reasons that are listed.
    private static let most = 20
    /// The most characters of a line.
    private static let longestLine = 400

    /// One line, as in `example.com. applied, 3 changes`.
    static func summary(of notification: ZoneNotification) -> String {
        "\(subject(of: notification)) \(words(for: notification))"
    }

    /// The zone's name, or how many zones there are; of looks that fail, what is looked for.
    static func subject(of notification: ZoneNotification) -> String {
        if !notification.outcome.isOfZones { return "drift" }
        if notification.zones.isEmpty, notification.event != .drift { return "what was merged" }
        if namesZone(notification), let zone = notification.zones.first { return Printable.cut("\(zone.apex)", to: 80) }
        return counted(notification.zones.count, "zone")
    }

    /// Whether the subject is a zone's name, which somebody else chose.
    static func namesZone(_ notification: ZoneNotification) -> Bool {
        notification.zones.count == 1 && notification.outcome.isOfZones
    }

    /// What is said of the zones in ``summary(of:)``: only words and numbers of ours.
    static func words(for notification: ZoneNotification) -> String {
        if notification.zones.isEmpty, notification.outcome == .failed { return "is not applied" }
        let changes = counted(
            notification.zones.reduce(0) { $0.addingReportingOverflow($1.changes).partialValue }, "change")
        return switch notification.outcome {
        case .applied: "applied, \(changes)"
        case .troubled: "applied with trouble, \(changes)"
        case .residual: "applied, but live differs"
        case .undone: "failed and undone"
        case .partial: "applied in part"
        case .failed: "failed"
        case .refused: "refused, nothing was changed"
        case .stale: "not applied: the plan is stale, nothing was changed"
        case .drifted: "drifted, \(changes)"
        case .gone: "drift is gone"
        case .checksFail: "can't be checked for"
        case .checksAgain: "can be checked for again"
        }
    }

    /// Some lines about the zones, the reasons, and the plan.
    static func lines(of notification: ZoneNotification) -> [String] {
        var lines: [String] = []
        for zone in notification.zones.prefix(most) {
            lines.append(line(of: zone, in: notification))
            lines += listed(zone.remarks).map { "  \($0)" }
        }
        if notification.zones.count > most { lines.append("and \(notification.zones.count - most) more zones") }
        lines += listed(notification.reasons)
        if let plan = notification.plan { lines.append("plan \(plan)") }
        if let commit = notification.commit {
            lines.append("commit \(commit)" + (notification.branch.map { " on \($0)" } ?? ""))
        }
        if !notification.approvedBy.isEmpty {
            lines.append("approved by \(notification.approvedBy.joined(separator: ", "))")
        }
        lines.append("at \(notification.time)")
        return lines.map { Printable.cut($0, to: longestLine) }
    }

    private static func line(of zone: ZoneNotification.Zone, in notification: ZoneNotification) -> String {
        var parts: [String] = []
        if let outcome = zone.outcome { parts.append(words(for: outcome)) }
        let counts = [(zone.creates, "created"), (zone.updates, "updated"), (zone.deletes, "deleted")]
        let isDone = zone.outcome == .applied || zone.outcome == .restored || notification.event == .drift
        for (count, word) in counts where count != 0 { parts.append("\(count) \(isDone ? "" : "to be ")\(word)") }
        if let live = zone.live, live != zone.changes { parts.append("\(live) of \(zone.changes) live") }
        let head = "\(zone.apex) on \(zone.provider):"
        if parts.isEmpty && notification.event == .drift { return head }
        return "\(head) " + (parts.isEmpty ? "no changes" : parts.joined(separator: ", "))
    }

    private static func words(for outcome: Receipt.Outcome) -> String {
        switch outcome {
        case .applied: "applied"
        case .restored: "restored"
        case .inSync: "in sync"
        case .residual: "applied, but live differs"
        case .undone: "failed and undone"
        case .partial: "applied in part"
        case .failed: "failed"
        }
    }

    /// The first of some texts, and how many there are besides.
    private static func listed(_ texts: [String]) -> [String] {
        texts.count > most ? texts.prefix(most) + ["and \(texts.count - most) more lines"] : texts
    }
}
