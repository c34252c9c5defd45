/// Delegation signer (RFC 4034 section 5.1).
package struct DS: Hashable, Sendable {
    package var keyTag: UInt16
    package var algorithm: UInt8
    package var digestType: UInt8
    package var digest: [UInt8]

    package init(keyTag: UInt16, algorithm: UInt8, digestType: UInt8, digest: [UInt8]) {
        self.keyTag = keyTag
        self.algorithm = algorithm
        self.digestType = digestType
        self.digest = digest
    }
}

extension DS {
    /// The mnemonics of the IANA registry of DNSSEC algorithm numbers.
    static let algorithms: [String: UInt8] = [
        "RSAMD5": 1, "DH": 2, "DSA": 3, "RSASHA1": 5, "DSA-NSEC3-SHA1": 6, "RSASHA1-NSEC3-SHA1": 7, "RSASHA256": 8,
        "RSASHA512": 10, "ECC-GOST": 12, "ECDSAP256SHA256": 13, "ECDSAP384SHA384": 14, "ED25519": 15, "ED448": 16,
        "INDIRECT": 252, "PRIVATEDNS": 253, "PRIVATEOID": 254,
    ]

    /// Checks the digest's length where the digest type fixes it (RFC 4034, RFC 4509, RFC 6605).
    ///
    /// - Parameter offset: where the digest starts, for the error.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package func check(offset: Int = 0) throws(DNSParseError) {
        let length: Int? =
            switch digestType {
            case 1: 20
            case 2, 3: 32
            case 4: 48
            default: nil
            }
        try DigestLength.check(
            digest, expected: length, name: "DS digest", kind: "digest type \(digestType)", offset: offset)
    }

    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        keyTag = try fields.integer("DS key tag")
        algorithm = try fields.integer("DS algorithm", or: Self.algorithms)
        digestType = try fields.integer("DS digest type")
        let offset = fields.offset
        digest = try fields.hexadecimal("DS digest")
        try check(offset: offset)
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(keyTag, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(algorithm, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(digestType, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.appendHexadecimal(digest, to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        keyTag = try reader.integer()
        algorithm = try reader.integer()
        digestType = try reader.integer()
        digest = reader.rest()
        try check(offset: 4)
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(keyTag)
        writer.append(algorithm)
        writer.append(digestType)
        writer.octets += digest
    }
}

/// How long a digest is, for DS, SSHFP and TLSA.
enum DigestLength {
    /// Checks that a digest is not empty and as long as its kind wants.
    static func check(
        _ digest: [UInt8], expected: Int?, name: String, kind: String, offset: Int
    ) throws(DNSParseError) {
        if digest.isEmpty { throw DNSParseError(.badData, "the \(name) is missing", offset: offset) }
        if let expected, digest.count != expected {
            throw DNSParseError(
                .badData,
                "the \(name) has \(digest.count) octets; \(kind) has \(expected), \(expected * 2) hexadecimal digits",
                offset: offset, isServed: true)
        }
    }
}
