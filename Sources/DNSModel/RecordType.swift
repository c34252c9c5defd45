/// A record type by its number in the IANA registry of resource record types.
package struct RecordType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let a = RecordType(rawValue: 1)
    package static let ns = RecordType(rawValue: 2)
    package static let cname = RecordType(rawValue: 5)
    package static let soa = RecordType(rawValue: 6)
    package static let ptr = RecordType(rawValue: 12)
    package static let mx = RecordType(rawValue: 15)
    package static let txt = RecordType(rawValue: 16)
    package static let aaaa = RecordType(rawValue: 28)
    package static let loc = RecordType(rawValue: 29)
    package static let srv = RecordType(rawValue: 33)
    package static let naptr = RecordType(rawValue: 35)
    package static let dname = RecordType(rawValue: 39)
    package static let ds = RecordType(rawValue: 43)
    package static let sshfp = RecordType(rawValue: 44)
    package static let tlsa = RecordType(rawValue: 52)
    package static let openpgpkey = RecordType(rawValue: 61)
    package static let svcb = RecordType(rawValue: 64)
    package static let https = RecordType(rawValue: 65)
    package static let spf = RecordType(rawValue: 99)
    package static let uri = RecordType(rawValue: 256)
    package static let caa = RecordType(rawValue: 257)

    /// The types whose data we model field by field, by mnemonic; any other is kept as RFC 3597 generic data.
    package static let modelled: [(type: RecordType, mnemonic: String)] = [
        (.a, "A"), (.ns, "NS"), (.cname, "CNAME"), (.soa, "SOA"), (.ptr, "PTR"), (.mx, "MX"), (.txt, "TXT"),
        (.aaaa, "AAAA"), (.loc, "LOC"), (.srv, "SRV"), (.naptr, "NAPTR"), (.dname, "DNAME"), (.ds, "DS"),
        (.sshfp, "SSHFP"), (.tlsa, "TLSA"), (.openpgpkey, "OPENPGPKEY"), (.svcb, "SVCB"), (.https, "HTTPS"),
        (.spf, "SPF"), (.uri, "URI"), (.caa, "CAA"),
    ]

    private static let mnemonics = Dictionary(uniqueKeysWithValues: modelled.map { ($0.type, $0.mnemonic) })
    private static let types = Dictionary(uniqueKeysWithValues: modelled.map { ($0.mnemonic, $0.type) })

    /// Whether the type's data is modelled field by field.
    package var isModelled: Bool { Self.mnemonics[self] != nil }

    /// Reads a mnemonic (`MX`) or `TYPE` and a number (`TYPE65280`, RFC 3597 section 5), in either case; nothing for any
    /// other text.
    package init?(parsing text: some StringProtocol) { self.init(word: Array(text.utf8)) }

    /// Reads a mnemonic or `TYPE` and a number; see ``init(parsing:)-(StringProtocol)``.
    package init?(parsing text: Octets) {
        guard text.count <= 16 else { return nil }
        if let packed = Self.packed(text), let type = Self.typesByPackedMnemonic[packed] {
            self = type
            return
        }
        self.init(word: Array(text))
    }

    /// A short word in upper case as one number, so that looking it up needs no string.
    private static func packed(_ word: some Collection<UInt8>) -> UInt64? {
        guard word.count <= 8 else { return nil }
        return word.reduce(0) { $0 << 8 | UInt64($1 &- UInt8(ascii: "a") < 26 ? $1 & 0xDF : $1) }
    }

    private static let typesByPackedMnemonic: [UInt64: RecordType] = {
        var types: [UInt64: RecordType] = [:]
        for (type, mnemonic) in modelled {
            if let packed = packed(Array(mnemonic.utf8)) { types[packed] = type }
        }
        return types
    }()

    private init?(word: [UInt8]) {
        // ASCII letters only: String.uppercased() would turn other letters into ASCII ones.
        let upper = String(decoding: word.map { $0 &- UInt8(ascii: "a") < 26 ? $0 & 0xDF : $0 }, as: UTF8.self)
        if let type = Self.types[upper] {
            self = type
            return
        }
        guard upper.hasPrefix("TYPE"), (5...9).contains(word.count),
            word.dropFirst(4).allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = UInt16(upper.dropFirst(4))
        else { return nil }
        self.init(rawValue: number)
    }
}

extension RecordType: Comparable {
    /// The order of the numbers.
    package static func < (left: RecordType, right: RecordType) -> Bool { left.rawValue < right.rawValue }
}

extension RecordType: CustomStringConvertible {
    /// The mnemonic, or `TYPE` and the number (RFC 3597 section 5).
    package var description: String { Self.mnemonics[self] ?? "TYPE\(rawValue)" }
}
