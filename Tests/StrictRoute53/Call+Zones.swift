/// Hosted zones and delegation sets.
extension Call {
    // MARK: Reading

    mutating func listHostedZones() throws(ServiceError) -> Reply {
        let size = try pageSize(most: 100, usual: 100)
        let marker = request.parameter("marker")
        var zones = account.zones.values.sorted { $0.id < $1.id }
        if request.parameter("hostedzonetype") == "PrivateHostedZone" { zones = zones.filter(\.isPrivate) }
        if let set = request.parameter("delegationsetid") {
            guard account.delegationSets[set] != nil else { throw noSuchDelegationSet(set) }
            zones = zones.filter { $0.delegationSetID == set }
        }
        let from = zones.filter { $0.id >= marker ?? "" }
        let page = from.prefix(size)
        let next = from.dropFirst(size).first
        return Reply(
            "ListHostedZones",
            [.node("HostedZones", page.map { markup($0) })]
                + leaves([
                    ("Marker", marker), ("IsTruncated", String(next != nil)), ("NextMarker", next?.id),
                    ("MaxItems", String(size)),
                ]))
    }

    /// Zones from a name on, in the order of reversed names; it does not stop behind the name.
    mutating func listHostedZonesByName() throws(ServiceError) -> Reply {
        let size = try pageSize(most: 100, usual: 100)
        let startName = request.parameter("dnsname")
        let startID = request.parameter("hostedzoneid")
        var start = ("", "")
        if let startName {
            do { start = (try Name(startName).sortKey, startID ?? "") } catch {
                throw ServiceError("InvalidDomainName", [error.message])
            }
        } else if startID != nil {
            throw .invalidInput("The input is not valid: hostedzoneid needs dnsname")
        }
        let zones = account.zones.values.map { (key: ($0.name.sortKey, $0.id), zone: $0) }.sorted { $0.key < $1.key }
        let from = zones.filter { $0.key >= start }
        let next = from.dropFirst(size).first?.zone
        return Reply(
            "ListHostedZonesByName",
            [.node("HostedZones", from.prefix(size).map { markup($0.zone) })]
                + leaves([
                    ("DNSName", startName), ("HostedZoneId", startID), ("IsTruncated", String(next != nil)),
                    ("NextDNSName", next?.name.text), ("NextHostedZoneId", next?.id), ("MaxItems", String(size)),
                ]))
    }

    func listHostedZonesByVPC() throws(ServiceError) -> Reply {
        let size = try pageSize(most: 100, usual: 100)
        guard let id = request.parameter("vpcid"), let region = request.parameter("vpcregion") else {
            throw .invalidInput("The input is not valid: vpcid and vpcregion are needed")
        }
        let vpc = VPC(region: region, id: id)
        let zones = account.zones.values.filter { $0.vpcs.contains(vpc) }.sorted { $0.id < $1.id }
            .filter { $0.id >= request.parameter("nexttoken") ?? "" }
        let summaries = zones.prefix(size).map { zone -> Markup in
            let owner = zone.linkedService.map { Markup.leaf("OwningService", $0.principal) }
            return .node(
                "HostedZoneSummary",
                [
                    .leaf("HostedZoneId", zone.id), .leaf("Name", zone.name.text),
                    .node("Owner", [owner ?? .leaf("OwningAccount", "123456789012")]),
                ])
        }
        return Reply(
            "ListHostedZonesByVPC",
            [.node("HostedZoneSummaries", summaries)]
                + leaves([("MaxItems", String(size)), ("NextToken", zones.dropFirst(size).first?.id)]))
    }

    func getHostedZone() throws(ServiceError) -> Reply {
        let zone = try zone()
        return Reply("GetHostedZone", [markup(zone)] + delegation(zone))
    }

    func getHostedZoneLimit() throws(ServiceError) -> Reply {
        let zone = try zone()
        let kind = route.kind ?? ""
        switch kind {
        case "MAX_RRSETS_BY_ZONE":
            return limit(
                "GetHostedZoneLimit", kind, zone.recordSetLimit ?? settings.recordSetsPerZone, zone.count)
        case "MAX_VPCS_ASSOCIATED_BY_ZONE":
            guard zone.isPrivate else {
                throw ServiceError("HostedZoneNotPrivate", ["The hosted zone \(zone.id) is not private."])
            }
            return limit("GetHostedZoneLimit", kind, 300, zone.vpcs.count)
        default:
            throw constraint(kind, "type", "satisfy enum value set: [MAX_RRSETS_BY_ZONE, MAX_VPCS_ASSOCIATED_BY_ZONE]")
        }
    }

    func getAccountLimit() throws(ServiceError) -> Reply {
        let limits: [String: (Int, Int)] = [
            "MAX_HEALTH_CHECKS_BY_OWNER": (settings.healthChecks, account.healthChecks.count),
            "MAX_HOSTED_ZONES_BY_OWNER": (settings.hostedZones, account.zones.count),
            "MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER": (5, account.trafficPolicyInstances.count),
            "MAX_REUSABLE_DELEGATION_SETS_BY_OWNER": (settings.delegationSets, account.delegationSets.count),
            "MAX_TRAFFIC_POLICIES_BY_OWNER": (50, Set(account.trafficPolicyInstances.values.map(\.policyID)).count),
        ]
        let kind = route.kind ?? ""
        guard let (most, count) = limits[kind] else {
            throw constraint(kind, "type", "satisfy enum value set: [\(limits.keys.sorted().joined(separator: ", "))]")
        }
        return limit("GetAccountLimit", kind, most, count)
    }

    private func limit(_ name: String, _ kind: String, _ most: Int, _ count: Int) -> Reply {
        Reply(
            name,
            [.node("Limit", [.leaf("Type", kind), .leaf("Value", String(most))]), .leaf("Count", String(count))])
    }

    func getDNSSEC() throws(ServiceError) -> Reply {
        let zone = try zone()
        if zone.isPrivate {
            throw ServiceError("InvalidArgument", ["DNSSEC is not available for the private hosted zone \(zone.id)."])
        }
        return Reply(
            "GetDNSSEC",
            [.node("Status", [.leaf("ServeSignature", zone.serveSignature)]), .node("KeySigningKeys", [])])
    }

    // MARK: Writing

    mutating func createHostedZone() throws(ServiceError) -> Reply {
        let element = body ?? Element(name: "", namespace: "", attributes: [])
        let text = element["Name"]?.text ?? ""
        let name = try zoneName(text)
        let reference = element["CallerReference"]?.text ?? ""
        if account.zones.values.contains(where: { $0.callerReference == reference }) {
            throw ServiceError(
                "HostedZoneAlreadyExists", status: 409,
                ["A hosted zone has already been created with the specified caller reference."])
        }
        guard account.zones.count < settings.hostedZones else {
            throw ServiceError(
                "TooManyHostedZones", ["Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones."])
        }
        let vpc = element["VPC"].map { VPC(region: $0["VPCRegion"]?.text ?? "", id: $0["VPCId"]?.text ?? "") }
        let isPrivate = element["HostedZoneConfig"]?["PrivateZone"].map { isTrue($0.text) }
        if (isPrivate ?? (vpc != nil)) != (vpc != nil) {
            throw .invalidInput("A private hosted zone needs a VPC, and a public one has none.")
        }
        let comment = element["HostedZoneConfig"]?["Comment"]?.text
        let set = try delegationSet(element["DelegationSetId"]?.text, name, vpc)
        let zone = try add(name, reference, comment, vpc, set)
        let info = submit()
        var children = [markup(zone), info] + delegation(zone, withVPCs: false)
        if let vpc { children.append(markup(vpc)) }
        return Reply("CreateHostedZone", status: 201, location: "/hostedzone/\(zone.id)", children)
    }

    private func zoneName(_ text: String) throws(ServiceError) -> Name {
        let refused = ServiceError("InvalidDomainName", ["\(text) is not a valid domain name"])
        guard let name = try? Name(text), name.labels.count > 1, !name.isWildcard else { throw refused }
        return name
    }

    private func delegationSet(_ id: String?, _ name: Name, _ vpc: VPC?) throws(ServiceError) -> DelegationSet? {
        guard let id else {
            let overlapping = account.zones.values.contains { zone in
                vpc.map { zone.vpcs.contains($0) && zone.name == name } ?? false
            }
            if overlapping {
                throw ServiceError(
                    "ConflictingDomainExists",
                    ["The VPC \(vpc?.id ?? "") is already associated with another hosted zone for \(name.text)"])
            }
            return nil
        }
        guard vpc == nil else { throw .invalidInput("A private hosted zone has no reusable delegation set.") }
        guard let set = account.delegationSets[id] else { throw noSuchDelegationSet(id) }
        if account.zones.values.contains(where: { $0.delegationSetID == id && $0.name == name }) {
            throw ServiceError(
                "DelegationSetNotAvailable",
                ["The delegation set \(id) already serves a hosted zone for \(name.text)"])
        }
        return set
    }

    /// Makes a zone with its SOA and NS.
    mutating func add(
        _ name: Name, _ reference: String, _ comment: String?, _ vpc: VPC?, _ set: DelegationSet?, id: String? = nil
    ) throws(ServiceError) -> HostedZone {
        let privateServers = [
            "ns-1536.awsdns-00.co.uk.", "ns-0.awsdns-00.com.", "ns-1024.awsdns-00.org.", "ns-512.awsdns-00.net.",
        ]
        let servers = vpc != nil ? privateServers : set?.nameServers ?? account.newNameServers()
        var zone = HostedZone(
            id: id ?? account.newID("Z"), name: name, callerReference: reference, comment: comment,
            isPrivate: vpc != nil, vpcs: vpc.map { [$0] } ?? [], delegationSetID: set?.id, nameServers: servers)
        let start = "\(servers[0]) awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
        for set in [
            RecordSet(name.text, "NS", ttl: 172_800, values: servers), RecordSet(name.text, "SOA", ttl: 900, start),
        ] {
            let canonical = (set.values ?? []).compactMap { try? canonicalValue(set.type, $0) }
            zone.put(Stored(name: name, set: set, canonicalValues: Set(canonical)))
        }
        account.zones[zone.id] = zone
        return zone
    }

    mutating func deleteHostedZone() throws(ServiceError) -> Reply {
        let zone = try writableZone()
        if zone.count > 2 || zone.serveSignature != "NOT_SIGNING" {
            throw ServiceError(
                "HostedZoneNotEmpty",
                ["The specified hosted zone contains non-required resource record sets  and so cannot be deleted."])
        }
        account.zones[zone.id] = nil
        account.tags["hostedzone/\(zone.id)"] = nil
        return Reply("DeleteHostedZone", [submit()])
    }

    mutating func updateHostedZoneComment() throws(ServiceError) -> Reply {
        var zone = try writableZone()
        zone.comment = body?["Comment"]?.text
        account.zones[zone.id] = zone
        return Reply("UpdateHostedZoneComment", [markup(zone)])
    }

    // MARK: Delegation sets

    private func noSuchDelegationSet(_ id: String) -> ServiceError {
        ServiceError("NoSuchDelegationSet", ["No delegation set exists with the specified ID: \(id)"])
    }

    func listReusableDelegationSets() throws(ServiceError) -> Reply {
        let size = try pageSize(most: 100, usual: 100)
        let marker = request.parameter("marker")
        let from = account.delegationSets.values.sorted { $0.id < $1.id }.filter { $0.id >= marker ?? "" }
        let next = from.dropFirst(size).first
        return Reply(
            "ListReusableDelegationSets",
            [.node("DelegationSets", from.prefix(size).map { markup($0) }), .leaf("Marker", marker ?? "")]
                + leaves([
                    ("IsTruncated", String(next != nil)), ("NextMarker", next?.id), ("MaxItems", String(size)),
                ]))
    }

    mutating func createReusableDelegationSet() throws(ServiceError) -> Reply {
        let reference = body?["CallerReference"]?.text ?? ""
        if account.delegationSets.values.contains(where: { $0.callerReference == reference }) {
            throw ServiceError(
                "DelegationSetAlreadyCreated",
                ["A delegation set with the same owner and caller reference combination has already been created."])
        }
        var servers = account.newNameServers()
        let id = account.newID("N")
        if let text = body?["HostedZoneId"]?.text {
            var zone = try zone(text)
            if zone.isPrivate || zone.delegationSetID != nil {
                throw ServiceError("DelegationSetAlreadyReusable", ["The delegation set is already reusable."])
            }
            servers = zone.nameServers
            zone.delegationSetID = id
            account.zones[zone.id] = zone
        }
        let set = DelegationSet(id: id, callerReference: reference, nameServers: servers)
        account.delegationSets[id] = set
        return Reply("CreateReusableDelegationSet", status: 201, location: "/delegationset/\(id)", [markup(set)])
    }

    func getReusableDelegationSet() throws(ServiceError) -> Reply {
        let id = route.resource ?? ""
        guard let set = account.delegationSets[id] else { throw noSuchDelegationSet(id) }
        return Reply("GetReusableDelegationSet", [markup(set)])
    }

    // MARK: Elements

    func markup(_ zone: HostedZone) -> Markup {
        var children: [Markup] = [
            .leaf("Id", "/hostedzone/\(zone.id)"), .leaf("Name", zone.name.text),
            .leaf("CallerReference", zone.callerReference),
            .node("Config", leaves([("Comment", zone.comment), ("PrivateZone", String(zone.isPrivate))])),
            .leaf("ResourceRecordSetCount", String(zone.count)),
        ]
        if let service = zone.linkedService {
            children.append(
                .node(
                    "LinkedService",
                    [.leaf("ServicePrincipal", service.principal), .leaf("Description", service.description)]))
        }
        return .node("HostedZone", children)
    }

    private func markup(_ vpc: VPC) -> Markup {
        .node("VPC", [.leaf("VPCRegion", vpc.region), .leaf("VPCId", vpc.id)])
    }

    private func markup(_ set: DelegationSet) -> Markup {
        .node(
            "DelegationSet",
            leaves([("Id", "/delegationset/\(set.id)"), ("CallerReference", set.callerReference)])
                + [.node("NameServers", set.nameServers.map { .leaf("NameServer", $0) })])
    }

    private func delegation(_ zone: HostedZone, withVPCs: Bool = true) -> [Markup] {
        if zone.isPrivate { return withVPCs ? [.node("VPCs", zone.vpcs.map { markup($0) })] : [] }
        if let set = zone.delegationSetID.flatMap({ account.delegationSets[$0] }) { return [markup(set)] }
        return [.node("DelegationSet", [.node("NameServers", zone.nameServers.map { .leaf("NameServer", $0) })])]
    }
}
