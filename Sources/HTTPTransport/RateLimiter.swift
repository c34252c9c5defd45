/// Lets requests through at the rate of a ``TokenBucket``, in the order in which they ask.
package actor RateLimiter {
    /// What a request has got that was let through.
    package struct Grant: Hashable, Sendable {
        /// When, on the limiter's clock.
        package var time: Duration
    }

    private var bucket: TokenBucket
    private let clock: TimeSource
    private var waiters: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    private var nextID: UInt64 = 0
    private var isServing = false

    package init(_ settings: TokenBucket.Settings = TokenBucket.Settings(), clock: TimeSource = .machine) {
        bucket = TokenBucket(settings, at: clock.now())
        self.clock = clock
    }

    /// How many requests wait.
    package var waiting: Int { waiters.count }

    /// Requests a second that are let through at present.
    package var rate: Double { bucket.rate }

    /// Waits until a request may be sent.
    ///
    /// - Returns: the grant, to be shown to ``throttled(_:)`` if the server refuses the request.
    /// - Throws: when the task is cancelled; then no token is used.
    package func acquire() async throws(CancellationError) -> Grant {
        if Task.isCancelled { throw CancellationError() }
        if waiters.isEmpty, !isServing, bucket.take(at: clock.now()) == nil { return Grant(time: clock.now()) }
        let id = nextID
        nextID += 1
        let isGranted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    waiters.append((id, continuation))
                    serve()
                }
            }
        } onCancel: {
            Task { await self.remove(id) }
        }
        if !isGranted { throw CancellationError() }
        return Grant(time: clock.now())
    }

    /// Says that the server refused a request for coming too fast: from now on they come slower.
    package func throttled(_ grant: Grant) {
        bucket.throttled(granted: grant.time, at: clock.now())
    }

    private func remove(_ id: UInt64) {
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: place).continuation.resume(returning: false)
    }

    /// Starts to serve the waiters, unless that is being done.
    private func serve() {
        guard !isServing else { return }
        isServing = true
        Task {
            while !waiters.isEmpty {
                if let wait = bucket.take(at: clock.now()) {
                    await clock.sleep(wait)
                } else {
                    waiters.removeFirst().continuation.resume(returning: true)
                }
            }
            isServing = false
        }
    }
}
