internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

extension StarterFiles {
    static let octoDNSSettingsPath = "gate53.yaml"
    static let octoDNSReviewersPath = "reviewers"

    /// The settings for the zone files of octoDNS.
    ///
    /// - Parameters:
    ///   - config: what octoDNS's configuration says.
    ///   - isLenient: whether names without a final dot are warnings.
    ///   - reviews: as for new settings.
    /// - Returns: YAML.
    static func settings(
        of config: OctoDNSConfig, isLenient: Bool, reviews: (forge: ForgeKind, reviewers: [String])?
    ) -> String {
        var lines = [
            "---",
            "# Made of octoDNS's configuration \(Printable.text(config.path)). Its zone files are used as they are.",
            "",
            "providers:",
        ]
        let used = Set(config.zones.map(\.target))
        for (name, target) in config.targets.sorted(by: { $0.key < $1.key }) where used.contains(name) {
            lines.append("  \(quoted(name)):")
            lines.append("    type: \(target.kind)")
            lines += target.lines.map { text(of: $0) }
        }
        if isLenient || config.defaultTTL != nil { lines += ["", "defaults:"] }
        if let ttl = config.defaultTTL { lines.append("  ttl: \(ttl)") }
        if isLenient { lines += ["  # Names without a final dot are warnings, as octoDNS has it.", "  lenient: true"] }
        lines += ["", "zone-files: \(quoted(config.directory))", "", "zones:"]
        var seen: Set<String> = []
        for zone in config.zones {
            let key = zone.apex.map(key) ?? "'*'"
            guard seen.insert(key).inserted else { continue }
            lines += ["  \(key):", "    provider: \(quoted(zone.target))"]
            if zone.isLenient, !isLenient { lines.append("    lenient: true") }
        }
        lines += review(reviews, signers: octoDNSReviewersPath)
        lines += pushedLedger
        return lines.joined(separator: "\n") + "\n"
    }
}
