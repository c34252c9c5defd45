import DNSModel
internal import Reports
import TestSupport
import Testing
import ZonePlanning

@Suite("Reports of gate53 check for pipelines") struct CheckFormatTests {
    private static let hostile = Diagnostic(
        .error, id: "bad-value", "100% of a\r\n::error::b, c: <d> & \"e\" 'f' ]]> \u{1B}[31m \u{202E}",
        at: SourceLocation(file: "zones/a,b:c\n::stop-commands::x%0A.yaml", line: 12, column: 9))
    private static let all = [
        hostile, Diagnostic(.warning, id: "w", "look", at: SourceLocation(file: "zones/b.yaml", line: 3)),
        Diagnostic(.warning, id: "w", "look", at: SourceLocation(file: "zones/b.yaml", line: 7)),
        Diagnostic(.note, id: "n", "know"),
    ]

    @Test("Annotations: one command a line, with nothing that the runner takes for its own") func annotations() {
        let lines = WorkflowAnnotations(Self.all).lines
        #expect(lines.count == 4)
        #expect(lines[1] == "::warning file=zones/b.yaml,line=3,title=w::look")
        #expect(lines[3] == "::notice title=n::know")
        #expect(
            lines[0].hasPrefix(#"::error file=zones/a%2Cb%3Ac\u{a}%3A%3Astop-commands%3A%3Ax%250A.yaml,line=12,col=9,"#)
        )
        #expect(lines[0].contains("title=bad-value::100%25 of a"))
        for line in lines {
            #expect(!line.contains { $0.isNewline })
            // Whatever the message has in it, the command and its properties end at the first `::` after the word.
            let rest = line.dropFirst(2)
            #expect(["error", "warning", "notice"].contains(rest.prefix { $0 != " " }))
            let properties = rest.drop { $0 != " " }.dropFirst().prefix { $0 != ":" }
            #expect(properties.split(separator: ",").allSatisfy { $0.split(separator: "=").count == 2 })
        }
    }

    @Test("Code Quality: every member, each fingerprint once, the same after lines moved") func codeQuality() throws {
        let text = String(
            decoding: try CodeQualityReport(Self.all, settingsPath: "gate53.yaml").octets(), as: UTF8.self)
        let prints = text.matches(of: /"fingerprint" : "([0-9a-f]{64})"/).map { String($0.1) }
        #expect(prints.count == 4 && Set(prints).count == 4)
        #expect(text.contains(#""path" : "gate53.yaml""#) && text.contains(#""begin" : 12"#))
        #expect(text.contains(#""severity" : "critical""#) && text.contains(#""check_name" : "bad-value""#))
        let moved = Self.all.map { diagnostic in
            var moved = diagnostic
            moved.location?.line += 5
            return moved
        }
        let again = String(decoding: try CodeQualityReport(moved, settingsPath: "gate53.yaml").octets(), as: UTF8.self)
        #expect(again.matches(of: /"fingerprint" : "([0-9a-f]{64})"/).map { String($0.1) } == prints)
        let none = String(decoding: try CodeQualityReport([], settingsPath: "x").octets(), as: UTF8.self)
        #expect(none == "[\n\n]\n")
    }

    @Test("JUnit: counts, and no markup but its own") func junit() {
        let text = JUnitReport(Self.all).text
        #expect(text.contains(#"<testsuites tests="3" failures="1">"#))
        #expect(text.contains("&lt;d&gt; &amp; &quot;e&quot; &apos;f&apos; ]]&gt;"))
        let elements = text.matches(of: /<([^>]*)>/).map { String($0.1.prefix { $0.isLetter || "/?-".contains($0) }) }
        let known: Set = [
            "?xml", "testsuites", "testsuite", "testcase", "failure", "/failure", "system-out", "/system-out",
            "/testcase",
            "/testsuite", "/testsuites",
        ]
        #expect(Set(elements).isSubset(of: known))
        for scalar in text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && scalar.value != 0x202E)
        }
        #expect(JUnitReport([]).text.contains(#"tests="1" failures="0""#))
    }
}
