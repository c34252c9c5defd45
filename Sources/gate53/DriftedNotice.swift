internal import DNSModel
internal import Gate
internal import ZonePlanning

/// Says what was changed at providers and is left as it is.
enum DriftedNotice {
    /// How many record sets of a zone are listed.
    private static let mostSets = 5

    /// Says it on stderr.
    static func report(_ zones: [MergedPlan.DriftedZone], _ verbosity: VerbosityOptions) {
        for zone in zones {
            if zone.isZoneExistence {
                Terminal.standardError.write(
                    "warning: \(zone.apex): the zone itself \(phrase(existenceOf: zone)) [drift-left]")
                continue
            }
            let shown = zone.sets.prefix(mostSets).map { "\($0.key) (\($0.changeKind?.rawValue ?? "changed"))" }
            let more = zone.sets.count > mostSets ? " and \(zone.sets.count - mostSets) more" : ""
            Terminal.standardError.write(
                "warning: \(zone.apex): changed at the provider, not in git, and left as it is: "
                    + "\(shown.joined(separator: ", "))\(more); take it back with 'gate53 drift --revert', or take "
                    + "it into git with 'gate53 adopt' [drift-left]")
        }
    }

    /// What was done to a zone itself, and what helps.
    private static func phrase(existenceOf zone: MergedPlan.DriftedZone) -> String {
        if zone.sets.contains(where: { $0.live != nil }) {
            return
                "was created at the provider, although git says that it shall not exist. It is left as it is; delete "
                + "it there by hand, or remove 'absent' from the settings. To let a plan delete it, write "
                + "'drift: revert' for the zone, and have that plan approved"
        }
        if zone.sets.isEmpty {
            return
                "was created or deleted at the provider, not in git. It is left as it is; see 'gate53 drift' and "
                + "'gate53 plan'"
        }
        return "was deleted at the provider, not in git. It is left as it is until an approved plan creates it "
            + "again; make one with 'gate53 plan'"
    }
}
