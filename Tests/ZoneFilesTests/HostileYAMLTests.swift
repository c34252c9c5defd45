internal import DNSModel
internal import DNSProviders
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Hostile and broken files end in a diagnostic")
struct HostileYAMLTests {
    private func ids(_ octets: [UInt8]) -> [String] {
        let file = ZoneFileInput(path: "z.yaml", blob: "", octets: octets)
        return ZoneFileReader.read(files: [file], apex: "example.com.").diagnostics.map(\.id)
    }

    private func ids(_ text: String) -> [String] { ids(Array(text.utf8)) }

    @Test("An alias bomb stops at the budget")
    func aliasBomb() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        var previous: Character = "a"
        for name in "bcdefghij" {
            text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 10).joined(separator: ", ") + "]\n"
            previous = name
        }
        #expect(ids(text).contains("yaml-aliases"))
    }

    @Test("Aliases of aliases do not get deeper than the limit")
    func aliasDepth() {
        var text = "n0: &a0 [x]\n"
        for index in 1...100 { text += "n\(index): &a\(index) [*a\(index - 1)]\n" }
        #expect(ids(text).contains("yaml-depth"))
    }

    @Test("Merged maps count towards the budget")
    func mergeBomb() {
        var text = "a: &a {" + (0..<1000).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
        for index in 0..<3000 { text += "b\(index): {<<: *a}\n" }
        #expect(ids(text).contains("yaml-aliases"))
    }

    @Test("Lists in lists in lists stop at the limit, at once")
    func depthBomb() {
        #expect(ids(String(repeating: "[", count: 40_000)) == ["wrong-shape"])
        #expect(ids("a: " + String(repeating: "[", count: 40_000)) == ["yaml-depth"])
        #expect(ids("a: " + String(repeating: "{a: ", count: 40_000)) == ["yaml-depth"])
        #expect(ids(String(repeating: "- ", count: 40_000)) == ["wrong-shape"])
        #expect(ids("a: 1\n" + String(repeating: "? ", count: 40_000)).last == "yaml-depth")
        let (settings, diagnostics) = SettingsReader.read(
            Array(String(repeating: "[", count: 40_000).utf8), path: "s", ProviderModules.kinds)
        #expect(settings == nil && diagnostics.map(\.id) == ["yaml-depth"])
    }

    @Test("Very many directives are refused before libyaml compares them with one another")
    func directives() {
        #expect(ids(String(repeating: "%TAG !a! x\n", count: 100_000)) == ["yaml-directives"])
        #expect(ids("%YAML 1.1\n---\na: {type: A, value: 192.0.2.1}\n") == [])
    }

    @Test("Huge keys, NUL octets, invalid UTF-8, no text at all")
    func octets() {
        let huge = String(repeating: "k", count: 100_000)
        #expect(ids("\(huge): {type: A, value: 192.0.2.1}\n") == ["wrong-shape"])
        #expect(ids("? \(huge)\n: {type: A, value: 192.0.2.1}\n") == ["bad-name"])
        #expect(ids("a: {type: A, value: 192.0.2.1\u{0}}\n") == ["yaml-syntax"])
        #expect(ids("\"a\\0b\": {type: A, value: 192.0.2.1}\n") == ["bad-name"])
        #expect(ids(Array("a: {type: TXT, value: ".utf8) + [0xFF, 0xFE] + Array("}\n".utf8)) == ["yaml-syntax"])
        #expect(ids([0xFF, 0xFE, 0x61, 0x00]) == ["yaml-syntax"])
        #expect(ids("") == [])
        #expect(ids("# nothing\n") == [])
        #expect(ids("text") == ["wrong-shape"])
        #expect(ids("a: {type: A, value: 192.0.2.1}\n---\nb: {type: A, value: 192.0.2.1}\n") == ["yaml-documents"])
    }

    @Test("Positions of errors in octets are counted in characters")
    func readerErrorPlace() {
        let file = ZoneFileInput(path: "z", blob: "", octets: Array("# ü\n# üü".utf8) + [0xFF])
        let diagnostics = ZoneFileReader.read(files: [file], apex: "example.com.").diagnostics
        #expect(diagnostics.first?.location == SourceLocation(file: "z", line: 2, column: 5))
    }

    @Test("What is not YAML comes with a hint")
    func hints() {
        expectDiagnostics(in: "⟦1⟧*.foo: {type: A, value: 192.0.2.1}\n", [(1, .error, "yaml-syntax", "needs quotes")])
        expectDiagnostics(in: "⟦1⟧*www: {type: A, value: 192.0.2.1}\n", [(1, .error, "yaml-alias", "needs quotes")])
        expectDiagnostics(in: "⟦1⟧@: {type: A, value: 192.0.2.1}\n", [(1, .error, "yaml-syntax", "'@':")])
        expectDiagnostics(in: "www:\n⟦1⟧\ttype: A\n", [(1, .error, "yaml-syntax", "spaces, not with tabs")])
        expectDiagnostics(in: "www: {type: A, value: ⟦1⟧!include x}\n", [(1, .error, "yaml-tag", "no other file")])
        expectDiagnostics(in: "www: ⟦1⟧!Ref x\n", [(1, .error, "yaml-tag", "leave it out")])
        expectDiagnostics(in: "www: {<<: ⟦1⟧text, type: A}\n", [(1, .error, "yaml-merge", "a map")])
        expectDiagnostics(in: "⟦1⟧<<: {a: {type: A}}\n", [(1, .error, "yaml-merge", "not for the names")])
    }

    @Test("Text of users appears in messages without control characters")
    func controlCharacters() {
        let file = ZoneFileInput(
            path: "z", blob: "", octets: Array("a: {type: \"A\\e[31m\", \"k\\a\": 1, value: \"x\\r\\n\"}\n".utf8))
        for one in ZoneFileReader.read(files: [file], apex: "example.com.").diagnostics {
            #expect(one.message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
    }

    @Test("A million mistakes do not fill the memory")
    func manyMistakes() {
        let text = "a:\n" + String(repeating: "  - {type: A, value: x}\n", count: 20_000)
        let found = ids(text)
        #expect(found.count == ZoneBuilder.mostDiagnostics + 1)
        #expect(found.last == "more-mistakes")
    }

    @Test("Mutated files never trap", arguments: 0..<4)
    func mutants(seed: Int) {
        let sample = Array(
            """
            ---
            '': [{type: MX, value: {preference: 10, exchange: mx.example.net.}}, {type: NS, value: ns.example.net.}]
            www: &w
              type: A
              ttl: 1h # comment
              values: [192.0.2.1, "192.0.2.2"]
              octodns: {excluded: [x]}
              gate53: {protect: yes, expires: 2026-01-01}
            b: *w
            c: {<<: *w, type: TXT, values: ['"a" "b\\;"', >
              folded
              text
              ]}
            """.utf8)
        var generator = MutationGenerator(seed: UInt64(seed))
        for _ in 0..<2_000 { _ = ids(generator.mutate(sample)) }
    }
}

/// Changes octets at random, from a seed.
struct MutationGenerator {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(random.next() % UInt64(bound)) }

    private static let interesting = Array(
        "\n\n \t:-#'\"\\{}[],&*!|>%@`?~0aA;.=<\r\u{0}\u{7F}\u{85}\u{2028}\u{FEFF}é".utf8)

    /// A few random edits.
    mutating func mutate(_ octets: [UInt8]) -> [UInt8] {
        var result = octets
        for _ in 0...below(3) {
            let at = below(result.count + 1)
            switch below(6) {
            case 0: result.insert(Self.interesting[below(Self.interesting.count)], at: at)
            case 1: if at < result.count { result[at] = Self.interesting[below(Self.interesting.count)] }
            case 2: if at < result.count { result.remove(at: at) }
            case 3:
                let end = min(result.count, at + below(20))
                let piece = Array(result[at..<end])
                result.insert(contentsOf: piece, at: below(result.count + 1))
            case 4:
                let end = min(result.count, at + below(8))
                result.removeSubrange(at..<end)
            default:
                if at < result.count { result[at] ^= UInt8(1 << below(8)) }
            }
        }
        return result
    }
}
