internal import DNSModel

/// Drift for an issue, a chat or a job's summary: Markdown that record data can't break out of.
package struct DriftMarkdownReport: Sendable {
    /// How many octets the report should have at most.
    package var limit: Int

    package init(limit: Int = 900_000) { self.limit = limit }

    /// The whole report; zones that do not fit the limit are counted.
    package func text(of drift: Drift) -> String {
        typealias Plan = MarkdownReport
        var lines = [
            "## \(DriftWords.summary(drift))", "",
            "Looked at \(Plan.code(DriftWords.toTheSecond(drift.time))), \(Plan.code(drift.branch)) at "
                + "\(Plan.code(String(drift.commit.prefix(12)))).", "",
        ]
        let shown = drift.zones.filter(\.isRemarkable)
        if !shown.isEmpty {
            lines += [
                "| Zone | Provider | Drifted | Conflicts | No base | Pending | Accepted |",
                "|---|---|--:|--:|--:|--:|--:|",
            ]
            for zone in shown {
                let counts = zone.counts
                let cells = [
                    Plan.code(zone.apex.description, isInTable: true), Plan.code(zone.provider.name, isInTable: true),
                    "\(counts.drift)", "\(counts.both)", "\(counts.differs)", "\(counts.pending)",
                    "\(counts.accepted)",
                ]
                lines.append("| \(cells.joined(separator: " | ")) |")
            }
            lines.append("")
        }
        for failure in drift.failures {
            let message = Plan.code(failure.message.replacing("\n", with: " "))
            lines.append("- **not looked at** \(Plan.code(failure.apex.description)) \(message)")
        }
        for apex in drift.forgotten {
            lines.append("- \(Plan.code(apex.description)) was applied before and has no zone file now")
        }
        let nowhere = drift.zones.filter { !$0.isRemarkable && $0.base.applied == nil }
        if !nowhere.isEmpty {
            lines.append("- \(counted(nowhere.count, "zone")) in step without a base, so only held against git")
        }
        if let reason = drift.whoUnknown, drift.isDrifted {
            lines.append("- who did it is not known: \(Plan.code(reason))")
        }
        if let phrase = DriftWords.byNameServers(drift) { lines.append("- \(phrase)") }
        if lines.last != "" { lines.append("") }
        var room = limit - lines.reduce(0) { $0 + $1.utf8.count + 1 } - 200
        for (index, zone) in shown.enumerated() {
            let details = self.details(of: zone)
            room -= details.reduce(0) { $0 + $1.utf8.count + 1 }
            if room < 0 {
                lines += ["**\(counted(shown.count - index, "zone")) more not shown here.**", ""]
                break
            }
            lines += details
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private func details(of zone: ZoneDrift) -> [String] {
        let name = MarkdownReport.escapedHTML(zone.apex.description)
        var lines = [
            "<details open><summary><code>\(name)</code>: \(DriftWords.phrase(zone.counts))</summary>", "",
        ]
        let word = zone.base.applied == nil ? "No base" : "Base"
        lines.append("\(word): \(MarkdownReport.code(DriftWords.phrase(zone.base)))")
        for note in zone.notes { lines.append("\n\(MarkdownReport.code(note))") }
        if let phrase = DriftWords.phrase(itselfOf: zone) { lines.append("\n**\(phrase)**") }
        lines.append("")
        for state in DriftWords.order {
            lines += section(DriftWords.heading(state), zone.sets(state, accepted: false), zone.apex)
        }
        lines += section(
            "accepted by the settings", DriftWords.order.flatMap { zone.sets($0, accepted: true) }, zone.apex)
        return lines + ["</details>", ""]
    }

    private func section(_ heading: String, _ sets: [SetDrift], _ apex: DomainName) -> [String] {
        guard !sets.isEmpty else { return [] }
        let body = sets.flatMap { set -> [String] in
            var lines =
                set.change.map { MarkdownReport.lines(of: $0, apex: apex) } ?? ["  \(Printable.text("\(set.key)"))"]
            if set.state == .both { lines.append("# git says: \(Conflict.words(for: set.head))") }
            return lines + DriftWords.remarks(on: set).map { "# \($0)" }
        }
        let fence = MarkdownReport.fence(around: body)
        return ["**\(heading)**", "", fence + "diff"] + body + [fence, ""]
    }
}
