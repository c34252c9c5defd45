internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// Where credentials go: by settings that were accepted, since whoever may have settings merged could have them go
// anywhere.
extension Wiring {
    /// Refuses to ask a provider at a place, or with a profile, that only settings name which nobody has accepted.
    ///
    /// What the environment of the job says is its own word.
    ///
    /// - Parameters:
    ///   - name: the provider.
    ///   - settings: what is said of it.
    ///   - followed: by whose word credentials are sent somewhere.
    /// - Throws: ``GateError``, refused.
    func checkDestination(
        _ name: String, _ settings: Route53Settings, _ followed: FollowedSettings
    ) throws(GateError) {
        let environment = Terminal.environment
        func own(_ names: [String], _ value: String?) -> String? {
            names.contains { name in value != nil && environment[name] == value } ? nil : value
        }
        try followed.checkDestination(
            of: name, CredentialDestination(endpoint: settings.endpoint, profile: settings.profile),
            unsaid: CredentialDestination(
                endpoint: own(["AWS_ENDPOINT_URL_ROUTE_53", "AWS_ENDPOINT_URL"], settings.endpoint),
                profile: own(["AWS_PROFILE"], settings.profile)))
    }

    /// Holds the places of providers against what was accepted, where only the settings' word sends credentials there:
    /// for commands that only look, and need no ledger else.
    ///
    /// - Parameters:
    ///   - providers: by name.
    ///   - settings: those that name them.
    /// - Throws: ``CommandFailure`` with exit code refused.
    func checkDestinations(
        _ providers: [(name: String, settings: ProviderSettings)], of settings: Settings
    ) async throws(CommandFailure) {
        try await commandFailure {
            var followed: FollowedSettings?
            for case (let name, .route53(let route53)) in providers
            where route53.endpoint != nil || route53.profile != nil {
                let known: FollowedSettings
                if let followed {
                    known = followed
                } else {
                    known = try await ports.ledger(namedBy: settings).followed()
                }
                followed = known
                try checkDestination(name, route53, known)
            }
        }
    }
}
