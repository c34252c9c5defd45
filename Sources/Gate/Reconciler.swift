internal import DNSModel
package import Logging
package import ZonePlanning

/// The verbs: plan and apply, over ports.
package struct Reconciler: Sendable {
    package var log: Logger
    /// How many zones are read at once.
    package var concurrency: Int

    /// Called when something happens that takes time.
    package var saw: @Sendable (RunMoment) -> Void

    package init(log: Logger, concurrency: Int = 4, saw: @escaping @Sendable (RunMoment) -> Void = { _ in }) {
        self.log = log
        self.concurrency = max(1, concurrency)
        self.saw = saw
    }

    /// Reads the live zones of all works.
    ///
    /// - Returns: for each work, in the same order, the live zone or why it could not be read.
    package func liveZones(of jobs: [ZoneJob]) async -> [Result<LiveZone, ProviderError>] {
        await concurrently(jobs.count, saysProgress: true) { index in
            do throws(ProviderError) {
                return .success(try await jobs[index].provider.liveZone(jobs[index].apex))
            } catch {
                return .failure(error)
            }
        }
    }

    // Decision 0098: a plan that creates a zone names the account.

    /// The live zones, as plans are made of them: what a zone would be created with has the account too.
    ///
    /// - Parameters:
    ///   - jobs: the zones.
    ///   - created: those that may be created; `nil` means all.
    /// - Returns: the live zone of each, or why it can't be read.
    func liveZonesToPlan(
        _ jobs: [ZoneJob], creating created: Set<DomainName>? = nil
    ) async -> [Result<LiveZone, ProviderError>] {
        var results = await liveZones(of: jobs)
        for (index, job) in jobs.enumerated() {
            guard case .success(var live) = results[index], !live.exists, !job.desired.isAbsent,
                created?.contains(job.apex) ?? true
            else { continue }
            do throws(ProviderError) {
                live.creationAttributes[ZonePlan.accountAttribute] = try await job.provider.account()
                results[index] = .success(live)
            } catch {
                results[index] = .failure(error)
            }
        }
        return results
    }

    /// Does something for each number below `count`, for ``concurrency`` of them at once, or as many as are said.
    ///
    /// - Returns: what it gave, in the order of the numbers.
    func concurrently<Value: Sendable>(
        _ count: Int, atOnce: Int? = nil, saysProgress: Bool = false,
        _ body: @escaping @Sendable (_ index: Int) async -> Value
    ) async -> [Value] {
        let most = atOnce ?? concurrency
        if saysProgress { saw(.read(zones: 0, of: count)) }
        return await withTaskGroup(of: (index: Int, value: Value).self) { group in
            var results: [(index: Int, value: Value)] = []
            results.reserveCapacity(count)
            var next = 0
            while results.count < count {
                while next < count, next - results.count < most {
                    let index = next
                    group.addTask { (index, await body(index)) }
                    next += 1
                }
                guard let result = await group.next() else { break }
                results.append(result)
                if saysProgress { saw(.read(zones: results.count, of: count)) }
            }
            return results.sorted { $0.index < $1.index }.map(\.value)
        }
    }
}
