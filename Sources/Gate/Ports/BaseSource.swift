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
    /// What runs without receipts may have left live since, in the order in which they began.
    package var begun: [BegunChange]

    package init(_ base: DriftBase, hasMoved: Bool = false, begun: [BegunChange] = []) {
        self.base = base
        self.hasMoved = hasMoved
        self.begun = begun
    }

    /// Whether it can be read, and is of where the settings say that the zone is.
    var isUsable: Bool { base.applied != nil && !hasMoved }

    /// The record sets that git may have left live: what was last applied, and what runs without receipts made of it
    /// since. None where the settings choose another zone now.
    package var mayBeLeft: [RecordSet] {
        hasMoved ? [] : (base.applied?.zone.sets ?? []) + begun.compactMap(\.change.after)
    }

    /// The base for a zone as it is live: none where it is another zone because the settings say so.
    package func base(for live: LiveZone) -> DriftBase {
        // An id that is the name says nothing of which zone it is.
        guard hasMoved, let applied = base.applied,
            applied.zoneID != live.id || live.id == live.zone.apex.description || !live.exists
        else { return base.completed(with: begun, for: live) }
        return .none(.unusable("it was last applied to another zone at the provider, \(applied.zoneID)"))
    }
}

extension DriftBase {
    /// The base with what runs without receipts left live: a record set that is live as such a run was to make it was
    /// not changed by somebody else.
    fileprivate func completed(with begun: [BegunChange], for live: LiveZone) -> DriftBase {
        guard case .applied(var applied) = self, !begun.isEmpty else { return self }
        /// What each set may have been since, one run after the other.
        var states: [RecordSet.Key: [RecordSet?]] = [:]
        var left: [RecordSet.Key: Digest] = [:]
        for item in begun {
            let (key, change) = (item.change.key, item.change)
            var known = states[key] ?? [applied.zone[key]]
            guard known.contains(change.before) else { continue }
            known.append(change.after)
            states[key] = known
            if live.zone[key] == change.after { left[key] = item.plan }
        }
        left = left.filter { live.zone[$0.key] != applied.zone[$0.key] }
        if left.isEmpty { return self }
        var sets = Dictionary(applied.zone.sets.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for key in left.keys { sets[key] = live.zone[key] }
        guard let zone = try? Zone(apex: applied.zone.apex, sets: Array(sets.values)) else { return self }
        applied.zone = zone
        for plan in Set(left.values).sorted(by: { $0.hexadecimal < $1.hexadecimal }) {
            applied.notes.append(
                "an apply of plan \(plan.short) was cut off, and \(counted(left.values.count { $0 == plan }, "record set")) "
                    + "of it \(left.values.count { $0 == plan } == 1 ? "is" : "are") live")
        }
        return .applied(applied)
    }
}
