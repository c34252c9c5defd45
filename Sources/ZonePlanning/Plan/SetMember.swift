package import DNSModel

/// A record set in a document: what it has beside its key, data in presentation form, in canonical order.
package struct SetMember: Codable {
    var ttl: Int?
    var values: [String]?
    var alias: AliasMember?
    var routing: RoutingMember?
    var healthCheck: String?

    struct AliasMember: Codable {
        var name: String
        /// The provider's id of the zone of the target; absent for the alias's own zone.
        var zone: String?
        var evaluateTargetHealth: Bool
    }

    package init(_ set: RecordSet) {
        ttl = set.ttl.map { Int($0.seconds) }
        values = set.alias == nil ? set.data.map(\.text) : nil
        alias = set.alias.map { alias in
            let zone: String? = if case .hostedZone(let id) = alias.place { id } else { nil }
            return AliasMember(
                name: alias.name.description, zone: zone, evaluateTargetHealth: alias.evaluatesTargetHealth)
        }
        routing = set.routing.map { RoutingMember($0.policy) }
        healthCheck = set.healthCheck
    }

    func recordSet(_ key: RecordSet.Key) throws(DocumentError) -> RecordSet {
        var place: Routing?
        switch (key.identifier, try routing?.policy(key)) {
        case (nil, nil): break
        case (let identifier?, let policy?): place = Routing(identifier: identifier, policy: policy)
        case (nil, _?), (_?, nil):
            throw DocumentError(.unreadable, "\(key) has a set identifier or a routing policy, and not both")
        }
        switch (alias, ttl.map { TTL(seconds: $0) }, values) {
        case (let alias?, nil, nil):
            let target = AliasTarget(
                place: alias.zone.map { .hostedZone($0) } ?? .sameZone, name: try DocumentCoding.name(alias.name),
                evaluatesTargetHealth: alias.evaluateTargetHealth)
            return RecordSet(name: key.name, type: key.type, alias: target, routing: place, healthCheck: healthCheck)
        case (nil, let ttl??, let values?) where !values.isEmpty:
            do {
                let data = try values.map { value throws(DNSParseError) in
                    try RecordData(type: key.type, parsing: value)
                }
                return RecordSet(
                    name: key.name, type: key.type, ttl: ttl, data: data, routing: place, healthCheck: healthCheck)
            } catch {
                throw DocumentError(.unreadable, "\(key): \(error.message)")
            }
        case (_, _, _):
            throw DocumentError(.unreadable, "\(key) has no data or a bad TTL")
        }
    }

    /// Reads the set identifier of a key.
    static func identifier(_ text: String?) throws(DocumentError) -> SetIdentifier? {
        guard let text else { return nil }
        guard let identifier = SetIdentifier(text) else {
            throw DocumentError(.unreadable, "'\(Printable.text(text.prefix(140)))' is not a set identifier")
        }
        return identifier
    }
}

/// A routing policy in a document: exactly one member.
struct RoutingMember: Codable {
    var weight: Int?
    var latency: String?
    var failover: String?
    var geolocation: GeolocationMember?
    var geoproximity: GeoproximityMember?
    var multivalue: Bool?
    var cidr: CIDRMember?

    /// No member means wherever else.
    struct GeolocationMember: Codable {
        var continent: String?
        var country: String?
        var subdivision: String?
    }

    struct GeoproximityMember: Codable {
        var region: String?
        var localZoneGroup: String?
        var latitude: String?
        var longitude: String?
        var bias: Int?
    }

    struct CIDRMember: Codable {
        var collection: String
        var location: String
    }

    init(_ policy: RoutingPolicy) {
        switch policy {
        case .weighted(let weight): self.weight = Int(weight)
        case .latency(let region): latency = region
        case .failover(let role): failover = role.rawValue
        case .geolocation(.continent(let code)): geolocation = GeolocationMember(continent: code)
        case .geolocation(.country(let code, let subdivision)):
            geolocation = GeolocationMember(country: code, subdivision: subdivision)
        case .geolocation(.anywhere): geolocation = GeolocationMember()
        case .geoproximity(let proximity):
            var member = GeoproximityMember(bias: proximity.bias)
            switch proximity.place {
            case .region(let region): member.region = region
            case .localZoneGroup(let group): member.localZoneGroup = group
            case .coordinates(let latitude, let longitude):
                member.latitude = RoutingPolicy.Geoproximity.degrees(latitude)
                member.longitude = RoutingPolicy.Geoproximity.degrees(longitude)
            }
            geoproximity = member
        case .multivalue: multivalue = true
        case .cidr(let collection, let location): cidr = CIDRMember(collection: collection, location: location)
        }
    }

    func policy(_ key: RecordSet.Key) throws(DocumentError) -> RoutingPolicy {
        var policies: [RoutingPolicy] = []
        if let weight = weight.flatMap({ UInt8(exactly: $0) }) { policies.append(.weighted(weight)) }
        if let latency { policies.append(.latency(region: latency)) }
        if let role = failover.flatMap(RoutingPolicy.Failover.init) { policies.append(.failover(role)) }
        switch geolocation.map({ ($0.continent, $0.country, $0.subdivision) }) {
        case (nil, nil, nil)?: policies.append(.geolocation(.anywhere))
        case (let continent?, nil, nil)?: policies.append(.geolocation(.continent(continent)))
        case (nil, let country?, let subdivision)?:
            policies.append(.geolocation(.country(country, subdivision: subdivision)))
        case nil, (_, _, _)?: break
        }
        if let place = geoproximity?.place {
            policies.append(.geoproximity(RoutingPolicy.Geoproximity(place: place, bias: geoproximity?.bias)))
        }
        if multivalue == true { policies.append(.multivalue) }
        if let cidr { policies.append(.cidr(collection: cidr.collection, location: cidr.location)) }
        guard policies.count == 1 else {
            throw DocumentError(.unreadable, "\(key) has a routing policy that is none, or several")
        }
        return policies[0]
    }
}

extension RoutingMember.GeoproximityMember {
    var place: RoutingPolicy.Geoproximity.Place? {
        let latitude = latitude.flatMap { RoutingPolicy.Geoproximity.hundredths($0, limit: 90) }
        let longitude = longitude.flatMap { RoutingPolicy.Geoproximity.hundredths($0, limit: 180) }
        switch (region, localZoneGroup, latitude, longitude) {
        case (let region?, nil, nil, nil): return .region(region)
        case (nil, let group?, nil, nil): return .localZoneGroup(group)
        case (nil, nil, let latitude?, let longitude?): return .coordinates(latitude: latitude, longitude: longitude)
        case (_, _, _, _): return nil
        }
    }
}
