import DNSModel
import TestSupport
import Testing

/// Reads a master file of `example.com`.
func parse(
    _ text: String, apex: DomainName = "example.com.", limits: MasterFileLimits = MasterFileLimits(),
    files: [String: String] = [:]
) throws(MasterFileErrors) -> MasterFile {
    try MasterFileParser.parse(Array(text.utf8), path: "zone", apex: apex, limits: limits) {
        path throws(MasterFileRefusal) in
        guard let text = files[path] else { throw MasterFileRefusal("no file '\(path)'") }
        return MasterFileSource(path: path, octets: Array(text.utf8))
    }
}

/// The record sets as `name ttl type data, data` lines.
func lines(_ zone: Zone) -> [String] {
    zone.sets.map { set in
        "\(set.name) \(set.ttl ?? .maximum) \(set.type) " + set.data.map(\.text).joined(separator: ", ")
    }
}

@Suite("Master file syntax")
struct MasterFileParserTests {
    @Test(
        "A file gives these record sets",
        arguments: [
            // Fields in all orders, classes, units.
            ("a 300 IN A 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("a IN 300 A 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 A 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 in a 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 CLASS1 A 10.0.0.1\n", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 1h30m A 10.0.0.1", ["a.example.com. 5400 A 10.0.0.1"]),
            ("a 1W A 10.0.0.1", ["a.example.com. 604800 A 10.0.0.1"]),
            ("A.EXAMPLE.COM. 300 IN A 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("10 300 IN A 10.0.0.1", ["10.example.com. 300 A 10.0.0.1"]),
            ("in 300 IN A 10.0.0.1", ["in.example.com. 300 A 10.0.0.1"]),
            ("* 300 IN A 10.0.0.1", ["*.example.com. 300 A 10.0.0.1"]),
            ("@ 300 IN A 10.0.0.1", ["example.com. 300 A 10.0.0.1"]),
            ("a\\.b 300 IN A 10.0.0.1", ["a\\.b.example.com. 300 A 10.0.0.1"]),
            ("a\\032b 300 IN A 10.0.0.1", ["a\\032b.example.com. 300 A 10.0.0.1"]),
            // Blanks, line ends, comments.
            ("a\t300\tIN\tA\t10.0.0.1\r\n", ["a.example.com. 300 A 10.0.0.1"]),
            ("\u{FEFF}a 300 A 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("; one\n\n \t\na 300 A 10.0.0.1 ; two\n   ; three", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 A 10.0.0.1;two", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 TXT \"x;y\" ; z", ["a.example.com. 300 TXT \"x;y\""]),
            ("a 300 TXT \"x(y\" \")\"", ["a.example.com. 300 TXT \"x(y\" \")\""]),
            ("a 300 TXT x\\;y", ["a.example.com. 300 TXT \"x;y\""]),
            ("a 300 TXT \"x\\\"y\"", ["a.example.com. 300 TXT \"x\\\"y\""]),
            ("a 300 TXT \"\"", ["a.example.com. 300 TXT \"\""]),
            // Parentheses.
            ("a 300 TXT ( \"x\" ; one\n  \"y\"\n)", ["a.example.com. 300 TXT \"x\" \"y\""]),
            ("a ( 300\n IN A ) 10.0.0.1", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 A(10.0.0.1)", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 MX 10 (mail)", ["a.example.com. 300 MX 10 mail.example.com."]),
            ("a 300 ( (IN) ( (A) ( 10.0.0.1 )\n) )", ["a.example.com. 300 A 10.0.0.1"]),
            // Octets beyond ASCII are octets, as name servers read them.
            ("ü 300 A 10.0.0.1", ["\\195\\188.example.com. 300 A 10.0.0.1"]),
            ("a 300 CNAME ü。b", ["a.example.com. 300 CNAME \\195\\188\\227\\128\\130b.example.com."]),
            // RFC 2181 section 8.
            ("a 2147483648 A 10.0.0.1", ["a.example.com. 0 A 10.0.0.1"]),
            ("$TTL 4294967295\na A 10.0.0.1", ["a.example.com. 0 A 10.0.0.1"]),
            // The owner before.
            ("a 300 A 10.0.0.1\n  300 A 10.0.0.2", ["a.example.com. 300 A 10.0.0.1, 10.0.0.2"]),
            ("a 300 A 10.0.0.1\n\tAAAA ::1", ["a.example.com. 300 A 10.0.0.1", "a.example.com. 300 AAAA ::1"]),
            // Names in data.
            ("a 300 CNAME b", ["a.example.com. 300 CNAME b.example.com."]),
            ("a 300 CNAME b.", ["a.example.com. 300 CNAME b."]),
            ("a 300 CNAME @", ["a.example.com. 300 CNAME example.com."]),
            // $ORIGIN and $TTL.
            ("$ORIGIN sub\na 300 CNAME b", ["a.sub.example.com. 300 CNAME b.sub.example.com."]),
            ("$ORIGIN sub.example.com.\n@ 300 A 10.0.0.1", ["sub.example.com. 300 A 10.0.0.1"]),
            ("$origin a ; x\n$ttl 5m\nb A 10.0.0.1", ["b.a.example.com. 300 A 10.0.0.1"]),
            (
                "a 300 A 10.0.0.1\n$ORIGIN b\na 300 A 10.0.0.2\n 300 A 10.0.0.3",
                ["a.example.com. 300 A 10.0.0.1", "a.b.example.com. 300 A 10.0.0.2, 10.0.0.3"]
            ),
            (
                "$TTL 60\na A 10.0.0.1\nb 300 A 10.0.0.1\nc A 10.0.0.1",
                [
                    "a.example.com. 60 A 10.0.0.1", "b.example.com. 300 A 10.0.0.1", "c.example.com. 60 A 10.0.0.1",
                ]
            ),
            (
                "a 300 A 10.0.0.1\nb A 10.0.0.1",
                ["a.example.com. 300 A 10.0.0.1", "b.example.com. 300 A 10.0.0.1"]
            ),
            (
                "@ SOA a b 1 2 3 4 900\nb A 10.0.0.1",
                ["example.com. 900 SOA a.example.com. b.example.com. 1 2 3 4 900", "b.example.com. 900 A 10.0.0.1"]
            ),
            ("$TTL 0\na A 10.0.0.1", ["a.example.com. 0 A 10.0.0.1"]),
            // RFC 3597 generic forms.
            ("a 300 IN TYPE1 \\# 4 0a000001", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 A \\# 4 0a 00 00 01", ["a.example.com. 300 A 10.0.0.1"]),
            ("a 300 TYPE65280 \\# 3 abcdef", ["a.example.com. 300 TYPE65280 \\# 3 ABCDEF"]),
            ("a 300 NINFO ( \\# 1\n 00 )", ["a.example.com. 300 TYPE56 \\# 1 00"]),
            ("a 300 DNSKEY ( \\# 5\n 0101030800 )", ["a.example.com. 300 DNSKEY 257 3 8 AA=="]),
            // Sets that are not in one place.
            (
                "b 300 A 10.0.0.2\na 300 A 10.0.0.1\nb 300 A 10.0.0.1",
                ["a.example.com. 300 A 10.0.0.1", "b.example.com. 300 A 10.0.0.1, 10.0.0.2"]
            ),
            ("", []),
            ("\n\n", []),
        ] as [(String, [String])])
    func recordSets(text: String, expected: [String]) throws {
        let zone = try parse(text).zone
        #expect(lines(zone).map { $0.lowercased() } == expected.map { $0.lowercased() })
    }

    // A plan that took a signer's keys away, because no zone file declares them, left a zone that nobody can validate.
    @Test("In a signed zone what its signer makes is kept as it is, like the signatures") func signed() throws {
        let keys = "@ 300 DNSKEY 257 3 8 AA==\n@ 300 CDS 0 0 0 00\n@ 300 CDNSKEY 0 3 0 AA==\n"
        let rest = "@ 300 ZONEMD 1 1 1 \(String(repeating: "ab", count: 48))\na 300 DNSKEY 257 3 8 AA==\n"
        let signature = "@ 300 RRSIG SOA 8 2 300 20260101000000 20250101000000 1 @ AA==\n"
        let signed = try parse(keys + rest + signature)
        #expect(signed.unmodelled.map(\.type).sorted() == ["CDNSKEY", "CDS", "DNSKEY", "RRSIG", "ZONEMD"])
        #expect(signed.zone.sets.map(\.key.name.description) == ["a.example.com."])
        // Where nobody signs, the zone file decides.
        let unsigned = try parse(keys + rest)
        #expect(unsigned.unmodelled.isEmpty && unsigned.zone.sets.count == 5)
    }

    // Servers read, and write, spellings that no RFC has.
    @Test(
        "Data of a type of plain fields that is spelt otherwise keeps its set as it is",
        arguments: [
            "DNSKEY 257 DNSSEC 8 AA==", "DNSKEY 0x101 3 8 AA==", "CDS 1 8 SHA-256 00", "APL 01:192.0.2.0/24",
            "CERT 1 1 NSEC3RSASHA1 AA==", "EUI48 0-0-5e-0-53-2a", "RP joe@example.com. .",
        ]) func otherSpellings(record: String) throws
    {
        let file = try parse("a 300 \(record)\nb 300 A 192.0.2.1\n")
        #expect(file.unmodelled.count == 1 && file.zone.sets.count == 1, "\(record)")
    }

    @Test(
        "A mistake is reported where it is",
        arguments: [
            ("a 300 IN A 10.0.0.256", "zone:1:12: ", "bad-data"),
            ("\n\nä 300 A x", "zone:3:9: ", "bad-data"),
            ("a 300 TXT (\n \"x\" \"y\"\n z 300 A 1 ) )", "zone:3:14: ", "bad-master-file"),
            ("a 300 MX ( ; c\n 10\n  mail mail )", "zone:3:8: ", "bad-data"),
            ("a 300 TXT \"x\nb 300 A 10.0.0.1", "zone:1:11: ", "bad-master-file"),
            ("a 300 TXT ( x", "zone:1:11: ", "bad-master-file"),
            ("a 300 TXT ( ( x )", "zone:1:11: ", "bad-master-file"),
            ("a 300 TXT ( ( x ) ) )", "zone:1:21: ", "bad-master-file"),
            ("a 300 NONE A 10.0.0.1", "zone:1:7: ", "bad-master-file"),
            ("a 300 ANY A 10.0.0.1", "zone:1:7: ", "bad-master-file"),
            // No registry has such types, and no name server loads the file.
            ("www 300 INN A 192.0.2.1", "zone:1:9: ", "bad-type"),
            ("$TTL 1\nthis is a sentence", "zone:2:6: ", "bad-type"),
            ("validate_fail 86400 ERR A 127.0.0.1", "zone:1:21: ", "bad-type"),
            ("www 300 AWS ALIAS A elb.example.net.", "zone:1:9: ", "bad-type"),
            ("a.example.net. 300 INN A 192.0.2.1", "zone:1:20: ", "bad-type"),
            ("$TTL 1\n$GENERATE 1-2 a$ INN 10.0.0.$", "zone:2:1: ", "bad-type"),
            ("a 300 LOC 52 60 0 N 0 0 0 E 0", "zone:1:11: ", "bad-data"),
            ("a 300 CH A 10.0.0.1", "zone:1:7: ", "bad-master-file"),
            ("a 300 HS A 10.0.0.1", "zone:1:7: ", "bad-master-file"),
            ("a 300 CLASS3 A 10.0.0.1", "zone:1:7: ", "bad-master-file"),
            ("a 300 IN IN A 10.0.0.1", "zone:1:10: ", "bad-master-file"),
            ("a 300 300 A 10.0.0.1", "zone:1:7: ", "bad-master-file"),
            ("a 4294967296 A 10.0.0.1", "zone:1:", "bad-ttl"),
            ("a 5x A 10.0.0.1", "zone:1:4: ", "bad-ttl"),
            ("a A 10.0.0.1", "zone:1:3: ", "bad-ttl"),
            (" 300 A 10.0.0.1", "zone:1:2: ", "bad-master-file"),
            ("a 300", "zone:1:1: ", "bad-master-file"),
            ("a 300 A", "zone:1:7: ", "bad-data"),
            ("a 300 RRSIG", "zone:1:7: ", "bad-data"),
            ("a 300 _x y", "zone:1:7: ", "bad-type"),
            ("a 300 TYPE65536 \\# 0", "zone:1:7: ", "bad-type"),
            ("a..b 300 A 10.0.0.1", "zone:1:3: ", "bad-name"),
            ("\"a\" 300 A 10.0.0.1", "zone:1:1: ", "bad-name"),
            // The file of another zone.
            ("a.example.org. 300 A 10.0.0.1\nexample.net. 300 A 10.0.0.1", "zone:1: ", "bad-master-file"),
            ("$TTL", "zone:1:1: ", "bad-master-file"),
            ("$TTL 5 6", "zone:1:8: ", "bad-master-file"),
            ("$ORIGIN", "zone:1:1: ", "bad-master-file"),
            ("$OTHER x", "zone:1:1: ", "bad-master-file"),
            ("$INCLUDE nowhere", "zone:1:10: ", "bad-master-file"),
            ("a 300 SOA a b 1 2 3 4 5", "zone:1: ", "bad-master-file"),
            ("@ 300 SOA a b 1 2 3 4 5\n@ 300 SOA a b 2 2 3 4 5", "zone:1: ", "bad-master-file"),
            ("$GENERATE 1-2 a$ A", "zone:1:1: ", "bad-master-file"),
            ("$GENERATE 2-1 a$ A 10.0.0.$", "zone:1:11: ", "bad-master-file"),
            ("$GENERATE 1-2/0 a$ A 10.0.0.$", "zone:1:11: ", "bad-master-file"),
            ("$TTL 1\n$GENERATE 254-256 a$ A 10.0.0.$", "zone:2:1: ", "bad-data"),
            ("$TTL 1\n$GENERATE 1-70000 a$ A 10.0.0.1", "zone:2:11: ", "bad-master-file"),
        ])
    func mistakes(text: String, place: String, id: String) throws {
        let errors = #expect(throws: MasterFileErrors.self) { _ = try parse(text) }
        let first = try #require(errors?.problems.first)
        #expect("\(first)".hasPrefix(place), "\(first)")
        #expect(first.code.rawValue == id, "\(first)")
    }

    @Test("Every mistake of a file is reported in one run, up to the limit")
    func allMistakes() {
        var limits = MasterFileLimits()
        limits.errors = 3
        let text = "a 300 A x\nb 300 A 10.0.0.1\nc 300 A y\n;\nd 300 A z\ne 300 A z\n"
        let errors = #expect(throws: MasterFileErrors.self) { _ = try parse(text, limits: limits) }
        #expect(errors?.problems.map(\.location.line) == [1, 3, 5])
    }

    @Test("Records outside of the zone are noted once and kept as they are")
    func outside() throws {
        let file = try parse(
            "$TTL 1\nwww A 10.0.0.1\nWWW.example.net. A 10.0.0.2\n A 10.0.0.3\n$ORIGIN Net.\nx 9 MX 10 m ; c\n")
        #expect(lines(file.zone) == ["www.example.com. 1 A 10.0.0.1"])
        #expect(
            file.notes.map(\.description) == [
                "zone:3: 3 records are outside of the zone 'example.com.', 'www.example.net.' first; name servers drop "
                    + "them, and they stay as they are [bad-master-file]"
            ])
        #expect(
            file.outside.map { String(decoding: $0.owner, as: UTF8.self) } == [
                "WWW.example.net.", "WWW.example.net.", "x.Net.",
            ])
        let octets = MasterFileWriter.octets(of: file.zone, written: file.written, outside: file.outside)
        let again = try MasterFileParser.parse(octets, path: "zone", apex: "example.com.")
        #expect(again.zone == file.zone && Set(again.outside) == Set(file.outside))
    }

    @Test("Data that servers serve and we do not model are kept with all records of their set")
    func odd() throws {
        let file = try parse(
            """
            $TTL 300
            _443._tcp TLSA 3 1 1 00112233445566778899AABBCCDDEEFF
            _443._tcp TLSA 3 1 1 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF
            sub DS 1 13 2 00112233445566778899AABBCCDDEEFF
            key TYPE44 \\# 4 01020304
            list APL
            alias ALIAS elb.example.net.
            www A 192.0.2.1
            """)
        #expect(lines(file.zone) == ["list.example.com. 300 APL \\# 0", "www.example.com. 300 A 192.0.2.1"])
        #expect(file.unmodelled.map(\.type) == ["TLSA", "TLSA", "DS", "TYPE44", "ALIAS"])
        let octets = MasterFileWriter.octets(of: file.zone, unmodelled: file.unmodelled)
        let again = try MasterFileParser.parse(octets, path: "zone", apex: "example.com.")
        #expect(again.zone == file.zone && Set(again.unmodelled) == Set(file.unmodelled))
    }

    @Test("What the model does not say to the letter is kept as it is written")
    func written() throws {
        let text = """
            $TTL 300
            $ORIGIN Example.COM.
            @ SOA NS1 Host.Example.NET. 1 2 3 4 5
            WWW A 192.0.2.1
            www A 192.0.2.2
            mixed 60 A 192.0.2.1
            mixed 90 A 192.0.2.2
            long 4000000000 TXT "a" "B"
            $ORIGIN example.com.
            ptr CNAME WWW
            plain CNAME www
            naptr NAPTR 1 1 "u" "E2U+sip" "!^(.*)$!sip:\\\\1@EXAMPLE.com!" .
            caa CAA 0 Issue "x"
            """
        let file = try parse(text)
        let keys = file.written.keys.map { "\($0)" }
        #expect(
            Set(keys) == [
                "example.com. SOA", "www.example.com. A", "mixed.example.com. A", "long.example.com. TXT",
                "ptr.example.com. CNAME", "caa.example.com. CAA",
            ])
        let octets = MasterFileWriter.octets(of: file.zone, written: file.written)
        let again = try MasterFileParser.parse(octets, path: "zone", apex: "example.com.")
        #expect(again.zone == file.zone && again.written == file.written)
        let written = String(decoding: octets, as: UTF8.self)
        for part in [
            "NS1 Host.Example.NET. 1 2 3 4 5", "WWW.Example.COM. ", "4000000000 IN TXT", "60 ", "90 ", "CNAME WWW",
            "Issue",
        ] {
            #expect(written.contains(part), "\(part) in \(written)")
        }
        #expect(MasterFileWriter.octets(of: again.zone, written: again.written) == octets)
    }

    @Test("Messages hold no control characters")
    func controlCharacters() {
        let errors = #expect(throws: MasterFileErrors.self) {
            _ = try parse("a 300 \u{1B}[31mA x\n\u{9B}b 300 A \u{7}")
        }
        for problem in errors?.problems ?? [] {
            #expect(problem.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
        #expect(errors?.problems.isEmpty == false)
    }

    @Test("RFC 1035 section 5.3: the example file, with its included mailboxes")
    func rfc1035Example() throws {
        // RFC 1035 section 5.3; the SOA has no TTL there, so its minimum counts.
        let text = """
            @   IN  SOA     VENERA      Action\\.domains (
                                             20     ; SERIAL
                                             7200   ; REFRESH
                                             600    ; RETRY
                                             3600000; EXPIRE
                                             60)    ; MINIMUM

                    NS      A.ISI.EDU.
                    NS      VENERA
                    NS      VAXA
                    MX      10      VENERA
                    MX      20      VAXA

            A       A       26.3.0.103

            VENERA  A       10.1.0.52
                    A       128.9.0.32

            VAXA    A       10.2.0.27
                    A       128.9.0.33


            $INCLUDE <SUBSYS>ISI-MAILBOXES.TXT
            """
        let mailboxes = """
                MOE     MB      A.ISI.EDU.
                LARRY   MB      A.ISI.EDU.
                CURLEY  MB      A.ISI.EDU.
                STOOGES MG      MOE
                        MG      LARRY
                        MG      CURLEY
            """.split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
        let file = try parse(
            text, apex: "isi.edu.", files: ["<SUBSYS>ISI-MAILBOXES.TXT": mailboxes])
        #expect(
            lines(file.zone) == [
                "isi.edu. 60 NS a.isi.edu., vaxa.isi.edu., venera.isi.edu.",
                "isi.edu. 60 SOA venera.isi.edu. action\\.domains.isi.edu. 20 7200 600 3600000 60",
                "isi.edu. 60 MX 10 venera.isi.edu., 20 vaxa.isi.edu.",
                "a.isi.edu. 60 A 26.3.0.103",
                "vaxa.isi.edu. 60 A 10.2.0.27, 128.9.0.33",
                "venera.isi.edu. 60 A 10.1.0.52, 128.9.0.32",
            ])
        #expect(
            file.unmodelled.map { "\($0.name) \($0.type) " + String(decoding: $0.data, as: UTF8.self) } == [
                "moe.isi.edu. MB A.ISI.EDU.", "larry.isi.edu. MB A.ISI.EDU.", "curley.isi.edu. MB A.ISI.EDU.",
                "stooges.isi.edu. MG MOE", "stooges.isi.edu. MG LARRY", "stooges.isi.edu. MG CURLEY",
            ])
        #expect(file.usesInclude && file.hasComments && !file.usesGenerate && !file.isOurs)
    }

    @Test("Records of types that are not modelled are kept as written, with the origin they were read under")
    func unmodelled() throws {
        let file = try parse(
            """
            $TTL 300
            $ORIGIN sub
            a RRSIG A 8 3 300 ( 20260101000000 ; until
              20251201000000 1 example.com. c2ln )
            b 60 ISDN "a b" "c;d" ; comment
            c LUA A "return '1'"
            """)
        #expect(file.zone.sets.isEmpty)
        #expect(
            file.unmodelled.map { "\($0.name) \($0.ttl) \($0.type)" } == [
                "a.sub.example.com. 300 RRSIG", "b.sub.example.com. 60 ISDN", "c.sub.example.com. 300 LUA",
            ])
        #expect(
            file.unmodelled.map { String(decoding: $0.data, as: UTF8.self) } == [
                "A 8 3 300 20260101000000 20251201000000 1 example.com. c2ln", "\"a b\" \"c;d\"", "A \"return '1'\"",
            ])
        #expect(file.unmodelled.allSatisfy { String(decoding: $0.origin, as: UTF8.self) == "sub.example.com." })
        #expect(file.unmodelled.map { $0.registeredType?.rawValue } == [46, 20, nil])
    }

    @Test("Records of one set with different TTLs get the lowest one, which is noted (RFC 2181 section 5.2)")
    func differentTTLs() throws {
        for text in ["a 300 A 10.0.0.1\na 60 A 10.0.0.2", "a 60 A 10.0.0.1\nb 5 A 10.0.0.1\na 300 A 10.0.0.2"] {
            let file = try parse(text)
            #expect(file.zone[RecordSet.Key(name: "a.example.com.", type: .a)]?.ttl == TTL(seconds: 60))
            #expect(file.notes.count == 1)
            #expect(file.notes.first?.message.contains("lowest, 60") == true)
            #expect(file.notes.first?.location.line == 1)
        }
    }

    @Test("A record that stands twice counts once, which is noted")
    func duplicates() throws {
        for text in ["a 60 A 10.0.0.1\na 60 A 10.0.0.1", "a 60 A 10.0.0.1\nb 5 A 10.0.0.1\nA 60 A 10.0.0.1"] {
            let file = try parse(text)
            #expect(file.zone[RecordSet.Key(name: "a.example.com.", type: .a)]?.data.count == 1)
            #expect(file.notes.count == 1)
        }
    }
}
