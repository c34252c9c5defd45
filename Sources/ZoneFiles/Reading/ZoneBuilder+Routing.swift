internal import DNSModel
internal import ZonePlanning

// Which of several record sets of one name and type is answered with: `set-identifier`, `routing` and `health-check`.

extension ZoneBuilder {
    static let policyKeys = [
        "weight", "latency", "failover", "geolocation", "geoproximity", "multivalue", "cidr",
    ]
    private static let continents = ["AF", "AN", "AS", "EU", "NA", "OC", "SA"]

    /// Reads `set-identifier` and `routing`, of which one is there at least.
    mutating func readRouting(_ tree: borrowing YAMLTree, _ nodes: RecordNodes) -> Routing? {
        let identifier = nodes.setIdentifier == 0 ? nil : setIdentifier(tree, nodes.setIdentifier)
        let policy = nodes.routing == 0 ? nil : routingPolicy(tree, nodes.routing)
        if nodes.routing == 0 {
            error(
                "missing-routing",
                "a set identifier tells sets apart that a routing policy chooses between; write 'routing' too, as in "
                    + "'routing: {weight: 10}', or leave 'set-identifier' out",
                at: mark(tree[nodes.setIdentifier - 1]))
        } else if nodes.setIdentifier == 0 {
            error(
                "missing-set-identifier",
                "a routing policy chooses between sets by their identifiers; write 'set-identifier' too, as in "
                    + "'set-identifier: blue', or leave 'routing' out", at: mark(tree[nodes.routing - 1]))
        }
        guard let identifier, let policy else { return nil }
        return Routing(identifier: identifier, policy: policy)
    }

    private mutating func setIdentifier(_ tree: borrowing YAMLTree, _ node: Int) -> SetIdentifier? {
        guard let text = word(tree, node) else { return nil }
        if let identifier = SetIdentifier(text) {
            warnOfCharacters(in: Array(text.utf8), at: mark(tree[node]))
            return identifier
        }
        error(
            "bad-value",
            "a set identifier has 1 to \(SetIdentifier.maximumLength) characters; this one has "
                + "\(text.unicodeScalars.count)", at: mark(tree[node]))
        return nil
    }

    /// Reads `health-check`: the provider's id of a check.
    mutating func readHealthCheck(_ tree: borrowing YAMLTree, _ node: Int) -> String? {
        guard let text = word(tree, node) else { return nil }
        if (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) { return text }
        error(
            "bad-value",
            "'\(Shown.text(text))' is not the id of a health check: 1 to 64 characters without spaces, as in "
                + "abcdef11-2222-3333-4444-555555fedcba", at: mark(tree[node]))
        return nil
    }

    /// Reports `geo` and `dynamic`, which are octoDNS's.
    mutating func reportOctoDNSRouting(_ tree: borrowing YAMLTree, _ nodes: RecordNodes, lenient: Bool) {
        for (extra, key) in [(nodes.geo, "geo"), (nodes.dynamic, "dynamic")] where extra != 0 {
            report(
                lenient ? .warning : .error, "unsupported-routing",
                "octoDNS's '\(key)' is not read; "
                    + (lenient
                        ? "only the plain values are used"
                        : "write each answer as a set of its own with 'set-identifier' and 'routing', or set 'lenient' "
                            + "to use the plain values"),
                at: mark(tree[extra - 1]))
        }
    }

    // MARK: - Policies

    private mutating func routingPolicy(_ tree: borrowing YAMLTree, _ node: Int) -> RoutingPolicy? {
        let errors = errorCount
        guard let fields = fields(tree, node, of: "routing", Self.policyKeys) else { return nil }
        let ordered = fields.sorted { $0.value < $1.value }
        guard let (key, value) = ordered.first else {
            if errorCount == errors {
                error("missing-value", "'routing' has no policy; write one, as in '{weight: 10}'", at: mark(tree[node]))
            }
            return nil
        }
        if ordered.count > 1 {
            error(
                "several-policies",
                "a set has one routing policy, and this one has '\(key)' and '\(ordered[1].key)'; keep one",
                at: mark(tree[ordered[1].value - 1]))
            return nil
        }
        switch key {
        case "weight":
            return integer(tree, value, 0...255).map { .weighted(UInt8($0)) }
        case "latency":
            return regionName(tree, value, "a region", example: "eu-west-1").map { .latency(region: $0) }
        case "failover":
            guard let text = word(tree, value) else { return nil }
            if let role = RoutingPolicy.Failover(rawValue: text) { return .failover(role) }
            return refused(tree, value, text, "write 'primary' or 'secondary'")
        case "geolocation": return geolocation(tree, value).map { .geolocation($0) }
        case "geoproximity": return geoproximity(tree, value).map { .geoproximity($0) }
        case "multivalue":
            guard let flag = flag(tree, value) else { return nil }
            if flag { return .multivalue }
            return refused(tree, value, "false", "write 'multivalue: true', or leave out 'routing'")
        default: return cidr(tree, value)
        }
    }

    private mutating func geolocation(
        _ tree: borrowing YAMLTree, _ node: Int
    ) -> RoutingPolicy.Geolocation? {
        let shape =
            "write '{continent: EU}', '{country: DE}', '{country: US, subdivision: CA}', or 'default' for "
            + "wherever no other set is meant for"
        guard tree[node].kind == .mapping else {
            if tree.octets(of: node).is("default") { return .anywhere }
            error("bad-value", shape, at: mark(tree[node]))
            return nil
        }
        let errors = errorCount
        guard let fields = fields(tree, node, of: "geolocation", ["continent", "country", "subdivision"]) else {
            return nil
        }
        let continent = fields["continent"].flatMap { code(tree, $0, "a continent") }
        let country = fields["country"].flatMap { code(tree, $0, "a country") }
        let subdivision = fields["subdivision"].flatMap { code(tree, $0, "a subdivision") }
        guard errorCount == errors else { return nil }
        switch (continent, country, subdivision) {
        case (let continent?, nil, nil): return .continent(continent)
        case (nil, let country?, let subdivision): return .country(country, subdivision: subdivision)
        case (nil, nil, nil), (nil, nil, _?), (_?, nil, _?), (_?, _?, _):
            error("bad-value", shape, at: mark(tree[node]))
            return nil
        }
    }

    /// Reads a code of a place, in capitals.
    private mutating func code(_ tree: borrowing YAMLTree, _ node: Int, _ what: String) -> String? {
        guard let text = word(tree, node) else { return nil }
        let isCode = text.utf8.allSatisfy { 65...90 ~= $0 || 48...57 ~= $0 }
        switch what {
        case "a continent" where Self.continents.contains(text): return text
        case "a continent":
            return refused(tree, node, text, "a continent is " + Self.continents.joined(separator: ", "))
        case "a country" where text == "*":
            return refused(tree, node, text, "write 'geolocation: default' for wherever no other set is meant for")
        case "a country" where isCode && text.utf8.count == 2: return text
        case "a country":
            return refused(tree, node, text, "a country is two capital letters (ISO 3166-1), as in DE")
        case "a subdivision" where isCode && (1...3).contains(text.utf8.count): return text
        default:
            return refused(tree, node, text, "a subdivision is one to three capital letters, as in CA for California")
        }
    }

    private mutating func geoproximity(
        _ tree: borrowing YAMLTree, _ node: Int
    ) -> RoutingPolicy.Geoproximity? {
        let errors = errorCount
        let keys = ["region", "local-zone-group", "latitude", "longitude", "bias"]
        guard let fields = fields(tree, node, of: "geoproximity", keys) else { return nil }
        let region = fields["region"].flatMap { regionName(tree, $0, "a region", example: "eu-west-1") }
        let group = fields["local-zone-group"].flatMap {
            regionName(tree, $0, "a local zone group", example: "us-west-2-lax-1")
        }
        let latitude = fields["latitude"].flatMap { degrees(tree, $0, limit: 90) }
        let longitude = fields["longitude"].flatMap { degrees(tree, $0, limit: 180) }
        let bias = fields["bias"].flatMap { integer(tree, $0, -99...99) }
        guard errorCount == errors else { return nil }
        let place: RoutingPolicy.Geoproximity.Place
        switch (region, group, latitude, longitude) {
        case (let region?, nil, nil, nil): place = .region(region)
        case (nil, let group?, nil, nil): place = .localZoneGroup(group)
        case (nil, nil, let latitude?, let longitude?):
            place = .coordinates(latitude: latitude, longitude: longitude)
        case (_, _, _, _):
            error(
                "bad-value",
                "a place is one of '{region: eu-west-1}', '{local-zone-group: us-west-2-lax-1}' and "
                    + "'{latitude: 52.52, longitude: 13.4}', each with a 'bias' or without", at: mark(tree[node]))
            return nil
        }
        return RoutingPolicy.Geoproximity(place: place, bias: bias)
    }

    private mutating func cidr(_ tree: borrowing YAMLTree, _ node: Int) -> RoutingPolicy? {
        let errors = errorCount
        guard let fields = fields(tree, node, of: "cidr", ["collection", "location"]) else { return nil }
        for key in ["collection", "location"] where fields[key] == nil && errorCount == errors {
            error(
                "missing-key",
                "'cidr' has no '\(key)', as in '{collection: c8c02a84-…, location: site-a}'", at: mark(tree[node]))
        }
        guard let collectionNode = fields["collection"], let locationNode = fields["location"],
            let collection = word(tree, collectionNode), let location = word(tree, locationNode)
        else { return nil }
        guard Self.isUUID(collection) else {
            return refused(
                tree, collectionNode, collection,
                "write the id of a CIDR collection, as in c8c02a84-aaaa-bbbb-e0d2-d833a2f80106")
        }
        let isLocation =
            (1...16).contains(location.utf8.count)
            && location.utf8.allSatisfy {
                48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || "_-*".utf8.contains($0)
            }
        guard isLocation else {
            return refused(
                tree, locationNode, location,
                "a location is 1 to 16 letters, digits, '-' and '_', or '*' for every other address")
        }
        return .cidr(collection: collection, location: location)
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 } }
    }

    // MARK: - Single values

    private mutating func refused<Value>(
        _ tree: borrowing YAMLTree, _ node: Int, _ text: String, _ remedy: String
    ) -> Value? {
        error("bad-value", "'\(Shown.text(text))' cannot stand here; \(remedy)", at: mark(tree[node]))
        return nil
    }

    private mutating func integer(_ tree: borrowing YAMLTree, _ node: Int, _ range: ClosedRange<Int>) -> Int? {
        guard let text = word(tree, node) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        return refused(tree, node, text, "write a whole number from \(range.lowerBound) to \(range.upperBound)")
    }

    private mutating func degrees(_ tree: borrowing YAMLTree, _ node: Int, limit: Int) -> Int? {
        guard let text = word(tree, node) else { return nil }
        if let degrees = RoutingPolicy.Geoproximity.hundredths(text, limit: limit) { return degrees }
        return refused(tree, node, text, "write degrees from -\(limit) to \(limit) with two decimals at most")
    }

    private mutating func regionName(
        _ tree: borrowing YAMLTree, _ node: Int, _ what: String, example: String
    ) -> String? {
        guard let text = word(tree, node) else { return nil }
        if RegionName.isOne(text) { return text }
        return refused(tree, node, text, "write \(what), as in \(example)")
    }
}

/// Names of regions and local zone groups.
package enum RegionName {
    /// Whether a text can be one: small letters, digits and hyphens.
    package static func isOne(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-") }
    }
}
