import DNSModel
import DNSProviders
import TestSupport
import Testing

@Suite struct Route53TextTests {
    /// The types that Route 53 has.
    static let types: [RecordType] = [
        .a, .aaaa, .caa, .cname, .ds, .https, .mx, .naptr, .ns, .ptr, .soa, .spf, .srv, .sshfp, .svcb, .tlsa, .txt,
    ]

    // MARK: - Laws

    @Test("what is written reads back the same", arguments: types) func whatIsWrittenReadsBackTheSame(type: RecordType)
        throws
    {
        var generator = Generator(seed: 53 + UInt64(type.rawValue))
        for _ in 0..<400 {
            let data = generator.recordData(type)
            let text = Route53Text.value(data)
            #expect(try Route53Text.data(type: type, text) == data, "\(text)")
            #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "\(text)")
        }
    }

    @Test("names read back the same") func namesReadBackTheSame() throws {
        var generator = Generator(seed: 1)
        for _ in 0..<2_000 {
            let name = generator.target()
            let text = Route53Text.name(name)
            #expect(try Route53Text.domainName(text) == name, "\(text)")
            // Upper case, and no final dot, is the same name.
            #expect(try Route53Text.domainName(text.uppercased()) == name, "\(text)")
            if name != .root { #expect(try Route53Text.domainName(String(text.dropLast())) == name, "\(text)") }
        }
    }

    @Test("a name in a list is in the one form of the service") func aNameInAListIsInTheOneFormOfTheService() {
        var generator = Generator(seed: 2)
        for _ in 0..<500 {
            let text = Route53Text.name(generator.target())
            let plain = text.utf8.allSatisfy { octet in
                "abcdefghijklmnopqrstuvwxyz0123456789-_.\\".utf8.contains(octet)
            }
            #expect(plain && text.hasSuffix("."), "\(text)")
        }
    }

    /// Reading must not trap, whatever a service or somebody in between sends.
    @Test("any text is read or refused") func anyTextIsReadOrRefused() {
        var generator = Generator(seed: 3)
        let pieces = [
            "\\", "\"", "052", "\\052", "\\400", "\\", "8", " ", ".", "@", "a", "1", ";", "é", "=", "\t", "\\#",
        ]
        for _ in 0..<5_000 {
            let length = generator.number(0...12)
            let text = (0..<length).map { _ in generator.one(of: pieces) }.joined()
            _ = try? Route53Text.domainName(text)
            let type = generator.one(of: Self.types)
            guard let data = try? Route53Text.data(type: type, text) else { continue }
            #expect((try? Route53Text.data(type: type, Route53Text.value(data))) == data, "\(type) \(text)")
        }
    }

    // MARK: - Octal

    /// aws-samples/aws-lambda-mirror-dns-function#2: `\052` went through a master-file reader and came out as `4`.
    @Test("mirror function read octal as decimal and deleted 4 instead of the wildcard")
    func mirrorFunctionReadOctalAsDecimalAndDeleted4InsteadOfTheWildcard() throws {
        let name = try Route53Text.domainName(#"\052.test.example.com."#)
        #expect(name == "*.test.example.com." && name.isWildcard)
        #expect(Route53Text.name("*.test.example.com.") == #"\052.test.example.com."#)
        #expect(try Route53Text.data(type: .cname, #"\052.example.com"#) == .cname("*.example.com."))
        #expect(try Route53Text.data(type: .txt, #""\052""#) == .txt(TXT(Array("*".utf8))))
    }

    @Test(
        "names with escapes",
        arguments: [
            (#"a\100b.example.com."#, #"a\@b.example.com."#),
            (#"0\05732.2.0.192.in-addr.arpa"#, "0/32.2.0.192.in-addr.arpa."),
            (#"a\056b.example.com"#, #"a\.b.example.com."#), (#"A\134.Example.COM."#, #"a\\.example.com."#),
            // No octal number, so the backslash is itself.
            (#"a\08.example.com"#, #"a\\08.example.com."#), (#"a\400.example.com"#, #"a\\400.example.com."#),
            (#"a\.example.com"#, #"a\\.example.com."#), (#"\303\244.com"#, #"\195\164.com."#), ("*.x", "*.x."),
            (".", "."),
        ])
    func namesWithEscapes(text: String, masterFile: String) throws {
        #expect(try Route53Text.domainName(text) == DomainName(parsing: masterFile))
        #expect(try Route53Text.data(type: .ptr, text) == .ptr(DomainName(parsing: masterFile)))
    }

    @Test(
        "names that are none",
        arguments: ["", "..", ".a", "a..b", "a b.c", "ä.example", "a\tb", String(repeating: "a", count: 64)])
    func namesThatAreNone(text: String) {
        #expect(throws: DNSParseError.self) { try Route53Text.domainName(text) }
    }

    // MARK: - Values as they are listed

    @Test(
        "values in other spellings",
        arguments: [
            (RecordType.aaaa, "2001:0db8:85a3:0:0:8a2e:0370:7334", "2001:db8:85a3::8a2e:370:7334"),
            (.cname, "WWW.Example.com", "www.example.com."), (.cname, "@", #"\100."#), (.ns, ".", "."),
            (.mx, "10 Mail.example.com", "10 mail.example.com."), (.srv, "1 2 443 .", "1 2 443 ."),
            (.txt, #""v=DMARC1; p=none""#, #""v=DMARC1; p=none""#), (.txt, #""a \"b\" \\ c""#, #""a \"b\" \\ c""#),
            (.txt, #""\303\244\000\012""#, #""\303\244\000\012""#), (.txt, #""ä""#, #""\303\244""#),
            (.txt, #""""#, #""""#), (.txt, #""" """#, #""" """#), (.txt, #""one"  "two""#, #""one" "two""#),
            (.txt, #""\q\8""#, #""q8""#), (.spf, #""v=spf1 -all""#, #""v=spf1 -all""#),
            (.caa, #"0 Issue "ca.example.net; policy=ev""#, #"0 issue "ca.example.net; policy=ev""#),
            (
                .naptr, #"100 50 "u" "E2U+sip" "!^(\\+441632960083)$!sip:\\1@example.com!" ."#,
                #"100 50 "u" "E2U+sip" "!^(\\+441632960083)$!sip:\\1@example.com!" ."#
            ),
            (.https, #"1 . alpn="h3,h2" port=443"#, #"1 . alpn="h3,h2" port=443"#),
            (.https, "1 . alpn=h2", "1 . alpn=h2"),
            (.svcb, #"1 x.example key999="a b""#, #"1 x.example. key999="a b""#),
            (.svcb, #"1 . key999=a\"b"#, #"1 . key999="a\"b""#),
            (
                .ds, "1 13 2 00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF",
                "1 13 2 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"
            ),
            (
                .soa, "ns-1.awsdns-64.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400",
                "ns-1.awsdns-64.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
            ),
        ])
    func valuesInOtherSpellings(type: RecordType, listed: String, written: String) throws {
        #expect(Route53Text.value(try Route53Text.data(type: type, listed)) == written)
    }

    @Test(
        "values that are none",
        arguments: [
            (RecordType.a, ""), (.a, "1.2.3"), (.txt, "unquoted"), (.txt, ""), (.txt, #""open"#), (.txt, #""a\"#),
            (.txt, #""a" b"#), (.mx, "mail.example.com"), (.cname, "a b"), (.cname, "ä.example"),
            (.a, "\\# 4 0A000001"),
            (.cname, "\\# 3 016100"), (.caa, "0 issue"),
        ])
    func valuesThatAreNone(type: RecordType, text: String) {
        #expect(throws: DNSParseError.self) { try Route53Text.data(type: type, text) }
    }

    /// octodns/octodns#52, #59 and #1196, aws/aws-cdk#26104: quotes, semicolons and long text.
    @Test("long text is cut into strings of 255 octets", arguments: [0, 1, 254, 255, 256, 510, 511])
    func longTextIsCutIntoStringsOf255Octets(length: Int) throws {
        let text = Route53Text.value(.txt(TXT(Array(repeating: UInt8(ascii: ";"), count: length))))
        let strings = text.split(separator: " ").map { $0.dropFirst().dropLast() }
        #expect(strings.allSatisfy { $0.count <= 255 } && strings.joined().count == length)
        #expect(text.count == length + 3 * max(1, (length + 254) / 255) - 1)
    }
}
