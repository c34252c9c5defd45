internal import DNSModel
internal import Reconciliation
internal import ZonePlanning

/// Says what moved under a plan.
enum StaleReport {
    /// Lines for stderr: what moved, what it was and what it is.
    static func lines(_ zones: [ApplyError.StaleZone]) -> [String] {
        var lines: [String] = []
        for zone in zones {
            for conflict in zone.conflicts {
                lines.append(
                    "stale: \(conflict.key) moved since the plan was made [live-moved]")
                lines.append("  was: \(words(for: conflict.expected))")
                lines.append("  is:  \(words(for: conflict.live))")
            }
            lines += zone.differences.map { "stale: \(zone.apex): \(Printable.text($0)) [plan-differs]" }
        }
        return lines + ["Nothing was changed. Plan again: gate53 plan --out plan.json"]
    }

    private static func words(for set: RecordSet?) -> String {
        guard let set else { return "not there" }
        return SetText(set).inOneLine
    }
}
