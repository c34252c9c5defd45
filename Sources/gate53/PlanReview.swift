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
    /// Whether the rule that was accepted before is not asked any more.
    var setsRuleAside = false
}

/// What every source of approvals said of a plan, and a way to ask those again that can change their mind.
struct HeldReview: Sendable {
    var document: PlanDocument
    /// The e-mail addresses of those who wrote the commits under review.
    var authors: Set<String>
    /// The sources of the protected branch's rule, and those of the rule before where that counts too.
    var sources: [Source]
    /// How the protected branch's rule stands to the one that was accepted last.
    var standing: RuleStanding
    /// Whether the plan shows how the settings differ from those that were accepted last, so that who approves it accepts
    /// them.
    var showsSettings = true

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

    /// The settings that are to be kept as accepted, if they are others than before.
    var accepts: AcceptedSettings? {
        // Who approves that drift is taken back was asked of nothing that git has changed since.
        if document.plan.isRestoring { return nil }
        return switch standing {
        case .asBefore: nil
        case .first(let settings), .setAside(let settings, _): settings
        // Who approved was shown what changes; a plan without changes may be approved by nobody.
        case .otherSettings(let settings, _):
            isShownToAll && (!document.plan.isEmpty || ownersApprove) ? settings : nil
        case .changed(let settings, _): isShownToAll && ownersApprove ? settings : nil
        }
    }

    /// Whether everybody who approved was shown how the settings differ: at a forge the comment says it, which has been
    /// checked; who signs sees the plan.
    var isShownToAll: Bool { showsSettings || !sources.contains { $0.rule.forge == nil && $0.rule.required > 0 } }

    /// Whether those approved who decide who may approve, by the rule before where that is another one.
    private var ownersApprove: Bool {
        let before = sources.filter { $0.rule.acceptedAt != nil }
        return ReviewRule.ownersApprove(
            (before.isEmpty ? sources : before).map {
                HeldApprovals(rule: $0.rule, verdicts: $0.verdicts)
            },
            authors: authors)
    }

    /// Asks again and decides again.
    func approveAgain() async throws(ReviewRefusal) {
        var held = self
        for index in held.sources.indices {
            guard let source = held.sources[index].again else { continue }
            do {
                held.sources[index].verdicts = try await source.approvals(of: document.octets)
            } catch {
                throw ReviewRefusal(reasons: [ReviewRefusal.Reason(.unreadable(error.message))])
            }
        }
        _ = try held.approve()
    }
}
