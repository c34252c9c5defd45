package import DNSModel

/// What a plan does with drift of a zone: of the zone itself and of most of its record sets, and of some of these.
package struct DriftRule: Hashable, Sendable {
    /// What it does with some record sets.
    package struct Part: Hashable, Sendable {
        package var sets: RecordPattern
        package var policy: DriftPolicy

        package init(_ sets: RecordPattern, _ policy: DriftPolicy) {
            self.sets = sets
            self.policy = policy
        }
    }

    /// Of the zone itself, and of record sets that no part is about.
    package var zone: DriftPolicy
    /// Of a record set that several are about, the most specific one counts: a name without wildcards before any
    /// other, then the pattern with more characters of the name, then one with types, then the last one.
    package var parts: [Part]

    package init(_ zone: DriftPolicy = .leave, parts: [Part] = []) {
        self.zone = zone
        self.parts = parts
    }

    /// The rule made ready to be asked about many record sets of a zone.
    package func prepared(for apex: DomainName) -> PreparedDriftRule { PreparedDriftRule(self, apex) }
}

/// A rule made ready to be asked about the record sets of one zone.
package struct PreparedDriftRule: Sendable {
    private let zone: DriftPolicy
    /// The most specific one first.
    private let parts: [(sets: RecordPatternMatcher, policy: DriftPolicy)]

    fileprivate init(_ rule: DriftRule, _ apex: DomainName) {
        zone = rule.zone
        let ranked = rule.parts.enumerated().sorted { one, other in
            let (first, second) = (one.element.sets.specificity, other.element.sets.specificity)
            return first == second ? one.offset > other.offset : second < first
        }
        parts = ranked.map { (RecordPatternMatcher([$0.element.sets], apex: apex), $0.element.policy) }
    }

    /// What a plan does with drift of a record set.
    package func policy(of key: RecordSet.Key) -> DriftPolicy {
        parts.first { $0.sets.matches(key) }?.policy ?? zone
    }
}
