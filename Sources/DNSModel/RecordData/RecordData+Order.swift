extension RecordData {
    /// Data in canonical order (RFC 4034 section 6.3), each once.
    static func canonical(_ data: [RecordData]) -> [RecordData] {
        var keyed = data.map { (wire: $0.wire, data: $0) }
        keyed.sort { octetsCompare($0.wire, $1.wire) < 0 }
        var result: [RecordData] = []
        result.reserveCapacity(keyed.count)
        for entry in keyed where result.last != entry.data { result.append(entry.data) }
        return result
    }
}
