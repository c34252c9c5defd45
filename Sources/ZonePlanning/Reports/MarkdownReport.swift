internal import DNSModel

/// A plan for a pull request: Markdown that record data can't break out of.
package struct MarkdownReport: Sendable {
    package init() {}

    /// The whole report.
    package func text(of document: PlanDocument) -> String {
        let plan = document.plan
        var lines = ["## DNS plan: \(PlanSummary(plan).phrase)", ""]
        if plan.zones.contains(where: \.hasWork) {
            lines += ["| Zone | Provider | Create | Update | Delete | Batches |", "|---|---|--:|--:|--:|--:|"]
            for zone in plan.zones where zone.hasWork {
                let summary = PlanSummary(zone.changes)
                lines.append(
                    "| \(code(zone.apex.description)) | \(code(zone.provider.name)) | \(summary.creates) | "
                        + "\(summary.updates) | \(summary.deletes) | \(zone.batchCount) |")
            }
            lines.append("")
        }
        for zone in plan.zones where zone.hasWork || !zone.findings.isEmpty { lines += self.lines(of: zone) }
        let quiet = plan.zones.count { !$0.hasWork }
        if quiet > 0 { lines += ["\(counted(quiet, "zone")) without changes.", ""] }
        if plan.source == .worktree { lines += ["**A preview of uncommitted files; it can't be applied.**", ""] }
        lines.append("Digest: \(code(document.digest.description))")
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of zone: ZonePlan) -> [String] {
        var lines: [String] = []
        for finding in zone.findings {
            let word = finding.isAllowed ? "allowed" : finding.severity == .error ? "refused" : "warning"
            lines.append(
                "- **\(word)** \(code(zone.apex.description)): \(Self.escaped(finding.message)) "
                    + code(finding.policy.rawValue))
        }
        if !zone.findings.isEmpty { lines.append("") }
        guard zone.hasWork else { return lines }
        var body: [String] = []
        if zone.createsZone { body.append("+ zone \(zone.apex)") }
        let report = TextReport(style: TextStyle(isColoured: false), width: 100)
        body += report.diffLines(of: zone)
        let fence = Self.fence(around: body)
        lines += [
            "<details><summary>\(Self.escaped(zone.apex.description)): \(PlanSummary(zone.changes).phrase)</summary>",
            "", fence + "diff",
        ]
        return lines + body + [fence, "", "</details>", ""]
    }

    /// A fence of more backticks than any line has in a row.
    static func fence(around lines: [String]) -> String {
        var longest = 0
        for line in lines {
            var run = 0
            for octet in line.utf8 {
                run = octet == UInt8(ascii: "`") ? run + 1 : 0
                longest = max(longest, run)
            }
        }
        return String(repeating: "`", count: max(3, longest + 1))
    }

    /// Text that Markdown and HTML show as it is.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in Printable.text(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "@": result += "&#64;"
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }

    /// Text as a code span.
    private func code(_ text: String) -> String {
        let text = Printable.text(text).replacing("|", with: "\\|")
        let fence = String(repeating: "`", count: Self.fence(around: [text]).count > 3 ? 4 : 1)
        return text.contains("`") ? "\(fence) \(text) \(fence)" : "`\(text)`"
    }
}

extension TextReport {
    /// The changes of a zone as the lines of a diff, each beginning with `+`, `-` or a space.
    func diffLines(of zone: ZonePlan) -> [String] {
        zone.changes.flatMap { planned -> [String] in
            let change = planned.change
            let name = change.key.name.text(relativeTo: zone.apex)
            func line(_ sign: String, _ set: RecordSet, _ data: RecordData) -> String {
                "\(sign) \(name) \(set.ttl) \(set.type) \(data.text)"
            }
            let kept: Set<RecordData> =
                change.before?.ttl == change.after?.ttl
                ? Set(change.before?.data ?? []).intersection(change.after?.data ?? []) : []
            var lines: [String] = []
            if let after = change.after { lines += after.data.filter(kept.contains).map { line(" ", after, $0) } }
            if let before = change.before {
                lines += before.data.filter { !kept.contains($0) }.map { line("-", before, $0) }
            }
            if let after = change.after {
                lines += after.data.filter { !kept.contains($0) }.map { line("+", after, $0) }
            }
            return lines
        }
    }
}
