internal import Glibc
internal import Synchronization
internal import Testing

@testable internal import gate53

@Suite("Signals") struct ProcessSignalsTests {
    // A monitor that was told to stop while it began went on for ever: the signal came before a dispatch source took it.
    @Test("one that comes as soon as signals are taken is not lost", .timeLimit(.minutes(60)))
    func atOnce() async throws {
        let taken = Mutex<[Int32]>([])
        let signals = ProcessSignals([SIGUSR2]) { number in taken.withLock { $0.append(number) } }
        kill(getpid(), SIGUSR2)
        while taken.withLock(\.isEmpty) { try await Task.sleep(for: .milliseconds(1)) }
        #expect(taken.withLock { $0 } == [SIGUSR2])
        // Which would end this process, were it not ignored from then on.
        signals.ignore()
        kill(getpid(), SIGUSR2)
    }
}
