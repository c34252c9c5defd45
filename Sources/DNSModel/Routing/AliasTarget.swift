/// What an alias record set stands for: the provider answers with the records of another name, whatever they are at the
/// time.
///
/// Source: AliasTarget, Amazon Route 53 API Reference.
package struct AliasTarget: Hashable, Sendable {
    /// Where the target is.
    package enum Place: Hashable, Sendable {
        /// In the zone of the alias itself.
        case sameZone
        /// In a hosted zone of the provider, by its id: that of a load balancer's region, say.
        case hostedZone(String)
    }

    package var place: Place
    package var name: DomainName
    /// Whether the alias counts as unhealthy when its target does.
    package var evaluatesTargetHealth: Bool

    package init(place: Place, name: DomainName, evaluatesTargetHealth: Bool) {
        self.place = place
        self.name = name
        self.evaluatesTargetHealth = evaluatesTargetHealth
    }
}

extension AliasTarget: CustomStringConvertible {
    /// In one line, for people: `alias to lb.example.net. in Z35SXDOTRQ7X7K, evaluates target health`.
    package var description: String {
        let place =
            switch place {
            case .sameZone: "this zone"
            case .hostedZone(let id): id
            }
        return "alias to \(name) in \(place)" + (evaluatesTargetHealth ? ", evaluates target health" : "")
    }
}
