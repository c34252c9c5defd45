// Decision 0071: a record type is one row.

/// The record types whose data we model field by field, by their numbers in the IANA registry; any other is kept as the
/// generic data of RFC 3597.
///
/// The list is closed: every reader, writer and generator that has something to do for each type switches over it
/// without a `default:`, so a type that is added here and not there does not compile. What a type is called and which
/// fields it has is its ``row``.
package enum ModelledType: UInt16, CaseIterable, Sendable {
    case a = 1
    case ns = 2
    case cname = 5
    case soa = 6
    case ptr = 12
    case hinfo = 13
    case mx = 15
    case txt = 16
    case rp = 17
    case aaaa = 28
    case loc = 29
    case srv = 33
    case naptr = 35
    case cert = 37
    case dname = 39
    case apl = 42
    case ds = 43
    case sshfp = 44
    case dnskey = 48
    case tlsa = 52
    case smimea = 53
    case cds = 59
    case cdnskey = 60
    case openpgpkey = 61
    case csync = 62
    case zonemd = 63
    case svcb = 64
    case https = 65
    case spf = 99
    case eui48 = 108
    case eui64 = 109
    case uri = 256
    case caa = 257
}

extension ModelledType {
    /// The type of a number, `nil` for one that is not modelled.
    package init?(_ type: RecordType) { self.init(rawValue: type.rawValue) }

    /// The type of a mnemonic, in either case, found without a string.
    @inline(__always)
    package init?(mnemonic text: some Collection<UInt8>) {
        guard let type = MnemonicTable.modelled.type(text) else { return nil }
        self = type
    }

    /// What the type is called.
    package var mnemonic: String { row.mnemonic }

    /// The type's row.
    package var row: TypeRow { Self.rows[Int(rawValue)] ?? written }

    /// The rows by number, so that each is made once.
    private static let rows: [TypeRow?] = {
        var rows = [TypeRow?](repeating: nil, count: Int(allCases.map(\.rawValue).max() ?? 0) + 1)
        for type in allCases { rows[Int(type.rawValue)] = type.written }
        return rows
    }()
}

extension RecordType {
    package init(_ type: ModelledType) { self.init(rawValue: type.rawValue) }
}
