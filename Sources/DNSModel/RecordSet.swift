// Decision 0009: a record set is known by name, type and set identifier.

/// A record set (RRset, RFC 2181 section 5): all data of one type at one name, under one TTL.
///
/// Some providers have more: an alias stands for the records of another name, and several sets of one name and type,
/// each with an identifier, are chosen between by a routing policy.
package struct RecordSet: Hashable, Sendable {
    package let name: DomainName
    /// How long it may be kept; `nil` for an alias, whose target says it.
    package let ttl: TTL?
    package let type: RecordType
    /// The data, each once, in canonical order (RFC 4034 section 6.3); all of type `type`. Empty for an alias only.
    package let data: [RecordData]
    /// What only some providers have, kept aside so that plain sets stay small.
    private let extras: Extras?

    private indirect enum Extras: Hashable, Sendable {
        case present(alias: AliasTarget?, routing: Routing?, healthCheck: String?)
    }

    /// Makes a record set; order and repetition in `data` do not matter.
    ///
    /// - Parameters:
    ///   - name: where it is.
    ///   - type: the type of all data.
    ///   - ttl: how long it may be kept.
    ///   - data: at least one.
    ///   - routing: its part in a routing policy.
    ///   - healthCheck: the provider's id of the check that says whether it is healthy.
    /// - Precondition: `data` is not empty and all of `type`.
    package init(
        name: DomainName, type: RecordType, ttl: TTL, data: [RecordData], routing: Routing? = nil,
        healthCheck: String? = nil
    ) {
        assert(!data.isEmpty && data.allSatisfy { $0.type == type }, "record data of another type, or none")
        self.name = name
        self.type = type
        self.ttl = ttl
        self.data = data.count == 1 ? data : RecordData.canonical(data)
        extras =
            routing == nil && healthCheck == nil
            ? nil : .present(alias: nil, routing: routing, healthCheck: healthCheck)
    }

    /// Makes an alias.
    package init(
        name: DomainName, type: RecordType, alias: AliasTarget, routing: Routing? = nil, healthCheck: String? = nil
    ) {
        self.name = name
        self.type = type
        ttl = nil
        data = []
        extras = .present(alias: alias, routing: routing, healthCheck: healthCheck)
    }

    /// What the set stands for, where it has no data of its own.
    package var alias: AliasTarget? {
        if case .present(let alias, _, _)? = extras { alias } else { nil }
    }

    /// Its part in a routing policy; `nil` for the only set of its name and type.
    package var routing: Routing? {
        if case .present(_, let routing, _)? = extras { routing } else { nil }
    }

    /// The provider's id of the check that says whether the set is healthy.
    package var healthCheck: String? {
        if case .present(_, _, let healthCheck)? = extras { healthCheck } else { nil }
    }

    /// Whether it is what every provider has: records and a TTL.
    package var isPlain: Bool { extras == nil }

    /// What identifies a record set in its zone.
    package struct Key: Hashable, Comparable, Sendable {
        package let name: DomainName
        package let type: RecordType
        /// Which of the sets that a routing policy chooses between.
        package let identifier: SetIdentifier?

        package init(name: DomainName, type: RecordType, identifier: SetIdentifier? = nil) {
            self.name = name
            self.type = type
            self.identifier = identifier
        }

        /// Canonical name order, then type number, then identifier, that without one first.
        package static func < (left: Key, right: Key) -> Bool { left.order(before: right) < 0 }

        /// Below 0 where this key comes first, 0 where both are one, else above.
        @inline(__always)
        func order(before other: Key) -> Int {
            let order = octetsCompare(name.sortKey, other.name.sortKey)
            if order != 0 { return order }
            if type != other.type { return Int(type.rawValue) - Int(other.type.rawValue) }
            return SetIdentifier.order(identifier, other.identifier)
        }
    }

    /// Name, type and set identifier.
    package var key: Key { Key(name: name, type: type, identifier: routing?.identifier) }

    /// Below 0 where the left set comes first in canonical order, 0 where both have one key, else above.
    @inline(__always)
    package static func order(_ left: RecordSet, _ right: RecordSet) -> Int {
        let order = octetsCompare(left.name.sortKey, right.name.sortKey)
        if order != 0 { return order }
        if left.type != right.type { return Int(left.type.rawValue) - Int(right.type.rawValue) }
        if left.extras == nil && right.extras == nil { return 0 }
        return SetIdentifier.order(left.routing?.identifier, right.routing?.identifier)
    }
}

extension RecordSet.Key: CustomStringConvertible {
    /// Name and type, and the identifier in brackets: `www.example.com. A [blue]`.
    package var description: String { "\(name) \(typeAndIdentifier)" }

    /// Type, and the identifier in brackets.
    package var typeAndIdentifier: String { "\(type)" + (identifier.map { " [\($0.shown)]" } ?? "") }
}

extension SetIdentifier {
    /// Nothing comes before any identifier.
    static func order(_ left: SetIdentifier?, _ right: SetIdentifier?) -> Int {
        switch (left, right) {
        case (nil, nil): 0
        case (nil, _?): -1
        case (_?, nil): 1
        case (let left?, let right?): octetsCompare(left.octets, right.octets)
        }
    }
}
