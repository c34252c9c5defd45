package import ZonePlanning

/// A plan that asks to be applied, and where the user says its approvals are.
package struct ReviewRequest: Sendable {
    package var document: PlanDocument
    /// The plan's file; signatures are looked for beside it. `nil` for a plan that was found in the ledger or made
    /// anew.
    package var path: String?
    /// Further signature files.
    package var approvals: [String]
    /// Where reviewers saw the plan, for receipts, as in `github org/dns#2`; `nil` for signatures.
    package var place: String?
    /// The pull request, where it is known.
    package var pullRequest: Int?
    /// Whether the rule that was accepted before is not asked any more.
    package var setsRuleAside: Bool

    package init(
        document: PlanDocument, path: String? = nil, approvals: [String] = [], pullRequest: Int? = nil,
        setsRuleAside: Bool = false, place: String? = nil
    ) {
        self.place = place
        self.document = document
        self.path = path
        self.approvals = approvals
        self.pullRequest = pullRequest
        self.setsRuleAside = setsRuleAside
    }
}
