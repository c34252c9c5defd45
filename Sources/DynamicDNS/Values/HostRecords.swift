package import DNSModel

/// Record sets of a host as text, one record a line, for stores and for events: `home.dyn.example. 60 A 192.0.2.1`.
package enum HostRecords {
    /// The text of sets, in their order; empty where there are none.
    package static func text(of sets: [RecordSet]) -> String {
        sets.flatMap { set in
            set.data.map { "\(set.name) \(set.ttl ?? .zero) \(set.type) \($0.text)" }
        }.joined(separator: "\n")
    }

    /// Reads what ``text(of:)`` gives.
    ///
    /// - Parameter text: the text.
    /// - Returns: the sets in canonical order.
    /// - Throws: ``DNSParseError``.
    package static func sets(from text: some StringProtocol) throws(DNSParseError) -> [RecordSet] {
        var sets: [RecordSet] = []
        var data: [RecordSet.Key: (ttl: TTL, data: [RecordData])] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 3)
            guard fields.count == 4, let type = RecordType(parsing: fields[2]) else {
                throw DNSParseError(.badData, "\(Printable.cut(String(line), to: 100)) is not a record")
            }
            let key = RecordSet.Key(name: try DomainName(parsing: fields[0]), type: type)
            let ttl = try TTL(parsing: fields[1])
            data[key, default: (ttl, [])].data.append(try RecordData(type: type, parsing: fields[3]))
        }
        for (key, value) in data {
            sets.append(RecordSet(name: key.name, type: key.type, ttl: value.ttl, data: value.data))
        }
        return sets.sorted { $0.key < $1.key }
    }
}
