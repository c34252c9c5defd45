internal import Glibc

/// A value that several tasks read and set.
final class SharedValue<Value: Sendable>: @unchecked Sendable {
    private var stored: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init(_ value: Value) {
        stored = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    var value: Value {
        get { locked { $0 } }
        set { locked { $0 = newValue } }
    }

    /// Reads and sets it in one step.
    func locked<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&stored)
    }
}
