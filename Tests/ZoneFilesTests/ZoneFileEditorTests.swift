internal import DNSModel
internal import Foundation
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Editing zone files in place")
struct ZoneFileEditorTests {
    private func file(_ text: String, _ path: String = "zones/example.com.yaml") -> ZoneFileInput {
        ZoneFileInput(path: path, blob: "", octets: Array(text.utf8))
    }

    /// The edit that makes one zone file declare what another does.
    private func edit(
        _ text: String, to wanted: String, options: ZoneFileOptions = ZoneFileOptions()
    ) throws -> (text: String?, diagnostics: [Diagnostic]) {
        let before = try #require(
            ZoneFileReader.read(files: [file(text)], apex: "example.com.", options: options).zone)
        let after = try #require(
            ZoneFileReader.read(files: [file(wanted)], apex: "example.com.", options: options).zone)
        let (edited, diagnostics) = ZoneFileEditor.edit(
            files: [file(text)], apex: "example.com.", options: options,
            changes: diff(from: before.zone, to: after.zone))
        let octets = edited.map { $0.first?.octets ?? Array(text.utf8) }
        return (octets.map { String(decoding: $0, as: UTF8.self) }, diagnostics)
    }

    /// The lines that an edit takes away and adds.
    private func changedLines(_ text: String, to wanted: String) throws -> [String] {
        let result = try edit(text, to: wanted)
        #expect(result.diagnostics == [])
        let edited = try #require(result.text)
        let (old, new) = (text.split(separator: "\n"), edited.split(separator: "\n"))
        let changes = new.difference(from: old)
        return changes.removals.map { change in
            if case .remove(_, let line, _) = change { "-\(line)" } else { "" }
        }
            + changes.insertions.map { change in
                if case .insert(_, let line, _) = change { "+\(line)" } else { "" }
            }
    }

    private static let commented = """
        # The zone of a small company.
        ---
        # All hosts are in Oslo.

        '':   # the web site
            - type: A
              # the old one goes in May
              values: [192.0.2.1, "192.0.2.2"]   # behind the balancer
            - {type: MX, ttl: 300, value: {preference: 10, exchange: mail.example.com.}}  # in Oslo

        # Mail.
        mail: {type: A, value: 192.0.2.25}
        # The old API; see the ticket.
        api:
          type: A
          ttl: 5m     # short, since it moves
          value: 192.0.2.80

        txt:
          gate53: {note: 'their name', protect: false}
          octodns: {healthcheck: {port: 443}}
          type: TXT
          values:
            # the first
            - 'v=spf1 -all'
            # the second
            - "k=v"
        www:
        - type: A
          value: 192.0.2.1
        """ + "\n"

    @Test("An edit touches the lines of what differs and no other")
    func minimal() throws {
        let text = Self.commented
        let cases: [(String, String, [String])] = [
            (
                "[192.0.2.1, \"192.0.2.2\"]", "[192.0.2.1, 192.0.2.3]",
                [
                    "-      values: [192.0.2.1, \"192.0.2.2\"]   # behind the balancer",
                    "+      values: [192.0.2.1, \"192.0.2.3\"]   # behind the balancer",
                ]
            ),
            (
                "[192.0.2.1, \"192.0.2.2\"]", "[192.0.2.2]",
                [
                    "-      values: [192.0.2.1, \"192.0.2.2\"]   # behind the balancer",
                    "+      values: [\"192.0.2.2\"]   # behind the balancer",
                ]
            ),
            (
                "preference: 10", "preference: 20",
                [
                    "-    - {type: MX, ttl: 300, value: {preference: 10, exchange: mail.example.com.}}  # in Oslo",
                    "+    - {type: MX, ttl: 300, value: {preference: 20, exchange: mail.example.com.}}  # in Oslo",
                ]
            ),
            (
                "ttl: 5m", "ttl: 10m",
                ["-  ttl: 5m     # short, since it moves", "+  ttl: 600     # short, since it moves"]
            ),
            ("- 'v=spf1 -all'", "- v=spf1 ~all", ["-    - 'v=spf1 -all'", "+    - 'v=spf1 ~all'"]),
            (
                "    # the first\n    - 'v=spf1 -all'\n", "", ["-    # the first", "-    - 'v=spf1 -all'"]
            ),
            (
                "mail: {type: A, value: 192.0.2.25}", "mail: {type: A, values: [192.0.2.25, 192.0.2.26]}",
                [
                    "-mail: {type: A, value: 192.0.2.25}",
                    "+mail: {type: A, values: [192.0.2.25, 192.0.2.26]}",
                ]
            ),
            (
                "mail: {type: A, value: 192.0.2.25}\n", "", ["-# Mail.", "-mail: {type: A, value: 192.0.2.25}"]
            ),
            (
                "  value: 192.0.2.80\n", "  values: [192.0.2.80, 192.0.2.81]\n",
                ["-  value: 192.0.2.80", "+  values:", "+      - 192.0.2.80", "+      - 192.0.2.81"]
            ),
            (
                "www:\n- type: A\n  value: 192.0.2.1\n",
                "www:\n- {type: A, value: 192.0.2.1}\n- {type: AAAA, value: '2001:db8::1', ttl: 60}\n",
                ["+- ttl: 60", "+  type: AAAA", "+  value: 2001:db8::1"]
            ),
            (
                "mail: {type: A", "mail: {ttl: 60, type: A",
                [
                    "-mail: {type: A, value: 192.0.2.25}", "+mail: {ttl: 60, type: A, value: 192.0.2.25}",
                ]
            ),
        ]
        for (old, new, lines) in cases {
            #expect(text.contains(old))
            #expect(try changedLines(text, to: text.replacing(old, with: new)) == lines, "\(old) → \(new)")
        }
    }

    @Test("A set that comes stands beside the others of its name, a name that comes where it belongs")
    func additions() throws {
        let text = """
            alpha: {type: A, value: 192.0.2.1}
            # About gamma.
            gamma:
              type: A
              value: 192.0.2.3   # three

            """
        let lines = try changedLines(text, to: text + "beta: {type: A, ttl: 60, value: 192.0.2.2}\n")
        #expect(lines == ["+beta: {ttl: 60, type: A, value: 192.0.2.2}"])
        let edited = try #require(try edit(text, to: text + "beta: {type: A, value: 192.0.2.2}\n").text)
        #expect(
            edited.contains("alpha: {type: A, value: 192.0.2.1}\nbeta: {type: A, value: 192.0.2.2}\n# About gamma.\n"))
        #expect(
            try changedLines(
                text, to: text.replacing("gamma:\n  type", with: "gamma:\n- {type: TXT, value: x}\n- type"))
                == ["-  type: A", "+- type: A", "+- type: TXT", "+  value: \"x\""])
        #expect(
            try changedLines(
                text,
                to: text.replacing(
                    "{type: A, value: 192.0.2.1}", with: "[{type: A, value: 192.0.2.1}, {type: TXT, value: x}]"))
                == [
                    "-alpha: {type: A, value: 192.0.2.1}", "+alpha:", "+  - {type: A, value: 192.0.2.1}",
                    "+  - {type: TXT, value: \"x\"}",
                ])
        // Out of order: at the end.
        let unordered = "www: {type: A, value: 192.0.2.1}\nmail: {type: A, value: 192.0.2.2}\n"
        #expect(
            try edit(unordered, to: unordered + "api: {type: A, value: 192.0.2.3}\n").text
                == unordered + "api: {type: A, value: 192.0.2.3}\n")
        #expect(
            try edit("# Nothing yet.\n", to: "www: {type: A, value: 192.0.2.1}\n").text
                == "# Nothing yet.\nwww:\n  type: A\n  value: 192.0.2.1\n")
        let spaced = "a: {type: A, value: 192.0.2.1}\n\nc: {type: A, value: 192.0.2.1}\n"
        #expect(
            try edit(spaced, to: spaced + "b: {type: A, value: 192.0.2.1}\n").text
                == "a: {type: A, value: 192.0.2.1}\n\nb: {type: A, value: 192.0.2.1}\n\nc: {type: A, value: 192.0.2.1}\n"
        )
    }

    @Test("A comment goes with a set only where it can be about nothing else")
    func comments() throws {
        let text = """
            ---
            # The header, which stays.
            a: {type: A, value: 192.0.2.1}

            # Two hosts.
            b: {type: A, value: 192.0.2.2}
            c: {type: A, value: 192.0.2.3}
              # c is old

            # One host.
            d: {type: A, value: 192.0.2.4}

            """
        func without(_ names: String...) throws -> String? {
            var wanted = text
            for name in names {
                wanted = wanted.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.hasPrefix(name + ":") }.joined(separator: "\n")
            }
            return try edit(text, to: wanted).text
        }
        #expect(try without("a") == text.replacing("a: {type: A, value: 192.0.2.1}\n", with: ""))
        #expect(try without("b") == text.replacing("b: {type: A, value: 192.0.2.2}\n", with: ""))
        #expect(try without("c") == text.replacing("c: {type: A, value: 192.0.2.3}\n  # c is old\n", with: ""))
        #expect(try without("d") == text.replacing("\n# One host.\nd: {type: A, value: 192.0.2.4}\n", with: ""))
        #expect(try without("a", "b", "c", "d")?.contains("The header") == true)
    }

    @Test("What stands under an alias or a merge key is written out where it must be")
    func anchors() throws {
        let text = """
            a: &web
              type: A
              values: &ips [192.0.2.1, 192.0.2.2]
            b: *web   # as a
            c:
              <<: *web
              ttl: 60
            d: {type: A, values: *ips}

            """
        func lines(_ old: String, _ new: String) throws -> [String] {
            try changedLines(text, to: text.replacing(old, with: new))
        }
        #expect(
            try lines("b: *web", "b: {type: A, value: 192.0.2.1}")
                == ["-b: *web   # as a", "+b: {type: A, values: [192.0.2.1]}   # as a"])
        #expect(try lines("ttl: 60", "ttl: 61") == ["-  ttl: 60", "+  ttl: 61"])
        #expect(
            try lines("<<: *web\n  ttl: 60", "{type: A, values: [192.0.2.9], ttl: 60}")
                == ["+  values: 192.0.2.9"])
        #expect(
            try lines("values: *ips", "value: 192.0.2.4")
                == ["-d: {type: A, values: *ips}", "+d: {type: A, values: 192.0.2.4}"])
        #expect(
            try lines("b: *web   # as a", "b: [{type: A, values: [192.0.2.1, 192.0.2.2]}, {type: TXT, value: x}]")
                == ["-b: *web   # as a", "+b: [*web, {type: TXT, value: \"x\"}]   # as a"])
        #expect(try lines("b: *web   # as a\n", "") == ["-b: *web   # as a"])
        // All of them change alike: in the one place.
        #expect(
            try lines("&ips [192.0.2.1, 192.0.2.2]", "&ips [192.0.2.1, 192.0.2.7]")
                == ["-  values: &ips [192.0.2.1, 192.0.2.2]", "+  values: &ips [192.0.2.1, 192.0.2.7]"])
    }

    @Test("What several records are written with is changed for all of them or refused with its place")
    func sharedAnchors() throws {
        let text = """
            a: &web
              type: A
              value: 192.0.2.1
            b: *web
            c: {type: A, ttl: &short 60, value: 192.0.2.3}
            d: {type: A, ttl: *short, value: 192.0.2.4}

            """
        let alone = try edit(
            text,
            to: text.replacing("b: *web", with: "b: {type: A, value: 192.0.2.1}").replacing(
                "  value: 192.0.2.1\n", with: "  value: 192.0.2.9\n"))
        #expect(alone.text == nil)
        let diagnostic = try #require(alone.diagnostics.first)
        #expect(diagnostic.id == "not-editable")
        #expect(diagnostic.location == SourceLocation(file: "zones/example.com.yaml", line: 1, column: 4))
        #expect(diagnostic.message.contains("'&web', which line 4 uses too"))
        #expect(
            try changedLines(text, to: text.replacing("  value: 192.0.2.1\n", with: "  value: 192.0.2.9\n"))
                == ["-  value: 192.0.2.1", "+  value: 192.0.2.9"])
        // Beside a shared TTL, a value is nobody else's.
        #expect(
            try changedLines(text, to: text.replacing("value: 192.0.2.3", with: "value: 192.0.2.8"))
                == [
                    "-c: {type: A, ttl: &short 60, value: 192.0.2.3}",
                    "+c: {type: A, ttl: &short 60, value: 192.0.2.8}",
                ])
    }

    @Test("A folder's new name gets a file where each has one, and a file with nothing left goes")
    func folder() throws {
        let files = [
            file("---\n'':\n  type: A\n  value: 192.0.2.1\n", "zones/example.com./$example.com.yaml"),
            file("---\napi:\n  type: A\n  value: 192.0.2.2\n", "zones/example.com./api.yaml"),
            file("---\nwww:\n  # kept\n  type: A\n  value: 192.0.2.3\n", "zones/example.com./www.yaml"),
        ]
        let zone = try #require(ZoneFileReader.read(files: files, apex: "example.com.").zone).zone
        let set = RecordSet(
            name: "mail.example.com.", type: .a, ttl: ZoneFileOptions.octoDNSDefaultTTL,
            data: [try RecordData(type: .a, parsing: "192.0.2.4")])
        let wild = RecordSet(name: "*.example.com.", type: .a, ttl: try TTL(parsing: "60"), data: set.data)
        let gone = try #require(zone.sets.first { $0.name == "api.example.com." })
        let (edited, diagnostics) = ZoneFileEditor.edit(
            files: files, apex: "example.com.", options: ZoneFileOptions(),
            changes: [.create(set), .create(wild), .delete(gone)])
        #expect(diagnostics == [])
        let result = Dictionary(uniqueKeysWithValues: try #require(edited).map { ($0.path, $0.octets) })
        #expect(
            result.keys.sorted() == [
                "zones/example.com./$example.com.yaml", "zones/example.com./api.yaml", "zones/example.com./mail.yaml",
            ])
        #expect(result["zones/example.com./api.yaml"] == .some(nil))
        #expect(result["zones/example.com./mail.yaml"] == Array("---\nmail:\n  type: A\n  value: 192.0.2.4\n".utf8))
    }

    @Test("A canonical file stays canonical, and lines that end in CR LF do so")
    func form() throws {
        let canonical = "---\nwww:\n  type: A\n  value: 192.0.2.1\n"
        #expect(
            try edit(canonical, to: "www: [{type: A, value: 192.0.2.1}, {type: AAAA, value: '::1'}]\n").text
                == "---\nwww:\n  - type: A\n    value: 192.0.2.1\n  - type: AAAA\n    value: '::1'\n")
        let text = "www: {type: A, value: 192.0.2.1}\r\nxx: {type: A, value: 192.0.2.1}\r\n"
        #expect(
            try edit(text, to: text + "ww: {type: A, value: 192.0.2.1}\r\n").text
                == "ww: {type: A, value: 192.0.2.1}\r\n" + text)
        #expect(
            try edit(
                "a: {type: A, value: 192.0.2.1}", to: "a: {type: A, value: 192.0.2.1}\nb: {type: A, value: 192.0.2.1}\n"
            ).text
                == "a: {type: A, value: 192.0.2.1}\nb: {type: A, value: 192.0.2.1}\n")
    }

    @Test("Aliases and routing policies: field by field, and an alias of several types is taken apart")
    func routed() throws {
        let text = """
            '':
              type: ALIAS
              alias: {name: www.example.com.}   # both
            www:
              # four of five
              - {type: A, ttl: 60, value: 192.0.2.1, set-identifier: blue, routing: {weight: 80}, health-check: abc}
              - {type: A, ttl: 60, value: 192.0.2.2, set-identifier: green, routing: {weight: 20}}

            """
        #expect(
            try changedLines(text, to: text.replacing("weight: 80", with: "weight: 90"))
                == [
                    "-  - {type: A, ttl: 60, value: 192.0.2.1, set-identifier: blue, routing: {weight: 80}, health-check: abc}",
                    "+  - {type: A, ttl: 60, value: 192.0.2.1, set-identifier: blue, routing: {weight: 90}, health-check: abc}",
                ])
        #expect(try changedLines(text, to: text.replacing(", health-check: abc", with: "")).count == 2)
        let one = try #require(try edit(text, to: text.replacing("type: ALIAS", with: "type: A")).text)
        #expect(one.contains("type: A"))
        #expect(
            try edit(text, to: text.replacing("www.example.com.}", with: "w.example.com.}")).text
                == text.replacing("www.example.com.}", with: "w.example.com.}"))
        #expect(
            try edit(
                text,
                to: text.replacing(
                    "type: ALIAS\n  alias: {name: www.example.com.}", with: "type: A\n  value: 192.0.2.5")
            ).text != nil)
    }

    @Test("In the sample zones, a TTL or a value that changes touches the lines of its set alone, and comments stay")
    func samples() throws {
        let root = #filePath.replacing("Tests/ZoneFilesTests/ZoneFileEditorTests.swift", with: "")
        var edits = 0
        for name in ["example.com", "example.net", "2.0.192.in-addr.arpa"] {
            let path = "zones/master-file/\(name).yaml"
            let octets = try Array(Data(contentsOf: URL(filePath: root + path)))
            let apex = try DomainName(parsing: name, origin: .root)
            let input = ZoneFileInput(path: path, blob: "", octets: octets)
            let zone = try #require(ZoneFileReader.read(files: [input], apex: apex).zone).zone
            let old = String(decoding: octets, as: UTF8.self).split(separator: "\n")
            for set in zone.sets {
                let ttl = try #require(TTL(seconds: set.ttl?.seconds == 77 ? 78 : 77))
                let changed = RecordSet(name: set.name, type: set.type, ttl: ttl, data: set.data)
                for change in [Change.update(from: set, to: changed), .delete(set)] {
                    let (files, diagnostics) = ZoneFileEditor.edit(
                        files: [input], apex: apex, options: ZoneFileOptions(), changes: [change])
                    #expect(diagnostics == [])
                    let result = try #require(files?.first?.octets)
                    edits += 1
                    let new = String(decoding: result, as: UTF8.self).split(separator: "\n")
                    if case .update = change {
                        // The first key of a record in a list stands behind its dash.
                        let difference = new.difference(from: old)
                        #expect(
                            difference.insertions.count - difference.removals.count <= 1
                                && difference.removals.count <= 1, "\(set.key)")
                    }
                    // No line of another name is gone, and no comment but those of the set.
                    let kept = Set(new.map { $0.drop { $0 == " " || $0 == "-" } })
                    let lost = old.filter { !kept.contains($0.drop { $0 == " " || $0 == "-" }) }
                    if case .update = change { #expect(lost.allSatisfy { !$0.contains("#") }) }
                }
            }
        }
        #expect(edits > 60)
    }

    @Test(
        "An edit of any zone in any layout declares what was wanted, and other names keep their lines",
        arguments: 0..<12)
    func law(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let types = Generator.types.filter { ![.soa, .cname, .dname, .ns].contains($0) }
        var edits = 0
        for round in 0..<40 {
            let plain = generator.zone(count: 8, types: types, hasAuthority: false)
            let isRouted = round.isMultiple(of: 3)
            let zone = isRouted ? generator.routed(plain) : plain
            var writer = LayoutWriter(generator: generator)
            let (text, blocks) = writer.write(zone)
            generator.random = writer.generator.random
            let other = generator.edited(plain, edits: 3, types: types)
            let edited = isRouted ? generator.routed(other) : other
            let changes = diff(from: zone, to: edited)
            var files = [file(text)]
            if round % 4 == 1 {
                let middle = blocks.count / 2
                files = [blocks[..<middle], blocks[middle...]].enumerated().map { index, part in
                    file(part.map(\.1).joined(), "zones/example.com./\(index).yaml")
                }
            }
            guard ZoneFileReader.read(files: files, apex: "example.com.").zone?.zone == zone else {
                Issue.record("the layout says something else:\n\(text)")
                return
            }
            let canonical = file(String(decoding: ZoneFileWriter.write(edited), as: UTF8.self))
            // Some edits make zones that no file may declare.
            guard ZoneFileReader.read(files: [canonical], apex: "example.com.").zone?.zone == edited else { continue }
            let (changed, diagnostics) = ZoneFileEditor.edit(
                files: files, apex: "example.com.", options: ZoneFileOptions(), changes: changes)
            #expect(diagnostics.map(\.description) == [], "\(text)\n\(changes.map(\.key))")
            guard let changed else { continue }
            edits += 1
            let result =
                files.filter { file in !changed.contains { $0.path == file.path } }
                + changed.map { ZoneFileInput(path: $0.path, blob: "", octets: $0.octets ?? []) }
            #expect(ZoneFileReader.read(files: result, apex: "example.com.").zone?.zone == edited)
            let whole = result.map { String(decoding: $0.octets, as: UTF8.self) }.joined()
            let touched = Set(changes.map(\.key.name))
            for (name, block) in blocks where !touched.contains(name) {
                #expect(whole.contains(block), "\(name)\n\(text)\n→\n\(whole)")
            }
        }
        #expect(edits > 20)
    }
}

/// Writes zones in layouts that people write.
private struct LayoutWriter {
    var generator: Generator

    mutating func write(_ zone: Zone) -> (text: String, blocks: [(DomainName, String)]) {
        var names: [DomainName] = []
        for set in zone.sets where names.last != set.name { names.append(set.name) }
        if generator.once(in: 2) { names.shuffle(using: &generator.random) }
        let isIndented = generator.once(in: 2)
        var text = generator.once(in: 2) ? "---\n# Header.\n\n" : ""
        var blocks: [(DomainName, String)] = []
        for name in names {
            let nodes = zone.indices(of: name).map { index in
                RecordNode.node(
                    zone.sets[index], in: zone.apex, defaultTTL: ZoneFileOptions.octoDNSDefaultTTL, annotation: nil
                ).node
            }
            let isList = nodes.count > 1 || generator.once(in: 5)
            let slot = FormatSlot(
                key: FormatScalar(text: ZoneFileWriter.key(name, zone.apex), form: .text),
                isList ? .list(nodes) : nodes[0])
            var octets: [UInt8]
            switch generator.number(0...3) {
            case 0:
                octets = NodeEdits.pair(slot, column: 0, isFlow: true)
            case 1 where isList:
                octets = []
                slot.key?.append(to: &octets)
                octets += ":\n".utf8
                for node in nodes { octets += NodeEdits.item(node, column: isIndented ? 2 : 0, isFlow: true) }
            default: octets = NodeEdits.pair(slot, column: 0, isFlow: false)
            }
            var lines: [String] = []
            for line in String(decoding: octets.dropLast(), as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            {
                if !lines.isEmpty, generator.once(in: 6) {
                    lines.append(String(repeating: " ", count: line.prefix { $0 == " " }.count) + "# inner")
                }
                lines.append(line + (generator.once(in: 6) ? "  # behind" : ""))
            }
            let block = lines.joined(separator: "\n") + "\n"
            if generator.once(in: 4) { text += "\n" }
            if generator.once(in: 4) { text += "# About \(blocks.count).\n" }
            text += block
            blocks.append((name, block))
        }
        return (text, blocks)
    }
}
