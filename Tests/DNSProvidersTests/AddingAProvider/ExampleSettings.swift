package import ZoneFiles
internal import ZonePlanning

/// What the settings say of an account at Example DNS.
package struct ExampleSettings: ProviderOptions {
    /// The URL to send requests to, where it is not the usual one.
    package var endpoint: String?

    init(reading section: inout SettingsSection) {
        endpoint = section.text("endpoint") { text in ServiceEndpoint.problem(in: text).map { "'endpoint': \($0)" } }
    }

    /// What nobody has accepted is not asked: it would get the credentials.
    package var credentialDestination: CredentialDestination? {
        CredentialDestination(endpoint: endpoint, profile: nil)
    }

    /// Nothing is run after a zone was written.
    package var command: [String] { [] }
}

/// What the settings say of a zone at Example DNS.
package struct ExampleZoneSettings: ZoneOptions {
    /// The view that answers for the zone, where there are several.
    package var view: String?

    package init() {}

    init(reading section: inout SettingsSection) {
        view = section.text("view") { text in
            text.utf8.allSatisfy { 97...122 ~= $0 }
                ? nil : "'\(SettingsSection.shown(text))' is no view; write small letters, as in inside"
        }
    }
}
