internal import Foundation
internal import Testing

/// What is drawn on a terminal while a run takes its time.
@Suite("Progress on a terminal") struct ProgressTests {
    /// A repository whose apply waits for the file `go`, which a reload command waits for.
    private static func scene() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.must(
            """
            mkdir zones
            printf '%s\\n' "until [[ -e $PWD/go ]]; do sleep 0.02; done" >reload.bash
            printf '%s\\n' "providers: {live: {type: master-file, directory: live, nameservers: [ns1.example.org.], \
            reload: [/bin/bash, $PWD/reload.bash]}}" "zones: {'*': {provider: live}}" 'review: {required: 0}' >zones/gate53.yaml
            printf 'www: {type: A, value: 192.0.2.1}\\n' >zones/example.com.yaml
            printf '/live/\\n/*.json\\n/go\\n/drawn\\n' >.gitignore
            git init --quiet --template=
            commit 'The zones'
            gate53 plan --quiet --out plan.json >/dev/null
            """)
        return scratch
    }

    /// What stands on a terminal in the end: a carriage return goes to the start of the line, and `ESC [ K` takes away
    /// what is behind.
    private static func screen(_ drawn: String) -> [String] {
        var lines = [""]
        var column = 0
        var rest = drawn.unicodeScalars[...]
        while let next = rest.popFirst() {
            switch next {
            case "\r": column = 0
            case "\n":
                lines.append("")
                column = 0
            case "\u{1B}" where rest.starts(with: "[K".unicodeScalars):
                rest = rest.dropFirst(2)
                lines[lines.count - 1] = String(lines[lines.count - 1].prefix(column))
            default:
                var line = Array(lines[lines.count - 1].unicodeScalars)
                while line.count < column { line.append(" ") }
                line.replaceSubrange(column..<min(column + 1, line.count), with: [next])
                lines[lines.count - 1] = String(String.UnicodeScalarView(line))
                column += 1
            }
        }
        return lines
    }

    @Test("It is drawn, drawn anew in its place with time, and taken away in the end", .timeLimit(.minutes(60)))
    func drawn() throws {
        let scratch = try Self.scene()
        // With stdout on the terminal too, and without.
        for words in ["gate53 apply plan.json", "gate53 apply plan.json >report"] {
            let result = try scratch.bash(
                """
                rm -rf go live; git branch --quiet -D gate53-ledger 2>/dev/null
                python3 "$SUPPORT/on-terminal.py" drawn 'example\\.com\\.: batch 1 of 1, [0-9]+ s' 2 go bash -c '\(words)'
                """)
            #expect(result.exitCode == 0, "\(result.text)\(result.errorText)")
            let drawn = String(decoding: try #require(scratch.octets(of: "drawn")), as: UTF8.self)
            let pieces = drawn.components(separatedBy: "\r\u{1B}[K")
            #expect(pieces.count(where: { $0.contains("batch 1 of 1, ") }) >= 2, "\(drawn.debugDescription)")
            // Each drawing begins at the start of a line that is taken away, and ends no line itself.
            for piece in pieces.dropFirst() where piece.contains("batch 1 of 1, ") { #expect(!piece.contains("\n")) }
            let screen = Self.screen(drawn)
            #expect(!screen.contains { $0.contains("batch 1 of") || $0.contains("reading") }, "\(screen)")
            #expect(!drawn.contains("\u{1B}[K\r\n"), "an empty line stays")
            let report = scratch.octets(of: "report").map { String(decoding: $0, as: UTF8.self) } ?? drawn
            #expect(
                report.contains("example.com. applied, ")
                    && (words.contains(">") || screen.contains { $0.contains(" applied, ") }))
        }
        #expect(scratch.octets(of: "report")?.contains(0x1B) == false)
    }

    @Test("Nothing of it is in a pipe or a file, nor with --quiet on a terminal", .timeLimit(.minutes(60)))
    func elsewhere() throws {
        let scratch = try Self.scene()
        for words in ["2>&1 | cat", "2>both >&2; cat both"] {
            let result = try scratch.bash(
                """
                rm -rf go live; git branch --quiet -D gate53-ledger 2>/dev/null
                # Longer than it takes to be drawn on a terminal.
                (sleep 2.5; touch go) &
                gate53 apply plan.json \(words)
                """)
            #expect(result.text.contains("example.com. applied, "), "\(result.text)\(result.errorText)")
            #expect(
                !result.output.contains(0x1B) && !result.output.contains(0x0D) && !result.text.contains("batch 1 of 1"))
        }
        let quiet = try scratch.bash(
            """
            rm -rf go live; git branch --quiet -D gate53-ledger 2>/dev/null
            (sleep 2.5; touch go) &
            python3 "$SUPPORT/on-terminal.py" drawn never 1 go gate53 apply --quiet plan.json
            """)
        #expect(quiet.exitCode == 0)
        #expect(
            scratch.octets(of: "drawn").map { String(decoding: $0, as: UTF8.self).contains("batch 1 of 1") } == false)
    }
}
