package import DNSModel

// Decision 0038: live goes before a provider's rules.

/// A rule of a provider that a zone breaks.
package struct RuleFinding: Hashable, Sendable {
    /// What is wrong, and where.
    package var diagnostic: Diagnostic
    /// The set that it is about; `nil` where it is about the zone as a whole.
    package var key: RecordSet.Key?
    /// What of the set it is about, where that may be one of several: a value, or the name that a value has.
    package var detail: String
    /// Whether nobody can be sure of the rule; then it is a warning, and nothing at all where live says otherwise.
    package var isGuess: Bool

    package init(_ diagnostic: Diagnostic, key: RecordSet.Key?, detail: String = "", isGuess: Bool = false) {
        self.diagnostic = diagnostic
        self.key = key
        self.detail = detail
        self.isGuess = isGuess
    }

    /// What makes two findings about two states of a zone one.
    private struct Identity: Hashable {
        var id: String
        var key: RecordSet.Key?
        var detail: String
    }

    private var identity: Identity { Identity(id: diagnostic.id, key: key, detail: detail) }

    /// What is to be said of findings about what a plan would make, knowing what is live.
    ///
    /// A provider's rules come from its documents, and what it serves goes before them: where a set stays as it is and
    /// is found fault with as it is live too, an error becomes a warning, and of a set that is not ours nothing is
    /// said.
    ///
    /// - Parameters:
    ///   - findings: those about the zone after the plan.
    ///   - target: that zone.
    ///   - live: the live zone; `nil` where the provider does not have it.
    ///   - declared: what a commit declares.
    ///   - findingsInLive: those about the live zone; asked for where one of `findings` is an error.
    /// - Returns: the diagnostics.
    package static func diagnostics(
        _ findings: [RuleFinding], target: Zone, live: Zone?, declared: Zone,
        findingsInLive: (Zone) -> [RuleFinding]
    ) -> [Diagnostic] {
        var known: Set<Identity>?
        func isLive(_ finding: RuleFinding) -> Bool {
            guard let live else { return false }
            if let key = finding.key, live[key] != target[key] { return false }
            let identities = known ?? Set(findingsInLive(live).map(\.identity))
            known = identities
            return identities.contains(finding.identity)
        }
        return findings.compactMap { finding in
            let isOurs = finding.key.map { declared[$0] != nil } ?? true
            if isOurs, finding.diagnostic.severity != .error, !finding.isGuess { return finding.diagnostic }
            guard isLive(finding) else { return finding.diagnostic }
            if !isOurs || finding.isGuess { return nil }
            var diagnostic = finding.diagnostic
            diagnostic.severity = .warning
            diagnostic.message += "; it is live like that, so it may stay"
            return diagnostic
        }
    }
}

extension [RuleFinding] {
    /// By place, those without one first; of one place as they are.
    package func sortedByLocation() -> [RuleFinding] {
        enumerated().sorted { left, right in
            switch (left.element.diagnostic.location, right.element.diagnostic.location) {
            case (let first?, let second?) where first != second: first < second
            case (nil, _?): true
            case (_?, nil): false
            case (nil, nil), (_?, _?): left.offset < right.offset
            }
        }.map(\.element)
    }
}
