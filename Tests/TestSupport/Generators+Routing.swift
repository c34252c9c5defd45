package import DNSModel

extension Generator {
    /// A random set identifier; at times one that needs care when it is written.
    package mutating func identifier() -> SetIdentifier {
        let texts = ["blue", "green", "Blue", "a b", "ä", "a\u{308}", "\"quoted\"", "<x>&", "1", "set 2"]
        guard let identifier = SetIdentifier(once(in: 2) ? one(of: texts) : "set-\(number(1...9999))") else {
            preconditionFailure("not an identifier")
        }
        return identifier
    }

    /// A random policy of a kind, the `member`th of a group, unlike those of other members.
    package mutating func policy(_ kind: RoutingPolicy.Kind, member: Int) -> RoutingPolicy {
        let regions = ["eu-west-1", "us-east-1", "ap-south-1", "sa-east-1"]
        switch kind {
        case .weighted: return .weighted(once(in: 3) ? 0 : number(0...255))
        case .latency: return .latency(region: regions[member % 4])
        case .failover: return .failover(member == 0 ? .primary : .secondary)
        case .geolocation:
            return .geolocation(
                [
                    .continent("EU"), .country("DE", subdivision: nil), .country("US", subdivision: "CA"), .anywhere,
                ][member % 4])
        case .geoproximity:
            let bias = once(in: 2) ? nil : one(of: [0, -99, 99, 5])
            let places: [RoutingPolicy.Geoproximity.Place] = [
                .region("eu-west-1"), .localZoneGroup("us-west-2-lax-1"),
                .coordinates(latitude: number(-9000...9000), longitude: number(-18000...18000)), .region("us-east-1"),
            ]
            return .geoproximity(RoutingPolicy.Geoproximity(place: places[member % 4], bias: bias))
        case .multivalue: return .multivalue
        case .cidr:
            return .cidr(
                collection: "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106",
                location: ["*", "site-a", "site-b", "c"][member % 4])
        }
    }

    /// A random record set of a key.
    package mutating func recordSet(_ key: RecordSet.Key) -> RecordSet {
        guard let identifier = key.identifier else { return recordSet(name: key.name, type: key.type) }
        return RecordSet(
            name: key.name, type: key.type, ttl: ttl(), data: recordSet(name: key.name, type: key.type).data,
            routing: Routing(identifier: identifier, policy: .weighted(number(0...255))))
    }

    /// A random alias, to a set of its own zone where there is one.
    private mutating func alias(to target: DomainName?) -> AliasTarget {
        if let target, once(in: 2) {
            return AliasTarget(place: .sameZone, name: target, evaluatesTargetHealth: once(in: 2))
        }
        return AliasTarget(
            place: .hostedZone("Z35SXDOTRQ7X7K"), name: "lb.us-east-1.elb.amazonaws.com.",
            evaluatesTargetHealth: once(in: 2))
    }

    /// The zone with some of its sets made aliases, or groups that a routing policy chooses between, some of them
    /// aliases too, and some sets with a health check.
    package mutating func routed(_ zone: Zone) -> Zone {
        var sets: [RecordSet] = []
        for set in zone.sets {
            guard [.a, .aaaa, .cname, .txt, .mx].contains(set.type), set.name != zone.apex, let ttl = set.ttl else {
                sets.append(set)
                continue
            }
            let target = zone.sets.first { $0.type == set.type && $0.name != set.name }?.name
            let canBeAlias = set.type == .a || set.type == .aaaa
            let check = once(in: 3) ? "abcdef11-2222-3333-4444-555555fedcb\(number(0...9))" : nil
            switch number(0...3) {
            case 0 where canBeAlias:
                sets.append(
                    RecordSet(
                        name: set.name, type: set.type, alias: alias(to: target),
                        healthCheck: once(in: 4) ? check : nil))
            case 1, 2:
                let kinds = RoutingPolicy.Kind.allCases.filter { set.type != .cname || $0 != .multivalue }
                let kind = one(of: kinds)
                var identifiers: Set<SetIdentifier> = []
                for member in 0..<(kind == .failover ? 2 : number(1...4)) {
                    let identifier = identifier()
                    guard identifiers.insert(identifier).inserted else { continue }
                    let routing = Routing(identifier: identifier, policy: policy(kind, member: member))
                    if canBeAlias, kind != .multivalue, once(in: 4) {
                        sets.append(
                            RecordSet(
                                name: set.name, type: set.type, alias: alias(to: target), routing: routing,
                                healthCheck: check))
                        continue
                    }
                    let data =
                        set.type == .cname ? set.data : Array(recordSet(name: set.name, type: set.type).data.prefix(1))
                    sets.append(
                        RecordSet(
                            name: set.name, type: set.type, ttl: ttl, data: data, routing: routing,
                            healthCheck: check))
                }
            case 3 where check != nil:
                sets.append(
                    RecordSet(name: set.name, type: set.type, ttl: ttl, data: set.data, healthCheck: check))
            default: sets.append(set)
            }
        }
        do {
            return try Zone(apex: zone.apex, sets: sets)
        } catch {
            preconditionFailure("\(error.key) twice")
        }
    }
}
