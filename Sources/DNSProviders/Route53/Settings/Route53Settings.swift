package import ZoneFiles
internal import ZonePlanning

/// What the settings say of an account of Route 53.
package struct Route53Settings: ProviderOptions {
    /// The URL to send requests to, where it is not the usual one.
    package var endpoint: String?
    /// How many requests are sent in a second at most; the account's limit is 5.
    package var requestsPerSecond = 5.0
    /// The profile of the AWS configuration files whose credentials are used; else the usual one.
    package var profile: String?
    /// What holds for every zone that does not say otherwise; `zoneID` and `comment` are never there.
    package var hostedZone = HostedZoneSettings()

    package init() {}

    init(reading section: inout SettingsSection) {
        profile = section.text("profile") { text in
            text.utf8.allSatisfy { 0x20...0x7E ~= $0 && !"[]".utf8.contains($0) }
                ? nil : "write the name of a profile in the AWS configuration files, as in 'dns'"
        }
        hostedZone = HostedZoneSettings(reading: &section)
        endpoint = section.text("endpoint") { text in ServiceEndpoint.problem(in: text).map { "'endpoint': \($0)" } }
        requestsPerSecond = section.number("requests-per-second", over: 0, atMost: 1_000) ?? requestsPerSecond
    }

    package var command: [String] { [] }

    package var credentialDestination: CredentialDestination? {
        CredentialDestination(endpoint: endpoint, profile: profile)
    }

    package func credentialDestination(besides environment: [String: String]) -> CredentialDestination? {
        func own(_ names: [String], _ value: String?) -> String? {
            names.contains { name in value != nil && environment[name] == value } ? nil : value
        }
        return CredentialDestination(
            endpoint: own(["AWS_ENDPOINT_URL_ROUTE_53", "AWS_ENDPOINT_URL"], endpoint),
            profile: own(["AWS_PROFILE"], profile))
    }
}
