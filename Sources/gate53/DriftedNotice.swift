internal import DNSModel
internal import Gate
internal import ZonePlanning

/// Says what was changed at providers and is left as it is.
enum DriftedNotice {
    /// How many record sets of a zone are listed.
    private static let mostSets = 5

    /// Says it on stderr.
    static func tell(_ zones: [MergedPlan.DriftedZone], _ verbosity: VerbosityOptions) {
        for zone in zones {
            if zone.isZoneItself {
                Terminal.standardError.write(
                    "warning: \(zone.apex): the zone itself \(phrase(itselfOf: zone)) [drift-left]")
                continue
            }
            let shown = zone.sets.prefix(mostSets).map { "\($0.key) (\($0.deed?.rawValue ?? "changed"))" }
            let more = zone.sets.count > mostSets ? " and \(zone.sets.count - mostSets) more" : ""
            Terminal.standardError.write(
                "warning: \(zone.apex): changed at the provider, not by git, and left so: \(shown.joined(separator: ", "))\(more); "
                    + "'gate53 drift --revert' takes it back, 'gate53 adopt' takes it into git [drift-left]")
        }
    }

    /// What was done to a zone itself, and what helps.
    private static func phrase(itselfOf zone: MergedPlan.DriftedZone) -> String {
        if zone.sets.contains(where: { $0.live != nil }) {
            return
                "was made at the provider, and git says that it shall not be there; it is left so: delete it there by hand, "
                + "take 'absent' away in the settings, or write 'drift: revert' for it and have a plan approved that deletes it"
        }
        if zone.sets.isEmpty {
            return
                "was made or deleted at the provider, not by git, and is left so; see 'gate53 drift' and 'gate53 plan'"
        }
        return "was deleted at the provider, not by git, and is left so until a plan is approved that makes it again; "
            + "'gate53 plan' makes one"
    }
}
