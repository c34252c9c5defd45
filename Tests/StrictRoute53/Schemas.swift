/// The record types that Route 53 has, in the order of its model.
package let recordTypes = [
    "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB",
    "HTTPS",
]

/// The regions of latency records.
let latencyRegions = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "eu-west-1", "eu-west-2", "eu-west-3",
    "eu-central-1", "eu-central-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-northeast-1",
    "ap-northeast-2", "ap-northeast-3", "eu-north-1", "sa-east-1", "cn-north-1", "cn-northwest-1", "ap-east-1",
    "me-south-1", "me-central-1", "ap-south-1", "ap-south-2", "af-south-1", "eu-south-1", "eu-south-2",
    "ap-southeast-4", "il-central-1", "ca-west-1", "ap-southeast-5", "mx-central-1", "ap-southeast-7", "us-gov-east-1",
    "us-gov-west-1", "ap-east-2", "ap-southeast-6", "eusc-de-east-1",
]

/// The request bodies, element by element in the order of the model (botocore 1.43, route53/2013-04-01).
enum Schemas {
    private static let name = Content.string("DNSName", 0...1024)
    private static let resourceID = Content.string("ResourceId", 0...32)
    private static let comment = Content.string("ResourceDescription", 0...256)
    private static let nonce = Content.string("Nonce", 1...128)
    private static let healthCheckID = Content.string("HealthCheckId", 0...64)

    private static let recordSet = Content.sequence([
        .required("Name", name),
        .required("Type", .oneOf("RRType", recordTypes)),
        .optional("SetIdentifier", .string("ResourceRecordSetIdentifier", 1...128)),
        .optional("Weight", .integer("ResourceRecordSetWeight", 0...255)),
        .optional("Region", .oneOf("ResourceRecordSetRegion", latencyRegions)),
        .optional(
            "GeoLocation",
            .sequence([
                .optional("ContinentCode", .string("GeoLocationContinentCode", 2...2)),
                .optional("CountryCode", .string("GeoLocationCountryCode", 1...2)),
                .optional("SubdivisionCode", .string("GeoLocationSubdivisionCode", 1...3)),
            ])),
        .optional("Failover", .oneOf("ResourceRecordSetFailover", ["PRIMARY", "SECONDARY"])),
        .optional("MultiValueAnswer", .boolean),
        .optional("TTL", .integer("TTL", 0...2_147_483_647)),
        .optional(
            "ResourceRecords",
            .sequence([.many("ResourceRecord", .sequence([.required("Value", .string("RData", 0...4000))]))])),
        .optional(
            "AliasTarget",
            .sequence([
                .required("HostedZoneId", resourceID), .required("DNSName", name),
                .required("EvaluateTargetHealth", .boolean),
            ])),
        .optional("HealthCheckId", healthCheckID),
        .optional("TrafficPolicyInstanceId", .string("TrafficPolicyInstanceId", 1...36)),
        .optional(
            "CidrRoutingConfig",
            .sequence([
                .required("CollectionId", .pattern("UUID", 36...36, isUUID)),
                .required(
                    "LocationName",
                    .pattern("CidrLocationNameDefaultAllowed", 1...16) { text in
                        text.utf8.allSatisfy { isAlphanumeric($0) || "_-*".utf8.contains($0) }
                    }),
            ])),
        .optional(
            "GeoProximityLocation",
            .sequence([
                .optional("AWSRegion", .string("AWSRegion", 1...64)),
                .optional("LocalZoneGroup", .string("LocalZoneGroup", 1...64)),
                .optional(
                    "Coordinates",
                    .sequence([
                        .required("Latitude", .pattern("Latitude", 1...6) { isCoordinate($0, digits: 2) }),
                        .required("Longitude", .pattern("Longitude", 1...7) { isCoordinate($0, digits: 3) }),
                    ])),
                .optional("Bias", .integer("Bias", -99...99)),
            ])),
    ])

    static let changeResourceRecordSets = Content.sequence([
        .required(
            "ChangeBatch",
            .sequence([
                .optional("Comment", comment),
                .required(
                    "Changes",
                    .sequence([
                        .many(
                            "Change",
                            .sequence([
                                .required("Action", .oneOf("ChangeAction", ["CREATE", "DELETE", "UPSERT"])),
                                .required("ResourceRecordSet", recordSet),
                            ]))
                    ])),
            ]))
    ])

    static let createHostedZone = Content.sequence([
        .required("Name", name),
        .optional(
            "VPC",
            .sequence([
                .optional("VPCRegion", .string("VPCRegion", 1...64)), .optional("VPCId", .string("VPCId", 0...1024)),
            ])),
        .required("CallerReference", nonce),
        .optional(
            "HostedZoneConfig",
            .sequence([.optional("Comment", comment), .optional("PrivateZone", .boolean)])),
        .optional("DelegationSetId", resourceID),
    ])

    static let updateHostedZoneComment = Content.sequence([.optional("Comment", comment)])

    static let createReusableDelegationSet = Content.sequence([
        .required("CallerReference", nonce), .optional("HostedZoneId", resourceID),
    ])

    static let listTagsForResources = Content.sequence([
        .required("ResourceIds", .sequence([.many("ResourceId", atMost: 10, .string("TagResourceId", 0...64))]))
    ])

    static let changeTagsForResource = Content.sequence([
        .optional(
            "AddTags",
            .sequence([
                .many(
                    "Tag", atMost: 10,
                    .sequence([
                        .optional("Key", .string("TagKey", 0...128)), .optional("Value", .string("TagValue", 0...256)),
                    ]))
            ])),
        .optional("RemoveTagKeys", .sequence([.many("Key", atMost: 10, .string("TagKey", 0...128))])),
    ])

    private static let childHealthChecks = Particle.optional(
        "ChildHealthChecks", .sequence([.many("ChildHealthCheck", atLeast: 0, atMost: 256, healthCheckID)]))
    private static let healthCheckRegions = Particle.optional(
        "Regions",
        .sequence([
            .many(
                "Region", atLeast: 3, atMost: 64,
                .oneOf(
                    "HealthCheckRegion",
                    [
                        "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2",
                        "ap-northeast-1", "sa-east-1",
                    ]))
        ]))
    private static let alarm = Particle.optional(
        "AlarmIdentifier",
        .sequence([
            .required("Region", .string("CloudWatchRegion", 1...64)), .required("Name", .string("AlarmName", 1...256)),
        ]))
    private static let insufficientData = Particle.optional(
        "InsufficientDataHealthStatus",
        .oneOf("InsufficientDataHealthStatus", ["Healthy", "Unhealthy", "LastKnownStatus"]))
    private static let address = Particle.optional("IPAddress", .string("IPAddress", 0...45))
    private static let port = Particle.optional("Port", .integer("Port", 1...65535))
    private static let path = Particle.optional("ResourcePath", .string("ResourcePath", 0...255))
    private static let host = Particle.optional(
        "FullyQualifiedDomainName", .string("FullyQualifiedDomainName", 0...255))
    private static let search = Particle.optional("SearchString", .string("SearchString", 0...255))
    private static let threshold = Particle.optional("FailureThreshold", .integer("FailureThreshold", 1...10))
    private static let healthThreshold = Particle.optional("HealthThreshold", .integer("HealthThreshold", 0...256))

    static let createHealthCheck = Content.sequence([
        .required("CallerReference", .string("HealthCheckNonce", 1...64)),
        .required(
            "HealthCheckConfig",
            // botocore sends the caller's order, and callers put Type first.
            .all([
                address, port,
                .required(
                    "Type",
                    .oneOf(
                        "HealthCheckType",
                        [
                            "HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP", "CALCULATED",
                            "CLOUDWATCH_METRIC", "RECOVERY_CONTROL",
                        ])),
                path, host, search,
                .optional("RequestInterval", .integer("RequestInterval", 10...30)),
                threshold,
                .optional("MeasureLatency", .boolean), .optional("Inverted", .boolean),
                .optional("Disabled", .boolean),
                healthThreshold, childHealthChecks,
                .optional("EnableSNI", .boolean),
                healthCheckRegions, alarm, insufficientData,
                .optional("RoutingControlArn", .string("RoutingControlArn", 1...255)),
            ])),
    ])

    static let updateHealthCheck = Content.all([
        .optional("HealthCheckVersion", .integer("HealthCheckVersion", 1...Int.max)),
        address, port, path, host, search, threshold,
        .optional("Inverted", .boolean), .optional("Disabled", .boolean),
        healthThreshold, childHealthChecks,
        .optional("EnableSNI", .boolean),
        healthCheckRegions, alarm, insufficientData,
        .optional(
            "ResetElements",
            .sequence([
                .many(
                    "ResettableElementName", atLeast: 0, atMost: 64,
                    .oneOf(
                        "ResettableElementName",
                        ["FullyQualifiedDomainName", "Regions", "ResourcePath", "ChildHealthChecks"]))
            ])),
    ])
}

func isDigit(_ octet: UInt8) -> Bool { (48...57).contains(octet) }
func isHexDigit(_ octet: UInt8) -> Bool { isDigit(octet) || (65...70).contains(octet) || (97...102).contains(octet) }
func isAlphanumeric(_ octet: UInt8) -> Bool {
    isDigit(octet) || (65...90).contains(octet) || (97...122).contains(octet)
}

/// Whether the text is a UUID in lower case.
private func isUUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
        && parts.allSatisfy { $0.utf8.allSatisfy { isHexDigit($0) && !(65...70).contains($0) } }
}

/// Whether the text is a sign, up to `digits` digits and up to two decimals.
private func isCoordinate(_ text: String, digits: Int) -> Bool {
    let number = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...digits).contains(whole.utf8.count), whole.utf8.allSatisfy(isDigit) else {
        return false
    }
    return parts.count == 1 || (parts[1].utf8.count <= 2 && parts[1].utf8.allSatisfy(isDigit))
}
