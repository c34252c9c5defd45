package import DNSModel
package import ZonePlanning

// Decision 0110: operations of the service.

/// Takes back hosts that nobody asks for any more, after two warnings.
package struct IdleHosts: Sendable {
    private let store: any HostStore
    private let clock: any WallClock
    private let onChange: @Sendable (_ zone: DomainName) -> Void

    /// How many hosts of a suffix are looked at in one run, the longest idle first.
    private static let most = 10_000

    package init(
        store: any HostStore, clock: any WallClock,
        onChange: @escaping @Sendable (_ zone: DomainName) -> Void = { _ in }
    ) {
        self.store = store
        self.clock = clock
        self.onChange = onChange
    }

    /// What is done about a host.
    package enum Step: Hashable, Sendable {
        case nothing
        /// Its owner is warned that it is taken back at a time.
        case warn(Instant)
        case takeBack
    }

    /// For how many seconds before a host is taken back its owner knows: two weeks, but at most half of the time.
    static func notice(_ suffix: DynamicSuffix) -> Int64? {
        suffix.idleDays.map { min(14 * 86_400, Int64($0) * 43_200) }
    }

    /// What is to be done about a host.
    ///
    /// It is never taken back without a first warning that long before; so a rule that is new, or a service that did
    /// not run for a while, takes nothing from anybody at once.
    ///
    /// - Parameters:
    ///   - lastSeen: when a client last asked for it.
    ///   - warnings: when its owner was warned.
    ///   - suffix: the suffix with the rule.
    ///   - now: the time.
    /// - Returns: what is to be done.
    package static func step(lastSeen: Instant, warnings: [Instant], _ suffix: DynamicSuffix, at now: Instant) -> Step {
        guard let days = suffix.idleDays, let notice = notice(suffix) else { return .nothing }
        let end = lastSeen.adding(seconds: Int64(days) * 86_400)
        if now < end.adding(seconds: -notice) { return .nothing }
        let since = warnings.filter { $0 > lastSeen }
        guard let first = since.min(), let last = since.max() else {
            return .warn(max(end, now.adding(seconds: notice)))
        }
        let time = max(end, first.adding(seconds: notice))
        if now >= time { return .takeBack }
        // Once more, shortly before.
        let again = time.adding(seconds: -notice / 7)
        return now >= again && last < again ? .warn(time) : .nothing
    }

    /// Looks at the idle hosts of a suffix. One process does so at a time for a zone: that which writes it.
    ///
    /// - Parameter suffix: the suffix.
    /// - Returns: how many owners are warned of, and how many hosts are taken back.
    /// - Throws: ``HostStoreError``; what was done till then stays done.
    package func look(below suffix: DynamicSuffix) async throws(HostStoreError) -> (warned: Int, takenBack: Int) {
        guard let days = suffix.idleDays, let notice = Self.notice(suffix) else { return (0, 0) }
        let now = clock.now
        let since = now.adding(seconds: notice - Int64(days) * 86_400)
        var warnings: [HostEvent] = []
        var takenBack = 0
        for host in try await store.idleHosts(below: suffix.name, since: since, limit: Self.most) {
            // What is blocked can't be asked for.
            if host.block != nil { continue }
            let events = try await store.events(account: host.owner, host: host.name, before: nil, limit: 50)
            let warned = events.filter { $0.kind == .hostExpiring }.map(\.at)
            switch Self.step(lastSeen: host.lastSeen, warnings: warned, suffix, at: now) {
            case .nothing: continue
            case .warn(let time):
                warnings.append(
                    HostEvent(
                        at: now, account: host.owner, host: host.name, kind: .hostExpiring, actor: .service,
                        after: "\(time.date)"))
            case .takeBack:
                let event = HostEvent(
                    at: now, account: host.owner, host: host.name, kind: .hostExpired, actor: .service,
                    before: HostRecords.text(of: host.wanted),
                    after: "nobody asked for it since \(host.lastSeen.date)")
                if try await store.delete(host.name, of: host.owner, at: now, event: event) { takenBack += 1 }
            }
        }
        for start in stride(from: 0, to: warnings.count, by: 500) {
            try await store.append(Array(warnings[start..<min(start + 500, warnings.count)]))
        }
        if takenBack > 0 { onChange(suffix.apex) }
        return (warnings.count, takenBack)
    }
}
