package import DNSModel
package import ZonePlanning

/// A zone to which a plan was applied, and whose name servers are to serve it.
package struct AppliedChanges: Sendable {
    package var plan: Digest
    package var changes: [Change]
    /// The zone as it is live since.
    package var live: LiveZone

    package init(plan: Digest, changes: [Change], live: LiveZone) {
        self.plan = plan
        self.changes = changes
        self.live = live
    }
}

/// How long is waited, by which clock.
package struct PropagationPatience: Sendable {
    /// For how many seconds name servers are asked again.
    package var seconds: Int64
    /// The time, as in `2026-11-23T10:15:30Z`.
    package var now: @Sendable () -> String
    /// Waits; when it throws, waiting is over.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        seconds: Int64, now: @escaping @Sendable () -> String,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.seconds = seconds
        self.now = now
        self.sleep = sleep
    }
}

extension Reconciler {
    /// Asks all name servers of zones until each serves what was applied, and the parent zones once for their delegations.
    ///
    /// - Parameters:
    ///   - zones: what was applied.
    ///   - queries: asks name servers.
    ///   - lookup: finds them.
    ///   - patience: how long they are asked again.
    /// - Returns: one for each zone, in the order of the zones.
    package func propagation(
        of zones: [AppliedChanges], asking queries: any NameServerQueries, _ lookup: NameServerLookup,
        _ patience: PropagationPatience
    ) async -> [Propagation] {
        await concurrently(zones.count, atOnce: Self.zonesAtOnce) { index in
            await propagation(of: zones[index], queries, lookup, patience)
        }
    }

    private func propagation(
        of zone: AppliedChanges, _ queries: any NameServerQueries, _ lookup: NameServerLookup,
        _ patience: PropagationPatience
    ) async -> Propagation {
        let started = patience.now()
        let apex = zone.live.zone.apex
        let check = PropagationCheck(zone.changes, live: zone.live.zone)
        var result = Propagation(
            plan: zone.plan, apex: apex, started: started, finished: started, sets: check.questions.count,
            unchecked: check.unchecked, longestTTL: check.longestTTL)
        let names = zone.live.nameServers
        if !zone.live.exists {
            result.notAsked = "the zone was deleted"
        } else if zone.live.isPrivate {
            result.notAsked = "its name servers answer only in its own networks"
        } else if names.isEmpty {
            result.notAsked = "it has no name servers"
        }
        if result.notAsked != nil { return result }
        var waits = await lookup.servers(names).map { Wait($0.name, $0.place, check.questions.count) }
        var pause = Duration.seconds(1)
        let deadline = (Timestamp(parsing: started)?.seconds ?? 0) + patience.seconds
        while true {
            waits = await asked(waits, check, queries, patience.now)
            guard waits.contains(where: { $0.isWaiting }) else { break }
            guard (Timestamp(parsing: patience.now())?.seconds ?? .max) < deadline else { break }
            do { try await patience.sleep(pause) } catch { break }
            pause = min(pause * 2, .seconds(5))
        }
        result.servers = waits.map { $0.server(check) }
        result.delegation = await lookup.delegation(of: apex, nameServers: names)
        result.finished = patience.now()
        return result
    }

    /// Asks each server what it did not serve yet.
    private func asked(
        _ waits: [Wait], _ check: PropagationCheck, _ queries: any NameServerQueries,
        _ now: @escaping @Sendable () -> String
    ) async -> [Wait] {
        await concurrently(waits.count, atOnce: waits.count) { index in
            var wait = waits[index]
            guard wait.isWaiting, let server = wait.server else { return wait }
            let left = wait.left
            let answers = await ask(left.map { check.questions[$0] }, of: [server], in: check.apex, queries)
            wait.problem = nil
            wait.left = []
            for (question, answer) in zip(left, answers.first ?? []) where !check.isServed(answer, at: question) {
                wait.left.append(question)
                if case .unknown(let why) = answer { wait.problem = wait.problem ?? why }
            }
            if wait.left.isEmpty { wait.served = now() }
            return wait
        }
    }

    /// How far one name server is.
    private struct Wait: Sendable {
        var name: DomainName
        var server: NameServer?
        /// The questions that it did not answer as it should yet.
        var left: [Int]
        var served: String?
        var problem: String?

        init(_ name: DomainName, _ place: Result<NameServer, DNSQueryError>, _ count: Int) {
            self.name = name
            left = Array(0..<count)
            switch place {
            case .success(let server): self.server = server
            case .failure(let error): problem = error.message
            }
        }

        var isWaiting: Bool { server != nil && served == nil }

        func server(_ check: PropagationCheck) -> Propagation.Server {
            Propagation.Server(
                name: name.description, address: server?.endpoint.description, served: served,
                behind: left.prefix(5).map(check.words), behindCount: left.count,
                problem: served == nil ? problem : nil)
        }
    }
}

extension LiveZone {
    /// The names in the zone's own NS set.
    package var nameServers: [DomainName] {
        (zone[RecordSet.Key(name: zone.apex, type: .ns)]?.data ?? []).compactMap { data in
            if case .ns(let name) = data { name } else { nil }
        }
    }
}
