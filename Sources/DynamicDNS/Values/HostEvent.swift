package import DNSModel
package import ZonePlanning

/// One line of the log that owners can read: who did what, from where, and what it was before and after.
package struct HostEvent: Hashable, Sendable {
    /// Its place in the log, which the store gives; 0 before that.
    package var number: Int64 = 0
    package var at: Instant
    /// In whose history it stands.
    package var account: AccountID
    /// Which host it is about; `nil` where it is about the account.
    package var host: DomainName?
    package var kind: Kind
    package var actor: Actor
    /// What was, for people; `nil` where there is nothing to say.
    package var before: String?
    /// What is, for people.
    package var after: String?
    package var from: IPAddress?
    /// The program, as it names itself.
    package var client: String?

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case accountCreated = "account-created"
        case accountDeleted = "account-deleted"
        case identityAdded = "identity-added"
        case identityRemoved = "identity-removed"
        case signedIn = "signed-in"
        case secondFactorSet = "second-factor-set"
        case hostClaimed = "host-claimed"
        case hostUpdated = "host-updated"
        case hostDeleted = "host-deleted"
        case hostExpiring = "host-expiring"
        case hostExpired = "host-expired"
        case hostTakenByGit = "host-taken-by-git"
        case hostSetAside = "host-set-aside"
        case foreignOverwritten = "foreign-overwritten"
        case tokenCreated = "token-created"
        case tokenRevoked = "token-revoked"
        case blocked, unblocked
    }

    /// Who did it.
    package enum Actor: Hashable, Sendable {
        case account(AccountID)
        case token(TokenID)
        case administrator(AccountID)
        /// The service itself.
        case service
    }

    package init(
        at: Instant, account: AccountID, host: DomainName?, kind: Kind, actor: Actor, before: String? = nil,
        after: String? = nil, from: IPAddress? = nil, client: String? = nil
    ) {
        self.at = at
        self.account = account
        self.host = host
        self.kind = kind
        self.actor = actor
        self.before = before
        self.after = after
        self.from = from
        self.client = client
    }
}
