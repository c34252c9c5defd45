internal import Glibc

/// A recursive mutual exclusion: a thread that has it may take it again.
///
/// A mutex of POSIX, since the thread sanitizer does not know `Synchronization.Mutex` on Linux and would report what
/// that guards.
package final class Lock: @unchecked Sendable {
    // Unchecked: the mutex is made once and is used by its own functions only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init() {
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Runs the body while no other thread runs one under this lock.
    ///
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    package func locked<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}
