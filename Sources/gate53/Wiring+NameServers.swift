internal import ArgumentParser
internal import DNSModel
internal import DNSQueries
internal import Gate
internal import ZonePlanning

// What name servers say, beside what providers do.

extension Wiring {
    /// Asks name servers, and finds them.
    ///
    /// - Parameters:
    ///   - options: where they are asked.
    ///   - isPatient: whether those that do not answer are asked again and again.
    /// - Returns: both.
    func nameServerQueries(
        _ options: NameServerOptions, isPatient: Bool = false
    ) -> (any NameServerQueries, NameServerLookup) {
        let resolvers: [NameServerEndpoint]
        if let resolver = options.resolver {
            resolvers = [resolver.endpoint]
        } else {
            let octets = (try? InputFile.read("/etc/resolv.conf")) ?? []
            resolvers = NameServerEndpoint.resolvers(inConfiguration: String(decoding: octets, as: UTF8.self))
        }
        var limits = DNSQueryLimits()
        if isPatient { limits.failuresUntilRest = .max }
        let client = DNSClient(resolvers: resolvers, limits: limits)
        let places = Dictionary(options.places.map { ($0.name, $0.endpoint) }, uniquingKeysWith: { _, last in last })
        return (client, NameServerLookup(client, places: places))
    }

    /// Waits until name servers serve what was applied.
    ///
    /// - Parameters:
    ///   - outcome: what was applied, now or before.
    ///   - document: the plan.
    ///   - works: its zones.
    ///   - options: where name servers are asked.
    ///   - seconds: how long they are asked.
    /// - Returns: one for each zone of the plan with work that could be read.
    /// - Throws: ``CommandFailure`` where a zone that was applied before can't be read.
    func propagations(
        of outcome: ApplyOutcome, _ document: PlanDocument, _ works: [ZoneWork], _ options: NameServerOptions,
        _ seconds: Int64
    ) async throws(CommandFailure) -> [Propagation] {
        var live = outcome.live
        let zones = document.plan.zones.filter(\.hasWork)
        if outcome.wasAppliedBefore {
            let apexes = Set(zones.map(\.apex))
            for result in await reconciler().liveZones(of: works.filter { apexes.contains($0.apex) }) {
                do {
                    live.append(try result.get())
                } catch {
                    throw CommandFailure(.failure, Printable.lines(error.message), id: error.code.id)
                }
            }
        }
        let byApex = Dictionary(live.map { ($0.zone.apex, $0) }, uniquingKeysWith: { first, _ in first })
        let applied = zones.compactMap { zone in
            byApex[zone.apex].map {
                AppliedChanges(plan: document.digest, changes: zone.changes.map(\.change), live: $0)
            }
        }
        let (queries, lookup) = nameServerQueries(options, isPatient: true)
        let patience = PropagationPatience(
            seconds: seconds, now: Clock.timestamp, sleep: { try await Task.sleep(for: $0) },
            expire: { [stop] in
                // Whoever is told to stop waits no longer, and what is known by then is kept.
                await stop.orUntilRequested { try? await Task.sleep(for: .seconds(seconds)) }
            })
        return await reconciler().propagation(of: applied, asking: queries, lookup, patience)
    }

    /// Writes what was found out into the ledger.
    ///
    /// - Returns: what to say where that could not be done.
    func keep(_ propagations: [Propagation], in ledger: any Ledger) async -> String? {
        guard let first = propagations.first else { return nil }
        let problem: String
        do {
            var files: [LedgerFile] = []
            for propagation in propagations {
                let paths = try await ledger.paths(below: LedgerLayout.propagationFolder(of: propagation.apex))
                files.append(
                    LedgerFile(
                        path: LedgerLayout.path(of: propagation, after: paths),
                        octets: try PropagationDocument.encode(propagation)))
            }
            try await ledger.append(files, message: "Propagation of plan \(first.plan.short)\n\n\(first.plan)\n")
            return nil
        } catch let error as LedgerError {
            problem = error.message
        } catch {
            problem = "\(error)"
        }
        return "error: the plan is applied and its receipt written, but not what name servers said: "
            + "\(Printable.text(problem)) [ledger]"
    }
}
