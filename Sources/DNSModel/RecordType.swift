/// A record type by its number in the IANA registry of resource record types.
package struct RecordType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let a = RecordType(.a)
    package static let ns = RecordType(.ns)
    package static let cname = RecordType(.cname)
    package static let soa = RecordType(.soa)
    package static let ptr = RecordType(.ptr)
    package static let mx = RecordType(.mx)
    package static let txt = RecordType(.txt)
    package static let aaaa = RecordType(.aaaa)
    package static let loc = RecordType(.loc)
    package static let srv = RecordType(.srv)
    package static let naptr = RecordType(.naptr)
    package static let dname = RecordType(.dname)
    package static let ds = RecordType(.ds)
    package static let sshfp = RecordType(.sshfp)
    package static let tlsa = RecordType(.tlsa)
    package static let openpgpkey = RecordType(.openpgpkey)
    package static let svcb = RecordType(.svcb)
    package static let https = RecordType(.https)
    package static let spf = RecordType(.spf)
    package static let uri = RecordType(.uri)
    package static let caa = RecordType(.caa)

    /// Whether the type's data is modelled field by field.
    package var isModelled: Bool { ModelledType(self) != nil }

    /// Reads a mnemonic (`MX`) or `TYPE` and a number (`TYPE65280`, RFC 3597 section 5), in either case; `nil` for
    /// any other text.
    package init?(parsing text: some StringProtocol) { self.init(word: Array(text.utf8)) }

    /// Reads a mnemonic or `TYPE` and a number; see ``init(parsing:)-(StringProtocol)``.
    package init?(parsing text: Octets) { self.init(word: text) }

    private init?(word: some Collection<UInt8>) {
        if let type = ModelledType(mnemonic: word) {
            self.init(type)
            return
        }
        guard (5...9).contains(word.count), word.prefix(4).elementsEqual("TYPE".utf8, by: { $0 & 0xDF == $1 }),
            word.dropFirst(4).allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }),
            let number = UInt16(String(decoding: word.dropFirst(4), as: UTF8.self))
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
    package var description: String { ModelledType(self)?.mnemonic ?? "TYPE\(rawValue)" }
}
