/// A record set (RRset, RFC 2181 section 5): all data of one type at one name, under one TTL.
package struct RecordSet: Hashable, Sendable {
    package let name: DomainName
    package let type: RecordType
    package let ttl: TTL
    /// The data, each once, in canonical order (RFC 4034 section 6.3); all of type `type`, at least one.
    package let data: [RecordData]

    /// Makes a record set; order and repetition in `data` do not matter.
    ///
    /// - Precondition: `data` is not empty and all of `type`.
    package init(name: DomainName, type: RecordType, ttl: TTL, data: [RecordData]) {
        assert(!data.isEmpty && data.allSatisfy { $0.type == type }, "record data of another type, or none")
        self.name = name
        self.type = type
        self.ttl = ttl
        self.data = data.count == 1 ? data : RecordData.canonical(data)
    }

    /// What identifies a record set in its zone.
    package struct Key: Hashable, Comparable, Sendable {
        package let name: DomainName
        package let type: RecordType

        package init(name: DomainName, type: RecordType) {
            self.name = name
            self.type = type
        }

        /// Canonical name order, then type number.
        package static func < (left: Key, right: Key) -> Bool {
            let order = octetsCompare(left.name.sortKey, right.name.sortKey)
            return order != 0 ? order < 0 : left.type < right.type
        }
    }

    /// Name and type.
    package var key: Key { Key(name: name, type: type) }
}
