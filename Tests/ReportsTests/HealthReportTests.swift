import FoundationEssentials
import Reports
import Testing
import ZonePlanning

@Suite("What a doctor found") struct HealthReportTests {
    private static let report = HealthReport([
        HealthCheck(.remote, id: "remote", "remote", .good, "'origin' answers, with 2 branches"),
        HealthCheck(
            .clone, id: "clone-shallow", "history", .failed,
            "this clone is shallow: who wrote a change and which ledger counts can't be told",
            remedy: "git fetch --unshallow; in a pipeline 'fetch-depth: 0' (GitHub, Forgejo), 'GIT_DEPTH: 0' (GitLab)"),
        HealthCheck(.ledger, id: "rule", "rule in force", .warning, "none", remedy: "plan"),
        HealthCheck(.forge, id: "forge", "forge", .notChecked, "hidden \u{202E} text"),
    ])

    @Test("is shown by part, what is wrong with what to do, in 80 columns") func text() {
        let text = HealthTextReport(style: TextStyle(isColoured: false)).text(of: Self.report)
        #expect(
            text == """
                clone
                  FAILED    history: this clone is shallow: who wrote a change and which ledger
                            counts can't be told [clone-shallow]
                            -> git fetch --unshallow; in a pipeline 'fetch-depth: 0' (GitHub,
                               Forgejo), 'GIT_DEPTH: 0' (GitLab)

                ledger
                  warning   rule in force: none [rule]
                            -> plan

                remote
                  ok        remote: 'origin' answers, with 2 branches

                forge
                  unchecked forge: hidden \\u{202e} text [forge]

                4 checks: 1 ok, 1 warning, 1 failed, 1 not checked. What failed keeps gate53
                  from working, or is not safe.

                """)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test("is coloured where that is wanted, with the same words") func coloured() {
        let plain = HealthTextReport(style: TextStyle(isColoured: false)).text(of: Self.report)
        let coloured = HealthTextReport(style: TextStyle(isColoured: true)).text(of: Self.report)
        #expect(coloured.contains("\u{1B}[1;31m"))
        #expect(coloured.contains("\u{1B}[33m"))
        #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
    }

    @Test("is only what is wrong for whoever wants no more") func troubles() {
        let text = HealthTextReport(style: TextStyle(isColoured: false)).text(of: Self.report, onlyTroubles: true)
        #expect(text.contains("[clone-shallow]"))
        #expect(text.contains("[rule]"))
        #expect(!text.contains("origin"))
        #expect(!text.contains("[forge]"))
    }

    @Test("is a document") func document() throws {
        struct File: Decodable {
            var format: String
            var well: Bool
            var counts: [String: Int]
            var checks: [[String: String]]
        }
        let file = try JSONDecoder().decode(File.self, from: Data(try HealthDocument.encode(Self.report)))
        #expect(file.format == "gate53-doctor/1")
        #expect(!file.well)
        #expect(file.counts == ["failed": 1, "notChecked": 1, "ok": 1, "warning": 1])
        #expect(file.checks.map { $0["id"] } == ["clone-shallow", "rule", "remote", "forge"])
        #expect(file.checks.map { $0["outcome"] } == ["failed", "warning", "ok", "not-checked"])
        #expect(file.checks[1]["remedy"] == "plan")
        #expect(file.checks[2]["remedy"] == nil)
    }
}
