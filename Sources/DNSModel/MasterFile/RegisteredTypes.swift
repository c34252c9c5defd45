/// The record types of the IANA registry that we do not model, by mnemonic ("Domain Name System (DNS) Parameters",
/// Resource Record (RR) TYPEs).
enum RegisteredTypes {
    private static let unmodelled: [String: UInt16] = [
        "MD": 3, "MF": 4, "MB": 7, "MG": 8, "MR": 9, "NULL": 10, "WKS": 11, "HINFO": 13, "MINFO": 14, "RP": 17,
        "AFSDB": 18, "X25": 19, "ISDN": 20, "RT": 21, "NSAP": 22, "NSAP-PTR": 23, "SIG": 24, "KEY": 25, "PX": 26,
        "GPOS": 27, "NXT": 30, "EID": 31, "NIMLOC": 32, "ATMA": 34, "KX": 36, "CERT": 37, "A6": 38, "SINK": 40,
        "APL": 42, "IPSECKEY": 45, "RRSIG": 46, "NSEC": 47, "DNSKEY": 48, "DHCID": 49, "NSEC3": 50, "NSEC3PARAM": 51,
        "SMIMEA": 53, "HIP": 55, "NINFO": 56, "RKEY": 57, "TALINK": 58, "CDS": 59, "CDNSKEY": 60, "CSYNC": 62,
        "ZONEMD": 63, "DSYNC": 66, "HHIT": 67, "BRID": 68, "UINFO": 100, "UID": 101, "GID": 102, "UNSPEC": 103,
        "NID": 104, "L32": 105, "L64": 106, "LP": 107, "EUI48": 108, "EUI64": 109, "NXNAME": 128, "AVC": 258,
        "DOA": 259, "AMTRELAY": 260, "RESINFO": 261, "WALLET": 262, "CLA": 263, "IPN": 264, "TA": 32768, "DLV": 32769,
    ]

    /// Types that no registry has and some name servers serve from master files: ALIAS and LUA of PowerDNS, ANAME of
    /// hickory-dns.
    private static let ofVendors: Set<String> = ["ALIAS", "ANAME", "LUA"]

    /// Whether some name server reads records of a type, given by its mnemonic in either case or as `TYPE` and a number.
    static func isServed(_ text: [UInt8]) -> Bool {
        type(text) != nil || ofVendors.contains(String(decoding: text, as: UTF8.self).uppercased())
    }

    /// Whether data of a type may be empty in presentation form: a list without items (RFC 3123 section 5).
    static func mayBeEmpty(_ text: Octets) -> Bool { text.elementsEqual("APL".utf8) { $0 & 0xDF == $1 } }

    /// The type of a mnemonic, in either case, or of `TYPE` and a number; nothing where it is not registered.
    static func type(_ text: [UInt8]) -> RecordType? {
        let upper = String(decoding: text, as: UTF8.self).uppercased()
        return RecordType(parsing: upper) ?? unmodelled[upper].map { RecordType(rawValue: $0) }
    }

    /// Whether a text can be a mnemonic: a letter, then letters, digits and hyphens, at most 32 in all.
    static func isMnemonic(_ text: Octets) -> Bool {
        guard let first = text.first, text.count <= 32, (first | 0x20) &- UInt8(ascii: "a") < 26 else { return false }
        return text.allSatisfy {
            ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-")
        }
    }

    /// The type of one of the modelled mnemonics, in either case, found without a string; nothing for others.
    @inline(__always)
    static func modelled(_ text: Octets) -> RecordType? {
        guard let first = text.first, first != 0 else { return nil }
        guard text.count <= 8 else { return text.count == 10 ? longest(text) : nil }
        var packed: UInt64 = 0
        for octet in text { packed = packed << 8 | UInt64(octet &- UInt8(ascii: "a") < 26 ? octet & 0xDF : octet) }
        return switch packed {
        case 0x41: .a
        case 0x4141_4141: .aaaa
        case 0x434E_414D45: .cname
        case 0x5458_54: .txt
        case 0x4D58: .mx
        case 0x4E53: .ns
        case 0x5054_52: .ptr
        case 0x5352_56: .srv
        case 0x4341_41: .caa
        case 0x4453: .ds
        case 0x534F_41: .soa
        case 0x544C_5341: .tlsa
        case 0x5353_4846_50: .sshfp
        case 0x4E41_5054_52: .naptr
        case 0x4854_5450_53: .https
        case 0x5356_4342: .svcb
        case 0x444E_414D45: .dname
        case 0x4C4F_43: .loc
        case 0x5350_46: .spf
        case 0x5552_49: .uri
        default: nil
        }
    }

    private static func longest(_ text: Octets) -> RecordType? {
        text.elementsEqual("OPENPGPKEY".utf8) { $0 == $1 || $0 == $1 | 0x20 } ? .openpgpkey : nil
    }
}

extension RecordType {
    /// The type of a mnemonic of the IANA registry, whether we model it or not, or of `TYPE` and a number, in either
    /// case; nothing for any other text.
    package init?(registered text: some StringProtocol) {
        guard text.utf8.count <= 32, let type = RegisteredTypes.type(Array(text.utf8)) else { return nil }
        self = type
    }
}
