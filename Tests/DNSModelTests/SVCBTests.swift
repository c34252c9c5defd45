import DNSModel
import Testing

// RFC 9460 appendix D.
@Suite struct SVCBTests {
    private static let fooExampleCom = "03666f6f076578616d706c6503636f6d00"
    private static let fooExampleOrg = "03666f6f076578616d706c65036f726700"

    @Test(
        "the vectors of appendix D.1 and D.2",
        arguments: [
            ("0 foo.example.com.", "0000" + fooExampleCom),
            ("1 .", "000100"),
            ("16 foo.example.com. port=53", "0010" + fooExampleCom + "000300020035"),
            ("1 foo.example.com. key667=hello", "0001" + fooExampleCom + "029b000568656c6c6f"),
            (#"1 foo.example.com. key667="hello\210qoo""#, "0001" + fooExampleCom + "029b000968656c6c6fd2716f6f"),
            (
                #"1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1""#,
                "0001" + fooExampleCom + "0006002020010db800000000000000000000000120010db8000000000000000000530001"
            ),
            (
                #"1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33""#,
                "0001076578616d706c6503636f6d000006001020010db80122034400000000c0000221"
            ),
            (
                "16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1",
                "0010" + fooExampleOrg + "0000000400010004000100090268320568332d313900040004c0000201"
            ),
            (
                #"16 foo.example.org. alpn="f\\\\oo\\,bar,h2""#,
                "0010" + fooExampleOrg + "0001000c08665c6f6f2c626172026832"
            ),
            (
                #"16 foo.example.org. alpn=f\\\092oo\092,bar,h2"#,
                "0010" + fooExampleOrg + "0001000c08665c6f6f2c626172026832"
            ),
        ]) func theVectorsOfAppendixD1AndD2(_ text: String, _ wire: String) throws
    {
        for type in [RecordType.svcb, .https] {
            let data = try RecordData(type: type, parsing: text)
            #expect(hexadecimal(data.wire) == wire)
            #expect(try RecordData(type: type, wire: octets(wire)) == data)
            #expect(try RecordData(type: type, parsing: data.text) == data)
        }
    }

    @Test(
        "failures",
        arguments: [
            // Appendix D.3.
            "1 foo.example.com. key123=abc key123=def", "1 foo.example.com. mandatory", "1 foo.example.com. alpn",
            "1 foo.example.com. port", "1 foo.example.com. ipv4hint", "1 foo.example.com. ipv6hint",
            "1 foo.example.com. no-default-alpn=abc", "1 foo.example.com. mandatory=key123",
            "1 foo.example.com. mandatory=mandatory", "1 foo.example.com. mandatory=key123,key123 key123=abc",
            // Ours.
            "0 foo.example.com. port=53", "1 . no-default-alpn", "1 . key65535=a", "1 . key01=a", "1 . key65536=a",
            "1 . foo=a",
            "1 . port=65536", "1 . port=\"53", "1 . port=53\"a\"", "1 . \"port=53\"", "1 . port=\"53\"x", "1 . =53",
            "1 . alpn=h2,,h3", "1 . alpn=\"\"", #"1 . alpn=a\\b"#, #"1 . alpn=a\\"#, "1 . ipv4hint=1.2.3", "1 . ech=a",
            "1 . ipv4hint=1.2.3.4,", "1 . ohttp=1", "1 . dohpath=\\255", "1 . key3=abc", "1 . key0=\\000\\000",
            "1", "x .", "1 foo", "1 . mandatory=alpn", "1 . mandatory=,", "1 . key1",
        ]) func failures(_ text: String)
    {
        #expect(throws: DNSParseError.self) { try RecordData(type: .svcb, parsing: text) }
    }

    @Test(
        "parameters are printed sorted by key, in one spelling",
        arguments: [
            ("1 . port=443 alpn=h2", "1 . alpn=h2 port=443"), ("1 . ALPN=\"h2\"", "1 . alpn=h2"),
            ("1 . key3=\"\\001\\187\"", "1 . port=443"), ("1 . key9", "1 . key9"), ("1 . key9=\"\"", "1 . key9"),
            ("1 . alpn=h2 no-default-alpn", "1 . alpn=h2 no-default-alpn"), ("1 . ohttp", "1 . key8"),
            ("1 . ech=AAE=", "1 . ech=AAE="), ("1 . dohpath=/dns-query{?dns}", "1 . dohpath=/dns-query{?dns}"),
            ("1 . port=1 alpn=h2 mandatory=port,alpn", "1 . mandatory=alpn,port alpn=h2 port=1"),
            (#"1 . key9="a b\"c""#, #"1 . key9="a b\"c""#),
        ]) func parametersArePrintedSortedByKeyInOneSpelling(_ text: String, _ printed: String) throws
    {
        #expect(try RecordData(type: .https, parsing: text).text == printed)
    }

    @Test(
        "malformed wire form is refused",
        arguments: [
            "0001 00 0003 0002 0035 0001 0003 026832", "0001 00 0003 0002 0035 0003 0002 0035", "0001 00 0003 0001 35",
            "0001 00 0003 0003 35", "0000 00 0003 0002 0035", "0001 00 0001 0003 036832", "0001 00 0000 0002 0003",
            "0001 00 ffff 0000", "0001", "0001 00 0002 0000", "0001 00 00", "0001 00 0001 0001 00", "0001 00 0004 0000",
            "0001 c000", "",
        ]) func malformedWireFormIsRefused(_ wire: String) throws
    {
        let wire = try octets(wire)
        #expect(throws: DNSParseError.self) { try RecordData(type: .svcb, wire: wire) }
    }
}
