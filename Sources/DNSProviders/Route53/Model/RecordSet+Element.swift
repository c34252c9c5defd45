internal import DNSModel

/// A record set as the service writes it, and as we write it to the service.
///
/// What is deleted must be written as it is stored, to the letter; so a listed set is kept as it came where writing the
/// model's set would give anything else.
enum RecordSetElement {
    /// What may be in an element that has elements, in the order of the API's model.
    private static let order = [
        "ResourceRecordSet": [
            "Name", "Type", "SetIdentifier", "Weight", "Region", "GeoLocation", "Failover", "MultiValueAnswer", "TTL",
            "ResourceRecords", "AliasTarget", "HealthCheckId", "TrafficPolicyInstanceId", "CidrRoutingConfig",
            "GeoProximityLocation",
        ],
        "ResourceRecords": ["ResourceRecord"], "ResourceRecord": ["Value"],
        "AliasTarget": ["HostedZoneId", "DNSName", "EvaluateTargetHealth"],
        "GeoLocation": ["ContinentCode", "CountryCode", "SubdivisionCode"],
        "CidrRoutingConfig": ["CollectionId", "LocationName"],
        "GeoProximityLocation": ["AWSRegion", "LocalZoneGroup", "Coordinates", "Bias"],
        "Coordinates": ["Latitude", "Longitude"],
    ]

    /// A listed set as it can be sent back: what the API's model has, in its order, without empty lists. The service
    /// adds elements to its answers that it does not take.
    static func sendable(_ listed: XMLElement) -> XMLElement {
        guard let names = order[listed.name] else { return XMLElement(listed.name, text: listed.text) }
        let children = names.flatMap { listed.all($0) }.map(sendable)
        return XMLElement(
            listed.name, children: children.filter { $0.name != "ResourceRecords" || !$0.children.isEmpty })
    }

    /// The values of a set, as stored.
    static func values(_ element: XMLElement) -> [String] {
        (element["ResourceRecords"]?.all("ResourceRecord") ?? []).map { $0.text(of: "Value") ?? "" }
    }

    /// How many characters of record data a set takes, as the service counts them.
    static func characters(_ element: XMLElement) -> Int {
        values(element).reduce(0) { $0 + $1.unicodeScalars.count }
    }

    // MARK: - Written

    /// The element of a set.
    ///
    /// - Parameters:
    ///   - set: what to write.
    ///   - zoneID: the id of its zone, for aliases in it.
    /// - Returns: the element.
    static func element(_ set: RecordSet, zoneID: String) -> XMLElement {
        var children = [
            XMLElement("Name", text: Route53Text.name(set.name)), XMLElement("Type", text: "\(set.type)"),
        ]
        func add(_ name: String, _ text: String) { children.append(XMLElement(name, text: text)) }
        if let identifier = set.routing?.identifier { add("SetIdentifier", "\(identifier)") }
        let policy = set.routing?.policy
        switch policy {
        case .weighted(let weight): add("Weight", "\(weight)")
        case .latency(let region): add("Region", region)
        case .geolocation(let location): children.append(element(location))
        case .failover(let role): add("Failover", role.rawValue.uppercased())
        case .multivalue: add("MultiValueAnswer", "true")
        case .geoproximity, .cidr, nil: break
        }
        if let ttl = set.ttl { add("TTL", "\(ttl)") }
        if let alias = set.alias {
            children.append(element(alias, zoneID: zoneID))
        } else {
            let records = set.data.map { data in
                XMLElement("ResourceRecord", children: [XMLElement("Value", text: Route53Text.value(data))])
            }
            children.append(XMLElement("ResourceRecords", children: records))
        }
        if let check = set.healthCheck { add("HealthCheckId", check) }
        switch policy {
        case .cidr(let collection, let location):
            children.append(
                XMLElement(
                    "CidrRoutingConfig",
                    children: [
                        XMLElement("CollectionId", text: collection), XMLElement("LocationName", text: location),
                    ]
                ))
        case .geoproximity(let proximity): children.append(element(proximity))
        case .weighted, .latency, .geolocation, .failover, .multivalue, nil: break
        }
        return XMLElement("ResourceRecordSet", children: children)
    }

    private static func element(_ alias: AliasTarget, zoneID: String) -> XMLElement {
        let place =
            switch alias.place {
            case .sameZone: zoneID
            case .hostedZone(let id): id
            }
        return XMLElement(
            "AliasTarget",
            children: [
                XMLElement("HostedZoneId", text: place), XMLElement("DNSName", text: Route53Text.name(alias.name)),
                XMLElement("EvaluateTargetHealth", text: alias.evaluatesTargetHealth ? "true" : "false"),
            ])
    }

    private static func element(_ location: RoutingPolicy.Geolocation) -> XMLElement {
        var children: [XMLElement] = []
        switch location {
        case .continent(let code): children.append(XMLElement("ContinentCode", text: code))
        case .country(let code, let subdivision):
            children.append(XMLElement("CountryCode", text: code))
            if let subdivision { children.append(XMLElement("SubdivisionCode", text: subdivision)) }
        case .anywhere: children.append(XMLElement("CountryCode", text: "*"))
        }
        return XMLElement("GeoLocation", children: children)
    }

    private static func element(_ proximity: RoutingPolicy.Geoproximity) -> XMLElement {
        var children: [XMLElement] = []
        switch proximity.place {
        case .region(let region): children.append(XMLElement("AWSRegion", text: region))
        case .localZoneGroup(let group): children.append(XMLElement("LocalZoneGroup", text: group))
        case .coordinates(let latitude, let longitude):
            let degrees = RoutingPolicy.Geoproximity.degrees
            children.append(
                XMLElement(
                    "Coordinates",
                    children: [
                        XMLElement("Latitude", text: degrees(latitude)),
                        XMLElement("Longitude", text: degrees(longitude)),
                    ]))
        }
        if let bias = proximity.bias { children.append(XMLElement("Bias", text: "\(bias)")) }
        return XMLElement("GeoProximityLocation", children: children)
    }

    // MARK: - Read

    /// A listed set that the model cannot say, and why, as a phrase.
    struct Unmodelled: Error, Hashable, Sendable {
        var reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// The set that an element lists.
    ///
    /// - Parameters:
    ///   - element: a `ResourceRecordSet`.
    ///   - name: its name, which was read already.
    ///   - zoneID: the id of its zone, for aliases in it.
    /// - Returns: the set.
    /// - Throws: ``Unmodelled`` when it has something that the model does not have.
    static func recordSet(
        _ element: XMLElement, name: DomainName, zoneID: String
    ) throws(Unmodelled) -> RecordSet {
        if element["TrafficPolicyInstanceId"] != nil {
            throw Unmodelled("a traffic policy instance keeps it")
        }
        let typeText = element.text(of: "Type") ?? ""
        guard let type = RecordType(parsing: typeText), Route53Rules.types.contains(type) else {
            throw Unmodelled("gate53 does not know the type \(Printable.message(typeText)) of Route 53")
        }
        let routing = try routing(element)
        let check = element.text(of: "HealthCheckId")
        if let target = element["AliasTarget"] {
            guard values(element).isEmpty else {
                throw Unmodelled("it is an alias and has values")
            }
            return RecordSet(
                name: name, type: type, alias: try alias(target, zoneID: zoneID), routing: routing, healthCheck: check)
        }
        guard let ttl = element.number("TTL").flatMap({ TTL(seconds: $0) }) else {
            throw Unmodelled("it has no TTL that gate53 knows")
        }
        var data: [RecordData] = []
        for text in values(element) {
            do {
                data.append(try Route53Text.data(type: type, text))
            } catch {
                throw Unmodelled("the value '\(Printable.message(text))' is not a valid \(type): \(error.message)")
            }
        }
        guard !data.isEmpty else { throw Unmodelled("it has no values") }
        return RecordSet(name: name, type: type, ttl: ttl, data: data, routing: routing, healthCheck: check)
    }

    private static func alias(_ element: XMLElement, zoneID: String) throws(Unmodelled) -> AliasTarget {
        let id = HostedZone.bareID(element.text(of: "HostedZoneId") ?? "")
        let text = element.text(of: "DNSName") ?? ""
        guard !id.isEmpty, let name = try? Route53Text.domainName(text) else {
            throw Unmodelled("its alias target '\(Printable.message(text))' can't be read")
        }
        guard let evaluates = Self.flag(element.text(of: "EvaluateTargetHealth")) else {
            throw Unmodelled("it does not say whether its target's health is evaluated")
        }
        return AliasTarget(
            place: id == zoneID ? .sameZone : .hostedZone(id), name: name, evaluatesTargetHealth: evaluates)
    }

    private static func flag(_ text: String?) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        case nil, _?: nil
        }
    }

    private static func routing(_ element: XMLElement) throws(Unmodelled) -> Routing? {
        var policies: [RoutingPolicy] = []
        if let text = element.text(of: "Weight") {
            guard let weight = XMLElement.number(text).flatMap({ UInt8(exactly: $0) }) else {
                throw Unmodelled("its weight is \(Printable.message(text))")
            }
            policies.append(.weighted(weight))
        }
        if let region = element.text(of: "Region") { policies.append(.latency(region: region)) }
        if let text = element.text(of: "Failover") {
            guard let role = RoutingPolicy.Failover(rawValue: text.lowercased()) else {
                throw Unmodelled("its failover is \(Printable.message(text))")
            }
            policies.append(.failover(role))
        }
        if let location = element["GeoLocation"] { policies.append(.geolocation(try geolocation(location))) }
        if let text = element.text(of: "MultiValueAnswer") {
            guard let isMultivalue = flag(text) else {
                throw Unmodelled("its MultiValueAnswer is '\(Printable.message(text))'")
            }
            if isMultivalue { policies.append(.multivalue) }
        }
        if let location = element["GeoProximityLocation"] { policies.append(.geoproximity(try proximity(location))) }
        if let cidr = element["CidrRoutingConfig"] {
            policies.append(
                .cidr(
                    collection: cidr.text(of: "CollectionId") ?? "", location: cidr.text(of: "LocationName") ?? ""))
        }
        let identifier = element.text(of: "SetIdentifier")
        switch (policies.count, identifier) {
        case (0, nil): return nil
        case (1, let text?):
            guard let identifier = SetIdentifier(text) else { throw Unmodelled("its set identifier is too long") }
            return Routing(identifier: identifier, policy: policies[0])
        case (_, _): throw Unmodelled("it has \(policies.count) routing policies that gate53 knows")
        }
    }

    private static func geolocation(_ element: XMLElement) throws(Unmodelled) -> RoutingPolicy.Geolocation {
        let texts = ["ContinentCode", "CountryCode", "SubdivisionCode"].map { element.text(of: $0) }
        switch (texts[0], texts[1], texts[2]) {
        case (let continent?, nil, nil): return .continent(continent)
        case (nil, "*"?, nil), (nil, "*"?, "*"?): return .anywhere
        case (nil, let country?, let subdivision): return .country(country, subdivision: subdivision)
        case (_, _, _): throw Unmodelled("its location is of a kind that gate53 does not know")
        }
    }

    private static func proximity(_ element: XMLElement) throws(Unmodelled) -> RoutingPolicy.Geoproximity {
        let unknown = Unmodelled("its location is of a kind that gate53 does not know")
        let bias = element.text(of: "Bias").map { Int($0) }
        if let bias, bias == nil { throw unknown }
        let coordinates = element["Coordinates"]
        let place: RoutingPolicy.Geoproximity.Place
        switch (element.text(of: "AWSRegion"), element.text(of: "LocalZoneGroup"), coordinates) {
        case (let region?, nil, nil): place = .region(region)
        case (nil, let group?, nil): place = .localZoneGroup(group)
        case (nil, nil, let coordinates?):
            guard
                let latitude = coordinates.text(of: "Latitude").flatMap({
                    RoutingPolicy.Geoproximity.hundredths($0, limit: 90)
                }),
                let longitude = coordinates.text(of: "Longitude").flatMap({
                    RoutingPolicy.Geoproximity.hundredths($0, limit: 180)
                })
            else { throw unknown }
            place = .coordinates(latitude: latitude, longitude: longitude)
        case (_, _, _): throw unknown
        }
        return RoutingPolicy.Geoproximity(place: place, bias: bias ?? nil)
    }
}
