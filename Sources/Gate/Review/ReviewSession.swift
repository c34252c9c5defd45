internal import DNSModel
package import ZonePlanning

/// The review of one plan: what every source of approvals said of it, what that decides, and a way to ask those again
/// that can change their mind.
package struct ReviewSession: Sendable {
    package let document: PlanDocument
    /// How the protected branch's rule stands to the one that was accepted last.
    package let rule: RuleStatus
    /// The e-mail addresses of those who wrote the commits under review.
    private let authors: Set<String>
    /// A commit of each address, for refusals.
    private let commits: [String: String]
    /// The sources of the protected branch's rule, and those of the rule before where that counts too.
    private var answers: [Answer]
    /// Whether the plan shows how the settings differ from those that were accepted last, so that who approves it
    /// accepts them.
    package let showsSettings: Bool
    /// The changes that are asked about, by zone; none of a zone stands for the zone itself, and `nil` for the plan as
    /// it is.
    private let keys: [DomainName: Set<RecordSet.Key>]?

    /// What one source said.
    struct Answer: Sendable {
        var rule: ReviewRule
        var verdicts: [ApprovalVerdict]
        /// Asks again; `nil` where nobody was asked.
        var again: (any ApprovalSource)?

        var approvals: RuleVerdicts { RuleVerdicts(rule: rule, verdicts: verdicts) }

        /// Takes what the source says now. A signer whom it did not know before stays unknown.
        mutating func take(_ said: ApprovalAnswer) {
            verdicts = said.verdicts
            let known = rule.unplaced
            rule.unplaced = known + said.unplaced.filter { !known.contains($0) }
        }
    }

    /// Made by ``ReviewCollection`` alone.
    init(
        document: PlanDocument, rule: RuleStatus, authors: Set<String>, commits: [String: String] = [:],
        answers: [Answer], showsSettings: Bool, keys: [DomainName: Set<RecordSet.Key>]? = nil
    ) {
        self.keys = keys
        self.commits = commits
        self.document = document
        self.rule = rule
        self.authors = authors
        self.answers = answers
        self.showsSettings = showsSettings
    }

    /// Decides on what was said.
    ///
    /// - Returns: the plan, ready to be applied.
    /// - Throws: `ReviewRefusal` with everything that is missing.
    package func approve() throws(ReviewRefusal) -> ApprovedPlan {
        try named { () throws(ReviewRefusal) in
            try ReviewRule.review(document, answers.map(\.approvals), authors: authors)
        }
    }

    /// Decides on the changes that are asked about.
    ///
    /// - Returns: them, ready to be part of a plan.
    /// - Throws: `ReviewRefusal` with everything that is missing.
    func approvePart() throws(ReviewRefusal) -> ReviewedPlan {
        try named { () throws(ReviewRefusal) in
            try ReviewRule.review(document, answers.map(\.approvals), authors: authors, only: keys ?? [:])
        }
    }

    private func named<Result>(_ body: () throws(ReviewRefusal) -> Result) throws(ReviewRefusal) -> Result {
        do throws(ReviewRefusal) {
            return try body()
        } catch {
            throw error.naming { approval in
                // Whose key it is, that person has all the names that it is listed with.
                let names = answers.flatMap(\.verdicts).compactMap { verdict in
                    guard case .approved(let other) = verdict, other.fingerprint == approval.fingerprint else {
                        return String?.none
                    }
                    return other.reviewer.principal.lowercased()
                }
                return names.compactMap { commits[$0] }.first
            }
        }
    }

    /// Asks again and decides again, also on the settings that are accepted.
    ///
    /// - Throws: `ReviewRefusal`.
    package func approveAgain() async throws(ReviewRefusal) {
        var session = self
        for index in session.answers.indices {
            guard let source = session.answers[index].again else { continue }
            do throws(ApprovalSourceError) {
                let said = try await source.answer(on: document.octets)
                session.answers[index].take(said)
            } catch {
                throw ReviewRefusal(reasons: [ReviewRefusal.Reason(.unreadable(error.message))])
            }
        }
        if keys == nil { _ = try session.approve() } else { _ = try session.approvePart() }
        if accepts != nil, session.accepts != accepts {
            throw ReviewRefusal(reasons: [
                ReviewRefusal.Reason(.notAccepted)
            ])
        }
    }

    // MARK: - What is accepted with the plan

    /// The settings that are to be kept as accepted; `nil` where they are those that were.
    package var accepts: AcceptedSettings? {
        // Who approves that drift is taken back was asked of nothing that git has changed since.
        if document.plan.isRestoring { return nil }
        return switch rule {
        case .asBefore: nil
        case .first(let settings), .setAside(let settings, _): settings
        // Who approved was shown what changes, and decides for every zone: reviewers of some zones accept nothing for
        // others.
        case .otherSettings(let settings, _):
            showsSettings && ownersApprove ? settings.approved(with: document.digest) : nil
        case .changed(let settings, _):
            showsSettings && ownersApprove ? settings.approved(with: document.digest) : nil
        }
    }

    /// The approvals by which settings are accepted, for the ledger to keep: those that were found for the rule before
    /// where that is another one.
    var acceptors: [Approval] {
        let before = answers.filter { $0.rule.acceptedAt != nil }
        return (before.isEmpty ? answers : before).flatMap(\.verdicts).compactMap { verdict in
            if case .approved(let approval) = verdict { approval } else { nil }
        }
    }

    /// Whether those approved who decide who may approve, by the rule before where that is another one.
    private var ownersApprove: Bool {
        let before = answers.filter { $0.rule.acceptedAt != nil }
        return ReviewRule.ownersApprove((before.isEmpty ? answers : before).map(\.approvals), authors: authors)
    }

    /// What the receipts are to say of a rule that the protected branch changed.
    ///
    /// - Parameter observer: told where both rules go on to count.
    /// - Returns: the remarks.
    package func remarks(_ observer: GateObserver) -> [String] {
        switch rule {
        case .asBefore, .otherSettings, .first: return []
        case .setAside(let rule, let before):
            return [
                "with --new-rule, the review rule that was accepted at \(before.prefix(12)) no longer counts; the "
                    + "one of \(rule.commit.prefix(12)) does"
            ]
        case .changed(let rule, let before):
            let (old, new) = (before.accepted.commit.prefix(12), rule.commit.prefix(12))
            if accepts != nil {
                return ["the review rule of \(new) is accepted; until now the one of \(old) counted too"]
            }
            observer(
                .note(
                    "the review rule on the protected branch is not the one that was accepted at "
                        + "\(Printable.text(old)). Both count until the reviewers who may approve every zone approve "
                        + "a plan [rule-changed]"))
            return []
        }
    }
}
