/// What the octets of a registered record type look like that is not modelled, so that generic data (RFC 3597 section
/// 5) of it can be told from data that name servers refuse with the whole zone.
///
/// Source: the RFC that each type's line names; "Domain Name System (DNS) Parameters", IANA.
package struct RegisteredForm: Sendable {
    /// What is wrong with a record.
    package enum Problem: Hashable, Sendable {
        /// The type is for questions and messages, never for a zone.
        case isMeta
        /// The type is obsolete, or made by whoever signs the zone, and name servers refuse it as it is.
        case isNotServed
        /// The octets are not the type's.
        case isMalformed
        /// A name in it is not that of a host or mailbox.
        case isNoHost(DomainName)
        /// A key of the private algorithm 253 without its maker's name in front.
        case isKeyOfNobody
    }

    enum Field: Sendable {
        case octets(Int)
        /// Any number of octets, at least so many.
        case rest(Int)
        case name
        /// A name that must be that of a mailbox.
        case mailbox
        case string
        /// A string of digits, at least so many.
        case digits(Int)
        /// One or more strings.
        case strings
        /// No string, or one.
        case optionalString
        /// Record types as bits in windows (RFC 4034 section 4.1.2); may it be empty.
        case types(mayBeEmpty: Bool)
        /// A digest type, then a digest of its length.
        case digest
        /// A scheme, an algorithm, then a digest of the algorithm's length.
        case zoneDigest
        /// A protocol, an algorithm, then a key.
        case key
        case addressPrefixes
        /// A gateway's type, for IPsec an algorithm, the gateway, for IPsec a key.
        case gateway(isIPsec: Bool)
        case hostIdentity
    }

    private static let forms: [UInt16: [Field]] = [
        7: [.name], 8: [.name], 9: [.name],  // MB, MG, MR: RFC 1035 section 3.3
        13: [.string, .string],  // HINFO: RFC 1035 section 3.3.2
        14: [.mailbox, .mailbox],  // MINFO: RFC 1035 section 3.3.7
        17: [.mailbox, .name],  // RP: RFC 1183 section 2.2
        18: [.octets(2), .name],  // AFSDB: RFC 1183 section 1
        19: [.digits(4)],  // X25: RFC 1183 section 3.1
        20: [.string, .optionalString],  // ISDN: RFC 1183 section 3.2
        21: [.octets(2), .name],  // RT: RFC 1183 section 3.3
        22: [.rest(1)],  // NSAP: RFC 1706
        23: [.name],  // NSAP-PTR: RFC 1348
        26: [.octets(2), .name, .name],  // PX: RFC 2163
        31: [.rest(1)], 32: [.rest(1)],  // EID, NIMLOC
        36: [.octets(2), .name],  // KX: RFC 2230
        37: [.octets(5), .rest(1)],  // CERT: RFC 4398
        40: [.rest(3)],  // SINK
        42: [.addressPrefixes],  // APL: RFC 3123
        45: [.octets(1), .gateway(isIPsec: true)],  // IPSECKEY: RFC 4025
        48: [.octets(2), .key],  // DNSKEY: RFC 4034 section 2.1
        49: [.rest(1)],  // DHCID: RFC 4701
        53: [.octets(3), .rest(1)],  // SMIMEA: RFC 8162
        55: [.hostIdentity],  // HIP: RFC 8005
        56: [.strings],  // NINFO
        58: [.name, .name],  // TALINK
        59: [.octets(3), .digest],  // CDS: RFC 7344
        60: [.octets(2), .key],  // CDNSKEY: RFC 7344
        62: [.octets(6), .types(mayBeEmpty: true)],  // CSYNC: RFC 7477
        63: [.octets(4), .zoneDigest],  // ZONEMD: RFC 8976
        66: [.octets(5), .name],  // DSYNC: RFC 9859
        67: [.rest(1)], 68: [.rest(1)],  // HHIT, BRID
        104: [.octets(10)], 105: [.octets(6)], 106: [.octets(10)],  // NID, L32, L64: RFC 6742
        107: [.octets(2), .name],  // LP: RFC 6742
        108: [.octets(6)], 109: [.octets(8)],  // EUI48, EUI64: RFC 7043
        258: [.strings],  // AVC
        259: [.octets(9), .string, .rest(0)],  // DOA
        260: [.octets(1), .gateway(isIPsec: false)],  // AMTRELAY: RFC 8777
        261: [.strings], 262: [.strings],  // RESINFO: RFC 9606, WALLET
        32768: [.octets(3), .digest], 32769: [.octets(3), .digest],  // TA, DLV: RFC 4431
    ]

    /// Obsolete types of other forms, and those that only a signer makes: MD, MF, WKS, SIG, KEY, GPOS,
    /// NXT, ATMA, A6, RRSIG, NSEC,
    /// NSEC3, NSEC3PARAM, RKEY.
    private static let notServed: Set<UInt16> = [3, 4, 11, 24, 25, 27, 30, 34, 38, 46, 47, 50, 51, 57]

    /// What is wrong with a record of a type that is not modelled; `nil` where the type is not registered.
    package static func problem(type: RecordType, octets: [UInt8]) -> Problem? {
        let number = type.rawValue
        // RFC 6895 section 3.1: OPT and 128 to 255 are for messages and questions.
        if number == 0 || number == 41 || 128...255 ~= number { return .isMeta }
        if notServed.contains(number) { return .isNotServed }
        guard let fields = forms[number] else { return nil }
        return octets.withUnsafeBufferPointer { octets in
            var reader = FormReader(reader: WireReader(octets))
            do {
                for field in fields { try reader.read(field) }
                try reader.reader.end()
                return reader.isKeyOfNobody ? .isKeyOfNobody : reader.notHost.map { .isNoHost($0) }
            } catch {
                return .isMalformed
            }
        }
    }
}

/// Reads fields and keeps the first name that should be a host's and is not.
private struct FormReader {
    var reader: WireReader
    private(set) var notHost: DomainName?
    private(set) var isKeyOfNobody = false

    init(reader: WireReader) { self.reader = reader }

    private var malformed: DNSParseError { DNSParseError(.badData, "the octets are not the type's") }

    mutating func read(_ field: RegisteredForm.Field) throws(DNSParseError) {
        switch field {
        case .octets(let count): _ = try reader.octets(count)
        case .rest(let least): if reader.rest().count < least { throw malformed }
        case .name: _ = try reader.name()
        case .mailbox:
            let name = try reader.name()
            if !name.isMailbox { notHost = notHost ?? name }
        case .string: _ = try reader.characterString()
        case .digits(let least):
            let digits = try reader.characterString()
            if digits.count < least || !digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) { throw malformed }
        case .strings:
            _ = try reader.characterString()
            while !reader.isAtEnd { _ = try reader.characterString() }
        case .optionalString: if !reader.isAtEnd { _ = try reader.characterString() }
        case .types(let mayBeEmpty): try readTypes(mayBeEmpty: mayBeEmpty)
        case .digest: try readDigest()
        case .zoneDigest: try readZoneDigest()
        case .key:
            let (_, algorithm) = (try reader.octets(1), try reader.octets(1))
            if reader.isAtEnd { throw malformed }
            // RFC 4034 appendix A.1.1. The number in front of a key of 254 is for its makers to check.
            if algorithm[0] == 253 {
                var key = reader
                do { _ = try key.name() } catch { isKeyOfNobody = true }
            }
            _ = reader.rest()
        case .addressPrefixes: while !reader.isAtEnd { try readPrefix() }
        case .gateway(let isIPsec): try readGateway(isIPsec: isIPsec)
        case .hostIdentity: try readHostIdentity()
        }
    }

    private mutating func readTypes(mayBeEmpty: Bool) throws(DNSParseError) {
        if reader.isAtEnd, !mayBeEmpty { throw malformed }
        var last = -1
        while !reader.isAtEnd {
            let window: UInt8 = try reader.integer()
            let length: UInt8 = try reader.integer()
            let bits = try reader.octets(Int(length))
            guard Int(window) > last, 1...32 ~= length, bits.last != 0 else { throw malformed }
            // NSD refuses the type 0.
            if window == 0, bits[0] & 0x80 != 0 { throw malformed }
            last = Int(window)
        }
    }

    private mutating func readDigest() throws(DNSParseError) {
        let type: UInt8 = try reader.integer()
        let count = reader.rest().count
        let expected: Int? =
            switch type {
            case 1: 20
            case 2: 32
            case 4: 48
            default: nil
            }
        if count == 0 || count != expected ?? count { throw malformed }
    }

    private mutating func readZoneDigest() throws(DNSParseError) {
        _ = try reader.octets(1)
        let algorithm: UInt8 = try reader.integer()
        let count = reader.rest().count
        let expected =
            switch algorithm {
            case 1: 48
            case 2: 64
            default: count
            }
        if count < 12 || count != expected { throw malformed }
    }

    private mutating func readPrefix() throws(DNSParseError) {
        let family: UInt16 = try reader.integer()
        let prefix: UInt8 = try reader.integer()
        let length: UInt8 = try reader.integer()
        let address = try reader.octets(Int(length & 0x7F))
        let (bits, octets): (UInt8, Int)
        switch family {
        case 1: (bits, octets) = (32, 4)
        case 2: (bits, octets) = (128, 16)
        default: throw malformed
        }
        // Bits of the host behind the prefix are allowed, and name servers keep them.
        guard prefix <= bits, address.count <= octets, address.last != 0 else { throw malformed }
    }

    private mutating func readGateway(isIPsec: Bool) throws(DNSParseError) {
        let kind: UInt8 = try reader.integer()
        if isIPsec { _ = try reader.octets(1) }
        switch isIPsec ? kind : kind & 0x7F {
        case 0: break
        case 1: _ = try reader.octets(4)
        case 2: _ = try reader.octets(16)
        case 3: _ = try reader.name()
        default: throw malformed
        }
        if isIPsec, reader.rest().isEmpty { throw malformed }
    }

    private mutating func readHostIdentity() throws(DNSParseError) {
        let tag: UInt8 = try reader.integer()
        let algorithm: UInt8 = try reader.integer()
        let key: UInt16 = try reader.integer()
        let (identity, octets) = (try reader.octets(Int(tag)), try reader.octets(Int(key)))
        if identity.isEmpty || octets.isEmpty || algorithm == 0 { throw malformed }
        while !reader.isAtEnd { _ = try reader.name() }
    }
}
