internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Writing zone files")
struct WritingTests {
    /// Types whose sets may be anywhere beside one another.
    private static let independentTypes = Generator.types.filter { ![.soa, .cname, .dname, .ns].contains($0) }

    private func read(_ octets: [UInt8], defaultTTL: TTL = ZoneFileOptions.octoDNSDefaultTTL) -> (
        zone: DesiredZone?, diagnostics: [Diagnostic]
    ) {
        ZoneFileReader.read(
            files: [ZoneFileInput(path: "z", blob: "", octets: octets)], apex: "example.com.",
            options: ZoneFileOptions(defaultTTL: defaultTTL))
    }

    @Test("What is written is read as the same zone", arguments: 0..<8)
    func roundTrip(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for _ in 0..<40 {
            let zone = generator.zone(types: Self.independentTypes, hasAuthority: false)
            let written = ZoneFileWriter.write(zone)
            let (desired, diagnostics) = read(written)
            #expect(diagnostics.filter { $0.severity == .error } == [])
            let text = String(decoding: written, as: UTF8.self)
            #expect(desired?.zone == zone, "\(text)")
        }
    }

    @Test("Aliases, routing policies and health checks are written and read as the same zone", arguments: 0..<8)
    func routedRoundTrip(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var routed = 0
        for _ in 0..<60 {
            let plain = generator.zone(types: [.a, .aaaa, .cname, .txt, .mx], hasAuthority: false)
            let zone = generator.routed(plain)
            routed += zone.sets.count { !$0.isPlain }
            for defaultTTL in [ZoneFileOptions.octoDNSDefaultTTL, nil] {
                let written = ZoneFileWriter.write(zone, defaultTTL: defaultTTL)
                let (desired, diagnostics) = read(written)
                let text = String(decoding: written, as: UTF8.self)
                #expect(diagnostics.filter { $0.severity == .error } == [], "\(text)")
                #expect(desired?.zone == zone, "\(text)")
                #expect(ZoneFileFormatter.format(written, path: "z").octets == written, "\(text)")
            }
        }
        #expect(routed > 200)
    }

    @Test("What any zone is written as has no mistakes but those of the zone itself", arguments: 0..<4)
    func anyZone(seed: UInt64) throws {
        let ofZones = [
            "cname-and-other-data", "cname-at-apex", "single-value",
        ]
        var generator = Generator(seed: seed)
        for _ in 0..<40 {
            let zone = generator.zone()
            let written = ZoneFileWriter.write(zone, defaultTTL: nil)
            let (desired, diagnostics) = read(written)
            let text = String(decoding: written, as: UTF8.self)
            #expect(diagnostics.filter { $0.severity == .error && !ofZones.contains($0.id) } == [], "\(text)")
            if let desired {
                let sets = zone.sets.filter { $0.type != .soa }
                #expect(desired.zone.sets == sets, "\(text)")
            }
            #expect(ZoneFileFormatter.format(written, path: "z").octets == written, "\(text)")
        }
    }

    @Test("Annotations and provider-specific sets are written too")
    func annotated() throws {
        let sample = """
            ---
            '':
              - type: Route53Provider/ALIAS
                values:
                  - evaluate-target-health: false
                    hosted-zone-id: ''
                    name: www.example.com.
                    type: A
              - gate53:
                  expires: 2026-12-31
                  note: 'yes'
                  owner: it's us
                  protect: true
                type: TXT
                value: "v=spf1 -all"
            www:
              ttl: 60
              type: A
              values:
                - 192.0.2.1
                - 192.0.2.2

            """
        let zone = try readZone(sample)
        #expect(String(decoding: ZoneFileWriter.write(zone), as: UTF8.self) == sample)
    }

    @Test("A zone reads as the record sets that went in, whatever their order was")
    func orderDoesNotMatter() throws {
        var generator = Generator(seed: 7)
        let zone = generator.zone(count: 30, types: Self.independentTypes, hasAuthority: false)
        let lines = ZoneFileWriter.write(zone).split(separator: UInt8(ascii: "\n"))
        var entries: [[ArraySlice<UInt8>]] = []
        for line in lines.dropFirst() {
            if line.first == UInt8(ascii: " ") {
                entries[entries.count - 1].append(line)
            } else {
                entries.append([line])
            }
        }
        for _ in 0..<10 {
            entries.shuffle(using: &generator.random)
            let file = Array(entries.joined().joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
            #expect(read(file).zone?.zone == zone)
        }
    }

    @Test(
        "Text that octoDNS's spelling cannot say is written by the type's number",
        arguments: [
            [0xFF, 0xFE], Array(#""a" "b""#.utf8), Array(#"a" "b"#.utf8), Array(#"\;"#.utf8), Array(#"\\;;"#.utf8),
            [0, 10, 13, 9],
            Array("ünï\u{85}\u{2028}\u{FEFF}\u{1F600}".utf8), Array("'".utf8), Array("\"".utf8), Array("\"\"".utf8), [],
            Array("# no comment: really".utf8), Array(" spaces ".utf8), Array(repeating: 0x61, count: 65_279),
        ] as [[UInt8]])
    func text(octets: [UInt8]) throws {
        for data in [RecordData.txt(TXT(octets)), .spf(TXT(octets))] {
            let set = RecordSet(name: "t.example.com.", type: data.type, ttl: .maximum, data: [data])
            let zone = try Zone(apex: "example.com.", sets: [set])
            let (desired, diagnostics) = read(ZoneFileWriter.write(zone))
            #expect(diagnostics.filter { $0.severity == .error } == [])
            #expect(desired?.zone == zone)
        }
    }
}

@Suite("Formatting zone files")
struct FormattingTests {
    private func format(_ sample: String) throws -> String {
        let (octets, diagnostics) = ZoneFileFormatter.format(Array(sample.utf8), path: "z")
        #expect(diagnostics == [])
        return String(decoding: try #require(octets), as: UTF8.self)
    }

    @Test("Order, quotes, block style and comments")
    func example() throws {
        let formatted = try format(
            """
            # yaml-language-server: $schema=../Schemas/zone.schema.json
            ---
            # Zone of the example.
            # Second line.

            # The web.
            www10: {values: [192.0.2.1], type: A, ttl: 300}   # ten
            www2:   # two
                # about two
                type: A
                values:
                      # first
                    - 192.0.2.1   # one
                    - "192.0.2.2"
                    # after the last
                # end of two

            '@':
              - type: txt
                values: ["v=spf1 -all", 'say "hi"', 1.10, no]
              # mail
              - value: {preference: 10, exchange: mx.example.net.}   # the one
                type: MX
            "*": {type: CNAME, value: 'www.example.com.'}
            1.10: {type: A, value: 192.0.2.1, gate53: {protect: yes, expires: 2026-12-31}}
            x: {type: Provider/THING, values: [{b: 2, a: 'false'}], value: 1}
            # the end
            """)
        #expect(
            formatted == """
                # yaml-language-server: $schema=../Schemas/zone.schema.json
                ---
                # Zone of the example.
                # Second line.

                '':
                  # mail
                  - type: MX
                    value:  # the one
                      exchange: mx.example.net.
                      preference: 10
                  - type: TXT
                    values:
                      - "v=spf1 -all"
                      - 'say "hi"'
                      - "1.10"
                      - "no"
                '1.10':
                  gate53:
                    expires: 2026-12-31
                    protect: yes
                  type: A
                  value: 192.0.2.1
                '*':
                  type: CNAME
                  value: www.example.com.
                www2:  # two
                  # about two
                  type: A
                  values:
                    # first
                    - 192.0.2.1  # one
                    - 192.0.2.2
                    # after the last
                  # end of two
                # The web.
                www10:  # ten
                  ttl: 300
                  type: A
                  value: 192.0.2.1
                x:
                  type: Provider/THING
                  value: 1
                  values:
                    - a: 'false'
                      b: 2
                # the end

                """)
        #expect(try format(formatted) == formatted)
    }

    @Test("Records go by type and set identifier, also where a type is written small")
    func recordOrder() throws {
        let formatted = try format(
            """
            www:
              - {type: mx, value: 10 a.example.net.}
              # green
              - {set-identifier: green, type: a, value: 192.0.2.2, routing: {weight: 1}}
              - {type: A, set-identifier: "blue", routing: {geolocation: {subdivision: CA, country: US}}, value: 192.0.2.1}
              - {type: TXT, value: a}
              - {type: A, alias: {zone: same, name: x.example.com.}, routing: {weight: 1}, set-identifier: Z}
            """)
        #expect(
            formatted == """
                www:
                  - alias:
                      name: x.example.com.
                      zone: same
                    routing:
                      weight: 1
                    set-identifier: Z
                    type: A
                  - routing:
                      geolocation:
                        country: US
                        subdivision: CA
                    set-identifier: blue
                    type: A
                    value: 192.0.2.1
                  # green
                  - routing:
                      weight: 1
                    set-identifier: green
                    type: A
                    value: 192.0.2.2
                  - type: MX
                    value: 10 a.example.net.
                  - type: TXT
                    value: "a"

                """)
        #expect(try format(formatted) == formatted)
    }

    @Test("Files that are nearly nothing")
    func small() throws {
        #expect(try format("") == "")
        #expect(try format("\n\n") == "")
        #expect(try format("# a\n\n\n# b\n") == "# a\n\n# b\n")
        #expect(try format("---\n") == "---\n")
        #expect(try format("{}\n") == "")
        #expect(try format("a:\n") == "a:\n")
        #expect(try format("a: []\nb: {} # c") == "a: []\nb: {}  # c\n")
    }

    @Test(
        "Files with anchors, aliases, tags or directives are left as they are, and say so",
        arguments: [
            "a: &x {type: A, value: 192.0.2.1}\nb: *x\n", "b:   !!str x\n", "%YAML 1.1\n---\na: {}\n", "? [a]\n: b\n",
            "a: [{? [b] : c}, {? {d: e} : [f]}]\ng: [h]\n",
        ])
    func obstacles(sample: String) {
        let (octets, diagnostics) = ZoneFileFormatter.format(Array(sample.utf8), path: "z")
        #expect(octets == Array(sample.utf8))
        #expect(diagnostics.map(\.id) == ["not-formatted"])
    }

    @Test("A file that is not YAML is an error")
    func broken() {
        let (octets, diagnostics) = ZoneFileFormatter.format(Array("a: [".utf8), path: "z")
        #expect(octets == nil)
        #expect(diagnostics.map(\.severity) == [.error])
    }

    @Test("Natural order, as octoDNS has it")
    func order() {
        // From natsort 8.4.0, natsort_keygen().
        let keys = [
            "", "1", "1.2", "2", "10", "10.1", "*", "*.a", "A", "_dmarc", "a", "a1", "a1b", "a2", "a10", "ab", "ab1",
            "b",
        ]
        var generator = Generator(seed: 3)
        for _ in 0..<20 {
            let shuffled = keys.shuffled(using: &generator.random)
            let sorted = shuffled.sorted { NaturalOrder.precedes(Array($0.utf8), Array($1.utf8)) }
            #expect(sorted == keys)
        }
    }

    /// Puts comments and empty lines into a file that has no block scalars.
    private func commented(_ file: [UInt8], _ generator: inout Generator) -> (file: [UInt8], comments: Int) {
        var out: [UInt8] = []
        var comments = 0
        for line in file.split(separator: UInt8(ascii: "\n")) {
            if generator.once(in: 8) { out.append(UInt8(ascii: "\n")) }
            while generator.once(in: 5) {
                comments += 1
                let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
                let spaces = generator.once(in: 3) ? generator.number(0...8) : indent
                out += Array(String(repeating: " ", count: spaces).utf8) + Array("# lone \(comments): 'ü'\n".utf8)
            }
            out += line
            if generator.once(in: 5) {
                comments += 1
                out += Array(" # behind \(comments) \t".utf8)
            }
            out.append(UInt8(ascii: "\n"))
        }
        if generator.once(in: 2) {
            comments += 1
            out += Array("# last".utf8)
        }
        return (out, comments)
    }

    @Test("No comment is lost, nothing changes its meaning, and formatting again changes nothing", arguments: 0..<8)
    func laws(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for _ in 0..<25 {
            let zone = generator.routed(
                generator.zone(
                    types: Generator.types.filter { ![.soa, .cname, .dname, .ns].contains($0) }, hasAuthority: false))
            let canonical = ZoneFileWriter.write(zone)
            #expect(ZoneFileFormatter.format(canonical, path: "z").octets == canonical)
            let (file, comments) = commented(canonical, &generator)
            let (formatted, diagnostics) = ZoneFileFormatter.format(file, path: "z")
            #expect(diagnostics == [])
            let once = try #require(formatted)
            let text = String(decoding: once, as: UTF8.self)
            for number in 1...max(1, comments) where comments > 0 {
                let isThere = ["# lone \(number): 'ü'\n", "# behind \(number)\n", "# last\n"].contains {
                    text.contains($0)
                }
                #expect(isThere, "\(number) in \(text)")
            }
            let input = ZoneFileInput(path: "z", blob: "", octets: once)
            #expect(ZoneFileReader.read(files: [input], apex: "example.com.").zone?.zone == zone)
            let twice = ZoneFileFormatter.format(once, path: "z").octets
            #expect(twice == once, "\(String(decoding: file, as: UTF8.self))")
        }
    }

    @Test("Mutated files never trap, and keep their meaning", arguments: 0..<4)
    func mutants(seed: Int) {
        let sample = Array(
            """
            # head

            --- # start
            '': [{type: MX, value: {preference: 10, exchange: mx.example.net.}}, # c
              {type: NS, value: ns.example.net.}] # d
            www: # e
              # f
              type: A
              ttl: 1h # comment
              values: [192.0.2.1, "192.0.2.2"]
                # g
            c: {type: TXT, values: ['"a" "b\\;"', >- # h
              folded
              text
              ]}
            t:
              type: TXT
              value: | # i
                lines
                # no comment
              # j
            """.utf8)
        var generator = MutationGenerator(seed: UInt64(seed))
        for _ in 0..<500 {
            let mutant = generator.mutate(sample)
            guard let once = ZoneFileFormatter.format(mutant, path: "z").octets else { continue }
            let twice = ZoneFileFormatter.format(once, path: "z").octets
            #expect(twice == once, "\(String(decoding: mutant, as: UTF8.self))")
            let read = [mutant, once].map { octets in
                ZoneFileReader.read(
                    files: [ZoneFileInput(path: "z", blob: "", octets: octets)], apex: "example.com.")
            }
            #expect(read[0].zone?.zone == read[1].zone?.zone, "\(String(decoding: mutant, as: UTF8.self))")
        }
    }
}
