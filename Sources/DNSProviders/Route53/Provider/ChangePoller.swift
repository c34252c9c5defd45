internal import DNSModel
internal import Gate
internal import HTTPTransport
internal import ZonePlanning

/// Asks for the changes of an account until each is in sync: one round for all who wait, so that many zones take no
/// more requests than one zone with as many changes.
actor ChangePoller {
    private let time: TimeSource
    private var waiting: [String: [CheckedContinuation<Result<Void, ProviderError>, Never>]] = [:]
    /// Since when each change is waited for.
    private var started: [String: Duration] = [:]
    private var isPolling = false

    /// How long a round waits. A change usually takes about 30 seconds; asking often costs requests, which matters
    /// where many changes wait.
    private var pause: Duration { .seconds(waiting.count <= 5 ? 3 : 15) }
    /// After so long something is wrong.
    static let longestWait = Duration.seconds(30 * 60)

    init(time: TimeSource) { self.time = time }

    /// Waits until a change is in sync.
    func wait(for id: String, at service: Route53Service) async throws(ProviderError) {
        let result = await withCheckedContinuation { continuation in
            waiting[id, default: []].append(continuation)
            if started[id] == nil { started[id] = time.now() }
            if !isPolling {
                isPolling = true
                Task { await poll(service) }
            }
        }
        try result.get()
    }

    private func poll(_ service: Route53Service) async {
        await time.sleep(pause)
        while !waiting.isEmpty {
            for id in waiting.keys.sorted() {
                do throws(Route53Failure) {
                    if try await service.changeStatus(id).isServedEverywhere { finish(id, .success(())) }
                } catch {
                    finish(id, .failure(ProviderError(error, doing: "asking for the change \(Printable.message(id))")))
                }
            }
            for id in waiting.keys where time.now() - (started[id] ?? .zero) > Self.longestWait {
                let message =
                    "the change \(Printable.message(id)) is still pending after half an hour; check again with "
                    + "'gate53 change \(Printable.message(id))'"
                finish(id, .failure(ProviderError(.unavailable, message)))
            }
            if !waiting.isEmpty { await time.sleep(pause) }
        }
        isPolling = false
    }

    private func finish(_ id: String, _ result: Result<Void, ProviderError>) {
        started[id] = nil
        for continuation in waiting.removeValue(forKey: id) ?? [] { continuation.resume(returning: result) }
    }
}
