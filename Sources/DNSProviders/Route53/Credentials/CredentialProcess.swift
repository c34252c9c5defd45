internal import Platform

/// Runs the program of `credential_process`, without a shell. It has our standard input, so that it can ask a person.
struct CredentialProcess {
    /// The program, looked for in the folders of `PATH` unless it has a slash, and its arguments.
    var arguments: [String]
    var environment: [String: String]
    var limit: Duration

    /// How much of what it says on its standard error is told, in octets.
    private static let keptMessages = 2_000

    /// Runs it to its end, at most until the limit, then kills it.
    func run() async -> CredentialEnvironment.Outcome {
        let process = ChildProcess(
            arguments, environment: environment, input: .inherited, messages: .kept(Self.keptMessages))
        do throws(ChildProcess.Failure) {
            let outcome = try await process.run(within: limit)
            let what: String
            switch outcome.end {
            case .exited(0): return CredentialEnvironment.Outcome(output: outcome.output, failure: nil)
            case .exited(let status): what = "it ended with status \(status)"
            case .signalled(let signal): what = "it was ended by signal \(signal)"
            }
            let words = String(decoding: outcome.messages, as: UTF8.self).trimmed
            return failed(words.isEmpty ? what : "\(what): \(words)")
        } catch {
            switch error {
            case .notStarted(let failure): return failed("it cannot be started: \(failure.message)")
            case .tooLong, .cancelled: return failed("it did not end within \(limit.components.seconds) seconds")
            case .tooMuchOutput: return failed("it wrote more than 1 MiB")
            case .unknownEnd: return failed("it ended, and the system does not say how")
            }
        }
    }

    private func failed(_ message: String) -> CredentialEnvironment.Outcome {
        CredentialEnvironment.Outcome(output: [], failure: message)
    }
}
