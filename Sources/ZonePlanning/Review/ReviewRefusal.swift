package import DNSModel

/// Why a plan may not be applied: facts, of which a report makes sentences.
package struct ReviewRefusal: Error, Hashable, Sendable {
    /// What keeps the plan from being applied.
    package enum Fact: Hashable, Sendable {
        /// The plan previews uncommitted files.
        case worktreePlan
        /// A policy refuses it.
        case policy(Finding, of: DomainName)
        /// What claims to be an approval is none.
        case rejected(RejectedApproval)
        /// The approval's principal is not an e-mail address, so that it can't be compared with the authors.
        case noIdentity(Approval)
        /// The approval is by somebody who wrote commits under review; one of them in hexadecimal, where it is known.
        case ownWork(Approval, commit: String? = nil)
        /// Nobody knows who wrote commits under review, so one approval more is needed: one of them in hexadecimal, and
        /// how many they are. At a forge also where somebody known signed it, and their account is not known.
        case unsignedCommit(String, count: Int, at: ForgeKind? = nil)
        /// Too few approvals count.
        case tooFew(Shortage)
        /// Too few approvals are by those who may approve a zone.
        case zoneNotApproved(DomainName, Shortage, reviewers: ReviewerChoice)
        /// The protected branch has another rule than the one accepted at a commit, and a plan must be approved by
        /// both.
        case ruleChanged(acceptedAt: String)
        /// There is no source of approvals.
        case noSource
        /// A change of a zone is in no approved plan; without a change, that the zone is created or deleted.
        case notApproved(Change?, of: DomainName)
        /// Changes were approved for another occasion; why that is over, as the end of a sentence.
        case approvalEnded([RecordSet.Key], of: DomainName, why: String)
        /// A policy finds something in a zone that no approved plan shows.
        case notSeen(Finding, of: DomainName)
        /// Other settings were accepted while the plan was under review.
        case otherAccepted
        /// Somebody whose approval accepted the changed settings has taken it back since.
        case notAccepted
        /// Approvals can't be checked.
        case unreadable(String)
    }

    /// How many approvals count, of how many that must be.
    package struct Shortage: Hashable, Sendable {
        package var count: Int
        package var required: Int
        /// Where reviews are asked for; `nil` for signatures.
        package var forge: ForgeKind?

        package init(count: Int, required: Int, forge: ForgeKind? = nil) {
            self.count = count
            self.required = required
            self.forge = forge
        }
    }

    package struct Reason: Hashable, Sendable {
        package var fact: Fact
        /// The commit at which the rule was accepted that asks for it, where that is not the rule of now.
        package var acceptedAt: String?

        package init(_ fact: Fact, acceptedAt: String? = nil) {
            self.fact = fact
            self.acceptedAt = acceptedAt
        }

        /// The kind of reason, stable across versions.
        package var id: String {
            switch fact {
            case .worktreePlan: "worktree-plan"
            case .policy(let finding, _): finding.policy.rawValue
            case .rejected(let rejected): rejected.reason.rawValue
            case .noIdentity: "no-identity"
            case .ownWork: "own-work"
            case .unsignedCommit: "unsigned-commit"
            case .tooFew(let shortage): shortage.count == 0 ? "no-approval" : "too-few-approvals"
            case .zoneNotApproved: "zone-not-approved"
            case .ruleChanged: "rule-changed"
            case .noSource: "no-approval"
            case .notApproved: "not-approved"
            case .approvalEnded: "approval-ended"
            case .notSeen: "finding-not-shown"
            case .otherAccepted: "settings-moved"
            case .notAccepted: "settings-not-accepted"
            case .unreadable: "approvals-unreadable"
            }
        }
    }

    /// At least one.
    package var reasons: [Reason]

    package init(reasons: [Reason]) { self.reasons = reasons }
}

extension ReviewRefusal {
    /// The same with the commits by which it is own work.
    ///
    /// - Parameter commit: a commit under review by who gave an approval, in hexadecimal; `nil` where it is not known.
    /// - Returns: the refusal.
    package func naming(_ commit: (Approval) -> String?) -> ReviewRefusal {
        var refusal = self
        refusal.reasons = reasons.map { reason in
            guard case .ownWork(let approval, nil) = reason.fact else { return reason }
            var reason = reason
            reason.fact = .ownWork(approval, commit: commit(approval))
            return reason
        }
        return refusal
    }
}
