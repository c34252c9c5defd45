package import DNSModel

/// A zone that a provider's rules are held against: what is declared, what a plan would make of it, or what is live.
package struct RuleSubject: Sendable {
    /// What the zone stands for.
    package enum Stage: Hashable, Sendable {
        /// What a commit declares; what is live is not known.
        case declared
        /// What the provider would have after a plan: what is declared, and what is live and not ours.
        case target
        case live
    }

    package private(set) var zone: Zone
    package let stage: Stage
    private let desired: DesiredZone?
    /// Whether `zone` has the sets of `desired` and no others.
    private var isAsDeclared: Bool

    /// What a commit declares.
    package init(_ desired: DesiredZone) {
        zone = desired.zone
        stage = .declared
        self.desired = desired
        isAsDeclared = true
    }

    /// What the provider would have once it has what a commit declares.
    package init(target zone: Zone, of desired: DesiredZone) {
        self.zone = zone
        stage = .target
        self.desired = desired
        isAsDeclared = false
    }

    /// What is live.
    package init(live zone: Zone) {
        self.zone = zone
        stage = .live
        desired = nil
        isAsDeclared = false
    }

    /// The same with sets that the provider adds of its own; those whose keys are there already are left out.
    package func adding(_ sets: [RecordSet]) -> RuleSubject {
        let missing = sets.filter { zone[$0.key] == nil }
        guard !missing.isEmpty, let completed = try? Zone(apex: zone.apex, sets: zone.sets + missing) else {
            return self
        }
        var result = self
        result.zone = completed
        result.isAsDeclared = false
        return result
    }

    /// Whether the settings say that there shall be no such zone.
    package var isAbsent: Bool { desired?.isAbsent ?? false }

    /// Whether a set that the zone does not have may be live all the same: where live is not known, and a commit
    /// declares the set as somebody else's.
    package func mayBeForeign(_ name: DomainName, _ type: RecordType) -> Bool {
        stage == .declared && desired?.isForeign(name, type) == true
    }

    /// How many declared sets were left out.
    package var leftOut: Int { desired?.leftOut ?? 0 }

    /// Whether the set at an index of `zone.sets` is one that a commit declares, or live where that is all there is.
    package func isOurs(setAt index: Int) -> Bool {
        guard let desired else { return true }
        return isAsDeclared || desired.zone[zone.sets[index].key] != nil
    }

    /// Where the set at an index of `zone.sets` is declared; `nil` where it is not.
    package func location(ofSetAt index: Int) -> SourceLocation? {
        guard let desired else { return nil }
        if isAsDeclared { return desired.location(ofSetAt: index) }
        return desired.zone.index(of: zone.sets[index].key).map { desired.location(ofSetAt: $0) }
    }

    /// Where to point for what is about the zone as a whole.
    package var location: SourceLocation? {
        desired?.files.first.map { SourceLocation(file: $0.path) }
    }
}
