internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Plans that restore, reported") struct RestorationReportTests {
    @Test("Every report of such a plan says what comes back, and of when") func reports() throws {
        let document = try PlanDocument(Plan.restoring())
        let www = recordSet("www 300 A 192.0.2.1").key
        let remarks: [DomainName: [RecordSet.Key: [String]]] = [
            "example.com.": [www: ["by `bo` at 2026-11-24T10:15:30Z from 192.0.2.7 with aws-cli/2"]]
        ]
        var text = TextReport(style: TextStyle(isColoured: false), width: 80)
        text.remarks = remarks
        try expectGolden(text.text(of: document, planPath: "plan.json"), "plan-restoring.txt")
        var markdown = MarkdownReport()
        markdown.remarks = remarks
        try expectGolden(markdown.text(of: document), "plan-restoring.md")
        let head = String(repeating: "d", count: 40)
        let comment = PlanComment(document, head: head, forge: .github, limit: 60_000).texts.joined()
        #expect(comment.contains("back to what was applied 2026-11-23T10:15:30Z at commit cccccccccccc"))
    }

    @Test("The receipt of such a plan says what came back") func receipt() {
        var receipt = Receipt.fixture(.restored)
        receipt.restores = RestoredBase.fixture
        let lines = ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt)
        #expect(lines[0].contains("restored") && lines.contains { $0.contains("back to what was applied") })
    }

    @Test("The same drift for the second time is said to be that") func number() {
        func phrase(_ number: Int) -> Substring {
            var base = RestoredBase.fixture
            base.number = number
            return base.phrase.split(separator: ", ").last ?? ""
        }
        #expect(
            [2, 3, 4, 11, 12, 21, 112].map { phrase($0) } == [
                "for the 2nd time", "for the 3rd time", "for the 4th time", "for the 11th time", "for the 12th time",
                "for the 21st time", "for the 112th time",
            ])
    }
}
