import DNSModel
import Testing
import ZoneFiles
import ZonePlanning

@Suite("What messages ask for is written") struct ZoneFileFixerTests {
    private func fixed(_ text: String, lenient: Bool = true, ids: Set<String> = []) throws -> String {
        let apex = try DomainName(parsing: "example.com.")
        let options = ZoneFileOptions(lenient: lenient, lenientIDs: ids)
        let (octets, _) = ZoneFileFixer.fix(
            Array(text.utf8), path: "zones/example.com.yaml", apex: apex, options: options)
        return String(decoding: try #require(octets), as: UTF8.self)
    }

    private func warnings(_ text: String) throws -> [String] {
        let apex = try DomainName(parsing: "example.com.")
        let input = ZoneFileInput(path: "zones/example.com.yaml", blob: "", octets: Array(text.utf8))
        return ZoneFileReader.read(files: [input], apex: apex, options: ZoneFileOptions(lenient: true)).diagnostics.map(
            \.id)
    }

    private static let names = """
        # The zone.

        '':
          - type: MX
            values:
              - exchange: mx.example.net # in Oslo
                preference: 10
              - '20 mx2.example.net'
          - {type: NS, values: [ns1.example.net, ns2.example.net.]}
        _x._tcp: {type: SRV, value: 0 1 443 host.example.net}
        svc: {type: HTTPS, value: 1 svc.example.net alpn=h2}
        "\u{FC}ml": {type: CNAME, value: "quoted.example.net"} # quotes
        www: # the site
          type: CNAME
          value: www.example.net
        zz: {type: CNAME, value: www}
        """

    @Test("Every name gets its dot under lenient, comments stay, and a second run has nothing to do")
    func finalDots() throws {
        #expect(try warnings(Self.names).count == 8)
        let result = try fixed(Self.names)
        #expect(try warnings(result).isEmpty)
        for piece in [
            "exchange: mx.example.net. # in Oslo", "20 mx2.example.net.", "ns1.example.net.",
            "0 1 443 host.example.net.",
            "1 svc.example.net. alpn=h2", "# The zone.", "# quotes", "# the site", "value: www.\n",
        ] {
            #expect(result.replacing("  #", with: " #").contains(piece), "\(piece) in\n\(result)")
        }
        #expect(try fixed(result) == result)
    }

    @Test("A list of ids is lenient too") func ids() throws {
        #expect(try warnings(try fixed(Self.names, lenient: false, ids: ["name-not-absolute"])).isEmpty)
    }

    @Test("Without lenient only names in the zone get one: another may have been meant relative to it") func strict()
        throws
    {
        let text = "a: {type: CNAME, value: www.example.com}\nb: {type: CNAME, value: www.example.net}\n"
        let result = try fixed(text, lenient: false)
        #expect(result.contains("value: www.example.com.\n"))
        #expect(result.contains("value: www.example.net\n"))
    }

    @Test("An alias loses its TTL, and a comment behind that stays") func aliasTTL() throws {
        let text = """
            '':
              - {type: Route53Provider/ALIAS, ttl: 60, value: {type: A, name: www}}
            a:
              type: Route53Provider/ALIAS
              ttl: 60 # short
              value: {type: A, name: www}
            b:
              ttl: 300
              type: A
              value: 192.0.2.1
            """
        let result = try fixed(text)
        #expect(!result.contains("ttl: 60"))
        #expect(result.contains("# short") && result.contains("ttl: 300"))
        #expect(try fixed(result) == result)
    }

    @Test("Dots and TTLs are mended where the file is left as it is, in braces too, and beside other mistakes")
    func anchors() throws {
        // Lines, since the file is wrong on purpose.
        let text = [
            "a: {type: NS, values: &v [ns1.example.net, ns2.example.net]} # both", "b: {type: NS, values: *v}",
            #"c: {type: CNAME, value: "www.example.net"}"#, "d: {type: A, ttl: 300, alias: {name: c}}",
            "e: {alias: {name: www.example.com}, type: A, ttl: 5m}", "f:", "  type: CNAME", "  value: |-",
            "    www.example.net", "g: {type: A, value: 192.0.2}", "h: {type: CNAME, value: '@'}",
            "i: {type: CNAME, value: 'it''s.example.net'}", #"j: {type: CNAME, value: "k\"#, #"  l.example.net"}"#,
        ].joined(separator: "\n")
        let result = try fixed(text)
        #expect(
            result.split(separator: "\n").map(String.init) == [
                "a: {type: NS, values: &v [ns1.example.net., ns2.example.net.]} # both", "b: {type: NS, values: *v}",
                "c: {type: CNAME, value: \"www.example.net.\"}", "d: {type: A, alias: {name: c.}}",
                "e: {alias: {name: www.example.com.}, type: A}", "f:", "  type: CNAME", "  value: |-",
                "    www.example.net", "g: {type: A, value: 192.0.2}", "h: {type: CNAME, value: '@'}",
                "i: {type: CNAME, value: 'it''s.example.net.'}", "j: {type: CNAME, value: \"k\\", "  l.example.net\"}",
            ])
        #expect(try fixed(result) == result)
    }

    @Test("An alias of octoDNS loses its TTL beside one of gate53 that has one") func bothAliases() throws {
        let result = try fixed(
            "a: {type: Route53Provider/ALIAS, ttl: 300, value: {type: A, name: www}}\n"
                + "b: {type: A, ttl: 300, alias: {name: www.example.com.}}\n")
        #expect(!result.contains("ttl"))
    }

    @Test("Texts get their quotes, and a file that can't be read is an error") func quotes() throws {
        #expect(
            try fixed("a: {type: TXT, value: yes}\n").contains("value: 'yes'")
                || fixed("a: {type: TXT, value: yes}\n").contains("value: \"yes\""))
        let apex = try DomainName(parsing: "example.com.")
        let broken = ZoneFileFixer.fix(Array("a: {".utf8), path: "x", apex: apex, options: ZoneFileOptions())
        #expect(broken.octets == nil && broken.diagnostics.contains { $0.severity == .error })
    }
}

@Suite("What is accepted is not told") struct ExemptionTests {
    private func read(_ text: String, ids: Set<String> = []) throws -> (zone: DesiredZone?, diagnostics: [Diagnostic]) {
        let input = ZoneFileInput(path: "zones/example.com.yaml", blob: "", octets: Array(text.utf8))
        return ZoneFileReader.read(
            files: [input], apex: try DomainName(parsing: "example.com."),
            options: ZoneFileOptions(lenientIDs: ids))
    }

    private static let occluded = """
        sub: {type: NS, value: ns1.example.net.}
        a.sub: {type: TXT, value: x%}
        b.sub: {type: TXT, value: y}
        """

    @Test("A record is exempt from a warning by its id and a reason; others are not") func exempt() throws {
        let text = Self.occluded.replacing("x%", with: "x, gate53: {allow: [occluded], reason: moved soon}")
        let (zone, diagnostics) = try read(text)
        #expect(diagnostics.map { $0.location?.line } == [3])
        #expect(zone?.exemptions.map(\.isNeeded) == [true])
        let reported = Exemption.reported([], zone?.exemptions ?? [])
        #expect(reported.isEmpty)
    }

    @Test("An exemption that nothing needs is a note") func unneeded() throws {
        let (zone, diagnostics) = try read("a: {type: A, value: 192.0.2.1, gate53: {allow: occluded, reason: z}}\n")
        #expect(diagnostics.isEmpty)
        let reported = Exemption.reported([], zone?.exemptions ?? [])
        #expect(reported.map(\.id) == ["allow-unneeded"] && reported.first?.severity == .note)
        let found = Diagnostic(
            .warning, id: "occluded", "by the provider",
            at: SourceLocation(file: "zones/example.com.yaml", line: 1, column: 1))
        let needed = Exemption.reported([found], zone?.exemptions ?? [])
        #expect(needed.isEmpty)
    }

    @Test(
        "An exemption has a reason, and a reason an exemption; no error is exempt",
        arguments: [
            ("{allow: occluded}", "missing-key"), ("{reason: x}", "missing-key"),
            ("{allow: occluded, reason: ''}", "bad-value"), ("{allow: bad-data, reason: x}", "bad-data"),
        ])
    func mistakes(_ value: String, _ id: String) throws {
        let address = id == "bad-data" ? "192.0.2" : "192.0.2.1"
        let found = try read("a: {type: A, value: \(address), gate53: \(value)}\n").diagnostics
        if !id.isEmpty { #expect(found.contains { $0.id == id && $0.severity == .error }) }
    }

    @Test("Settings that take an id hide its warnings") func ids() throws {
        let text = Self.occluded.replacing("x%", with: "x")
        #expect(try read(text).diagnostics.count == 2)
        #expect(try read(text, ids: ["occluded"]).diagnostics.isEmpty)
        let name = "a: {type: CNAME, value: www.example.net}\n"
        #expect(try read(name, ids: ["occluded"]).diagnostics.map(\.severity) == [.error])
        let (zone, diagnostics) = try read(name, ids: ["name-not-absolute"])
        #expect(diagnostics.isEmpty && zone?.zone.sets.count == 1)
    }

    @Test("A key of no use is told once a file, with how often it is there") func unusedKeys() throws {
        let text = (1...427).map { "n\($0): {type: A, value: 192.0.2.1, octodns: {cloudflare: {proxied: true}}}\n" }
            .joined()
        let found = try read(text).diagnostics
        #expect(found.count == 1)
        #expect(found.first?.message.hasSuffix("(and 426 more in this file)") == true)
    }
}
