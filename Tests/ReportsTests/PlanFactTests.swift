internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("What is said beside a plan") struct PlanFactTests {
    /// The drift of one set, changed by somebody who chose their name.
    private static func takenBack(by name: String) throws -> ZoneDrift {
        var zone = try #require(Drift.sample().zones.first)
        let index = try #require(zone.sets.indices.first)
        zone.sets = [zone.sets[index]]
        zone.sets[0].who = DriftActor(name: name, time: "2026-11-24T10:15:30Z")
        return zone
    }

    @Test("stands in text and Markdown, and in lines where there is no place for it") func shown() throws {
        let zone = try Self.takenBack(by: "mallory\u{1B}[31m `x`")
        let key = zone.sets[0].key
        let commits = [String(repeating: "a", count: 40), String(repeating: "b", count: 40)]
        let facts = PlanFacts(takenBack: [zone], whoUnknown: "the log is cut off", unsigned: commits)
        #expect(facts.remarks[zone.apex]?[key]?.count == 1)
        #expect(facts.notes.count == 2 && facts.notes[1].contains("aaaaaaaaaaaa and 1 other"))
        let cut = PlanFacts(unsigned: commits, unsignedLeftOut: 2).notes
        #expect(cut.count == 2 && cut[1].contains("2 older ones were left out"))
        let lines = facts.lines
        #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("note: ") && $0.hasSuffix("]") })
        #expect(lines[0].contains("\(zone.apex)") && lines[0].contains("changed by mallory"))
        #expect(!lines.joined().unicodeScalars.contains("\u{1B}"))

        let before = recordSet("www 300 A 192.0.2.1")
        var plan = ZonePlanner.fixture().plan(
            from: TestSupport.zone(["www 300 A 192.0.2.1"]), to: TestSupport.zone(["www 300 A 192.0.2.2"]))
        plan.changes[0].cause = .drift
        let document = try PlanDocument(.fixture([plan]))
        var text = TextReport(style: TextStyle(isColoured: false))
        var markdown = MarkdownReport()
        let plain = (text.text(of: document), markdown.text(of: document))
        text.remarks = ["example.com.": [before.key: ["changed by bo at 2026-11-24T10:15:30Z"]]]
        markdown.remarks = text.remarks
        (text.notes, markdown.notes) = (["a commit is not signed [x]"], ["a commit is not signed [x]"])
        for said in [text.text(of: document), markdown.text(of: document)] {
            #expect(said.contains("changed by bo at 2026-11-24T10:15:30Z") && said.contains("a commit is not signed"))
        }
        #expect(markdown.text(of: document).contains("- **takes back** `example.com.`"))
        #expect(!plain.0.contains("changed by") && !plain.1.contains("takes back"))
    }

    @Test("is nothing where nothing is known") func nothing() throws {
        var zone = try Self.takenBack(by: "bo")
        zone.sets[0].who = nil
        let facts = PlanFacts(takenBack: [zone])
        #expect(facts.remarks.isEmpty && facts.notes.isEmpty && facts.lines.isEmpty)
    }
}
