internal import DNSModel
internal import Gate
internal import Glibc
internal import Platform

/// The thread that owns all sockets, and what other threads hand to it.
final class QuestionLoop: @unchecked Sendable {
    private let limits: DNSQueryLimits
    private let lock = Lock()

    // What follows is guarded by the lock.
    private var alarm: Alarm?
    private var submitted: [AskedQuestion] = []
    private var cancelled: [AskedQuestion] = []
    private var isStopping = false
    /// Whether the thread was woken and has not looked since.
    private var isRung = false

    init(_ limits: DNSQueryLimits) { self.limits = limits }

    /// Puts a question at the end of its server's queue. Its completion is called once, on any thread.
    func submit(_ question: AskedQuestion) {
        let problem: DNSQueryError? = lock.locked {
            if isStopping || question.isCancelled { return AskedQuestion.cancelled }
            if alarm == nil, !start() {
                return DNSQueryError(.unreachable, "can't be asked: there is no room for another thread or socket")
            }
            question.isSubmitted = true
            submitted.append(question)
            ring()
            return nil
        }
        if let problem { question.end(.failure(problem)) }
    }

    /// Ends a question early, wherever it is; without effect on one that is over.
    func cancel(_ question: AskedQuestion) {
        lock.locked {
            question.isCancelled = true
            guard question.isSubmitted else { return }
            cancelled.append(question)
            ring()
        }
    }

    /// Ends the thread. What is under way fails as cancelled.
    func stop() {
        lock.locked {
            isStopping = true
            ring()
        }
    }

    /// Wakes the thread. To be called under the lock.
    private func ring() {
        if isRung { return }
        isRung = true
        alarm?.ring()
    }

    /// Makes the thread. To be called under the lock.
    private func start() -> Bool {
        guard let alarm = Alarm() else { return false }
        self.alarm = alarm
        do throws(SystemFailure) {
            try OwnThread.start { self.run() }
        } catch {
            self.alarm = nil
            return false
        }
        return true
    }

    // MARK: - On the thread

    private func run() {
        guard let alarm = lock.locked({ self.alarm }) else { return }
        let driver = QuestionDriver(limits)
        while true {
            let (arrived, gone, isOver) = lock.locked {
                defer {
                    submitted = []
                    cancelled = []
                    isRung = false
                }
                return (submitted, cancelled, isStopping)
            }
            for question in arrived { driver.take(question) }
            for question in gone { driver.cancel(question) }
            if isOver { break }
            driver.turn(wakingAt: alarm)
        }
        driver.end()
        lock.locked { self.alarm = nil }
    }
}

/// Wakes a thread that waits at sockets.
final class Alarm: @unchecked Sendable {
    /// What is to be waited at for reading.
    let descriptor: Int32
    private let input: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        descriptor = ends[0]
        input = ends[1]
    }

    deinit {
        close(descriptor)
        close(input)
    }

    /// Wakes the thread, now or when it next waits. One that is full wakes it as well.
    func ring() {
        var octet: UInt8 = 1
        _ = send(input, &octet, 1, Int32(MSG_NOSIGNAL))
    }

    /// Forgets all that rang.
    func silence() {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 512) { buffer in
            while read(descriptor, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}
