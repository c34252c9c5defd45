internal import DNSModel
internal import ZonePlanning

// What the sets of one name and type may be to one another.

extension RuleCheck {
    private static let mostSets = 100
    private static let mostGeoproximitySets = 30

    mutating func checkGroup(_ group: Range<Int>) {
        let first = group.lowerBound
        // Sets without a policy come first, and there is at most one.
        let kind = sets[first].routing?.policy.kind
        if let other = group.first(where: { sets[$0].routing?.policy.kind != kind }) {
            let name = "\(sets[first].name) \(sets[first].type)"
            error(
                "routing-policies-mixed",
                "\(name) is \(Self.name(kind)) (\(place(of: first, seenFrom: other))) and here "
                    + "\(Self.name(sets[other].routing?.policy.kind)); all sets of one name and type have one policy",
                at: other)
            return
        }
        guard let kind else { return }
        checkCount(group, kind)
        checkIdentifiers(group)
        switch kind {
        case .weighted: checkWeighted(group)
        case .latency:
            checkUnique(group, "duplicate-region", "a set for this region") { policy in
                if case .latency(let region) = policy { region } else { nil }
            }
        case .failover:
            checkUnique(group, "duplicate-failover", "this part in failover") { policy in
                if case .failover(let role) = policy { role } else { nil }
            }
            checkPrimary(group)
        case .geolocation:
            checkUnique(group, "duplicate-location", "a set for this location") { policy in
                if case .geolocation(let location) = policy { location } else { nil }
            }
            checkDefaultLocation(group)
        case .geoproximity:
            checkUnique(group, "duplicate-location", "a set for this place") { policy in
                if case .geoproximity(let proximity) = policy { proximity.place } else { nil }
            }
        case .multivalue: break
        case .cidr: checkCIDR(group)
        }
    }

    private static func name(_ kind: RoutingPolicy.Kind?) -> String {
        guard let kind else { return "without a routing policy" }
        return switch kind {
        case .weighted: "weighted"
        case .latency: "latency"
        case .failover: "failover"
        case .geolocation: "geolocation"
        case .geoproximity: "geoproximity"
        case .multivalue: "multivalue"
        case .cidr: "CIDR"
        }
    }

    private mutating func checkCount(_ group: Range<Int>, _ kind: RoutingPolicy.Kind) {
        let most = kind == .geoproximity ? Self.mostGeoproximitySets : Self.mostSets
        guard group.count > most else { return }
        let set = sets[group.lowerBound]
        error(
            "too-many-routed-sets",
            "\(set.name) \(set.type) has \(group.count) \(Self.name(kind)) sets, and Route 53 takes \(most); merge some",
            at: group.lowerBound)
    }

    /// Reports identifiers of different octets that Unicode holds for equal: nobody could review them, and it is not
    /// known whether the service tells them apart.
    private mutating func checkIdentifiers(_ group: Range<Int>) {
        var seen: [String: Int] = [:]
        for index in group {
            guard let identifier = sets[index].routing?.identifier.description else { continue }
            guard let first = seen[identifier] else {
                seen[identifier] = index
                continue
            }
            error(
                "set-identifiers-alike",
                "the set identifier of \(sets[index].key) looks the same as another one "
                    + "(\(place(of: first, seenFrom: index))), written with other characters; rename one of them",
                at: index)
        }
    }

    private mutating func checkWeighted(_ group: Range<Int>) {
        // An alias has no TTL of its own.
        guard let first = group.first(where: { sets[$0].ttl != nil }), let ttl = sets[first].ttl else { return }
        for index in group {
            guard let other = sets[index].ttl, other != ttl else { continue }
            error(
                "weighted-ttl-differs",
                "\(sets[index].key) has the TTL \(other), and \(sets[first].key.typeAndIdentifier) has \(ttl) "
                    + "(\(place(of: first, seenFrom: index))); weighted sets of one name and type have one TTL",
                at: index)
        }
    }

    /// Reports sets that have what another one of the group has already.
    private mutating func checkUnique<Value: Hashable>(
        _ group: Range<Int>, _ id: String, _ what: String, _ value: (RoutingPolicy) -> Value?
    ) {
        var seen: [Value: Int] = [:]
        for index in group {
            guard let policy = sets[index].routing?.policy, let value = value(policy) else { continue }
            if let first = seen[value] {
                error(
                    id,
                    "\(sets[index].key) is \(shown(policy.description)), and "
                        + "\(sets[first].key.typeAndIdentifier) has \(what) already "
                        + "(\(place(of: first, seenFrom: index))); keep one of them", at: index)
            } else {
                seen[value] = index
            }
        }
    }

    /// Warns of a group that has no answer for who is nowhere it knows: "Route 53 returns a 'no answer' response"
    /// ("Geolocation routing", Amazon Route 53 Developer Guide).
    private mutating func checkDefaultLocation(_ group: Range<Int>) {
        guard !group.contains(where: { sets[$0].routing?.policy == .geolocation(.anywhere) }) else { return }
        let set = sets[group.lowerBound]
        warning(
            "geolocation-without-default",
            "\(set.name) \(set.type) has no set for wherever no other one is meant for, so who asks from there gets no "
                + "answer; add one with 'geolocation: default'", at: group.lowerBound)
    }

    private mutating func checkPrimary(_ group: Range<Int>) {
        for index in group where sets[index].routing?.policy == .failover(.primary) {
            let set = sets[index]
            if set.healthCheck == nil, set.alias?.evaluatesTargetHealth != true {
                warning(
                    "failover-primary-unchecked",
                    "\(set.key) is the primary but has no health check, so it always counts as healthy and nothing fails "
                        + "over; add one" + (set.alias == nil ? "" : ", or evaluate the target's health"), at: index)
            }
        }
    }

    private mutating func checkCIDR(_ group: Range<Int>) {
        checkUnique(group, "duplicate-location", "a set for this location") { policy in
            if case .cidr(_, let location) = policy { location } else { nil }
        }
        guard case .cidr(let collection, _)? = sets[group.lowerBound].routing?.policy else { return }
        for index in group {
            guard case .cidr(let other, _)? = sets[index].routing?.policy, other != collection else { continue }
            error(
                "cidr-collections-differ",
                "\(sets[index].key) has the CIDR collection \(shown(other)), and "
                    + "\(sets[group.lowerBound].key.typeAndIdentifier) has \(shown(collection)) "
                    + "(\(place(of: group.lowerBound, seenFrom: index))); sets of one name and type have one collection",
                at: index)
        }
    }
}
