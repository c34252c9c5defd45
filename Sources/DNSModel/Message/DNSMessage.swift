/// A DNS message (RFC 1035 section 4), as far as asking name servers needs it: one question, class IN.
package struct DNSMessage: Hashable, Sendable {
    /// Tells which question an answer is to.
    package var id: UInt16
    /// Whether it answers (QR).
    package var isResponse: Bool
    /// Whether who answers is authoritative for the name (AA).
    package var isAuthoritative: Bool
    /// Whether records were left out for want of room (TC).
    package var isTruncated: Bool
    /// Whether the server is asked to find out elsewhere (RD).
    package var wantsRecursion: Bool
    /// Whether the server would (RA).
    package var offersRecursion: Bool
    package var responseCode: ResponseCode
    /// What is asked; `nil` where a server left it out of its answer.
    package var question: DNSQuestion?
    package var answer: [ResourceRecord]
    package var authority: [ResourceRecord]
    /// Without the OPT record, which is `edns`.
    package var additional: [ResourceRecord]
    /// What the sender can do beyond RFC 1035 (EDNS, RFC 6891); `nil` where it said nothing.
    package var edns: EDNS?

    package init(
        id: UInt16, question: DNSQuestion?, isResponse: Bool = false, isAuthoritative: Bool = false,
        isTruncated: Bool = false, wantsRecursion: Bool = false, offersRecursion: Bool = false,
        responseCode: ResponseCode = .noError, answer: [ResourceRecord] = [], authority: [ResourceRecord] = [],
        additional: [ResourceRecord] = [], edns: EDNS? = nil
    ) {
        self.id = id
        self.question = question
        self.isResponse = isResponse
        self.isAuthoritative = isAuthoritative
        self.isTruncated = isTruncated
        self.wantsRecursion = wantsRecursion
        self.offersRecursion = offersRecursion
        self.responseCode = responseCode
        self.answer = answer
        self.authority = authority
        self.additional = additional
        self.edns = edns
    }
}

/// What the sender of a message can do beyond RFC 1035 (RFC 6891 section 6).
package struct EDNS: Hashable, Sendable {
    /// The largest message in octets that the sender takes by UDP.
    package var payloadSize: UInt16
    package var version: UInt8

    package init(payloadSize: UInt16, version: UInt8 = 0) {
        self.payloadSize = payloadSize
        self.version = version
    }
}

/// What is asked of a name server: the records of one type at one name, class IN.
package struct DNSQuestion: Hashable, Sendable {
    package var name: DomainName
    package var type: RecordType

    package init(_ name: DomainName, _ type: RecordType) {
        self.name = name
        self.type = type
    }
}

/// One record of a message (RFC 1035 section 4.1.3), class IN.
package struct ResourceRecord: Hashable, Sendable {
    package var name: DomainName
    /// A value with the highest bit set is read as 0 (RFC 2181 section 8).
    package var ttl: TTL
    package var data: RecordData

    package init(name: DomainName, ttl: TTL, data: RecordData) {
        self.name = name
        self.ttl = ttl
        self.data = data
    }

    package var type: RecordType { data.type }
}

/// How a server answered, by its number in the IANA registry (RFC 6895 section 2.3), its extension by EDNS included.
package struct ResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let noError = ResponseCode(rawValue: 0)
    /// The server could not read the question.
    package static let formatError = ResponseCode(rawValue: 1)
    package static let serverFailure = ResponseCode(rawValue: 2)
    /// There is no such name.
    package static let nameError = ResponseCode(rawValue: 3)
    package static let notImplemented = ResponseCode(rawValue: 4)
    package static let refused = ResponseCode(rawValue: 5)
    /// The server does not know the version of EDNS.
    package static let badVersion = ResponseCode(rawValue: 16)

    /// The mnemonic as `dig` prints it, or `RCODE` and the number.
    package var description: String {
        switch self {
        case .noError: "NOERROR"
        case .formatError: "FORMERR"
        case .serverFailure: "SERVFAIL"
        case .nameError: "NXDOMAIN"
        case .notImplemented: "NOTIMP"
        case .refused: "REFUSED"
        case .badVersion: "BADVERS"
        default: "RCODE\(rawValue)"
        }
    }
}
