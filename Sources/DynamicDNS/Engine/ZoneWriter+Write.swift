internal import DNSModel
internal import Gate
internal import ZonePlanning

extension ZoneWriter {
    /// Writes hosts: reads live first where that is needed, and sends one batch after the other.
    func write(_ hosts: [Host]) async throws(HostStoreError) -> Step {
        guard !hosts.isEmpty else { return .worked }
        var live: LiveZone?
        // Of what is due now live is read after it was due.
        let now = clock.now
        do {
            live = try await read(isNeeded: !hosts.allSatisfy { WriteWork.isKnown($0, at: now) })
        } catch {
            return failed(error.message, isLong: error.code == .denied || error.code == .unreadable)
        }
        if let live, !live.exists {
            zoneID = nil
            return failed("the provider has no zone \(zone); create it", isLong: true)
        }
        if let reason = live?.readOnly { return failed("nothing in \(zone) may be changed: \(reason)", isLong: true) }
        let works = hosts.compactMap { WriteWork($0, live: live?.zone, at: now) }
        try await settleDone(works.filter(\.changes.isEmpty))
        let divided = DividedWork(
            works.filter { !$0.changes.isEmpty },
            Batcher(
                scope: provider.capabilities.scope, storedCharacters: live?.storedCharacters ?? [:],
                characters: provider.capabilities.characters))
        let byName = Dictionary(works.map { ($0.host.name, $0) }, uniquingKeysWith: { $1 })
        try await withdraw(Set(divided.tooLarge.keys), byName)
        try await setAside(divided.tooLarge, byName)
        var parts: Set<DomainName> = []
        for index in divided.batches.indices {
            if let step = try await send(index, of: divided, byName, &parts) { return step }
        }
        return .worked
    }

    /// Reads live where it is needed; where only the zone's id is, in the cheapest way there is.
    private func read(isNeeded: Bool) async throws(ProviderError) -> LiveZone? {
        if !isNeeded {
            if zoneID != nil { return nil }
            _ = await pacing.pass(0, unless: { await self.isStopped })
            if let summary = try await provider.summary(zone) {
                guard summary.exists else {
                    return LiveZone(id: summary.zoneID, exists: false, zone: Zone(empty: zone))
                }
                zoneID = summary.zoneID
                return nil
            }
        }
        _ = await pacing.pass(0, unless: { await self.isStopped })
        let live = try await provider.liveZone(zone)
        zoneID = live.id
        return live
    }

    /// Stores what turned out to be live already: a wish that came back to what was, or a batch whose answer was lost.
    private func settleDone(_ works: [WriteWork]) async throws(HostStoreError) {
        let lease = try heldLease()
        let found = works.filter { $0.host.submitted != nil }
        let rest = works.filter { $0.host.submitted == nil }
        if !rest.isEmpty {
            try await store.settle(results(of: rest), change: nil, lease: lease, events: [])
        }
        guard !found.isEmpty else { return }
        let change = WrittenChange(id: nil, at: clock.now, isServed: !provider.capabilities.followsChanges)
        try await store.settle(results(of: found), change: change, lease: lease, events: [])
    }

    private func results(of works: [WriteWork]) -> [DomainName: WriteResult] {
        Dictionary(
            works.map { ($0.host.name, .written($0.write, unsureUntil: $0.unsureUntil)) }, uniquingKeysWith: { $1 })
    }

    // MARK: - One batch

    /// Sends one batch and stores what became of it.
    ///
    /// - Parameters:
    ///   - index: which of the batches.
    ///   - divided: all of them.
    ///   - works: the work by host.
    ///   - parts: the hosts of which an earlier batch wrote a part.
    /// - Returns: `nil` where the next one can go out.
    /// - Throws: ``HostStoreError``.
    private func send(
        _ index: Int, of divided: DividedWork, _ works: [DomainName: WriteWork], _ parts: inout Set<DomainName>
    ) async throws(HostStoreError) -> Step? {
        let changes = divided.batches[index]
        let elements = WriteWork.elements(of: changes)
        guard await pacing.pass(elements, unless: { await self.isStopped }) else { return .idle }
        // The wait may have been long: whoever writes the zone since has another number.
        let fence = lease?.fence
        guard try await takeLease(), lease?.fence == fence else { throw .fenced }
        let lease = try heldLease()
        let hosts = divided.hosts[index]
        var submitted: [DomainName: HostWrite] = [:]
        for name in hosts { submitted[name] = works[name]?.write }
        try await store.submit(submitted, until: clock.now.adding(seconds: settings.lostFor), lease: lease)
        let batch = ChangeBatch(apex: zone, zoneID: zoneID ?? zone.description, createsZone: false, changes: changes)
        status.inFlight = elements
        let answer: AppliedBatch
        do {
            defer { status.inFlight = 0 }
            answer = try await provider.send(batch)
        } catch {
            return try await refused(error, hosts, parts, works)
        }
        status.batches += 1
        status.changes += elements
        status.lastBatch = clock.now
        status.problem = answer.warnings.first
        shortWait.succeeded()
        longWait.succeeded()
        conflictWait.succeeded()
        await pacing.accepted()
        parts.formUnion(hosts)
        let done = hosts.filter { divided.last[$0] == index }.compactMap { works[$0] }
        let isServed = !provider.capabilities.followsChanges
        try await store.settle(
            results(of: done), change: WrittenChange(id: answer.changeID, at: clock.now, isServed: isServed),
            lease: lease, events: done.flatMap(overwritings))
        return nil
    }

    /// What of somebody else's was overwritten for a host.
    private func overwritings(_ work: WriteWork) -> [HostEvent] {
        guard !work.foreign.isEmpty else { return [] }
        return [
            HostEvent(
                at: clock.now, account: work.host.owner, host: work.host.name, kind: .foreignOverwritten,
                actor: .service, before: HostRecords.text(of: work.foreign),
                after: HostRecords.text(of: work.write.sets))
        ]
    }

    // MARK: - What the provider refuses

    /// - Parameters:
    ///   - error: what it said.
    ///   - hosts: those of the batch.
    ///   - parts: those of which an earlier batch wrote a part, so that live must be read.
    ///   - works: the work by host.
    /// - Returns: what the step did.
    /// - Throws: ``HostStoreError``.
    private func refused(
        _ error: ProviderError, _ hosts: Set<DomainName>, _ parts: Set<DomainName>, _ works: [DomainName: WriteWork]
    ) async throws(HostStoreError) -> Step {
        switch error.code {
        case .unknownOutcome:
            // What was submitted stays so, and live is read next, and once more when nothing can come late any more.
            let until = clock.now.adding(seconds: settings.lostFor)
            let results = Dictionary(
                uniqueKeysWithValues: hosts.map { ($0, WriteResult.unknown(unsureUntil: until)) })
            try await store.settle(results, change: nil, lease: try heldLease(), events: [])
            return failed(error.message)
        case .conflict:
            status.conflicts += 1
            let moved = Set(error.conflicts.compactMap { conflict in owner(of: conflict.key.name, hosts) })
            let others = hosts.subtracting(moved)
            guard !moved.isEmpty else {
                zoneID = nil
                return failed(error.message)
            }
            // Live is read for those that moved; the others need not wait for them.
            try await withdraw(others.subtracting(parts), works)
            halving.divide(others.sorted(), moved.sorted())
            let time = clock.now.adding(milliseconds: conflictWait.failed())
            waitsUntil = time
            return .waits(time)
        case .invalid: return try await invalid(error, hosts, parts, works)
        case .unavailable, .denied, .unreadable:
            try await withdraw(hosts.subtracting(parts), works)
            return failed(error.message, isLong: error.code != .unavailable)
        }
    }

    /// Sets aside what is refused by name; where nothing is, the hosts go out again in halves.
    private func invalid(
        _ error: ProviderError, _ hosts: Set<DomainName>, _ parts: Set<DomainName>, _ works: [DomainName: WriteWork]
    ) async throws(HostStoreError) -> Step {
        var reasons: [DomainName: String] = [:]
        for refusal in error.refusals {
            guard let host = refusal.key.flatMap({ owner(of: $0.name, hosts) }) else { continue }
            reasons[host] = reasons[host] ?? refusal.message
        }
        if reasons.isEmpty, hosts.count == 1, let host = hosts.first { reasons[host] = error.message }
        try await withdraw(hosts.subtracting(parts), works)
        if reasons.isEmpty {
            halving.refused(hosts.sorted())
        } else {
            try await setAside(reasons, works)
        }
        return .worked
    }

    private func setAside(
        _ reasons: [DomainName: String], _ works: [DomainName: WriteWork]
    ) async throws(HostStoreError) {
        guard !reasons.isEmpty else { return }
        let lease = try heldLease()
        var results: [DomainName: WriteResult] = [:]
        var events: [HostEvent] = []
        for (name, reason) in reasons.sorted(by: { $0.key < $1.key }) {
            guard let work = works[name] else { continue }
            let shown = Printable.message(reason)
            results[name] = .setAside(generation: work.write.generation, reason: shown)
            events.append(
                HostEvent(
                    at: clock.now, account: work.host.owner, host: name, kind: .hostSetAside, actor: .service,
                    before: HostRecords.text(of: work.write.sets), after: shown))
        }
        status.setAside += results.count
        try await store.settle(results, change: nil, lease: lease, events: events)
    }

    private func withdraw(
        _ hosts: Set<DomainName>, _ works: [DomainName: WriteWork]
    ) async throws(HostStoreError) {
        guard !hosts.isEmpty else { return }
        var results: [DomainName: WriteResult] = [:]
        for work in hosts.compactMap({ works[$0] }) {
            // Where live was read, what was written before says nothing any more.
            results[work.host.name] =
                work.wasRead
                ? .found(work.before, unsureUntil: work.unsureUntil) : .withdrawn(unsureUntil: work.unsureUntil)
        }
        try await store.settle(results, change: nil, lease: try heldLease(), events: [])
    }

    private func owner(of name: DomainName, _ hosts: Set<DomainName>) -> DomainName? {
        if hosts.contains(name) { return name }
        return name.parent.flatMap { hosts.contains($0) ? $0 : nil }
    }
}
