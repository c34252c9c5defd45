/// TLS certificate association (RFC 6698 section 2.1).
package struct TLSA: Hashable, Sendable {
    package var certificateUsage: UInt8
    package var selector: UInt8
    package var matchingType: UInt8
    package var certificateAssociationData: [UInt8]

    package init(certificateUsage: UInt8, selector: UInt8, matchingType: UInt8, certificateAssociationData: [UInt8]) {
        self.certificateUsage = certificateUsage
        self.selector = selector
        self.matchingType = matchingType
        self.certificateAssociationData = certificateAssociationData
    }
}

extension TLSA {
    // The acronyms of RFC 7218.
    static let usages: [String: UInt8] = [
        "PKIX-TA": 0, "PKIX-EE": 1, "DANE-TA": 2, "DANE-EE": 3, "PRIVCERT": 255,
    ]
    static let selectors: [String: UInt8] = ["CERT": 0, "SPKI": 1, "PRIVSEL": 255]
    static let matchingTypes: [String: UInt8] = ["FULL": 0, "SHA2-256": 1, "SHA2-512": 2, "PRIVMATCH": 255]

    /// Checks the data's length where the matching type fixes it (RFC 6698 section 2.1.3).
    ///
    /// - Parameter offset: where the data start, for the error.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package func check(offset: Int = 0) throws(DNSParseError) {
        let length: Int? =
            switch matchingType {
            case 1: 32
            case 2: 64
            default: nil
            }
        try DigestLength.check(
            certificateAssociationData, expected: length, name: "TLSA certificate association data",
            kind: "matching type \(matchingType)", offset: offset)
    }

    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        certificateUsage = try fields.integer("TLSA certificate usage", or: Self.usages)
        selector = try fields.integer("TLSA selector", or: Self.selectors)
        matchingType = try fields.integer("TLSA matching type", or: Self.matchingTypes)
        let offset = fields.offset
        certificateAssociationData = try fields.hexadecimal("TLSA certificate association data")
        try check(offset: offset)
    }

    func appendText(to out: inout [UInt8]) {
        for number in [certificateUsage, selector, matchingType] {
            FieldText.append(number, to: &out)
            out.append(UInt8(ascii: " "))
        }
        FieldText.appendHexadecimal(certificateAssociationData, to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        certificateUsage = try reader.integer()
        selector = try reader.integer()
        matchingType = try reader.integer()
        certificateAssociationData = reader.rest()
        try check(offset: 3)
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(certificateUsage)
        writer.append(selector)
        writer.append(matchingType)
        writer.octets += certificateAssociationData
    }
}
