internal import DNSModel
internal import ZonePlanning

/// A part of Amazon's cloud with endpoints and accounts of its own.
///
/// Source: `endpoints.json` and the endpoint rules of botocore 1.43.11.
struct Partition: Hashable, Sendable {
    /// As in ARNs.
    var name: String
    /// The host of Route 53.
    var route53Host: String
    /// The region that requests to Route 53 are signed for, whatever the caller's region is.
    var route53Region: String
    /// The end of the hosts of other services.
    var domain: String
    /// How the names of its regions begin.
    fileprivate var regionPrefixes: [String]

    /// The partition of most accounts.
    static let aws = Partition(
        name: "aws", route53Host: "route53.amazonaws.com", route53Region: "us-east-1", domain: "amazonaws.com",
        regionPrefixes: [])

    /// All partitions. The first whose prefixes a region's name has is the region's, and `aws` is that of all others.
    static let all: [Partition] = [
        Partition(
            name: "aws-cn", route53Host: "route53.amazonaws.com.cn", route53Region: "cn-northwest-1",
            domain: "amazonaws.com.cn", regionPrefixes: ["cn-"]),
        Partition(
            name: "aws-us-gov", route53Host: "route53.us-gov.amazonaws.com", route53Region: "us-gov-west-1",
            domain: "amazonaws.com", regionPrefixes: ["us-gov-"]),
        Partition(
            name: "aws-eusc", route53Host: "route53.amazonaws.eu", route53Region: "eusc-de-east-1",
            domain: "amazonaws.eu", regionPrefixes: ["eusc-"]),
        Partition(
            name: "aws-iso", route53Host: "route53.c2s.ic.gov", route53Region: "us-iso-east-1", domain: "c2s.ic.gov",
            regionPrefixes: ["us-iso-"]),
        Partition(
            name: "aws-iso-b", route53Host: "route53.sc2s.sgov.gov", route53Region: "us-isob-east-1",
            domain: "sc2s.sgov.gov", regionPrefixes: ["us-isob-"]),
        Partition(
            name: "aws-iso-e", route53Host: "route53.cloud.adc-e.uk", route53Region: "eu-isoe-west-1",
            domain: "cloud.adc-e.uk", regionPrefixes: ["eu-isoe-"]),
        Partition(
            name: "aws-iso-f", route53Host: "route53.csp.hci.ic.gov", route53Region: "us-isof-south-1",
            domain: "csp.hci.ic.gov", regionPrefixes: ["us-isof-"]),
        aws,
    ]

    /// The partition of a region.
    static func of(region: String) -> Partition {
        all.first { $0.regionPrefixes.contains(where: region.hasPrefix) } ?? aws
    }

    /// Whether a URL is of a host of Amazon's, whichever service and region.
    static func isHost(of url: String) -> Bool {
        guard let host = SplitURL(url)?.host.lowercased() else { return false }
        return (all.map(\.domain) + ["api.aws", "api.amazonwebservices.com.cn"]).contains { host.hasSuffix(".\($0)") }
            || of(route53: url) != nil
    }

    /// The partition whose Route 53 a URL is of; `nil` where it is of another host.
    static func of(route53 url: String) -> Partition? {
        let host = SplitURL(url)?.host.lowercased()
        return all.first { $0.route53Host == host }
    }

    /// The partition that an ARN names; `nil` when it names none that is known.
    static func of(arn: String) -> Partition? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "arn" else { return nil }
        return all.first { $0.name == parts[1] }
    }
}

/// Where a service is asked, and for which region requests to it are signed.
struct Endpoint: Hashable, Sendable {
    /// Without a slash at its end.
    var url: String
    var region: String
}

extension SharedConfiguration {
    /// The caller's region: `AWS_REGION`, `AWS_DEFAULT_REGION`, or that of the profile.
    ///
    /// botocore does not know the first of these, the AWS CLI version 2 and the other SDKs do.
    func region(_ environment: CredentialEnvironment) -> String? {
        environment.variable("AWS_REGION") ?? environment.variable("AWS_DEFAULT_REGION") ?? self["region"]
    }

    /// Where Route 53 is asked.
    ///
    /// - Parameters:
    ///   - environment: the outside.
    ///   - given: the URL that the settings name; goes before all others.
    /// - Returns: the endpoint.
    /// - Throws: ``CredentialError`` with code `invalid`.
    func route53Endpoint(_ environment: CredentialEnvironment, given: String? = nil) throws(CredentialError) -> Endpoint
    {
        let partition = region(environment).map(Partition.of(region:)) ?? .aws
        if let given { return Endpoint(url: try Self.checked(given, "the settings"), region: partition.route53Region) }
        let url = try configuredURL("route_53", environment) ?? "https://\(partition.route53Host)"
        return Endpoint(url: url, region: partition.route53Region)
    }

    /// Where CloudTrail is asked for what was done at Route 53: in the region that Route 53's requests are signed for.
    ///
    /// - Parameters:
    ///   - environment: the outside.
    ///   - given: the URL that the settings name for requests to AWS; goes before all others.
    /// - Returns: the endpoint.
    /// - Throws: ``CredentialError`` with code `invalid`.
    func cloudTrailEndpoint(_ environment: CredentialEnvironment, given: String? = nil) throws(CredentialError)
        -> Endpoint
    {
        let region = (region(environment).map(Partition.of(region:)) ?? .aws).route53Region
        if let given { return Endpoint(url: try Self.checked(given, "the settings"), region: region) }
        return try endpoint("cloudtrail", region: region, environment)
    }

    /// Where a regional service is asked, as in `sts`.
    func endpoint(_ service: String, region: String, _ environment: CredentialEnvironment) throws(CredentialError)
        -> Endpoint
    {
        guard
            region.utf8.allSatisfy({
                $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            }),
            !region.isEmpty
        else {
            throw CredentialError(
                .invalid, "'\(Printable.message(region))' is not the name of a region, as in 'us-east-1'")
        }
        let host = service == "sso" ? "portal.sso" : service == "sso_oidc" ? "oidc" : service
        let usual = "https://\(host).\(region).\(Partition.of(region: region).domain)"
        return Endpoint(url: try configuredURL(service, environment) ?? usual, region: region)
    }

    /// The URL that variables or the profile give for a service: first the variable of the service, then the one for
    /// all, then the profile's `services` section, then the profile's `endpoint_url`.
    func configuredURL(_ service: String, _ environment: CredentialEnvironment) throws(CredentialError) -> String? {
        let ignored =
            environment.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? self["ignore_configured_endpoint_urls"]
        if ignored?.lowercased() == "true" { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let url = environment.variable(name) { return try Self.checked(url, name) }
        }
        if let name = self["services"] {
            guard let section = services[name] else {
                throw CredentialError(
                    .invalid,
                    "the profile '\(Printable.message(profile))' names the services section '\(Printable.message(name))', which is not in \(configurationPath)"
                )
            }
            if case .nested(let settings) = section[service], let url = settings["endpoint_url"] {
                return try Self.checked(url, configurationPath)
            }
        }
        guard let url = self["endpoint_url"] else { return nil }
        return try Self.checked(url, configurationPath)
    }

    private static func checked(_ url: String, _ place: String) throws(CredentialError) -> String {
        guard let parts = SplitURL(url), parts.scheme == "https" || parts.scheme == "http", parts.query.isEmpty,
            !url.contains("@"), !url.contains("#"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw CredentialError(
                .invalid, "\(place): the endpoint is not a URL; write it as in 'https://route53.amazonaws.com'")
        }
        if let problem = ServiceEndpoint.problem(in: url) { throw CredentialError(.invalid, "\(place): \(problem)") }
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
