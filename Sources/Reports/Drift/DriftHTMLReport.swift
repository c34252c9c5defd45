private import DNSModel
private import FoundationEssentials
package import ZonePlanning

/// Drift as one HTML file that needs nothing else: no script, no image, no request to anywhere.
///
/// Whatever somebody wrote into a zone is escaped, and the policy in the page's head lets a browser take nothing from
/// the page but its one style sheet, by its digest (Content Security Policy Level 3).
package struct DriftHTMLReport: Sendable {
    /// Earlier looks, oldest first, for the chart.
    package var runs: [DriftState.Run]

    package init(runs: [DriftState.Run] = []) { self.runs = runs }

    /// The whole page.
    package func text(of drift: Drift) -> String {
        let verdict = verdict(on: drift)
        var lines = [
            "<!DOCTYPE html>", #"<html lang="en">"#, "<head>", #"<meta charset="utf-8">"#,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-\(Self.styleDigest)'; "
                + "base-uri 'none'; form-action 'none'\">",
            #"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
            #"<meta name="color-scheme" content="light dark">"#, #"<meta name="referrer" content="no-referrer">"#,
            "<title>\(Markup.escaped(DriftWords.summary(drift)))</title>",
            "<style>\(Self.style)</style>", "</head>", "<body>", "<header>",
            "<p class=\"name\">gate53 drift</p>",
            "<h1 class=\"\(verdict.kind)\">\(Markup.escaped(verdict.words))</h1>",
            "<p class=\"facts\">Checked \(time(drift.time)) against <code>\(Markup.escaped(drift.branch))</code> at "
                + "<code>\(Markup.escaped(String(drift.commit.prefix(12))))</code>\(oldest(drift))</p>",
            "</header>", "<main>",
        ]
        lines += tiles(drift)
        if let chart = DriftChart(runs) { lines += chart.lines }
        lines += failures(drift)
        lines += next(drift)
        lines += DriftHTMLIndex(drift)?.lines ?? []
        // Those that somebody has to look at come first.
        for zone in drift.zones where zone.isRemarkable && zone.isDrifted { lines += section(of: zone) }
        for zone in drift.zones where zone.isRemarkable && !zone.isDrifted { lines += section(of: zone) }
        lines += quietZones(drift)
        lines += ["</main>", "</body>", "</html>"]
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - The head

    private func verdict(on drift: Drift) -> (kind: String, words: String) {
        let drifted = drift.zones.count(where: \.isDrifted)
        if drifted > 0 { return ("bad", "\(counted(drifted, "zone")) drifted") }
        if !drift.failures.isEmpty { return ("unknown", "\(counted(drift.failures.count, "zone")) not checked") }
        return ("good", drift.zones.count == 1 ? "In sync" : "All in sync")
    }

    private func oldest(_ drift: Drift) -> String {
        guard drift.isDrifted, let oldest = drift.oldest, let then = Instant(parsing: oldest),
            let now = Instant(parsing: drift.time)
        else { return "" }
        return ", oldest drift \(Self.age(now.seconds - then.seconds)) old"
    }

    private func time(_ time: String) -> String {
        let shown = DriftWords.toTheSecond(time)
        let words = shown.replacing("T", with: " ").replacing("Z", with: " UTC")
        return "<time datetime=\"\(Markup.escaped(shown))\">\(Markup.escaped(words))</time>"
    }

    /// A span as people say it, as in `3 days`.
    static func age(_ seconds: Int64) -> String {
        let seconds = max(0, seconds)
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) minutes" }
        if seconds < 172_800 { return "\(seconds / 3600) hours" }
        return "\(seconds / 86_400) days"
    }

    private func tiles(_ drift: Drift) -> [String] {
        let counts = drift.counts
        func tile(_ kind: String, _ count: Int, _ word: String) -> String {
            "<li class=\"\(count == 0 ? "none" : kind)\"><b>\(count)</b> \(word)</li>"
        }
        var lines = [#"<ul class="tiles">"#, tile("drift", counts.drift, "changed outside")]
        lines.append(tile("both", counts.both, counts.both == 1 ? "conflict" : "conflicts"))
        if counts.differs > 0 { lines.append(tile("differs", counts.differs, "differ, no base")) }
        lines.append(tile("pending", counts.pending, "pending"))
        if counts.accepted > 0 { lines.append(tile("accepted", counts.accepted, "accepted")) }
        lines.append(tile("insync", counts.inSync, "in sync"))
        lines.append(tile("plain", counts.unmanaged, "not git's"))
        return lines + ["</ul>"]
    }

    private func failures(_ drift: Drift) -> [String] {
        func names(_ zones: [DomainName]) -> String {
            zones.count == 1 ? "<code>\(Markup.name("\(zones[0])"))</code>" : Markup.name(ManyZones.list(zones))
        }
        var items = ManyZones.grouped(drift.failures.map { ($0.apex, $0.message) }).map { zones, message in
            "<li>\(names(zones)) could not be checked: \(Markup.escaped(message.replacing("\n", with: " ")))</li>"
        }
        let gone = "was applied before and has no zone file any more; it is not checked"
        items += ManyZones.grouped(drift.forgotten.map { ($0, gone) }).map { zones, message in
            "<li>\(names(zones)) \(message)</li>"
        }
        if let reason = drift.whoUnknown, drift.isDrifted {
            items.append("<li>Who did it is not known: \(Markup.escaped(reason))</li>")
        }
        if let phrase = DriftWords.byNameServers(drift) { items.append("<li>\(Markup.escaped(phrase))</li>") }
        return items.isEmpty ? [] : [#"<ul class="notes">"#] + items + ["</ul>"]
    }

    /// What to do about drift.
    private func next(_ drift: Drift) -> [String] {
        guard let next = DriftWords.next(drift) else { return [] }
        let parts = next.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index % 2 == 1 ? "<code>\(Markup.escaped(String(part)))</code>" : Markup.escaped(String(part))
        }
        return ["<p class=\"next\">\(parts.joined()).</p>"]
    }

    // MARK: - Zones

    private func section(of zone: ZoneDrift) -> [String] {
        let counts = zone.counts
        var chips: [String] = []
        func chip(_ kind: String, _ text: String) {
            chips.append("<span class=\"chip \(kind)\">\(Markup.escaped(text))</span>")
        }
        if let phrase = DriftWords.phrase(existenceOf: zone) {
            chip(zone.isExistenceDrifted ? "drift" : "pending", phrase)
        }
        if counts.drift > 0 { chip("drift", "\(counts.drift) drifted") }
        if counts.both > 0 { chip("both", counted(counts.both, "conflict")) }
        if counts.differs > 0 { chip("differs", "\(counts.differs) without a base") }
        if counts.pending > 0 { chip("pending", "\(counts.pending) pending") }
        if counts.accepted > 0 { chip("accepted", "\(counts.accepted) accepted") }
        if chips.isEmpty { chip("insync", "in sync") }
        let shown = Printable.text(zone.apex.displayText)
        let other = shown == zone.apex.description ? "" : " <small>\(Markup.name(shown))</small>"
        var lines = [
            "<details class=\"zone \(DriftHTMLIndex.kinds(of: zone).joined(separator: " "))\" id=\"\(DriftHTMLIndex.anchor(of: zone))\"\(zone.isDrifted ? " open" : "")>",
            "<summary><h2>\(Markup.name(zone.apex.description))\(other)</h2> <span class=\"chips\">\(chips.joined(separator: " "))</span></summary>",
        ]
        let word = zone.base.applied == nil ? "No base: " : "Base: "
        lines.append(
            "<p class=\"facts\">\(Markup.escaped("\(zone.provider.name) (\(zone.provider.type))")). "
                + "\(word)\(Markup.escaped(DriftWords.phrase(zone.base))).</p>")
        lines += zone.notes.map { "<p class=\"note\">\(Markup.escaped($0))</p>" }
        for state in DriftWords.order {
            lines += group(DriftWords.heading(state), state.rawValue, zone.sets(state, accepted: false), zone.apex)
        }
        lines += group(
            "accepted by the settings", "accepted", DriftWords.order.flatMap { zone.sets($0, accepted: true) },
            zone.apex)
        if zone.unchanged == 0, zone.unmanaged.count == 0 { return lines + ["</details>"] }
        var rest = "\(zone.unchanged) in sync"
        if let phrase = DriftWords.phrase(zone.unmanaged) { rest += "; not git's: \(phrase)" }
        return lines + ["<p class=\"facts\">\(Markup.escaped(rest)).</p>", "</details>"]
    }

    private func group(_ heading: String, _ kind: String, _ sets: [SetDrift], _ apex: DomainName) -> [String] {
        if sets.isEmpty { return [] }
        let title = heading.prefix(1).uppercased() + heading.dropFirst()
        return ["<h3 class=\"\(kind)\">\(Markup.escaped(title))</h3>", "<table>"]
            + ["<thead><tr><th>Record set</th><th>Values</th><th>Where and who</th></tr></thead>", "<tbody>"]
            + sets.map { row($0, apex) } + ["</tbody>", "</table>"]
    }

    private func row(_ set: SetDrift, _ apex: DomainName) -> String {
        let name = Printable.text(set.key.name.text(relativeTo: apex))
        let changeKind = set.changeKind.map { "<span class=\"change \($0.rawValue)\">\($0.rawValue)</span>" } ?? ""
        let shown = Printable.text(set.key.name.displayText)
        let other = shown == set.key.name.description ? "" : "<small>\(Markup.name(shown))</small>"
        var cells =
            "<td class=\"set\"><code>\(Markup.name(name))</code> <b>\(Markup.escaped(set.key.typeAndIdentifier))</b> "
            + "\(changeKind)\(other)</td>"
        let values: [String]
        if set.state == .both {
            values = [
                version("base", set.base), version("git", set.head),
                set.unmodelled == nil ? version("live", set.live) : "",
            ]
        } else {
            values = set.change.map { Self.values(of: $0) } ?? []
        }
        cells += "<td class=\"values\">\(values.joined())</td>"
        var facts = [set.location.map { "<code>\(Markup.name($0.description))</code>" } ?? "not declared"]
        facts += DriftWords.remarks(on: set).map { Markup.escaped($0) }
        return "<tr>\(cells)<td class=\"where\">\(facts.map { "<div>\($0)</div>" }.joined())</td></tr>"
    }

    private func version(_ word: String, _ set: RecordSet?) -> String {
        let text = set.map { SetText($0) }
        let values = text.map { [$0.timeToLive].compactMap { $0 } + $0.attributes + $0.values } ?? ["not there"]
        return "<div class=\"version\"><span>\(word)</span><div>"
            + values.map { "<code>\(Markup.escaped($0))</code>" }.joined() + "</div></div>"
    }

    // MARK: - Values

    /// The values before and after, one line each; of a value that became another, the part that differs is marked.
    private static func values(of change: Change) -> [String] {
        var lines: [String] = []
        switch (change.before?.ttl, change.after?.ttl) {
        case (let from?, let to?) where from != to: lines.append(replaced("ttl \(from)", "ttl \(to)"))
        case (_, let ttl?), (let ttl?, nil): lines.append("<div class=\"kept\"><code>ttl \(ttl)</code></div>")
        case (nil, nil): break
        }
        for line in ValueLine.lines(of: change) {
            switch line {
            case .kept(let value): lines.append("<div class=\"kept\"><code>\(Markup.escaped(value))</code></div>")
            case .removed(let value): lines.append("<div><del>\(Markup.escaped(value))</del></div>")
            case .added(let value): lines.append("<div><ins>\(Markup.escaped(value))</ins></div>")
            case .replaced(let old, let new): lines.append(replaced(old, new))
            }
        }
        return lines
    }

    private static func replaced(_ old: String, _ new: String) -> String {
        let (before, after) = (Array(old), Array(new))
        var start = 0
        while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
        var end = 0
        while end < min(before.count, after.count) - start,
            before[before.count - 1 - end] == after[after.count - 1 - end]
        {
            end += 1
        }
        func marked(_ text: [Character]) -> String {
            let middle = String(text[start..<(text.count - end)])
            return Markup.escaped(String(text[..<start]))
                + (middle.isEmpty ? "" : "<mark>\(Markup.escaped(middle))</mark>")
                + Markup.escaped(String(text[(text.count - end)...]))
        }
        return "<div><del>\(marked(before))</del></div><div><ins>\(marked(after))</ins></div>"
    }

    // MARK: - The rest

    private func quietZones(_ drift: Drift) -> [String] {
        let quiet = drift.zones.filter { !$0.isRemarkable }
        guard !quiet.isEmpty else { return [] }
        let items = quiet.map { zone in
            let base =
                zone.base.applied == nil
                ? " <small>no base: \(Markup.escaped(DriftWords.phrase(zone.base)))</small>" : ""
            return
                "<li><code>\(Markup.name(zone.apex.description))</code> <small>\(counted(zone.unchanged, "set"))</small>\(base)</li>"
        }
        return [
            "<details class=\"quiet\"><summary>\(counted(quiet.count, "zone")) in sync</summary>", "<ul>",
        ] + items + ["</ul>", "</details>"]
    }

    private static let styleDigest: String = {
        let digits = Array(Digest(of: Array(style.utf8)).hexadecimal.utf8)
        func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        let octets = stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
        return Data(octets).base64EncodedString()
    }()
}
