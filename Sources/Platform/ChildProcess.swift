internal import Glibc

// Decision 0070: what is asked of the operating system is in one place.

/// A program to run without a shell, with its time and output bounded.
///
/// It gets the environment that is given and nothing else, none of the files that we opened, no blocked or ignored
/// signal but those that everybody ignores, and, where its input is not given, an empty one.
package struct ChildProcess: Sendable {
    /// What the program reads.
    package enum Input: Sendable {
        /// These octets and then the end. What the program does not read is dropped.
        case octets([UInt8])
        /// The end at once.
        case empty
        /// Our own standard input, so that it can ask a person.
        case inherited
    }

    /// Where the program's standard error goes.
    package enum Messages: Sendable {
        /// Into ``Outcome/messages``, at most so many octets of it; the rest is dropped.
        case kept(Int)
        /// Into ``Outcome/output``, in the order of writing.
        case output
        /// To our own standard error.
        case inherited
        /// To nobody.
        case dropped
    }

    /// What happens when the program writes more to its standard output than is kept.
    package enum Excess: Sendable {
        /// The rest is dropped.
        case dropped
        /// The program is killed: ``Failure/tooMuchOutput``.
        case fatal
    }

    /// The program, then its arguments. A program without a slash is looked for in the folders of our `PATH`.
    package var arguments: [String]
    /// The program's whole environment.
    package var environment: [String: String]
    /// What it reads.
    package var input: Input
    /// Where its standard error goes.
    package var messages: Messages
    /// How many octets of its standard output are kept.
    package var outputLimit: Int
    /// What happens when it writes more.
    package var excess: Excess
    /// Whether it leads a process group of its own, in a session without a terminal: it can ask nobody, and no
    /// interrupt of ours reaches it. What it started is then ended with it.
    package var leadsGroup: Bool

    package init(
        _ arguments: [String], environment: [String: String], input: Input = .empty,
        messages: Messages = .kept(1 << 20),
        outputLimit: Int = 1 << 20, excess: Excess = .fatal, leadsGroup: Bool = false
    ) {
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.messages = messages
        self.outputLimit = outputLimit
        self.excess = excess
        self.leadsGroup = leadsGroup
    }

    /// What became of a program that ended.
    package struct Outcome: Hashable, Sendable {
        /// How it ended.
        package var end: End
        /// What it wrote to its standard output.
        package var output: [UInt8]
        /// What it wrote to its standard error, where that is kept.
        package var messages: [UInt8]
    }

    /// How a program ended.
    package enum End: Hashable, Sendable {
        /// With a status, 0 for success.
        case exited(Int32)
        /// By a signal.
        case signalled(Int32)

        /// As a shell has it in `$?`: the status, or 128 and the signal's number.
        package var status: Int32 {
            switch self {
            case .exited(let status): status
            case .signalled(let signal): 128 + signal
            }
        }
    }

    /// Why a program gave no outcome. A program that was started has been killed.
    package enum Failure: Error, Hashable, Sendable {
        /// It was not started.
        case notStarted(SystemFailure)
        /// It did not end in its time.
        case tooLong
        /// It wrote more than is kept.
        case tooMuchOutput
        /// Nobody wanted its outcome any more.
        case cancelled
        /// It ended and the system does not say how, as when somebody ignores `SIGCHLD`.
        case unknownEnd(SystemFailure)
    }

    /// Runs the program to its end on this thread. What it started and left behind is not waited for.
    ///
    /// - Parameters:
    ///   - limit: how long it may run; for ever when `nil`.
    ///   - onOutput: told how many octets came, also of those that are not kept; kills the program when it says false.
    ///     Called with 0 now and then.
    /// - Returns: the outcome, whatever the status.
    /// - Throws: ``Failure``.
    package func runBlocking(
        within limit: Duration?, onOutput: (_ count: Int) -> Bool = { _ in true }
    ) throws(Failure) -> Outcome {
        var running = try RunningProcess.start(self)
        return try running.finish(self, within: limit, onOutput)
    }

    /// Runs the program to its end on a thread of its own.
    ///
    /// - Parameter limit: how long it may run; for ever when `nil`.
    /// - Returns: the outcome, whatever the status.
    /// - Throws: ``Failure``; `cancelled` when the task was cancelled before the program's end.
    package func run(within limit: Duration?) async throws(Failure) -> Outcome {
        let isCancelled = LockedValue(false)
        let result: Result<Outcome, Failure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let work: @Sendable () -> Void = {
                    let result = Result { () throws(Failure) in
                        try runBlocking(within: limit, onOutput: { _ in !isCancelled.value })
                    }
                    continuation.resume(returning: result)
                }
                do throws(SystemFailure) {
                    try OwnThread.start(work)
                } catch {
                    continuation.resume(returning: .failure(.notStarted(error)))
                }
            }
        } onCancel: {
            isCancelled.value = true
        }
        return try result.get()
    }
}
