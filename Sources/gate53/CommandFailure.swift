internal import ArgumentParser
internal import Gate
internal import ZonePlanning

/// A command that did not do what it was asked: what to say on stderr, and the exit code.
struct CommandFailure: Error {
    var exitCode: ExitCode
    /// Lines for stderr, each a whole sentence or a diagnostic; safe to print.
    var lines: [String]

    init(_ exitCode: ExitCode = .failure, _ lines: [String]) {
        self.exitCode = exitCode
        self.lines = lines
    }

    init(_ exitCode: ExitCode = .failure, _ message: String, id: String? = nil) {
        self.init(exitCode, ["error: \(message)" + (id.map { " [\($0)]" } ?? "")])
    }

    /// What happened, as the end of another sentence.
    var sentence: String {
        lines.map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0 }.joined(separator: " ")
    }

    func report() {
        for line in lines { Terminal.standardError.write(line) }
    }
}

extension CommandFailure {
    /// What the gate says, with the exit code of its kind: the one place that maps them.
    init(_ error: GateError) {
        let code: ExitCode =
            switch error.kind {
            case .stale: .stale
            case .refused: .refused
            case .failed: .failure
            case .misuse: .validationFailure
            }
        self.init(code, error.lines)
    }
}

/// Says the gate's error as a command's failure.
func gateFailure<Value>(_ body: () throws(GateError) -> Value) throws(CommandFailure) -> Value {
    do throws(GateError) { return try body() } catch { throw CommandFailure(error) }
}

/// The same, for what waits.
func gateFailure<Value>(_ body: () async throws(GateError) -> Value) async throws(CommandFailure) -> Value {
    do throws(GateError) { return try await body() } catch { throw CommandFailure(error) }
}
