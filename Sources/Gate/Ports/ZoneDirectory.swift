package import ZonePlanning

/// What a provider has in all: its zones, whether git declares them or not, and the changes it was given. Changes
/// nothing.
package protocol ZoneDirectory: Sendable {
    /// Every zone of the account, in the provider's order.
    func zones() async throws(ProviderError) -> [ListedZone]

    /// The record sets of a zone that was listed.
    func liveZone(_ listed: ListedZone) async throws(ProviderError) -> LiveZone

    /// What became of a change, by the id that a receipt has of it.
    func change(_ id: String) async throws(ProviderError) -> ChangeStatus
}

/// A provider by its name in the settings.
package struct NamedDirectory: Sendable {
    package var name: String
    package var directory: any ZoneDirectory

    package init(name: String, directory: any ZoneDirectory) {
        self.name = name
        self.directory = directory
    }
}
