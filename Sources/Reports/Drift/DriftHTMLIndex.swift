private import DNSModel
internal import ZonePlanning

/// What finds a zone in a page with many: links to each, and a choice of which are shown. Without a script: the choice
/// is made by the style sheet.
struct DriftHTMLIndex {
    private let zones: [ZoneDrift]

    /// From how many zones on there is one.
    private static let fewest = 6

    /// The kinds of zones that can be chosen, with what people read.
    private static let choices = [("drifted", "drifted"), ("waits", "pending"), ("settled", "others")]

    /// The index of the zones that have a section of their own; `nil` where they are few.
    init?(_ drift: Drift) {
        let zones = drift.zones.filter(\.isRemarkable)
        guard zones.count >= Self.fewest else { return nil }
        self.zones = zones.filter(\.isDrifted) + zones.filter { !$0.isDrifted }
    }

    /// The kinds of a zone: at least one.
    static func kinds(of zone: ZoneDrift) -> [String] {
        let counts = zone.counts
        let waits = counts.pending > 0 || zone.existence.state == .pending
        let kinds = [zone.isDrifted ? "drifted" : nil, waits ? "waits" : nil].compactMap(\.self)
        return kinds.isEmpty ? ["settled"] : kinds
    }

    /// The name of a zone's section in links. Names differ in nothing that this loses: octets of other characters stay
    /// as they are written in a zone's name.
    static func anchor(of zone: ZoneDrift) -> String {
        "zone-"
            + zone.apex.description.utf8.map { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."):
                    String(UnicodeScalar(octet))
                default: "_" + String(octet, radix: 16)
                }
            }.joined()
    }

    /// The choice and the links.
    var lines: [String] {
        var lines = [#"<nav class="index">"#, #"<p class="choice">"#]
        lines.append(Self.choice("all", "all \(zones.count) zones", isChosen: true))
        for (kind, word) in Self.choices {
            let count = zones.count { Self.kinds(of: $0).contains(kind) }
            if count > 0 { lines.append(Self.choice(kind, "\(count) \(word)", isChosen: false)) }
        }
        lines += ["</p>", "<details><summary>Index</summary>", "<ul>"]
        lines += zones.map { zone in
            "<li class=\"\(Self.kinds(of: zone).joined(separator: " "))\"><a href=\"#\(Self.anchor(of: zone))\">"
                + "\(Markup.name(zone.apex.description))</a> <small>\(Markup.escaped(DriftWords.phrase(zone.counts)))</small></li>"
        }
        return lines + ["</ul>", "</details>", "</nav>"]
    }

    private static func choice(_ kind: String, _ words: String, isChosen: Bool) -> String {
        "<input type=\"radio\" name=\"show\" id=\"show-\(kind)\"\(isChosen ? " checked" : "")>"
            + "<label for=\"show-\(kind)\">\(words)</label>"
    }
}
