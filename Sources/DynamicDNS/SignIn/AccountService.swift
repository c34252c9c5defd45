internal import DNSModel
internal import Hashing
internal import ZonePlanning

// Decision 0107: what a sign-in stands for.

/// Lets people into their accounts, and makes accounts for those who may have one.
package struct AccountService: Sendable {
    package let store: any HostStore
    package let clock: any WallClock
    package let random: any Randomness
    private let guesses = GuessLimiter()

    package init(store: any HostStore, clock: any WallClock, random: any Randomness) {
        self.store = store
        self.clock = clock
        self.random = random
    }

    /// From where somebody comes, for the log.
    package struct Visitor: Hashable, Sendable {
        package var from: IPAddress?
        package var client: String

        package init(from: IPAddress?, client: String) {
            self.from = from
            self.client = client
        }
    }

    /// What became of a sign-in.
    package enum Outcome: Hashable, Sendable {
        case account(Account, next: SignInFlow.Step)
        case refused(SignInFlow.Refusal)
    }

    // MARK: - The first factor

    /// Finds the account of somebody who has signed in, or makes one.
    ///
    /// - Parameters:
    ///   - person: who it is.
    ///   - invitation: the text of an invitation; `nil` where none was brought.
    ///   - rules: the rules in force; `nil` before they were read.
    ///   - visitor: from where.
    /// - Returns: the account and what comes next.
    /// - Throws: ``HostStoreError``.
    package func signIn(
        _ person: SignedInPerson, invitation: String?, rules: DynamicRules?, by visitor: Visitor
    ) async throws(HostStoreError) -> Outcome {
        let now = clock.now
        let brought: SignInFlow.Brought
        if let text = invitation {
            let found = try await store.invitation(hash: SecretHash(of: text))
            brought = found.map { .invitation($0) } ?? .unknownInvitation
        } else {
            brought = .nothing
        }
        let known = try await store.account(identity: person.identity)
        switch SignInFlow.decide(person.identity, account: known, brought: brought, rules: rules, at: now) {
        case .account(let account, let next): return .account(account, next: next)
        case .refused(let refusal): return .refused(refusal)
        case .signUp(let role, let invitation):
            var account = Account(
                id: AccountID(Hexadecimal.text(random.octets(16))), name: Printable.cut(person.name, to: 100),
                created: now)
            account.mail = person.mail
            account.role = role
            var event = event(.accountCreated, account, visitor, at: now)
            event.after = account.name
            guard
                try await store.add(
                    account, identity: person.identity, invitation: invitation, at: now, event: event)
            else {
                // Somebody was quicker: the same person in another window, or another one with the invitation.
                guard let account = try await store.account(identity: person.identity) else {
                    return .refused(.noInvitation)
                }
                return Self.outcome(SignInFlow.decide(account))
            }
            return Self.outcome(SignInFlow.decide(account))
        }
    }

    /// Lets somebody in who has lost the account at the sign-in service.
    ///
    /// - Parameters:
    ///   - id: the account's id, which stands beside its recovery codes.
    ///   - code: one of them, as typed.
    /// - Returns: the account and what comes next; `nil` where there is no such account or code.
    /// - Throws: ``HostStoreError``.
    package func recover(_ id: AccountID, code: String) async throws(HostStoreError) -> Outcome? {
        guard let hash = RecoveryCode.hash(typed: code), try await store.useRecoveryCode(hash, of: id),
            let account = try await store.account(id)
        else { return nil }
        return Self.outcome(SignInFlow.decide(account))
    }

    private static func outcome(_ decision: SignInFlow.Decision) -> Outcome {
        switch decision {
        case .account(let account, let next): .account(account, next: next)
        case .refused(let refusal): .refused(refusal)
        case .signUp: .refused(.notInvited)
        }
    }

    // MARK: - Sessions

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - account: whose.
    ///   - hasSecondFactor: whether a second factor was given.
    ///   - lifetime: in seconds.
    ///   - visitor: from where.
    /// - Returns: the session, and the secret of its cookie.
    /// - Throws: ``HostStoreError``.
    package func beginSession(
        _ account: Account, hasSecondFactor: Bool, lifetime: Int64, by visitor: Visitor
    ) async throws(HostStoreError) -> (session: Session, secret: FreshSecret) {
        guard let secret = FreshSecret(random: random.octets(FreshSecret.octets)) else { throw Self.noRandomness }
        let now = clock.now
        let session = Session(
            hash: secret.hash, account: account.id, created: now, expires: now.adding(seconds: lifetime),
            hasSecondFactor: hasSecondFactor, from: visitor.from, client: Printable.cut(visitor.client, to: 200))
        try await store.add(session)
        try await store.append([event(.signedIn, account, visitor, at: now)])
        return (session, secret)
    }

    static let noRandomness = HostStoreError.unavailable(
        "there are no random octets; see that the system has a source of them")

    func event(_ kind: HostEvent.Kind, _ account: Account, _ visitor: Visitor, at now: Instant) -> HostEvent {
        HostEvent(
            at: now, account: account.id, host: nil, kind: kind, actor: .account(account.id), from: visitor.from,
            client: Printable.cut(visitor.client, to: 200))
    }

    // MARK: - The second factor

    /// What became of a second factor.
    package enum FactorOutcome: Hashable, Sendable {
        case accepted
        case wrong
        /// There were too many tries; after so many seconds the next one may be made.
        case limited(Int)
    }

    /// Checks the second factor of an account: a one-time password, or a recovery code.
    ///
    /// - Parameters:
    ///   - text: what was typed.
    ///   - id: the account.
    /// - Returns: whether it was right; it is not right a second time.
    /// - Throws: ``HostStoreError``.
    package func checkSecondFactor(
        _ text: String, of id: AccountID
    ) async throws(HostStoreError) -> FactorOutcome {
        if OneTimePassword.typed(text) == nil {
            // Nobody guesses 125 bits, so that these tries are not counted.
            guard let hash = RecoveryCode.hash(typed: text) else { return .wrong }
            return try await store.useRecoveryCode(hash, of: id) ? .accepted : .wrong
        }
        let now = clock.now
        if let wait = await guesses.take(id, at: now) { return .limited(wait) }
        guard let secret = try await store.account(id)?.oneTimeSecret,
            let step = OneTimePassword.step(of: text, secret: secret, at: now),
            try await store.useOneTimeStep(step, of: id)
        else { return .wrong }
        await guesses.clear(id)
        return .accepted
    }

    /// A new secret for an app; stored when a password of it was given.
    package func oneTimeSecret() throws(HostStoreError) -> [UInt8] {
        let secret = random.octets(OneTimePassword.secretLength)
        guard secret.count == OneTimePassword.secretLength else { throw Self.noRandomness }
        return secret
    }

    /// What became of setting a second factor up.
    package enum EnrolmentOutcome: Hashable, Sendable {
        /// It is set, and these are the account's only recovery codes, shown once.
        case enrolled([RecoveryCode])
        case wrong
        case limited(Int)
        /// There is one already, and this session has not given it.
        case needsSecondFactor
    }

    /// Sets an account's second factor, and gives it new recovery codes.
    ///
    /// - Parameters:
    ///   - secret: what ``oneTimeSecret()`` gave.
    ///   - text: a password of it, as typed: the app has it, then.
    ///   - session: the session in which it is set.
    ///   - visitor: from where.
    /// - Returns: the recovery codes.
    /// - Throws: ``HostStoreError``.
    package func enrol(
        secret: [UInt8], typed text: String, in session: Session, by visitor: Visitor
    ) async throws(HostStoreError) -> EnrolmentOutcome {
        let now = clock.now
        if let wait = await guesses.take(session.account, at: now) { return .limited(wait) }
        guard secret.count == OneTimePassword.secretLength,
            let step = OneTimePassword.step(of: text, secret: secret, at: now)
        else { return .wrong }
        return try await change(in: session, .secondFactorSet, visitor, at: now) { account in
            account.oneTimeSecret = secret
            account.oneTimeStep = step
        }
    }

    /// Gives an account new recovery codes; the ones before are good for nothing.
    ///
    /// - Parameters:
    ///   - session: the session in which they are asked for.
    ///   - visitor: from where.
    /// - Returns: the codes.
    /// - Throws: ``HostStoreError``.
    package func renewRecoveryCodes(
        in session: Session, by visitor: Visitor
    ) async throws(HostStoreError) -> EnrolmentOutcome {
        try await change(in: session, .secondFactorSet, visitor, at: clock.now) { _ in }
    }

    private func change(
        in session: Session, _ kind: HostEvent.Kind, _ visitor: Visitor, at now: Instant,
        _ body: (inout Account) -> Void
    ) async throws(HostStoreError) -> EnrolmentOutcome {
        guard var account = try await store.account(session.account) else { return .wrong }
        if account.oneTimeSecret != nil, !session.hasSecondFactor { return .needsSecondFactor }
        var codes: [RecoveryCode] = []
        for _ in 0..<RecoveryCode.count {
            guard let code = RecoveryCode(random: random.octets(RecoveryCode.octets)) else { throw Self.noRandomness }
            codes.append(code)
        }
        body(&account)
        account.recoveryCodes = codes.map(\.hash)
        try await store.update(account, event: event(kind, account, visitor, at: now))
        await guesses.clear(account.id)
        return .enrolled(codes)
    }
}
