internal import DNSModel
internal import Platform

/// A command that is run after a file was written, without a shell, in a process group of its own.
struct ReloadCommand {
    /// The program, looked for in the folders of `PATH` unless it has a slash, and its arguments.
    var arguments: [String]
    var environment: [String: String]
    var timeLimit: Duration

    /// How much of what the command prints is told, in octets.
    private static let keptOutput = 2_000

    /// Runs the command and waits for its end, at most until the time limit, then kills it with what it started.
    ///
    /// - Returns: what went wrong; `nil` when the command ended with status 0.
    func run() async -> String? {
        let name = arguments.joined(separator: " ")
        let process = ChildProcess(
            arguments, environment: environment, messages: .output, outputLimit: Self.keptOutput, excess: .dropped,
            leadsGroup: true)
        do throws(ChildProcess.Failure) {
            let outcome = try await process.run(within: timeLimit)
            let what: String
            switch outcome.end {
            case .exited(0): return nil
            case .exited(let status): what = "ended with status \(status)"
            case .signalled(let signal): what = "was ended by signal \(signal)"
            }
            let text = Printable.message(String(decoding: outcome.output, as: UTF8.self))
            let words = text.split(separator: " ").joined(separator: " ")
            return "'\(name)' \(what)" + (words.isEmpty ? "" : ": \(words)")
        } catch {
            switch error {
            case .notStarted(let failure):
                return "'\(name)' could not be started: \(failure.message)"
            case .tooLong, .cancelled:
                return "'\(name)' did not end within \(timeLimit.components.seconds) seconds and was stopped"
            case .tooMuchOutput, .unknownEnd: return "'\(name)' ended, and the system does not say how"
            }
        }
    }
}
