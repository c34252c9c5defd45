import DNSModel
internal import Reports
import TestSupport
import Testing
import ZonePlanning

@Suite("The plan comment") struct PlanCommentTests {
    private static let head = String(repeating: "a", count: 40)

    private static func comment(_ plan: Plan, _ forge: ForgeKind = .github, limit: Int = 60_000) throws -> String {
        PlanComment(try PlanDocument(plan), head: head, forge: forge, limit: limit).text
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
        let text = PlanComment(document, head: Self.head, forge: kind, limit: 60_000).text
        #expect(
            text.hasPrefix(
                "<!-- gate53 plan comment \(document.digest.hexadecimal) \(Self.head) -->\n<!-- gate53 plan "))
        #expect(PlanComment.document(in: text) == document)
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
        let text = PlanComment(document, head: Self.head, forge: forge, page: page, limit: 60_000).text
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

    @Test("A plan that is too long is cut at a zone, says so, and points to the whole") func cut() throws {
        let plan = Self.plan(200, ["a.example.", "b.example.", "c.example.", "d.example."])
        for limit in [3_000, 9_000, 12_000, 20_000, 60_000] {
            let text = try Self.comment(plan, limit: limit)
            #expect(text.utf8.count <= limit)
            let shown = text.matches(of: /<summary>/).count
            // Each zone is shown with all its lines or not at all.
            let lines = text.split(separator: "\n").count { $0.hasPrefix("+ host") }
            #expect(lines == shown * 200)
            #expect(text.contains("more zone") == (shown < 4))
            #expect(text.contains("gate53 show plan.json") == (shown < 4))
            #expect(text.contains("Digest: `sha256:") && text.contains("To approve"))
        }
        let whole = try Self.comment(plan, limit: 60_000)
        #expect(whole.matches(of: /<summary>/).count == 4)
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
