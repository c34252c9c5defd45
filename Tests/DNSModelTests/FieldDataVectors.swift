/// As ``Vector/all``, for the types that are nothing but the fields of their rows; most texts are the examples of the types'
/// RFCs: 1035, 1183 section 2.2, 3123 section 7, 4034 section 2.3 and 5.4, 4398, 7043 sections 3.3 and 4.3, 7344, 7477 section
/// 2.1.2, 8078 section 4, 8162, 8482 section 4.2 and 8976 appendix A.
extension Vector {
    static let ofFields = [
        Vector(
            "HINFO", #""Generic PC clone" "NetBSD-1.4""#,
            "1047656e6572696320504320636c6f6e650a4e65744253442d312e34"),
        Vector("HINFO", #""RFC8482" """#, "075246433834383200"),
        Vector("HINFO", #"PDP-11/70 UNIX"#, "095044502d31312f373004554e4958"),
        Vector(
            "RP", #"Louie.Trantor.umd.edu. LAM1.people.umd.edu."#,
            "056c6f756965077472616e746f7203756d640365647500046c616d310670656f706c6503756d640365647500"),
        Vector("RP", #"root.Example.COM. ."#, "04726f6f74076578616d706c6503636f6d0000"),
        Vector(
            "DNSKEY",
            #"256 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA1"#
                + #"0hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv"#
                + #"4w=="#,
            "010003050103d22a6ca77f35b893206fd35e4c506d8378843709b97e041647e1bff43d8d64c649af1e371973c9"
                + "e891fce3df519a8c840a63ee42a6d2ebddbb97035d215aa4e417b1fa45fa11a9741ea2098c1dfa5fb5feb332fd"
                + "4bc8152089aef36ba644cce2413b3b72be18cbef8da253f4e93d2103866d9234a2e28df529a67d5468dbefe3"),
        Vector(
            "CDNSKEY",
            #"257 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA1"#
                + #"0hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv"#
                + #"4w=="#,
            "010103050103d22a6ca77f35b893206fd35e4c506d8378843709b97e041647e1bff43d8d64c649af1e371973c9"
                + "e891fce3df519a8c840a63ee42a6d2ebddbb97035d215aa4e417b1fa45fa11a9741ea2098c1dfa5fb5feb332fd"
                + "4bc8152089aef36ba644cce2413b3b72be18cbef8da253f4e93d2103866d9234a2e28df529a67d5468dbefe3"),
        Vector("CDNSKEY", #"0 3 0 AA=="#, "0000030000"),
        Vector(
            "CDS", #"60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"#,
            "ec4505012bb183af5f22588179a53b0a98631fad1a292118"),
        Vector("CDS", #"0 0 0 00"#, "0000000000"),
        Vector(
            "CERT",
            #"PKIX 1 RSASHA256 MxFcby9k/yvedMfQgKzhH5er0Mu/vILz45IkskceFGgiWCn/GxHhai6VAuHAoNUz4YoU1tVfS"#
                + #"CSqQYn6//11U6Nld80jEeC8aTrO+KKmCaY="#,
            "000100010833115c6f2f64ff2bde74c7d080ace11f97abd0cbbfbc82f3e39224b2471e1468225829ff1b11e16a"
                + "2e9502e1c0a0d533e18a14d6d55f4824aa4189fafffd7553a36577cd2311e0bc693acef8a2a609a6"),
        Vector("CERT", #"1 0 0 MIICXQIBAAKBgQ=="#, "00010000003082025d020100028181"),
        Vector("SMIMEA", #"3 0 0 aabbccddeeff0011"#, "030000aabbccddeeff0011"),
        Vector(
            "SMIMEA", #"3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"#,
            "030101d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"),
        Vector("CSYNC", #"66 3 A NS AAAA"#, "000000420003000460000008"),
        Vector("CSYNC", #"4294967295 0 A NS AAAA MX TYPE65280"#, "ffffffff0000000460010008ff0180"),
        Vector(
            "ZONEMD",
            #"2018031500 1 1 FEBE3D4CE2EC2FFA4BA99D46CD69D6D29711E55217057BEE7EB1A7B641A47BA7FED2DD5B97A"#
                + #"E499FAFA4F22C6BD647DE"#,
            "7848b78c0101febe3d4ce2ec2ffa4ba99d46cd69d6d29711e55217057bee7eb1a7b641a47ba7fed2dd5b97ae49"
                + "9fafa4f22c6bd647de"),
        Vector(
            "ZONEMD", #"2018031500 1 240 E2D523F654B9422A96C5A8F44607BBEE0000"#,
            "7848b78c01f0e2d523f654b9422a96c5a8f44607bbee0000"),
        Vector("APL", #"1:192.168.32.0/21 !1:192.168.38.0/28"#, "00011503c0a82000011c83c0a826"),
        Vector(
            "APL", #"1:192.168.42.0/26 1:192.168.42.64/26 !1:192.168.42.128/25"#,
            "00011a03c0a82a00011a04c0a82a4000011984c0a82a80"),
        Vector("APL", #"1:127.0.0.1/32 1:172.16.64.0/22"#, "000120047f00000100011603ac1040"),
        Vector("APL", #"1:224.0.0.0/4 2:FF00:0:0:0:0:0:0:0/8"#, "00010401e000020801ff"),
        Vector("APL", #"1:0.0.0.0/0"#, "00010000"),
        Vector("EUI48", #"00-00-5e-00-53-2a"#, "00005e00532a"),
        Vector("EUI64", #"00-00-5E-EF-10-00-00-2A"#, "00005eef1000002a"),
        Vector("APL", "", ""),
    ]
}
