/// Record data in presentation form, and in wire form as dnspython 2.9 writes it; most texts are the examples of the types'
/// RFCs: 1035, 1876 section 4, 3403 section 6, 3596, 3597 section 5, 4034 section 5.4, 4255 section 3.2, 4291 section 2.2,
/// 4509 section 2.3, 5952, 6672, 6698 section 2.3, 7208, 7553 section 4.5, 7929 and 8659 section 4.
struct Vector: Sendable, CustomStringConvertible {
    let type: String
    let text: String
    let wire: String

    init(_ type: String, _ text: String, _ wire: String) {
        self.type = type
        self.text = text
        self.wire = wire
    }

    var description: String { "\(type) \(text)" }

    static let all = [
        Vector("A", #"192.0.2.1"#, "c0000201"),
        Vector("A", #"255.255.255.255"#, "ffffffff"),
        Vector("AAAA", #"2001:DB8:0:0:8:800:200C:417A"#, "20010db80000000000080800200c417a"),
        Vector("AAAA", #"FF01::101"#, "ff010000000000000000000000000101"),
        Vector("AAAA", #"::"#, "00000000000000000000000000000000"),
        Vector("AAAA", #"1::"#, "00010000000000000000000000000000"),
        Vector("AAAA", #"::13.1.68.3"#, "0000000000000000000000000d014403"),
        Vector("AAAA", #"::FFFF:129.144.52.38"#, "00000000000000000000ffff81903426"),
        Vector("AAAA", #"2001:db8:0:1:1:1:1:1"#, "20010db8000000010001000100010001"),
        Vector("AAAA", #"2001:0:0:1:0:0:0:1"#, "20010000000000010000000000000001"),
        Vector("AAAA", #"2001:db8:0:0:1:0:0:1"#, "20010db8000000000001000000000001"),
        Vector("CAA", #"0 issue "ca1.example.net""#, "000569737375656361312e6578616d706c652e6e6574"),
        Vector(
            "CAA", #"0 issue "ca1.example.net; account=230123""#,
            "000569737375656361312e6578616d706c652e6e65743b206163636f756e743d323330313233"),
        Vector("CAA", #"128 TBS "Unknown""#, "8003746273556e6b6e6f776e"),
        Vector(
            "CAA", #"0 IODEF "mailto:security@example.com""#,
            "0005696f6465666d61696c746f3a7365637572697479406578616d706c652e636f6d"),
        Vector("CAA", #"0 issue ";""#, "000569737375653b"),
        Vector("CNAME", #"WWW.Example.COM."#, "03777777076578616d706c6503636f6d00"),
        Vector(
            "DNAME", #"frobozz-division.acme.example."#,
            "1066726f626f7a7a2d6469766973696f6e0461636d65076578616d706c6500"),
        Vector(
            "DS", #"60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118"#,
            "ec4505012bb183af5f22588179a53b0a98631fad1a292118"),
        Vector(
            "DS", #"60485 RSASHA1 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A"#,
            "ec450502d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a"),
        Vector("LOC", #"42 21 54 N 71 06 18 W -24m 30m"#, "0033161389172dd070be15f000988d20"),
        Vector("LOC", #"42 21 43.952 N 71 5 6.344 W -24m 1m 200m"#, "001224138917069070bf2dd800988d20"),
        Vector("LOC", #"52 14 05 N 00 08 50 E 10m"#, "001216138b3556c88008165000989a68"),
        Vector("LOC", #"32 7 19 S 116 2 25 E 10m"#, "00121613791b7d2898e6486800989a68"),
        Vector("LOC", #"42 21 28.764 N 71 00 51.617 W -44m 2000m"#, "002516138916cb3c70c310df00988550"),
        Vector("LOC", #"90 S 180 W -100000.00m 0.00m 90000000.00m 0.01m"#, "000099106cb0270059604e0000000000"),
        Vector("MX", #"10 VENERA.ISI.EDU."#, "000a0676656e657261036973690365647500"),
        Vector("MX", #"0 ."#, "000000"),
        Vector(
            "NAPTR", #"100 50 "s" "z3950+I2L+I2C" "" _z3950._tcp.gatech.edu."#,
            "0064003201730d7a333935302b49324c2b49324300065f7a33393530045f746370066761746563680365647500"),
        Vector(
            "NAPTR", #"100 100 "u" "E2U+sip" "!^.*$!sip:info@example.com!" ."#,
            "006400640175074532552b7369701b215e2e2a24217369703a696e666f406578616d706c652e636f6d2100"),
        Vector(
            "NAPTR", #"100 10 "" "" "!^urn:cid:.+@([^\\.]+\\.)(.*)$!\\2!i" ."#,
            "0064000a000021215e75726e3a6369643a2e2b40285b5e5c2e5d2b5c2e29282e2a2924215c32216900"),
        Vector("NS", #"ns1.example.com."#, "036e7331076578616d706c6503636f6d00"),
        Vector("OPENPGPKEY", #"mQENBFVHm5sBCAC+ gQ=="#, "99010d0455479b9b010800be81"),
        Vector("PTR", #"4.3.2.1.in-addr.arpa."#, "013401330132013107696e2d61646472046172706100"),
        Vector(
            "SOA", #"VENERA.ISI.EDU. Action\.domains.ISI.EDU. 20 7200 600 3600000 60"#,
            "0676656e6572610369736903656475000e616374696f6e2e646f6d61696e730369736903656475000000001400001c20000002580036ee800000003c"
        ),
        Vector("SPF", #""v=spf1 -all""#, "0b763d73706631202d616c6c"),
        Vector("SRV", #"0 1 9 slow-box.example.com."#, "00000001000908736c6f772d626f78076578616d706c6503636f6d00"),
        Vector(
            "SSHFP", #"2 1 123456789abcdef67890123456789abcdef67890"#, "0201123456789abcdef67890123456789abcdef67890"),
        Vector(
            "SSHFP", #"4 2 a87f1b687ac0e57d2a081a2f282672334d90ed316d2b818ca9580ea384d92401"#,
            "0402a87f1b687ac0e57d2a081a2f282672334d90ed316d2b818ca9580ea384d92401"),
        Vector(
            "TLSA", #"0 0 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"#,
            "000001d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"),
        Vector(
            "TLSA",
            #"1 1 2 92003ba34942dc74152e2f2c408d29eca5a520e7f2e06bb944f4dca346baf63c1b177615d466f6c4b71c216a50292bd58c9ebdd2f74e38fe51ffd48c43326cbc"#,
            "01010292003ba34942dc74152e2f2c408d29eca5a520e7f2e06bb944f4dca346baf63c1b177615d466f6c4b71c216a50292bd58c9ebdd2f74e38fe51ffd48c43326cbc"
        ),
        Vector("TXT", #""a\"b\\c;d\009e\255""#, "0a6122625c633b640965ff"),
        Vector("TXT", #""""#, "00"),
        Vector(
            "URI", #"10 1 "ftp://ftp1.example.com/public""#,
            "000a00016674703a2f2f667470312e6578616d706c652e636f6d2f7075626c6963"),
        Vector("TYPE62347", ##"\# 4 0A000001"##, "0a000001"),
        Vector("TYPE1", ##"\# 4 0A000001"##, "0a000001"),
        Vector("TYPE65280", ##"\# 0"##, ""),
    ]
}
