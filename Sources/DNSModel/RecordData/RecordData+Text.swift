extension RecordData {
    /// Reads record data in presentation form (RFC 1035 section 5.1, and the RFC of each type), or in the generic form
    /// `\# length hex` of RFC 3597 section 5 for any type.
    ///
    /// - Parameters:
    ///   - type: the record type.
    ///   - text: the data, as UTF-8.
    ///   - origin: what relative names are below; without it they are errors.
    /// - Throws: ``DNSParseError``.
    package init(type: RecordType, parsing text: Octets, origin: DomainName? = nil) throws(DNSParseError) {
        throw DNSParseError(.badData, "to be written")
    }

    /// Reads record data in presentation form; see ``init(type:parsing:origin:)-(_,Octets,_)``.
    package init(type: RecordType, parsing text: some StringProtocol, origin: DomainName? = nil) throws(DNSParseError) {
        let octets = Array(text.utf8)
        self = try octets.withUnsafeBufferPointer { octets in
            Result { () throws(DNSParseError) in try RecordData(type: type, parsing: octets, origin: origin) }
        }.get()
    }

    /// Appends the data in presentation form, ASCII only; names absolute, text in quoted strings of at most 255 octets.
    package func appendText(to out: inout [UInt8]) {}

    /// The data in presentation form; see ``appendText(to:)``.
    package var text: String {
        var out: [UInt8] = []
        appendText(to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}
