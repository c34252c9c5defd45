/// Health checks and tags.
extension Call {
    // MARK: Health checks

    /// The health check that the path names.
    ///
    /// - Throws: NoSuchHealthCheck.
    func healthCheck() throws(ServiceError) -> HealthCheck {
        let id = route.resource ?? ""
        guard let check = account.healthChecks[id] else { throw .noSuchHealthCheck(id) }
        return check
    }

    func listHealthChecks() throws(ServiceError) -> Reply {
        let size = try pageSize(most: 1000, usual: 100)
        let marker = request.parameter("marker")
        let from = account.healthChecks.values.sorted { $0.id < $1.id }.filter { $0.id >= marker ?? "" }
        let next = from.dropFirst(size).first
        return Reply(
            "ListHealthChecks",
            [.node("HealthChecks", from.prefix(size).map { markup($0) }), .leaf("Marker", marker ?? "")]
                + leaves([
                    ("IsTruncated", String(next != nil)), ("NextMarker", next?.id), ("MaxItems", String(size)),
                ]))
    }

    /// The same reference gives the same health check, unless its settings differ.
    mutating func createHealthCheck() throws(ServiceError) -> Reply {
        let reference = body?["CallerReference"]?.text ?? ""
        let configuration = body?["HealthCheckConfig"]?.children ?? []
        let taken = ServiceError(
            "HealthCheckAlreadyExists", status: 409,
            ["A health check with the same caller reference and different settings, or a deleted one, exists already."])
        if account.deletedHealthCheckReferences.contains(reference) { throw taken }
        if let old = account.healthChecks.values.first(where: { $0.callerReference == reference }) {
            if configuration.map(\.flat) != old.configuration.map(\.flat) || old.version > 1 { throw taken }
            return Reply("CreateHealthCheck", status: 201, location: "/healthcheck/\(old.id)", [markup(old)])
        }
        guard account.healthChecks.count < settings.healthChecks else {
            throw ServiceError(
                "TooManyHealthChecks",
                ["Limits Exceeded: MAX_HEALTH_CHECKS_BY_OWNER - Cannot create more health checks."])
        }
        try checkEndpoint(configuration)
        let check = HealthCheck(
            id: account.newUUID(), callerReference: reference, configuration: configuration)
        account.healthChecks[check.id] = check
        return Reply("CreateHealthCheck", status: 201, location: "/healthcheck/\(check.id)", [markup(check)])
    }

    private func checkEndpoint(_ configuration: [Element]) throws(ServiceError) {
        func has(_ name: String) -> Bool { configuration.contains { $0.name == name } }
        let type = configuration.first { $0.name == "Type" }?.text ?? ""
        switch type {
        case "HTTP", "HTTPS", "TCP", "HTTP_STR_MATCH", "HTTPS_STR_MATCH":
            if !has("IPAddress"), !has("FullyQualifiedDomainName") {
                throw .invalidInput("Invalid request: Expected an IPAddress or a FullyQualifiedDomainName")
            }
            if type.hasSuffix("STR_MATCH"), !has("SearchString") {
                throw .invalidInput("Invalid request: Missing field 'SearchString'")
            }
        case "CALCULATED":
            if !has("HealthThreshold") { throw .invalidInput("Invalid request: Missing field 'HealthThreshold'") }
        case "CLOUDWATCH_METRIC":
            if !has("AlarmIdentifier") { throw .invalidInput("Invalid request: Missing field 'AlarmIdentifier'") }
        default: break
        }
    }

    /// A version that is given must be the current one; a field that is given replaces the old one.
    mutating func updateHealthCheck() throws(ServiceError) -> Reply {
        var check = try healthCheck()
        let fields = body?.children ?? []
        if let version = fields.first(where: { $0.name == "HealthCheckVersion" })?.text, version != "\(check.version)" {
            throw ServiceError(
                "HealthCheckVersionMismatch", status: 409,
                ["The version \(version) is not the current version \(check.version) of the health check."])
        }
        let resets = (body?["ResetElements"]?.children ?? []).map(\.text)
        check.configuration.removeAll { resets.contains($0.name) }
        for field in fields where !["HealthCheckVersion", "ResetElements"].contains(field.name) {
            check.configuration.removeAll { $0.name == field.name }
            check.configuration.append(field)
        }
        check.version += 1
        account.healthChecks[check.id] = check
        return Reply("UpdateHealthCheck", [markup(check)])
    }

    /// Deletes also a health check that record sets refer to.
    mutating func deleteHealthCheck() throws(ServiceError) -> Reply {
        let check = try healthCheck()
        account.healthChecks[check.id] = nil
        account.deletedHealthCheckReferences.insert(check.callerReference)
        account.tags["healthcheck/\(check.id)"] = nil
        return Reply("DeleteHealthCheck", [])
    }

    func markup(_ check: HealthCheck) -> Markup {
        .node(
            "HealthCheck",
            [
                .leaf("Id", check.id), .leaf("CallerReference", check.callerReference),
                .node("HealthCheckConfig", check.configuration.map(\.markup)),
                .leaf("HealthCheckVersion", String(check.version)),
            ])
    }

    // MARK: Tags

    private func tagged(_ id: String) throws(ServiceError) -> String {
        switch route.kind {
        case "hostedzone": _ = try zone(id)
        case "healthcheck": if account.healthChecks[id] == nil { throw .noSuchHealthCheck(id) }
        default: throw constraint(route.kind ?? "", "resourceType", "satisfy enum value set: [healthcheck, hostedzone]")
        }
        return "\(route.kind ?? "")/\(id)"
    }

    private func tagSet(_ id: String) throws(ServiceError) -> Markup {
        let tags = account.tags[try tagged(id)] ?? [:]
        return .node(
            "ResourceTagSet",
            [
                .leaf("ResourceType", route.kind ?? ""), .leaf("ResourceId", id),
                .node(
                    "Tags",
                    tags.sorted { $0.key < $1.key }.map {
                        .node("Tag", [.leaf("Key", $0.key), .leaf("Value", $0.value)])
                    }),
            ])
    }

    func listTagsForResource() throws(ServiceError) -> Reply {
        Reply("ListTagsForResource", [try tagSet(route.resource ?? "")])
    }

    func listTagsForResources() throws(ServiceError) -> Reply {
        var sets: [Markup] = []
        for element in body?["ResourceIds"]?.children ?? [] { sets.append(try tagSet(element.text)) }
        return Reply("ListTagsForResources", [.node("ResourceTagSets", sets)])
    }

    mutating func changeTagsForResource() throws(ServiceError) -> Reply {
        let key = try tagged(route.resource ?? "")
        var tags = account.tags[key] ?? [:]
        for element in body?["RemoveTagKeys"]?.children ?? [] { tags[element.text] = nil }
        for element in body?["AddTags"]?.children ?? [] {
            tags[element["Key"]?.text ?? ""] = element["Value"]?.text ?? ""
        }
        guard tags.count <= 10 else { throw .invalidInput("A resource cannot have more than 10 tags.") }
        account.tags[key] = tags
        return Reply("ChangeTagsForResource", [])
    }
}

extension Element {
    /// The element to be written again.
    var markup: Markup { children.isEmpty ? .leaf(name, text) : .node(name, children.map(\.markup)) }

    /// The names and texts inside, to compare.
    var flat: [String] { [name] + (children.isEmpty ? [text] : children.flatMap(\.flat)) }
}
