internal import DNSModel
package import ZonePlanning

/// Drift as metrics for Prometheus: the text format, for the textfile collector of the node exporter.
///
/// Source: "Exposition formats", Prometheus documentation, text-based format 0.0.4.
package enum DriftMetrics {
    /// The metrics of a look.
    ///
    /// - Parameters:
    ///   - drift: the look.
    ///   - lastSuccess: when all zones were last looked at and none failed, this look included.
    ///   - kept: what is known after this look, where a file keeps it: with it the age is that of the oldest drift,
    ///     also in a zone that could not be checked now.
    /// - Returns: the text.
    package static func text(of drift: Drift, lastSuccess: String?, kept: DriftState? = nil) -> String {
        text(of: drift, lastSuccess: lastSuccess, kept: kept, hasChecked: true)
    }

    private static func text(
        of drift: Drift, lastSuccess: String?, kept: DriftState?, hasChecked: Bool
    ) -> String {
        countsText(of: drift) + timesText(of: drift, lastSuccess: lastSuccess, kept: kept, hasChecked: hasChecked)
    }

    /// A metric with its samples; nothing where it has none.
    private static func family(
        _ name: String, _ help: String, _ samples: [(labels: String, value: Int64)]
    ) -> String {
        guard !samples.isEmpty else { return "" }
        return "# HELP gate53_\(name) \(help)\n# TYPE gate53_\(name) gauge\n"
            + samples.map { "gate53_\(name)\($0.labels.isEmpty ? "" : "{\($0.labels)}") \($0.value)\n" }.joined()
    }

    /// How many record sets of each zone are what.
    private static func countsText(of drift: Drift) -> String {
        var text = ""
        let zones = drift.zones.map {
            ($0, "zone=\"\(escaped($0.apex.description))\",provider=\"\(escaped($0.provider.name))\"")
        }
        text += family(
            "drifted_sets",
            "Record sets that were changed outside git, and zones that were made or deleted outside it.",
            zones.map { ($1, Int64($0.counts.drifted + ($0.isExistenceDrifted ? 1 : 0))) })
        text += family(
            "pending_sets", "Record sets that git has and that wait to be applied.",
            zones.map { ($1, Int64($0.counts.pending)) })
        text += family(
            "accepted_sets", "Record sets whose difference the settings accept.",
            zones.map { ($1, Int64($0.counts.accepted)) })
        text += family(
            "unchecked_sets", "Record sets that name servers were asked about and can't show.",
            zones.compactMap { zone, labels in
                if case .nameServers(_, let unchecked) = zone.method { (labels, Int64(unchecked.count)) } else { nil }
            })
        text += family(
            "unknown_sets_possible",
            "1 if only name servers were asked, so that there may be record sets that git does not know.",
            zones.compactMap { zone, labels in
                if case .nameServers(_, let unchecked) = zone.method {
                    (labels, unchecked.mayHaveMore ? 1 : 0)
                } else {
                    nil
                }
            })
        return text
    }

    /// How old drift is, and how the looks went.
    private static func timesText(
        of drift: Drift, lastSuccess: String?, kept: DriftState?, hasChecked: Bool
    ) -> String {
        var text = ""
        let now = Instant(parsing: drift.time)
        let oldest = [drift.oldest, kept?.oldest].compactMap { $0 }.min()
        if let now {
            let known = oldest.flatMap { Instant(parsing: $0) }.map { max(0, now.seconds - $0.seconds) }
            // Where there is drift of which nobody knows since when, or a zone that may have some, 0 would be a lie.
            let isNone = hasChecked && !drift.isDrifted && drift.failures.isEmpty
            text += family(
                "oldest_drift_seconds",
                "How old the oldest drift was at the last check; 0 if there is none, no sample if that is not known.",
                (known ?? (isNone ? 0 : nil)).map { [("", $0)] } ?? [])
            text += family(
                "drift_last_check_timestamp_seconds", "When drift was last checked for.", [("", now.seconds)])
        }
        if let success = lastSuccess.flatMap({ Instant(parsing: $0) }) {
            text += family(
                "drift_last_success_timestamp_seconds", "When all zones were last checked.",
                [("", success.seconds)])
        }
        text += family("drift_zones", "Zones that were checked.", [("", Int64(drift.zones.count))])
        text += family("drift_zones_failed", "Zones that could not be checked.", [("", Int64(drift.failures.count))])
        if let kept {
            text += family(
                "drift_failed_checks", "How many checks in a row, up to the last one, could not check all zones.",
                [("", Int64(kept.failedChecks))])
        }
        return text
    }

    /// The metrics after a look that found out nothing: what is known of those before it.
    ///
    /// - Parameters:
    ///   - time: when the look was.
    ///   - kept: what is known.
    /// - Returns: the text.
    package static func text(ofFailureAt time: String, _ kept: DriftState) -> String {
        text(
            of: Drift(time: time, branch: "", commit: "", zones: []), lastSuccess: kept.lastSuccess, kept: kept,
            hasChecked: false)
    }

    /// A label's value.
    private static func escaped(_ text: String) -> String {
        Printable.text(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}

extension ZoneDrift {
    /// Whether the zone itself was created or deleted outside.
    var isExistenceDrifted: Bool {
        switch existence.state {
        case .drift, .both, .differs: true
        case .inSync, .pending: false
        }
    }
}
