internal import Gate
internal import Platform
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where the handler of signals writes their numbers; -1 before there is such a place.
private let signalPipe = Atomic<Int32>(-1)

/// Notes a signal: all that may be done in the middle of anything (signal-safety(7)).
private func note(_ number: Int32) {
    let before = errno
    var octet = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe.load(ordering: .relaxed), &octet, 1)
    errno = before
}

/// Signals that this process takes as messages, instead of ending.
///
/// They are taken from the instant at which this value is made. (A dispatch source takes them some time after it was
/// activated, and what comes before is lost.)
final class ProcessSignals: Sendable {
    private let numbers: [Int32]

    /// Takes signals from now on; see ``ignore()``.
    ///
    /// Where the system has no room for that, they go on to end the process.
    ///
    /// - Parameters:
    ///   - numbers: which ones.
    ///   - take: called with each that comes, one after the other.
    init(_ numbers: [Int32], _ take: @escaping @Sendable (Int32) -> Void) {
        self.numbers = numbers
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        let (reader, writer) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(writer, F_SETFL, O_NONBLOCK)
        do throws(SystemFailure) {
            try OwnThread.start {
                var octet: UInt8 = 0
                while true {
                    let count = read(reader, &octet, 1)
                    if count == 1 { take(Int32(octet)) } else if count == 0 || errno != EINTR { return }
                }
            }
        } catch {
            for end in ends { close(end) }
            return
        }
        TakenSignals.now.value = numbers.filter { $0 == SIGINT || $0 == SIGTERM }
        signalPipe.store(writer, ordering: .relaxed)
        for number in numbers { signal(number, note) }
    }

    /// Takes no more signals, and does not end by them either.
    func ignore() {
        for number in numbers { signal(number, SIG_IGN) }
        // What is ignored is ignored by what we start, too.
        TakenSignals.now.value = []
    }

    /// Ends the process at once, as the signal would have, and with it what it started.
    static func end(by number: Int32) -> Never {
        StartedGroups.hangUp()
        _exit(128 + number)
    }

    /// A signal's name, as in `SIGTERM`.
    static func name(_ number: Int32) -> String {
        switch number {
        case SIGTERM: "SIGTERM"
        case SIGINT: "SIGINT"
        case SIGUSR1: "SIGUSR1"
        default: "signal \(number)"
        }
    }
}

extension ProcessSignals {
    /// For a command that only reads: it ends at once, and says that nothing was changed.
    static func ofReading(isQuiet: Bool) -> ProcessSignals {
        ProcessSignals([SIGTERM, SIGINT]) { number in
            if !isQuiet { Terminal.standardError.write("stopped by \(name(number)): nothing was changed [stopped]") }
            end(by: number)
        }
    }

    /// For a run that writes: the first signal ends it in good order, or at once where it has written nothing yet; the
    /// second ends it at once.
    static func ofWriting(_ stop: StopRequest, isQuiet: Bool) -> ProcessSignals {
        let stops = StopCount()
        return ProcessSignals([SIGTERM, SIGINT]) { number in
            if stops.next() > 1 { end(by: number) }
            let note =
                "note: stopping because of \(name(number)). The current batch is finished, and no other is started; "
            // Said before the run hears of it, which ends with words of its own.
            let isSaid = stop.hasBegun
            if isSaid, !isQuiet { Terminal.standardError.write(note) }
            guard stop.request() else {
                Terminal.standardError.write("error: stopped by \(name(number)) [stopped]")
                Terminal.standardError.write("Nothing was changed.")
                StartedGroups.hangUp()
                _exit(1)
            }
            if !isSaid, !isQuiet { Terminal.standardError.write(note) }
        }
    }
}

/// How often this process was told to stop.
final class StopCount: Sendable {
    private let count = Atomic<Int>(0)

    /// One more time.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
