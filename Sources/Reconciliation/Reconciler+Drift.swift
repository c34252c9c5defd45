package import DNSModel
package import ZonePlanning

/// Everything needed to look for drift in one zone.
package struct DriftWork: Sendable {
    /// The zone as the protected branch declares it, limited to what the provider serves.
    package var desired: DesiredZone
    package var ownership: Ownership
    /// The provider's name in the settings.
    package var providerName: String
    package var provider: any ZoneProvider
    /// What was last applied.
    package var base: DriftBase
    /// Whether the settings choose the zone at the provider otherwise than when it was last applied.
    package var hasMoved: Bool

    package init(
        desired: DesiredZone, ownership: Ownership, providerName: String, provider: any ZoneProvider, base: DriftBase,
        hasMoved: Bool = false
    ) {
        self.desired = desired
        self.ownership = ownership
        self.providerName = providerName
        self.provider = provider
        self.base = base
        self.hasMoved = hasMoved
    }

    package var apex: DomainName { desired.zone.apex }

    /// The drift of the zone as it is live.
    fileprivate func drift(_ live: LiveZone) -> ZoneDrift {
        var base = base
        if hasMoved, let applied = base.applied, applied.zoneID != live.id {
            base = .none(.unusable("it was last applied to another zone at the provider, \(applied.zoneID)"))
        }
        return ZoneDrift(
            base: base, head: desired, live: live, ownership: ownership,
            provider: (providerName, provider.capabilities.kind))
    }
}

/// What a look for drift found.
package struct DriftOutcome: Sendable {
    /// The zones that could be read, in the order of the works.
    package var zones: [ZoneDrift] = []
    /// The zones that could not be read.
    package var failures: [Drift.Failure] = []
}

extension Reconciler {
    /// Holds every zone against what was last applied and what git declares. Reads each live zone once and changes nothing.
    package func drift(_ works: [DriftWork]) async -> DriftOutcome {
        let results: [Result<LiveZone, ProviderError>] = await concurrently(works.count, saysProgress: true) { index in
            do throws(ProviderError) {
                return .success(try await works[index].provider.liveZone(works[index].apex))
            } catch {
                return .failure(error)
            }
        }
        var outcome = DriftOutcome()
        for (work, result) in zip(works, results) {
            switch result {
            case .success(let live):
                outcome.zones.append(work.drift(live))
            case .failure(let error):
                outcome.failures.append(
                    Drift.Failure(
                        apex: work.apex, provider: work.providerName, code: error.code.id, message: error.message))
            }
        }
        return outcome
    }
}
