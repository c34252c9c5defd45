/// Which operation a request is for, by its method and path.
struct Route {
    var operation: Operation?
    /// What the path names: a zone, a change, a health check, a delegation set.
    var resource: String?
    /// The kind of a limit, or of a tagged resource.
    var kind: String?

    init(_ request: Request) {
        var parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { percentDecoded($0) }
        if parts.last == "" { parts.removeLast() }
        guard parts.first == "2013-04-01" else { return }
        parts.removeFirst()
        guard let head = parts.first else { return }
        let rest = Array(parts.dropFirst())
        resource = rest.first
        switch (request.method, head, rest.count) {
        case ("GET", "hostedzone", 0): operation = .listHostedZones
        case ("GET", "hostedzonesbyname", 0): operation = .listHostedZonesByName
        case ("GET", "hostedzonesbyvpc", 0): operation = .listHostedZonesByVPC
        case ("POST", "hostedzone", 0): operation = .createHostedZone
        case ("GET", "hostedzone", 1): operation = .getHostedZone
        case ("DELETE", "hostedzone", 1): operation = .deleteHostedZone
        case ("POST", "hostedzone", 1): operation = .updateHostedZoneComment
        case ("GET", "hostedzone", 2) where rest[1] == "rrset": operation = .listResourceRecordSets
        case ("POST", "hostedzone", 2) where rest[1] == "rrset": operation = .changeResourceRecordSets
        case ("GET", "hostedzone", 2) where rest[1] == "dnssec": operation = .getDNSSEC
        case ("GET", "change", 1): operation = .getChange
        case ("GET", "tags", 2):
            operation = .listTagsForResource
            kind = rest[0]
            resource = rest[1]
        case ("POST", "tags", 1):
            operation = .listTagsForResources
            kind = rest[0]
        case ("POST", "tags", 2):
            operation = .changeTagsForResource
            kind = rest[0]
            resource = rest[1]
        case ("GET", "healthcheck", 0): operation = .listHealthChecks
        case ("POST", "healthcheck", 0): operation = .createHealthCheck
        case ("GET", "healthcheck", 1): operation = .getHealthCheck
        case ("POST", "healthcheck", 1): operation = .updateHealthCheck
        case ("DELETE", "healthcheck", 1): operation = .deleteHealthCheck
        case ("GET", "hostedzonelimit", 2):
            operation = .getHostedZoneLimit
            kind = rest[1]
        case ("GET", "accountlimit", 1):
            operation = .getAccountLimit
            kind = rest[0]
        case ("GET", "testdnsanswer", 0): operation = .testDNSAnswer
        case ("GET", "trafficpolicyinstances", 1) where rest[0] == "hostedzone":
            operation = .listTrafficPolicyInstancesByHostedZone
        case ("GET", "delegationset", 0): operation = .listReusableDelegationSets
        case ("POST", "delegationset", 0): operation = .createReusableDelegationSet
        case ("GET", "delegationset", 1): operation = .getReusableDelegationSet
        default: break
        }
    }

    /// The resource as a policy names it.
    var arn: String { resource.map { "arn:aws:route53:::hostedzone/\($0)" } ?? "*" }
}

extension Operation {
    /// The root of the request's body and what it holds; nil for an operation without a body.
    var root: (name: String, content: Content)? {
        switch self {
        case .changeResourceRecordSets: ("ChangeResourceRecordSetsRequest", Schemas.changeResourceRecordSets)
        case .createHostedZone: ("CreateHostedZoneRequest", Schemas.createHostedZone)
        case .updateHostedZoneComment: ("UpdateHostedZoneCommentRequest", Schemas.updateHostedZoneComment)
        case .listTagsForResources: ("ListTagsForResourcesRequest", Schemas.listTagsForResources)
        case .changeTagsForResource: ("ChangeTagsForResourceRequest", Schemas.changeTagsForResource)
        case .createHealthCheck: ("CreateHealthCheckRequest", Schemas.createHealthCheck)
        case .updateHealthCheck: ("UpdateHealthCheckRequest", Schemas.updateHealthCheck)
        case .createReusableDelegationSet:
            ("CreateReusableDelegationSetRequest", Schemas.createReusableDelegationSet)
        default: nil
        }
    }
}
