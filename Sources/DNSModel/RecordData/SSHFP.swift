/// SSH key fingerprint (RFC 4255 section 3.1).
package struct SSHFP: Hashable, Sendable {
    package var algorithm: UInt8
    package var fingerprintType: UInt8
    package var fingerprint: [UInt8]

    package init(algorithm: UInt8, fingerprintType: UInt8, fingerprint: [UInt8]) {
        self.algorithm = algorithm
        self.fingerprintType = fingerprintType
        self.fingerprint = fingerprint
    }
}

extension SSHFP {
    /// Checks the fingerprint's length where its type fixes it (RFC 4255, RFC 6594).
    ///
    /// - Parameter offset: where the fingerprint starts, for the error.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package func check(offset: Int = 0) throws(DNSParseError) {
        let length: Int? =
            switch fingerprintType {
            case 1: 20
            case 2: 32
            default: nil
            }
        try DigestLength.check(
            fingerprint, expected: length, name: "SSHFP fingerprint", kind: "fingerprint type \(fingerprintType)",
            offset: offset)
    }

    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        algorithm = try fields.integer("SSHFP algorithm")
        fingerprintType = try fields.integer("SSHFP fingerprint type")
        let offset = fields.offset
        fingerprint = try fields.hexadecimal("SSHFP fingerprint")
        try check(offset: offset)
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(algorithm, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(fingerprintType, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.appendHexadecimal(fingerprint, to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        algorithm = try reader.integer()
        fingerprintType = try reader.integer()
        fingerprint = reader.rest()
        try check(offset: 2)
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(algorithm)
        writer.append(fingerprintType)
        writer.octets += fingerprint
    }
}
