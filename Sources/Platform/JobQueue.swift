internal import Glibc

/// Jobs that wait for threads of our own (``OwnThread``), no more of them than it may hold.
package final class JobQueue<Job: Sendable>: @unchecked Sendable {
    // Unchecked: `waiting` and `isClosed` are only used inside `mutex`, which with the condition is used by its own
    // functions only. A ``Lock`` has no condition to wait for.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let most: Int
    /// The first `taken` of them were given out.
    private var waiting: [Job] = []
    private var taken = 0
    private var isClosed = false

    /// - Parameter most: how many may wait.
    package init(most: Int) {
        self.most = most
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deinitialize(count: 1)
        mutex.deinitialize(count: 1)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds a job at the end.
    ///
    /// - Returns: false where too many wait, or the queue is closed: nobody will do it.
    package func put(_ job: Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if isClosed || waiting.count - taken >= most { return false }
        waiting.append(job)
        pthread_cond_signal(condition)
        return true
    }

    /// Takes the first job, and blocks the thread while there is none.
    ///
    /// - Returns: `nil` when the queue is closed and nothing is left in it.
    package func take() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while taken == waiting.count {
            if isClosed { return nil }
            pthread_cond_wait(condition, mutex)
        }
        let job = waiting[taken]
        taken += 1
        // What was given out is let go of in one go, so that taking stays cheap.
        if taken == waiting.count || taken >= 64 {
            waiting.removeFirst(taken)
            taken = 0
        }
        return job
    }

    /// Takes no more jobs; those that wait are still done.
    package func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        pthread_cond_broadcast(condition)
    }
}
