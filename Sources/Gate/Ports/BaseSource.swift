package import DNSModel
package import ZonePlanning

/// Where it is known how zones were last applied: the receipts of the ledger, and the files that they name.
package protocol BaseSource: Sendable {
    /// What was last applied to a zone, read anew.
    ///
    /// - Throws: ``LedgerError`` where the receipts can't be read. That the base can't be is no error.
    func lastApplied(to apex: DomainName) async throws(LedgerError) -> LastApplied
}

/// What was last applied to a zone.
package struct LastApplied: Hashable, Sendable {
    package var base: DriftBase
    /// Whether the settings choose the zone at the provider otherwise than they did then.
    package var hasMoved: Bool

    package init(_ base: DriftBase, hasMoved: Bool = false) {
        self.base = base
        self.hasMoved = hasMoved
    }

    /// Whether it can be read, and is of where the settings say that the zone is.
    var isUsable: Bool { base.applied != nil && !hasMoved }

    /// The base for a zone as it is live: none where it is another zone because the settings say so.
    package func base(for live: LiveZone) -> DriftBase {
        guard hasMoved, let applied = base.applied, applied.zoneID != live.id else { return base }
        return .none(.unusable("it was last applied to another zone at the provider, \(applied.zoneID)"))
    }
}
