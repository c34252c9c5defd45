package import DNSModel

/// What a provider can do, as data.
package struct ProviderCapabilities: Sendable {
    /// The provider's type as the settings name it, as in `master-file`.
    package var kind: String
    /// The record types it serves; nothing means every type, the generic form of RFC 3597 included.
    package var types: Set<RecordType>?
    /// How much one change batch may hold.
    package var limits: BatchLimits
    /// Whether it has aliases, routing policies and health checks.
    package var hasRouting: Bool
    /// Whether zones can be deleted.
    package var deletesZones: Bool
    /// Whether NS and SOA of the apex are overwritten, which counts twice what is written.
    package var overwritesApex: Bool
    /// How many characters of record data the provider counts for a record.
    package var characters: @Sendable (RecordData) -> Int
    /// How many record sets a zone may have, unless the live zone says otherwise; nothing for no limit.
    package var setsPerZone: Int?

    package init(
        kind: String, types: Set<RecordType>? = nil, limits: BatchLimits = BatchLimits(), hasRouting: Bool = false,
        deletesZones: Bool = false, overwritesApex: Bool = false, setsPerZone: Int? = nil,
        characters: @escaping @Sendable (RecordData) -> Int = { $0.text.utf8.count }
    ) {
        self.characters = characters
        self.overwritesApex = overwritesApex
        self.kind = kind
        self.types = types
        self.limits = limits
        self.hasRouting = hasRouting
        self.deletesZones = deletesZones
        self.setsPerZone = setsPerZone
    }
}
