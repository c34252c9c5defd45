/// Types that we do not model and whose data have names that a server may compress: those of RFC 1035, and those that
/// RFC 3597 section 4 tells receivers to read so.
enum EarlyNames {
    /// Where the names of a type's data are: behind a number of octets, one after another; any other octets follow.
    private static func layout(_ type: RecordType) -> (before: Int, names: Int)? {
        switch type.rawValue {
        case 3, 4, 7, 8, 9: (0, 1)  // MD, MF, MB, MG, MR
        case 14: (0, 2)  // MINFO
        case 18, 21: (2, 1)  // AFSDB, RT
        case 24: (18, 1)  // SIG
        case 26: (2, 2)  // PX
        case 30: (0, 1)  // NXT
        default: nil
        }
    }

    /// The data up to the end of what a reader has, compression undone; as they stand where the type has no such names.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data` when a name can't be read.
    static func octets(of type: RecordType, _ reader: inout WireReader) throws(DNSParseError) -> [UInt8] {
        guard reader.isMessage, let layout = layout(type) else { return reader.rest() }
        var octets = try reader.octets(layout.before)
        for _ in 0..<layout.names { octets += try reader.plainName() }
        return octets + reader.rest()
    }
}
