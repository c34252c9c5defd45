package import DNSModel

/// Who must approve what, and whether they did.
package struct ReviewRule: Sendable {
    /// How many distinct reviewers must have approved each zone.
    package var required: Int
    /// Who may approve the zones that ``zones`` says nothing of; nobody named means everybody.
    package var reviewers: ReviewerChoice
    /// Who may approve some zones instead; the last entry that fits a zone counts.
    package var zones: [ZoneReviewers]
    /// The forge that the approvals come from; `nil` means signatures.
    package var forge: ForgeKind?
    /// The commits under review of which nobody knows who wrote them, in hexadecimal. One approval more is needed then:
    /// whoever wrote one of them, as many others as are required have approved it.
    package var unsigned: [String] = []
    /// The commits under review, in hexadecimal, that somebody signed of whom it is not known which account at the
    /// forge they have: it may be any of those who approve there.
    package var unplaced: [String] = []
    /// The commit with which the rule was accepted, where the protected branch has another one since.
    package var acceptedAt: String?

    package init(
        required: Int, reviewers: ReviewerChoice = ReviewerChoice(), zones: [ZoneReviewers] = [],
        forge: ForgeKind? = nil, acceptedAt: String? = nil
    ) {
        self.required = required
        self.reviewers = reviewers
        self.zones = zones
        self.forge = forge
        self.acceptedAt = acceptedAt
    }

    /// How many distinct reviewers must approve what is under review.
    package var needed: Int {
        required == 0 || (unsigned.isEmpty && unplaced.isEmpty) ? required : required + 1
    }

    /// Who may approve a zone; nobody named means everybody.
    package func reviewers(of apex: DomainName) -> ReviewerChoice {
        zones.last { $0.fits(apex) }?.reviewers ?? reviewers
    }

    /// Whether those who decide who may approve have approved.
    ///
    /// They are the reviewers of the zones that no pattern claims; at a forge where none are named, the reviewers of
    /// every pattern. As many of them as are required have to be there.
    ///
    /// - Parameters:
    ///   - ruleVerdicts: the rules that count so far, one for each source, and what was found for each.
    ///   - authors: the e-mail addresses of those who wrote the change, and the keys that they signed it with.
    /// - Returns: whether every rule is satisfied; false where there is none.
    package static func ownersApprove(_ ruleVerdicts: [RuleVerdicts], authors: Set<String>) -> Bool {
        !ruleVerdicts.isEmpty && ruleVerdicts.allSatisfy { $0.rule.ownersApprove($0.verdicts, authors: authors) }
    }

    private func ownersApprove(_ verdicts: [ApprovalVerdict], authors: Set<String>) -> Bool {
        guard required > 0 else { return true }
        let nameless = Self.nameless(verdicts)
        let counted = count(verdicts.filter { !nameless.contains($0) }, authors: authors).counted
        let choices: [ReviewerChoice]
        if !reviewers.isEmpty {
            choices = [reviewers]
        } else if forge == nil {
            return counted.count >= needed
        } else {
            choices = zones.map(\.reviewers)
        }
        return !choices.isEmpty && choices.allSatisfy { counted.count(where: $0.includes) >= needed }
    }

    /// The approvals that count, or what is missing.
    func count(
        _ zones: [ZonePlan], _ verdicts: [ApprovalVerdict], authors: Set<String>
    ) -> (counted: [Approval], missing: [ReviewRefusal.Fact]) {
        let nameless = Self.nameless(verdicts)
        let (counted, ownWork) = count(verdicts.filter { !nameless.contains($0) }, authors: authors)
        let short = shortage(in: zones, of: counted)
        if short.isEmpty { return (counted, []) }

        var missing: [ReviewRefusal.Fact] = []
        for case .rejected(let rejected) in verdicts { missing.append(.rejected(rejected)) }
        for case .approved(let approval) in nameless { missing.append(.noIdentity(approval)) }
        missing += ownWork.map { .ownWork($0) }
        if let first = unsigned.first, required > 0 {
            missing.append(.unsignedCommit(first, count: unsigned.count))
        }
        if let first = unplaced.first, let forge, required > 0 {
            missing.append(.unsignedCommit(first, count: unplaced.count, at: forge))
        }
        return ([], missing + short)
    }

    /// The approvals that are missing; nothing where there are enough.
    private func shortage(in zones: [ZonePlan], of counted: [Approval]) -> [ReviewRefusal.Fact] {
        guard counted.count >= needed else { return [.tooFew(shortage(counted.count))] }
        var missing: [ReviewRefusal.Fact] = []
        for zone in zones where zone.hasChanges {
            let choice = reviewers(of: zone.apex)
            // Whom the signers file lists may sign; at a forge everybody has an account, so there only who is named
            // may.
            let isOpen = choice.isEmpty && forge == nil
            let entitled = isOpen ? counted : counted.filter(choice.includes)
            guard entitled.count < needed else { continue }
            missing.append(.zoneNotApproved(zone.apex, shortage(entitled.count), reviewers: choice))
        }
        return missing
    }

    private func shortage(_ count: Int) -> ReviewRefusal.Shortage {
        ReviewRefusal.Shortage(count: count, required: needed, forge: forge)
    }

    static func checkPlan(_ document: PlanDocument, _ zones: [ZonePlan]) throws(ReviewRefusal) {
        if document.plan.source == .worktree {
            throw ReviewRefusal(reasons: [ReviewRefusal.Reason(.worktreePlan)])
        }
        let blocking = document.plan.blockingFindings.filter { found in zones.contains { $0.apex == found.apex } }
        if !blocking.isEmpty {
            throw ReviewRefusal(
                reasons: blocking.map { ReviewRefusal.Reason(.policy($0.finding, of: $0.apex)) })
        }
    }

    /// The approvals whose principal is a pattern or no e-mail address: it can't be compared with authors.
    private static func nameless(_ verdicts: [ApprovalVerdict]) -> Set<ApprovalVerdict> {
        let signatures = verdicts.compactMap { verdict in
            if case .approved(let approval) = verdict, approval.kind == .signature { approval } else { nil }
        }
        // With a name that can't be compared nothing is known of whose the key is, whatever its other names say.
        let unknown = Set(signatures.filter { !Reviewer.isPlain($0.reviewer.principal) }.map(\.fingerprint))
        return Set(
            signatures.filter { unknown.contains($0.fingerprint) || !Reviewer.isIdentity($0.reviewer.principal) }
                .map(ApprovalVerdict.approved))
    }

    /// The approvals that count, one a person, and those by authors, each in the order they were found.
    private func count(
        _ verdicts: [ApprovalVerdict], authors: Set<String>
    ) -> (counted: [Approval], ownWork: [Approval]) {
        let names = Set(authors.map { $0.lowercased() })
        var persons: [Person] = []
        for case .approved(let approval) in verdicts {
            // Somebody who shares a key or a name with two persons seen so far shows that they are one.
            let person = Person(approval)
            let same = persons.filter(person.isSame)
            persons.removeAll(where: person.isSame)
            persons.append(same.dropFirst().reduce(same.first ?? person) { $0.merged(with: $1) }.merged(with: person))
        }
        var counted: [Approval] = []
        var ownWork: [Approval] = []
        for person in persons {
            if person.names.isDisjoint(with: names), person.keys.isDisjoint(with: authors) {
                counted.append(person.first)
            } else {
                ownWork.append(person.first)
            }
        }
        return (counted, ownWork)
    }

    /// Approvals that belong to one person for all we can tell.
    private struct Person {
        var first: Approval
        var names: Set<String>
        var keys: Set<String>

        init(_ approval: Approval) {
            first = approval
            names = [approval.reviewer.principal.lowercased()]
            keys = [approval.fingerprint]
        }

        func isSame(as other: Person) -> Bool {
            !names.isDisjoint(with: other.names) || !keys.isDisjoint(with: other.keys)
        }

        func merged(with other: Person) -> Person {
            var person = self
            person.names.formUnion(other.names)
            person.keys.formUnion(other.keys)
            return person
        }
    }
}

/// A rule and what was found for it.
package struct RuleVerdicts: Sendable {
    package var rule: ReviewRule
    /// What became of each thing that claims to be an approval.
    package var verdicts: [ApprovalVerdict]

    package init(rule: ReviewRule, verdicts: [ApprovalVerdict]) {
        self.rule = rule
        self.verdicts = verdicts
    }
}
