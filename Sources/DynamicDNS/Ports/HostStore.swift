package import DNSModel
package import ZonePlanning

// Decision 0105: the wish is stored before it is answered, and written after.

/// Where accounts, tokens, hosts and their history are kept.
///
/// Each call is one transaction: all of it is durable when it returns, or none of it. What only reads writes nothing.
/// A store may be shared by several machines.
package protocol HostStore: TokenStore, AccountStore, ZoneWorkStore, AbuseReportStore, MailStore {
    // MARK: Hosts

    /// The hosts with these names that there are.
    func hosts(_ names: [DomainName]) async throws(HostStoreError) -> [DomainName: Host]

    /// The hosts of an account, by name.
    ///
    /// - Parameters:
    ///   - account: whose.
    ///   - after: only those after this name in canonical order.
    ///   - limit: at most so many.
    /// - Returns: the hosts.
    /// - Throws: ``HostStoreError``.
    func hosts(of account: AccountID, after: DomainName?, limit: Int) async throws(HostStoreError) -> [Host]

    /// The hosts below a suffix that nobody has asked for since a time, the longest idle first; without those that are
    /// leaving.
    func idleHosts(below suffix: DomainName, since: Instant, limit: Int) async throws(HostStoreError) -> [Host]

    /// Gives a host name to an account, if nobody has it and the account has fewer than so many below the suffix.
    ///
    /// - Parameters:
    ///   - host: the host; its owner, and what it wants at once.
    ///   - most: how many hosts below its suffix the account may have, this one included.
    ///   - event: what goes into the log if it is given.
    /// - Returns: whether it was given.
    /// - Throws: ``HostStoreError``.
    func claim(_ host: Host, most: Int, event: HostEvent) async throws(HostStoreError) -> ClaimOutcome

    /// Stores wishes, each if its host has the generation that the wish was made from; the others all the same.
    ///
    /// Where the sets and the latest challenge are what is wanted already, nothing is written. Where they differ, the
    /// host has the next generation, is pending, and waits since the time of the update.
    ///
    /// - Parameter wishes: at most one for each host.
    /// - Returns: what became of each, in their order.
    /// - Throws: ``HostStoreError``.
    func setWanted(_ wishes: [HostWish]) async throws(HostStoreError) -> [WishOutcome]

    /// Lets go of a host: nothing of it is wanted, and it is gone when that is written. Until then nobody can claim it.
    ///
    /// - Returns: false where there is no such host, it has another owner, or is leaving already.
    func delete(_ name: DomainName, of owner: AccountID, at: Instant, event: HostEvent) async throws(HostStoreError)
        -> Bool

    /// Takes hosts out of the store at once and leaves what is live, which is another's from now on.
    func forget(_ names: [DomainName], events: [HostEvent]) async throws(HostStoreError)

    /// Blocks hosts or lets them be again; those that changed have the next generation.
    func setBlock(_ reason: String?, hosts: [DomainName], at: Instant, events: [HostEvent])
        async throws(HostStoreError)

    /// Remembers that clients have asked for hosts and with which tokens. May be stored later, and lost by a crash.
    func noteUse(_ use: ClientUse) async

    // MARK: History

    /// Adds to the log.
    func append(_ events: [HostEvent]) async throws(HostStoreError)

    /// A page of the log, the latest first.
    ///
    /// - Parameters:
    ///   - account: whose history; `nil` for all.
    ///   - host: only what is about this host; `nil` for all.
    ///   - before: only what has a smaller number; `nil` for the first page.
    ///   - limit: at most so many.
    /// - Returns: the events.
    /// - Throws: ``HostStoreError``.
    func events(account: AccountID?, host: DomainName?, before: Int64?, limit: Int) async throws(HostStoreError)
        -> [HostEvent]
}

extension HostStore {
    /// The host with a name.
    package func host(_ name: DomainName) async throws(HostStoreError) -> Host? { try await hosts([name])[name] }
}

/// Where update tokens are kept.
package protocol TokenStore: Sendable {
    /// The token with a hash, revoked ones too, and its account.
    func token(hash: SecretHash) async throws(HostStoreError) -> (token: UpdateToken, account: Account)?

    func tokens(of account: AccountID) async throws(HostStoreError) -> [UpdateToken]

    func add(_ token: UpdateToken, event: HostEvent) async throws(HostStoreError)

    /// Makes a token good for nothing.
    ///
    /// - Returns: false where the account has no such token, or it is revoked already.
    func revoke(_ token: TokenID, of account: AccountID, at: Instant, event: HostEvent) async throws(HostStoreError)
        -> Bool
}

/// Where accounts are kept, and who is signed in.
package protocol AccountStore: Sendable {
    func account(_ id: AccountID) async throws(HostStoreError) -> Account?
    func account(identity: Identity) async throws(HostStoreError) -> Account?
    func accounts(after: AccountID?, limit: Int) async throws(HostStoreError) -> [Account]

    /// Adds an account with its first identity, and uses up an invitation.
    ///
    /// - Returns: false where the identity has an account already, or the invitation is not there or has expired.
    func add(
        _ account: Account, identity: Identity?, invitation: SecretHash?, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool

    /// Replaces what is stored of an account.
    func update(_ account: Account, event: HostEvent?) async throws(HostStoreError)

    /// Takes out an account with its identities, tokens and sessions. What the log has of it stays.
    ///
    /// - Returns: false where there is none, or it has hosts, of which some may be leaving.
    func remove(_ account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool

    func identities(of account: AccountID) async throws(HostStoreError) -> [Identity]

    /// - Returns: false where the identity has an account already.
    func add(_ identity: Identity, to account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool

    /// - Returns: false where the account has no such identity, or it is the last one.
    func remove(_ identity: Identity, from account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool

    /// Uses up a recovery code, so that it is good once even when it comes twice at the same moment.
    func useRecoveryCode(_ hash: SecretHash, of account: AccountID) async throws(HostStoreError) -> Bool

    /// Uses up a one-time password: false where this time step or a later one was used before.
    func useOneTimeStep(_ step: Int64, of account: AccountID) async throws(HostStoreError) -> Bool

    func add(_ invitation: Invitation) async throws(HostStoreError)
    /// The invitation with a hash that nobody has used; whether it has expired is the caller's to see.
    func invitation(hash: SecretHash) async throws(HostStoreError) -> Invitation?

    func session(hash: SecretHash) async throws(HostStoreError) -> Session?
    func add(_ session: Session) async throws(HostStoreError)

    /// Lets a session end at another time. One that is gone stays so.
    func prolongSession(hash: SecretHash, until: Instant) async throws(HostStoreError)

    /// The sessions of an account, the latest first, also those that have expired.
    func sessions(of account: AccountID) async throws(HostStoreError) -> [Session]

    func removeSession(hash: SecretHash) async throws(HostStoreError)

    /// Ends all sessions of an account, or those that have expired where `account` is `nil`.
    func removeSessions(of account: AccountID?, at: Instant) async throws(HostStoreError)
}

/// Why a store did not do what it was asked.
package enum HostStoreError: Error, Hashable, Sendable {
    /// It can't be reached or is full for now: nothing was changed, or it is not known.
    case unavailable(String)
    /// What it has can't be read for what it is: a person must look.
    case damaged(String)
    /// Somebody else writes the zone since, by a later lease: stop.
    case fenced

    /// For people who look after the service.
    package var message: String {
        switch self {
        case .unavailable(let message), .damaged(let message): message
        case .fenced: "another machine writes the zone since"
        }
    }
}

/// What became of a claim.
package enum ClaimOutcome: Hashable, Sendable {
    case claimed
    /// Somebody has it; the same answer where it is the account itself, or the name is on its way out.
    case taken
    case accountIsFull
}

/// What an owner wants at a host from now on.
package struct HostWish: Hashable, Sendable {
    package var name: DomainName
    /// In canonical order.
    package var sets: [RecordSet]
    /// See ``Host/latestChallenge``.
    package var latestChallenge: [UInt8]?
    /// See ``Host/notBefore``.
    package var notBefore: Instant?
    /// The generation that the wish was made from.
    package var from: Int64
    package var update: HostUpdate
    /// What goes into the log if something changes.
    package var event: HostEvent

    package init(name: DomainName, sets: [RecordSet], from: Int64, update: HostUpdate, event: HostEvent) {
        self.name = name
        self.sets = sets
        self.from = from
        self.update = update
        self.event = event
    }
}

/// What became of a wish.
package enum WishOutcome: Hashable, Sendable {
    /// It is stored, with this generation.
    case changed(Int64)
    /// It was so already, and nothing was written.
    case unchanged
    /// The host has another generation: read it and make the wish again.
    case moved
    /// There is no such host.
    case missing
}

/// That a client was there.
package struct ClientUse: Hashable, Sendable {
    package var token: TokenID?
    package var hosts: [DomainName]
    package var at: Instant

    package init(token: TokenID?, hosts: [DomainName], at: Instant) {
        self.token = token
        self.hosts = hosts
        self.at = at
    }
}
