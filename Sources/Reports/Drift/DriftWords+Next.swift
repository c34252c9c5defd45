internal import ZonePlanning

extension DriftWords {
    /// What to do about drift, with commands between backticks; `nil` where there is none.
    static func next(_ drift: Drift) -> String? {
        guard drift.isDrifted else { return nil }
        let isRevertible = drift.zones.contains { zone in
            !zone.isDriftedItself && zone.sets.contains { $0.state == .drift && !$0.isAccepted }
        }
        let isBaseless = drift.zones.contains { zone in zone.sets.contains { $0.isDrifted && $0.state == .differs } }
        guard isRevertible else {
            guard isBaseless else { return nil }
            return
                "Next, as there is no base to go back to: `gate53 adopt --name NAME` takes it into git; `gate53 plan` shows "
                + "what brings live to git, and once that is applied there is a base"
        }
        // One of these stands in the way of all that is not named.
        let isDisputed = drift.zones.contains { zone in
            zone.isDriftedItself || zone.sets.contains { $0.isDrifted && $0.state != .drift }
        }
        return isDisputed
            ? "Next, with a name for what is taken back, as not all of it is somebody else's alone: `gate53 drift --revert "
                + "--name NAME --out plan.json`; or into git: `gate53 adopt --name NAME`"
            : "Next: `gate53 drift --revert --out plan.json` takes it back, once reviewed; `gate53 adopt` takes it into git"
    }
}
