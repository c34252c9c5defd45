/// The record types of the IANA registry that we do not model, by mnemonic ("Domain Name System (DNS) Parameters",
/// Resource Record (RR) TYPEs).
enum RegisteredTypes {
    private static let unmodelled: [String: UInt16] = [
        "MD": 3, "MF": 4, "MB": 7, "MG": 8, "MR": 9, "NULL": 10, "WKS": 11, "MINFO": 14,
        "AFSDB": 18, "X25": 19, "ISDN": 20, "RT": 21, "NSAP": 22, "NSAP-PTR": 23, "SIG": 24, "KEY": 25, "PX": 26,
        "GPOS": 27, "NXT": 30, "EID": 31, "NIMLOC": 32, "ATMA": 34, "KX": 36, "A6": 38, "SINK": 40,
        "IPSECKEY": 45, "RRSIG": 46, "NSEC": 47, "DHCID": 49, "NSEC3": 50, "NSEC3PARAM": 51,
        "HIP": 55, "NINFO": 56, "RKEY": 57, "TALINK": 58,
        "DSYNC": 66, "HHIT": 67, "BRID": 68, "UINFO": 100, "UID": 101, "GID": 102, "UNSPEC": 103,
        "NID": 104, "L32": 105, "L64": 106, "LP": 107, "NXNAME": 128, "AVC": 258,
        "DOA": 259, "AMTRELAY": 260, "RESINFO": 261, "WALLET": 262, "CLA": 263, "IPN": 264, "TA": 32768, "DLV": 32769,
    ]

    /// Types that no registry has and some name servers serve from master files: ALIAS and LUA of PowerDNS, ANAME of
    /// hickory-dns.
    private static let ofVendors: Set<String> = ["ALIAS", "ANAME", "LUA"]

    /// Whether some name server reads records of a type, given by its mnemonic in either case or as `TYPE` and a
    /// number.
    static func isServed(_ text: [UInt8]) -> Bool {
        type(text) != nil || ofVendors.contains(String(decoding: text, as: UTF8.self).uppercased())
    }

    /// Whether data of a type, given by its mnemonic, may be empty in presentation form.
    static func mayBeEmpty(_ text: Octets) -> Bool { ModelledType(mnemonic: text)?.row.mayBeEmpty ?? false }

    /// The type of a mnemonic, in either case, or of `TYPE` and a number; `nil` where it is not registered.
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
}

extension RecordType {
    /// The type of a mnemonic of the IANA registry, whether we model it or not, or of `TYPE` and a number, in either
    /// case; `nil` for any other text.
    package init?(registered text: some StringProtocol) {
        guard text.utf8.count <= 32, let type = RegisteredTypes.type(Array(text.utf8)) else { return nil }
        self = type
    }
}
