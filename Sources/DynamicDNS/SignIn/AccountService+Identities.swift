internal import DNSModel
internal import ZonePlanning

extension AccountService {
    /// What became of a further identity.
    package enum LinkOutcome: Hashable, Sendable {
        case linked
        /// The account had it before.
        case known
        /// It is another account's.
        case taken
    }

    /// Gives an account a further identity, by which it can be signed in to as well.
    ///
    /// - Parameters:
    ///   - person: whom the other service has signed in, in the browser with the account's session.
    ///   - account: the account.
    ///   - visitor: from where.
    /// - Returns: what became of it.
    /// - Throws: ``HostStoreError``.
    package func link(
        _ person: SignedInPerson, to account: Account, by visitor: Visitor
    ) async throws(HostStoreError) -> LinkOutcome {
        var event = event(.identityAdded, account, visitor, at: clock.now)
        event.after = Printable.cut(person.identity.issuer, to: 200)
        if try await store.add(person.identity, to: account.id, event: event) { return .linked }
        return try await store.account(identity: person.identity)?.id == account.id ? .known : .taken
    }

    /// Takes an identity from an account, but not the last one.
    ///
    /// - Returns: false where the account has no such identity, or no other.
    /// - Throws: ``HostStoreError``.
    package func unlink(
        _ identity: Identity, from account: Account, by visitor: Visitor
    ) async throws(HostStoreError) -> Bool {
        var event = event(.identityRemoved, account, visitor, at: clock.now)
        event.before = Printable.cut(identity.issuer, to: 200)
        return try await store.remove(identity, from: account.id, event: event)
    }

    /// How long an invitation can be used, in seconds, where nobody says otherwise: a week.
    package static let invitationLifetime: Int64 = 7 * 86_400

    /// Makes a right to sign up once.
    ///
    /// - Parameters:
    ///   - role: what the account becomes.
    ///   - lifetime: for how many seconds it can be used.
    /// - Returns: the invitation, and its text, which is shown once.
    /// - Throws: ``HostStoreError``.
    package func invite(
        _ role: Account.Role, lifetime: Int64 = AccountService.invitationLifetime
    ) async throws(HostStoreError) -> (invitation: Invitation, secret: FreshSecret) {
        guard let secret = FreshSecret(random: random.octets(FreshSecret.octets)) else { throw Self.noRandomness }
        let now = clock.now
        let invitation = Invitation(
            hash: secret.hash, role: role, created: now, expires: now.adding(seconds: lifetime))
        try await store.add(invitation)
        return (invitation, secret)
    }
}
