internal import DNSModel
internal import ZonePlanning

/// Who approved the plan with which settings were accepted, as the ledger has it.
struct AcceptanceEvidence {
    var signatures: [ApprovalVerdict]
    /// How many accounts of a forge. In which teams they were is not kept.
    var accounts: Int

    /// Whether those approved who have to.
    ///
    /// - Parameters:
    ///   - review: the rule.
    ///   - authors: whose approval counts for nothing.
    ///   - unsigned: the commits of which nobody knows who wrote them.
    /// - Returns: whether it is met.
    func approves(_ review: ReviewSettings, writtenBy authors: Set<String>, unsigned: [String] = []) -> Bool {
        var signed: [RuleVerdicts] = []
        for source in review.sources where source.rule.required > 0 {
            var rule = source.rule
            rule.unsigned = unsigned
            if source.forge == nil {
                signed.append(RuleVerdicts(rule: rule, verdicts: signatures))
            } else if accounts < rule.needed {
                return false
            }
        }
        return signed.isEmpty || ReviewRule.ownersApprove(signed, authors: authors)
    }

    /// Whether a rule asks for signatures, which the notes of a forge's approvals are not.
    static func isSigned(_ review: ReviewSettings) -> Bool {
        review.sources.contains { $0.rule.required > 0 && $0.forge == nil }
    }
}
