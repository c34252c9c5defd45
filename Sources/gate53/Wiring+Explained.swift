internal import DNSModel
internal import DNSProviders
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// What is known of drift beyond the difference: what the settings accept, and who did it.

extension Wiring {
    /// Drift with what the protected branch's settings accept, and with who did it where a provider's log may be read.
    func explained(_ drift: Drift, _ scope: DriftScope) async -> Drift {
        var drift = drift
        let today = Clock.today()
        for index in drift.zones.indices {
            drift.zones[index].accept(scope.settings.zone(drift.zones[index].apex)?.accepted ?? [], today: today)
        }
        var own: [DomainName: Set<String>] = [:]
        for zone in drift.zones where !zone.movedKeys.isEmpty {
            own[zone.apex] = await ownChanges(of: zone.apex, scope)
        }
        return await reconciler().attributed(drift, by: histories(of: scope), except: own)
    }

    /// The provider's ids of the changes since the base that the ledger has receipts of. Without receipts our own
    /// changes are named as what they are: those of the role that applies.
    private func ownChanges(of apex: DomainName, _ scope: DriftScope) async -> Set<String> {
        do {
            return try await BaseReceipts(of: apex, in: scope.ledger).changeIDs
        } catch {
            return []
        }
    }

    /// The logs of the providers that have one, by the providers' names.
    private func histories(of scope: DriftScope) -> [String: any ChangeHistory] {
        var histories: [String: any ChangeHistory] = [:]
        for (name, works) in Dictionary(grouping: scope.works, by: \.providerName) {
            guard let settings = scope.settings.providers[name] else { continue }
            histories[name] = declared(name, settings, expectedZones: works.count)?.history
        }
        return histories
    }
}
