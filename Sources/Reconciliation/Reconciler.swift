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

    /// Called when what was applied to a zone is served everywhere, with how many zones are and how many there are.
    package var settling: @Sendable (_ done: Int, _ total: Int) -> Void

    package init(
        log: Logger, concurrency: Int = 4,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
        settling: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) {
        self.settling = settling
        self.log = log
        self.concurrency = max(1, concurrency)
        self.progress = progress
    }

    /// Reads the live zones of all works.
    ///
    /// - Returns: for each work, in the same order, the live zone or why it could not be read.
    package func liveZones(of works: [ZoneWork]) async -> [Result<LiveZone, ProviderError>] {
        await withTaskGroup(of: ReadZone.self) { group in
            var results: [Int: Result<LiveZone, ProviderError>] = [:]
            var next = 0
            while results.count < works.count {
                while next < works.count, next - results.count < concurrency {
                    let (index, work) = (next, works[next])
                    group.addTask { await ReadZone(index: index, work: work) }
                    next += 1
                }
                guard let read = await group.next() else { break }
                results[read.index] = read.result
                progress(results.count, works.count)
            }
            return works.indices.map { results[$0] ?? .failure(ProviderError(.unavailable, "not read")) }
        }
    }

    /// One zone that was read, or why it could not be.
    private struct ReadZone: Sendable {
        let index: Int
        let result: Result<LiveZone, ProviderError>

        init(index: Int, work: ZoneWork) async {
            self.index = index
            do throws(ProviderError) {
                result = .success(try await work.provider.liveZone(work.apex))
            } catch {
                result = .failure(error)
            }
        }
    }
}
