internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("The scanner reads as libyaml does, or not at all")
struct BlockScannerTests {
    /// All entries of a file, or nothing where the source gave up.
    private func entries<Source: YAMLEntrySource & ~Copyable>(_ source: inout Source) -> [YAMLFragment]? {
        var tree = YAMLTree()
        var result: [YAMLFragment] = []
        do {
            while try source.nextEntry(into: &tree) { result += [tree.fragment(at: 0), tree.fragment(at: 1)] }
        } catch {
            return nil
        }
        return result
    }

    private func scanned(_ octets: [UInt8]) -> [YAMLFragment]? {
        octets.withUnsafeBufferPointer { octets in
            guard var scanner = BlockScanner(octets) else { return nil }
            return entries(&scanner)
        }
    }

    private func parsed(_ octets: [UInt8]) -> [YAMLFragment]? {
        octets.withUnsafeBufferPointer { octets in
            guard var parser = try? YAMLParser(octets) else { return nil }
            return entries(&parser)
        }
    }

    private static let samples = [
        """
        # yaml-language-server: $schema=../Schemas/zone.schema.json
        ---
        # Kommentar: größer – “so”
        '':
          # mail
          - type: MX
            values:
              - exchange: mx1.example.net.
                preference: 10
              - exchange: mx2.example.net.
                preference: 20  # second
          - gate53:
              protect: true
            ttl: 300
            type: TXT
            value: "v=spf1 -all"

        '*':
          type: CNAME
          value: www.example.com.
        '1.10':
          type: A
          value: 192.0.2.1
        www:  # the web
          ttl: 300
          type: A
          values:
            - 192.0.2.1
            - 192.0.2.2
        # end

        """,
        """
        ---
        '':
        - type: NS
          values:
          - ns1.example.com.
          - 'ns2.example.com.'
        a:
          type: AAAA
          value: 2001:db8::1
        t:
          type: TXT
          values:
          - v=DKIM1\\; k=rsa; p=AAAA/+BBBB==
          - "it's"
          - 'say "hi" \\ there'
          - http://example.net/#x
          - ''
        srv:
          type: SRV
          value:
            port: 443
            priority: 1
            target: a.example.net.
            weight: 2

        """,
        "a:\n  type: A\n  value: 192.0.2.1\nb:\n - type: A\n   value: 192.0.2.1\n",
        "a: b\nc: 'd' # e\nf: \"g\"   \n",
        """
        www:
          - alias:
              evaluate-target-health: true
              name: lb.eu-west-1.elb.amazonaws.com.
              zone: Z32O12XQLNTSW2
            health-check: abcdef11-2222-3333-4444-555555fedcba
            routing:
              geoproximity:
                bias: -5
                latitude: 52.52
                longitude: -13.4
            set-identifier: blue
            type: A
          - routing:
              geolocation: default  # else
            set-identifier: 'a b'
            type: AAAA
            value: 2001:db8::1

        """,
    ]

    @Test("It reads the usual form itself", arguments: samples)
    func usual(sample: String) throws {
        let octets = Array(sample.utf8)
        let fast = try #require(scanned(octets))
        #expect(fast == parsed(octets))
    }

    @Test("It reads what the writer writes, and what the formatter makes of it")
    func written() throws {
        var generator = Generator(seed: 11)
        var read = 0
        for _ in 0..<50 {
            let octets = ZoneFileWriter.write(generator.zone(hasAuthority: false))
            guard let fast = scanned(octets) else { continue }
            read += 1
            #expect(fast == parsed(octets))
        }
        #expect(read > 4)
    }

    @Test(
        "Single constructs that are left to libyaml",
        arguments: [
            "a:\n", "a: [b]\n", "a: {b: c}\n", "a: &x b\n", "a: *x\n", "a: !x b\n", "a: |\n  b\n", "a: b\n  c\n",
            "a: 'b\n  c'\n",
            "a: \"b\\n\"\n", "a: 'b''c'\n", "a:\tb\n", "a: b: c\n", "? a\n: b\n", "- a\n", "a: b", "a: b\r\n",
            "<<: b\n", "...\n",
            "a: b\n---\nc: d\n", "%YAML 1.1\n---\na: b\n", "  a: b\n", "a:\n  - - b\n", "a: b#\n c\n", "\u{FEFF}a: b\n",
            "",
            "a: b\n...\n", "a:\n  b: c\n d: e\n", "a: é\n", "# \u{85}\na: b\n", "# \u{2028}\na: b\n", "'a':b\n",
            "'a' : b\n",
            "a:\n  -\n    b: c\n", "@: b\n", "a: @b\n", "a: `b\n", "a b: c\n", "a: -b\n", "a: 'b'c\n", "a: 'b'#c\n",
        ])
    func unusual(sample: String) {
        let octets = Array(sample.utf8)
        #expect(scanned(octets) == nil)
    }

    /// 10 times 30,000 mutants of each run; the seeds cover all samples.
    @Test("Differential fuzz: mutated files give the same events from both, or nothing", arguments: 0..<10)
    func differential(seed: Int) {
        var generator = MutationGenerator(seed: UInt64(seed))
        let sample = Array(Self.samples[seed % Self.samples.count].utf8)
        var accepted = 0
        for round in 0..<30_000 {
            // Short files come out of few lines, which makes more of them worth comparing.
            let piece = round % 3 == 0 ? sample : Self.someLines(of: sample, &generator)
            let mutant = generator.mutate(piece)
            guard let fast = scanned(mutant) else { continue }
            accepted += 1
            if fast != parsed(mutant) {
                Issue.record("read otherwise:\n\(String(decoding: mutant, as: UTF8.self))")
                return
            }
        }
        #expect(accepted > 1_000)
    }

    private static func someLines(of sample: [UInt8], _ generator: inout MutationGenerator) -> [UInt8] {
        let lines = sample.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let start = generator.below(lines.count)
        let end = min(lines.count, start + 1 + generator.below(8))
        return Array(lines[start..<end].joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }

    @Test("Zones and diagnostics are the same with and without it", arguments: 0..<4)
    func sameZones(seed: Int) {
        var generator = MutationGenerator(seed: UInt64(seed + 100))
        let sample = Array(Self.samples[[0, 1, 4, 4][seed]].utf8)
        for _ in 0..<1_000 {
            let input = ZoneFileInput(path: "z", blob: "", octets: generator.mutate(sample))
            let fast = ZoneFileReader.read(
                files: [input], apex: "example.com.", options: ZoneFileOptions(), usesScanner: true)
            let slow = ZoneFileReader.read(
                files: [input], apex: "example.com.", options: ZoneFileOptions(), usesScanner: false)
            #expect(fast.zone == slow.zone)
            #expect(fast.diagnostics == slow.diagnostics)
        }
    }
}
