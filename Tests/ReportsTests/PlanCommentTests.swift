import DNSModel
import TestSupport
import Testing
import ZonePlanning

@testable internal import Reports

@Suite("The plan comment") struct PlanCommentTests {
    private static let head = String(repeating: "a", count: 40)

    private static func comment(_ plan: Plan, _ forge: ForgeKind = .github, limit: Int = 60_000) throws -> String {
        let texts = PlanComment(try PlanDocument(plan), head: head, forge: forge, limit: limit).texts
        #expect(texts.count == 1)
        return texts.first ?? ""
    }

    private static func plan(_ sets: Int, _ apexes: [DomainName]) -> Plan {
        .fixture(
            apexes.map { apex in
                ZonePlanner.fixture().plan(
                    from: zone([], in: apex), to: zone((0..<sets).map { "host\($0) 300 A 192.0.2.1" }, in: apex))
            })
    }

    @Test("It has the digest, the commit, and how to approve", arguments: ForgeKind.allCases) func parts(
        kind: ForgeKind
    ) throws {
        let document = try PlanDocument(Self.plan(2, ["example.com."]))
        let texts = PlanComment(document, head: Self.head, forge: kind, limit: 60_000, carrying: "QUJD").texts
        let text = try #require(texts.first)
        #expect(
            text.hasPrefix(
                "<!-- gate53 plan comment \(document.digest.hexadecimal) \(Self.head) -->\n<!-- gate53 plan QUJD -->\n## DNS plan"
            ))
        #expect(PlanComment.carried(in: texts) == "QUJD")
        #expect(text.contains("Digest: `\(document.digest)`\n\nCommit: `\(Self.head)`\n"))
        #expect(text.contains(kind == .gitlab ? "approve this merge request" : "approve this pull request"))
        #expect(PlanComment.isPlanComment(text))
        #expect(!PlanComment.isPlanComment("> " + text))
    }

    @Test(
        "Files are linked as each forge shows them",
        arguments: [
            (.github, nil, "(../blob/\(head)/zones/example.com.yaml#L"),
            (
                .gitlab, "https://git.example.com/group/sub/dns/-/merge_requests/7",
                "(https://git.example.com/group/sub/dns/-/blob/\(head)/zones/example.com.yaml#L"
            ),
            (
                .gitea, "https://git.example.com:3000/org/pulls/pulls/7",
                "(https://git.example.com:3000/org/pulls/src/commit/\(head)/zones/example.com.yaml#L"
            ),
            (.gitlab, nil, nil), (.gitea, nil, nil), (.gitea, "https://git.example.com/org/dns/7", nil),
            (.gitlab, "javascript://git/-/merge_requests/7", nil),
            (.gitlab, "https://git.example.com/a)[x](https://evil.example/-/merge_requests/7", nil),
            (.gitea, "https://git.example.com/org/dns/pulls/7\\n/pulls/", nil), (.gitea, "https://x/o/dns/pulls/", nil),
        ] as [(ForgeKind, String?, String?)])
    func links(forge: ForgeKind, page: String?, link: String?) throws {
        let document = try PlanDocument(Self.plan(2, ["example.com."]))
        let text = try #require(
            PlanComment(document, head: Self.head, forge: forge, page: page, limit: 60_000).texts.first)
        #expect(text.contains("Declared at [") == (link != nil))
        if let link { #expect(text.contains(link), "\(text)") }
        #expect(!text.contains("evil"))
    }

    @Test("Nothing of the record data begins a quick action, mentions somebody or is HTML, outside of code")
    func hostile() throws {
        let words = [
            "/approve", "@everyone", "<img src=x>", "]]> -->", "```\n/merge", "#1 !2 ~bug", "\u{202E}evil", "\u{1B}[2J",
            "<!-- gate53 plan comment -->", "</details>", "&lt;", "| a | b |",
        ]
        let sets = try words.enumerated().map { index, word in
            RecordSet(
                name: recordSet("h\(index) 60 TXT x").key.name, type: .txt, ttl: try TTL(parsing: "60"),
                data: [.txt(TXT(Array(word.utf8)))])
        }
        let declared = try Zone(apex: "example.com.", sets: sets)
        for kind in ForgeKind.allCases {
            let text = try Self.comment(.fixture([ZonePlanner.fixture().plan(from: zone([]), to: declared)]), kind)
            var fence: Substring?
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                for scalar in line.unicodeScalars {
                    #expect(scalar.value >= 0x20 && ![0x7F, 0x202E].contains(scalar.value))
                }
                #expect(!line.hasPrefix("/"))
                if let open = fence {
                    if line == open { fence = nil } else { #expect("+- ".contains(line.prefix(1)) && !line.isEmpty) }
                } else if line.hasPrefix("```"), line.hasSuffix("diff") {
                    fence = line.dropLast(4)
                } else {
                    #expect(!line.contains("@") && !line.contains("evil") && !line.contains("<img"))
                    #expect(line.hasPrefix("<!-- gate53 plan ") == line.contains("<!--"))
                }
            }
            #expect(fence == nil)
        }
    }

    // A comment that had no room for a zone left it out, and an approval of the rest was one of all.
    @Test(
        "A plan that is too large for a comment is shown whole, in several",
        arguments: [(3_000, 200), (9_000, 200), (20_000, 200), (60_000, 200), (6_000, 1_000)])
    func pages(limit: Int, sets: Int) throws {
        let apexes: [DomainName] = ["a.example.", "b.example.", "c.example.", "d.example."]
        let document = try PlanDocument(Self.plan(sets, apexes))
        let carried = String(repeating: "QUJD", count: 2_000)
        let comment = PlanComment(document, head: Self.head, forge: .github, limit: limit, carrying: carried)
        let texts = comment.texts
        #expect(comment.isTooLarge == (limit < 9_000))
        if comment.isTooLarge {
            #expect(texts.count == 1 && texts[0].utf8.count <= limit)
            #expect(texts[0].contains("too large to be approved here: it would take more than 20 comments"))
            #expect(PlanComment.carried(in: texts).isEmpty)
            return
        }
        #expect(texts.allSatisfy { $0.utf8.count <= limit && PlanComment.isPlanComment($0) })
        #expect(texts.allSatisfy { PlanComment.isOf(document, $0) })
        // Each line is there once, in order, in a block of its zone.
        let lines = texts.flatMap { $0.split(separator: "\n") }
        let shown = lines.filter { $0.hasPrefix("+ host") }
        let expected = apexes.flatMap { apex in
            document.plan.zones.first { $0.apex == apex }.map { zone in
                zone.changes.flatMap { MarkdownReport.lines(of: $0.change, apex: apex) }
            } ?? []
        }
        #expect(shown.map(String.init) == expected)
        #expect(lines.count { $0.hasPrefix("```") } == 2 * lines.count { $0.hasPrefix("<details") })
        #expect(lines.count { $0 == "</details>" } == lines.count { $0.hasPrefix("<details") })
        #expect(texts.joined().matches(of: /To approve, where reviews count/).count == 1)
        let count = comment.shownCount
        for (index, text) in texts.prefix(count).enumerated() where count > 1 {
            let first = "<!-- gate53 plan comment \(document.digest.hexadecimal) \(Self.head) \(index + 1)/\(count) -->"
            #expect(text.hasPrefix(first))
            #expect(index == 0 || text.contains("## DNS plan, part \(index + 1) of \(count)"))
        }
        #expect(count == 1 || texts[0].contains("goes on in \(counted(count - 1, "more comment"))."))
        #expect(
            texts.dropFirst(count).allSatisfy { PlanComment.isQuiet($0) }
                && !texts.prefix(count).contains { PlanComment.isQuiet($0) })
        #expect(comment.carriesAll && PlanComment.carried(in: texts) == carried)
        // Two jobs that write the same at once.
        #expect(PlanComment.carried(in: texts + texts) == carried)
        #expect(limit < 60_000 || count == 1)
    }

    @Test("Tables, findings and groups of changes go on where a comment ends") func listsOverPages() throws {
        let plans = (0..<300).map { index in
            let apex = DomainName.example(index)
            let before = zone(
                ["@ 300 A 192.0.2.1", "gone-\(index) 300 TXT \"`a\" \"```b\"", "www 60 A 192.0.2.7"], in: apex)
            return ZonePlanner.fixture().plan(
                from: before,
                to: zone(["@ 300 A 192.0.2.2", "www 60 A 192.0.2.7", "new-\(index) 60 A 192.0.2.1"], in: apex))
        }
        var plan = Plan.fixture(plans)
        for index in plan.zones.indices {
            for change in plan.zones[index].changes.indices where change % 2 == 1 {
                plan.zones[index].changes[change].cause = .waiting
            }
        }
        let document = try PlanDocument(plan)
        let whole = MarkdownReport(limit: .max / 2).text(of: document).split(separator: "\n")
        let comment = PlanComment(document, head: Self.head, forge: .github, limit: 20_000)
        #expect(!comment.isTooLarge && comment.shownCount > 3)
        let lines = comment.texts.flatMap { $0.split(separator: "\n") }
        func content(_ lines: [Substring]) -> [Substring] {
            lines.filter { line in
                ["+ ", "- ", "| `"].contains { line.hasPrefix($0) }
            }
        }
        #expect(content(lines) == content(whole) && content(whole).count > 700)
        for text in comment.texts {
            #expect(text.utf8.count <= 20_000)
            var fence: Substring?
            for line in text.split(separator: "\n") where line.hasPrefix("```") {
                if let open = fence {
                    if line == open { fence = nil }
                } else {
                    fence = line.prefix { $0 == "`" }
                }
            }
            #expect(fence == nil)
            #expect(text.matches(of: /<details/).count == text.matches(of: /<\/details>/).count)
        }
        // Each part of the table has its heading.
        let tables = comment.texts.count { $0.contains("| `") }
        #expect(tables > 1 && lines.count { $0.hasPrefix("| Zone |") } == tables)
    }

    @Test("A record set that is larger than a comment is too large to be approved there") func largeSet() throws {
        let values = (0..<100).map { "\"\(String(repeating: "v\($0) ", count: 40))\"" }.joined(separator: " | ")
        let plan = Plan.fixture([ZonePlanner.fixture().plan(from: zone([]), to: zone(["big 60 TXT \(values)"]))])
        let document = try PlanDocument(plan)
        #expect(!PlanComment(document, head: Self.head, forge: .github, limit: 60_000).isTooLarge)
        let one = Plan.fixture([
            ZonePlanner.fixture().plan(
                from: zone([]),
                to: zone([
                    "big 60 TXT \((0..<100).map { "\"\(String(repeating: "x", count: 200))\($0)\"" }.joined(separator: " "))"
                ]))
        ])
        let comment = PlanComment(try PlanDocument(one), head: Self.head, forge: .github, limit: 20_000)
        #expect(comment.isTooLarge && comment.texts.count == 1)
        #expect(comment.texts[0].contains("or has a record set that is larger than one"))
    }

    @Test("What is carried does not count where comments are compared") func carried() throws {
        let document = try PlanDocument(Self.plan(1, ["example.com."]))
        func text(_ carried: String) throws -> String {
            try #require(
                PlanComment(document, head: Self.head, forge: .github, limit: 60_000, carrying: carried).texts.first)
        }
        #expect(PlanComment.isSame(try text("QUJD"), try text("")))
        #expect(PlanComment.isSame(try text("QUJD").replacing("\n", with: "\r\n"), try text("REVG")))
        #expect(PlanComment.carried(in: [try text("QUJD").replacing("\n", with: "\r\n")]) == "QUJD")
        // Whatever else stands there is shown, and is a part of what the comment says.
        let other = try text("QUJD").replacing("plan QUJD -->", with: "plan --><h2>DNS plan: 1 to create</h2><!-- -->")
        #expect(!PlanComment.isSame(other, try text("")) && PlanComment.carried(in: [other]).isEmpty)
        for empty in ["<!-- gate53 plan  -->", "<!-- gate53 plan -->", "<!-- gate53 plan A B -->"] {
            #expect(
                !PlanComment.isSame(try text("QUJD").replacing("<!-- gate53 plan QUJD -->", with: empty), try text("")))
        }
        // Only in its place.
        let moved = try text("").replacing("Commit:", with: "<!-- gate53 plan QUJD -->\nCommit:")
        #expect(!PlanComment.isSame(moved, try text("")) && PlanComment.carried(in: [moved]).isEmpty)
    }

    @Test("Line ends and white space at the end are no edit; anything else is") func same() throws {
        let text = try Self.comment(Self.plan(1, ["example.com."]))
        #expect(PlanComment.isSame(text, text.replacing("\n", with: "\r\n")))
        #expect(PlanComment.isSame(text, String(text.dropLast())))
        #expect(!PlanComment.isSame(text, text.replacing("192.0.2.1", with: "192.0.2.2")))
        #expect(!PlanComment.isSame(text, text + "x"))
        #expect(!PlanComment.isSame(text, text.replacing("\n", with: "\n ")))
    }
}

extension DomainName {
    fileprivate static func example(_ index: Int) -> DomainName {
        (try? DomainName(parsing: "zone-\(index).example.")) ?? "example."
    }
}
