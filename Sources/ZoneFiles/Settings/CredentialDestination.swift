/// Where a provider's credentials go, and whose they are, as far as settings say.
package struct CredentialDestination: Hashable, Sendable {
    /// The kind of provider; what was accepted for one kind is not for another.
    package var kind = ""
    /// The URL that requests are sent to; `nil` for the usual one.
    package var endpoint: String?
    /// The profile whose credentials are used, which may name a program that makes them; `nil` for the usual ones.
    package var profile: String?

    package init(kind: String = "", endpoint: String?, profile: String?) {
        self.kind = kind
        self.endpoint = endpoint
        self.profile = profile
    }

    /// Whether settings say nothing of it.
    package var isUsual: Bool { endpoint == nil && profile == nil }
}

extension Settings {
    /// Where the credentials of all providers go.
    package var credentialDestinations: Set<CredentialDestination> {
        Set(providers.values.compactMap(\.credentialDestination))
    }

    /// The commands that providers run after a zone was written.
    package var commands: Set<[String]> { Set(providers.values.map(\.command).filter { !$0.isEmpty }) }
}
