internal import DNSModel
package import Logging
package import ZonePlanning

/// The verbs: plan and apply, over ports.
package struct Reconciler: Sendable {
    package var log: Logger
    /// How many zones are read at once.
    package var concurrency: Int

    /// Called when a zone was read, with how many were and how many there are.
    package var progress: @Sendable (_ done: Int, _ total: Int) -> Void

    package init(
        log: Logger, concurrency: Int = 4,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) {
        self.log = log
        self.concurrency = max(1, concurrency)
        self.progress = progress
    }

    /// Reads the live zones of all works.
    ///
    /// - Returns: for each work, in the same order, the live zone or why it could not be read.
    package func liveZones(of works: [ZoneWork]) async -> [Result<LiveZone, ProviderError>] {
        await withTaskGroup(of: (Int, Result<LiveZone, ProviderError>).self) { group in
            var results = [Result<LiveZone, ProviderError>](
                repeating: .failure(ProviderError(.unavailable, "not read")), count: works.count)
            var (next, done) = (0, 0)
            func start() {
                guard next < works.count else { return }
                let index = next
                let work = works[index]
                group.addTask {
                    do throws(ProviderError) {
                        return (index, .success(try await work.provider.liveZone(work.apex)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
                next += 1
            }
            for _ in 0..<concurrency { start() }
            while let (index, result) = await group.next() {
                results[index] = result
                done += 1
                progress(done, works.count)
                start()
            }
            return results
        }
    }
}
