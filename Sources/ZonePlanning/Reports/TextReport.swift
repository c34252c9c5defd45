internal import DNSModel

/// A plan for people at a terminal.
package struct TextReport: Sendable {
    package var style: TextStyle
    /// How wide a line should be, in characters.
    package var width: Int

    package init(style: TextStyle, width: Int = 80) {
        self.style = style
        self.width = width
    }

    /// The whole report, ended by a line feed.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - planPath: the file the plan was written to, for the next steps.
    /// - Returns: the report.
    package func text(of document: PlanDocument, planPath: String? = nil) -> String {
        var lines: [String] = []
        let plan = document.plan
        let changed = plan.zones.filter(\.hasWork)
        for zone in changed {
            lines += self.lines(of: zone)
            lines.append("")
        }
        let quiet = plan.zones.filter { !$0.hasWork }
        for zone in quiet {
            let remarks = counts(of: zone) + findings(of: zone)
            guard !remarks.isEmpty else { continue }
            lines.append("\(style.paint(name(zone.apex), .strong))  no changes")
            lines += remarks
            lines.append("")
        }
        lines += footer(of: document, changed: changed.count, planPath: planPath)
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - A zone

    private func lines(of zone: ZonePlan) -> [String] {
        let provider = Printable.text("\(zone.provider.name) (\(zone.provider.type))")
        var lines = [
            "\(style.paint(name(zone.apex), .strong)) on \(provider): \(PlanSummary(zone.changes).phrase)"
        ]
        if zone.createsZone { lines.append("  " + style.paint("+ the zone itself is created", .created)) }
        let batchCount = zone.batchCount
        var batch = 0
        for planned in zone.changes {
            if batchCount > 1, planned.batch != batch {
                batch = planned.batch
                lines.append("  " + style.paint("change batch \(batch) of \(batchCount)", .faint))
            }
            lines += self.lines(of: planned, apex: zone.apex)
        }
        lines += counts(of: zone)
        lines.append("  " + batches(of: zone))
        return lines + findings(of: zone)
    }

    private func lines(of planned: PlannedChange, apex: DomainName) -> [String] {
        let change = planned.change
        let (sign, role): (String, TextStyle.Role) =
            switch change {
            case .create: ("+", .created)
            case .update: ("~", .updated)
            case .delete: ("-", .deleted)
            }
        let place = planned.location.map { Printable.text($0.description) } ?? ""
        let head = "  \(sign) \(label(change.key.name, apex: apex)) \(change.key.type)  \(timeToLive(of: change))"
        var lines = [
            style.paint(head, role) + (place.isEmpty ? "" : aligned(place, after: head.count))
        ]
        if change.isTTLOnly {
            lines += (change.after?.data ?? []).prefix(3).map { style.paint("        \(shortened($0.text))", .faint) }
            return lines
        }
        for line in ValueLine.lines(of: change) {
            switch line {
            case .kept(let value): lines.append(style.paint("        \(shortened(value))", .faint))
            case .removed(let value): lines.append(style.paint("      - \(shortened(value))", .deleted))
            case .added(let value): lines.append(style.paint("      + \(shortened(value))", .created))
            case .replaced(let old, let new):
                if old.count + new.count + 12 <= width {
                    lines.append(
                        "      " + style.paint("- \(old)", .deleted) + "  " + style.paint("+ \(new)", .created))
                } else {
                    lines.append(style.paint("      - \(shortened(old))", .deleted))
                    lines.append(style.paint("      + \(shortened(new))", .created))
                }
            }
        }
        return lines
    }

    private func timeToLive(of change: Change) -> String {
        switch change {
        case .create(let set), .delete(let set): "ttl \(set.ttl)"
        case .update(let from, let to):
            from.ttl == to.ttl
                ? "ttl \(to.ttl)" : "ttl \(from.ttl) -> \(to.ttl)" + (change.isTTLOnly ? " (TTL only)" : "")
        }
    }

    /// A place at the right edge, or two spaces on.
    private func aligned(_ place: String, after column: Int) -> String {
        let gap = max(2, width - column - place.count)
        return String(repeating: " ", count: gap) + style.paint(place, .faint)
    }

    /// A value that is long is shown whole: what is reviewed is what is applied.
    private func shortened(_ value: String) -> String { value }

    private func name(_ apex: DomainName) -> String {
        let shown = apex.displayText
        return shown == apex.description ? shown : "\(apex) (\(shown))"
    }

    private func label(_ name: DomainName, apex: DomainName) -> String {
        let text = name.text(relativeTo: apex)
        let shown = name.displayText
        return shown == name.description ? text : "\(text) (\(shown))"
    }

    // MARK: - Below the changes

    private func counts(of zone: ZonePlan) -> [String] {
        let counts = zone.counts
        let parts = [
            (counts.ignored, "ignored by the settings"), (counts.unmodelled, "live and not modelled"),
            (counts.leftOut, "declared and left out"),
        ]
        let said = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return said.isEmpty ? [] : ["  " + style.paint("not touched: " + said.joined(separator: ", "), .faint)]
    }

    private func batches(of zone: ZonePlan) -> String {
        let count = zone.batchCount
        let text =
            count == 1
            ? "in 1 change batch, whole or not at all"
            : "in \(count) change batches, each whole or not at all"
        return style.paint("\(text); \(counted(zone.counts.unchanged, "record set")) unchanged", .faint)
    }

    private func findings(of zone: ZonePlan) -> [String] {
        zone.findings.map { finding in
            let role: TextStyle.Role = finding.isBlocking ? .error : .warning
            let word = finding.isAllowed ? "allowed" : finding.severity == .error ? "refused" : "warning"
            return "  " + style.paint("\(word): \(finding.message) [\(finding.policy.rawValue)]", role)
        }
    }

    private func footer(of document: PlanDocument, changed: Int, planPath: String?) -> [String] {
        let plan = document.plan
        var lines: [String] = []
        let zones = counted(plan.zones.count, "zone")
        if plan.isEmpty {
            lines.append("No changes: \(zones) in step with git.")
        } else {
            lines.append(
                style.paint("Plan: ", .strong) + "\(PlanSummary(plan).phrase) in \(changed) of \(zones).")
        }
        if plan.source == .worktree {
            lines.append("This is a preview of uncommitted files; it can't be applied.")
        }
        let blocking = plan.blockingFindings.count
        if blocking > 0 {
            lines.append(
                style.paint("Refused by policy: \(counted(blocking, "finding")); see above.", .error))
        }
        lines.append("Digest: \(document.digest)")
        if let planPath, plan.source == .commit, blocking == 0, !plan.isEmpty {
            lines.append("Next: gate53 approve \(planPath), then gate53 apply \(planPath)")
        }
        return lines
    }
}
