internal import Dispatch
internal import Reconciliation
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Signals that this process takes as messages, instead of ending.
final class ProcessSignals: @unchecked Sendable {
    // Unchecked: nothing changes after the beginning.
    private let sources: [any DispatchSourceSignal]

    /// Takes signals from now on, for as long as this value is kept; see ``ignore()``.
    ///
    /// - Parameters:
    ///   - numbers: which ones.
    ///   - take: called with each that comes, one after the other.
    init(_ numbers: [Int32], _ take: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "gate53.signals")
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { take(number) }
            source.activate()
            return source
        }
    }

    /// Takes no more signals, and does not end by them either.
    func ignore() { for source in sources { source.cancel() } }

    /// Ends the process at once, as the signal would have.
    static func end(by number: Int32) -> Never { _exit(128 + number) }

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
            guard stop.request() else {
                Terminal.standardError.write("error: stopped by \(name(number)) [stopped]")
                Terminal.standardError.write("Nothing was changed.")
                _exit(1)
            }
            if !isQuiet {
                Terminal.standardError.write(
                    "note: stopping, as told by \(name(number)): the batch that is under way is finished and no other is begun; "
                        + "once more ends at once")
            }
        }
    }
}

/// How often this process was told to stop.
final class StopCount: Sendable {
    private let count = Atomic<Int>(0)

    /// One more time.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
