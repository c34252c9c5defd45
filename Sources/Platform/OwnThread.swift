internal import Glibc

/// A thread of our own, for work that would hold up a thread of Swift's pool.
package enum OwnThread {
    /// Runs the body on a new thread, and nobody waits for it.
    ///
    /// The thread takes no signals: they are for the threads of the program, and a broken connection must not end it.
    ///
    /// - Parameter body: what to do.
    /// - Throws: ``SystemFailure`` when the system gives no thread; the body is then not run.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(SystemFailure) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // As much as the first thread has; the default follows `ulimit -s`, which may be little.
        pthread_attr_setstacksize(&attributes, 8 << 20)

        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let number = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard number == 0 else {
            work.release()
            throw SystemFailure(number)
        }
    }

    /// What a thread runs: a context of C can hold no closure.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
