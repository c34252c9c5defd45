internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Words for findings") struct FindingWordsTests {
    @Test("Every finding has its sentence, with its numbers and the remedy") func sentences() throws {
        let lines = Findings.all.map { FindingWords.english.line($0, of: "example.com.") }
        try expectGolden(lines.joined(separator: "\n") + "\n", "findings.txt")
        for line in lines { #expect(line.unicodeScalars.allSatisfy { 0x20...0x7E ~= $0.value }, "\(line)") }
    }

    // Findings were sentences in the octets that reviewers sign.
    @Test("Other words for findings are another report of the same plan") func otherWording() throws {
        let document = try PlanDocument(Findings.plan(Findings.all))
        let other = FindingWords { finding, apex in "policy \(finding.policy.rawValue) of \(apex) has something to say"
        }
        let style = TextStyle(isColoured: false)
        let (shown, reworded) = (
            TextReport(style: style).text(of: document), TextReport(style: style, words: other).text(of: document)
        )
        #expect(shown != reworded && reworded.contains("has something to say"))
        for report in [shown, reworded] { #expect(report.contains("Digest: \(document.digest)")) }
        #expect(MarkdownReport(words: other).text(of: document) != MarkdownReport().text(of: document))
        // No sentence and no word of the command line is in the document: nothing of it can change with them.
        let octets = String(decoding: document.octets, as: UTF8.self)
        #expect(!octets.contains("--") && !octets.contains("message"))
        for finding in Findings.all {
            let words = FindingWords.english.sentence(finding, "example.com.").split { " ;,:()".contains($0) }
            let clauses = words.indices.dropLast(2).map { words[$0...$0 + 2].joined(separator: " ") }
            #expect(clauses.allSatisfy { !octets.contains($0) })
        }
        #expect(try PlanDocument(octets: document.octets).digest == document.digest)
    }
}
