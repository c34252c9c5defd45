import TestSupport
import Testing

@testable import DNSModel

@Suite struct DomainNameTests {
    @Test(
        "names are printed in one spelling",
        arguments: [
            ("example.com.", "example.com."), ("EXAMPLE.Com.", "example.com."), (".", "."), ("*.a.", "*.a."),
            ("a\\.b.c.", "a\\.b.c."), ("a\\046b.c.", "a\\.b.c."), ("\\097.", "a."), ("\\065.", "a."),
            ("a\\ b.", "a\\032b."),
            ("\\000\\001\\002.", "\\000\\001\\002."), ("\\255.", "\\255."), ("a\\@b.", "a\\@b."), ("a@b.", "a\\@b."),
            ("0/25.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa."), ("\\\\.", "\\\\."),
            ("_sip._tcp.a.", "_sip._tcp.a."),
            ("a\\;\\(\\)\\\"\\$.", "a\\;\\(\\)\\\"\\$."),
        ]) func namesArePrintedInOneSpelling(_ text: String, _ printed: String) throws
    {
        let name = try DomainName(parsing: text)
        #expect(name.description == printed)
        #expect(try DomainName(parsing: printed) == name)
        #expect(try DomainName(labels: name.labels) == name)
        #expect(name.labelCount == name.labels.count)
        var wire: [UInt8] = []
        name.appendWire(to: &wire)
        #expect(wire.count == name.wireLength)
        #expect(try DomainName(wire: wire) == name)
    }

    @Test(
        "malformed names are refused",
        arguments: [
            "", "..", ".a.", "a..b.", "a b.", "a\t.", "a\\", "a\\1.", "a\\256.", "a\\1x2.", "a\u{0}.", "a\u{7F}.",
        ])
    func malformedNamesAreRefused(_ text: String) {
        let error = #expect(throws: DNSParseError.self) { try DomainName(parsing: text, origin: "o.") }
        #expect(error?.code == .badName)
    }

    @Test("a relative name needs an origin") func aRelativeNameNeedsAnOrigin() throws {
        #expect(try DomainName(parsing: "www", origin: "example.com.") == "www.example.com.")
        #expect(try DomainName(parsing: "www\\.x", origin: "example.com.") == "www\\.x.example.com.")
        #expect(try DomainName(parsing: "www", origin: .root) == "www.")
        for text in ["www", "ww\\w", "www\\."] {
            let error = #expect(throws: DNSParseError.self) { try DomainName(parsing: text) }
            #expect(error?.code == .nameNotAbsolute)
        }
        #expect(DomainName("www.example.com.").text(relativeTo: "example.com.") == "www")
        #expect(DomainName("example.com.").text(relativeTo: "example.com.") == "@")
        #expect(DomainName("example.org.").text(relativeTo: "example.com.") == "example.org.")
        #expect(DomainName("xexample.com.").text(relativeTo: "example.com.") == "xexample.com.")
        #expect(DomainName("a.").text(relativeTo: .root) == "a")
        #expect(DomainName.root.text(relativeTo: .root) == "@")
    }

    @Test("a label has at most 63 octets", arguments: [("a", 1), ("\\000", 4), ("\\001", 4), ("\\255", 4), ("\\.", 2)])
    func aLabelHasAtMost63Octets(_ octet: String, _ width: Int) throws {
        let most = String(repeating: octet, count: 63)
        #expect(most.utf8.count == 63 * width)
        #expect(try DomainName(parsing: most + ".").wireLength == 65)
        #expect(throws: DNSParseError.self) { try DomainName(parsing: most + octet + ".") }
        #expect(throws: DNSParseError.self) { try DomainName(parsing: most + octet, origin: "a.") }
    }

    @Test("a name has at most 255 octets", arguments: ["a", "\\000", "\\001", "\\254", "\\."])
    func aNameHasAtMost255Octets(_ octet: String)
        throws
    {
        let label = String(repeating: octet, count: 63) + "."
        let origin = label + label + label
        let fits = String(repeating: octet, count: 61)
        #expect(try DomainName(parsing: fits + "." + origin).wireLength == 255)
        #expect(throws: DNSParseError.self) { try DomainName(parsing: fits + octet + "." + origin) }
        let parent = try DomainName(parsing: origin)
        #expect(try DomainName(parsing: fits, origin: parent).wireLength == 255)
        #expect(throws: DNSParseError.self) { try DomainName(parsing: fits + octet, origin: parent) }
        // Plain text below an origin with escapes, and many short labels.
        #expect(try DomainName(parsing: String(repeating: "b", count: 61), origin: parent).wireLength == 255)
        #expect(throws: DNSParseError.self) {
            try DomainName(parsing: String(repeating: "b", count: 62), origin: parent)
        }
        #expect(try DomainName(parsing: String(repeating: "a.", count: 127)).wireLength == 255)
        #expect(throws: DNSParseError.self) { try DomainName(parsing: String(repeating: "a.", count: 128)) }
    }

    // RFC 4034 section 6.1.
    @Test("the canonical order of the RFC's example") func theCanonicalOrderOfTheRFCsExample() throws {
        let names = try [
            "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.",
            "\\001.z.example.", "*.z.example.", "\\200.z.example.",
        ].map { try DomainName(parsing: $0) }
        #expect(names.reversed().sorted() == names)
        #expect(zip(names, names.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("order, equality and below are those of the labels") func orderEqualityAndBelowAreThoseOfTheLabels() {
        var generator = Generator(seed: 1)
        func before(_ left: [[UInt8]], _ right: [[UInt8]]) -> Bool {
            left.reversed().lexicographicallyPrecedes(right.reversed()) { $0.lexicographicallyPrecedes($1) }
        }
        var names: [DomainName] = [.root]
        for _ in 0..<150 { names.append(generator.name(below: generator.one(of: names), depth: 2)) }
        for left in names {
            for right in names {
                #expect((left < right) == before(left.labels, right.labels))
                #expect((left == right) == (left.labels == right.labels))
                #expect(left.isAtOrBelow(right) == left.labels.reversed().starts(with: right.labels.reversed()))
            }
            #expect(left.parent?.labels ?? [] == Array(left.labels.dropFirst()))
            #expect(left.isWildcard == (left.labels.first == [UInt8(ascii: "*")]))
        }
    }

    @Test(
        "a host's name has letters, digits, and hyphens inside of its labels; its first label may be allowed to be *",
        arguments: [
            (".", true, true), ("a.", true, true), ("1.2-3.b--c.", true, true), ("-a.b.", false, false),
            ("b.a-.", false, false), ("a.-.b.", false, false), ("a_b.c.", false, false), ("c.a\\.b.", false, false),
            ("a\\000b.", false, false), ("\\001.a.", false, false), ("a\\000.", false, false), ("*.", false, true),
            ("*.a.", false, true), ("a.*.", false, false), ("*a.b.", false, false), ("*.*.b.", false, false),
            ("*.-.b.", false, false),
        ]) func hostNames(_ text: String, _ isHost: Bool, _ mayBeWildcard: Bool) throws
    {
        #expect(try DomainName(parsing: text).isHostName() == isHost)
        #expect(try DomainName(parsing: text).isHostName(allowsWildcard: true) == mayBeWildcard)
    }

    @Test("names of wire form") func namesOfWireForm() throws {
        #expect(try DomainName(wire: octets("03777777 00")) == "www.")
        for wire in ["", "01", "0161", "016100 00", "40", "c00c", "ff", "0361 62 00"] {
            let wire = try octets(wire)
            #expect(throws: DNSParseError.self) { try DomainName(wire: wire) }
        }
        let label = [63] + Array(repeating: UInt8(97), count: 63)
        #expect(
            try DomainName(wire: label + label + label + [61] + Array(repeating: 97, count: 61) + [0]).wireLength == 255
        )
        #expect(throws: DNSParseError.self) {
            try DomainName(wire: label + label + label + [62] + Array(repeating: 97, count: 62) + [0])
        }
    }
}

@Suite struct TTLTests {
    @Test(
        "times to live",
        arguments: [
            ("0", 0), ("300", 300), ("00300", 300), ("5m", 300), ("5M", 300), ("1h30m", 5400), ("1d", 86_400),
            ("2w", 1_209_600),
            ("1w1d1h1m1s", 694_861), ("2147483647", 2_147_483_647), ("30s", 30), ("3550w", 2_147_040_000),
        ]) func timesToLive(_ text: String, _ seconds: UInt32) throws
    {
        #expect(try TTL(parsing: text).seconds == seconds)
    }

    @Test(
        "texts that are no times to live",
        arguments: [
            "", "m", "5x", "-1", "1h30", "1 h", "2147483648", "99999999999999999999999", "3551w", "1.5h", "m5", "5mm",
            "５m",
            "+5",
            "4294967297", "3550w3550w",
        ]) func textsThatAreNoTimesToLive(_ text: String)
    {
        let error = #expect(throws: DNSParseError.self) { try TTL(parsing: text) }
        #expect(error?.code == .badTTL)
    }
}

@Suite struct RecordTypeTests {
    @Test("mnemonics and numbers") func mnemonicsAndNumbers() {
        for modelled in ModelledType.allCases {
            let (type, mnemonic) = (RecordType(modelled), modelled.mnemonic)
            #expect(RecordType(parsing: mnemonic) == type)
            #expect(RecordType(parsing: mnemonic.lowercased()) == type)
            #expect(Array(mnemonic.lowercased().utf8).withUnsafeBufferPointer { RecordType(parsing: $0) } == type)
            #expect(RecordType(parsing: "TYPE\(type.rawValue)") == type)
            #expect(type.description == mnemonic)
        }
        #expect(RecordType(parsing: "type65280")?.description == "TYPE65280")
        for text in [
            "", "TYPE", "TYPE65536", "TYPE+1", "TYPE-1", "TYPE000001", "AB", "\0A", "ENPGPKEY", "XXENPGPKEY",
            "TXTTXTTXTTXTTXTTXT", "ſOA", "SOA ", "TYPE１",
        ] {
            #expect(RecordType(parsing: text) == nil)
            #expect(Array(text.utf8).withUnsafeBufferPointer { RecordType(parsing: $0) } == nil)
        }
    }
}
