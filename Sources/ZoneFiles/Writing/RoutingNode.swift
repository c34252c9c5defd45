internal import DNSModel

/// Aliases and routing policies as YAML, as zone files have them.
enum RoutingNode {
    /// What is under `alias`.
    static func node(_ alias: AliasTarget, in apex: DomainName) -> FormatNode {
        var pairs: [(String, FormatNode)] = []
        if alias.evaluatesTargetHealth { pairs.append(("evaluate-target-health", .plain("true"))) }
        pairs.append(("name", .text(alias.name.description.utf8)))
        switch alias.place {
        case .sameZone: if !alias.name.isAtOrBelow(apex) { pairs.append(("zone", .plain("same"))) }
        case .hostedZone(let id): pairs.append(("zone", .text(id.utf8)))
        }
        return .map(pairs)
    }

    /// What is under `routing`.
    static func node(_ policy: RoutingPolicy) -> FormatNode {
        switch policy {
        case .weighted(let weight): .map([("weight", .plain("\(weight)"))])
        case .latency(let region): .map([("latency", .text(region.utf8))])
        case .failover(let role): .map([("failover", .text(role.rawValue.utf8))])
        case .geolocation(let place): .map([("geolocation", node(place))])
        case .geoproximity(let proximity): .map([("geoproximity", node(proximity))])
        case .multivalue: .map([("multivalue", .plain("true"))])
        case .cidr(let collection, let location):
            .map([("cidr", .map([("collection", .text(collection.utf8)), ("location", .text(location.utf8))]))])
        }
    }

    private static func node(_ place: RoutingPolicy.Geolocation) -> FormatNode {
        switch place {
        case .anywhere: .plain("default")
        case .continent(let code): .map([("continent", .text(code.utf8))])
        case .country(let code, nil): .map([("country", .text(code.utf8))])
        case .country(let code, let subdivision?):
            .map([("country", .text(code.utf8)), ("subdivision", .text(subdivision.utf8))])
        }
    }

    private static func node(_ proximity: RoutingPolicy.Geoproximity) -> FormatNode {
        var pairs: [(String, FormatNode)] = []
        if let bias = proximity.bias { pairs.append(("bias", .plain("\(bias)"))) }
        switch proximity.place {
        case .region(let region): pairs.append(("region", .text(region.utf8)))
        case .localZoneGroup(let group): pairs.append(("local-zone-group", .text(group.utf8)))
        case .coordinates(let latitude, let longitude):
            pairs.append(("latitude", .plain(RoutingPolicy.Geoproximity.degrees(latitude))))
            pairs.append(("longitude", .plain(RoutingPolicy.Geoproximity.degrees(longitude))))
        }
        return .map(pairs)
    }
}
