internal import DynamicDNS
internal import ZonePlanning

/// A document of a service that is kept for a while. It is fetched once, however many ask for it at the same time.
actor FetchedDocument<Value: Sendable> {
    /// For how many seconds a document is kept.
    static var lifetime: Int64 { 3_600 }
    /// For how many seconds one is used that can't be fetched again.
    static var longestLifetime: Int64 { 86_400 }
    /// How many seconds are between two requests for it.
    static var pause: Int64 { 60 }
    /// And how many after one that failed.
    static var shortPause: Int64 { 5 }

    private let clock: any WallClock
    private let fetch: @Sendable () async -> Result<Value, SignInRefusal>
    private var kept: (value: Value, at: Instant)?
    private var failure: SignInRefusal?
    private var tried: Instant?
    private var running: Task<Result<Value, SignInRefusal>, Never>?

    init(clock: any WallClock, fetch: @escaping @Sendable () async -> Result<Value, SignInRefusal>) {
        self.clock = clock
        self.fetch = fetch
    }

    /// The document, not older than an hour, or than a day where it can't be fetched.
    func value() async throws(SignInRefusal) -> Value {
        if let kept, isYounger(kept.at, than: Self.lifetime) { return kept.value }
        if running == nil, isPaused, let failure { return try old(failure) }
        switch await load() {
        case .success(let value): return value
        case .failure(let failure): return try old(failure)
        }
    }

    /// The document fetched anew; `nil` where it was fetched just now.
    func fresh() async throws(SignInRefusal) -> Value? {
        if running == nil, isPaused {
            if let failure { throw failure }
            return nil
        }
        return try await load().get()
    }

    private func old(_ failure: SignInRefusal) throws(SignInRefusal) -> Value {
        if let kept, isYounger(kept.at, than: Self.longestLifetime) { return kept.value }
        throw failure
    }

    private var isPaused: Bool {
        tried.map { isYounger($0, than: failure == nil ? Self.pause : Self.shortPause) } ?? false
    }

    /// Whether a time is less than so many seconds ago. One in the future is of a clock that was put back: it is not.
    private func isYounger(_ time: Instant, than seconds: Int64) -> Bool {
        0..<seconds ~= clock.now.seconds(since: time)
    }

    private func load() async -> Result<Value, SignInRefusal> {
        if let running { return await running.value }
        tried = clock.now
        let task = Task { [fetch] in await fetch() }
        running = task
        let result = await task.value
        running = nil
        switch result {
        case .success(let value):
            kept = (value, clock.now)
            failure = nil
        case .failure(let error): failure = error
        }
        return result
    }
}
