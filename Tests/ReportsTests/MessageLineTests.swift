internal import Reports
import Testing
import ZonePlanning

@Suite("Messages on stderr")
struct MessageLineTests {
    @Test("A message has a place, a kind, a text and an id")
    func parts() throws {
        let line = try #require(
            MessageLine("zones/a b.yaml:12:9: error: 'x': error: no [sic] dot; write it [name-not-absolute]"))
        #expect(line.place == "zones/a b.yaml:12:9")
        #expect(line.kind == .error)
        #expect(line.message == "'x': error: no [sic] dot; write it")
        #expect(line.id == "name-not-absolute")
        let other = try #require(MessageLine("warning: example.com.: it is gone"))
        #expect(other.place == nil && other.kind == .warning && other.id == nil)
        #expect(other.message == "example.com.: it is gone")
        #expect(MessageLine("Nothing was changed.") == nil)
        #expect(MessageLine("  was: ttl 300, error: 1") == nil)
    }

    @Test(
        "Without colour and width a line is as it was",
        arguments: [
            "error: a  b [id]", "zones/x.yaml:1:2: warning: text (and more) [some-id]", "  was:  x", "", "error: [id]",
            "note: one\n  two",
        ])
    func plain(_ line: String) {
        #expect(MessageLine.shown(line, style: TextStyle(isColoured: false), width: nil) == line)
    }

    @Test("No word is broken, and no line too wide but for one long word", arguments: 40...100)
    func wrapped(_ width: Int) {
        let line =
            "zones/a-very-long-name-of-a-zone.example.com.yaml:123:45: error: the name 'www' is here a second time; put its "
            + "records into one list, as https://example.com/a/very/long/address/that/nobody/reads/to/its/end/of/it says [duplicate-key]"
        let shown = MessageLine.shown(line, style: TextStyle(isColoured: false), width: width)
        let words = line.split(separator: " ")
        #expect(shown.split { $0 == " " || $0 == "\n" } == words)
        for part in shown.split(separator: "\n") {
            #expect(part.count <= width || part.split(separator: " ").count == 1)
        }
    }

    @Test("Colour adds nothing but colour")
    func coloured() {
        let line = "zones/x.yaml:1:2: error: text [some-id]"
        let shown = MessageLine.shown(line, style: TextStyle(isColoured: true), width: 80)
        #expect(shown != line)
        #expect(shown.replacing(/\u{1B}\[[0-9;]*m/, with: "") == line)
    }

    @Test(
        "Who says whether there is colour",
        arguments: [
            ([:], true, true), ([:], false, false), (["NO_COLOR": "1"], true, false), (["NO_COLOR": ""], true, true),
            (["FORCE_COLOR": "1"], false, true), (["FORCE_COLOR": "0"], true, false),
            (["FORCE_COLOR": ""], false, false),
            (["CLICOLOR_FORCE": "1"], false, true), (["CLICOLOR_FORCE": "0"], false, false),
            (["CLICOLOR_FORCE": "0"], true, true), (["CLICOLOR": "0"], true, false), (["TERM": "dumb"], true, false),
            (["TERM": "dumb", "FORCE_COLOR": "true"], false, true),
            (["NO_COLOR": "1", "FORCE_COLOR": "1"], true, false),
        ] as [([String: String], Bool, Bool)])
    func choice(_ environment: [String: String], _ isTerminal: Bool, _ isColoured: Bool) {
        #expect(ColourChoice.auto.isColoured(isTerminal: isTerminal, environment: environment) == isColoured)
        #expect(ColourChoice.always.isColoured(isTerminal: isTerminal, environment: environment))
        #expect(!ColourChoice.never.isColoured(isTerminal: isTerminal, environment: environment))
    }
}
