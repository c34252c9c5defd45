package import DNSModel

/// What a provider serves for one zone.
package struct LiveZone: Hashable, Sendable {
    /// The provider's own id of the zone; where it has none, the apex as text.
    package var id: String
    /// Whether the provider has the zone at all; if not, `zone` is empty.
    package var exists: Bool
    /// The record sets we can model, the apex SOA and NS included.
    package var zone: Zone
    /// What the provider serves and we cannot model: reported, never changed.
    package var unmodelled: [UnmodelledSet]
    /// What a reviewer should know about applying to this zone, one sentence each.
    package var notes: [String]
    /// Whether only networks of the account's own see the zone, so that no parent delegates it.
    package var isPrivate = false
    /// Why nothing in the zone may be changed, as a phrase: `it belongs to another service`.
    package var readOnly: String?
    /// What a zone that does not exist is created with, by name, for reviewers: `visibility`, `vpc`,
    /// `delegation-set`.
    package var creationAttributes: [String: String] = [:]
    /// How many characters of record data the provider keeps for a set, where that is not what the canonical text has.
    package var storedCharacters: [RecordSet.Key: Int] = [:]
    /// How many record sets the zone may have, where the provider says so.
    package var largestSetCount: Int?

    package init(
        id: String, exists: Bool, zone: Zone, unmodelled: [UnmodelledSet] = [], notes: [String] = []
    ) {
        self.id = id
        self.exists = exists
        self.zone = zone
        self.unmodelled = unmodelled
        self.notes = notes
    }
}

/// A live record set that we keep our hands off because we cannot model it.
package struct UnmodelledSet: Hashable, Sendable {
    package var name: DomainName
    /// The type as the provider names it.
    package var type: String
    /// Why, as a phrase: `no presentation format known for RRSIG`.
    package var reason: String

    package init(name: DomainName, type: String, reason: String) {
        self.name = name
        self.type = type
        self.reason = reason
    }
}
