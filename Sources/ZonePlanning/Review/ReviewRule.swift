package import DNSModel

/// Decides whether a plan may be applied. The only way to an ``ApprovedPlan``.
package struct ReviewRule: Sendable {
    /// How many distinct reviewers must have approved each zone.
    package var required: Int
    /// Who may approve the zones that ``zones`` says nothing of; nobody named means everybody.
    package var reviewers: ReviewerChoice
    /// Who may approve some zones instead; the last entry that fits a zone counts.
    package var zones: [ZoneReviewers]
    /// The forge that the approvals come from; nothing means signatures.
    package var forge: ForgeKind?
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

    /// Who may approve a zone; nobody named means everybody.
    package func reviewers(of apex: DomainName) -> ReviewerChoice {
        zones.last { $0.fits(apex) }?.reviewers ?? reviewers
    }

    /// Holds a plan and the approvals that were found against the rule.
    ///
    /// Approvals that share a key or a reviewer are one person's and count once, whatever names that person has; if one of
    /// the names is an author's of the commits under review, they do not count. Every zone with work needs as many
    /// approvals as required of those who may approve it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - verdicts: what became of each thing that claims to be an approval of it.
    ///   - authors: the e-mail addresses of those who wrote the commits under review.
    /// - Returns: the plan, ready to be applied.
    /// - Throws: ``ReviewRefusal`` with everything that is missing.
    package func review(
        _ document: PlanDocument, verdicts: [ApprovalVerdict], authors: Set<String>
    ) throws(ReviewRefusal) -> ApprovedPlan {
        try Self.review(document, [HeldApprovals(rule: self, verdicts: verdicts)], authors: authors)
    }

    /// Holds a plan against several rules, each with the approvals of its own source. All of them must be satisfied.
    ///
    /// One person's signature and the same person's review at a forge are of two sources and count in each.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - held: the rules and what was found for each; at least one, since nothing at all approves nothing.
    ///   - authors: the e-mail addresses of those who wrote the commits under review.
    /// - Returns: the plan, ready to be applied.
    /// - Throws: ``ReviewRefusal`` with everything that is missing.
    package static func review(
        _ document: PlanDocument, _ held: [HeldApprovals], authors: Set<String>
    ) throws(ReviewRefusal) -> ApprovedPlan {
        try checkPlan(document)
        var approvals: [Approval] = []
        var reasons: [ReviewRefusal.Reason] = []
        for source in held {
            let (counted, missing) = source.rule.count(document.plan, source.verdicts, authors: authors)
            approvals += counted.filter { !approvals.contains($0) }
            reasons += missing.map { reason in
                guard let commit = source.rule.acceptedAt else { return reason }
                return ReviewRefusal.Reason(
                    id: reason.id,
                    message: "by the rule that was accepted at \(Printable.text(commit.prefix(12))): \(reason.message)")
            }
        }
        if !reasons.isEmpty, let commit = held.lazy.compactMap(\.rule.acceptedAt).first {
            reasons.append(
                ReviewRefusal.Reason(
                    id: "rule-changed",
                    message:
                        "the protected branch has another rule than the one that was accepted at "
                        + "\(Printable.text(commit.prefix(12))), and nobody has accepted that yet: a plan must be approved by "
                        + "both; where too few of the rule before are left, whoever may apply by hand says so with "
                        + "'gate53 apply --new-rule'"))
        }
        if held.isEmpty {
            reasons.append(ReviewRefusal.Reason(id: "no-approval", message: "there is no source of approvals"))
        }
        guard reasons.isEmpty else { throw ReviewRefusal(reasons: reasons) }
        return ApprovedPlan(document: document, approvals: approvals)
    }

    /// Whether those who decide who may approve have approved.
    ///
    /// They are the reviewers of the zones that no pattern claims; at a forge where none are named, the reviewers of every
    /// pattern. As many of them as are required have to be there.
    ///
    /// - Parameters:
    ///   - held: the rules that count so far, one for each source, and what was found for each.
    ///   - authors: the e-mail addresses of those who wrote the change.
    /// - Returns: whether every rule is satisfied; false where there is none.
    package static func ownersApprove(_ held: [HeldApprovals], authors: Set<String>) -> Bool {
        !held.isEmpty && held.allSatisfy { $0.rule.ownersApprove($0.verdicts, authors: authors) }
    }

    private func ownersApprove(_ verdicts: [ApprovalVerdict], authors: Set<String>) -> Bool {
        guard required > 0 else { return true }
        let nameless = Self.nameless(verdicts)
        let counted = count(verdicts.filter { !nameless.contains($0) }, authors: authors).counted
        let choices: [ReviewerChoice]
        if !reviewers.isEmpty {
            choices = [reviewers]
        } else if forge == nil {
            return counted.count >= required
        } else {
            choices = zones.map(\.reviewers)
        }
        return !choices.isEmpty && choices.allSatisfy { counted.count(where: $0.includes) >= required }
    }

    /// The approvals that count, or what is missing.
    private func count(
        _ plan: Plan, _ verdicts: [ApprovalVerdict], authors: Set<String>
    ) -> (counted: [Approval], missing: [ReviewRefusal.Reason]) {
        let nameless = Self.nameless(verdicts)
        let (counted, ownWork) = count(verdicts.filter { !nameless.contains($0) }, authors: authors)
        let short = shortage(in: plan, of: counted)
        if short.isEmpty { return (counted, []) }

        var reasons: [ReviewRefusal.Reason] = []
        for verdict in verdicts {
            if case .rejected(let rejected) = verdict {
                reasons.append(
                    ReviewRefusal.Reason(
                        id: rejected.reason.rawValue,
                        message: Printable.text("\(rejected.source): \(rejected.message)")))
            }
        }
        for case .approved(let approval) in nameless {
            reasons.append(
                ReviewRefusal.Reason(
                    id: "no-identity",
                    message:
                        "\(Printable.text("\(approval.source): '\(approval.reviewer.principal)'")) in the signers file is no "
                        + "e-mail address\(Reviewer.isPlain(approval.reviewer.principal) ? "" : " of plain letters"), so "
                        + "nobody can tell whether its owner wrote the commits; list each key with the address its owner "
                        + "commits with"))
        }
        for approval in ownWork {
            reasons.append(
                ReviewRefusal.Reason(
                    id: "own-work",
                    message:
                        "\(Printable.text("\(approval.source): \(approval.reviewer.principal)")) wrote commits under "
                        + "review and can't approve them; ask somebody else"))
        }
        return ([], reasons + short)
    }

    /// What to say of approvals that are missing; nothing where there are enough.
    private func shortage(in plan: Plan, of counted: [Approval]) -> [ReviewRefusal.Reason] {
        let remedy =
            forge == nil
            ? "have a reviewer look at the plan and run 'gate53 approve'"
            : "have a reviewer look at the plan and approve the pull request"
        func phrase(_ count: Int) -> String {
            let place = forge.map { " at \($0.name)" } ?? ""
            return (count == 0 ? "no approval counts" : count == 1 ? "1 approval counts" : "\(count) approvals count")
                + place
        }
        guard counted.count >= required else {
            return [
                ReviewRefusal.Reason(
                    id: counted.isEmpty ? "no-approval" : "too-few-approvals",
                    message: "\(phrase(counted.count)), \(required) needed: \(remedy)")
            ]
        }
        var reasons: [ReviewRefusal.Reason] = []
        for zone in plan.zones where zone.hasWork {
            let choice = reviewers(of: zone.apex)
            // Whom the signers file lists may sign; at a forge everybody has an account, so there only who is named may.
            let isOpen = choice.isEmpty && forge == nil
            let entitled = isOpen ? counted : counted.filter(choice.includes)
            guard entitled.count < required else { continue }
            let names =
                choice.isEmpty
                ? ["nobody is named for it"]
                : (choice.names + choice.teams.map { "team \($0)" }).map { Printable.text($0) }
            reasons.append(
                ReviewRefusal.Reason(
                    id: "zone-not-approved",
                    message:
                        "\(zone.apex): \(phrase(entitled.count)), \(required) needed of those who may approve the zone "
                        + "(\(names.joined(separator: ", "))): \(remedy)"))
        }
        return reasons
    }

    private static func checkPlan(_ document: PlanDocument) throws(ReviewRefusal) {
        if document.plan.source == .worktree {
            throw ReviewRefusal(reasons: [
                ReviewRefusal.Reason(
                    id: "worktree-plan",
                    message: "the plan previews uncommitted files; commit them and plan again without --worktree")
            ])
        }
        let blocking = document.plan.blockingFindings
        if !blocking.isEmpty {
            throw ReviewRefusal(
                reasons: blocking.map { apex, finding in
                    ReviewRefusal.Reason(id: finding.policy.rawValue, message: "\(apex): \(finding.message)")
                })
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
        let authors = Set(authors.map { $0.lowercased() })
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
            if person.names.isDisjoint(with: authors) {
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
package struct HeldApprovals: Sendable {
    package var rule: ReviewRule
    /// What became of each thing that claims to be an approval.
    package var verdicts: [ApprovalVerdict]

    package init(rule: ReviewRule, verdicts: [ApprovalVerdict]) {
        self.rule = rule
        self.verdicts = verdicts
    }
}

/// A plan that the review rule let through. Nothing else can be applied, and nothing but ``ReviewRule`` makes one.
package struct ApprovedPlan: Sendable {
    package let document: PlanDocument
    /// The approvals that count.
    package let approvals: [Approval]

    fileprivate init(document: PlanDocument, approvals: [Approval]) {
        self.document = document
        self.approvals = approvals
    }
}

/// Why a plan may not be applied.
package struct ReviewRefusal: Error, Hashable, Sendable {
    package struct Reason: Hashable, Sendable {
        /// The kind of reason, stable across versions.
        package var id: String
        /// What is missing and what to do.
        package var message: String

        package init(id: String, message: String) {
            self.id = id
            self.message = message
        }
    }

    /// At least one.
    package var reasons: [Reason]

    package init(reasons: [Reason]) { self.reasons = reasons }
}
