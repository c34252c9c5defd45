import DNSModel
import DNSProviders
import StrictRoute53
import ZonePlanning

/// The record sets of a zone as CREATEs for the strict Route 53, aliases after what they stand for.
struct StrictZone {
    let zone: Zone
    var isPrivate = false
    /// Whether weighted and latency sets may have several values.
    var takesSeveralValues = false
    static let id = "ZSTRICT"

    /// What the service says about the zone in one request, each message of it; nothing where it takes the zone.
    func refusal() throws -> [String] {
        let service = StrictRoute53(settings: settings)
        let vpc = isPrivate ? VPC(region: "eu-west-1", id: "vpc-1") : nil
        try service.addZone(Route53Text.name(zone.apex), id: Self.id, vpc: vpc)
        for check in Set(zone.sets.compactMap(\.healthCheck)) { service.addHealthCheck(check) }
        for (collection, locations) in collections { service.addCIDRCollection(collection, locations: locations) }
        let changes = creates
        if changes.isEmpty { return [] }
        let request = Request(
            "POST", "/2013-04-01/hostedzone/\(Self.id)/rrset/", body: StrictRoute53.body(changes))
        let response = service.handle(service.signed(request))
        if response.status == 200 { return [] }
        return [response.text]
    }

    private var settings: Settings {
        // Batches are cut by somebody else.
        var settings = Settings()
        settings.recordsPerBatch = .max
        settings.charactersPerBatch = .max
        settings.changeRate = nil
        settings.allowsSeveralWeightedValues = takesSeveralValues
        return settings
    }

    /// The locations of each collection of addresses.
    private var collections: [String: Set<String>] {
        var collections: [String: Set<String>] = [:]
        for set in zone.sets {
            guard case .cidr(let collection, let location)? = set.routing?.policy else { continue }
            collections[collection, default: []].insert(location)
        }
        return collections
    }

    /// A batch that the order of the service accepts; aliases in a circle come last.
    private var creates: [StrictChange] {
        // The zone's own SOA and NS are there already.
        var left = zone.sets.filter { $0.name != zone.apex || ($0.type != .soa && $0.type != .ns) }
        var changes = left.filter { $0.alias == nil }.map { StrictChange.create(Self.set($0)) }
        left.removeAll { $0.alias == nil }
        while !left.isEmpty {
            let waiting = Set(left.map { DNSModel.RecordSet.Key(name: $0.name, type: $0.type) })
            var ready = left.filter { set in
                guard let alias = set.alias, alias.place == .sameZone else { return true }
                return !waiting.contains(DNSModel.RecordSet.Key(name: alias.name, type: set.type))
            }
            if ready.isEmpty { ready = left }
            changes += ready.map { StrictChange.create(Self.set($0)) }
            left.removeAll { ready.contains($0) }
        }
        return changes
    }

    /// A record set with the elements of the API.
    static func set(_ set: DNSModel.RecordSet) -> StrictSet {
        var result = StrictSet(
            Route53Text.name(set.name), set.type.description, ttl: set.ttl.map { Int($0.seconds) },
            values: set.alias == nil ? set.data.map(Route53Text.value) : nil)
        result.alias = set.alias.map { alias in
            let zoneID =
                switch alias.place {
                case .sameZone: id
                case .hostedZone(let id): id
                }
            return StrictSet.AliasTarget(
                zoneID: zoneID, name: Route53Text.name(alias.name),
                evaluatesTargetHealth: alias.evaluatesTargetHealth)
        }
        result.setIdentifier = set.routing?.identifier.description
        result.healthCheckID = set.healthCheck
        switch set.routing?.policy {
        case nil: break
        case .weighted(let weight): result.weight = Int(weight)
        case .latency(let region): result.region = region
        case .failover(let role): result.failover = role == .primary ? "PRIMARY" : "SECONDARY"
        case .multivalue: result.multiValueAnswer = true
        case .geolocation(.continent(let code)):
            result.geoLocation = StrictSet.GeoLocation(continent: code)
        case .geolocation(.country(let code, let subdivision)):
            result.geoLocation = StrictSet.GeoLocation(country: code, subdivision: subdivision)
        case .geolocation(.anywhere): result.geoLocation = StrictSet.GeoLocation(country: "*")
        case .cidr(let collection, let location):
            result.cidr = StrictSet.CIDRRouting(collectionID: collection, location: location)
        case .geoproximity(let proximity):
            var place = StrictSet.GeoProximity(bias: proximity.bias)
            switch proximity.place {
            case .region(let region): place.region = region
            case .localZoneGroup(let group): place.localZoneGroup = group
            case .coordinates(let latitude, let longitude):
                place.latitude = RoutingPolicy.Geoproximity.degrees(latitude)
                place.longitude = RoutingPolicy.Geoproximity.degrees(longitude)
            }
            result.geoProximity = place
        }
        return result
    }
}
