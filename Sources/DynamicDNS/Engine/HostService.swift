package import DNSModel
internal import Hashing
package import ZonePlanning

/// Gives out hosts and tokens, and takes them back.
package struct HostService: Sendable {
    package let store: any HostStore
    package let clock: any WallClock
    package let random: any Randomness
    package let limiter: UpdateLimiter
    package let onChange: @Sendable (_ zone: DomainName) -> Void

    package init(
        store: any HostStore, clock: any WallClock, random: any Randomness, limiter: UpdateLimiter = UpdateLimiter(),
        onChange: @escaping @Sendable (_ zone: DomainName) -> Void = { _ in }
    ) {
        self.store = store
        self.clock = clock
        self.random = random
        self.limiter = limiter
        self.onChange = onChange
    }

    /// Who does something, and how.
    package struct Author: Hashable, Sendable {
        package var account: Account
        package var actor: HostEvent.Actor
        package var from: IPAddress?
        package var client: String

        package init(account: Account, actor: HostEvent.Actor, from: IPAddress?, client: String) {
            self.account = account
            self.actor = actor
            self.from = from
            self.client = client
        }
    }

    /// Why somebody gets no host.
    package enum Refusal: Error, Hashable, Sendable {
        case name(HostNameRefusal)
        case taken
        case full(Int)
        case blocked
        case store(HostStoreError)

        /// What is wrong and what to do.
        package var message: String {
            switch self {
            case .name(let refusal): refusal.message
            case .taken: "the name is taken; choose another name"
            case .full(let most):
                "the account has \(counted(most, "host")) below this domain, and may have no more; delete one first"
            case .blocked: "the account is blocked; ask an administrator"
            case .store: "the service cannot store anything now; try again in a minute"
            }
        }
    }

    /// Gives a host to an account.
    ///
    /// - Parameters:
    ///   - text: the label or name, as the person wrote it.
    ///   - suffix: the suffix below which it shall be.
    ///   - rules: the rules in force.
    ///   - author: who claims it.
    ///   - kind: what it is for.
    /// - Returns: the host.
    /// - Throws: ``Refusal``.
    package func claim(
        _ text: String, below suffix: DynamicSuffix, rules: DynamicRules, by author: Author,
        kind: Host.Kind = .ordinary
    ) async throws(Refusal) -> Host {
        if author.account.block != nil { throw .blocked }
        let name: DomainName
        do {
            name = try HostNameRules.name(
                text, below: suffix, rules: rules, isAdministrator: author.account.role == .administrator)
        } catch {
            throw .name(error)
        }
        let now = clock.now
        let host = Host(
            name: name, suffix: suffix.name, apex: suffix.apex, owner: author.account.id, created: now, kind: kind)
        let outcome: ClaimOutcome
        do {
            outcome = try await store.claim(
                host, most: suffix.hostsPerAccount, event: event(.hostClaimed, name, by: author, at: now))
        } catch {
            throw .store(error)
        }
        switch outcome {
        case .claimed: return host
        case .taken: throw .taken
        case .accountIsFull: throw .full(suffix.hostsPerAccount)
        }
    }

    /// Takes a host back from its owner.
    ///
    /// - Returns: false where the account has no such host.
    /// - Throws: ``HostStoreError``.
    package func delete(_ name: DomainName, by author: Author) async throws(HostStoreError) -> Bool {
        let now = clock.now
        guard let host = try await store.host(name) else { return false }
        var event = event(.hostDeleted, name, by: author, at: now)
        event.before = HostRecords.text(of: host.wanted)
        guard try await store.delete(name, of: author.account.id, at: now, event: event) else { return false }
        onChange(host.apex)
        return true
    }

    /// Makes an update token.
    ///
    /// - Parameters:
    ///   - label: what its owner calls it.
    ///   - scope: what it is good for.
    ///   - author: whose it is.
    ///   - given: the secret it has; `nil` for a fresh one.
    /// - Returns: the token, and its secret, which is shown once.
    /// - Throws: ``HostStoreError``.
    package func makeToken(
        _ label: String, scope: UpdateToken.Scope, by author: Author, secret given: FreshSecret? = nil
    ) async throws(HostStoreError) -> (token: UpdateToken, secret: FreshSecret) {
        guard let secret = given ?? FreshSecret(random: random.octets(FreshSecret.octets)) else {
            throw .unavailable("there are no random octets; see that the system has a source of them")
        }
        let now = clock.now
        let token = UpdateToken(
            id: TokenID(Self.uuid(random.octets(16))), account: author.account.id,
            label: Printable.cut(label, to: 100), hash: secret.hash, scope: scope, created: now)
        var event = event(.tokenCreated, nil, by: author, at: now)
        event.after = token.label
        try await store.add(token, event: event)
        return (token, secret)
    }

    /// The most tokens of an account that are not revoked.
    package static let mostTokens = 200

    /// A new id for an account.
    package func accountID() -> AccountID { AccountID(Hexadecimal.text(random.octets(16))) }

    // MARK: - acme-dns

    /// Answers a request for `/register`.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - suffix: the suffix below which challenges are.
    ///   - rules: the rules in force.
    ///   - updates: looks up credentials.
    /// - Returns: the answer.
    package func register(
        _ request: UpdateRequest, below suffix: DynamicSuffix, rules: DynamicRules, updates: UpdateService
    ) async -> UpdateAnswer {
        let now = clock.now
        if let subscriber = request.sender?.subscriber,
            let wait = await limiter.take([.registrations(subscriber)], at: now)
        {
            return AcmeDNS.answer(.limited(seconds: wait), to: nil)
        }
        do {
            let registration = try AcmeDNS.registration(request, suffix: suffix)
            let sources: [AddressNetwork]?
            let author: Author
            switch registration {
            case .credentials(let credentials, let networks):
                sources = networks
                switch try await updates.admitted(credentials, from: request.sender, at: now) {
                case .refused(let result): return AcmeDNS.answer(result, to: nil)
                case .admitted(let token):
                    guard token.scope.managesAccount, let account = try await store.account(token.account) else {
                        return AcmeDNS.Refused(403, "forbidden").answer
                    }
                    author = Author(
                        account: account, actor: .token(token.id), from: request.sender, client: request.client)
                }
            case .anybody(let networks):
                sources = networks
                let account = Account(id: accountID(), name: "acme-dns", created: now)
                author = Author(
                    account: account, actor: .account(account.id), from: request.sender, client: request.client)
                let event = event(.accountCreated, nil, by: author, at: now)
                _ = try await store.add(account, identity: nil, invitation: nil, at: now, event: event)
            }
            // A label that nobody else has: 128 random bits.
            let host = try await claim(
                Self.uuid(random.octets(16)), below: suffix, rules: rules, by: author, kind: .challenge)
            let (token, secret) = try await makeToken(
                "acme-dns", scope: UpdateToken.Scope(hosts: [host.name], types: [.txt], sources: sources), by: author)
            return AcmeDNS.registered(token: token.id, secret: secret, host: host.name, sources: sources)
        } catch let error as AcmeDNS.Refused {
            return error.answer
        } catch let error as Refusal {
            if case .store = error { return AcmeDNS.answer(.failed, to: nil) }
            return AcmeDNS.Refused(403, "forbidden").answer
        } catch {
            return AcmeDNS.answer(.failed, to: nil)
        }
    }

    /// 16 octets in the form of a UUID of version 4 (RFC 9562 section 5.4).
    static func uuid(_ octets: [UInt8]) -> String {
        var octets = octets
        if octets.count >= 9 {
            octets[6] = octets[6] & 0x0F | 0x40
            octets[8] = octets[8] & 0x3F | 0x80
        }
        let digits = Array(Hexadecimal.text(octets))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private func event(_ kind: HostEvent.Kind, _ name: DomainName?, by author: Author, at now: Instant) -> HostEvent {
        HostEvent(
            at: now, account: author.account.id, host: name, kind: kind, actor: author.actor, from: author.from,
            client: author.client)
    }
}
