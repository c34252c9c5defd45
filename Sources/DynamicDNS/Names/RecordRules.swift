package import DNSModel
package import ZonePlanning

/// Why records can't be at a host.
package enum RecordRefusal: Error, Hashable, Sendable {
    /// A type that the suffix or the token does not allow.
    case type(RecordType)
    /// A name that is not the host's, or not for that type.
    case name
    /// More records, or longer ones, than a host may have.
    case tooMuch
    /// A CNAME, and something else beside it.
    case besideCNAME
    /// An address at which no host can be, and why.
    case address(String, String)
    /// The sets have one key twice, or another form than plain records.
    case form

    /// What is wrong and what to do.
    package var message: String {
        switch self {
        case .type(let type): "\(type) records are not allowed at this host; leave them out"
        case .name:
            "the records have another name than the host's; write them at the host, or a TXT at _acme-challenge below it"
        case .tooMuch:
            "a host has at most \(RecordRules.mostRecords) records of a type, and \(RecordRules.longestText) octets in a "
                + "text; leave some out"
        case .besideCNAME: "a host with a CNAME has no other records (RFC 1034); delete the CNAME or the others first"
        case .address(let address, let problem): "\(address) \(problem); send the address at which the host is reached"
        case .form: "each name and type stands once, with plain records; put the records of one type together"
        }
    }
}

/// Which records a host may have.
package enum RecordRules {
    /// The most records of one type.
    package static let mostRecords = 20
    /// The most octets of one text.
    package static let longestText = 1_024

    /// The record sets of a host with the suffix's TTL, in canonical order.
    ///
    /// - Parameters:
    ///   - sets: what is wanted, in any order.
    ///   - host: the host.
    ///   - suffix: the suffix it is below.
    /// - Returns: the sets.
    /// - Throws: ``RecordRefusal``.
    package static func checked(
        _ sets: [RecordSet], of host: Host, suffix: DynamicSuffix
    ) throws(RecordRefusal) -> [RecordSet] {
        let challenge = host.name.challengeName
        var result: [RecordSet] = []
        for set in sets {
            guard set.isPlain, !set.data.isEmpty else { throw .form }
            guard suffix.types.contains(set.type) else { throw .type(set.type) }
            guard set.name == host.name || (set.name == challenge && set.type == .txt) else { throw .name }
            if host.kind == .challenge, set.type != .txt { throw .type(set.type) }
            guard set.data.count <= mostRecords else { throw .tooMuch }
            for data in set.data {
                if case .a(let address) = data { try check(.v4(address)) }
                if case .aaaa(let address) = data { try check(.v6(address)) }
                if case .txt(let text) = data, text.octets.count > longestText { throw .tooMuch }
            }
            result.append(RecordSet(name: set.name, type: set.type, ttl: suffix.ttl, data: set.data))
        }
        result.sort { $0.key < $1.key }
        for (left, right) in zip(result, result.dropFirst()) where left.key == right.key { throw .form }
        let own = result.filter { $0.name == host.name }
        if own.contains(where: { $0.type == .cname }) {
            guard own.count == 1 else { throw .besideCNAME }
            guard own[0].data.count == 1 else { throw .tooMuch }
        }
        return result
    }

    private static func check(_ address: IPAddress) throws(RecordRefusal) {
        if let problem = AddressRules.problem(with: address) { throw .address("\(address)", problem) }
    }
}

/// At which addresses a host can be.
package enum AddressRules {
    /// What is wrong with an address, as the end of a sentence; `nil` where a host can be there. Private networks are
    /// allowed: people reach machines at home by name.
    package static func problem(with address: IPAddress) -> String? {
        switch address {
        case .v4(let address):
            switch address.bits >> 24 {
            case 0: return "is of no network (RFC 1122 section 3.2.1.3)"
            case 224...239: return "is of a multicast group (RFC 5771)"
            case 240...255: return "is reserved (RFC 1112 section 4)"
            default: return address.bits >> 16 == 0xA9FE ? "is of one link only (RFC 3927)" : nil
            }
        case .v6(let address):
            if address.high == 0, address.low == 0 { return "is of no network (RFC 4291 section 2.5.2)" }
            if address.high >> 56 == 0xFF { return "is of a multicast group (RFC 4291 section 2.7)" }
            return address.high >> 54 == 0x3FA ? "is of one link only (RFC 4291 section 2.5.6)" : nil
        }
    }
}
