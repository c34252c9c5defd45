/// The rules for one record set that is to be put into a zone.
struct SetCheck {
    let set: RecordSet
    let name: Name
    /// The zone without the record set that is replaced.
    let zone: HostedZone
    let settings: Settings
    var messages: [String] = []
    private(set) var canonicalValues: Set<String> = []

    init(set: RecordSet, name: Name, zone: HostedZone, settings: Settings) {
        self.set = set
        self.name = name
        self.zone = zone
        self.settings = settings
    }

    private var head: String { "RRSet with DNS name \(name.text), type \(set.type)" }
    private var memberHead: String { "\(head), SetIdentifier \(set.setIdentifier ?? "")" }

    /// Collects everything that is wrong.
    mutating func run(replacing existing: Stored?) {
        checkValues()
        checkType()
        checkConflicts()
        checkPolicy(replacing: existing)
    }

    // MARK: Values

    private mutating func checkValues() {
        guard let values = set.values else { return }
        if values.count > settings.valuesPerSet {
            messages.append("Cannot have more than \(settings.valuesPerSet) records in a RRSet.")
        }
        for value in values {
            do {
                if !canonicalValues.insert(try canonicalValue(set.type, value)).inserted {
                    messages.append("Duplicate Resource Record: '\(value)'")
                }
            } catch {
                messages.append("Invalid Resource Record: '\(error.message)'")
            }
        }
        let isSingle =
            ["CNAME", "SOA"].contains(set.type)
            || (!settings.allowsSeveralWeightedValues && (set.weight != nil || set.region != nil))
        if isSingle, values.count > 1 {
            messages.append("\(head) cannot have more than one resource record.")
        }
    }

    // MARK: Type and place

    private mutating func checkType() {
        let isApex = name == zone.name
        switch set.type {
        case "CNAME" where isApex:
            messages.append(
                "RRSet of type CNAME with DNS name \(name.text) is not permitted at apex in zone \(zone.name.text)")
        case "SOA" where !isApex:
            messages.append("RRSet of type SOA with DNS name \(name.text) is not permitted in zone \(zone.name.text)")
        case "NS" where name.isWildcard:
            messages.append("RRSet of type NS with DNS name \(name.text) is not permitted for a wildcard name.")
        default: break
        }
        let isPlainOnly = ["NS", "SOA", "DS"].contains(set.type)
        if isPlainOnly, set.setIdentifier != nil {
            messages.append("\(memberHead) is not permitted as type \(set.type) has no routing policies.")
        }
        if set.type == "CNAME", set.multiValueAnswer == true {
            messages.append("\(memberHead) is not permitted as type CNAME has no multivalue answers.")
        }
        if set.cidr != nil, zone.isPrivate {
            messages.append("\(memberHead) is not permitted as a private zone has no IP-based routing.")
        }
    }

    private mutating func checkConflicts() {
        let others = Set((zone.sets[name.text] ?? []).map(\.set.type)).subtracting([set.type])
        if set.type == "CNAME", !others.isEmpty {
            messages.append(
                "RRSet of type CNAME with DNS name \(name.text) is not permitted as it conflicts with other records with "
                    + "the same DNS name in zone \(zone.name.text)")
        } else if others.contains("CNAME") {
            messages.append(
                "RRSet of type \(set.type) with DNS name \(name.text) is not permitted because a conflicting RRSet of "
                    + "type  CNAME with the same DNS name already exists in zone \(zone.name.text)")
        }
    }

    // MARK: Policy

    private mutating func checkPolicy(replacing existing: Stored?) {
        let group = zone.group(name, set.type).map(\.set)
        guard let policy = set.policies.first else {
            if !group.isEmpty {
                messages.append("\(head) cannot be created as other RRSets exist with the same name and type.")
            }
            return
        }
        let others = group + (existing.map { [$0.set] } ?? [])
        if others.contains(where: { $0.policies.first != policy }) {
            messages.append(mixed(policy))
            return
        }
        if let duplicate = duplicate(policy, group) { messages.append(duplicate) }
        let limit = policy == .geoProximity ? settings.geoProximitySetsPerGroup : settings.setsPerGroup
        if policy != .failover, group.count + 1 > limit {
            messages.append("\(head) cannot have more than \(limit) RRSets with the same name and type.")
        }
    }

    private func mixed(_ policy: Policy) -> String {
        switch policy {
        case .weight: "\(memberHead) cannot be created as a non-weighted set exists with the same name and type."
        default:
            "\(memberHead) cannot be created because a non \(word(policy)) rrset exists with the same name and type."
        }
    }

    private func word(_ policy: Policy) -> String {
        switch policy {
        case .weight: "weighted"
        case .region: "latency"
        case .failover: "failover"
        case .geoLocation: "geolocation"
        case .multiValueAnswer: "multivalue answer"
        case .geoProximity: "geoproximity"
        case .cidr: "cidr"
        }
    }

    private func duplicate(_ policy: Policy, _ group: [RecordSet]) -> String? {
        let field: (described: String, same: String, test: (RecordSet) -> Bool)
        switch policy {
        case .weight, .multiValueAnswer: return nil
        case .region: field = ("Region Name=\(set.region ?? "")", "region", { $0.region == set.region })
        case .failover: field = ("Failover \(set.failover ?? "")", "failover", { $0.failover == set.failover })
        case .geoLocation:
            let location = set.geoLocation
            let parts = [
                ("ContinentCode", location?.continent), ("CountryCode", location?.country),
                ("SubdivisionCode", location?.subdivision),
            ]
            let described = parts.compactMap { part in part.1.map { "\(part.0)=\($0)" } }.joined(separator: ", ")
            field = ("GeoLocation \(described)", "location", { $0.geoLocation == set.geoLocation })
        case .geoProximity:
            field = ("GeoProximityLocation", "location", { place($0.geoProximity) == place(set.geoProximity) })
        case .cidr:
            if group.contains(where: { $0.cidr?.collectionID != set.cidr?.collectionID }) {
                return "\(memberHead) cannot be created because a cidr RRSet with another collection exists."
            }
            field = ("CidrRoutingConfig \(set.cidr?.location ?? "")", "location", { $0.cidr == set.cidr })
        }
        guard group.contains(where: field.test) else { return nil }
        return
            "\(memberHead), and \(field.described) cannot be created because a \(word(policy)) RRSet with the same name, "
            + "type and \(field.same) already exists."
    }

    private func place(_ location: RecordSet.GeoProximity?) -> [String?] {
        [location?.region, location?.localZoneGroup, location?.latitude, location?.longitude]
    }
}
