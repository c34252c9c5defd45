internal import DNSModel
internal import DynamicDNS
internal import ZonePlanning

/// A store in memory, which keeps the promises of the port and loses nothing when the process goes.
actor MemoryHostStore: HostStore {
    var hosts: [DomainName: Host] = [:]
    private var lastChange: [DomainName: Int64] = [:]
    /// Per zone, by the time they wait since and by name.
    private var dirty: [DomainName: Set<DomainName>] = [:]
    var tokens: [SecretHash: UpdateToken] = [:]
    var accounts: [AccountID: Account] = [:]
    var identities: [Identity: AccountID] = [:]
    var invitations: [SecretHash: Invitation] = [:]
    var sessions: [SecretHash: Session] = [:]
    var log: [HostEvent] = []
    private var leases: [DomainName: ZoneLease] = [:]
    private var open: [DomainName: [OpenChange]] = [:]
    private var changeCount: Int64 = 0
    var mails: [Int64: Mail] = [:]
    var reports: [AbuseReport] = []

    struct Mail {
        var due: Instant
        var attempts = 0
    }

    /// How many calls wrote something.
    private(set) var writes = 0
    /// From which write on the store is gone: the process was killed.
    private var lastWrite: Int?
    private let keepsLog: Bool

    init(keepsLog: Bool = true) { self.keepsLog = keepsLog }

    /// Kills the process at the write after so many more; `nil` brings it back.
    func kill(after count: Int?) { lastWrite = count.map { writes + $0 } }

    func writing() throws(HostStoreError) {
        if let lastWrite, writes >= lastWrite { throw .unavailable("killed") }
        writes += 1
    }

    private func note(_ events: [HostEvent]) {
        guard keepsLog else { return }
        for var event in events {
            event.number = Int64(log.count + 1)
            log.append(event)
            if event.kind.isTold { mails[event.number] = Mail(due: event.at) }
        }
    }

    private func put(_ host: Host) {
        hosts[host.name] = host
        if host.isDirty || host.unsureUntil != nil {
            dirty[host.apex, default: []].insert(host.name)
        } else {
            dirty[host.apex]?.remove(host.name)
        }
    }

    private func drop(_ name: DomainName) {
        guard let host = hosts.removeValue(forKey: name) else { return }
        lastChange[name] = nil
        dirty[host.apex]?.remove(name)
    }

    // MARK: Hosts

    func hosts(_ names: [DomainName]) async throws(HostStoreError) -> [DomainName: Host] {
        var found: [DomainName: Host] = [:]
        for name in names { found[name] = hosts[name] }
        return found
    }

    func hosts(of account: AccountID, after: DomainName?, limit: Int) async throws(HostStoreError) -> [Host] {
        Array(
            hosts.values.filter { host in host.owner == account && (after.map { $0 < host.name } ?? true) }
                .sorted { $0.name < $1.name }.prefix(limit))
    }

    func idleHosts(below suffix: DomainName, since: Instant, limit: Int) async throws(HostStoreError) -> [Host] {
        Array(
            hosts.values.filter { $0.suffix == suffix && $0.lastSeen < since && !$0.isLeaving }
                .sorted { ($0.lastSeen, $0.name) < ($1.lastSeen, $1.name) }.prefix(limit))
    }

    func claim(_ host: Host, most: Int, event: HostEvent) async throws(HostStoreError) -> ClaimOutcome {
        try writing()
        if hosts[host.name] != nil { return .taken }
        if hosts.values.count(where: { $0.owner == host.owner && $0.suffix == host.suffix }) >= most {
            return .accountIsFull
        }
        put(host)
        note([event])
        return .claimed
    }

    /// Puts hosts in without a claim, for tests of many.
    func seed(_ more: [Host]) { for host in more { put(host) } }

    func setWanted(_ wishes: [HostWish]) async throws(HostStoreError) -> [WishOutcome] {
        var outcomes: [WishOutcome] = []
        var hasWritten = false
        for wish in wishes {
            guard var host = hosts[wish.name], !host.isLeaving else {
                outcomes.append(.missing)
                continue
            }
            guard host.generation == wish.from else {
                outcomes.append(.moved)
                continue
            }
            if host.wanted == wish.sets, host.latestChallenge == wish.latestChallenge {
                outcomes.append(.unchanged)
                continue
            }
            if !hasWritten { try writing() }
            hasWritten = true
            host.wanted = wish.sets
            host.latestChallenge = wish.latestChallenge
            host.notBefore = wish.notBefore
            host.generation += 1
            host.wantedAt = wish.update.at
            host.lastUpdate = wish.update
            host.lastSeen = wish.update.at
            host.status = .pending
            put(host)
            note([wish.event])
            outcomes.append(.changed(host.generation))
        }
        return outcomes
    }

    func delete(
        _ name: DomainName, of owner: AccountID, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        guard var host = hosts[name], host.owner == owner, !host.isLeaving else { return false }
        try writing()
        host.isLeaving = true
        host.generation += 1
        host.wantedAt = at
        host.status = .pending
        put(host)
        note([event])
        return true
    }

    func forget(_ names: [DomainName], events: [HostEvent]) async throws(HostStoreError) {
        try writing()
        for name in names { drop(name) }
        note(events)
    }

    func setBlock(
        _ reason: String?, hosts names: [DomainName], at: Instant, events: [HostEvent]
    ) async throws(HostStoreError) {
        try writing()
        for name in names {
            guard var host = hosts[name], host.block != reason else { continue }
            host.block = reason
            host.generation += 1
            host.wantedAt = at
            host.status = .pending
            put(host)
        }
        note(events)
    }

    func noteUse(_ use: ClientUse) async {
        for name in use.hosts { hosts[name]?.lastSeen = use.at }
        for (hash, token) in tokens where token.id == use.token { tokens[hash]?.lastUsed = use.at }
    }

    func append(_ events: [HostEvent]) async throws(HostStoreError) {
        try writing()
        note(events)
    }

    func events(
        account: AccountID?, host: DomainName?, before: Int64?, limit: Int
    ) async throws(HostStoreError) -> [HostEvent] {
        Array(
            log.reversed().lazy.filter { event in
                (account == nil || event.account == account) && (host == nil || event.host == host)
                    && (before.map { event.number < $0 } ?? true)
            }.prefix(limit))
    }

    // MARK: The writer

    func lease(
        zone: DomainName, holder: String, now: Instant, seconds: Int64
    ) async throws(HostStoreError) -> ZoneLease? {
        try writing()
        let old = leases[zone]
        if let old, old.holder != holder, old.expires > now { return nil }
        let keeps = old.map { $0.holder == holder && $0.expires > now } ?? false
        let fence = (old?.fence ?? 0) + (keeps ? 0 : 1)
        let lease = ZoneLease(zone: zone, holder: holder, fence: fence, expires: now.adding(seconds: seconds))
        leases[zone] = lease
        return lease
    }

    func release(_ lease: ZoneLease) async throws(HostStoreError) {
        try check(lease)
        leases[lease.zone]?.holder = ""
        leases[lease.zone]?.expires = Instant(seconds: 0)
    }

    private func check(_ lease: ZoneLease) throws(HostStoreError) {
        guard leases[lease.zone]?.fence == lease.fence else { throw .fenced }
    }

    func dirtyHosts(zone: DomainName, at: Instant, limit: Int) async throws(HostStoreError) -> [Host] {
        let waiting = (dirty[zone] ?? []).compactMap { hosts[$0] }.filter { host in
            if let time = host.unsureUntil, time <= at { return true }
            if case .setAside = host.status { return false }
            return host.isDirty && (host.notBefore ?? at) <= at
        }
        return Array(waiting.sorted { ($0.wantedAt, $0.name) < ($1.wantedAt, $1.name) }.prefix(limit))
    }

    func queue(zone: DomainName) async throws(HostStoreError) -> ZoneQueue {
        let waiting = (dirty[zone] ?? []).compactMap { hosts[$0] }.filter { host in
            if case .setAside = host.status { return false }
            return host.isDirty
        }
        return ZoneQueue(count: waiting.count, oldest: waiting.map(\.wantedAt).min())
    }

    func submit(
        _ batch: [DomainName: HostWrite], until: Instant, lease: ZoneLease
    ) async throws(HostStoreError) {
        try writing()
        try check(lease)
        for (name, write) in batch {
            guard var host = hosts[name] else { continue }
            host.submitted = write
            host.unsureUntil = max(until, host.unsureUntil ?? until)
            put(host)
        }
    }

    func settle(
        _ results: [DomainName: WriteResult], change: WrittenChange?, lease: ZoneLease, events: [HostEvent]
    ) async throws(HostStoreError) {
        try writing()
        try check(lease)
        var number: Int64?
        if let change {
            changeCount += 1
            number = changeCount
            if !change.isServed {
                open[lease.zone, default: []].append(OpenChange(number: changeCount, id: change.id, at: change.at))
            }
        }
        for (name, result) in results {
            guard var host = hosts[name] else { continue }
            switch result {
            case .written(let write, let unsureUntil):
                host.written = write
                host.unsureUntil = unsureUntil
                host.submitted = nil
                if let number { lastChange[name] = number }
                if host.isGone {
                    drop(name)
                    continue
                }
                if !host.isDirty {
                    let isOpen = open[lease.zone]?.contains { $0.number == lastChange[name] } ?? false
                    host.status = isOpen ? .pending : .inSync
                }
            case .withdrawn(let unsureUntil):
                host.submitted = nil
                host.unsureUntil = unsureUntil
            case .found(let sets, let unsureUntil):
                host.written = HostWrite(generation: -1, sets: sets)
                host.submitted = nil
                host.unsureUntil = unsureUntil
            case .unknown(let until): host.unsureUntil = max(until, host.unsureUntil ?? until)
            case .setAside(let generation, let reason):
                if host.generation == generation { host.status = .setAside(reason) }
            }
            put(host)
        }
        note(events)
    }

    func openChanges(zone: DomainName, limit: Int) async throws(HostStoreError) -> [OpenChange] {
        Array((open[zone] ?? []).prefix(limit))
    }

    func markServed(_ changes: [Int64], zone: DomainName) async throws(HostStoreError) {
        try writing()
        let served = Set(changes)
        open[zone]?.removeAll { served.contains($0.number) }
        for (name, number) in lastChange where served.contains(number) {
            guard var host = hosts[name], !host.isDirty, host.status == .pending else { continue }
            host.status = .inSync
            put(host)
        }
    }

    // MARK: Tokens and accounts

    func token(hash: SecretHash) async throws(HostStoreError) -> (token: UpdateToken, account: Account)? {
        guard let token = tokens[hash], let account = accounts[token.account] else { return nil }
        return (token, account)
    }

    func tokens(of account: AccountID) async throws(HostStoreError) -> [UpdateToken] {
        tokens.values.filter { $0.account == account }.sorted { $0.id < $1.id }
    }

    func add(_ token: UpdateToken, event: HostEvent) async throws(HostStoreError) {
        try writing()
        tokens[token.hash] = token
        note([event])
    }

    func revoke(
        _ id: TokenID, of account: AccountID, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        guard let (hash, token) = tokens.first(where: { $0.value.id == id && $0.value.account == account }),
            token.revoked == nil
        else { return false }
        try writing()
        tokens[hash]?.revoked = at
        note([event])
        return true
    }

    func account(_ id: AccountID) async throws(HostStoreError) -> Account? { accounts[id] }
    func account(identity: Identity) async throws(HostStoreError) -> Account? {
        identities[identity].flatMap { accounts[$0] }
    }
    func accounts(after: AccountID?, limit: Int) async throws(HostStoreError) -> [Account] {
        Array(
            accounts.values.filter { account in after.map { $0 < account.id } ?? true }
                .sorted { $0.id < $1.id }.prefix(limit))
    }

    func add(
        _ account: Account, identity: Identity?, invitation: SecretHash?, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        if let identity, identities[identity] != nil { return false }
        if let invitation {
            guard let found = invitations.removeValue(forKey: invitation), found.expires > at else { return false }
        }
        try writing()
        accounts[account.id] = account
        if let identity { identities[identity] = account.id }
        note([event])
        return true
    }

    func update(_ account: Account, event: HostEvent?) async throws(HostStoreError) {
        try writing()
        accounts[account.id] = account
        note(event.map { [$0] } ?? [])
    }

    func identities(of account: AccountID) async throws(HostStoreError) -> [Identity] {
        identities.filter { $0.value == account }.map(\.key)
    }

    func add(_ identity: Identity, to account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool {
        guard identities[identity] == nil else { return false }
        identities[identity] = account
        note([event])
        return true
    }

    func remove(
        _ identity: Identity, from account: AccountID, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        guard identities[identity] == account, identities.values.count(where: { $0 == account }) > 1 else {
            return false
        }
        identities[identity] = nil
        note([event])
        return true
    }

    func useRecoveryCode(_ hash: SecretHash, of account: AccountID) async throws(HostStoreError) -> Bool {
        guard let index = accounts[account]?.recoveryCodes.firstIndex(of: hash) else { return false }
        accounts[account]?.recoveryCodes.remove(at: index)
        return true
    }

    func useOneTimeStep(_ step: Int64, of account: AccountID) async throws(HostStoreError) -> Bool {
        guard let found = accounts[account], (found.oneTimeStep ?? .min) < step else { return false }
        accounts[account]?.oneTimeStep = step
        return true
    }

    func add(_ invitation: Invitation) async throws(HostStoreError) { invitations[invitation.hash] = invitation }
    func invitation(hash: SecretHash) async throws(HostStoreError) -> Invitation? { invitations[hash] }
    func session(hash: SecretHash) async throws(HostStoreError) -> Session? { sessions[hash] }
    func add(_ session: Session) async throws(HostStoreError) { sessions[session.hash] = session }
    func removeSession(hash: SecretHash) async throws(HostStoreError) { sessions[hash] = nil }
    func removeSessions(of account: AccountID?, at: Instant) async throws(HostStoreError) {
        sessions = sessions.filter { account == nil ? $0.value.expires > at : $0.value.account != account }
    }
}
