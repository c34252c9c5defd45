/// Decides whether a plan may be applied. The only way to an ``ApprovedPlan``.
package struct ReviewRule: Sendable {
    /// How many distinct reviewers must have approved.
    package var required: Int

    package init(required: Int) { self.required = required }

    /// Holds a plan and the approvals that were found against the rule.
    ///
    /// A key counts once, a reviewer counts once, and a key that belongs to an author of the commits under review does not
    /// count.
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
        let (counted, ownWork) = count(verdicts, authors: authors)
        guard counted.count < required else { return ApprovedPlan(document: document, approvals: counted) }

        var reasons: [ReviewRefusal.Reason] = []
        for verdict in verdicts {
            if case .rejected(let rejected) = verdict {
                reasons.append(
                    ReviewRefusal.Reason(
                        id: rejected.reason.rawValue, message: "\(rejected.source): \(rejected.message)"))
            }
        }
        for approval in ownWork {
            reasons.append(
                ReviewRefusal.Reason(
                    id: "own-work",
                    message: "\(approval.source): \(Printable.text(approval.reviewer.principal)) wrote commits under "
                        + "review and can't approve them; ask somebody else"))
        }
        let found = counted.isEmpty ? "no approval counts" : "\(counted.count) of \(required) approvals count"
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

    /// The approvals that count, and those by authors.
    private func count(
        _ verdicts: [ApprovalVerdict], authors: Set<String>
    ) -> (counted: [Approval], ownWork: [Approval]) {
        let authors = Set(authors.map { $0.lowercased() })
        var approvals: [Approval] = []
        for case .approved(let approval) in verdicts { approvals.append(approval) }
        let ownKeys = Set(
            approvals.filter { authors.contains($0.reviewer.principal.lowercased()) }.map(\.fingerprint))
        var counted: [Approval] = []
        var ownWork: [Approval] = []
        for approval in approvals {
            if ownKeys.contains(approval.fingerprint) {
                if !ownWork.contains(where: { $0.fingerprint == approval.fingerprint }) { ownWork.append(approval) }
                continue
            }
            let isRepeated = counted.contains {
                $0.fingerprint == approval.fingerprint
                    || $0.reviewer.principal.lowercased() == approval.reviewer.principal.lowercased()
            }
            if !isRepeated { counted.append(approval) }
        }
        return (counted, ownWork)
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
