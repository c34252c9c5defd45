internal import DNSModel
internal import ZonePlanning

// What one set may say about its part in a routing policy.

extension RuleCheck {
    mutating func checkMember(at index: Int) {
        let set = sets[index]
        if let check = set.healthCheck { checkHealthCheck(check, at: index) }
        guard let routing = set.routing else { return }
        checkIdentifier(routing.identifier, at: index)
        if [.ns, .soa, .ds].contains(set.type) {
            error(
                "type-not-routable",
                "\(set.key) has a routing policy, which \(set.type) can't have; leave it out", at: index)
        }
        switch routing.policy {
        case .weighted, .failover: break
        case .latency(let region): checkRegion(region, isListed: true, at: index)
        case .geolocation(let location): checkGeolocation(location, at: index)
        case .geoproximity(let proximity): checkGeoproximity(proximity, at: index)
        case .multivalue:
            if set.type == .cname {
                error(
                    "multivalue-cname", "\(set.key) is a multivalue answer, which a CNAME can't be; make it weighted",
                    at: index)
            }
            if set.alias != nil {
                error(
                    "multivalue-alias",
                    "\(set.key) is an alias and a multivalue answer; make it weighted, or give values",
                    at: index)
            }
        case .cidr(let collection, let location): checkCIDR(collection, location, at: index)
        }
        checkSingleValue(routing.policy.kind, at: index)
    }

    private mutating func checkIdentifier(_ identifier: SetIdentifier, at index: Int) {
        let text = identifier.description
        if text.utf16.count > SetIdentifier.maximumLength {
            error(
                "set-identifier-too-long",
                "the set identifier of \(sets[index].key) has \(text.utf16.count) characters as Route 53 counts them, at "
                    + "most \(SetIdentifier.maximumLength) are allowed; shorten it", at: index)
        }
        if text.unicodeScalars.contains(where: {
            $0.value < 0x20 || 0x7F...0x9F ~= $0.value || $0.value & 0xFFFE == 0xFFFE
        }) {
            error(
                "set-identifier-not-printable",
                "the set identifier of \(sets[index].key) has a control character; take it out", at: index)
        }
    }

    private mutating func checkHealthCheck(_ check: String, at index: Int) {
        if !(1...64).contains(check.utf8.count) || !check.utf8.allSatisfy(Self.isIdentifierOctet) {
            error(
                "bad-health-check-id",
                "\(sets[index].key) has the health check \(shown(check)), which is not an id; write it as in "
                    + "'abcdef11-2222-3333-4444-555555fedcba'", at: index)
        }
        if sets[index].routing == nil {
            warning(
                "health-check-without-routing",
                "\(sets[index].key) has a health check but no routing policy, so there is nothing else to answer with; "
                    + "take it out, or add a set to fail over to", at: index)
        }
    }

    /// A weighted or latency set should have one value.
    private mutating func checkSingleValue(_ kind: RoutingPolicy.Kind, at index: Int) {
        guard kind == .weighted || kind == .latency, sets[index].data.count > 1 else { return }
        // Documented so; but zones that have such sets are said to exist, and they must not be locked out.
        warning(
            "routed-several-values",
            "\(sets[index].key) has \(sets[index].data.count) values, and a \(kind.rawValue) set has one by the "
                + "documentation, so Route 53 may refuse it; make a set of each", at: index)
    }

    // MARK: - Places

    /// Checks a region; the service keeps a list of those it takes for latency.
    private mutating func checkRegion(_ region: String, isListed: Bool, at index: Int) {
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        let isRegion =
            (1...64).contains(region.utf8.count) && parts.count >= 3
            && parts.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 97...122 ~= $0 } }
            && parts.last.map { (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { 48...57 ~= $0 } } == true
        if !isRegion {
            error(
                "bad-region",
                "\(sets[index].key) has the region \(shown(region)); write it as in 'eu-west-1'", at: index)
        } else if isListed, !LatencyRegions.known.contains(region) {
            warning(
                "unknown-region",
                "\(sets[index].key) has the region '\(region)', which was not known when this version was made; make sure "
                    + "that Route 53 has it", at: index)
        }
    }

    private mutating func checkGeolocation(_ location: RoutingPolicy.Geolocation, at index: Int) {
        let key = sets[index].key
        switch location {
        case .anywhere: break
        case .continent(let code):
            if !["AF", "AN", "AS", "EU", "NA", "OC", "SA"].contains(code) {
                error(
                    "bad-continent",
                    "\(key) has the continent \(shown(code)); it is one of AF, AN, AS, EU, NA, OC and SA", at: index)
            }
        case .country(let code, let subdivision):
            if code.utf8.count != 2 || !code.utf8.allSatisfy({ 65...90 ~= $0 }) {
                error(
                    "bad-country",
                    "\(key) has the country \(shown(code)); write the two capital letters of ISO 3166, as in DE",
                    at: index)
            }
            guard let subdivision else { return }
            let isCode =
                (1...3).contains(subdivision.utf8.count)
                && subdivision.utf8.allSatisfy { 65...90 ~= $0 || 48...57 ~= $0 }
            if !["US", "UA"].contains(code) || !isCode {
                error(
                    "bad-subdivision",
                    "\(key) has the subdivision \(shown(subdivision)) of \(shown(code)); only the US and UA have any, as in "
                        + "US and CA", at: index)
            }
        }
    }

    private mutating func checkGeoproximity(_ proximity: RoutingPolicy.Geoproximity, at index: Int) {
        let key = sets[index].key
        if let bias = proximity.bias, !(-99...99).contains(bias) {
            error("bad-bias", "\(key) has the bias \(bias); it is from -99 to 99", at: index)
        }
        switch proximity.place {
        case .region(let region): checkRegion(region, isListed: false, at: index)
        case .localZoneGroup(let group):
            if !(1...64).contains(group.utf8.count)
                || !group.utf8.allSatisfy({ 97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-") })
            {
                error(
                    "bad-local-zone-group",
                    "\(key) has the local zone group \(shown(group)); write it as in 'us-west-2-lax-1'", at: index)
            }
        case .coordinates(let latitude, let longitude):
            if !(-9_000...9_000).contains(latitude) || !(-18_000...18_000).contains(longitude) {
                error(
                    "bad-coordinates",
                    "\(key) is at \(proximity.description); a latitude is from -90 to 90 and a longitude from -180 to 180",
                    at: index)
            }
        }
    }

    private mutating func checkCIDR(_ collection: String, _ location: String, at index: Int) {
        let key = sets[index].key
        if isPrivate {
            error(
                "cidr-in-private-zone",
                "\(key) is chosen by address, which a private zone can't do; choose another policy", at: index)
        }
        let parts = collection.split(separator: "-", omittingEmptySubsequences: false)
        let isID =
            parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.joined().utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
        if !isID {
            error(
                "bad-cidr-collection",
                "\(key) has the CIDR collection \(shown(collection)); write its id, as in "
                    + "'c8c02a84-aaaa-bbbb-e0d2-d833a2f80106'", at: index)
        }
        if location != "*", !(1...16).contains(location.utf8.count) || !location.utf8.allSatisfy(Self.isIdentifierOctet)
        {
            error(
                "bad-cidr-location",
                "\(key) has the CIDR location \(shown(location)); it is '*', or 1 to 16 letters, digits, '-' and '_'",
                at: index)
        }
    }

    /// Letters, digits, `-` and `_`.
    private static func isIdentifierOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
