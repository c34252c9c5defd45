internal import DNSModel
package import ZonePlanning

/// Runs that began and did not end, for a person.
package enum OpenRunReport {
    /// What there is to say of one: who, what, when, where, and what to type.
    ///
    /// - Parameters:
    ///   - intent: what the run said when it began.
    ///   - mayLive: whether it may still be at work.
    ///   - ledgerBranch: where its plan is.
    /// - Returns: the lines.
    package static func lines(of intent: RunIntent, mayLive: Bool, ledgerBranch: String) -> [String] {
        let most = 3
        var zones = intent.zones.prefix(most).map(\.description).joined(separator: ", ")
        if intent.zones.count > most { zones += " and \(intent.zones.count - most) more" }
        let head = mayLive ? "a run is at work, or was cut off" : "a run did not end"
        let plan = "git show \(Printable.text(ledgerBranch)):plans/\(intent.plan.hexadecimal).json >plan.json"
        return [
            "\(head): \(intent.summary), of \(zones) [open-run]",
            mayLive
                ? "  if it died, 'gate53 apply --wait 10m plan.json' takes over, \(RunIntent.lifetime / 60) minutes "
                    + "after its last heartbeat. In the clone where it ran, 'gate53 apply plan.json' takes over at "
                    + "once"
                : "  what it did is live. To finish it: 'gate53 apply plan.json' (its plan: \(plan)). To see what is "
                    + "left: 'gate53 plan'",
        ]
    }
}
