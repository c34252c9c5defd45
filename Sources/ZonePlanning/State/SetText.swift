package import DNSModel

/// What a record set says, as text for reports.
package struct SetText: Hashable, Sendable {
    /// The data, or the alias, one value each.
    package var values: [String]
    /// The part in a routing policy and the health check, one phrase each.
    package var attributes: [String]
    /// The TTL as a phrase, or `nil` for an alias.
    package var timeToLive: String?

    package init(_ set: RecordSet) {
        values = set.alias.map { [Printable.text($0.description)] } ?? set.data.map(\.text)
        attributes = set.routing.map { [Printable.text($0.policy.description)] } ?? []
        if let check = set.healthCheck { attributes.append("health check \(Printable.text(check))") }
        timeToLive = set.ttl.map { "ttl \($0)" }
    }

    /// All of it.
    package var inOneLine: String {
        let head = ([timeToLive].compactMap { $0 } + attributes).joined(separator: ", ")
        let values = values.joined(separator: ", ")
        return head.isEmpty ? values : "\(head)  \(values)"
    }
}
