internal import DNSModel
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
package struct PropagationTiming: Sendable {
    /// For how many seconds name servers are asked again.
    package var seconds: Int64
    /// The time, as in `2026-11-23T10:15:30Z`.
    package var now: @Sendable () -> String
    /// Waits; when it throws, waiting is over.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Waits until the time is up, however often somebody slept; then whatever is still asked is given up.
    package var expire: @Sendable () async -> Void

    package init(
        seconds: Int64, now: @escaping @Sendable () -> String,
        sleep: @escaping @Sendable (Duration) async throws -> Void, expire: @escaping @Sendable () async -> Void
    ) {
        self.seconds = seconds
        self.now = now
        self.sleep = sleep
        self.expire = expire
    }
}

extension Reconciler {
    /// Asks all name servers of zones until each serves what was applied, and the parent zones once for their
    /// delegations.
    ///
    /// - Parameters:
    ///   - zones: what was applied.
    ///   - queries: asks name servers.
    ///   - lookup: finds them.
    ///   - timing: how long they are asked again.
    /// - Returns: one for each zone, in the order of the zones.
    package func propagation(
        of zones: [AppliedChanges], asking queries: any NameServerQueries, _ lookup: NameServerLookup,
        _ timing: PropagationTiming
    ) async -> [Propagation] {
        await withTaskGroup(of: [Propagation]?.self) { group in
            group.addTask {
                await concurrently(zones.count, atOnce: zones.count) { index in
                    await propagation(of: zones[index], queries, lookup, timing)
                }
            }
            group.addTask {
                await timing.expire()
                return nil
            }
            var found: [Propagation] = []
            for await result in group {
                if let result { found = result }
                // Either all is known, or the time is up: then what is known by now is given back.
                group.cancelAll()
            }
            return found
        }
    }

    private func propagation(
        of zone: AppliedChanges, _ queries: any NameServerQueries, _ lookup: NameServerLookup,
        _ timing: PropagationTiming
    ) async -> Propagation {
        let started = timing.now()
        let apex = zone.live.zone.apex
        let check = PropagationCheck(zone.changes, live: zone.live.zone)
        var result = Propagation(
            plan: zone.plan, apex: apex, started: started, finished: started, sets: check.questions.count,
            unchecked: check.unchecked, longestTTL: check.longestTTL)
        let names = zone.live.zone.nameServers
        if !zone.live.exists {
            result.notAsked = "the zone was deleted"
        } else if zone.live.isPrivate {
            result.notAsked = "its name servers answer only in its own networks"
        } else if names.isEmpty {
            result.notAsked = "it has no name servers"
        }
        if result.notAsked != nil { return result }
        async let delegation = lookup.delegation(of: apex, nameServers: names)
        let deadline = (Instant(parsing: started)?.seconds ?? 0) + timing.seconds
        let ordered = Set(names).sorted()
        let waits = await concurrently(ordered.count, atOnce: ordered.count) { index in
            await waited(for: ordered[index], check, queries, lookup, timing, until: deadline)
        }
        result.servers = waits.flatMap(\.servers)
        result.unchecked.hidden += waits.map(\.hidden).max() ?? 0
        result.delegation = await delegation
        result.finished = timing.now()
        return result
    }

    /// Asks one name server, at all its addresses, until it serves everything or the time is up.
    private func waited(
        for name: DomainName, _ check: PropagationCheck, _ queries: any NameServerQueries, _ lookup: NameServerLookup,
        _ timing: PropagationTiming, until deadline: Int64
    ) async -> (servers: [Propagation.Server], hidden: Int) {
        var wait = Wait(name, check.questions.count)
        var pause = Duration.seconds(1)
        while true {
            if wait.places.isEmpty {
                do throws(DNSQueryError) {
                    wait.found(try await lookup.endpoints(of: name))
                } catch {
                    wait.lost(error)
                }
            }
            for index in wait.places.indices where wait.places[index].isWaiting {
                await ask(&wait.places[index], check, queries, timing.now)
            }
            guard wait.isWaiting, !Task.isCancelled else { break }
            guard (Instant(parsing: timing.now())?.seconds ?? .max) < deadline else { break }
            do { try await timing.sleep(pause) } catch { break }
            pause = min(pause * 2, .seconds(5))
        }
        return (wait.servers(check), wait.places.map(\.hidden).max() ?? 0)
    }

    /// Asks a server, at one address, what it did not serve yet.
    private func ask(
        _ place: inout Wait.Place, _ check: PropagationCheck, _ queries: any NameServerQueries,
        _ now: @escaping @Sendable () -> String
    ) async {
        let asked = place.left
        let server = NameServer(name: check.apex, endpoint: place.endpoint)
        let answers = await ask(asked.map { check.questions[$0] }, of: [server], in: check.apex, queries)
        // What was given up half way is no answer.
        if Task.isCancelled { return }
        place.hasAnswered = true
        place.problem = nil
        place.left = []
        for (question, answer) in zip(asked, answers.first ?? []) {
            if case .hidden = answer {
                place.hidden += 1
            } else if !check.isServed(answer, at: question) {
                place.left.append(question)
                if case .unknown(let why) = answer { place.problem = place.problem ?? why }
            }
        }
        if place.left.isEmpty { place.served = now() }
    }

    /// How far one name server is.
    private struct Wait: Sendable {
        let name: DomainName
        private let count: Int
        /// Its addresses; none as long as they are not known.
        var places: [Place] = []
        private var problem: String?

        struct Place: Sendable {
            var endpoint: NameServerEndpoint
            /// The questions that it did not answer as it should yet.
            var left: [Int]
            /// How many it could not show.
            var hidden = 0
            var served: String?
            var problem: String?
            /// Whether it was heard, or not to be heard, at all.
            var hasAnswered = false

            var isWaiting: Bool { served == nil && !left.isEmpty }
        }

        init(_ name: DomainName, _ count: Int) {
            self.name = name
            self.count = count
        }

        mutating func found(_ endpoints: [NameServerEndpoint]) {
            places = endpoints.map { Place(endpoint: $0, left: Array(0..<count)) }
            problem = nil
        }

        mutating func lost(_ error: DNSQueryError) {
            if !Task.isCancelled || problem == nil { problem = error.message }
        }

        /// With nothing to ask for, nobody is waited for.
        var isWaiting: Bool { count > 0 && (places.isEmpty || places.contains(where: \.isWaiting)) }

        func servers(_ check: PropagationCheck) -> [Propagation.Server] {
            if places.isEmpty {
                return [
                    Propagation.Server(
                        name: name.description, behind: [], behindCount: count,
                        problem: count == 0 ? nil : problem ?? "was not found in time")
                ]
            }
            return places.map { place in
                Propagation.Server(
                    name: name.description, address: place.endpoint.description, served: place.served,
                    behind: place.left.prefix(5).map(check.words), behindCount: place.left.count,
                    problem: place.served != nil
                        ? nil : place.problem ?? (place.hasAnswered || count == 0 ? nil : "did not answer in time"))
            }
        }
    }
}

extension Zone {
    /// The names in the zone's own NS set.
    var nameServers: [DomainName] {
        (self[RecordSet.Key(name: apex, type: .ns)]?.data ?? []).compactMap { data in
            if case .ns(let name) = data { name } else { nil }
        }
    }
}

extension LiveZone {
    /// The zone's name servers, where the provider chose them and a parent may delegate to them.
    func ownNameServers(_ declared: Zone) -> [DomainName] {
        exists && !isPrivate && declared.nameServers.isEmpty ? zone.nameServers : []
    }
}
