internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Changes of settings in reports")
struct SettingsChangeTests {
    private static let hostile = [
        SettingsChange("review.required", before: "2", after: "0"),
        SettingsChange(
            .line(of: "zones/reviewers"),
            after: "eve@example.com `ssh` @team <b> | \u{1b}[31m\u{202e}x\nNo changes"),
        SettingsChange("ledger", before: "{branch: ``x`}", after: nil),
    ]

    private func document() throws -> PlanDocument {
        try PlanDocument(
            Plan(source: .commit, settings: ZoneFileIdentity(path: "gate53.yaml", blob: "0"), allowed: [], zones: []))
    }

    @Test("are above everything else, each on a line of its own")
    func areAboveEverythingElse() throws {
        let document = try document()
        let text = TextReport(style: TextStyle(isColoured: false), width: 160)
            .text(of: document, settingsChanges: Self.hostile)
        let lines = text.split(separator: "\n")
        #expect(lines[0].hasPrefix("Settings changed"))
        #expect(lines[1] == "  ! review.required is 0, was 2")
        #expect(lines[2].contains("\\u{1b}[31m\\u{202e}x\\u{a}No changes"))
        #expect(lines[3] == "  ! ledger is gone: {branch: ``x`}")
        let markdown = MarkdownReport().text(of: document, settingsChanges: Self.hostile).split(separator: "\n")
        #expect(markdown[1] == "- **settings changed** `review.required is 0, was 2`")
        #expect(markdown[2].hasPrefix("- **settings changed** `` a line of") && markdown[2].hasSuffix(" ``"))
        #expect(markdown[3] == "- **settings changed** ``` ledger is gone: {branch: ``x`} ```")
    }

    @Test("without any, a report is as it was")
    func withoutAnyAReportIsAsItWas() throws {
        let document = try document()
        let report = TextReport(style: TextStyle(isColoured: false))
        #expect(report.text(of: document, settingsChanges: []) == report.text(of: document))
        #expect(!report.text(of: document).contains("Settings"))
    }

    @Test("more than fit the limit of a comment are counted")
    func moreThanFitAreCounted() throws {
        let many = (0..<2_000).map { SettingsChange("zones.z\($0).provider", before: "a", after: "b") }
        let text = MarkdownReport(limit: 10_000).text(of: try document(), settingsChanges: many)
        #expect(text.utf8.count <= 10_000)
        #expect(text.contains("more lines are not shown here"))
    }
}
