/// A successful answer before it is written.
struct Reply {
    var status = 200
    var headers: [(name: String, value: String)] = []
    var markup: Markup

    init(_ name: String, status: Int = 200, location: String? = nil, _ children: [Markup]) {
        self.status = status
        headers = location.map { [("Location", "https://route53.amazonaws.com/2013-04-01\($0)")] } ?? []
        markup = .node(name + "Response", children)
    }
}

/// One request being carried out on a copy of the account.
struct Call {
    var account: Account
    let settings: Settings
    let now: VirtualClock.Instant
    let request: Request
    let route: Route
    let body: Element?

    /// Carries out the operation.
    ///
    /// - Returns: The answer.
    /// - Throws: The refusal; the account is then not to be kept.
    mutating func perform(_ operation: Operation) throws(ServiceError) -> Reply {
        try checkBody(operation)
        switch operation {
        case .listHostedZones: return try listHostedZones()
        case .listHostedZonesByName: return try listHostedZonesByName()
        case .listHostedZonesByVPC: return try listHostedZonesByVPC()
        case .getHostedZone: return try getHostedZone()
        case .createHostedZone: return try createHostedZone()
        case .deleteHostedZone: return try deleteHostedZone()
        case .updateHostedZoneComment: return try updateHostedZoneComment()
        case .listResourceRecordSets: return try listResourceRecordSets()
        case .changeResourceRecordSets: return try changeResourceRecordSets()
        case .getChange: return try getChange()
        case .listTagsForResource: return try listTagsForResource()
        case .listTagsForResources: return try listTagsForResources()
        case .changeTagsForResource: return try changeTagsForResource()
        case .listHealthChecks: return try listHealthChecks()
        case .createHealthCheck: return try createHealthCheck()
        case .getHealthCheck: return Reply("GetHealthCheck", [markup(try healthCheck())])
        case .updateHealthCheck: return try updateHealthCheck()
        case .deleteHealthCheck: return try deleteHealthCheck()
        case .getHostedZoneLimit: return try getHostedZoneLimit()
        case .getAccountLimit: return try getAccountLimit()
        case .testDNSAnswer: return try testDNSAnswer()
        case .getDNSSEC: return try getDNSSEC()
        case .listTrafficPolicyInstancesByHostedZone: return try listTrafficPolicyInstances()
        case .listReusableDelegationSets: return try listReusableDelegationSets()
        case .createReusableDelegationSet: return try createReusableDelegationSet()
        case .getReusableDelegationSet: return try getReusableDelegationSet()
        }
    }

    // MARK: Requests

    private func checkBody(_ operation: Operation) throws(ServiceError) {
        guard let root = operation.root else {
            if !request.body.isEmpty { throw .invalidInput("\(operation.rawValue) has no body") }
            return
        }
        if settings.refusesOtherContentTypes, let type = request.header("Content-Type")?.lowercased(),
            !type.hasPrefix("application/xml"), !type.hasPrefix("text/xml")
        {
            throw .invalidInput("Content-Type '\(type)' is not XML")
        }
        guard let body else {
            throw .invalidInput("Invalid XML ; XML document structures must start and end within the same entity.")
        }
        try SchemaCheck(keepsOrder: settings.keepsElementOrder).check(body, is: root.name, root.content)
    }

    func constraint(_ value: String, _ field: String, _ text: String) -> ServiceError {
        .invalidInput(
            "1 validation error detected: Value '\(value)' at '\(field)' failed to satisfy constraint: Member must \(text)"
        )
    }

    /// The zone that the path names.
    ///
    /// - Throws: InvalidInput for an id over 32 characters, NoSuchHostedZone.
    func zone(_ named: String? = nil) throws(ServiceError) -> HostedZone {
        let id = named ?? route.resource ?? ""
        guard id.utf8.count <= 32 else {
            throw constraint(id, "resourceId", "have length less than or equal to 32")
        }
        guard let zone = account.zones[id] else { throw .noSuchHostedZone(id) }
        return zone
    }

    /// A zone that may be changed: none that another service made.
    func writableZone() throws(ServiceError) -> HostedZone {
        let zone = try zone()
        if let service = zone.linkedService {
            throw ServiceError(
                "AccessDenied", status: 403,
                ["The resource hostedzone/\(zone.id) can only be managed through \(service.principal)"])
        }
        return zone
    }

    /// How many items a page has.
    ///
    /// - Throws: InvalidInput when `maxitems` is no positive number.
    func pageSize(most: Int, usual: Int) throws(ServiceError) -> Int {
        var size = usual
        if let text = request.parameter("maxitems") {
            guard let number = Int(text), number > 0 else {
                throw constraint(text, "maxItems", "be a positive number")
            }
            size = min(number, most)
        }
        return settings.pageSize.map { min(size, max(1, $0)) } ?? size
    }

    /// Remembers a change and gives its `ChangeInfo`.
    mutating func submit(comment: String? = nil) -> Markup {
        let info = ChangeInfo(
            id: account.newID("C"), submitted: now, settles: now.advanced(by: settings.propagation), comment: comment)
        account.changes[info.id] = info
        return markup(info)
    }

    func markup(_ info: ChangeInfo) -> Markup {
        .node(
            "ChangeInfo",
            leaves([
                ("Id", "/change/\(info.id)"), ("Status", info.settles <= now ? "INSYNC" : "PENDING"),
                ("SubmittedAt", info.submitted.iso8601), ("Comment", info.comment),
            ]))
    }

    private func getChange() throws(ServiceError) -> Reply {
        let id = route.resource ?? ""
        guard let info = account.changes[id] else {
            throw ServiceError("NoSuchChange", status: 404, ["Could not find resource with ID: \(id)"])
        }
        return Reply("GetChange", [markup(info)])
    }
}
