internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// Says what moved under a plan.
enum StaleReport {
    /// Lines for stderr: what moved, what it was and what it is.
    static func lines(_ zones: [ApplyError.StaleZone], of document: PlanDocument) -> [String] {
        var lines: [String] = []
        for zone in zones {
            for conflict in zone.conflicts {
                lines.append(
                    "stale: \(conflict.key) has changed at the provider since the plan was made [live-moved]")
                lines.append("  was: \(Conflict.words(for: conflict.expected))")
                lines.append("  is:  \(Conflict.words(for: conflict.live))")
            }
            lines += zone.differences.map {
                "stale: \(zone.apex): \(Printable.text($0.phrase(of: zone.apex))) [plan-differs]"
            }
            // This run changed nothing; an earlier one, or somebody, may have.
            if let status = zone.status, status.live.map({ $0 > 0 }) ?? false || status.isCreated {
                lines.append("stale: a part of the plan was live before this run: \(status.phrase)")
            }
        }
        return lines + ["Nothing was changed. \(again(document))"]
    }

    /// How another plan for the same is made.
    static func again(_ document: PlanDocument) -> String {
        "Plan again: gate53 \(document.plan.isRestoring ? "drift --revert" : "plan") --out plan.json"
    }

    /// Lines for stderr: what a batch found that the plan did not expect, and since when it may have been so.
    static func lines(_ failure: ProviderError, at batch: ApplyOutcome.FailedBatch) -> [String] {
        let since =
            batch.number == 1
            ? "after this run read it"
            : "after this run applied batch \(batch.number - 1), or before that"
        var lines = [
            "stale: batch \(batch.number) of \(batch.count) of \(batch.apex) was not applied: somebody else changed "
                + "the zone \(since) [live-moved]"
        ]
        for conflict in failure.conflicts {
            lines.append("stale: \(conflict.key)")
            lines.append("  expected: \(Conflict.words(for: conflict.expected))")
            lines.append("  live:     \(Conflict.words(for: conflict.live))")
        }
        return lines
    }
}
