package import ZonePlanning

/// Somebody who has host names, or looks after those of others.
package struct Account: Hashable, Sendable {
    package var id: AccountID
    /// What it is called on pages: a name from where it signed in.
    package var name: String
    /// Where warnings go; `nil` where nobody said.
    package var mail: String?
    package var role = Role.user
    package var created: Instant
    /// Why it may do nothing, by an administrator; `nil` where it may.
    package var block: String?
    /// The secret of its time-based one-time passwords (RFC 6238); `nil` where it has none.
    package var oneTimeSecret: [UInt8]?
    /// The last time step whose password was used, so that none is good twice.
    package var oneTimeStep: Int64?
    /// Codes that sign in once each.
    package var recoveryCodes: [SecretHash] = []

    package enum Role: String, Hashable, Sendable, CaseIterable {
        case user, administrator
    }

    package init(id: AccountID, name: String, created: Instant) {
        self.id = id
        self.name = name
        self.created = created
    }
}

/// Whom a sign-in service knows: its name for itself and for the person, never an address.
package struct Identity: Hashable, Sendable {
    /// The issuer, by URL (OpenID Connect Core, section 2), or what stands for a service that is none.
    package var issuer: String
    /// Who it is, as the issuer says it.
    package var subject: String

    package init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }
}

/// A person who is signed in at the pages.
package struct Session: Hashable, Sendable {
    /// Of the secret in the cookie.
    package var hash: SecretHash
    package var account: AccountID
    package var created: Instant
    package var expires: Instant
    /// Whether a second factor was given.
    package var hasSecondFactor: Bool
    /// From where it was begun.
    package var from: IPAddress?
    /// By which program.
    package var client: String

    package init(
        hash: SecretHash, account: AccountID, created: Instant, expires: Instant, hasSecondFactor: Bool,
        from: IPAddress?, client: String
    ) {
        self.hash = hash
        self.account = account
        self.created = created
        self.expires = expires
        self.hasSecondFactor = hasSecondFactor
        self.from = from
        self.client = client
    }
}

/// A right to sign up once.
package struct Invitation: Hashable, Sendable {
    package var hash: SecretHash
    /// What the account becomes.
    package var role: Account.Role
    package var created: Instant
    package var expires: Instant

    package init(hash: SecretHash, role: Account.Role, created: Instant, expires: Instant) {
        self.hash = hash
        self.role = role
        self.created = created
        self.expires = expires
    }
}
