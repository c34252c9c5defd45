internal import Platform

/// A program that gave no answer, or a file for it that could not be made.
struct ProgramFailure: Error, Hashable, Sendable {
    /// What happened, as in `/usr/bin/ssh-keygen took too long and was stopped`.
    var message: String

    init(message: String) { self.message = message }

    /// What became of a program, in words.
    init(_ path: String, _ failure: ChildProcess.Failure) {
        let what =
            switch failure {
            case .notStarted(let failure): "cannot be started: \(failure.message)"
            case .tooLong, .cancelled: "took too long and was stopped"
            case .tooMuchOutput: "wrote too much"
            case .unknownEnd: "cannot be waited for"
            }
        message = "\(path) \(what)"
    }
}

extension ChildProcess {
    /// Runs the program to its end, at most for some seconds.
    ///
    /// - Throws: ``ProgramFailure`` when it cannot be started, runs too long or writes more than 1 MiB.
    func runBlocking(seconds: Int) throws(ProgramFailure) -> Outcome {
        do throws(Failure) {
            return try runBlocking(within: .seconds(seconds))
        } catch {
            throw ProgramFailure(arguments.first ?? "", error)
        }
    }
}
