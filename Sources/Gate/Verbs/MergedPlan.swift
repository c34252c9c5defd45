package import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0084: approvals are of changes.

/// What waits at the tip of the protected branch, and which of it is approved.
package struct MergedPlan: Sendable {
    /// What is to be applied; `nil` where nothing that waits is approved.
    package var approved: Approved?
    /// The zones in which nothing waits, as a plan to be confirmed; `nil` where something waits in each.
    package var inSync: ReviewRequest?
    /// A plan without zones, by which settings can be accepted that are not yet; `nil` where they are.
    package var acceptance: ReviewRequest?
    /// What waits and is not applied.
    package var uncovered: [UncoveredZone] = []
    /// What was changed at the provider, zone by zone; see ``leftDrift``.
    package var drifted: [DriftedZone] = []
    /// Zones of which nothing can be said: their files have mistakes, or their provider can't be read or can't serve
    /// them. Why was told.
    package var unplanned: [DomainName] = []
    /// Whether the settings, or those accepted last, ask for all or nothing.
    private let isWhole: Bool
    /// What the protected branch declares, which was read for it.
    package let state: TrustedState
    package let ledger: TrustedLedger

    /// A plan of approved changes, and the plans that reviewers saw.
    package struct Approved: Sendable {
        package var document: PlanDocument
        /// None where nobody has to approve.
        package var parts: [ReviewRequest]
    }

    /// A zone with sets that were changed at its provider.
    package struct DriftedZone: Hashable, Sendable {
        package var apex: DomainName
        package var sets: [SetDrift]
        /// Whether the zone itself was made or deleted there.
        package var isZoneExistence: Bool
    }

    init(_ state: TrustedState, _ ledger: TrustedLedger) {
        self.state = state
        self.ledger = ledger
        isWhole = state.settings.review.isWhole || ledger.acceptedSettings?.review.isWhole == true
    }

    /// The zones that were applied once and have no zone file any more.
    ///
    /// - Throws: ``GateError``.
    package func forgottenZones() async throws(GateError) -> [DomainName] {
        try await ledger.appliedZones().subtracting(state.declared.apexes)
            .subtracting(state.declared.unreadable).sorted()
    }

    /// What somebody waits for and does not get.
    private var unmet: [UncoveredZone] { uncovered.filter { !$0.isOffered || $0.isApproved } }

    /// Why something is not applied, where nothing is.
    package var refusal: GateError? {
        if isWhole, approved != nil || !unmet.isEmpty, let error = incompleteness { return error }
        guard approved == nil, !unmet.isEmpty else { return nil }
        return UncoveredZone.refusal(unmet, isAlone: true)
    }

    /// What keeps everything from being applied where the settings ask for all or nothing; `nil` where nothing does.
    private var incompleteness: GateError? {
        if !unmet.isEmpty { return UncoveredZone.refusal(unmet, isAlone: true) }
        let zones = drifted.map(\.apex.description) + unplanned.map(\.description)
        if zones.isEmpty { return nil }
        return GateError(
            refused:
                "nothing was applied, because 'review: {whole: true}' in the settings asks for all or nothing, and "
                + "these zones have drifted or can't be checked: \(zones.joined(separator: ", ")); take drift "
                + "back ('gate53 drift --revert') or into git ('gate53 adopt'), then apply again", id: "not-whole")
    }

    /// What is not applied beside what is.
    package var rest: GateError? {
        guard approved != nil, !unmet.isEmpty else { return nil }
        return UncoveredZone.refusal(unmet, isAlone: false)
    }

    /// What was changed at the provider and stays so: not a zone that is made again or deleted by what is approved.
    package var leftDrift: [DriftedZone] {
        let whole = Set((approved?.document.plan.zones ?? []).filter { $0.createsZone || $0.deletesZone }.map(\.apex))
        return drifted.filter { !whole.contains($0.apex) }
    }
}

/// What waits in a zone and is not applied, set by set.
package struct UncoveredZone: Hashable, Sendable {
    package var apex: DomainName
    package var sets: [UncoveredSet]
    /// What keeps all of it from being applied, as that the zone would be wrong then.
    package var diagnostics: [Diagnostic] = []
    /// What else keeps what is approved of it from being applied: what policies find, or what nobody saw.
    package var reasons: [ReviewRefusal.Reason] = []
    /// Who may approve it, by each rule that counts.
    package var approvers: [Approvers] = []
    /// Why an approval of what is done to the zone itself is over, where no record set changes with it.
    package var zoneEnd: Occasion.End?
    /// Whether the zone itself waits to be made or deleted.
    package var isZoneExistence = false
    /// Whether the zone itself waits to be deleted; it has no zone file then.
    package var isDeletion = false
    /// Whether that only takes back what somebody did at the provider, so that nobody waits for it.
    package var isOffered = false

    /// Whether all of it is approved, and something else keeps it from being applied.
    package var isApproved: Bool { !sets.isEmpty && sets.allSatisfy { [.notTogether, .hindered].contains($0.why) } }

    /// The commits of which it was found that nobody knows which account at a forge signed them, in hexadecimal.
    func unplaced(at forge: ForgeKind) -> [String] {
        sets.flatMap { set -> [String] in
            guard case .refused(let refusal, _) = set.why else { return [] }
            return refusal.reasons.compactMap { reason in
                if case .unsignedCommit(let commit, _, let place) = reason.fact, place == forge { commit } else { nil }
            }
        }
    }

    /// Who may approve a zone, by one source of approvals.
    package struct Approvers: Hashable, Sendable {
        /// The forge at which they do; `nil` for signatures.
        package var forge: ForgeKind?
        /// How many have to.
        package var needed: Int
        /// A commit because of which that is one more than the rule says, in hexadecimal: nobody knows who wrote it.
        package var unsigned: String?
        /// Nobody named means all that the signers file lists.
        package var reviewers: ReviewerChoice
        /// The commit with which the rule was accepted, where the protected branch has another one since.
        package var acceptedAt: String?
    }

    /// A record set that waits.
    package struct UncoveredSet: Hashable, Sendable {
        package var change: Change
        package var why: Why
    }

    /// Why a change is not applied.
    package enum Why: Hashable, Sendable {
        /// No plan that reviewers saw has it.
        case notReviewed
        /// One has it, and its approval does not count; which plan, as in `github org/dns#2` or `plan 0123456789ab`.
        case refused(ReviewRefusal, of: String)
        /// One has it, and its approval does not count; why is said in words.
        case refusedFor([String])
        /// One has it, and its approval was for another occasion.
        case ended(Occasion.End)
        /// One has it from another state than is live, since somebody changed that at the provider.
        case moved(expected: RecordSet?)
        /// Nobody has to approve it, and something else keeps it from being applied.
        case hindered
        /// It is approved, and can't be applied together with the rest of what is.
        case notTogether
    }

    /// The error that says what is not applied.
    ///
    /// - Parameters:
    ///   - zones: what is not.
    ///   - isAlone: whether nothing else is applied.
    /// - Returns: the error.
    static func refusal(_ zones: [UncoveredZone], isAlone: Bool) -> GateError {
        let whys = zones.flatMap(\.sets).map(\.why)
        let isMoved = !whys.isEmpty && whys.allSatisfy { if case .moved = $0 { true } else { false } }
        return GateError(!isAlone ? .failed : isMoved ? .stale : .refused, .uncovered(zones))
    }
}
