internal import DNSModel
package import ZonePlanning

/// Drift for an issue, a chat or a job's summary: Markdown that record data can't break out of.
package struct DriftMarkdownReport: Sendable {
    /// How many octets the report should have at most.
    package var limit: Int

    /// - Parameter limit: how many octets there may be; GitHub takes 65,536 characters in an issue or a comment.
    package init(limit: Int = 60_000) { self.limit = limit }

    /// The whole report; zones that do not fit the limit are left out whole, and counted.
    package func text(of drift: Drift) -> String {
        typealias Plan = MarkdownReport
        var lines = [
            "## \(DriftWords.summary(drift))", "",
            "Checked \(Plan.code(DriftWords.toTheSecond(drift.time))), \(Plan.code(drift.branch)) at "
                + "\(Plan.code(String(drift.commit.prefix(12)))).", "",
        ]
        let shown = drift.zones.filter(\.isRemarkable)
        if !shown.isEmpty {
            var room = limit / 2
            lines += Plan.fitting(
                [
                    "| Zone | Provider | Drifted | Conflicts | No base | Pending | Accepted |",
                    "|---|---|--:|--:|--:|--:|--:|",
                ] + shown.map(row), in: &room)
        }
        lines += remarks(on: drift)
        if lines.last != "" { lines.append("") }
        let next = DriftWords.next(drift).map { [$0, ""] } ?? []
        var room = limit - Plan.size(of: lines) - Plan.size(of: next) - 300
        var leftOut = 0
        for zone in shown {
            let details = self.details(of: zone)
            let size = Plan.size(of: details)
            if size > room {
                leftOut += 1
                continue
            }
            room -= size
            lines += details
        }
        if leftOut > 0 {
            lines += [
                "**\(leftOut) more \(leftOut == 1 ? "zone is" : "zones are") not shown here, with what differs in them.** "
                    + "`gate53 drift` shows all, `gate53 drift --zone NAME` one.", "",
            ]
        }
        lines += next
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(of zone: ZoneDrift) -> String {
        typealias Plan = MarkdownReport
        let counts = zone.counts
        let cells =
            [Plan.code(zone.apex.description, isInTable: true), Plan.code(zone.provider.name, isInTable: true)]
            + [counts.drift, counts.both, counts.differs, counts.pending, counts.accepted].map(Plan.cell)
        return "| \(cells.joined(separator: " | ")) |"
    }

    /// What is to be known beside the zones that are shown.
    private func remarks(on drift: Drift) -> [String] {
        typealias Plan = MarkdownReport
        func names(_ zones: [DomainName]) -> String {
            zones.count == 1 ? Plan.code(zones[0].description) : Plan.code(ManyZones.list(zones))
        }
        var lines: [String] = []
        for (zones, message) in ManyZones.grouped(drift.failures.map { ($0.apex, $0.message) }) {
            lines.append("- **not checked** \(names(zones)) \(Plan.code(message.replacing("\n", with: " ")))")
        }
        for (zones, message) in ManyZones.grouped(
            drift.forgotten.map { ($0, "was applied before and has no zone file any more") })
        {
            lines.append("- \(names(zones)) \(message)")
        }
        let nowhere = drift.zones.filter { !$0.isRemarkable && $0.base.applied == nil }
        if !nowhere.isEmpty {
            lines.append("- \(counted(nowhere.count, "zone")) in sync without a base, so only compared with git")
        }
        if let reason = drift.whoUnknown, drift.isDrifted {
            lines.append("- who did it is not known: \(Plan.code(reason))")
        }
        if let phrase = DriftWords.byNameServers(drift) { lines.append("- \(phrase)") }
        var room = limit / 4
        return Plan.fitting(lines, in: &room)
    }

    private func details(of zone: ZoneDrift) -> [String] {
        let name = MarkdownReport.escapedHTML(zone.apex.description)
        var lines = [
            "<details open><summary><code>\(name)</code>: \(DriftWords.phrase(zone.counts))</summary>", "",
        ]
        let word = zone.base.applied == nil ? "No base" : "Base"
        lines.append("\(word): \(MarkdownReport.code(DriftWords.phrase(zone.base)))")
        for note in zone.notes { lines.append("\n\(MarkdownReport.code(note))") }
        if let phrase = DriftWords.phrase(existenceOf: zone) { lines.append("\n**\(phrase)**") }
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
