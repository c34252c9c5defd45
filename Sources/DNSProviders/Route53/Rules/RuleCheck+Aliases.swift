internal import DNSModel
internal import ZonePlanning

// What an alias may stand for.

extension RuleCheck {
    mutating func checkAliases(_ mayExistElsewhere: (DomainName, RecordType) -> Bool) {
        var graph = AliasGraph()
        // The first set with the name and type of the one at hand.
        var first = 0
        for index in sets.indices {
            if sets[index].name != sets[first].name || sets[index].type != sets[first].type { first = index }
            guard let alias = sets[index].alias else { continue }
            checkFailover(alias, at: index)
            if sets[index].type == .ns || sets[index].type == .soa {
                error(
                    "alias-type-not-allowed",
                    "\(sets[index].key) is an alias, which \(sets[index].type) can't be; write its values", at: index)
                continue
            }
            switch alias.place {
            case .hostedZone(let id): checkServiceTarget(alias, in: id, at: index)
            case .sameZone:
                guard let target = checkTarget(alias, at: index, mayExistElsewhere) else { continue }
                graph.add(alias: index, group: first, target: target)
            }
        }
        graph.walk()
        for chain in graph.tooDeep {
            error(
                "alias-too-deep",
                "\(sets[chain.alias].key) stands for an alias of an alias of an alias; Route 53 follows 3 of them, so let it "
                    + "stand for \(sets[chain.end].name) itself", at: chain.alias)
        }
        for circle in graph.circles {
            let path = circle.path.map { sets[$0].name.description }.joined(separator: " -> ")
            error(
                "alias-circle",
                "\(sets[circle.alias].key) is an alias that leads in a circle, \(path); let one of them have values",
                at: circle.alias)
        }
    }

    // MARK: - In this zone

    /// The first set that an alias in this zone stands for.
    private mutating func checkTarget(
        _ alias: AliasTarget, at index: Int, _ mayExistElsewhere: (DomainName, RecordType) -> Bool
    ) -> Int? {
        let key = sets[index].key
        guard alias.name.isAtOrBelow(zone.apex) else {
            error(
                "alias-target-outside-zone",
                "\(key) is an alias of \(alias.name), which is not in this zone; for an AWS service add its hosted zone id, "
                    + "for anything else write a CNAME", at: index)
            return nil
        }
        let there = zone.indices(of: alias.name)
        if let target = there.first(where: { sets[$0].type == key.type }) { return target }
        let others = there.map { sets[$0].type.description }
        let what =
            "\(key) is an alias of \(alias.name), which has "
            + (others.isEmpty ? "no record sets" : "no \(key.type) but \(Set(others).sorted().joined(separator: ", "))")
        // What is live and not ours is looked at where something of it goes.
        if !subject.isOurs(setAt: index) { return nil }
        if mayExistElsewhere(alias.name, key.type) {
            warning("alias-target-missing", what + " here; make sure that the \(key.type) it needs is live", at: index)
        } else if subject.leftOut > 0 {
            warning(
                "alias-target-missing",
                what + " here; if it is one of those left out, make sure that it is live", at: index)
        } else {
            error("alias-target-missing", what + "; declare its \(key.type), or take the alias away", at: index)
        }
        return nil
    }

    // MARK: - Of a service

    private static let cloudFront = "Z2FDTNDATAQYW2"
    /// The services that have one hosted zone everywhere, and the domain of what is in it.
    private static let services: [(id: String, domain: DomainName, name: String)] = [
        (cloudFront, domain("cloudfront.net."), "CloudFront"),
        ("Z2BJ6XQ5FK7U4H", domain("awsglobalaccelerator.com."), "Global Accelerator"),
    ]

    private static func domain(_ text: String) -> DomainName { (try? DomainName(parsing: text)) ?? .root }

    private mutating func checkServiceTarget(_ alias: AliasTarget, in id: String, at index: Int) {
        let key = sets[index].key
        if !(1...32).contains(id.utf8.count) || !id.utf8.allSatisfy({ 48...57 ~= $0 || 65...90 ~= $0 }) {
            error(
                "bad-hosted-zone-id",
                "\(key) has the hosted zone id \(shown(id)); it is 1 to 32 capital letters and digits, as in "
                    + "'Z35SXDOTRQ7X7K', without '/hostedzone/'", at: index)
            return
        }
        if alias.name == .root {
            error("alias-target-root", "\(key) is an alias of '.'; name what it stands for", at: index)
            return
        }
        if alias.name.isAtOrBelow(zone.apex) {
            error(
                "alias-zone-id-for-own-name",
                "\(key) is an alias of \(alias.name) in the hosted zone \(id), and that name is in this zone; leave out the "
                    + "hosted zone id", at: index)
            return
        }
        let isCloudFront = id == Self.cloudFront
        if key.type != .a, key.type != .aaaa, key.type != .https || !isCloudFront {
            error(
                "alias-type-not-allowed",
                "\(key) is an alias of an AWS service, which has A and AAAA\(isCloudFront ? " and HTTPS" : "") only; "
                    + "write its values", at: index)
        }
        for service in Self.services where (service.id == id) != alias.name.isAtOrBelow(service.domain) {
            error(
                "alias-zone-id-mismatch",
                "\(key) is an alias of \(alias.name) in the hosted zone \(id); \(service.id) is that of "
                    + "\(service.name), whose names end in \(service.domain), and they go together", at: index)
        }
        if isCloudFront, isPrivate {
            error(
                "cloudfront-in-private-zone",
                "\(key) is an alias of CloudFront, which a private zone can't have; write a CNAME", at: index)
        }
        if isCloudFront, alias.evaluatesTargetHealth {
            // The name of an edge-optimized API at API Gateway is one of CloudFront too, and its health can be
            // evaluated.
            guess(
                "cloudfront-health",
                "\(key) evaluates the health of \(alias.name), and a distribution of CloudFront tells none; leave that out, "
                    + "unless it is an API of API Gateway", at: index)
        }
    }

    private mutating func checkFailover(_ alias: AliasTarget, at index: Int) {
        let set = sets[index]
        guard case .failover? = set.routing?.policy, !alias.evaluatesTargetHealth, set.healthCheck == nil,
            alias.place != .hostedZone(Self.cloudFront)
        else { return }
        error(
            "failover-alias-health",
            "\(set.key) is an alias in failover; let it evaluate its target's health, or give it a health check",
            at: index)
    }
}
