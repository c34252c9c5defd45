/// A person who may approve plans.
package struct Reviewer: Hashable, Sendable {
    /// The principal of the allowed-signers file, mostly an e-mail address.
    package var principal: String

    package init(principal: String) { self.principal = principal }
}

/// A reviewer's word that exactly these octets of a plan may be applied.
package struct Approval: Hashable, Sendable {
    package var reviewer: Reviewer
    /// The fingerprint of the key that signed, as in `SHA256:…`.
    package var fingerprint: String
    /// Where the approval was found.
    package var source: String
    /// The signature's octets as found.
    package var signature: [UInt8]

    package init(reviewer: Reviewer, fingerprint: String, source: String, signature: [UInt8]) {
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
    }

    package var reason: Reason
    /// Where it was found.
    package var source: String
    /// What is wrong and what to do.
    package var message: String

    package init(reason: Reason, source: String, message: String) {
        self.reason = reason
        self.source = source
        self.message = message
    }
}
