internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Reports") struct ReportTests {
    private static let key = String(repeating: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", count: 6)

    /// A plan of every kind of change and remark.
    static func plan() -> Plan {
        let live = zone([
            "@ 3600 SOA ns1.example.com. hostmaster.example.com. 2026112301 7200 3600 1209600 300",
            "@ 86400 NS ns1.example.com. | ns2.example.com.",
            "@ 3600 MX 10 mx1.example.com. | 20 mx2.example.com.",
            "@ 3600 TXT \"v=spf1 include:_spf.example.net ~all\" | \"verification=1234\"",
            "api 300 A 192.0.2.10 | 192.0.2.11", "old 3600 CNAME www.example.com.", "blog 300 A 192.0.2.3",
            "dk._domainkey 3600 TXT \"v=DKIM1; k=rsa; p=\(key.prefix(200))\" \"\(key.dropFirst(200))AQAB\"",
            "www 3600 A 192.0.2.1", "www 3600 AAAA 2001:db8::1", "_acme-challenge.www 60 TXT \"token\"",
            "very-long-label-of-a-service-that-somebody-named.in.a.deep.part.of.the.zone 300 A 192.0.2.1",
        ])
        let declared = zone([
            "@ 3600 MX 10 mx1.example.com. | 30 mx3.example.com.",
            "@ 3600 TXT \"v=spf1 include:_spf.example.net -all\" | \"verification=1234\"",
            "api 300 A 192.0.2.10 | 192.0.2.12 | 192.0.2.13", "blog 300 CNAME www.example.com.",
            "dk._domainkey 3600 TXT \"v=DKIM1; k=rsa; p=\(key.prefix(200))\" \"\(key.dropFirst(200))IDAQAB\"",
            "new 3600 A 192.0.2.20", "*.apps 300 CNAME www.example.com.",
            "_sip._tcp 3600 SRV 10 60 5060 sip.example.com.", "www 300 A 192.0.2.1", "www 600 AAAA 2001:db8::2",
            "very-long-label-of-a-service-that-somebody-named.in.a.deep.part.of.the.zone 300 A 192.0.2.2",
        ])
        let ignored = [RecordPattern(name: "_acme-challenge.**", types: [.txt])]
        var settings = PolicySettings(protected: [RecordPattern(name: "old")])
        settings.updateShare = 0.5
        let policies: Set<PolicyName> = [.protected]
        var desired = DesiredZone(
            declared,
            annotations: [
                recordSet("new 3600 A 192.0.2.20").key: Annotation(
                    owner: "web", expires: CalendarDate(parsing: "2026-01-31"))
            ])
        desired.leftOut = 1
        let unmodelled = [UnmodelledSet(name: "lb.example.com.", type: "A", reason: "weighted")]
        let first = ZonePlanner.fixture(settings, allowed: policies, limits: BatchLimits(records: 14), ignored: ignored)
            .plan(desired: desired, live: LiveZone(live, unmodelled: unmodelled), protectedBefore: []).plan
        let created = ZonePlanner.fixture().plan(
            from: zone([], in: "example.org."),
            to: zone(["@ 3600 NS ns1.example.com. | ns2.example.com.", "www 300 A 192.0.2.1"], in: "example.org."),
            exists: false)
        let quiet = ZonePlanner.fixture().plan(
            from: zone(["a 300 A 192.0.2.1"], in: "example.edu."), to: zone(["a 300 A 192.0.2.1"], in: "example.edu."))
        var counted = quiet
        counted.apex = "example.net."
        counted.counts.ignored = 3
        return .fixture([first, created, quiet, counted], allowed: policies)
    }

    private static func text(_ plan: Plan, isColoured: Bool = false, path: String? = "plan.json") throws -> String {
        TextReport(style: TextStyle(isColoured: isColoured), width: 80).text(of: try PlanDocument(plan), planPath: path)
    }

    @Test("A plan at 80 columns") func plan() throws { try expectGolden(Self.text(Self.plan()), "plan.txt") }

    @Test("A plan as Markdown") func markdown() throws {
        try expectGolden(MarkdownReport().text(of: PlanDocument(Self.plan())), "plan.md")
    }

    @Test("A plan that can be approved, a preview, and a plan without changes") func footers() throws {
        let change = ZonePlanner.fixture().plan(from: zone([]), to: zone(["a 300 A 192.0.2.1"]))
        let none = ZonePlanner.fixture().plan(from: zone([]), to: zone([]))
        let texts = [
            try Self.text(.fixture([change])), try Self.text(.fixture([change], source: .worktree)),
            try Self.text(.fixture([none])), try Self.text(.fixture([]), path: nil),
        ]
        try expectGolden(texts.joined(separator: "----\n"), "footers.txt")
    }

    @Test("Without its colours the coloured report is the plain one, and it has no other escape sequences")
    func colours() throws {
        let coloured = try Self.text(Self.plan(), isColoured: true)
        #expect(coloured.contains("\u{1B}[31m"))
        let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain == (try Self.text(Self.plan())))
        // Each line ends in the colour it began in.
        for line in coloured.split(separator: "\n") where line.contains("\u{1B}") {
            #expect(line.contains("\u{1B}[0m"))
        }
    }

    // MARK: - What nobody can break out of

    /// A plan full of hostile record data and of members that somebody edited into the plan file.
    private static func hostile(seed: UInt64) -> Plan {
        var generator = Generator(seed: seed)
        let nasty = [
            "\u{1B}[2J", "\u{9B}31m", "\u{202E}evil", "\u{2066}", "\r", "\n", "\u{8}", "```", "`", "``", "````", "~~~",
            "<script>", "<!--", "</details>", "@team", "|", "![x](http://x)", "[x](y)", "# x", "\\", "`\u{301}",
            "@\u{301}team",
            "<\u{301}b>", "\u{200B}", "\u{FEFF}", "\u{E0041}", "\u{2028}", "\u{3164}", "$x$", "&lt;", "**",
        ]
        let names = (0..<6).map { _ in
            let labels = (0..<2).map { _ in Array(generator.one(of: nasty).utf8.prefix(20)) }
            return (try? DomainName(labels: labels + ("example.com." as DomainName).labels)) ?? "x.example.com."
        }
        func sets() -> [RecordSet] {
            names.map { name in
                let text = (0..<3).map { _ in generator.one(of: nasty) }.joined()
                return RecordSet(
                    name: name, type: .txt, ttl: generator.ttl(),
                    data: [.txt(TXT(Array(text.utf8) + generator.text().octets))])
            }
        }
        func zone(_ sets: [RecordSet]) -> Zone {
            var known: Set<RecordSet.Key> = []
            let unique = sets.filter { known.insert($0.key).inserted }
            return (try? Zone(apex: "example.com.", sets: unique)) ?? Zone(empty: "example.com.")
        }
        var plan = ZonePlanner.fixture().plan(
            from: zone(sets() + generator.zone(count: 10, hasAuthority: false).sets),
            to: zone(sets() + generator.zone(count: 10, hasAuthority: false).sets))
        plan.provider.name = generator.one(of: nasty) + "|" + generator.one(of: nasty)
        plan.provider.type = generator.one(of: nasty)
        plan.findings = nasty.map {
            let key = RecordSet.Key(name: generator.one(of: names), type: .txt)
            return Finding(.expired(key, on: .earliest, owner: "a \($0) b \(generator.one(of: nasty))"))
        }
        for index in plan.changes.indices {
            plan.changes[index].location?.file = "zones/\(generator.one(of: nasty)).yaml"
        }
        return .fixture([plan])
    }

    @Test("No text report has a control, format or invisible character", arguments: 0..<40)
    func hostileText(seed: UInt64) throws {
        let document = try PlanDocument(Self.hostile(seed: seed))
        let text = TextReport(style: TextStyle(isColoured: false)).text(of: document, planPath: "a\u{1B}b.json")
        Self.expectPrintable(text)
        for line in text.split(separator: "\n") { #expect(line.count <= 84, "\(line)") }
        for line in MarkdownReport().text(of: document).split(separator: "\n") { Self.expectPrintable(String(line)) }
    }

    private static func expectPrintable(_ text: String) {
        for scalar in text.unicodeScalars where scalar != "\n" {
            #expect(!(0x00...0x1F ~= scalar.value) && !(0x7F...0x9F ~= scalar.value))
            #expect(![0x202E, 0x2066, 0x200B, 0xFEFF, 0xE0041, 0x2028, 0x3164].contains(scalar.value))
        }
    }

    @Test("Nothing hostile stands outside of code in a Markdown report", arguments: 0..<40)
    func hostileMarkdown(seed: UInt64) throws {
        let text = MarkdownReport().text(of: try PlanDocument(Self.hostile(seed: seed)))
        var outside = ""
        var fence: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = fence {
                // A fence is closed by a line of at least as many backticks and nothing else (CommonMark section 4.5).
                if line.count >= open.count, line.allSatisfy({ $0 == "`" }) {
                    fence = nil
                } else {
                    #expect(["+", "-", " "].contains(line.first))
                }
            } else if line.hasPrefix("```"), line.hasSuffix("diff") {
                fence = line.dropLast(4)
            } else {
                outside += Self.withoutCode(String(line)) + "\n"
            }
        }
        #expect(fence == nil)
        for scalar in outside.unicodeScalars { #expect(scalar == "\n" || 0x20...0x7E ~= scalar.value) }
        // What is left is what the report itself says.
        let own = outside.replacing(/<details( open)?><summary><code>example.com.<\/code>:/, with: "").replacing(
            "</details>", with: ""
        )
        .replacing("**Deleted:**", with: "")
        .replacing("</summary>", with: "").replacing("## DNS plan", with: "").replacing(
            /\| Zone .*\n\|---.*\n/, with: ""
        )
        .replacing("**refused**", with: "")
        for word in ["<", ">", "@", "#", "[", "]", "`", "*", "\\", "$", "!"] { #expect(!own.contains(word), "\(own)") }
        // One row in the table, of six cells.
        let row = outside.split(separator: "\n").first { $0.hasPrefix("| ") && !$0.hasPrefix("| Zone") }
        #expect(row?.filter { $0 == "|" }.count == 7)
    }

    /// A line without its code spans (CommonMark section 6.1): a run of backticks ends at the next run as long.
    private static func withoutCode(_ line: String) -> String {
        var result = ""
        var rest = line.unicodeScalars[...]
        while let scalar = rest.first {
            guard scalar == "`" else {
                result.unicodeScalars.append(scalar)
                rest.removeFirst()
                continue
            }
            let run = rest.prefix { $0 == "`" }.count
            var tail = rest.dropFirst(run)
            var isClosed = false
            while !tail.isEmpty, !isClosed {
                tail = tail.drop { $0 != "`" }
                let next = tail.prefix { $0 == "`" }.count
                tail = tail.dropFirst(next)
                isClosed = next == run
            }
            if isClosed {
                rest = tail
            } else {
                result += String(repeating: "`", count: run)
                rest = rest.dropFirst(run)
            }
        }
        return result
    }

    // dnscontrol-action#52, octodns-sync: a plan of thousands of lines breaks the comment step.
    @Test("A Markdown report keeps to its limit and says what it leaves out") func limit() throws {
        let sets = (0..<3_000).map { "host\($0) 300 A 192.0.2.1" }
        let plans = (["example.com.", "example.net."] as [DomainName]).map { apex in
            ZonePlanner.fixture().plan(from: zone([], in: apex), to: zone(sets, in: apex))
        }
        let document = try PlanDocument(.fixture(plans))
        let report = MarkdownReport().text(of: document)
        #expect(report.utf8.count <= 60_000)
        #expect(report.contains("more lines are not shown here; read the whole plan before approving."))
        #expect(report.contains("**1 more zone is not shown here; read the whole plan before approving.**"))
        #expect(report.hasSuffix("Digest: `\(document.digest)`\n"))
        for limit in [0, 500, 1_000, 5_000] {
            #expect(MarkdownReport(limit: limit).text(of: document).utf8.count <= max(600, limit))
        }
        let many = (0..<2_000).map { index in
            let apex = (try? DomainName(parsing: "zone\(index).example.")) ?? .root
            var plan = ZonePlanner.fixture().plan(from: zone([], in: apex), to: zone(["a 300 A 192.0.2.1"], in: apex))
            plan.findings = [Finding(.changesNameServers, severity: .warning)]
            return plan
        }
        #expect(MarkdownReport().text(of: try PlanDocument(.fixture(many))).utf8.count <= 60_000)
        let whole = MarkdownReport(limit: .max).text(of: document)
        #expect(!whole.contains("not shown"))
        #expect(whole.contains("+ host2999 300 A 192.0.2.1"))
    }

    @Test("Text is made printable, and what is printable stays") func printable() {
        for text in ["", "plain", "Müller", "日本語", "e\u{301}", "a\\b"] { #expect(Printable.text(text) == text) }
        let cases = [
            ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{0}b", "a\\u{0}b"), ("\u{7F}\u{9B}", "\\u{7f}\\u{9b}"),
            ("\u{202E}abc", "\\u{202e}abc"), ("a\u{AD}b", "a\\u{ad}b"), ("\u{FE0F}", "\\u{fe0f}"),
            ("\u{E000}", "\\u{e000}"), ("a\u{A0}b", "a\\u{a0}b"), ("\u{115F}", "\\u{115f}"),
        ]
        for (text, shown) in cases { #expect(Printable.text(text) == shown) }
    }
}
