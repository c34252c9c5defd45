/// A record set with the elements of the API. A missing element is nil, which is not the same as zero or false.
package struct RecordSet: Sendable, Equatable {
    /// As written by the client, or lower-case, escaped and with a final dot when it comes from the store.
    package var name: String
    package var type: String
    package var setIdentifier: String?
    package var weight: Int?
    package var region: String?
    package var geoLocation: GeoLocation?
    package var failover: String?
    package var multiValueAnswer: Bool?
    /// Seconds.
    package var ttl: Int?
    /// As written, in the order they were written.
    package var values: [String]?
    package var alias: AliasTarget?
    package var healthCheckID: String?
    package var trafficPolicyInstanceID: String?
    package var cidr: CIDRRouting?
    package var geoProximity: GeoProximity?

    /// `AliasTarget`.
    package struct AliasTarget: Sendable, Equatable {
        package var zoneID: String
        package var name: String
        package var evaluatesTargetHealth: Bool

        package init(zoneID: String, name: String, evaluatesTargetHealth: Bool = false) {
            self.zoneID = zoneID
            self.name = name
            self.evaluatesTargetHealth = evaluatesTargetHealth
        }
    }

    /// `GeoLocation`.
    package struct GeoLocation: Sendable, Equatable {
        package var continent: String?
        package var country: String?
        package var subdivision: String?

        package init(continent: String? = nil, country: String? = nil, subdivision: String? = nil) {
            self.continent = continent
            self.country = country
            self.subdivision = subdivision
        }
    }

    /// `CidrRoutingConfig`.
    package struct CIDRRouting: Sendable, Equatable {
        package var collectionID: String
        package var location: String

        package init(collectionID: String, location: String) {
            self.collectionID = collectionID
            self.location = location
        }
    }

    /// `GeoProximityLocation`.
    package struct GeoProximity: Sendable, Equatable {
        package var region: String?
        package var localZoneGroup: String?
        package var latitude: String?
        package var longitude: String?
        package var bias: Int?

        package init(
            region: String? = nil, localZoneGroup: String? = nil, latitude: String? = nil, longitude: String? = nil,
            bias: Int? = nil
        ) {
            self.region = region
            self.localZoneGroup = localZoneGroup
            self.latitude = latitude
            self.longitude = longitude
            self.bias = bias
        }
    }

    /// A record set with values.
    package init(_ name: String, _ type: String, ttl: Int? = 300, _ values: String...) {
        self.init(name, type, ttl: ttl, values: values)
    }

    /// A record set with values.
    package init(_ name: String, _ type: String, ttl: Int? = 300, values: [String]?) {
        self.name = name
        self.type = type
        self.ttl = ttl
        self.values = values
    }

    /// An alias.
    package init(_ name: String, _ type: String, alias: AliasTarget) {
        self.name = name
        self.type = type
        self.alias = alias
    }

    /// A copy with something set, so that a test can write `set.with { $0.weight = 0 }`.
    package func with(_ change: (inout RecordSet) -> Void) -> RecordSet {
        var copy = self
        change(&copy)
        return copy
    }
}

/// One change of a batch.
package struct Change: Sendable, Equatable {
    /// The action.
    package enum Action: String, Sendable {
        case create = "CREATE"
        case delete = "DELETE"
        case upsert = "UPSERT"
    }

    package var action: Action
    package var set: RecordSet

    package init(_ action: Action, _ set: RecordSet) {
        self.action = action
        self.set = set
    }

    package static func create(_ set: RecordSet) -> Change { Change(.create, set) }
    package static func delete(_ set: RecordSet) -> Change { Change(.delete, set) }
    package static func upsert(_ set: RecordSet) -> Change { Change(.upsert, set) }
}

/// The routing policies, named as the API's fields.
enum Policy: String, CaseIterable {
    case weight = "Weight"
    case region = "Region"
    case failover = "Failover"
    case geoLocation = "GeoLocation"
    case multiValueAnswer = "MultiValueAnswer"
    case geoProximity = "GeoProximityLocation"
    case cidr = "CidrRoutingConfig"
}

extension RecordSet {
    /// The policy fields that are present. MultiValueAnswer false is none.
    var policies: [Policy] {
        Policy.allCases.filter { policy in
            switch policy {
            case .weight: weight != nil
            case .region: region != nil
            case .failover: failover != nil
            case .geoLocation: geoLocation != nil
            case .multiValueAnswer: multiValueAnswer == true
            case .geoProximity: geoProximity != nil
            case .cidr: cidr != nil
            }
        }
    }

    /// Reads a `ResourceRecordSet` that passed the schema.
    init(_ element: Element) {
        name = element["Name"]?.text ?? ""
        type = element["Type"]?.text ?? ""
        setIdentifier = element["SetIdentifier"]?.text
        weight = element["Weight"].flatMap { Int($0.text) }
        region = element["Region"]?.text
        geoLocation = element["GeoLocation"].map {
            GeoLocation(
                continent: $0["ContinentCode"]?.text, country: $0["CountryCode"]?.text,
                subdivision: $0["SubdivisionCode"]?.text)
        }
        failover = element["Failover"]?.text
        multiValueAnswer = element["MultiValueAnswer"].map { isTrue($0.text) }
        ttl = element["TTL"].flatMap { Int($0.text) }
        values = element["ResourceRecords"].map { $0.children.map { $0["Value"]?.text ?? "" } }
        alias = element["AliasTarget"].map {
            AliasTarget(
                zoneID: $0["HostedZoneId"]?.text ?? "", name: $0["DNSName"]?.text ?? "",
                evaluatesTargetHealth: isTrue($0["EvaluateTargetHealth"]?.text ?? ""))
        }
        healthCheckID = element["HealthCheckId"]?.text
        trafficPolicyInstanceID = element["TrafficPolicyInstanceId"]?.text
        cidr = element["CidrRoutingConfig"].map {
            CIDRRouting(
                collectionID: $0["CollectionId"]?.text ?? "", location: $0["LocationName"]?.text ?? "")
        }
        geoProximity = element["GeoProximityLocation"].map {
            GeoProximity(
                region: $0["AWSRegion"]?.text, localZoneGroup: $0["LocalZoneGroup"]?.text,
                latitude: $0["Coordinates"]?["Latitude"]?.text, longitude: $0["Coordinates"]?["Longitude"]?.text,
                bias: $0["Bias"].flatMap { Int($0.text) })
        }
    }

    /// The `ResourceRecordSet` element, in the order of the model.
    var markup: Markup {
        var children: [Markup] = [.leaf("Name", name), .leaf("Type", type)]
        func add(_ name: String, _ value: String?) { if let value { children.append(.leaf(name, value)) } }
        add("SetIdentifier", setIdentifier)
        add("Weight", weight.map { String($0) })
        add("Region", region)
        if let geoLocation {
            children.append(
                .node(
                    "GeoLocation",
                    leaves([
                        ("ContinentCode", geoLocation.continent), ("CountryCode", geoLocation.country),
                        ("SubdivisionCode", geoLocation.subdivision),
                    ])))
        }
        add("Failover", failover)
        add("MultiValueAnswer", multiValueAnswer.map { String($0) })
        add("TTL", ttl.map { String($0) })
        if let values {
            children.append(
                .node("ResourceRecords", values.map { .node("ResourceRecord", [.leaf("Value", $0)]) }))
        }
        if let alias {
            children.append(
                .node(
                    "AliasTarget",
                    [
                        .leaf("HostedZoneId", alias.zoneID), .leaf("DNSName", alias.name),
                        .leaf("EvaluateTargetHealth", String(alias.evaluatesTargetHealth)),
                    ]))
        }
        add("HealthCheckId", healthCheckID)
        add("TrafficPolicyInstanceId", trafficPolicyInstanceID)
        if let cidr {
            children.append(
                .node(
                    "CidrRoutingConfig",
                    [.leaf("CollectionId", cidr.collectionID), .leaf("LocationName", cidr.location)]))
        }
        if let geoProximity {
            var inner = leaves([
                ("AWSRegion", geoProximity.region), ("LocalZoneGroup", geoProximity.localZoneGroup),
            ])
            if let latitude = geoProximity.latitude, let longitude = geoProximity.longitude {
                inner.append(.node("Coordinates", [.leaf("Latitude", latitude), .leaf("Longitude", longitude)]))
            }
            inner += leaves([("Bias", geoProximity.bias.map { String($0) })])
            children.append(.node("GeoProximityLocation", inner))
        }
        return .node("ResourceRecordSet", children)
    }
}

/// The leaves that have a value.
func leaves(_ pairs: [(String, String?)]) -> [Markup] {
    pairs.compactMap { pair in pair.1.map { .leaf(pair.0, $0) } }
}

/// An XML boolean.
func isTrue(_ text: String) -> Bool { text == "true" || text == "1" }
