internal import Synchronization

// Decision 0042: the first signal ends the batch.

/// Whether a run was told to stop: it ends what it is about, begins nothing more, and writes down where it ended.
package final class StopRequest: Sendable {
    private struct State {
        var isRequested = false
        var hasBegun = false
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock(\.isRequested) }

    /// Whether a run writes something, from which on it is not ended at once.
    package var hasBegun: Bool { state.withLock(\.hasBegun) }

    /// Says that from now on a run writes something.
    ///
    /// - Returns: false where it was told to stop before, and must not begin.
    package func begin() -> Bool {
        state.withLock { state in
            if !state.isRequested { state.hasBegun = true }
            return !state.isRequested
        }
    }

    /// Tells the run to stop.
    ///
    /// - Returns: whether it has begun to write; where it has not, nothing is lost by ending the process at once.
    @discardableResult
    package func request() -> Bool {
        let (hasBegun, waiting) = state.withLock { state in
            state.isRequested = true
            defer { state.waiting = [] }
            return (state.hasBegun, state.waiting)
        }
        for body in waiting { body() }
        return hasBegun
    }

    /// Calls a closure once, when the run is told to stop, or at once where it was.
    func whenRequested(_ body: @escaping @Sendable () -> Void) {
        let isRequested = state.withLock { state in
            if !state.isRequested { state.waiting.append(body) }
            return state.isRequested
        }
        if isRequested { body() }
    }

    /// Waits until another wait ends or is cancelled, or until the run is told to stop.
    package func orUntilRequested(_ wait: @escaping @Sendable () async -> Void) async {
        // What is waited for need not heed that a task is cancelled, so that nobody waits for the task.
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        whenRequested { end.yield() }
        let task = Task {
            await wait()
            end.yield()
        }
        for await _ in ends { break }
        task.cancel()
    }
}
