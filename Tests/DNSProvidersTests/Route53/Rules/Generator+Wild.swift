import DNSModel
import TestSupport

extension Generator {
    /// A random zone of a few names and types, so that everything meets everything, right and wrong.
    mutating func wildZone() -> Zone {
        var sets: [RecordSet.Key: RecordSet] = [:]
        for _ in 0..<number(1...10) {
            let set = wildSet()
            sets[set.key] = set
        }
        do {
            return try Zone(apex: "example.com.", sets: Array(sets.values))
        } catch {
            preconditionFailure("\(error.key) twice")
        }
    }

    private mutating func wildName() -> DomainName {
        let names: [DomainName] = [
            "example.com.", "www.example.com.", "a.example.com.", "b.example.com.", "c.example.com.",
            "*.a.example.com.", "*.example.com.",
        ]
        return one(of: names)
    }

    private mutating func wildSet() -> RecordSet {
        let type = once(in: 3) ? one(of: [.aaaa, .cname, .ns, .ds, .txt, .https, .mx]) : RecordType.a
        let name = wildName()
        // The zone's own NS is there already.
        if type == .ns, name == "example.com." { return wildSet() }
        let routing =
            once(in: 2)
            ? Routing(identifier: RuleExample.identifier(one(of: ["1", "2", "3"])), policy: wildPolicy()) : nil
        let check = once(in: 6) ? RuleExample.check : nil
        if once(in: 3) {
            return RecordSet(name: name, type: type, alias: wildAlias(), routing: routing, healthCheck: check)
        }
        let plain = recordSet(name: name, type: type)
        let ttl = once(in: 4) ? ttl() : TTL(seconds: 300) ?? .maximum
        let data = once(in: 4) ? plain.data : Array(plain.data.prefix(1))
        return RecordSet(name: name, type: type, ttl: ttl, data: data, routing: routing, healthCheck: check)
    }

    private mutating func wildAlias() -> AliasTarget {
        if !once(in: 3) { return AliasTarget(place: .sameZone, name: wildName(), evaluatesTargetHealth: once(in: 2)) }
        let name = one(of: [RuleExample.balancer, RuleExample.distribution, "www.example.com.", "."] as [DomainName])
        return AliasTarget(
            place: .hostedZone(one(of: ["Z35SXDOTRQ7X7K", RuleExample.cloudFront, "Z2BJ6XQ5FK7U4H", "z1", ""])),
            name: name, evaluatesTargetHealth: once(in: 2))
    }

    private mutating func wildPolicy() -> RoutingPolicy {
        if once(in: 2) { return policy(one(of: RoutingPolicy.Kind.allCases), member: number(0...3)) }
        let coordinates = RoutingPolicy.Geoproximity.Place.coordinates(
            latitude: number(-10_000...10_000), longitude: number(-20_000...20_000))
        let policies: [RoutingPolicy] = [
            .weighted(1), .weighted(1), .weighted(1), .latency(region: "eu-west-1"), .latency(region: "Europe"),
            .geolocation(.continent("EU")), .geolocation(.continent("EN")), .geolocation(.anywhere),
            .geolocation(.country("de", subdivision: nil)), .geolocation(.country("DE", subdivision: "BY")),
            RuleExample.geo(coordinates, bias: number(-120...120)), .multivalue,
            .cidr(collection: RuleExample.collection, location: one(of: ["*", "a", "b", "", "a b"])),
            .cidr(collection: "no", location: "*"), .failover(.primary), .failover(.secondary),
        ]
        return one(of: policies)
    }
}
