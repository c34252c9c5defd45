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
    /// Whether the zone is one that the plan creates, in this batch or an earlier one: it has NS and SOA of the
    /// provider's that no plan knew.
    package var isOfCreatedZone = false
    /// The changes, one for each key.
    package var changes: [Change]
    /// What the batch is of, for providers that can keep that with a change or know a request again; `nil` while a plan
    /// is only looked at.
    package var origin: BatchOrigin?

    package init(
        apex: DomainName, zoneID: String, createsZone: Bool, changes: [Change], origin: BatchOrigin? = nil
    ) {
        self.apex = apex
        self.zoneID = zoneID
        self.createsZone = createsZone
        self.changes = changes
        self.origin = origin
    }
}

/// Which plan a batch is of. Providers word it; nobody reads their words back.
package struct BatchOrigin: Hashable, Sendable {
    /// The plan's digest: the same in every run of the plan.
    package var plan: Digest
    /// The commit that is applied, in hexadecimal digits.
    package var commit: String
    /// Whether the batch takes back what one of the plan did.
    package var isUndo = false

    package init(plan: Digest, commit: String) {
        self.plan = plan
        self.commit = commit
    }
}

extension ChangeBatch {
    /// Whether a change replaces an NS or SOA that the provider gave a zone it created, whatever it is.
    package func replacesProvided(_ change: Change) -> Bool {
        isOfCreatedZone && change.before == nil && change.key.name == apex
            && (change.key.type == .ns || change.key.type == .soa)
    }
}
