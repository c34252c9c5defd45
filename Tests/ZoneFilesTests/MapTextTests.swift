internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Values as maps")
struct MapTextTests {
    private func text(_ sample: String) throws -> String {
        try #require(readZone(sample).zone.sets.first?.data.first).text
    }

    // What octoDNS 1.22.0 sends of the same files, quotes put around.
    @Test(
        "A text in a map is presentation format, as octoDNS sends it",
        arguments: [
            (#"!^(\\+44[0-9]*)$!sip:\\1@example.com!"#, #"!^(\\+44[0-9]*)$!sip:\\1@example.com!"#),
            (#"!^.*$!say:\"hi\"!"#, #"!^.*$!say:\"hi\"!"#), (#"a\;b;c"#, "a;b;c"), (#"\065\\066"#, #"A\\066"#),
            ("é", #"\195\169"#),
        ])
    func presentation(written: String, meant: String) throws {
        #expect(
            try text(
                """
                n: {type: NAPTR, value: {order: 1, preference: 2, flags: U, service: E2U+sip, regexp: '\(written)', replacement: .}}
                """) == #"1 2 "U" "E2U+sip" "\#(meant)" ."#)
        #expect(
            try text("c: {type: CAA, value: {tag: issue, value: '\(written)'}}") == #"0 issue "\#(meant)""#)
        #expect(
            try text("_u._tcp: {type: URI, value: {priority: 1, weight: 2, target: '\(written)'}}")
                == #"1 2 "\#(meant)""#)
    }

    @Test("What octoDNS would send broken is an error that says what to write")
    func broken() {
        expectDiagnostics(
            in: #"""
                a: {type: NAPTR, value: {order: 1, preference: 2, flags: U, service: '', regexp: ⟦1⟧'!^.*$!sip:\1@e!', replacement: .}}
                b: {type: CAA, value: {tag: issue, value: ⟦2⟧'say "hi"'}}
                c: {type: URI, value: {priority: 1, weight: 2, target: ⟦3⟧'https://example.com/\'}}
                d: {type: CAA, value: {tag: issue, value: ⟦4⟧'a\.b\.c'}}
                """#,
            [
                (1, .error, "bad-data", #"write '\\1'"#), (2, .error, "bad-data", #"write '\"' for a quote"#),
                (3, .error, "bad-data", #"write '\\'"#), (4, .warning, "needless-escape", #"write '\\.'"#),
            ])
    }

    @Test("What no record can hold is an error at its field")
    func bounds() {
        let long = String(repeating: "x", count: 256)
        expectDiagnostics(
            in: """
                a: {type: NAPTR, value: {order: 1, preference: 2, flags: ⟦1⟧\(long), service: ⟦2⟧\(long), regexp: ⟦3⟧\(long), replacement: .}}
                b: {type: URI, value: {priority: 1, weight: 2, target: ⟦4⟧''}}
                c: {type: CAA, value: {tag: ⟦5⟧'a b', value: x}}
                d: {type: URI, value: ⟦6⟧{priority: 1, weight: 2, target: \(String(repeating: "x", count: 65_532))}}
                """,
            [
                (1, .error, "bad-data", "256 octets"), (2, .error, "bad-data", "256 octets"),
                (3, .error, "bad-data", "256 octets"), (4, .error, "bad-data", "is empty"),
                (5, .error, "bad-data", "tag"), (6, .error, "bad-data", "65536 octets"),
            ])
    }

    @Test("What is read of a map is read back from its presentation form, and from what is written", arguments: 0..<6)
    func roundTrip(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let pieces = ["\\\\", "\\\"", "\\;", "\"", ";", "a", " ", "\\", "\\065", "\\200", "é", "1", "''", "\\.", ","]
        func text() -> String {
            (0..<Int.random(in: 0...6, using: &generator.random)).map { _ in
                pieces.randomElement(using: &generator.random) ?? ""
            }.joined()
        }
        var accepted = 0
        for _ in 0..<300 {
            let kind = Int.random(in: 0..<3, using: &generator.random)
            let sample =
                switch kind {
                case 0: "x: {type: CAA, value: {flags: 0, tag: issue, value: '\(text())'}}\n"
                case 1: "x: {type: URI, value: {priority: 1, weight: 2, target: '\(text())'}}\n"
                default:
                    "x: {type: NAPTR, value: {order: 1, preference: 2, flags: '\(text())', service: '\(text())', "
                        + "regexp: '\(text())', replacement: .}}\n"
                }
            let (read, _) = ZoneFileReader.read(
                files: [ZoneFileInput(path: "z", blob: "", octets: Array(sample.utf8))], apex: "example.com.")
            guard let read, let set = read.zone.sets.first, let data = set.data.first else { continue }
            accepted += 1
            #expect(try RecordData(type: set.type, parsing: data.text) == data, "\(sample)")
            let written = ZoneFileWriter.write(read)
            let (again, mistakes) = ZoneFileReader.read(
                files: [ZoneFileInput(path: "z", blob: "", octets: written)], apex: "example.com.")
            #expect(again?.zone == read.zone && mistakes == [], "\(sample) \(String(decoding: written, as: UTF8.self))")
        }
        #expect(accepted > 60)
    }

    @Test("The digits of a digest may have blanks between them")
    func digests() throws {
        #expect(
            try text(
                """
                d: {type: DS, value: {key_tag: 1, algorithm: 5, digest_type: 1, digest: 2BB183AF 5F225881 79A53B0A 98631FAD
                  1A292118}}
                """) == "1 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118")
        #expect(
            try text("s: {type: SSHFP, value: {algorithm: 1, fingerprint_type: 9, fingerprint: 'ab cd'}}") == "1 9 ABCD"
        )
        #expect(
            try text(
                """
                t: {type: TLSA, value: {certificate_usage: 3, selector: 1, matching_type: 0, certificate_association_data: 'ab cd'}}
                """) == "3 1 0 ABCD")
    }
}
