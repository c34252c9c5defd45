internal import DNSModel
internal import ZonePlanning

/// Waiting until the provider serves everywhere what was applied.
extension Reconciler {
    /// Waits until what was applied is served everywhere, or until the run is told to stop.
    func propagated(_ outcome: ApplyOutcome, of run: ApplyRun) async -> ApplyOutcome {
        var outcome = outcome
        guard run.zones.contains(where: \.isFollowed) else { return outcome }
        // What a provider waits for need not heed that a task is cancelled, so that nobody waits for the task.
        let (ends, end) = AsyncStream.makeStream(of: [(apex: DomainName, error: ProviderError)]?.self)
        run.request.stop.whenRequested { end.yield(nil) }
        let wait = Task { end.yield(await propagate(run)) }
        for await notYetServed in ends {
            outcome.notYetServed = notYetServed ?? []
            outcome.stoppedWaiting = notYetServed == nil
            break
        }
        wait.cancel()
        return outcome
    }

    /// Waits until what was applied is served everywhere.
    ///
    /// - Returns: the zones of which that is not known.
    private func propagate(_ run: ApplyRun) async -> [(apex: DomainName, error: ProviderError)] {
        let zones = run.zones.filter(\.isFollowed)
        saw(.served(zones: 0, of: zones.count))
        defer { saw(.idle) }
        return await withTaskGroup(of: (DomainName, ProviderError?).self) { group in
            for zone in zones {
                group.addTask {
                    do throws(ProviderError) {
                        try await zone.job.provider.awaitPropagation(of: zone.batches.compactMap(\.changeID)) { _ in }
                        return (zone.plan.apex, nil)
                    } catch {
                        return (zone.plan.apex, error)
                    }
                }
            }
            var notYetServed: [(apex: DomainName, error: ProviderError)] = []
            var done = 0
            for await (apex, error) in group {
                done += 1
                saw(.served(zones: done, of: zones.count))
                if let error { notYetServed.append((apex, error)) }
            }
            return notYetServed.sorted { $0.apex < $1.apex }
        }
    }
}

extension ApplyRun.ZoneRun {
    /// Whether the provider says of something that was applied when it is served everywhere.
    fileprivate var isFollowed: Bool {
        job.provider.capabilities.followsChanges && batches.contains { $0.changeID != nil }
    }
}
