/// Record sets.
extension Call {
    // MARK: Lists

    mutating func listResourceRecordSets() throws(ServiceError) -> Reply {
        var zone = try zone()
        let size = try pageSize(most: 300, usual: 100)
        let start = try startOfPage()
        let ordered = zone.ordered()
        account.zones[zone.id] = zone
        var low = 0
        var high = ordered.count
        while low < high {
            let middle = (low + high) / 2
            let set = ordered[middle].stored.set
            if (ordered[middle].key, set.type, set.setIdentifier ?? "") < start {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let page = ordered[low..<min(low + size, ordered.count)]
        var children: [Markup] = [
            .node("ResourceRecordSets", page.map { $0.stored.set.markup }),
            .leaf("IsTruncated", String(page.endIndex < ordered.count)),
        ]
        if page.endIndex < ordered.count {
            let next = ordered[page.endIndex].stored.set
            children += leaves([
                ("NextRecordName", next.name), ("NextRecordType", next.type),
                ("NextRecordIdentifier", next.setIdentifier),
            ])
        }
        return Reply("ListResourceRecordSets", children + [.leaf("MaxItems", String(size))])
    }

    /// Where a page starts. The name is not escaped for the client: `*` is not `\052`.
    private func startOfPage() throws(ServiceError) -> (String, String, String) {
        let type = request.parameter("type")
        let identifier = request.parameter("identifier")
        guard let name = request.parameter("name") else {
            if type != nil || identifier != nil { throw .invalidInput("The input is not valid") }
            return ("", "", "")
        }
        if let type, !recordTypes.contains(type) {
            throw constraint(type, "type", "satisfy enum value set: [\(recordTypes.joined(separator: ", "))]")
        }
        if identifier != nil, type == nil { throw .invalidInput("The input is not valid") }
        do { _ = try Name(name) } catch { throw .invalidInput(error.message) }
        return (Name.sortKey(name.lowercased()), type ?? "", identifier ?? "")
    }

    // MARK: Changes

    mutating func changeResourceRecordSets() throws(ServiceError) -> Reply {
        var zone = try writableZone()
        let batch = body?["ChangeBatch"]
        let changes = (batch?["Changes"]?.children ?? []).compactMap { element in
            element["ResourceRecordSet"].flatMap { set in
                Change.Action(rawValue: element["Action"]?.text ?? "").map { Change($0, RecordSet(set)) }
            }
        }
        try BatchShape.check(changes)
        if let busy = zone.busyUntil, now < busy { throw .priorRequestNotComplete }
        try apply(changes, to: &zone)
        zone.busyUntil = now.advanced(by: settings.writeDuration)
        account.zones[zone.id] = zone
        let comment = batch?["Comment"]?.text
        return Reply("ChangeResourceRecordSets", [submit(comment: comment)])
    }

    /// Evaluates the changes, all or none.
    func apply(_ changes: [Change], to zone: inout HostedZone) throws(ServiceError) {
        try checkReferences(changes)
        var batch = Batch(zone: zone, zones: account.zones.mapValues(\.name), settings: settings)
        batch.evaluate(changes)
        if !batch.messages.isEmpty { throw .invalidChangeBatch(batch.messages) }
        zone = batch.zone
    }

    private func checkReferences(_ changes: [Change]) throws(ServiceError) {
        for change in changes where change.action != .delete {
            if let id = change.set.healthCheckID, account.healthChecks[id] == nil { throw .noSuchHealthCheck(id) }
            guard let cidr = change.set.cidr else { continue }
            guard let locations = account.cidrCollections[cidr.collectionID] else {
                throw ServiceError(
                    "NoSuchCidrCollectionException", status: 404,
                    ["The CIDR collection \(cidr.collectionID) does not exist."])
            }
            if cidr.location != "*", !locations.contains(cidr.location) {
                throw ServiceError(
                    "NoSuchCidrLocationException", status: 404,
                    ["The CIDR location \(cidr.location) does not exist."])
            }
        }
    }

    // MARK: Traffic policies

    func listTrafficPolicyInstances() throws(ServiceError) -> Reply {
        let size = try pageSize(most: 100, usual: 100)
        let zone = try zone(request.parameter("id") ?? "")
        let start = (
            request.parameter("trafficpolicyinstancename").map { Name.sortKey($0.lowercased()) } ?? "",
            request.parameter("trafficpolicyinstancetype") ?? ""
        )
        let all = account.trafficPolicyInstances.values.filter { $0.zoneID == zone.id }
            .map { (key: ($0.name.sortKey, $0.type), instance: $0) }.sorted { $0.key < $1.key }
            .filter { $0.key >= start }
        let next = all.dropFirst(size).first?.instance
        let instances = all.prefix(size).map(\.instance).map { instance in
            Markup.node(
                "TrafficPolicyInstance",
                leaves([
                    ("Id", instance.id), ("HostedZoneId", instance.zoneID), ("Name", instance.name.text),
                    ("TTL", String(instance.ttl)), ("State", "Applied"), ("Message", ""),
                    ("TrafficPolicyId", instance.policyID), ("TrafficPolicyVersion", "1"),
                    ("TrafficPolicyType", instance.type),
                ]))
        }
        return Reply(
            "ListTrafficPolicyInstancesByHostedZone",
            [.node("TrafficPolicyInstances", instances)]
                + leaves([
                    ("TrafficPolicyInstanceNameMarker", next?.name.text),
                    ("TrafficPolicyInstanceTypeMarker", next?.type), ("IsTruncated", String(next != nil)),
                    ("MaxItems", String(size)),
                ]))
    }

    // MARK: Answers

    /// What a name server would say: the exact name, else the closest wildcard, an alias followed inside the zone.
    func testDNSAnswer() throws(ServiceError) -> Reply {
        let zone = try zone(request.parameter("hostedzoneid") ?? "")
        if zone.isPrivate { throw .invalidInput("TestDNSAnswer is for public hosted zones only") }
        let type = request.parameter("recordtype") ?? ""
        guard recordTypes.contains(type) else {
            throw constraint(type, "recordType", "satisfy enum value set: [\(recordTypes.joined(separator: ", "))]")
        }
        let text = request.parameter("recordname") ?? ""
        let name: Name
        do { name = try Name(text) } catch { throw .invalidInput(error.message) }
        let source = owner(of: name, in: zone)
        let cname = source.flatMap { zone.group($0, "CNAME").first }
        let group = source.map { zone.group($0, type) } ?? []
        let values = group.isEmpty ? cname?.set.values ?? [] : self.values(group, in: zone, depth: 3)
        let code = !name.lies(in: zone.name) ? "REFUSED" : source == nil ? "NXDOMAIN" : "NOERROR"
        return Reply(
            "TestDNSAnswer",
            [
                .leaf("Nameserver", zone.nameServers.first ?? ""), .leaf("RecordName", name.text),
                .leaf("RecordType", type),
                .node("RecordData", values.map { .leaf("RecordDataEntry", $0) }), .leaf("ResponseCode", code),
                .leaf("Protocol", "UDP"),
            ])
    }

    private func owner(of name: Name, in zone: HostedZone) -> Name? {
        if zone.sets[name.text] != nil { return name }
        if zone.sets.values.contains(where: { $0.first?.name.lies(in: name) ?? false }) { return name }
        var labels = name.labels.dropFirst()
        while labels.count >= zone.name.labels.count {
            let suffix = labels.joined(separator: ".")
            if let wildcard = try? Name("*." + suffix), zone.sets[wildcard.text] != nil { return wildcard }
            labels = labels.dropFirst()
        }
        return nil
    }

    private func values(_ group: [Stored], in zone: HostedZone, depth: Int) -> [String] {
        let chosen =
            group.allSatisfy { $0.set.multiValueAnswer == true } ? Array(group.prefix(8)) : Array(group.prefix(1))
        return chosen.flatMap { stored -> [String] in
            guard let alias = stored.set.alias else { return stored.set.values ?? [] }
            guard depth > 0, alias.zoneID == zone.id, let target = try? Name(alias.name) else { return [] }
            return values(zone.group(target, stored.set.type), in: zone, depth: depth - 1)
        }
    }
}
