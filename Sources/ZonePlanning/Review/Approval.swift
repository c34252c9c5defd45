/// A person who may approve plans.
package struct Reviewer: Hashable, Sendable {
    /// The principal of the allowed-signers file, mostly an e-mail address; or the account at the forge.
    package var principal: String

    package init(principal: String) { self.principal = principal }
}

/// A reviewer's word that exactly these octets of a plan may be applied.
package struct Approval: Hashable, Sendable {
    /// What the word is.
    package enum Kind: String, Hashable, Sendable {
        /// An SSH signature, which anybody can check again.
        case signature
        /// A review at a forge; what is kept of it is a note of what the forge said.
        case review
    }

    package var kind: Kind
    package var reviewer: Reviewer
    /// The teams that the reviewer is in, of those that the settings name.
    package var teams: [String]
    /// The fingerprint of the key that signed, as in `SHA256:…`; or which review it is, as in `github-review-80`.
    package var fingerprint: String
    /// Where the approval was found.
    package var source: String
    /// The signature's octets as found; of a review, what the forge said of it as JSON.
    package var signature: [UInt8]

    package init(
        kind: Kind = .signature, reviewer: Reviewer, teams: [String] = [], fingerprint: String, source: String,
        signature: [UInt8]
    ) {
        self.kind = kind
        self.teams = teams
        self.reviewer = reviewer
        self.fingerprint = fingerprint
        self.source = source
        self.signature = signature
    }
}

/// What became of one thing that claims to be an approval.
package enum ApprovalVerdict: Hashable, Sendable {
    /// It is one.
    case approved(Approval)
    /// It is none.
    case rejected(RejectedApproval)
}

/// Something that claims to be an approval of a plan and is none.
package struct RejectedApproval: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The key is not in the allowed-signers file.
        case unknownSigner = "unknown-signer"
        /// The key is in the allowed-signers file for another time than now.
        case expiredKey = "expired-key"
        /// The signature was made for another namespace than `gate53-plan`.
        case wrongNamespace = "wrong-namespace"
        /// The signature is for other octets: the plan, or the signature, was changed.
        case changedDocument = "changed-document"
        /// The file is not an SSH signature.
        case unreadable = "unreadable-signature"
        /// The review is of another commit than the head.
        case outdatedReview = "outdated-review"
        /// The review is older than what the plan comment says now.
        case earlierThanPlan = "review-before-plan"
        /// The review was dismissed.
        case dismissedReview = "dismissed-review"
        /// The same person asked for changes, or took the approval back, later.
        case supersededReview = "superseded-review"
        /// The reviewer wrote the pull request or some of its commits.
        case ownReview = "own-review"
        /// The reviewer is a program.
        case botReview = "bot-review"
        /// The reviewer is not one whom the settings name.
        case notAReviewer = "not-a-reviewer"
        /// Somebody wrote commits of whom it is not known which account is theirs.
        case unknownAuthor = "unknown-author"
        /// The pull request is not merged into the protected branch.
        case notMerged = "not-merged"
        /// The pull request has no plan comment of ours, or one of another plan.
        case noPlanComment = "no-plan-comment"
        /// The plan comment is not what gate53 writes for the plan.
        case editedComment = "edited-comment"
    }

    package var reason: Reason
    /// What it would be, had the key not run out.
    package var expired: Approval?
    /// Where it was found.
    package var source: String
    /// What is wrong and what to do.
    package var message: String

    package init(reason: Reason, source: String, message: String, expired: Approval? = nil) {
        self.expired = expired
        self.reason = reason
        self.source = source
        self.message = message
    }
}
