package import DNSModel
package import ZonePlanning

/// A plan for a pull request: Markdown that record data can't break out of.
///
/// Whatever a user wrote stands in code, in which Markdown, HTML, mentions and links mean nothing.
package struct MarkdownReport: Sendable {
    /// How many octets the report should have at most; forges refuse longer comments (GitHub at 65,536 characters).
    package var limit: Int
    /// Where the files of the plan's commit are shown, as a relative or whole URL that a file's path follows; nothing
    /// where that is not known, and then no file is linked.
    package var files: String?
    /// What to say of some changes, one sentence each, by zone.
    package var remarks: [DomainName: [RecordSet.Key: [String]]] = [:]
    /// What to say of the plan as a whole, one sentence each.
    package var notes: [String] = []
    /// How findings are worded.
    package var words: FindingWords

    package init(
        limit: Int = 60_000, files: String? = nil, words: FindingWords = .english
    ) {
        self.words = words
        self.files = files
        self.limit = limit
    }

    /// The whole report.
    ///
    /// Where the changes don't fit the limit, the report says how many lines it leaves out.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - settingsChanges: how the settings differ from those of the protected branch.
    /// - Returns: the report.
    package func text(of document: PlanDocument, settingsChanges: [SettingsChange] = []) -> String {
        let plan = document.plan
        var head = [Self.title(plan), ""]
        let end = Self.end(of: document)
        // Besides what is cut off: the lines that say so.
        var room = limit - Self.size(of: head) - Self.size(of: end) - 300
        for list in lists(of: plan, settingsChanges) {
            head += Self.fitting(list.heading + list.lines, in: &room)
        }
        let changed = plan.zones.filter(\.hasChanges)
        for (index, zone) in changed.enumerated() {
            guard room > 400 else {
                head += [Self.leftOut(changed.count - index, "zone"), ""]
                break
            }
            let details = self.details(of: zone, room: room, isOpen: changed.count == 1)
            room -= Self.size(of: details)
            head += details
        }
        return (head + end).joined(separator: "\n") + "\n"
    }

    static func title(_ plan: Plan) -> String { "## DNS plan: \(PlanSummary(plan).phrase)" }

    /// The last lines.
    static func end(of document: PlanDocument) -> [String] {
        let plan = document.plan
        var end: [String] = []
        let quiet = plan.zones.count { !$0.hasChanges }
        if quiet > 0 { end += ["\(counted(quiet, "zone")) without changes.", ""] }
        if plan.source == .worktree { end += ["**A preview of uncommitted files; it can't be applied.**", ""] }
        let isGood = !plan.isEmpty || !plan.settingsStatus.changes.isEmpty
        let until = isGood ? plan.validUntil.map { ", good until \($0)" } ?? "" : ""
        end.append("Digest: \(Self.code(document.digest.description))\(until)")
        return end
    }

    /// Lines of which some can stand elsewhere, under the same heading.
    struct Lines: Hashable {
        var heading: [String] = []
        var lines: [String]
    }

    /// What comes before the changes of the zones.
    func lists(of plan: Plan, _ settingsChanges: [SettingsChange]) -> [Lines] {
        let changed = plan.zones.filter(\.hasChanges)
        let table = Lines(
            heading: ["| Zone | Provider | Create | Update | Delete | Batches |", "|---|---|--:|--:|--:|--:|"],
            lines: changed.map(row))
        return [
            Lines(lines: notes.map { "- **note** \(Self.code($0))" }),
            Lines(lines: settingsChanges.map { "- **settings changed** \(Self.code($0.phrase))" }),
            Lines(lines: Self.absent(plan)), Lines(lines: changed.flatMap(restored)), table,
            Lines(lines: plan.zones.flatMap(findings)), Lines(lines: plan.zones.flatMap(left)),
            Lines(lines: plan.zones.flatMap(hosts)),
        ].filter { !$0.lines.isEmpty }
    }

    /// The zones that the plan leaves out, and what can be done.
    private static func absent(_ plan: Plan) -> [String] {
        var lines: [String] = []
        for (index, zone) in plan.absent.enumerated() {
            lines.append("- **\(zone.wasManaged ? "not managed any more" : "not managed")** \(code(zone.phrase))")
            let next = plan.absent.indices.contains(index + 1) ? plan.absent[index + 1] : nil
            if next?.remedy != zone.remedy { lines.append("  - \(code(zone.remedy))") }
        }
        return lines
    }

    /// The lines there is room for, how many are left out, and an empty line.
    static func fitting(_ lines: [String], in room: inout Int) -> [String] {
        if lines.isEmpty { return [] }
        let kept = cut(lines, to: room)
        room -= size(of: kept) + 1
        if kept.count == lines.count { return kept + [""] }
        return kept + ["", leftOut(lines.count - kept.count, "line"), ""]
    }

    /// The first lines that together are not larger than there is room.
    private static func cut(_ lines: [String], to room: Int) -> [String] {
        var left = room
        let end = lines.firstIndex { line in
            left -= line.utf8.count + 1
            return left < 0
        }
        return Array(lines[..<(end ?? lines.count)])
    }

    private static func leftOut(_ count: Int, _ noun: String) -> String {
        "**\(count) more \(noun)\(count == 1 ? " is" : "s are") not shown here; read the whole plan before approving.**"
    }

    private func row(of zone: ZonePlan) -> String {
        let summary = PlanSummary(zone.changes)
        let cells = [
            Self.code(zone.apex.description, isInTable: true), Self.code(zone.provider.name, isInTable: true),
            Self.cell(summary.creates), Self.cell(summary.updates), Self.cell(summary.deletes), "\(zone.batchCount)",
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    /// A count in a table, in which only what there is meets the eye.
    static func cell(_ count: Int) -> String { count == 0 ? "" : "\(count)" }

    /// What the changes bring back, and what is known of them.
    private func restored(_ zone: ZonePlan) -> [String] {
        let known = remarks[zone.apex] ?? [:]
        let lines = zone.changes.flatMap { planned in
            (known[planned.change.key] ?? []).map { "  - \(Self.code("\(planned.change.key)")) \(Self.code($0))" }
        }
        guard let base = zone.restores else {
            return lines.isEmpty ? [] : ["- **takes back** \(Self.code(zone.apex.description))"] + lines
        }
        return ["- **restores** \(Self.code(zone.apex.description)) \(Self.code("back to \(base.phrase)"))"] + lines
    }

    /// What was changed at the provider and is left so.
    private func left(in zone: ZonePlan) -> [String] {
        zone.leftLines.map { "- **left as it is** \(Self.code(zone.apex.description)) \(Self.code($0))" }
    }

    /// The hosts of the dynamic DNS service: those that git takes over, and how much of the others is left alone.
    private func hosts(in zone: ZonePlan) -> [String] {
        let apex = Self.code(zone.apex.description)
        let taken = zone.changes.filter(\.wasDynamic).map { planned in
            let key = planned.change.key
            let set = "\(key.name.text(relativeTo: zone.apex)) \(key.typeAndIdentifier)"
            return "- **takes over** \(apex) \(Self.code("\(set): \(PlannedChange.takeOver)"))"
        }
        let count = zone.counts.dynamic
        return taken
            + (count > 0 ? ["- **not touched** \(apex) \(Self.code("\(count) \(ZonePlan.ofHosts)"))"] : [])
    }

    private func findings(of zone: ZonePlan) -> [String] {
        zone.findings.map { finding in
            let word = finding.isAllowed ? "allowed" : finding.severity == .error ? "refused" : "warning"
            let code = [zone.apex.description, words.sentence(finding, zone.apex), finding.policy.rawValue].map {
                Self.code($0)
            }
            return "- **\(word)** \(code.joined(separator: " "))"
        }
    }

    /// The changes of a zone, as many as there is room for; what is deleted stands apart.
    private func details(of zone: ZonePlan, room: Int, isOpen: Bool) -> [String] {
        let head = Self.summary(of: zone, isOpen: isOpen)
        // Besides the body: its fences, the headings, the end, and the line that says what is left out.
        var left = room - head.utf8.count - Self.roomAround
        var lines = [head, ""]
        var isWhole = true
        for group in Self.groups(of: zone) {
            let shown = Self.cut(group.lines, to: left)
            isWhole = isWhole && shown.count == group.lines.count
            left -= Self.size(of: shown)
            if !shown.isEmpty { lines += Self.fenced(shown, under: group.heading) }
            if shown.count < group.lines.count { lines += [Self.leftOut(group.lines.count - shown.count, "line"), ""] }
        }
        if isWhole { lines += places(of: zone, room: left) }
        return lines + ["</details>", ""]
    }

    /// What stands around the lines of a zone: fences, headings, the end, and a line that says what is left out.
    static let roomAround = 300

    /// The line that opens a zone.
    static func summary(of zone: ZonePlan, isOpen: Bool, isContinued: Bool = false) -> String {
        let name = escapedHTML(zone.apex.description)
        return "<details\(isOpen ? " open" : "")><summary><code>\(name)</code>: \(PlanSummary(zone.changes).phrase)"
            + "\(isContinued ? ", continued" : "")</summary>"
    }

    /// The changes of a zone as the lines of a diff, in groups.
    static func groups(of zone: ZonePlan) -> [Lines] {
        var made: [String] = []
        if zone.createsZone {
            let settings = zone.creationAttributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            made.append(Printable.text("+ zone \(zone.apex)\(settings)"))
        }
        let own = zone.changes.filter { $0.cause == .own }
        made += own.filter { $0.change.after != nil }.flatMap { lines(of: $0.change, apex: zone.apex) }
        let deletions = own.filter { $0.change.after == nil }
        var deleted = deletions.flatMap { lines(of: $0.change, apex: zone.apex) }
        if zone.deletesZone { deleted.append("- zone \(zone.apex)") }
        var groups = [Lines(lines: made), Lines(heading: ["**Deleted:**", ""], lines: deleted)]
        for cause in PlannedChange.Cause.shown {
            guard let heading = cause.heading else { continue }
            let changes = zone.changes.filter { $0.cause == cause }
            groups.append(
                Lines(
                    heading: ["**\(heading)**", ""],
                    lines: changes.flatMap { lines(of: $0.change, apex: zone.apex) }))
        }
        return groups.filter { !$0.lines.isEmpty }
    }

    /// Lines of a diff as a block of code.
    static func fenced(_ lines: [String], under heading: [String]) -> [String] {
        let fence = fence(around: lines)
        return heading + [fence + "diff"] + lines + [fence, ""]
    }

    /// Where the changed sets are declared, as links, the first ones where they are many.
    func places(of zone: ZonePlan, room: Int) -> [String] {
        guard let files else { return [] }
        var seen: Set<SourceLocation> = []
        let links = zone.changes.compactMap(\.location).filter { seen.insert($0).inserted }.map { place in
            let line = place.line > 0 ? "#L\(place.line)" : ""
            // Without its column: that is nothing which a page can show.
            let shown = SourceLocation(file: place.file, line: place.line).description
            return "[\(Self.code(shown))](\(files)\(Self.urlPath(place.file))\(line))"
        }
        let shown = links.prefix(Self.mostLinks)
        if shown.isEmpty { return [] }
        let more = links.count > shown.count ? " and \(links.count - shown.count) more" : ""
        let line = "Declared at \(shown.joined(separator: ", "))\(more)."
        return line.utf8.count < room ? [line, ""] : []
    }

    private static let mostLinks = 20

    /// A path in a URL: what is not unreserved is percent-encoded (RFC 3986, section 2), so that Markdown finds nothing
    /// in it.
    private static func urlPath(_ path: String) -> String {
        path.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "~"),
                UInt8(ascii: "/"):
                String(UnicodeScalar(octet))
            default: "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }.joined()
    }

    static func size(of lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

    /// A change as the lines of a diff, each beginning with `+`, `-` or a space.
    static func lines(of change: Change, apex: DomainName) -> [String] {
        let name = change.key.name.text(relativeTo: apex)
        // TTL, type, identifier and routing stand in each line, so that a change of one of them changes all lines.
        func lines(of set: RecordSet?) -> [String] {
            guard let set else { return [] }
            let text = SetText(set)
            let routing = text.attributes.isEmpty ? "" : " (\(text.attributes.joined(separator: ", ")))"
            let ttl = set.ttl.map { "\($0) " } ?? ""
            let head = Printable.text("\(name) \(ttl)\(set.key.typeAndIdentifier)") + routing
            return text.values.map { "\(head) \($0)" }
        }
        let (before, after) = (lines(of: change.before), lines(of: change.after))
        let (old, new) = (Set(before), Set(after))
        return after.filter(old.contains).map { "  \($0)" } + before.filter { !new.contains($0) }.map { "- \($0)" }
            + after.filter { !old.contains($0) }.map { "+ \($0)" }
    }

    /// A fence of more backticks than any line has in a row.
    static func fence(around lines: [String]) -> String {
        String(repeating: "`", count: max(3, (lines.lazy.map(longestRun).max() ?? 0) + 1))
    }

    /// How many backticks there are in a row, at most.
    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for octet in text.utf8 {
            run = octet == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// Text that HTML shows as it is.
    static func escapedHTML(_ text: String) -> String {
        var result = ""
        for scalar in Printable.text(text).unicodeScalars {
            switch scalar {
            case "&", "<", ">", "\"", "@": result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text as a code span (CommonMark section 6.1) that ends where the text ends.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - isInTable: whether it is in a cell of a table, where `|` needs a backslash even in code.
    /// - Returns: the code span.
    static func code(_ text: String, isInTable: Bool = false) -> String {
        var text = Printable.text(text)
        if isInTable { text = text.replacing("|", with: "\\|") }
        let fence = String(repeating: "`", count: longestRun(in: text) + 1)
        return fence.count > 1 ? "\(fence) \(text) \(fence)" : "`\(text)`"
    }
}
