package import DNSModel
package import ZonePlanning

/// Everything needed to look for drift in one zone.
package struct DriftJob: Sendable {
    /// The zone as the protected branch declares it, limited to what the provider serves.
    package var desired: DesiredZone
    package var ownership: Ownership
    /// The provider's name in the settings.
    package var providerName: String
    package var provider: any ZoneProvider
    package var last: LastApplied

    package init(
        desired: DesiredZone, ownership: Ownership, providerName: String, provider: any ZoneProvider, last: LastApplied
    ) {
        self.desired = desired
        self.ownership = ownership
        self.providerName = providerName
        self.provider = provider
        self.last = last
    }

    package var apex: DomainName { desired.zone.apex }

    /// The drift of the zone as it is live.
    fileprivate func drift(_ live: LiveZone) -> ZoneDrift {
        ZoneDrift(
            base: last.base(for: live), head: desired, live: live, ownership: ownership,
            provider: (providerName, provider.capabilities.kind))
    }
}

/// What a look for drift found.
package struct DriftOutcome: Sendable {
    /// The zones that could be read, in the order of the works.
    package var zones: [ZoneDrift] = []
    /// The zones that could not be read.
    package var failures: [Drift.Failure] = []
    /// The live zones in which there is drift, where they were asked for.
    package var live: [DomainName: LiveZone] = [:]
}

extension Reconciler {
    /// Holds every zone against what was last applied and what git declares. Reads each live zone once and changes
    /// nothing.
    ///
    /// - Parameters:
    ///   - jobs: the zones.
    ///   - keepsLive: whether the live zones in which there is drift are given back.
    /// - Returns: what was found.
    package func drift(_ jobs: [DriftJob], keepsLive: Bool = false) async -> DriftOutcome {
        let results: [Result<LiveZone, ProviderError>] = await concurrently(jobs.count, saysProgress: true) { index in
            do throws(ProviderError) {
                return .success(try await jobs[index].provider.liveZone(jobs[index].apex))
            } catch {
                return .failure(error)
            }
        }
        var outcome = DriftOutcome()
        for (job, result) in zip(jobs, results) {
            switch result {
            case .success(let live):
                let drift = job.drift(live)
                if keepsLive, drift.isDrifted { outcome.live[job.apex] = live }
                outcome.zones.append(drift)
            case .failure(let error):
                outcome.failures.append(
                    Drift.Failure(
                        apex: job.apex, provider: job.providerName, code: error.code.id, message: error.message))
            }
        }
        return outcome
    }
}
