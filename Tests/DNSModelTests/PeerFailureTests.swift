import DNSModel
import TestSupport
import Testing

/// Mistakes that other tools made with record data, each named by its report.
@Suite struct PeerFailureTests {
    private func text(of type: RecordType, _ text: String) throws -> String {
        try RecordData(type: type, parsing: text).text
    }

    @Test("octodns 25, 34, 66: a DKIM key's semicolons are the same with and without a backslash")
    func aDKIMKeysSemicolonsAreTheSameWithAndWithoutABackslash() throws {
        let escaped = try RecordData(type: .txt, parsing: #""v=DKIM1\; k=rsa\; p=MIGf""#)
        #expect(try RecordData(type: .txt, parsing: #""v=DKIM1; k=rsa; p=MIGf""#) == escaped)
        #expect(escaped.text == #""v=DKIM1; k=rsa; p=MIGf""#)
    }

    @Test("octodns 52: escaped text is not updated on every run") func escapedTextIsNotUpdatedOnEveryRun() throws {
        let once = try text(of: .txt, #""a \"quoted\" word and a \\ backslash""#)
        #expect(try text(of: .txt, once) == once)
    }

    @Test("octodns 110, 127 and octodns-bind 20: a DKIM key over 255 octets is cut, and halves stay halves")
    func aDKIMKeyOver255OctetsIsCutAndJoined() throws {
        let key = "v=DKIM1; k=rsa; p=" + String(repeating: "A", count: 392)
        let data = try RecordData(type: .txt, parsing: "\"\(key)\"")
        #expect(data == .txt(TXT(Array(key.utf8))))
        #expect(data.wire.count == key.utf8.count + 2)
        let halves = "\"\(key.prefix(100))\" \"\(key.dropFirst(100))\""
        let cut = try RecordData(type: .txt, parsing: halves)
        #expect(cut.txt?.octets == data.txt?.octets && cut.txt?.strings.map(\.count) == [100, 255, 55])
    }

    @Test("octodns-bind 38: spaces in text are kept") func spacesInTextAreKept() throws {
        let data = RecordData.txt(TXT(Array("  two  spaces  ".utf8)))
        #expect(data.text == #""  two  spaces  ""#)
        #expect(try RecordData(type: .txt, parsing: data.text) == data)
    }

    @Test("octodns pull request 758: one IPv6 address in two spellings is no difference")
    func oneIPv6AddressInTwoSpellingsIsNoDifference() throws {
        let spellings = ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1", "2001:db8::0.0.0.1"]
        let values = Set(try spellings.map { try RecordData(type: .aaaa, parsing: $0) })
        #expect(values.count == 1)
    }

    @Test("names in data do not differ by the case of their letters")
    func namesInDataDoNotDifferByTheCaseOfTheirLetters() throws {
        #expect(
            try RecordData(type: .srv, parsing: "1 2 3 SIP.Example.COM.")
                == RecordData(type: .srv, parsing: "1 2 3 sip.example.com."))
    }
}
