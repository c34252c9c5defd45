package import ZonePlanning

// Decision 0107: what a sign-in stands for.

/// Decides what becomes of somebody whom a sign-in service has signed in. Reads and writes nothing.
package enum SignInFlow {
    /// What somebody has brought besides the sign-in.
    package enum Brought: Hashable, Sendable {
        case nothing
        /// An invitation that there is.
        case invitation(Invitation)
        /// The text of an invitation that there is not, or not any more.
        case unknownInvitation
    }

    package enum Decision: Hashable, Sendable {
        /// It is this account's, and a session may begin once the next step is done.
        case account(Account, next: Step)
        /// It is nobody's yet and may have an account: with this role, and by which invitation.
        case signUp(Account.Role, invitation: SecretHash?)
        case refused(Refusal)
    }

    /// What comes after the first factor.
    package enum Step: Hashable, Sendable {
        /// Nothing: the session begins.
        case session
        /// The one-time password, or a recovery code.
        case secondFactor
        /// A second factor must be set up first; the session that does it may do nothing else.
        case enrolment
    }

    /// Why somebody is not let in.
    package enum Refusal: Hashable, Sendable {
        /// An administrator has blocked the account, for this reason.
        case blocked(String)
        /// Nobody may sign up here with this sign-in service without an invitation.
        case notInvited
        /// The invitation was used, has expired, or never was.
        case noInvitation
        /// The service does not know its own rules yet.
        case notReady

        /// What is wrong and what to do.
        package var message: String {
            switch self {
            case .blocked(let reason): "the account is blocked: \(reason); ask an administrator"
            case .notInvited: "only people who were invited can sign up here; ask an administrator for an invitation"
            case .noInvitation:
                "the invitation was used before, has expired, or is not one; ask an administrator for another one"
            case .notReady: "the service has just started and does not know its rules yet; try again in a minute"
            }
        }
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - identity: who signed in.
    ///   - account: the account that has this identity; `nil` where none has.
    ///   - brought: the invitation.
    ///   - rules: the rules in force; `nil` before they were read.
    ///   - now: the time.
    /// - Returns: the decision.
    package static func decide(
        _ identity: Identity, account: Account?, brought: Brought, rules: DynamicRules?, at now: Instant
    ) -> Decision {
        // Who has an account gets it, whatever the rules say by now; an invitation is left for somebody else.
        if let account { return decide(account) }
        switch brought {
        case .invitation(let invitation):
            guard invitation.expires > now else { return .refused(.noInvitation) }
            return .signUp(invitation.role, invitation: invitation.hash)
        case .unknownInvitation:
            return .refused(.noInvitation)
        case .nothing:
            guard let rules else { return .refused(.notReady) }
            return maySignUp(identity, rules) ? .signUp(.user, invitation: nil) : .refused(.notInvited)
        }
    }

    /// Decides about an account whose first factor was right, by whatever means.
    package static func decide(_ account: Account) -> Decision {
        if let reason = account.block { return .refused(.blocked(reason)) }
        if account.oneTimeSecret != nil { return .account(account, next: .secondFactor) }
        return .account(account, next: account.role == .administrator ? .enrolment : .session)
    }

    /// Whether somebody may sign up without an invitation: where the settings allow it below any suffix.
    package static func maySignUp(_ identity: Identity, _ rules: DynamicRules) -> Bool {
        rules.suffixes.contains { suffix in
            switch suffix.signUp {
            case .invited: false
            case .issuers(let issuers): issuers.contains(identity.issuer)
            case .anyone: true
            }
        }
    }
}
