package import DNSModel
package import Gate
package import ZonePlanning

// Decision 0105: the wish is stored before it is answered, and written after.

/// Writes the hosts of one zone at its provider: one change batch at a time, each of the latest wishes of all hosts
/// that wait, each a compare-and-swap against what was written last.
package actor ZoneWriter {
    let zone: DomainName
    let provider: any ZoneProvider
    let store: any HostStore
    let pacing: ProviderPacing
    let clock: any WallClock
    let settings: Settings
    /// Which process it is, for the lease.
    let holder: String

    var halving = Halving()
    /// For troubles that go by, and for those that somebody has to mend.
    var shortWait = GrowingWait(first: 500, longest: 60_000)
    var longWait = GrowingWait(first: 15_000, longest: 300_000)
    /// While somebody else writes the same names.
    var conflictWait = GrowingWait(first: 100, longest: 2_000)
    var waitsUntil: Instant?
    /// The provider's id of the zone, once it is known.
    var zoneID: String?
    private var settledCommit: String?
    var isStopped = false
    /// Whether a host waits since the last look.
    private var isWoken = false
    /// Whether it may be woken: not while it waits for trouble to go by, or for another process.
    private var isIdle = false
    private var sleep: Task<Void, Never>?
    /// What the status page shows.
    package var status = Status()

    package struct Settings: Hashable, Sendable {
        /// The most hosts that are taken at once.
        package var hosts = 500
        /// For how many seconds a lease is taken.
        package var leaseSeconds: Int64 = 30
        /// How long an idle writer waits before it looks again, in milliseconds.
        package var poll: Int64 = 250
        /// After how many seconds a change whose id was lost is taken to be served everywhere.
        package var servedAfter: Int64 = 120
        /// For how many seconds a batch whose answer was lost may still be applied.
        package var lostFor: Int64 = 120
        /// How often it is looked for names that nobody knows, in seconds.
        package var namesEvery: Int64 = 3_600

        package init() {}
    }

    /// How it goes.
    package struct Status: Hashable, Sendable {
        /// Whether this process writes the zone.
        package var isWriting = false
        /// What goes wrong now, for administrators.
        package var problem: String?
        package var batches = 0
        package var changes = 0
        package var conflicts = 0
        package var setAside = 0
        package var lastBatch: Instant?
        /// Elements of the batch that is under way.
        package var inFlight = 0
        /// Names that are live and that neither git nor the service knows; `nil` where nobody has looked.
        package var unknownNames: [DomainName]?
    }

    /// What one step did.
    package enum Step: Hashable, Sendable {
        /// There is nothing to do.
        case idle
        /// Another process writes the zone.
        case elsewhere
        /// Something was done; there may be more.
        case worked
        /// Nothing can be done before a time.
        case waits(Instant)
    }

    package init(
        zone: DomainName, provider: any ZoneProvider, store: any HostStore, pacing: ProviderPacing,
        clock: any WallClock, holder: String, settings: Settings = Settings()
    ) {
        self.zone = zone
        self.provider = provider
        self.store = store
        self.pacing = pacing
        self.clock = clock
        self.holder = holder
        self.settings = settings
    }

    /// Writes until it is stopped or the task is cancelled; a batch that is under way is brought to its end first.
    ///
    /// - Parameter rules: the rules in force, asked for before each step.
    package func run(rules: @escaping @Sendable () async -> DynamicRules) async {
        let follower = Task { await self.followWhileRunning() }
        while !isStopped, !Task.isCancelled {
            let now = await rules()
            isWoken = false
            // In a task of its own, which isn't cancelled with this one: a batch is not given up halfway.
            switch await Task(operation: { await self.step(rules: now) }).value {
            case .worked: continue
            case .idle:
                isIdle = true
                if !isWoken { await pause(clock.now.adding(milliseconds: settings.poll)) }
                isIdle = false
            case .elsewhere: await pause(clock.now.adding(milliseconds: settings.poll * 4))
            case .waits(let time): await pause(min(time, clock.now.adding(milliseconds: 1_000)))
            }
        }
        isStopped = true
        // Whoever follows changes may wait for the provider for minutes, and what it finds out is found out again.
        follower.cancel()
        if let lease { try? await store.release(lease) }
    }

    /// Ends ``run(rules:)`` after the batch that is under way.
    package func stop() {
        isStopped = true
        sleep?.cancel()
    }

    /// A host waits to be written: an idle writer looks at once.
    package func wake() {
        isWoken = true
        if isIdle { sleep?.cancel() }
    }

    private func pause(_ time: Instant) async {
        if isStopped { return }
        let task = Task { [clock] in await clock.sleep(until: time) }
        sleep = task
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        sleep = nil
    }

    // MARK: - One step

    var lease: ZoneLease?

    /// Does the next thing there is to do: at most the batches of ``Settings/hosts`` hosts.
    package func step(rules: DynamicRules) async -> Step {
        // A time that is further away than any wait is long is of a clock that has gone back since.
        let now = clock.now
        if let waitsUntil, waitsUntil > now, waitsUntil <= now.adding(milliseconds: longWait.longest) {
            return .waits(waitsUntil)
        }
        waitsUntil = nil
        do {
            guard try await takeLease() else { return .elsewhere }
            try await giveToGit(rules)
            let hosts = try await waitingHosts()
            guard !hosts.isEmpty else { return halving.isOver ? .idle : .worked }
            // One that was claimed before its name was declared, and stored after, is git's too.
            try await giveToGit(hosts.filter { rules.declared.contains($0.name) }, rules)
            return try await write(hosts.filter { !rules.declared.contains($0.name) })
        } catch HostStoreError.fenced {
            lease = nil
            status.isWriting = false
            return .elsewhere
        } catch {
            return failed("the store: \(error.message)")
        }
    }

    /// Takes or keeps the lease; a number that has changed means that another process wrote in between.
    func takeLease() async throws(HostStoreError) -> Bool {
        // It is asked for again when half of it is over; what is stored under it is checked each time.
        let now = clock.now
        if let lease, lease.isHeld(at: now, seconds: settings.leaseSeconds),
            lease.expires.seconds(since: now) > settings.leaseSeconds / 2
        {
            return true
        }
        let taken = try await store.lease(
            zone: zone, holder: holder, now: now, seconds: settings.leaseSeconds)
        if taken?.fence != lease?.fence { halving = Halving() }
        lease = taken
        status.isWriting = taken != nil
        return taken != nil
    }

    /// The lease that is held; whoever has lost it writes nothing.
    func heldLease() throws(HostStoreError) -> ZoneLease {
        guard let lease else { throw .fenced }
        return lease
    }

    private func waitingHosts() async throws(HostStoreError) -> [Host] {
        guard let group = halving.next() else {
            return try await store.dirtyHosts(zone: zone, at: clock.now, limit: settings.hosts)
        }
        return try await store.hosts(group).values.filter { host in
            if case .setAside = host.status { return false }
            return host.isDirty
        }.sorted { $0.name < $1.name }
    }

    /// Lets go of hosts at whose names a zone file declares something since: what is live there is git's from now on.
    private func giveToGit(_ rules: DynamicRules) async throws(HostStoreError) {
        guard rules.commit != settledCommit else { return }
        let names = rules.declared.filter { $0.isAtOrBelow(zone) }.sorted()
        for start in stride(from: 0, to: names.count, by: 500) {
            let hosts = try await store.hosts(Array(names[start..<min(start + 500, names.count)])).values
                .filter { $0.apex == zone }.sorted { $0.name < $1.name }
            try await giveToGit(hosts, rules)
        }
        settledCommit = rules.commit
    }

    private func giveToGit(_ hosts: [Host], _ rules: DynamicRules) async throws(HostStoreError) {
        guard !hosts.isEmpty else { return }
        let now = clock.now
        try await store.forget(
            hosts.map(\.name),
            events: hosts.map { host in
                HostEvent(
                    at: now, account: host.owner, host: host.name, kind: .hostTakenByGit, actor: .service,
                    before: HostRecords.text(of: host.wanted),
                    after: "the zone's files declare \(host.name) since commit \(rules.commit.prefix(12)); the "
                        + "service changes nothing there any more")
            })
    }

    /// Something goes wrong that may go by.
    func failed(_ message: String, isLong: Bool = false) -> Step {
        status.problem = message
        let wait = isLong ? longWait.failed() : shortWait.failed()
        let time = clock.now.adding(milliseconds: wait)
        waitsUntil = time
        return .waits(time)
    }

    // MARK: - Until it is served everywhere

    private func followWhileRunning() async {
        while !isStopped, !Task.isCancelled {
            if await !follow() { await clock.sleep(until: clock.now.adding(milliseconds: settings.poll * 4)) }
        }
    }

    /// Waits for what was written to be served everywhere, and stores that it is.
    ///
    /// - Returns: whether anything was found out.
    package func follow() async -> Bool {
        do {
            let open = try await store.openChanges(zone: zone, limit: 100)
            let now = clock.now
            // Of a change whose id was lost nobody says it; it takes about a minute.
            let old = open.filter { $0.id == nil && isOver($0, settings.servedAfter, at: now) }
            let known = open.filter { $0.id != nil }
            if !old.isEmpty { try await store.markServed(old.map(\.number), zone: zone) }
            guard !known.isEmpty else { return !old.isEmpty }
            guard await pacing.pass(0, unless: { await self.isStopped }) else { return !old.isEmpty }
            do throws(ProviderError) {
                try await provider.awaitPropagation(of: known.compactMap(\.id), progress: { _ in })
            } catch {
                return try await followEach(known, at: now) || !old.isEmpty
            }
            try await store.markServed(known.map(\.number), zone: zone)
            return true
        } catch {
            return false
        }
    }

    /// Asks of each change by itself: one of which the provider says nothing holds up no other.
    private func followEach(_ changes: [OpenChange], at now: Instant) async throws(HostStoreError) -> Bool {
        var hasServed = false
        for change in changes {
            guard let id = change.id, await pacing.pass(0, unless: { await self.isStopped }) else { continue }
            do throws(ProviderError) {
                try await provider.awaitPropagation(of: [id], progress: { _ in })
            } catch {
                if error.code == .unavailable { return hasServed }
                // It may never say so of a change that it has forgotten.
                guard isOver(change, settings.servedAfter * 30, at: now) else { continue }
            }
            try await store.markServed([change.number], zone: zone)
            hasServed = true
        }
        return hasServed
    }

    /// Whether a change is older than so many seconds; one of the future was made before the clock went back.
    private func isOver(_ change: OpenChange, _ seconds: Int64, at now: Instant) -> Bool {
        abs(now.seconds(since: change.at)) >= seconds
    }

    // MARK: - Names that nobody knows

    /// Looks for names that neither git nor the service knows, again and again until the writer is stopped, while this
    /// process writes the zone.
    ///
    /// - Parameters:
    ///   - rules: the rules in force.
    ///   - found: told of the names when they are others than before.
    package func watchNames(rules: DynamicRules, found: @Sendable ([DomainName]) -> Void) async {
        // Not at once: a service that starts has better things to do than to list its zones.
        var due = clock.now.adding(seconds: settings.namesEvery / 10)
        while !isStopped, !Task.isCancelled {
            if clock.now < due {
                await clock.sleep(until: min(due, clock.now.adding(milliseconds: 1_000)))
                continue
            }
            due = clock.now.adding(seconds: settings.namesEvery)
            guard status.isWriting else {
                status.unknownNames = nil
                continue
            }
            guard let names = await unknownNames(rules: rules) else { continue }
            if names != status.unknownNames ?? [] { found(names) }
            status.unknownNames = names
        }
    }
}
