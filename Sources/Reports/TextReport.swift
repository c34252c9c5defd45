package import DNSModel
package import ZonePlanning

/// A plan for people at a terminal.
///
/// Every value is shown whole: what is reviewed is what is applied. What is wider than a line is broken into lines.
package struct TextReport: Sendable {
    package var style: TextStyle
    /// How wide a line may be, in characters.
    package var width: Int
    /// What to say below some changes, one ``Printable`` sentence each, by zone.
    package var remarks: [DomainName: [RecordSet.Key: [String]]] = [:]
    /// What to say of the plan as a whole, one ``Printable`` sentence each.
    package var notes: [String] = []
    /// How findings are worded.
    package var words: FindingWords

    package init(style: TextStyle, width: Int = 80, words: FindingWords = .english) {
        self.words = words
        self.style = style
        self.width = max(40, width)
    }

    /// What a plan needs before it can be applied.
    package enum Approval: Hashable, Sendable {
        case signature
        /// No review is asked for.
        case none
        /// More than anybody could give.
        case impossible
    }

    /// The whole report, ended by a line feed.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - planPath: the file the plan was written to, for the next steps.
    ///   - settingsChanges: how the settings differ from those accepted, or from those of the protected branch.
    ///   - approval: what the next step is.
    /// - Returns: the report.
    package func text(
        of document: PlanDocument, planPath: String? = nil, settingsChanges: [SettingsChange] = [],
        approval: Approval = .signature
    ) -> String {
        var lines: [String] = []
        if !settingsChanges.isEmpty {
            let heading =
                switch document.plan.settingsStatus {
                case .unaccepted: "Settings changed, and accepted with this plan:"
                case .accepted, .unknown: "Settings changed, and in force once they are on the protected branch:"
                }
            lines.append(style.paint(heading, .warning))
            lines += settingsChanges.flatMap { broken("  ! \($0.phrase)", indent: 6, .warning) } + [""]
        }
        lines += absent(document.plan)
        for zone in document.plan.zones where zone.hasChanges {
            lines += self.lines(of: zone)
            lines.append("")
        }
        for zone in document.plan.zones where !zone.hasChanges {
            let remarks = left(in: zone) + counts(of: zone) + findings(of: zone)
            guard !remarks.isEmpty else { continue }
            lines += broken("\(name(zone.apex)): no changes", indent: 2, .strong)
            lines += remarks
            lines.append("")
        }
        if !notes.isEmpty { lines += notes.flatMap { broken("note: \($0)", indent: 2, .warning) } + [""] }
        lines += footer(of: document, planPath: planPath, approval)
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Zones that are left out

    private func absent(_ plan: Plan) -> [String] {
        if plan.absent.isEmpty { return [] }
        var lines = [style.paint("Not managed, and not in this plan:", .warning)]
        for (index, zone) in plan.absent.enumerated() {
            lines += broken("  ! \(zone.phrase)", indent: 6, .warning)
            let next = plan.absent.indices.contains(index + 1) ? plan.absent[index + 1] : nil
            if next?.remedy != zone.remedy { lines += broken("    \(zone.remedy)", indent: 6, .faint) }
        }
        return lines + [""]
    }

    // MARK: - A zone

    private func lines(of zone: ZonePlan) -> [String] {
        let provider = Printable.text("\(zone.provider.name) (\(zone.provider.type))")
        var lines = broken("\(name(zone.apex)) on \(provider): \(PlanSummary(zone.changes).phrase)", indent: 2, .strong)
        if let restores = zone.restores { lines += broken("  back to \(restores.phrase)", indent: 4, .faint) }
        lines.append("")
        if zone.createsZone {
            let settings = zone.creationAttributes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            let details = settings.isEmpty ? "" : " (\(Printable.text(settings.joined(separator: ", "))))"
            lines += broken("  + the zone itself\(details)", indent: 6, .created)
        }
        let batchCount = zone.batchCount
        var batch = 0
        let (changes, headings) = Self.grouped(zone)
        for planned in changes {
            if batchCount > 1, planned.batch != batch {
                if batch > 0 { lines.append("") }
                batch = planned.batch
                lines.append(style.paint("  change batch \(batch) of \(batchCount)", .faint))
            }
            if let heading = headings[planned.change.key] {
                if lines.last?.isEmpty == false { lines.append("") }
                lines += broken("  \(heading)", indent: 4, .warning)
            }
            let isBack = zone.restores != nil && planned.change.after != nil
            lines += self.lines(
                of: planned, apex: zone.apex, undeclared: isBack ? "not as declared" : "not declared")
            for remark in remarks[zone.apex]?[planned.change.key] ?? [] {
                lines += broken("        \(remark)", indent: 10, .faint)
            }
        }
        if zone.deletesZone { lines.append(style.paint("  - the zone itself", .deleted)) }
        lines.append("")
        lines += left(in: zone)
        lines += batches(of: zone) + counts(of: zone) + findings(of: zone)
        return lines
    }

    /// The changes of a zone batch by batch, and in a batch by their causes, with the heading that the first one of
    /// each group gets.
    private static func grouped(_ zone: ZonePlan) -> ([PlannedChange], [RecordSet.Key: String]) {
        guard zone.changes.contains(where: { $0.cause != .own }) else { return (zone.changesByBatch, [:]) }
        var (changes, headings): ([PlannedChange], [RecordSet.Key: String]) = ([], [:])
        let batches = Dictionary(grouping: zone.changes, by: \.batch)
        for batch in batches.keys.sorted() {
            for cause in PlannedChange.Cause.shown {
                let group = batches[batch]?.filter { $0.cause == cause } ?? []
                if let first = group.first, let heading = cause.heading { headings[first.change.key] = heading }
                changes += group
            }
        }
        return (changes, headings)
    }

    /// What was changed at the provider and is left so.
    private func left(in zone: ZonePlan) -> [String] {
        if zone.left.isEmpty { return [] }
        return broken("  \(ZonePlan.leftHeading)", indent: 4, .warning)
            + zone.leftLines.flatMap { broken("    \(Printable.text($0))", indent: 6) } + [""]
    }

    // MARK: - Below the changes

    private func batches(of zone: ZonePlan) -> [String] {
        let count = zone.batchCount
        let text =
            count == 1
            ? "applied in 1 change batch, whole or not at all"
            : "applied in \(count) change batches (at least \(zone.batchesAtLeast)), each whole or not at all"
        return broken("  \(text)", indent: 4, .faint)
    }

    private func counts(of zone: ZonePlan) -> [String] {
        let counts = zone.counts
        var parts = [
            (counts.ignored, "ignored by the settings"), (counts.unmodelled, "live and not modelled"),
            (counts.leftAlone, "left alone by git"),
            (counts.dynamic, ZonePlan.ofHosts), (counts.leftOut, "declared and left out"),
        ]
        if zone.hasChanges {
            parts =
                [(counts.unchanged, "unchanged"), (counts.provided, "of the provider's own (apex SOA, NS)")] + parts
        }
        let said = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return said.isEmpty ? [] : broken("  not touched: " + said.joined(separator: ", "), indent: 4, .faint)
    }

    private func findings(of zone: ZonePlan) -> [String] {
        zone.findings.flatMap { finding in
            let role: TextStyle.Role = finding.isBlocking ? .error : .warning
            let word = finding.isAllowed ? "allowed" : finding.severity == .error ? "refused" : "warning"
            return broken(
                "  \(word): \(words.line(finding, of: zone.apex))", indent: 4, role)
        }
    }

    private func footer(of document: PlanDocument, planPath: String?, _ approval: Approval) -> [String] {
        let plan = document.plan
        var lines: [String] = []
        if plan.zones.isEmpty {
            lines.append("No changes: no zone was checked.")
        } else if plan.isEmpty {
            let isOne = plan.zones.count == 1
            let drifted = plan.zones.count { !$0.left.isEmpty }
            lines.append(
                drifted == 0
                    ? "No changes: \(counted(plan.zones.count, "zone")) \(isOne ? "is" : "are") in sync with git."
                    : "No changes: \(counted(plan.zones.count, "zone")); \(drifted) drifted, and left so.")
        } else if plan.isRestoring {
            lines += broken(
                "Plan to take drift back: \(PlanSummary(plan).phrase) in \(counted(plan.zones.count, "zone")).",
                indent: 2, .strong)
        } else {
            let changed = plan.zones.count(where: \.hasChanges)
            lines += broken(
                "Plan: \(PlanSummary(plan).phrase) in \(changed) of \(counted(plan.zones.count, "zone")).", indent: 2,
                .strong)
        }
        if plan.source == .worktree {
            lines.append("This is a preview of uncommitted files; it can't be applied.")
        }
        if !plan.allowed.isEmpty {
            lines += broken(
                "Allowed by name: \(plan.allowed.map(\.rawValue).joined(separator: ", ")).", indent: 2, .warning)
        }
        let blocking = plan.blockingFindings.count
        if blocking > 0 {
            lines.append(style.paint("Refused by policy: \(counted(blocking, "finding")), see above.", .error))
        }
        lines.append("Digest: \(document.digest)")
        if let day = plan.validUntil, !plan.isEmpty || !plan.settingsStatus.changes.isEmpty {
            lines.append("Good until \(day).")
        }
        if let planPath, plan.source == .commit, blocking == 0, !plan.isEmpty {
            let path = Printable.text(planPath)
            switch approval {
            case .signature: lines.append("Next: gate53 approve \(path), then gate53 apply \(path)")
            case .none: lines.append("Next: gate53 apply \(path)")
            case .impossible: lines.append("Next: nobody can approve this plan yet; see the warning")
            }
        }
        return lines
    }
}
