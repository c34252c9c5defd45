package import DNSModel
package import ZonePlanning

// Decision 0105: the wish is stored before it is answered, and written after.

/// Carries out what clients of update protocols ask for: looks up who it is and what it may, and stores the wish. No
/// provider is asked, so that its troubles are never a client's.
package struct UpdateService: Sendable {
    package let store: any HostStore
    package let clock: any WallClock
    package let limiter: UpdateLimiter
    /// Called when a host of a zone waits to be written.
    package let onChange: @Sendable (_ zone: DomainName) -> Void

    package init(
        store: any HostStore, clock: any WallClock, limiter: UpdateLimiter = UpdateLimiter(),
        onChange: @escaping @Sendable (_ zone: DomainName) -> Void = { _ in }
    ) {
        self.store = store
        self.clock = clock
        self.limiter = limiter
        self.onChange = onChange
    }

    /// Answers a request for `/nic/update` or `/v3/update`.
    package func dynDNS2(_ request: UpdateRequest, rules: DynamicRules) async -> UpdateAnswer {
        switch DynDNS2.read(request, rules: rules) {
        case .answer(let answer): answer
        case .command(let command): DynDNS2.answer(await perform(command, rules: rules), to: command)
        }
    }

    /// Answers a request for `/update`, which DuckDNS and acme-dns both have: the second one sends JSON by `POST` with
    /// a user and key.
    package func update(_ request: UpdateRequest, rules: DynamicRules) async -> UpdateAnswer {
        if request.apiUser != nil || request.apiKey != nil {
            switch AcmeDNS.read(request, rules: rules) {
            case .answer(let answer): return answer
            case .command(let command): return AcmeDNS.answer(await perform(command, rules: rules), to: command)
            }
        }
        switch DuckDNS.read(request, rules: rules) {
        case .answer(let answer): return answer
        case .command(let command):
            return DuckDNS.answer(await perform(command, rules: rules), to: command, of: request)
        }
    }

    /// Carries out a command.
    package func perform(_ command: UpdateCommand, rules: DynamicRules) async -> UpdateResult {
        let now = clock.now
        do {
            let entry = try await admitted(
                command.credentials, token: command.token, from: command.from, at: now)
            switch entry {
            case .refused(let result): return result
            case .admitted(let token): return try await perform(command, with: token, rules: rules, at: now)
            }
        } catch {
            return .failed
        }
    }

    // MARK: - Who it is

    package enum Entry: Sendable {
        case admitted(UpdateToken)
        case refused(UpdateResult)
    }

    /// Looks up whose credentials they are, and counts the request.
    ///
    /// - Parameters:
    ///   - credentials: what the client shows.
    ///   - id: the id of the token that it names besides.
    ///   - address: from where.
    ///   - now: the time.
    /// - Returns: the token, which is good from there and now, or why there is none.
    /// - Throws: ``HostStoreError``.
    package func admitted(
        _ credentials: Credentials, token id: TokenID? = nil, from address: IPAddress?, at now: Instant
    ) async throws(HostStoreError) -> Entry {
        let subscriber = address?.subscriber
        if let subscriber {
            if let wait = await limiter.wait(for: .failures(subscriber), at: now) {
                return .refused(.limited(seconds: wait))
            }
            if let wait = await limiter.take([.address(subscriber)], at: now) {
                return .refused(.limited(seconds: wait))
            }
        }
        guard let found = try await store.token(hash: SecretHash(of: credentials.secret)),
            found.token.revoked == nil, id == nil || id == found.token.id,
            found.token.scope.allows(source: address)
        else {
            if let subscriber { _ = await limiter.take([.failures(subscriber)], at: now) }
            return .refused(.unknownCredentials)
        }
        if found.account.block != nil { return .refused(.blocked) }
        if let wait = await limiter.take([.token(found.token.id), .account(found.account.id)], at: now) {
            return .refused(.limited(seconds: wait))
        }
        return .admitted(found.token)
    }

    // MARK: - What it wants

    /// A host that a command names, and what becomes of it.
    private struct Item {
        var name: DomainName
        var outcome: HostOutcome?
        /// What is stored if the outcome is that something changes.
        var wish: HostWish?
        var state = HostState(asked: [], v4: nil, v6: nil)
    }

    /// How often a wish is made again when the host has moved under it.
    private static let tries = 5

    /// Carries out a command of a client that was admitted with a token.
    ///
    /// - Parameters:
    ///   - command: the command, whose credentials are not looked at any more.
    ///   - token: the token.
    ///   - rules: the rules in force.
    ///   - now: the time.
    /// - Returns: what became of it.
    /// - Throws: ``HostStoreError``.
    package func perform(
        _ command: UpdateCommand, with token: UpdateToken, rules: DynamicRules, at now: Instant
    ) async throws(HostStoreError) -> UpdateResult {
        var names: [DomainName] = []
        for case .host(let name) in command.hosts where !names.contains(name) { names.append(name) }
        var outcomes: [DomainName: HostOutcome] = [:]
        var waiting = names
        var seen: [Host] = []
        for attempt in 1...Self.tries where !waiting.isEmpty {
            let hosts = try await store.hosts(waiting)
            if attempt == 1 { seen = waiting.compactMap { hosts[$0] } }
            let items = waiting.map { item(for: $0, hosts[$0], command, token, rules, now) }
            let isWhole = items.allSatisfy { $0.outcome?.isGood ?? true } && !command.hosts.contains(.malformed)
            if command.isAllOrNothing, attempt == 1, !isWhole {
                for item in items { outcomes[item.name] = item.outcome ?? .unchanged(item.state) }
                break
            }
            waiting = try await store(items, hosts, into: &outcomes, at: now)
        }
        // Somebody else changes the host without a pause.
        for name in waiting { outcomes[name] = outcomes[name] ?? .limited(seconds: 1) }
        await note(seen.filter { outcomes[$0.name]?.isGood == true }, token, at: now)
        return .hosts(
            command.hosts.map { named in
                if case .host(let name) = named { outcomes[name] ?? .missing } else { .malformed }
            })
    }

    /// Stores the wishes of items, and says which hosts have moved.
    private func store(
        _ items: [Item], _ hosts: [DomainName: Host], into outcomes: inout [DomainName: HostOutcome], at now: Instant
    ) async throws(HostStoreError) -> [DomainName] {
        var changed: [(item: Item, wish: HostWish)] = []
        for item in items {
            outcomes[item.name] = item.outcome
            guard var wish = item.wish else { continue }
            wish.notBefore = await limiter.change(of: item.name, at: now)
            changed.append((item, wish))
        }
        guard !changed.isEmpty else { return [] }
        let results = try await store.setWanted(changed.map(\.wish))
        var moved: [DomainName] = []
        var zones: Set<DomainName> = []
        for ((item, _), result) in zip(changed, results) {
            switch result {
            case .changed:
                outcomes[item.name] = .changed(item.state)
                if let apex = hosts[item.name]?.apex { zones.insert(apex) }
            case .unchanged: outcomes[item.name] = .unchanged(item.state)
            case .missing: outcomes[item.name] = .missing
            case .moved: moved.append(item.name)
            }
        }
        for zone in zones { onChange(zone) }
        return moved
    }

    /// What becomes of one host, as far as that can be said without storing anything.
    private func item(
        for name: DomainName, _ host: Host?, _ command: UpdateCommand, _ token: UpdateToken, _ rules: DynamicRules,
        _ now: Instant
    ) -> Item {
        var item = Item(name: name)
        guard let host, host.owner == token.account, !host.isLeaving, token.scope.allows(host: name),
            let suffix = rules.suffix(named: host.suffix), !rules.declared.contains(name)
        else {
            item.outcome = .missing
            return item
        }
        if host.block != nil {
            item.outcome = .blocked
            return item
        }
        if let versions = command.versions, !versions.contains(host.version) {
            item.outcome = .otherVersion
            return item
        }
        do throws(RecordRefusal) {
            let wanted = try command.edit.applied(to: host, suffix: suffix, types: token.scope.types)
            item.state = HostState(
                asked: wanted.asked, v4: wanted.sets.address(of: name, .a), v6: wanted.sets.address(of: name, .aaaa))
            if wanted.sets == host.wanted, wanted.latestChallenge == host.latestChallenge {
                item.outcome = .unchanged(item.state)
                return item
            }
            var wish = HostWish(
                name: name, sets: wanted.sets, from: host.generation,
                update: HostUpdate(at: now, from: command.from, client: command.client),
                event: HostEvent(
                    at: now, account: host.owner, host: name, kind: .hostUpdated, actor: .token(token.id),
                    before: HostRecords.text(of: host.wanted), after: HostRecords.text(of: wanted.sets),
                    from: command.from, client: command.client))
            wish.latestChallenge = wanted.latestChallenge
            item.wish = wish
        } catch {
            item.outcome = .refused(error.message)
        }
        return item
    }

    /// Remembers that a client was there, at most once an hour for its token and once a day for a host.
    private func note(_ hosts: [Host], _ token: UpdateToken, at now: Instant) async {
        let isTokenDue = token.lastUsed.map { now.seconds(since: $0) >= 3_600 } ?? true
        let due = hosts.filter { now.seconds(since: $0.lastSeen) >= 86_400 }.map(\.name)
        guard isTokenDue || !due.isEmpty else { return }
        await store.noteUse(ClientUse(token: isTokenDue ? token.id : nil, hosts: due, at: now))
    }
}

extension HostOutcome {
    /// Whether what was asked for is wanted now.
    var isGood: Bool {
        switch self {
        case .changed, .unchanged: true
        case .malformed, .missing, .blocked, .limited, .refused, .otherVersion: false
        }
    }
}

extension UpdateToken.Scope {
    /// Whether the token may be used from an address; one that is limited to networks is not good from nowhere.
    package func allows(source: IPAddress?) -> Bool {
        guard let sources else { return true }
        guard let source else { return false }
        return sources.contains { $0.contains(source) }
    }

    /// Whether it is good for a host.
    package func allows(host: DomainName) -> Bool { hosts?.contains(host) ?? true }
}

extension [RecordSet] {
    /// The first address of a type at a name.
    func address(of name: DomainName, _ type: RecordType) -> IPAddress? {
        switch first(where: { $0.name == name && $0.type == type })?.data.first {
        case .a(let address): .v4(address)
        case .aaaa(let address): .v6(address)
        default: nil
        }
    }
}
