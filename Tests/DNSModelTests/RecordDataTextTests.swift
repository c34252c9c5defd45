import DNSModel
import TestSupport
import Testing

/// Octets in hexadecimal digits.
func hexadecimal(_ octets: [UInt8]) -> String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

func octets(_ hexadecimal: String) throws -> [UInt8] {
    let digits = Array(hexadecimal.utf8).filter { $0 != UInt8(ascii: " ") }
    return try digits.withUnsafeBufferPointer { try FieldText.hexadecimal($0, "test data") }
}

func recordType(_ text: String) throws -> RecordType { try #require(RecordType(parsing: text)) }

@Suite struct RecordDataTextTests {
    @Test("a vector's text and wire form are one value", arguments: Vector.all + Vector.ofFields)
    func aVectorsTextAndWireFormAreOneValue(
        _ vector: Vector
    ) throws {
        let type = try recordType(vector.type)
        let data = try RecordData(type: type, parsing: vector.text)
        #expect(hexadecimal(data.wire) == vector.wire)
        #expect(try RecordData(type: type, wire: octets(vector.wire)) == data)
        #expect(try RecordData(type: type, parsing: data.text) == data)
        #expect(data.type == type)
        #expect(try RecordData(type: type, parsing: "\\# \(vector.wire.utf8.count / 2) \(vector.wire)") == data)
    }

    @Test(
        "text is printed in one spelling",
        arguments: [
            ("A", "192.0.2.1", "192.0.2.1"),
            // RFC 5952 sections 1, 2 and 4.
            ("AAAA", "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
            ("AAAA", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
            ("AAAA", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("AAAA", "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("AAAA", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("AAAA", "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"),
            ("AAAA", "0:0:3:4:5:6:7:8", "::3:4:5:6:7:8"),
            ("AAAA", "::ffff:c000:0280", "::ffff:192.0.2.128"),
            ("AAAA", "0:0:0:0:0:0:0:0", "::"),
            ("CAA", "0 ISSUE ca.example.net", #"0 issue "ca.example.net""#),
            ("CAA", "0 issue ;", #"0 issue ";""#),
            (
                "DS", "1 ED25519 2 \(String(repeating: "aB ", count: 32))",
                "1 15 2 \(String(repeating: "AB", count: 32))"
            ),
            ("LOC", "0 N 0 E 0", "0 0 0.000 N 0 0 0.000 E 0.00m 1.00m 10000.00m 10.00m"),
            ("LOC", "1 2 3.4 s 5 6 w -1.5m 25m", "1 2 3.400 S 5 6 0.000 W -1.50m 20.00m 10000.00m 10.00m"),
            ("MX", "10\tMail.Example.COM.\n", "10 mail.example.com."),
            ("SOA", "ns. host\\.master. 1 1h 15m 2w 1d", "ns. host\\.master. 1 3600 900 1209600 86400"),
            ("SOA", ". . 0 4294967295 0 0 0", ". . 0 4294967295 0 0 0"),
            (
                "TLSA", "DANE-EE SPKI SHA2-256 \(String(repeating: "0f", count: 32))",
                "3 1 1 \(String(repeating: "0F", count: 32))"
            ),
            ("TXT", #""a" "b""c" d"#, #""a" "b" "c" "d""#),
            ("TXT", #"a\ b\"c\\d;e\065"#, #""a b\"c\\d;eA""#),
            ("TXT", "\"line\nend\tü\"", #""line\010end\009\195\188""#),
            ("TXT", #""""#, #""""#),
            ("TYPE65280", "\\# 3 a1 b2 C3", "\\# 3 A1B2C3"),
            ("TYPE65280", "\\# 0", "\\# 0"),
            ("URI", #"1 2 "https://example.com/a\"b""#, #"1 2 "https://example.com/a\"b""#),
        ]) func textIsPrintedInOneSpelling(_ type: String, _ text: String, _ printed: String) throws
    {
        #expect(try RecordData(type: recordType(type), parsing: text).text == printed)
    }

    @Test(
        "data that a type does not allow are refused",
        arguments: [
            ("A", "1.2.3"), ("A", "1.2.3.4.5"), ("A", "1.2.3.256"), ("A", "01.2.3.4"), ("A", "1.2.3.4 x"), ("A", ""),
            ("A", "1..2.3"), ("A", "\"1.2.3.4\""), ("A", "1.2.3.4."), ("A", " "), ("A", "4294967297.0.0.1"),
            ("AAAA", "1:2:3:4:5:6:7"), ("AAAA", "1:2:3:4:5:6:7:8:9"), ("AAAA", ":1:2:3:4:5:6:7"), ("AAAA", "1::2::3"),
            ("AAAA", "12345::"), ("AAAA", ":::"), ("AAAA", "::1%eth0"), ("AAAA", "1:2:3:4:5:6:7::8"), ("AAAA", "::1:"),
            ("AAAA", "1:2:3:4:5:6:7:1.2.3.4"), ("AAAA", "::1.2.3"), ("AAAA", "::g"), ("AAAA", ":"), ("AAAA", "::/64"),
            ("AAAA", "1.2.3.4"),
            ("CAA", "256 issue x"), ("CAA", "0 is-sue x"), ("CAA", "0 issue"), ("CAA", "0 issue a b"),
            ("CAA", "0 \"\" x"),
            ("CNAME", "a"), ("CNAME", ""), ("CNAME", "a. b."), ("CNAME", "@"), ("CNAME", "\"a.\""), ("CNAME", "a..b."),
            ("DS", "1 5 1 00"), ("DS", "1 5 2 0g"), ("DS", "1 5 9 abc"), ("DS", "1 5 9"), ("DS", "1 NONE 9 00"),
            ("LOC", "91 N 0 E 0"), ("LOC", "90 0 0.001 N 0 E 0"), ("LOC", "0 60 N 0 E 0"), ("LOC", "0 0 60 N 0 E 0"),
            ("LOC", "0 N 181 E 0"), ("LOC", "0 N 0 E"), ("LOC", "0 E 0 N 0"), ("LOC", "0 N 0 E 0 1m 1m 1m 1m"),
            ("LOC", "0 N 0 E -100000.01"), ("LOC", "0 N 0 E 42849672.96"), ("LOC", "0 N 0 E 0 90000000.01m"),
            ("LOC", "0 N 0 E 1.234"), ("LOC", "0 N 0 E m"), ("LOC", "0 0 0.0001 N 0 E 0"), ("LOC", "0 0 -1 N 0 E 0"),
            ("MX", "65536 a."), ("MX", "-1 a."), ("MX", "10"), ("MX", "a. 10"), ("MX", "10 a. b."), ("MX", "1 \\."),
            ("NAPTR", "1 1 a b c"), ("OPENPGPKEY", ""), ("OPENPGPKEY", "abc"), ("OPENPGPKEY", "ab=c"),
            ("OPENPGPKEY", "a==="), ("OPENPGPKEY", "ab==="), ("OPENPGPKEY", "ab==cd=="), ("OPENPGPKEY", "ab*="),
            ("OPENPGPKEY", "ax=="),
            ("SOA", "ns. admin@example.com. 1 2 3 4 5"), ("SOA", "ns. a. 4294967296 2 3 4 5"),
            ("SOA", "ns. a. 1 2 3 4"),
            ("SSHFP", "1 1 00"), ("SSHFP", "1 2 00"), ("TLSA", "3 1 1 00"), ("TLSA", "3 1 2 00"), ("TLSA", "3 1 0"),
            ("TXT", ""), ("TXT", "\"open"), ("TXT", "\"a\\\""), ("TXT", "a\\"), ("TXT", "\\25"), ("TXT", "\\256"),
            ("TXT", "\\# 1 00 00"), ("TXT", "\\# 2 05 61"), ("TXT", "\\# x"), ("TXT", "\\#"), ("A", "\\# 3 0A0000"),
            ("URI", "1 1 \"\""), ("URI", "1 1"), ("URI", "1 1 a b"),
            ("TYPE65280", "abc"), ("TYPE65280", "\\# 65536 00"), ("TYPE65280", "\\# 1 0"),
        ]) func dataThatATypeDoesNotAllowAreRefused(_ type: String, _ text: String) throws
    {
        let type = try recordType(type)
        #expect(throws: DNSParseError.self) { try RecordData(type: type, parsing: text) }
    }

    @Test(
        "an error says where",
        arguments: [
            ("MX", "10 mail", 7, DNSParseError.Code.nameNotAbsolute), ("MX", "x mail.", 0, .badData),
            ("MX", "10 a..b.", 5, .badName), ("SRV", "1 2 3x a.", 4, .badData), ("A", "  1.2.3", 2, .badData),
            ("TXT", "\"a\" \"b", 4, .badData), ("TXT", "ab\\999", 2, .badData), ("MX", "10 a. b.", 6, .badData),
            ("SVCB", "1 . alpn=h2 port=x", 12, .badData), ("MX", "10", 2, .badData),
            ("DS", "1 2 9 00 0x", 10, .badData),
        ]) func anErrorSaysWhere(_ type: String, _ text: String, _ offset: Int, _ code: DNSParseError.Code) throws
    {
        let type = try recordType(type)
        let error = #expect(throws: DNSParseError.self) { try RecordData(type: type, parsing: text) }
        #expect(error?.offset == offset)
        #expect(error?.code == code)
    }

    @Test("relative names and '@' in data are below the origin") func relativeNamesAndInDataAreBelowTheOrigin() throws {
        #expect(try RecordData(type: .mx, parsing: "1 mail", origin: "example.com.").text == "1 mail.example.com.")
        #expect(try RecordData(type: .cname, parsing: "@", origin: "example.com.").text == "example.com.")
        #expect(try RecordData(type: .cname, parsing: "\\@", origin: "example.com.").text == "\\@.example.com.")
        #expect(try RecordData(type: .svcb, parsing: "1 a", origin: "example.com.").text == "1 a.example.com.")
    }

    @Test("messages do not carry control characters") func messagesDoNotCarryControlCharacters() {
        for text in ["\u{1B}[31m", "a\u{7}\u{202E}b", String(repeating: "x", count: 500)] {
            for type in Generator.types {
                let error = #expect(throws: DNSParseError.self) { try RecordData(type: type, parsing: "\(text) \"") }
                let message = error?.message ?? ""
                #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
                #expect(message.utf8.count < 400)
            }
        }
    }

    @Test("data over 65535 octets are refused") func dataOver65535OctetsAreRefused() throws {
        let most = String(repeating: "a", count: 65_279)
        #expect(try RecordData(type: .txt, parsing: "\"\(most)\"").wire.count == 65_535)
        #expect(throws: DNSParseError.self) { try RecordData(type: .txt, parsing: "\"\(most)a\"") }
        #expect(throws: DNSParseError.self) { try RecordData(type: .txt, wire: Array(repeating: 0, count: 65_536)) }
        #expect(throws: DNSParseError.self) {
            try RecordData.uri(URI(priority: 0, weight: 0, target: Array(repeating: 65, count: 65_532)))
                .checkWireLength()
        }
    }
}

@Suite struct CharacterStringTests {
    private func freeText(_ text: String) throws -> [UInt8] {
        try Array(text.utf8).withUnsafeBufferPointer { try CharacterStrings.freeText($0) }
    }

    @Test(
        "free text is one string",
        arguments: [
            ("v=DKIM1\\; k=rsa", "v=DKIM1; k=rsa"), ("v=spf1 -all", "v=spf1 -all"), (#""one" "two""#, "onetwo"),
            (#""one" two"#, #""one" two"#), (#"say "hi""#, #"say "hi""#), ("", ""), (#""""#, ""), ("  a  ", "  a  "),
            (#""a\"b" "\059""#, "a\"b;"), (#"a\\b"#, #"a\b"#), (#""open"#, #""open"#), ("\"a\nb\"", "a\nb"),
        ]) func freeTextIsOneString(_ text: String, _ octets: String) throws
    {
        #expect(try freeText(text) == Array(octets.utf8))
    }

    @Test("a bad escape in free text is refused", arguments: ["\\", "\\1", "\\300", "\"a\\300\""])
    func aBadEscapeInFreeTextIsRefused(_ text: String) {
        #expect(throws: DNSParseError.self) { try freeText(text) }
    }

    // Peers split an escape over the 255-octet boundary, or count escapes as octets (octodns#1196).
    @Test("a chunk never splits an escape", arguments: 250...260) func aChunkNeverSplitsAnEscape(_ count: Int) throws {
        for octet in [UInt8(ascii: "\""), UInt8(ascii: "\\"), 0, 255] {
            var value = Array(repeating: UInt8(ascii: "a"), count: count)
            value += Array(repeating: octet, count: 300)
            let text = RecordData.txt(TXT(value)).text
            #expect(try RecordData(type: .txt, parsing: text) == .txt(TXT(value)))
            #expect(try freeText(text) == value)
            let strings = text.split(separator: "\" \"")
            #expect(strings.count == (count + 300 + 254) / 255)
        }
    }

    @Test("every octet survives in text") func everyOctetSurvivesInText() throws {
        let value = (0...255).map { UInt8($0) }
        #expect(try RecordData(type: .txt, parsing: RecordData.txt(TXT(value)).text) == .txt(TXT(value)))
        #expect(try RecordData(type: .txt, wire: RecordData.txt(TXT(value)).wire) == .txt(TXT(value)))
        #expect(RecordData.txt(TXT(value)).text.utf8.allSatisfy { 0x20...0x7E ~= $0 })
    }
}
