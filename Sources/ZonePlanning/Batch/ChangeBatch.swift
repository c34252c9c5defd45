package import DNSModel

/// Changes of one zone that are applied whole or not at all, each only where its set is live as it was before.
package struct ChangeBatch: Hashable, Sendable {
    package var apex: DomainName
    /// The provider's id of the zone.
    package var zoneID: String
    /// Whether the zone itself is created first.
    package var createsZone: Bool
    /// Whether the zone itself is deleted last.
    package var deletesZone = false
    /// Whether the zone is one that the plan creates, in this batch or an earlier one: it has NS and SOA of the provider's
    /// that no plan knew.
    package var isOfCreatedZone = false
    /// The changes, one for each key.
    package var changes: [Change]
    /// What the provider should keep with the change where it can: commit and plan digest.
    package var comment: String

    package init(apex: DomainName, zoneID: String, createsZone: Bool, changes: [Change], comment: String) {
        self.apex = apex
        self.zoneID = zoneID
        self.createsZone = createsZone
        self.changes = changes
        self.comment = comment
    }
}

extension ChangeBatch {
    /// Whether a change replaces an NS or SOA that the provider gave a zone it created, whatever it is.
    package func replacesProvided(_ change: Change) -> Bool {
        isOfCreatedZone && change.before == nil && change.key.name == apex
            && (change.key.type == .ns || change.key.type == .soa)
    }
}

/// How much one change batch may hold; nothing where there is no limit.
package struct BatchLimits: Hashable, Sendable {
    /// Resource records deleted and created.
    package var records: Int?
    /// Characters of record data deleted and created.
    package var characters: Int?

    package init(records: Int? = nil, characters: Int? = nil) {
        self.records = records
        self.characters = characters
    }
}
