/// What a batch must be like before the zone is looked at: refused with InvalidInput.
enum BatchShape {
    /// Checks every change by itself.
    ///
    /// - Throws: InvalidInput with everything that is wrong.
    static func check(_ changes: [Change]) throws(ServiceError) {
        let wrong = changes.flatMap { change in
            problems(change.set).map { "\($0) in Change with \(description(change))" }
        }
        if !wrong.isEmpty { throw .invalidInput("Invalid request: " + wrong.joined(separator: ", ")) }
    }

    private static func description(_ change: Change) -> String {
        let set = change.set
        return "[Action=\(change.action.rawValue), Name=\(set.name), Type=\(set.type), "
            + "SetIdentifier=\(set.setIdentifier ?? "null")]"
    }

    private static func problems(_ set: RecordSet) -> [String] {
        contentProblems(set) + policyProblems(set) + aliasProblems(set)
    }

    private static func contentProblems(_ set: RecordSet) -> [String] {
        let expected =
            "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]"
        let others = (set.alias == nil ? 0 : 1) + (set.trafficPolicyInstanceID == nil ? 0 : 1)
        let records = (set.ttl == nil ? 0 : 1) + (set.values == nil ? 0 : 1)
        switch (others, records) {
        case (1, 0), (0, 2): return []
        case (0, _): return ["\(expected), but found none"]
        default: return ["\(expected), but found more than one"]
        }
    }

    private static func policyProblems(_ set: RecordSet) -> [String] {
        let policies = set.policies
        let expected =
            "Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or "
            + "CidrRoutingConfig]"
        var problems: [String] = []
        if policies.count > 1 { problems.append("\(expected), but found more than one") }
        if policies.isEmpty, set.setIdentifier != nil { problems.append("\(expected), but found none") }
        if !policies.isEmpty, set.setIdentifier == nil { problems.append("Missing field 'SetIdentifier'") }
        if let location = set.geoLocation { problems += geoProblems(location) }
        if let location = set.geoProximity { problems += geoProximityProblems(location) }
        return problems
    }

    private static func geoProblems(_ location: RecordSet.GeoLocation) -> [String] {
        switch (location.continent, location.country, location.subdivision) {
        case (nil, nil, nil), (_?, _?, _):
            return ["Expected exactly one of [ContinentCode, or CountryCode]"]
        case (_?, nil, _?):
            return ["SubdivisionCode needs a CountryCode"]
        case (let continent?, nil, nil):
            let known = ["AF", "AN", "AS", "EU", "OC", "NA", "SA"].contains(continent)
            return known ? [] : ["ContinentCode '\(continent)' is not known"]
        case (nil, let country, let subdivision):
            let country = country ?? ""
            let isCode = country.utf8.count == 2 && country.utf8.allSatisfy { (65...90).contains($0) }
            if country != "*", !isCode { return ["CountryCode '\(country)' is not known"] }
            return subdivision != nil && country != "US" ? ["SubdivisionCode is for CountryCode US only"] : []
        }
    }

    private static func geoProximityProblems(_ location: RecordSet.GeoProximity) -> [String] {
        let present = [location.region, location.localZoneGroup, location.latitude].compactMap { $0 }
        if present.count != 1 { return ["Expected exactly one of [AWSRegion, LocalZoneGroup, or Coordinates]"] }
        guard let latitude = location.latitude else { return [] }
        let inside =
            (Double(latitude).map { abs($0) <= 90 } ?? false)
            && (location.longitude.flatMap { Double($0) }.map { abs($0) <= 180 } ?? false)
        return inside ? [] : ["Coordinates are outside of -90 to 90 and -180 to 180"]
    }

    private static func aliasProblems(_ set: RecordSet) -> [String] {
        guard set.alias != nil else { return [] }
        if set.multiValueAnswer == true { return ["MultiValueAnswer is not permitted with AliasTarget"] }
        return []
    }
}

/// The hosted zones of AWS services that aliases may target.
enum ServiceZones {
    static let cloudFront = "Z2FDTNDATAQYW2"

    /// Zones that belong to one service everywhere, and the domain of their targets.
    private static let global = [cloudFront: "cloudfront.net.", "Z2BJ6XQ5FK7U4H": "awsglobalaccelerator.com."]

    /// Domains of the services with a zone for each region.
    private static let regional = [
        "amazonaws.com.", "amazonaws.com.cn.", "awsapprunner.com.", "elasticbeanstalk.com.", "on.aws.", "api.aws.",
    ]

    /// Whether a service with that hosted zone id can have that target.
    static func has(_ target: Name, in zoneID: String) -> Bool {
        if let domain = global[zoneID] { return target.text.hasSuffix("." + domain) }
        return zoneID.first == "Z" && regional.contains { target.text.hasSuffix("." + $0) }
    }
}
