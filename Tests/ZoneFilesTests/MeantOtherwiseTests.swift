internal import DNSModel
internal import DNSProviders
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("What can't have been meant")
struct MeantOtherwiseTests {
    private static let mark = "\u{FEFF}"

    @Test(
        "A byte order mark at the start says nothing, also to the places of mistakes",
        arguments: [
            "---\na: {type: A, value: ⟦1⟧x}\n", "# A comment\na: {type: A, value: ⟦1⟧x}\n",
            "a: {type: A, value: ⟦1⟧x}\nb: {type: A, value: 192.0.2.1}\n", "⟦1⟧a:\n  value: 192.0.2.1\n",
            "a:\n  type: A\n  value: ⟦1⟧x\nb:\n  type: A\n  value: 192.0.2.1\n",
        ])
    func byteOrderMark(sample: String) throws {
        func read(_ text: String) -> [Diagnostic] {
            ZoneFileReader.read(
                files: [ZoneFileInput(path: "z", blob: "", octets: Array(text.utf8))], apex: "example.com."
            ).diagnostics
        }
        let plain = sample.replacing("⟦1⟧", with: "")
        #expect(read(plain).count == 1)
        #expect(read(Self.mark + plain) == read(plain))
        let valid = plain.replacing(" x", with: " 192.0.2.7")
        let formatted = ZoneFileFormatter.format(Array((Self.mark + valid).utf8), path: "z").octets
        #expect(formatted == ZoneFileFormatter.format(Array(valid.utf8), path: "z").octets)
    }

    @Test("A byte order mark elsewhere is named")
    func byteOrderMarkElsewhere() {
        expectDiagnostics(
            in: "a: {type: A, value: 192.0.2.1}\n⟦1⟧\(Self.mark)b: {type: A, value: 192.0.2.1}\n",
            [(1, .error, "byte-order-mark", "U+FEFF")])
        expectDiagnostics(
            in: "é: {type: A, value: ⟦1⟧\(Self.mark)192.0.2.1}\n", [(1, .error, "byte-order-mark", "remove it")])
    }

    @Test("Settings may begin with a byte order mark")
    func byteOrderMarkOfSettings() {
        let sample = "providers: {live: {type: master-file, directory: live}}\nzones: {'*': {provider: live}}\n"
        let (settings, _) = SettingsReader.read(
            Array((Self.mark + sample).utf8), path: "gate53.yaml", ProviderModules.kinds)
        #expect(settings != nil)
    }

    @Test("A file with a byte order mark is edited where it is meant")
    func byteOrderMarkEdited() throws {
        let text = "a:\n  type: A\n  value: 192.0.2.1  # one\nb: {type: A, value: 192.0.2.2}\n"
        let input = ZoneFileInput(path: "z", blob: "", octets: Array((Self.mark + text).utf8))
        let zone = try #require(ZoneFileReader.read(files: [input], apex: "example.com.").zone)
        let before = try #require(zone.zone.sets.last)
        let after = RecordSet(
            name: before.name, type: .a, ttl: try #require(before.ttl),
            data: [try RecordData(type: .a, parsing: "192.0.2.9")]
        )
        let (files, diagnostics) = ZoneFileEditor.edit(
            files: [input], apex: "example.com.", options: ZoneFileOptions(),
            changes: [.update(from: before, to: after)])
        #expect(diagnostics == [])
        #expect(
            files?.first?.octets.map { String(decoding: ByteOrderMark.skipped($0), as: UTF8.self) }
                == text.replacing("192.0.2.2", with: "192.0.2.9"))
    }

    @Test("An address or a URL is no host name")
    func addresses() {
        expectDiagnostics(
            in: """
                a: {type: CNAME, value: ⟦1⟧192.0.2.1}
                b: {type: MX, value: {preference: 10, exchange: ⟦2⟧192.0.2.1.}}
                c: {type: MX, value: ⟦3⟧10 192.0.2.1}
                d: {type: CNAME, value: ⟦4⟧'2001:db8::1'}
                e: {type: CNAME, value: ⟦5⟧'https://www.example.com/'}
                _f._tcp: {type: SRV, value: ⟦6⟧1 2 3 192.0.2.1.}
                g: {type: CNAME, value: ⟦7⟧'https://www.example.com.'}
                h: {type: CNAME, value: 0/25.2.0.192.in-addr.arpa.}
                i: {type: CNAME, value: host.example.c1.}
                """,
            [
                (1, .error, "address-as-name", "is an IPv4 address, not a name"),
                (2, .warning, "address-as-name", "MX exchange '192.0.2.1.'"),
                (3, .error, "address-as-name", "'192.0.2.1'"), (4, .error, "address-as-name", "IPv6"),
                (5, .error, "address-as-name", "a URL"), (6, .warning, "address-as-name", "SRV target"),
                (7, .warning, "address-as-name", "a URL"),
            ])
    }

    @Test("A registered type that is not modelled is named with its number")
    func unmodelledTypes() {
        expectDiagnostics(
            in: """
                a: {type: ⟦1⟧AFSDB, value: x}
                b: {type: ⟦2⟧nsec, value: x}
                c: {type: ⟦3⟧SRVV, value: x}
                """,
            [
                (1, .error, "unknown-type", "does not model AFSDB; write TYPE18"),
                (2, .error, "unknown-type", "does not model NSEC; write TYPE47"),
                (3, .error, "unknown-type", "did you mean 'SRV'?"),
            ])
    }

    @Test("What octoDNS reads as something else, where it stands without quotes")
    func yaml11() {
        expectDiagnostics(
            in: """
                ⟦1⟧no: {type: TXT, value: ⟦2⟧1.10}
                ⟦3⟧010: {type: TXT, value: ⟦4⟧yes}
                ⟦5⟧0x1F: {type: A, ttl: ⟦6⟧0600, value: 192.0.2.1}
                ⟦7⟧1.10: {type: MX, value: {preference: ⟦8⟧010, exchange: mx.example.net.}}
                ⟦9⟧1_000: {type: TXT, value: ⟦10⟧'1:30'}
                ⟦11⟧null: {type: TXT, values: [⟦12⟧1:30, 1.5, 42, '010', nope, 09, 1.2.3]}
                42: {type: A, ttl: 600, value: 192.0.2.1}
                'on': {type: A, value: 192.0.2.1}
                """,
            [
                (1, .warning, "octodns-reads-otherwise", "as false"),
                (2, .warning, "octodns-reads-otherwise", "as 1.1"),
                (3, .warning, "octodns-reads-otherwise", "as 8"), (4, .warning, "octodns-reads-otherwise", "as true"),
                (5, .warning, "octodns-reads-otherwise", "as 31"), (6, .warning, "octodns-reads-otherwise", "as 384"),
                (7, .warning, "octodns-reads-otherwise", "as 1.1"), (8, .warning, "octodns-reads-otherwise", "as 8"),
                (9, .warning, "octodns-reads-otherwise", "as 1000"),
                (11, .warning, "octodns-reads-otherwise", "as nothing"),
                (12, .warning, "octodns-reads-otherwise", "as 90"),
            ])
    }

    @Test("Characters that look like others, or like nothing")
    func characters() {
        expectDiagnostics(
            in: #"""
                a: {type: TXT, value: ⟦1⟧"v=spf1 \u2013all"}
                b: {type: TXT, value: ⟦2⟧"\u201Cx"}
                c: {type: TXT, value: ⟦3⟧"v=spf1\u00A0-all"}
                d: {type: CAA, value: {tag: issue, value: ⟦4⟧"ca.example\u200B"}}
                e: {type: TXT, value: ⟦5⟧"x\n"}
                f: {type: TXT, value: ⟦6⟧"x\x07"}
                g: {type: TXT, value: Größe}
                """#,
            [
                (1, .warning, "odd-character", "U+2013, a dash; write '-'"), (2, .warning, "odd-character", "U+201C"),
                (3, .warning, "odd-character", "write a space"), (4, .warning, "odd-character", "U+200B"),
                (5, .warning, "odd-character", "line feed"), (6, .warning, "odd-character", "U+0007"),
            ])
    }

    @Test("Escapes in names that nothing needs, and emoji")
    func escapes() {
        expectDiagnostics(
            in: #"""
                ⟦1⟧\052.a: {type: A, value: 192.0.2.1}
                ⟦2⟧\100: {type: A, value: 192.0.2.1}
                a\.b: {type: A, value: 192.0.2.1}
                a\032b: {type: A, value: 192.0.2.1}
                ⟦3⟧💩: {type: A, value: 192.0.2.1}
                """#,
            [
                (1, .warning, "needless-escape", "or '*' if that is meant"),
                (2, .warning, "needless-escape", "stands for 'd'"),
                (3, .error, "bad-name", "xn--ls8h"),
            ])
    }

    @Test("An SRV where no service is")
    func serviceOwner() {
        expectDiagnostics(
            in: """
                ⟦1⟧'': {type: SRV, value: 0 0 1 a.example.net.}
                ⟦2⟧sip: {type: SRV, value: 0 0 1 a.example.net.}
                ⟦3⟧_sip: {type: SRV, value: 0 0 1 a.example.net.}
                ⟦4⟧_sip.tcp: {type: SRV, value: 0 0 1 a.example.net.}
                ⟦5⟧sip._tcp: {type: SRV, value: 0 0 1 a.example.net.}
                ⟦6⟧_._tcp: {type: SRV, value: 0 0 1 a.example.net.}
                _sip._tcp: {type: SRV, value: 0 0 1 a.example.net.}
                _ldap._tcp.dc._msdcs: {type: SRV, value: 0 0 1 a.example.net.}
                '*': {type: SRV, value: 0 0 1 a.example.net.}
                '*._tcp': {type: SRV, value: 0 0 1 a.example.net.}
                """,
            (1...6).map { ($0, .warning, "srv-owner", "as in '_sip._tcp'") })
    }
}
