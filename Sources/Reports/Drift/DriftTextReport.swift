internal import DNSModel
package import ZonePlanning

/// Drift for people at a terminal.
///
/// Values are shown as in a plan: what was there before with a minus sign, what is there now with a plus sign.
package struct DriftTextReport: Sendable {
    private let report: TextReport

    package init(style: TextStyle, width: Int = 80) { report = TextReport(style: style, width: width) }

    /// The whole report, ended by a line feed.
    package func text(of drift: Drift) -> String {
        var lines: [String] = []
        for zone in drift.zones where zone.isRemarkable { lines += self.lines(of: zone) + [""] }
        lines += withoutBase(drift)
        for (zones, message) in ManyZones.grouped(drift.failures.map { ($0.apex, $0.message) }) {
            let line = "\(names(zones)): not checked: \(Printable.lines(message).replacing("\n", with: ""))"
            lines += report.broken(line, indent: 2, .error)
        }
        let gone = "it was applied before and has no zone file any more; it is not checked"
        for (zones, message) in ManyZones.grouped(drift.forgotten.map { ($0, gone) }) {
            lines += report.broken("\(names(zones)): \(message)", indent: 2, .warning)
        }
        if let reason = drift.whoUnknown, drift.isDrifted {
            lines += report.broken("Who did it is not known: \(Printable.text(reason))", indent: 2, .faint)
        }
        if let phrase = DriftWords.byNameServers(drift) { lines += report.broken(phrase, indent: 2, .faint) }
        if lines.last != "", !lines.isEmpty { lines.append("") }
        lines += report.broken(DriftWords.summary(drift), indent: 2, .strong)
        lines += next(drift)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Zones that are in sync but have no base, by the reason.
    private func withoutBase(_ drift: Drift) -> [String] {
        let zones = drift.zones.filter { !$0.isRemarkable && $0.base.applied == nil }
        return ManyZones.grouped(zones.map { ($0.apex, DriftWords.phrase($0.base)) }).flatMap { zones, phrase in
            report.broken("\(names(zones)): no base: \(phrase)", indent: 2)
        }
    }

    /// A zone as people write it, or how many there are.
    private func names(_ zones: [DomainName]) -> String {
        zones.count == 1 ? report.name(zones[0]) : ManyZones.list(zones)
    }

    private func next(_ drift: Drift) -> [String] {
        guard let next = DriftWords.next(drift) else { return [] }
        return report.broken(next.replacing("`", with: ""), indent: 2)
    }

    // MARK: - A zone

    private func lines(of zone: ZoneDrift) -> [String] {
        let provider = Printable.text("\(zone.provider.name) (\(zone.provider.type))")
        let counts = zone.counts
        let isExistenceOnly = counts.drifted + counts.pending + counts.accepted == 0
        let what = isExistenceOnly ? DriftWords.phrase(existenceOf: zone) ?? "in sync" : DriftWords.phrase(counts)
        var lines = report.broken("\(report.name(zone.apex)) on \(provider): \(what)", indent: 2, .strong)
        let word = zone.base.applied == nil ? "no base" : "base"
        lines += report.broken("  \(word): \(DriftWords.phrase(zone.base))", indent: 4, .faint)
        for note in zone.notes { lines += report.broken("  note: \(Printable.text(note))", indent: 4, .warning) }
        if let phrase = DriftWords.phrase(existenceOf: zone), !isExistenceOnly {
            lines += report.broken("  \(phrase)", indent: 4, .warning)
        }
        for state in DriftWords.order {
            lines += section(DriftWords.heading(state), zone.sets(state, accepted: false), zone)
        }
        let accepted = DriftWords.order.flatMap { zone.sets($0, accepted: true) }
        lines += section("accepted by the settings", accepted, zone)
        var others = ["\(zone.unchanged) in sync"]
        if let phrase = DriftWords.phrase(zone.unmanaged) { others.append("not git's: \(phrase)") }
        if zone.unchanged == 0, zone.unmanaged.count == 0 { return lines }
        return lines + [""] + report.broken("  \(others.joined(separator: "; "))", indent: 4)
    }

    private func section(_ heading: String, _ sets: [SetDrift], _ zone: ZoneDrift) -> [String] {
        if sets.isEmpty { return [] }
        return ["", "  \(heading):"] + sets.flatMap { lines(of: $0, apex: zone.apex) }
    }

    private func lines(of set: SetDrift, apex: DomainName) -> [String] {
        var lines: [String] = []
        if let change = set.change {
            let shown = PlannedChange(change: change, location: set.location, batch: 1)
            lines = set.state == .both ? report.title(of: shown, apex: apex) : report.lines(of: shown, apex: apex)
        } else {
            lines = report.broken("  ~ \(set.key)", indent: 6, .updated)
        }
        if set.state == .both { lines += versions(of: set) }
        for remark in DriftWords.remarks(on: set) { lines += report.broken("        \(remark)", indent: 10, .faint) }
        return lines
    }

    /// All three, one line each.
    private func versions(of set: SetDrift) -> [String] {
        let live = set.unmodelled == nil ? Conflict.words(for: set.live) : "not shown"
        return [("base", Conflict.words(for: set.base)), ("git ", Conflict.words(for: set.head)), ("live", live)]
            .flatMap { name, words in report.broken("      \(name)  \(words)", indent: 12) }
    }
}
