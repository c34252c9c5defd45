internal import Reconciliation
internal import ZonePlanning

/// A plan that asks to be applied, and where the user says its approvals are.
struct PlanReview: Sendable {
    var document: PlanDocument
    /// The plan's file; signatures are looked for beside it. Nothing for a plan that was found in the ledger or made anew.
    var path: String?
    /// Further signature files.
    var approvals: [String]
    /// The pull request, where the user names it.
    var pullRequest: Int?
}

/// What every source of approvals said of a plan, and a way to ask those again that can change their mind.
struct HeldReview: Sendable {
    var document: PlanDocument
    /// The e-mail addresses of those who wrote the commits under review.
    var authors: Set<String>
    var sources: [Source]

    struct Source: Sendable {
        var rule: ReviewRule
        var verdicts: [ApprovalVerdict]
        /// Asks again; nothing for signatures, which stay what they are.
        var again: (any ApprovalSource)?
    }

    /// Decides on what was said.
    func approve() throws(ReviewRefusal) -> ApprovedPlan {
        try ReviewRule.review(
            document, sources.map { HeldApprovals(rule: $0.rule, verdicts: $0.verdicts) }, authors: authors)
    }

    /// Asks again and decides again.
    func approveAgain() async throws(ReviewRefusal) {
        var held = self
        for index in held.sources.indices {
            guard let source = held.sources[index].again else { continue }
            do {
                held.sources[index].verdicts = try await source.approvals(of: document.octets)
            } catch {
                throw ReviewRefusal(reasons: [
                    ReviewRefusal.Reason(
                        id: "approvals-unreadable", message: "approvals can't be looked at: \(error.message)")
                ])
            }
        }
        _ = try held.approve()
    }
}
