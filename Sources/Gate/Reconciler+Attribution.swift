package import DNSModel
package import ZonePlanning

// Decision 0029: who did it is the provider's word.

extension Reconciler {
    /// Names who did what drifted, as far as the providers' logs say.
    ///
    /// Each log is asked once, for all its zones, and not at all where nothing moved.
    ///
    /// - Parameters:
    ///   - drift: what was found.
    ///   - histories: the logs, by the names of their providers in the settings.
    ///   - own: for each zone, the provider's ids of the changes that the ledger has receipts of.
    /// - Returns: the same with names, or with why there are none.
    package func attributed(
        _ drift: Drift, by histories: [String: any ChangeHistory], except own: [DomainName: Set<String>]
    ) async -> Drift {
        var drift = drift
        var reasons: [String] = []
        for (name, history) in histories.sorted(by: { $0.key < $1.key }) {
            let places = drift.zones.indices.filter { index in
                drift.zones[index].provider.name == name && !drift.zones[index].movedKeys.isEmpty
            }
            if places.isEmpty { continue }
            let zones = places.map { drift.zones[$0] }
            // Without a base, as far back as the log goes.
            let since =
                zones.contains { $0.base.applied == nil } ? nil : zones.compactMap { $0.base.applied?.time }.min()
            do throws(ProviderError) {
                let found = try await history.events(since: since) { events in
                    zones.allSatisfy { zone in
                        var known: Set<RecordSet.Key> = []
                        for event in events
                        where event.zoneID == zone.provider.zoneID
                            && event.changeID.map({ own[zone.apex]?.contains($0) != true }) ?? true
                        {
                            known.formUnion(event.touched)
                        }
                        return zone.movedKeys.isSubset(of: known)
                    }
                }
                for place in places { drift.zones[place].attribute(found, except: own[drift.zones[place].apex] ?? []) }
                let isOpen = places.contains { drift.zones[$0].sets.contains { $0.who == nil && $0.changeKind != nil } }
                if let gap = found.gap, isOpen { reasons.append(gap) }
            } catch {
                reasons.append(error.message)
            }
        }
        if !reasons.isEmpty { drift.whoUnknown = reasons.joined(separator: "; ") }
        return drift
    }
}
