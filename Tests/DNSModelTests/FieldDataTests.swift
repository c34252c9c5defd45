import DNSModel
import TestSupport
import Testing

/// The types that are nothing but the fields of their rows.
@Suite struct FieldDataTests {
    private static let digest48 = String(repeating: "AB", count: 48)

    @Test(
        "text is printed in one spelling",
        arguments: [
            ("HINFO", "PDP-11/70 unix", "\"PDP-11/70\" \"unix\""), ("HINFO", "\"a\\\"b\" \\065", "\"a\\\"b\" \"A\""),
            ("RP", "Admin.EXAMPLE.com. .", "admin.example.com. ."), ("DNSKEY", "256 3 rsasha256 AA AA", "256 3 8 AAAA"),
            ("CDNSKEY", "257 3 ED25519 AAAA", "257 3 15 AAAA"), ("CERT", "pgp 1 0 AQ==", "3 1 0 AQ=="),
            ("CERT", "65535 65535 255 AQ==", "65535 65535 255 AQ=="),
            ("SMIMEA", "DANE-EE SPKI FULL ab cd", "3 1 0 ABCD"), ("CDS", "1 8 9 ab cd", "1 8 9 ABCD"),
            ("CSYNC", "1 3 AAAA ns TYPE47 A A rrsig NS", "1 3 A NS AAAA TYPE46 TYPE47"), ("CSYNC", "1 0", "1 0"),
            ("ZONEMD", "1 1 1 \(digest48)", "1 1 1 \(digest48)"),
            ("APL", "2:2001:DB8::/32  !1:10.0.0.0/8", "2:2001:db8::/32 !1:10.0.0.0/8"), ("APL", "", "\\# 0"),
            ("EUI48", "00-00-5E-00-53-2A", "00-00-5e-00-53-2a"),
        ])
    func oneSpelling(type: String, text: String, printed: String) throws {
        let type = try #require(RecordType(parsing: type))
        let data = try RecordData(type: type, parsing: text)
        #expect(data.text == printed)
        #expect(try RecordData(type: type, parsing: printed) == data)
        #expect(try RecordData(type: type, wire: data.wire) == data)
    }

    @Test("names are in lower case in canonical form (RFC 4034 section 6.2)")
    func canonicalNames() throws {
        let upper = try RecordData(type: RecordType(.rp), parsing: "Mail.EXAMPLE. TXT.Example.")
        let lower = try RecordData(type: RecordType(.rp), parsing: "mail.example. txt.example.")
        #expect(upper == lower && upper.wire == lower.wire)
        #expect(String(decoding: upper.wire, as: UTF8.self).allSatisfy { !$0.isUppercase })
    }

    @Test("relative names are below the origin")
    func origin() throws {
        let data = try RecordData(type: RecordType(.rp), parsing: "admin @", origin: "example.com.")
        #expect(data.text == "admin.example.com. example.com.")
    }

    @Test(
        "what a type does not allow is refused where it is, and says what to write",
        arguments: [
            ("HINFO", "PC", 2, "the HINFO OS is missing"), ("HINFO", "a b c", 4, "one field too many"),
            ("RP", "a@b. .", 0, "the RP mailbox is written as a name: a dot in place of the '@'"),
            ("RP", "a.example. b", 12, "the RP name of a TXT"),
            ("DNSKEY", "65536 3 8 AAAA", 0, "the DNSKEY flags '65536' is not a number from 0 to 65535"),
            ("DNSKEY", "257 3 RSA AAAA", 6, "DNSKEY algorithm 'RSA'"),
            ("DNSKEY", "257 3 8", 7, "public key is missing"),
            ("DNSKEY", "257 3 8 A!", 9, "the DNSKEY public key is not base64"),
            ("CDS", "1 8 2 AB", 6, "the CDS digest has 1 octets; digest type 2 has 32, 64 hexadecimal digits"),
            ("CDS", "0 0 0 0", 7, "odd number"), ("CDS", "1 0 0 00", 0, "written '0 0 0 00' (RFC 8078 section 4)"),
            ("CDNSKEY", "257 3 0 AA==", 0, "written '0 3 0 AA==' (RFC 8078 section 4)"),
            ("CERT", "X509 0 0 AA==", 0, "CERT certificate type 'X509'"),
            ("CERT", "1 0 0", 5, "certificate is missing"),
            ("SMIMEA", "3 1 1 00", 6, "matching type 1 has 32"), ("SMIMEA", "3 1 0", 5, "data is missing"),
            ("CSYNC", "4294967296 3 A", 0, "from 0 to 4294967295"),
            ("CSYNC", "1 3 A NOPE", 6, "'NOPE', which is not a record"),
            ("ZONEMD", "1 1 1 00", 6, "hash algorithm 1 has 48"), ("ZONEMD", "1 1 240 0011", 8, "at least 12"),
            ("APL", "192.0.2.0/24", 0, "as in 1:192.0.2.0/24"), ("APL", "3:00/8", 0, "is not an address prefix"),
            ("APL", "1:192.0.2.0/33", 12, "from 0 to 32"), ("APL", "1:192.0.2.0", 0, "is not an address prefix"),
            ("APL", "!2:192.0.2.0/24", 3, "IPv6"), ("EUI48", "00:00:5e:00:53:2a", 0, "as in 00-00-5e-ef-10-00"),
            ("EUI48", "00-00-5e-00-53", 0, "6 pairs"), ("EUI48", "00-00-5e-00-53-2g", 0, "6 pairs"),
            ("EUI64", "00-00-5e-00-53-2a", 0, "8 pairs"),
            ("HINFO", String(repeating: "a", count: 256) + " b", 0, "255"),
        ])
    func refused(type: String, text: String, offset: Int, message: String) throws {
        let type = try #require(RecordType(parsing: type))
        let error = #expect(throws: DNSParseError.self) { try RecordData(type: type, parsing: text) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.offset == offset)
    }

    @Test(
        "wire data of another form are refused, and what is wrong with them is said",
        arguments: [
            ("HINFO", "0161", "too early"), ("HINFO", "01610162ff", "too many at the end"),
            ("RP", "0161000162", "too early"), ("RP", "c00000", "compression is not allowed"),
            ("DNSKEY", "010103", "too early"), ("DNSKEY", "01010308", "the DNSKEY public key is missing"),
            ("CDS", "0001080200", "the CDS digest has 1 octets; digest type 2 has 32"),
            ("CERT", "0001000000", "the CERT certificate is missing"),
            ("SMIMEA", "030101ab", "the SMIMEA certificate association data has 1 octets"),
            ("CSYNC", "0000000100", "too early"), ("CSYNC", "0000000100030000", "the CSYNC types are not a bit map"),
            ("CSYNC", "00000001000300021000", "the CSYNC types are not a bit map"),
            ("CSYNC", "000000010003010140000140", "the CSYNC types are not a bit map"),
            ("ZONEMD", "000000010101ab", "the ZONEMD digest has 1 octets; hash algorithm 1 has 48"),
            ("APL", "00012100", "is of no known family"), ("APL", "000118020a00", "is of no known family"),
            ("APL", "00030800", "is of no known family"), ("APL", "0001", "too early"),
            ("EUI48", "00005e0053", "too early"),
            ("EUI48", "00005e00532a00", "too many at the end"), ("EUI64", "00005eef1000", "too early"),
        ])
    func refusedWire(type: String, wire: String, message: String) throws {
        let type = try #require(RecordType(parsing: type))
        let wire = try octets(wire)
        let error = #expect(throws: DNSParseError.self) { try RecordData(type: type, wire: wire) }
        #expect(error?.code == .badData && error?.message.contains(message) == true, "\(error?.message ?? "")")
        // The generic form of it is refused in a zone too, and a file that is served with it is read all the same.
        #expect(throws: DNSParseError.self) {
            try RecordData(type: type, parsing: RecordData.unknown(type, wire).text)
        }
    }

    @Test(
        "wire data are those of the text",
        arguments: [
            ("HINFO", "\"a\" \"\"", "016100"), ("RP", "a. .", "01610000"), ("DNSKEY", "257 3 8 AQ==", "0101030801"),
            ("CDS", "1 8 9 AB", "00010809ab"), ("CDS", "0 0 0 00", "0000000000"),
            ("CERT", "1 2 3 AQ==", "000100020301"),
            ("SMIMEA", "3 1 0 AB", "030100ab"), ("CSYNC", "1 3 A AAAA", "0000000100030004 40000008"),
            (
                "ZONEMD", "1 1 240 \(String(repeating: "AB", count: 12))",
                "0000000101f0" + String(repeating: "ab", count: 12)
            ),
            ("APL", "1:10.0.0.0/8 !2:::/0", "000108010a 00020080"), ("APL", "1:192.0.2.1/24", "00011804c0000201"),
            ("EUI48", "00-00-5e-00-53-2a", "00005e00532a"), ("EUI64", "00-00-5e-ef-10-00-00-2a", "00005eef1000002a"),
        ])
    func wire(type: String, text: String, wire: String) throws {
        let type = try #require(RecordType(parsing: type))
        let octets = try octets(wire.filter { $0 != " " })
        #expect(try RecordData(type: type, parsing: text).wire == octets)
        #expect(try RecordData(type: type, wire: octets).text == text)
    }

    @Test("a digest of another length is served all the same, so that live can be read")
    func served() {
        for (type, text) in [("CDS", "1 8 2 AB"), ("SMIMEA", "3 1 1 00"), ("ZONEMD", "1 1 1 00"), ("DNSKEY", "0 3 8")] {
            let error = #expect(throws: DNSParseError.self) {
                try RecordData(type: #require(RecordType(parsing: type)), parsing: text)
            }
            #expect(error?.isServed == true, "\(type)")
        }
    }
}

/// What the rows say.
@Suite struct TypeRowTests {
    @Test("every type has one mnemonic, and fields of one name each") func rows() {
        let types = ModelledType.allCases
        #expect(Set(types.map(\.mnemonic)).count == types.count)
        for type in types {
            #expect(RecordType(registered: type.mnemonic) == RecordType(type))
            #expect(Set(type.row.names.map { "\($0)" }).count == type.row.names.count)
            for (index, field) in type.row.fields.enumerated() {
                guard case .digest(let place, _, let least) = field.kind else { continue }
                #expect(place < index && least > 0)
            }
        }
    }

    @Test("a type that is modelled is not among those that are not, and none of those is modelled")
    func unmodelled() {
        let numbers = (0...UInt16.max).filter { number in
            let type = RecordType(rawValue: number)
            return type.description != (ModelledType(rawValue: number)?.mnemonic ?? "TYPE\(number)")
        }
        #expect(numbers == [])
    }

    @Test("text, wire form and generic form of a type's random data are one value", arguments: ModelledType.allCases)
    func laws(type: ModelledType) throws {
        var generator = Generator(seed: UInt64(type.rawValue) &+ 9_000)
        for _ in 0..<100 {
            let data = generator.recordData(RecordType(type))
            guard case .unknown = data else {
                #expect(data.type == RecordType(type))
                #expect(try RecordData(type: data.type, parsing: data.text) == data)
                #expect(try RecordData(type: data.type, wire: data.wire) == data)
                continue
            }
            Issue.record("\(type) is generated as unknown data")
        }
    }
}
