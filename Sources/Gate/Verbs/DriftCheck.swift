package import DNSModel
internal import ZoneFiles
package import ZonePlanning

/// Looks for drift in the zones of a scope, and says what is known of it: what the settings accept, and who did it.
package struct DriftCheck: Sendable {
    private let ports: GatePorts
    private let scope: DriftScope

    package init(_ ports: GatePorts, of scope: DriftScope) {
        self.ports = ports
        self.scope = scope
    }

    /// Looks at every zone.
    ///
    /// - Parameter keepsLive: whether the live zones in which there is drift are given back.
    /// - Returns: the drift, and those zones.
    package func run(keepsLive: Bool = false) async -> (drift: Drift, live: [DomainName: LiveZone]) {
        let outcome = await ports.reconciler.drift(scope.jobs, keepsLive: keepsLive)
        return (await annotated(outcome), outcome.live)
    }

    /// Looks at every zone by asking its name servers, and lists those that don't look as they should.
    ///
    /// - Parameters:
    ///   - queries: asks them.
    ///   - lookup: finds them.
    /// - Returns: the drift.
    package func quick(asking queries: any NameServerQueries, _ lookup: NameServerLookup) async -> Drift {
        await annotated(await ports.reconciler.quickDrift(scope.jobs, asking: queries, lookup))
    }

    private func annotated(_ outcome: DriftOutcome) async -> Drift {
        var drift = Drift(
            time: ports.clock.now(), branch: scope.branch.name, commit: scope.branch.commit.hex, zones: outcome.zones,
            failures: scope.failures + outcome.failures, forgotten: scope.forgotten)
        let today = ports.clock.today()
        for index in drift.zones.indices {
            drift.zones[index].accept(scope.settings.zone(drift.zones[index].apex)?.accepted ?? [], today: today)
        }
        var own: [DomainName: Set<String>] = [:]
        for zone in drift.zones where !zone.movedKeys.isEmpty { own[zone.apex] = await ownChanges(of: zone.apex) }
        return await ports.reconciler.attributed(drift, by: histories, except: own)
    }

    /// The provider's ids of the changes since the base that the ledger has receipts of. Without receipts our own
    /// changes are named as what they are: those of the role that applies.
    private func ownChanges(of apex: DomainName) async -> Set<String> {
        do {
            return try await BaseReceipts(of: apex, in: scope.ledger.ledger).changeIDs
        } catch {
            return []
        }
    }

    /// The logs of the providers that have one, by the providers' names.
    private var histories: [String: any ChangeHistory] {
        var histories: [String: any ChangeHistory] = [:]
        for (name, jobs) in Dictionary(grouping: scope.jobs, by: \.providerName) {
            histories[name] = ports.providers.history(of: name, in: scope.settings, zones: jobs.count)
        }
        return histories
    }
}
