package import DNSModel

// Decision 0023: taking drift back is a plan.

/// What of a zone's drift is taken back: live becomes again what was last applied.
///
/// What waits in git keeps waiting: only sets that left their base are brought back to it.
package struct Restoration: Hashable, Sendable {
    package var apex: DomainName
    /// The sets that are taken back, in canonical order.
    package var sets: [SetDrift]
    /// The sets that git moved too, and that nobody asked for by name.
    package var disputed: [SetDrift]
    /// The sets that have no base to go back to.
    package var baseless: [SetDrift]
    /// The sets that can't be taken back, since what is live there can't be modelled and is never touched.
    package var opaque: [SetDrift]
    /// How many sets the settings accept, and so are left as they are.
    package var accepted: Int
    /// How many sets of the zone wait to be applied, and are left to that.
    package var pending: Int
    /// The zone itself, where sets in it can't be taken back because it is not there, was not, or shall not be.
    package var obstacle: ZoneDrift.Existence?

    /// Chooses what of a zone's drift is taken back.
    ///
    /// Without patterns, the sets that only somebody else moved. With patterns, every set they mean that left its base:
    /// conflicts and accepted ones too.
    ///
    /// - Parameters:
    ///   - drift: the zone's drift.
    ///   - patterns: patterns on names; none means all.
    package init(_ drift: ZoneDrift, named patterns: [RecordPattern]) {
        let matcher = RecordPatternMatcher(patterns, apex: drift.apex)
        self.init(drift, isNamed: !patterns.isEmpty) { patterns.isEmpty || matcher.matches($0) }
    }

    /// The same choice as a plan made it.
    ///
    /// - Parameters:
    ///   - drift: the zone's drift, without what of the plan is live already.
    ///   - keys: the sets that the plan changes.
    package init(_ drift: ZoneDrift, of keys: Set<RecordSet.Key>) {
        self.init(drift, isNamed: true, keys.contains)
    }

    private init(_ drift: ZoneDrift, isNamed: Bool, _ isMeant: (RecordSet.Key) -> Bool) {
        apex = drift.apex
        sets = []
        disputed = []
        baseless = []
        opaque = []
        accepted = 0
        pending = drift.counts.pending
        for set in drift.sets where isMeant(set.key) {
            switch set.state {
            case .inSync, .pending: continue
            case .drift, .both, .differs: break
            }
            if !isNamed, set.isAccepted {
                accepted += 1
            } else if set.unmodelled != nil {
                opaque.append(set)
            } else if set.state == .differs {
                baseless.append(set)
            } else if !isNamed, set.state == .both {
                disputed.append(set)
            } else {
                sets.append(set)
            }
        }
        let existence = drift.existence
        let isWhole = existence.base != false && existence.head && existence.live
        let hasMoved = existence.state != .inSync && existence.state != .pending
        // Of a zone that has nothing of the names that were asked for, nothing was asked.
        let isAsked = isNamed ? !sets.isEmpty : hasMoved || !(sets.isEmpty && disputed.isEmpty)
        if isAsked, hasMoved || !isWhole { obstacle = existence }
    }
}

extension SetDrift {
    /// The change from live back to the base; `nil` where they are the same.
    package var restoration: Change? { Change(from: live, to: base) }
}
