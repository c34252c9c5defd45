internal import ZonePlanning

extension DriftWords {
    /// What to do about drift, with commands between backticks; `nil` where there is none.
    static func next(_ drift: Drift) -> String? {
        guard drift.isDrifted else { return nil }
        let isRevertible = drift.zones.contains { zone in
            !zone.isExistenceDrifted && zone.sets.contains { $0.state == .drift && !$0.isAccepted }
        }
        let isBaseless = drift.zones.contains { zone in zone.sets.contains { $0.isDrifted && $0.state == .differs } }
        guard isRevertible else {
            guard isBaseless else { return nil }
            return
                "Next: there is no base to go back to. `gate53 adopt --name NAME` takes live into git. Or `gate53 "
                + "plan` shows what changes live to what git declares; once that is applied there is a base"
        }
        // One of these stands in the way of all that is not named.
        let isDisputed = drift.zones.contains { zone in
            zone.isExistenceDrifted || zone.sets.contains { $0.isDrifted && $0.state != .drift }
        }
        return isDisputed
            ? "Next: some of it was changed in git too, or has no base, so name what shall go back: `gate53 drift "
                + "--revert --name NAME --out plan.json`. Or take it into git: `gate53 adopt --name NAME`"
            : "Next: `gate53 drift --revert --out plan.json` makes a plan that takes it back; `gate53 adopt` takes "
                + "it into git"
    }
}
