package import DNSModel

/// What of a provider could not be read.
package struct ReadFailure: Hashable, Sendable {
    /// The provider's name in the settings.
    package var provider: String
    /// The zone; `nil` where the provider's list of zones could not be read.
    package var apex: DomainName?
    /// The provider's id of the zone, where there is one.
    package var id: String?
    /// The kind of failure, in kebab-case.
    package var code: String
    /// What happened and what to do.
    package var message: String

    package init(provider: String, zone: ListedZone? = nil, code: String, message: String) {
        self.provider = provider
        apex = zone?.apex
        id = zone?.id
        self.code = code
        self.message = message
    }
}
