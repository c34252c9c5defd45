internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// Says what waits on the protected branch and is not applied, and how it comes to be.
enum UncoveredReport {
    /// How many record sets of a zone are listed.
    private static let mostSets = 20

    private static let nothing = "Nothing was changed."

    /// Lines for stderr: why, and then which record sets of which zone.
    ///
    /// - Parameters:
    ///   - zones: what is not applied.
    ///   - isAlone: whether nothing else is.
    /// - Returns: the lines, which are safe to print.
    static func lines(_ zones: [UncoveredZone], isAlone: Bool) -> [String] {
        let label = isAlone ? "refused" : "error"
        var refusals: [ReviewRefusal] = []
        var lines: [String] = []
        for why in zones.flatMap(\.sets).map(\.why) {
            guard case .refused(let refusal, _) = why, !refusals.contains(refusal) else { continue }
            refusals.append(refusal)
            lines += self.lines(refusal.reasons, label)
        }
        for why in zones.flatMap(\.sets).map(\.why) {
            guard case .refusedFor(let found) = why else { continue }
            lines += found.filter { !lines.contains($0) && $0 != nothing }
        }
        for zone in zones { lines += self.lines(zone, label) }
        if isAlone { lines.append(nothing) }
        return lines
    }

    private static func lines(_ reasons: [ReviewRefusal.Reason], _ label: String) -> [String] {
        reasons.map { "\(label): \(Printable.text($0.message)) [\($0.id)]" }
    }

    private static func lines(_ zone: UncoveredZone, _ label: String) -> [String] {
        var lines = self.lines(zone.reasons, label)
        lines += zone.diagnostics.map(\.worded).map { "\(label): \(Printable.text($0.message)) [\($0.id)]" }
        let isAnnotated = !lines.isEmpty
        for set in zone.sets.prefix(mostSets) { lines += self.lines(set, label, isAnnotated: isAnnotated) }
        if zone.sets.count > mostSets {
            lines.append("  and \(zone.sets.count - mostSets) more of \(zone.apex)")
        }
        if zone.isZoneExistence, zone.sets.isEmpty {
            let verb = zone.isDeletion ? "deletes" : "creates"
            let why =
                zone.zoneEnd.map { "Its approval no longer counts: \($0.phrase) [approval-ended]" }
                ?? "No approved plan \(verb) it [not-approved]"
            lines.append(
                "\(label): the zone \(zone.apex) waits to be \(zone.isDeletion ? "deleted" : "created"). \(why)")
        }
        return lines + WaysOut(zone).lines
    }

    private static func lines(_ set: UncoveredZone.UncoveredSet, _ label: String, isAnnotated: Bool) -> [String] {
        let change = set.change
        let head = "\(label): \(change.key) waits"
        var lines: [String] = []
        switch set.why {
        case .moved(let expected):
            return [
                "stale: \(change.key) has changed at the provider since its plan was approved [live-moved]",
                "  was: \(Conflict.words(for: expected))", "  is:  \(Conflict.words(for: change.before))",
            ]
        case .ended(let end):
            lines.append("\(head). Its approval no longer counts: \(end.phrase) [approval-ended]")
        case .hindered:
            lines.append("\(head), for the reason above [not-together]")
        case .notTogether where isAnnotated:
            lines.append("\(head) although it is approved, for the reason above [not-together]")
        case .notTogether:
            lines.append(
                "\(head) although it is approved, because it can't be applied together with the rest; apply again "
                    + "[not-together]")
        case .notReviewed:
            lines.append("\(head). No approved plan has this change [not-approved]")
        case .refused(_, let plan):
            lines.append("\(head). It is in \(Printable.text(plan)), which is not approved for it [not-approved]")
        case .refusedFor:
            lines.append("\(head), for the reason above [not-approved]")
        }
        lines.append("  from: \(Conflict.words(for: change.before))")
        lines.append("  to:   \(Conflict.words(for: change.after))")
        return lines
    }
}
