/// The data of one record, by type.
///
/// Two values are equal when DNS would not tell them apart: names without regard to case, addresses in any spelling.
package enum RecordData: Hashable, Sendable {
    /// RFC 1035 section 3.4.1.
    case a(IPv4Address)
    /// RFC 3596 section 2.2.
    case aaaa(IPv6Address)
    /// RFC 8659 section 4.1.
    indirect case caa(CAA)
    /// RFC 1035 section 3.3.1.
    case cname(DomainName)
    /// RFC 6672 section 2.1.
    case dname(DomainName)
    /// RFC 4034 section 5.
    indirect case ds(DS)
    /// RFC 9460 section 9.
    indirect case https(SVCB)
    /// RFC 1876 section 2.
    indirect case loc(LOC)
    /// RFC 1035 section 3.3.9.
    case mx(MX)
    /// RFC 3403 section 4.
    indirect case naptr(NAPTR)
    /// RFC 1035 section 3.3.11.
    case ns(DomainName)
    /// RFC 7929 section 2: the transferable public key, not in base64.
    case openpgpkey([UInt8])
    /// RFC 1035 section 3.3.12.
    case ptr(DomainName)
    /// RFC 1035 section 3.3.13.
    indirect case soa(SOA)
    /// RFC 4408 section 3.1.1: as TXT; obsolete since RFC 7208.
    case spf(TXT)
    /// RFC 2782.
    case srv(SRV)
    /// RFC 4255 section 3.1.
    indirect case sshfp(SSHFP)
    /// RFC 9460 section 2.
    indirect case svcb(SVCB)
    /// RFC 6698 section 2.1.
    indirect case tlsa(TLSA)
    /// RFC 1035 section 3.3.14.
    case txt(TXT)
    /// RFC 7553 section 4.
    indirect case uri(URI)
    /// A type that is nothing but the fields of its row.
    indirect case fields(FieldData)
    /// RFC 3597: any other type, as its octets on the wire.
    indirect case unknown(RecordType, [UInt8])

    /// The record type this is the data of.
    package var type: RecordType {
        switch self {
        case .a: .a
        case .aaaa: .aaaa
        case .caa: .caa
        case .cname: .cname
        case .dname: .dname
        case .ds: .ds
        case .https: .https
        case .loc: .loc
        case .mx: .mx
        case .naptr: .naptr
        case .ns: .ns
        case .openpgpkey: .openpgpkey
        case .ptr: .ptr
        case .soa: .soa
        case .spf: .spf
        case .srv: .srv
        case .sshfp: .sshfp
        case .svcb: .svcb
        case .tlsa: .tlsa
        case .txt: .txt
        case .uri: .uri
        case .fields(let data): RecordType(data.type)
        case .unknown(let type, _): type
        }
    }
}
