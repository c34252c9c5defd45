internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("What can't have been meant, in every place that can hold it")
struct MeantInEveryPlaceTests {
    @Test(
        "An address, a URL and the like is no name of a host, in any field that has one",
        arguments: [
            ("192.0.2.1.", "an IPv4 address"), ("2001:db8::1.", "an IPv6 address"),
            ("[2001:db8::1].", "an IPv6 address"), ("192.0.2.0/24.", "a range of addresses"),
            ("https://www.example.net.", "a URL"), ("//www.example.net/a.", "a URL"),
            ("www.example.net:443.", "a host with a port"), ("192.0.2.1:80.", "a host with a port"),
            ("user@example.net.", "a mail address"),
        ],
        [
            "{type: CNAME, value: '%'}", "{type: DNAME, value: '%'}", "{type: PTR, value: '%'}",
            "{type: NS, values: [ns1.example.net., '%']}", "{type: MX, value: '10 %'}",
            "{type: MX, value: {preference: 10, exchange: '%'}}", "{type: SRV, value: '1 2 3 %'}",
            "{type: SRV, value: {priority: 1, weight: 2, port: 3, target: '%'}}",
            "{type: NAPTR, value: '1 1 \"s\" \"x\" \"\" %'}",
            "{type: NAPTR, value: {order: 1, preference: 1, flags: s, service: x, regexp: '', replacement: '%'}}",
            "{type: HTTPS, value: '1 % alpn=h2'}", "{type: SVCB, value: {svcpriority: 1, targetname: '%'}}",
            "{type: TYPE5, value: '%'}", "{type: TYPE2, value: '%'}",
        ])
    func addresses(_ host: (text: String, kind: String), record: String) {
        let text = "a: \(record.replacing("%", with: host.text))\n"
        let found = diagnostics(text).filter { $0.id == "address-as-name" }
        #expect(found.count == 1 && found.first?.severity == .warning, "\(text)")
        #expect(found.first?.message.contains("is \(host.kind), not a name") ?? false, "\(found)")
    }

    @Test(
        "A name is no address, whatever characters it has",
        arguments: [
            "0/25.2.0.192.in-addr.arpa.", "host.c1.", "a\\@b.example.net.", "_sip._tcp.example.net.", "1.2.3.", ".",
        ])
    func names(_ name: String) {
        #expect(diagnostics("a: {type: CNAME, value: '\(name)'}\n").isEmpty)
    }

    @Test(
        "A character that nobody means is said in every text, in a map and in presentation format",
        arguments: [
            #"{type: TXT, values: [plain, "%"]}"#, #"{type: SPF, value: "%"}"#, #"{type: TYPE16, value: '"%"'}"#,
            #"{type: CAA, value: {tag: issue, value: "%"}}"#, #"{type: CAA, value: '0 issue "%"'}"#,
            #"{type: URI, value: {priority: 1, weight: 1, target: "%"}}"#, #"{type: URI, value: '1 1 "%"'}"#,
            #"{type: NAPTR, value: '1 1 "U" "E2U" "!^.*$!%!" .'}"#,
            #"{type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {alpn: [h2, "%"]}}}"#,
            #"{type: HTTPS, value: '1 . key65000="%"'}"#,
            #"{type: A, value: 192.0.2.1, set-identifier: "%", routing: {weight: 1}}"#,
        ],
        ["\u{2013}", "\u{201C}", "\u{2019}", "\u{A0}", "\u{200B}", "\u{3000}", "\u{FF0D}", "\u{2028}"])
    func characters(_ record: String, _ character: String) {
        let found = diagnostics("a: \(record.replacing("%", with: "x\(character)y"))\n")
        #expect(found.map(\.id) == ["odd-character"], "\(record) \(found)")
        #expect(found.first?.severity == .warning)
    }

    @Test("A character that names cannot have is named with what to write")
    func charactersOfNames() {
        expectDiagnostics(
            in: """
                ⟦1⟧a\u{2013}b: {type: A, value: 192.0.2.1}
                ⟦2⟧\u{201C}c\u{201D}: {type: A, value: 192.0.2.1}
                d: {type: CNAME, value: ⟦3⟧"e\u{A0}f.example.net."}
                g: {type: CNAME, value: ⟦4⟧' h.example.net.'}
                """,
            [
                (1, .error, "bad-name", "a dash, and names cannot have it here; write '-'"),
                (2, .error, "bad-name", "a quote, and names cannot have it here; leave it out"),
                (3, .error, "bad-name", "leave it out"), (4, .error, "bad-name", "leave it out, or write it as \\032"),
            ])
    }

    @Test("What octoDNS reads as another number is said in every field, and what is the same number is not")
    func numbers() {
        expectDiagnostics(
            in: """
                a: {type: DS, value: {key_tag: ⟦1⟧0100, algorithm: 08, digest_type: 1, digest: \(String(repeating: "A1", count: 20))}}
                b:
                  type: LOC
                  value:
                    {lat_degrees: ⟦2⟧031, lat_minutes: 05, lat_seconds: 52.10, lat_direction: S, long_degrees: 49,
                     long_minutes: 49, long_seconds: 1.0, long_direction: E, altitude: 1.10, size: 10.0,
                     precision_horz: 10.0, precision_vert: 2.00}
                c: {type: HTTPS, value: {svcpriority: 01, targetname: ., svcparams: {port: ⟦3⟧0443}}}
                d: {type: AAAA, values: [⟦4⟧1:2:3:4:5:6:7:8, ⟦6⟧2001:10:20:30:40:50:10:20]}
                _e._tcp: {type: SRV, value: {priority: 00, weight: 07, port: ⟦5⟧010, target: x.example.net.}}
                """,
            [
                (1, .warning, "octodns-reads-otherwise", "as 64"), (2, .warning, "octodns-reads-otherwise", "as 25"),
                (3, .warning, "octodns-reads-otherwise", "as 291"), (4, .warning, "octodns-reads-otherwise", ""),
                (6, .warning, "octodns-reads-otherwise", ""), (5, .warning, "octodns-reads-otherwise", "as 8"),
            ])
    }

    @Test(
        "A scalar is what PyYAML reads",
        arguments: [
            ("+1", "1"), ("+010", "8"), ("-010", "-8"), (".5", "0.5"), ("1.5e+3", "1500.0"), ("1.e+3", "1000.0"),
            ("1.5E-1", "0.15"), (".inf", "inf"), ("-.inf", "-inf"), ("+.Inf", "inf"), (".nan", "nan"),
            ("1_0.5", "10.5"), ("1_0", "10"), ("1__0_", "10"), ("0_", "0"), ("0_7", "7"), ("-1_0", "-10"), ("-00", "0"),
            ("0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"), ("-0x_F_F", "-255"),
            ("0x8000000000000000", "9223372036854775808"),
            ("1_000_000_000_000_000_000_000", "1000000000000000000000"), ("18446744073709551616", nil),
            ("0777777777777777777777777777", "2417851639229258349412351"),
            ("0b1" + String(repeating: "0", count: 70), "1180591620717411303424"),
            ("99999999999999999999:59:59", "359999999999999999999999"), ("1_0:30", "630"), ("1:60", nil), ("0:30", nil),
            ("1:2:3.5", "3723.5"),
            ("1:30.", "90.0"), ("0x_", "no number, and fails"), ("0b_", "no number, and fails"), ("0_9", nil),
            ("0X1F", nil), ("0B1", nil),
            ("1.0e3", nil), ("1_0.0e+1_0", nil), ("1.0e+400", "inf"), ("100000000000000000.5", "1e+17"),
            ("0.00001", "1e-05"),
            ("123456789012345678901234.", "1.2345678901234569e+23"), ("1234567.0", nil), ("0.0001", nil), ("+.5", nil),
            ("1._5", "1.5"),
            ("-0x1F", "-31"), ("+1:30", "90"), ("1.", "1.0"), ("-1", nil), ("1e5", nil), ("1.5e3", nil), ("-.5", nil),
            ("._5", nil), ("08", nil), ("0o17", nil), ("2024-01-01", nil), ("+", nil), ("-", nil), (".", nil),
            ("-a", nil), ("1.0", nil), ("1.2.3", nil), ("1.5e+3x", nil), ("-nan", nil), ("+.nan", nil),
        ] as [(String, String?)])
    func scalars(_ text: String, _ reading: String?) {
        let octets = Array(text.utf8)
        #expect(octets.withUnsafeBufferPointer { OctoDNSScalar.reading(of: $0) } == reading, "\(text)")
    }

    @Test("The name '@' is not what it says under lenient either")
    func atSign() {
        expectDiagnostics(
            in: """
                a: {type: CNAME, value: ⟦1⟧'@'}
                b: {type: MX, value: ⟦2⟧10 @}
                c: {type: MX, value: {preference: 10, exchange: ⟦3⟧'@'}}
                d: {type: CNAME, value: ⟦4⟧www.example.net}
                """, options: ZoneFileOptions(lenient: true),
            [
                (1, .error, "name-not-absolute", "write 'example.com.'"),
                (2, .error, "name-not-absolute", "write 'example.com.'"),
                (3, .error, "name-not-absolute", "write 'example.com.'"),
                (4, .warning, "name-not-absolute", "it is read as 'www.example.net.'"),
            ])
    }

    @Test("Quotes that part no strings are said")
    func quotes() {
        expectDiagnostics(
            in: #"""
                a: {type: TXT, value: ⟦1⟧'"a"  "b"'}
                b: {type: TXT, value: ⟦2⟧"\"a\"\t\"b\""}
                c: {type: TXT, values: ['"a" "b"', '"a\" \"b"', '"say "hi" now"', '"a"', 'a"  "b', '"" ""']}
                """#,
            [
                (1, .warning, "odd-quotes", "one space"), (2, .warning, "odd-character", "tab"),
                (2, .warning, "odd-quotes", ""),
            ])
    }

    @Test("A value that several records have by its anchor is warned of once")
    func anchors() {
        expectDiagnostics(
            in: "a: &x {type: TXT, value: ⟦1⟧no}\nb: *x\nc: *x\n",
            [(1, .warning, "octodns-reads-otherwise", "as false")])
    }

    private func diagnostics(_ text: String) -> [Diagnostic] {
        ZoneFileReader.read(
            files: [ZoneFileInput(path: "z", blob: "", octets: Array(text.utf8))], apex: "example.com."
        ).diagnostics
    }
}
