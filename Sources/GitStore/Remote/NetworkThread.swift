internal import Glibc
internal import Platform
internal import ZoneFiles

/// Something that takes its time on a network, on a thread of its own.
///
/// A server that stops answering would hold git for ever. So the work is given up when nothing has come for a while:
/// its thread is told to stop, which ends the program that it waits for, and left alone.
final class NetworkThread<Value: Sendable>: @unchecked Sendable {
    // Unchecked: everything that changes is only used inside `lock`.
    private let lock = Lock()
    private let body: @Sendable (NetworkActivity) throws(GitError) -> Value
    private let activity = NetworkActivity()
    private var result: Result<Value, GitError>?

    private init(_ body: @escaping @Sendable (NetworkActivity) throws(GitError) -> Value) { self.body = body }

    /// Runs the body on another thread and waits for it.
    ///
    /// - Parameters:
    ///   - seconds: how long it may go on without any progress.
    ///   - doing: what is being done, as in `fetching the ledger`.
    ///   - onSilence: called when it is given up since too little came.
    ///   - onWait: called when nothing has come for some seconds, perhaps more than once.
    ///   - body: what to do; it says when something came.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws; or ``GitError`` with code `unreachable` when it was given up, and it is then not
    ///   known what has happened.
    static func run(
        seconds: Int, _ doing: String, onSilence: () -> Void = {}, onWait: () -> Void = {},
        _ body: @escaping @Sendable (NetworkActivity) throws(GitError) -> Value
    ) async throws(GitError) -> Value {
        let thread = NetworkThread(body)
        try thread.start()
        var pause = 1
        var last = (count: -1, since: ContinuousClock.now)
        let start = ContinuousClock.now
        while true {
            if let result = thread.lock.locked({ thread.result }) { return try result.get() }
            let count = thread.activity.count
            if count != last.count { last = (count, .now) }
            let silence = ContinuousClock.now - last.since
            let isOver = silence > .seconds(seconds)
            // Silence comes first: on a busy machine both may be over when this thread runs again.
            if !isOver, ContinuousClock.now - start > .seconds(seconds * RemoteBounds.lives) {
                await thread.giveUp()
                onSilence()
                throw GitError(
                    .unreachable,
                    "\(doing): its answer was not at its end after \(seconds * RemoteBounds.lives) seconds")
            }
            if silence > .seconds(min(RemoteBounds.unsaid, max(1, seconds / 2))) { onWait() }
            if isOver || Task.isCancelled {
                await thread.giveUp()
                if isOver, !Task.isCancelled { onSilence() }
                throw GitError(
                    .unreachable, isOver ? "\(doing): no answer for \(seconds) seconds" : "\(doing): cancelled")
            }
            try? await Task.sleep(for: .milliseconds(pause))
            pause = min(pause * 2, 50)
        }
    }

    /// Tells the thread to stop, and waits for the programs that it started: their end is near, and whoever goes on or
    /// ends must leave none behind.
    private func giveUp() async {
        activity.stop()
        for _ in 0..<300 where activity.runsProgram {
            // Whether or not this task is cancelled.
            await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
    }

    private func start() throws(GitError) {
        do throws(SystemFailure) {
            try OwnThread.start { self.work() }
        } catch {
            throw GitError(.failed, "cannot start a thread: \(error.message)")
        }
    }

    private func work() {
        let result: Result<Value, GitError>
        do { result = .success(try body(activity)) } catch { result = .failure(error) }
        lock.locked { self.result = result }
    }
}

/// The signs of activity of work on a network.
final class NetworkActivity: @unchecked Sendable {
    // Unchecked: everything is only used inside `lock`.
    private let lock = Lock()
    private var events = 0
    private var octets = 0
    private var isStopped = false
    private var programs = 0

    /// How many signs there were.
    var count: Int { lock.locked { events } }

    /// Tells that something came.
    ///
    /// - Parameter count: how many octets came.
    /// - Returns: false when nobody waits for it any more, or it was too much.
    func note(_ count: Int = 0) -> Bool {
        lock.locked {
            events += 1
            octets += count
            return !isStopped && octets <= RemoteBounds.octets
        }
    }

    /// Whether somebody waits for it still.
    var isWanted: Bool { lock.locked { !isStopped } }

    /// Whether more came than one answer may have.
    var isTooMuch: Bool { lock.locked { octets > RemoteBounds.octets } }

    /// Whether a program is at it.
    var runsProgram: Bool { lock.locked { programs > 0 } }

    func beginsProgram() { lock.locked { programs += 1 } }

    func endsProgram() { lock.locked { programs -= 1 } }

    func stop() { lock.locked { isStopped = true } }
}
