internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

/// The types that are nothing but the fields of their rows, in zone files.
@Suite("Types of fields")
struct FieldTypesTests {
    static let values = [
        ("HINFO", "{cpu: Generic PC, os: NetBSD-1.4}", #""Generic PC" "NetBSD-1.4""#),
        ("HINFO", #"{cpu: 'a\"b', os: ''}"#, #""a\"b" """#),
        ("RP", "{mbox: Admin.example.com., txt: .}", "admin.example.com. ."),
        ("DNSKEY", "{flags: 257, protocol: 3, algorithm: 8, public_key: AwEA AQ==}", "257 3 8 AwEAAQ=="),
        ("DNSKEY", "{flags: 257, protocol: 3, algorithm: RSASHA256, public_key: AwEAAQ==}", "257 3 8 AwEAAQ=="),
        ("CDNSKEY", "{flags: 0, protocol: 3, algorithm: 0, public_key: AA==}", "0 3 0 AA=="),
        ("CDS", "{key_tag: 0, algorithm: 0, digest_type: 0, digest: '00'}", "0 0 0 00"),
        ("CDS", "{key_tag: 1, algorithm: 8, digest_type: 9, digest: ab cd}", "1 8 9 ABCD"),
        ("CERT", "{certificate_type: PGP, key_tag: 0, algorithm: 0, certificate: AQ==}", "3 0 0 AQ=="),
        (
            "SMIMEA", "{certificate_usage: 3, selector: 1, matching_type: 0, certificate_association_data: abcd}",
            "3 1 0 ABCD"
        ), ("CSYNC", "{soa_serial: 4294967295, flags: 3, types: [NS, A]}", "4294967295 3 A NS"),
        ("CSYNC", "{soa_serial: 1, flags: 3, types: aaaa a}", "1 3 A AAAA"),
        ("CSYNC", "{soa_serial: 1, flags: 0, types: []}", "1 0"),
        (
            "ZONEMD", "{serial: 1, scheme: 1, hash_algorithm: 240, digest: 000102030405060708090A0B}",
            "1 1 240 000102030405060708090A0B"
        ), ("APL", "{prefixes: ['1:192.0.2.0/24', '!1:192.0.2.64/28']}", "1:192.0.2.0/24 !1:192.0.2.64/28"),
        ("APL", "{prefixes: []}", "\\# 0"), ("EUI48", "{address: 00-00-5E-00-53-2A}", "00-00-5e-00-53-2a"),
        ("EUI64", "{address: 00-00-5e-ef-10-00-00-2a}", "00-00-5e-ef-10-00-00-2a"),
    ]

    private func only(_ sample: String) throws -> RecordSet { try #require(readZone(sample).zone.sets.first) }

    @Test("A map, the presentation form and the generic form are one value", arguments: values)
    func forms(type: String, map: String, text: String) throws {
        let set = try only("x: {type: \(type), value: \(map)}")
        #expect(set.data.map(\.text) == [text])
        #expect(try only("x: {type: \(type.lowercased()), values: ['\(text)']}") == set)
        let wire = try #require(set.data.first).wire
        let digits = wire.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let generic = "\\# \(wire.count) \(digits)"
        #expect(try only("x: {type: \(type), value: '\(generic)'}") == set)
        #expect(try only("x: {type: TYPE\(set.type.rawValue), value: '\(generic)'}") == set)
        let written = String(decoding: ZoneFileWriter.write(try Zone(apex: "example.com.", sets: [set])), as: UTF8.self)
        #expect(written.contains("type: \(type)\n"))
        #expect(try only(written) == set, "\(written)")
    }

    @Test("A map is written with the fields in natural order, one field as presentation form")
    func written() throws {
        let rows: [(String, String, String)] = [
            ("RP", "b.example. a.example.", "  value:\n    mbox: b.example.\n    txt: a.example.\n"),
            ("CSYNC", "5 3 NS A", "  value:\n    flags: 3\n    soa_serial: 5\n    types:\n"),
            ("EUI48", "00-00-5e-00-53-2a", "  value: 00-00-5e-00-53-2a\n"),
        ]
        for (type, text, yaml) in rows {
            let set = try only("x: {type: \(type), value: \(text)}")
            let octets = ZoneFileWriter.write(try Zone(apex: "example.com.", sets: [set]))
            let written = String(decoding: octets, as: UTF8.self)
            #expect(written.contains(yaml), "\(written)")
        }
    }

    @Test("A mistake is told where it is")
    func mistakes() {
        expectDiagnostics(
            in: """
                a: {type: RP, value: {mbox: ⟦1⟧admin, txt: ⟦2⟧info.example.net}}
                b: {type: RP, value: ⟦3⟧admin.example.net info.example.net.}
                c: {type: RP, value: ⟦4⟧admin.example.net. info}
                d: {type: HINFO, value: ⟦14⟧{⟦5⟧cpus: a, os: b}}
                e: {type: DNSKEY, value: ⟦6⟧{flags: 257, protocol: 3, algorithm: 8}}
                f: {type: DNSKEY, value: {flags: ⟦7⟧70000, protocol: ⟦8⟧x, algorithm: 8, public_key: AA==}}
                g: {type: CSYNC, value: ⟦9⟧{soa_serial: 1, flags: 3}}
                h: {type: CSYNC, value: {soa_serial: 1, flags: 3, types: [A, ⟦10⟧[B]]}}
                i: {type: EUI48, value: ⟦11⟧00005e00532a}
                j: {type: CDS, value: ⟦12⟧{key_tag: 1, algorithm: 8, digest_type: 2, digest: ab}}
                k: {type: ⟦13⟧ZONEMF, value: x}
                l: {type: RP, value: {mbox: ⟦15⟧admin@example.com., txt: .}}
                m: {type: CSYNC, value: {soa_serial: 1, flags: 3, types: ⟦16⟧~}}
                n: {type: CSYNC, value: {soa_serial: 1, flags: 3, types: ⟦17⟧''}}
                o: {type: CSYNC, value: {soa_serial: 1, flags: 3, types: [A, ⟦18⟧' ']}}
                p: {type: APL, value: {prefixes: ⟦19⟧null}}
                q: {type: APL, values: [{prefixes: ⟦20⟧' '}]}
                r: {type: APL, value: {prefixes: [⟦21⟧~]}}
                s:
                  type: CSYNC
                  value:
                    soa_serial: 1
                    flags: 3
                    types:⟦22⟧
                """,
            [
                (1, .error, "name-not-absolute", "RP mailbox 'admin' has no final dot; write 'admin.example.com.'"),
                (2, .error, "name-not-absolute", "RP name of a TXT 'info.example.net' has no final dot"),
                (3, .error, "name-not-absolute", "RP mailbox 'admin.example.net' has no final dot"),
                (4, .error, "name-not-absolute", "RP name of a TXT 'info' has no final dot"),
                (5, .error, "unknown-key", "did you mean 'cpu'?"), (14, .error, "missing-key", "no 'cpu'"),
                (6, .error, "missing-key", "no 'public_key'"),
                (7, .error, "bad-data", "'flags' is a number from 0 to 65535"),
                (8, .error, "bad-data", "'protocol' is a number from 0 to 255"),
                (9, .error, "missing-key", "written []"),
                (10, .error, "bad-data", "'types' is a list of words"), (11, .error, "bad-data", "6 pairs"),
                (12, .error, "bad-data", "digest type 2 has 32"),
                (13, .error, "unknown-type", "did you mean 'ZONEMD'?"),
                (15, .error, "bad-data", "a dot in place of the '@'"),
                (16, .error, "bad-data", "'types' is empty; write its items, or [] for a list without any"),
                (17, .error, "bad-data", "'types' is empty"), (18, .error, "bad-data", "an item of 'types' is empty"),
                (19, .error, "bad-data", "'prefixes' is empty"), (20, .error, "bad-data", "'prefixes' is empty"),
                (21, .error, "bad-data", "an item of 'prefixes' is empty"),
                (22, .error, "bad-data", "'types' is empty"),
            ])
    }
}
