/// What a provider says of a zone without listing its record sets.
package struct ZoneSummary: Hashable, Sendable {
    /// The provider's id of the zone.
    package var zoneID: String
    /// Whether the provider has the zone.
    package var exists: Bool
    /// Whether only networks of the account's own see the zone.
    package var isPrivate: Bool
    /// How many record sets it has, its SOA and NS included; `nil` where the provider does not say.
    package var setCount: Int?
    /// What moves with each change of it (``ProviderCapabilities/version``); `nil` where the provider has no such
    /// thing.
    package var version: String?

    package init(
        zoneID: String, exists: Bool, isPrivate: Bool = false, setCount: Int? = nil, version: String? = nil
    ) {
        self.version = version
        self.zoneID = zoneID
        self.exists = exists
        self.isPrivate = isPrivate
        self.setCount = setCount
    }
}
