package import DNSModel

/// A zone as a commit of the protected branch declares it, and what of it is git's there.
package struct BranchZone: Sendable {
    private let zone: Zone
    private let exemptions: Ownership.Exemptions
    /// The names with record sets that only their provider can say the meaning of.
    private let opaque: Set<DomainName>

    /// - Parameters:
    ///   - declared: the zone as its files say it.
    ///   - patterns: what the settings of that commit ignore.
    ///   - dynamic: below which names they say that the dynamic DNS service has hosts.
    package init(_ declared: DesiredZone, ignoring patterns: [RecordPattern], besides dynamic: [DynamicSuffix] = []) {
        zone = declared.zone
        exemptions = Ownership(of: declared, ignoring: patterns, besides: dynamic).exemptions(declared: declared.zone)
        opaque = Set(declared.providerSets.map(\.name))
    }

    /// Whether the branch asks for what a change makes of a record set. Of a set that is not git's there it asks
    /// nothing.
    package func wants(_ change: Change) -> Bool {
        let key = change.key
        if exemptions.exemption(of: key) != nil || opaque.contains(key.name) { return false }
        guard let declared = zone[key], let after = change.after else { return zone[key] == nil && change.after == nil }
        return declared == after || declared.withCuts(of: [after.data]) == after
    }
}

/// The zones that the protected branch declares, for a plan to say what of it waits there.
package struct BranchZones: Sendable {
    /// Those that it declares and that can be read.
    package var zones: [DomainName: BranchZone]
    /// Whether the branch itself is what is planned.
    package var isPlanned: Bool

    package init(zones: [DomainName: BranchZone], isPlanned: Bool) {
        self.zones = zones
        self.isPlanned = isPlanned
    }
}

extension ZonePlan {
    /// The changes of which the plan says that they are not the planned commit's own, and that is not so.
    ///
    /// What waits on the protected branch, and what is taken back because somebody changed it at the provider, is what
    /// that branch declares. The latter is in a plan only where the settings say so, or where the zone itself is made
    /// again or deleted.
    ///
    /// - Parameters:
    ///   - branch: the zone as the protected branch declared it when the plan was made; `nil` where it did not, or that
    ///     is not known.
    ///   - rule: what a plan does with drift of the zone.
    /// - Returns: their record sets.
    package func unproven(by branch: BranchZone?, _ rule: DriftRule) -> Set<RecordSet.Key> {
        let (rule, isWhole) = (rule.prepared(for: apex), createsZone || deletesZone)
        let unproven = changes.filter { planned in
            switch planned.cause {
            case .own, .conflict: false
            case .waiting: branch?.wants(planned.change) != true
            case .drift:
                !(isWhole || rule.policy(of: planned.change.key) == .revert) || branch?.wants(planned.change) != true
            }
        }
        return Set(unproven.map(\.change.key))
    }
}
