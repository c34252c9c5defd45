/// Decides whether a plan may be applied. The only way to an ``ApprovedPlan``.
package struct ReviewRule: Sendable {
    /// How many distinct reviewers must have approved.
    package var required: Int

    package init(required: Int) { self.required = required }

    /// Holds a plan and the approvals that were found against the rule.
    ///
    /// Approvals that share a key or a reviewer are one person's and count once, whatever names that person has; if one of
    /// the names is an author's of the commits under review, they do not count.
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
        try checkPlan(document)
        let nameless = Self.nameless(verdicts)
        let (counted, ownWork) = count(verdicts.filter { !nameless.contains($0) }, authors: authors)
        guard counted.count < required else { return ApprovedPlan(document: document, approvals: counted) }

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
                        + "e-mail address, so nobody can tell whether its owner wrote the commits; list each key with "
                        + "the address its owner commits with"))
        }
        for approval in ownWork {
            reasons.append(
                ReviewRefusal.Reason(
                    id: "own-work",
                    message:
                        "\(Printable.text("\(approval.source): \(approval.reviewer.principal)")) wrote commits under "
                        + "review and can't approve them; ask somebody else"))
        }
        let found =
            counted.isEmpty
            ? "no approval counts" : counted.count == 1 ? "1 approval counts" : "\(counted.count) approvals count"
        reasons.append(
            ReviewRefusal.Reason(
                id: counted.isEmpty ? "no-approval" : "too-few-approvals",
                message: "\(found), \(required) needed: have a reviewer look at the plan and run 'gate53 approve'"))
        throw ReviewRefusal(reasons: reasons)
    }

    private func checkPlan(_ document: PlanDocument) throws(ReviewRefusal) {
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
        Set(
            verdicts.filter { verdict in
                guard case .approved(let approval) = verdict else { return false }
                let principal = approval.reviewer.principal
                return !principal.contains("@") || principal.contains { "*?!,".contains($0) }
            })
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
