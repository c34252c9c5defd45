internal import DNSModel
internal import HTTPTransport

/// A hosted zone as the service lists it.
struct HostedZone: Hashable, Sendable {
    /// Without `/hostedzone/`.
    var id: String
    /// The name as listed: lower case, escaped, with a final dot.
    var name: String
    var isPrivate: Bool
    /// Record sets, those of the apex included.
    var setCount: Int?
    var comment: String?
    /// What whoever created it called the creation.
    var callerReference: String
    /// The service that made the zone, where another one did; such a zone can't be changed through Route 53.
    var linkedService: String?
    /// As in `ENABLED` or `ENABLING_HOSTED_ZONE_LOCKED`.
    var acceleratedRecovery: String?

    /// - Throws: ``XMLError`` where it has no id or name, or does not say whether it is private.
    init(_ element: XMLElement) throws(XMLError) {
        id = Self.bareID(try element.required("Id"))
        name = try element.required("Name")
        if let config = element["Config"], config["PrivateZone"] != nil {
            isPrivate = try config.flag("PrivateZone")
        } else {
            isPrivate = false
        }
        callerReference = element.text(of: "CallerReference") ?? ""
        setCount = element.number("ResourceRecordSetCount")
        comment = element["Config"]?.text(of: "Comment").flatMap { $0.isEmpty ? nil : $0 }
        linkedService = element["LinkedService"].map {
            $0.text(of: "Description") ?? $0.text(of: "ServicePrincipal") ?? "another service"
        }
        acceleratedRecovery = element["Features"]?.text(of: "AcceleratedRecoveryStatus")
    }

    /// The zones on a page of a list.
    ///
    /// - Throws: ``XMLError`` where there is no list, or a zone of it is none.
    static func page(of root: XMLElement) throws(XMLError) -> [HostedZone] {
        var zones: [HostedZone] = []
        for element in try root.part("HostedZones").all("HostedZone") { zones.append(try HostedZone(element)) }
        return zones
    }

    /// Why the zone may not be changed, as a phrase.
    var readOnly: String? {
        if let linkedService { return "it belongs to another service: \(linkedService)" }
        if let acceleratedRecovery, acceleratedRecovery.hasSuffix("_LOCKED") {
            return "it is locked while accelerated recovery is switched (\(acceleratedRecovery)); try again later"
        }
        return nil
    }

    /// An id without the path that answers put before it.
    static func bareID(_ id: some StringProtocol) -> String {
        String(id.split(separator: "/").last ?? "")
    }
}

/// A hosted zone with what only `GetHostedZone` and `CreateHostedZone` say.
struct HostedZoneDetails: Hashable, Sendable {
    var zone: HostedZone
    /// The name servers of a public zone's delegation set.
    var nameServers: [String]
    /// The networks that see a private zone.
    var vpcIDs: [String]
    /// The id of the change that created it; `CreateHostedZone` only.
    var changeID: String?

    /// - Throws: ``XMLError`` where there is no zone in it.
    init(_ root: XMLElement) throws(XMLError) {
        zone = try HostedZone(root.part("HostedZone"))
        nameServers = root["DelegationSet"]?["NameServers"]?.all("NameServer").map(\.text) ?? []
        vpcIDs =
            (root["VPCs"]?.all("VPC") ?? []).compactMap { $0.text(of: "VPCId") }
            + [root["VPC"]?.text(of: "VPCId")].compactMap { $0 }
        changeID = root["ChangeInfo"]?.text(of: "Id").map { HostedZone.bareID($0) }
    }
}

extension Route53Service {
    /// Every zone of the account (ListHostedZones, 100 a page).
    func hostedZones() async throws(Route53Failure) -> [HostedZone] {
        var zones: [HostedZone] = []
        var marker: String?
        repeat {
            var request = Request(method: .get, path: "hostedzone", query: [("maxitems", "100")])
            if let marker { request.query.append(("marker", marker)) }
            let (page, next) = try await call(request) { answer throws(XMLError) in
                let root = try answer.document("ListHostedZonesResponse")
                return (
                    try HostedZone.page(of: root), try root.flag("IsTruncated") ? root.required("NextMarker") : nil
                )
            }
            let known = Set(zones.map(\.id))
            zones += page.filter { !known.contains($0.id) }
            if let next, next == marker { throw .unreadable("a list of hosted zones that does not go on") }
            marker = next
        } while marker != nil
        return zones
    }

    /// The zones of one name, public and private (ListHostedZonesByName).
    func hostedZones(named apex: DomainName) async throws(Route53Failure) -> [HostedZone] {
        let name = Route53Text.name(apex)
        var zones: [HostedZone] = []
        var cursor: (name: String, id: String?) = (name, nil)
        while true {
            var request = Request(
                method: .get, path: "hostedzonesbyname", query: [("dnsname", cursor.name), ("maxitems", "100")])
            if let id = cursor.id { request.query.append(("hostedzoneid", id)) }
            let (page, next) = try await call(request) { answer throws(XMLError) in
                let root = try answer.document("ListHostedZonesByNameResponse")
                let page = try HostedZone.page(of: root)
                // Servers that stand in for Route 53 leave it out (moto does); a page that is not full is the last.
                let isWhole = root["IsTruncated"] == nil && page.count < 100
                let next =
                    try !(isWhole ? false : root.flag("IsTruncated"))
                    ? nil : (name: root.required("NextDNSName"), id: root.required("NextHostedZoneId"))
                return (page, next)
            }
            // The list goes on with later names.
            let same = page.prefix { $0.name == name }
            let known = Set(zones.map(\.id))
            zones += same.filter { !known.contains($0.id) }
            guard same.count == page.count, let next, next.name == name else { return zones }
            let id = HostedZone.bareID(next.id)
            if id == cursor.id { throw .unreadable("a list of hosted zones that does not go on") }
            cursor = (next.name, id)
        }
    }

    /// One zone with its name servers or networks (GetHostedZone).
    func hostedZone(_ id: String) async throws(Route53Failure) -> HostedZoneDetails {
        let request = Request(method: .get, path: "hostedzone/\(PercentEncoding.encode(id))")
        return try await call(request) { answer throws(XMLError) in
            try HostedZoneDetails(try answer.document("GetHostedZoneResponse"))
        }
    }

    /// How many record sets a zone may have (GetHostedZoneLimit).
    func largestSetCount(of id: String) async throws(Route53Failure) -> Int? {
        let request = Request(
            method: .get, path: "hostedzonelimit/\(PercentEncoding.encode(id))/MAX_RRSETS_BY_ZONE")
        let root = try await call(request) { answer throws(XMLError) in
            try answer.document("GetHostedZoneLimitResponse")
        }
        return root["Limit"]?.number("Value")
    }

    /// Creates a zone (CreateHostedZone).
    ///
    /// - Parameters:
    ///   - apex: its name.
    ///   - choice: private or public, network, delegation set, comment.
    ///   - reference: what makes a request that is sent again one and the same.
    /// - Returns: the zone.
    /// - Throws: ``Route53Failure``.
    func createZone(
        _ apex: DomainName, _ choice: HostedZoneChoice, reference: String
    ) async throws(Route53Failure) -> HostedZoneDetails {
        var children = [XMLElement("Name", text: Route53Text.name(apex))]
        if let vpc = choice.vpcID, choice.isPrivate == true {
            children.append(
                XMLElement(
                    "VPC",
                    children: [
                        XMLElement("VPCRegion", text: choice.vpcRegion ?? ""), XMLElement("VPCId", text: vpc),
                    ]))
        }
        children.append(XMLElement("CallerReference", text: reference))
        children.append(
            XMLElement(
                "HostedZoneConfig",
                children: [
                    XMLElement("Comment", text: choice.comment ?? "managed by gate53"),
                    XMLElement("PrivateZone", text: choice.isPrivate == true ? "true" : "false"),
                ]))
        if let set = choice.delegationSet { children.append(XMLElement("DelegationSetId", text: set)) }
        let body = XMLWriter.document(XMLElement("CreateHostedZoneRequest", children: children))
        return try await call(Request(method: .post, path: "hostedzone", body: body)) { answer throws(XMLError) in
            try HostedZoneDetails(try answer.document("CreateHostedZoneResponse"))
        }
    }

    /// Deletes a zone in which there is nothing but what every zone has (DeleteHostedZone).
    ///
    /// - Returns: the id of the change.
    func deleteZone(_ id: String) async throws(Route53Failure) -> String? {
        let request = Request(method: .delete, path: "hostedzone/\(PercentEncoding.encode(id))")
        let root = try await call(request) { answer throws(XMLError) in
            try answer.document("DeleteHostedZoneResponse")
        }
        return root["ChangeInfo"]?.text(of: "Id").map { HostedZone.bareID($0) }
    }
}
