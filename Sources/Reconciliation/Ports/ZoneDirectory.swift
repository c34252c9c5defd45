package import DNSModel
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

/// A zone as a provider lists it.
package struct ListedZone: Hashable, Sendable {
    /// The provider's id; where it has none, the apex as text.
    package var id: String
    package var apex: DomainName
    /// Whether only networks of the account's own see it.
    package var isPrivate: Bool
    /// How many record sets it has, its SOA and NS included, where the provider says so.
    package var setCount: Int?
    /// Whose it is where it may not be changed, as a phrase: `it belongs to another service`.
    package var readOnly: String?
    /// What the account's owner wrote about it.
    package var comment: String?

    package init(
        id: String, apex: DomainName, isPrivate: Bool = false, setCount: Int? = nil, readOnly: String? = nil,
        comment: String? = nil
    ) {
        self.id = id
        self.apex = apex
        self.isPrivate = isPrivate
        self.setCount = setCount
        self.readOnly = readOnly
        self.comment = comment
    }

    /// Whether there is nothing in it but the SOA and NS that every zone has; nothing where that is not known.
    package var isEmpty: Bool? { setCount.map { $0 <= 2 } }
}

/// What became of a change.
package struct ChangeStatus: Hashable, Sendable {
    package var id: String
    /// Whether every server of the provider has it.
    package var isInSync: Bool
    /// When it was accepted, in UTC, as the provider writes it.
    package var submitted: String
    /// What it was given with it.
    package var comment: String?

    package init(id: String, isInSync: Bool, submitted: String, comment: String? = nil) {
        self.id = id
        self.isInSync = isInSync
        self.submitted = submitted
        self.comment = comment
    }
}
