internal import ArgumentParser
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// A command that did not do what it was asked: what to say on stderr, and the exit code.
struct CommandFailure: Error {
    var exitCode: ExitCode
    /// Lines for stderr, each a whole sentence or a diagnostic; safe to print.
    var lines: [String]
    /// What is shown before them.
    var event: GateEvent?

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

    /// Says it.
    ///
    /// - Parameter console: where events are shown.
    func report(to console: Console?) {
        if let event { console?.show(event) }
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
        let facts: [String] =
            switch error.facts {
            case .mistakes(let diagnostics):
                DiagnosticGroups(diagnostics).lines(lister: Console.lister(isPreview: false))
            case .stale(let zones, let document): StaleReport.lines(zones, of: document)
            case .review(let refusal): ReviewReport.lines(refusal)
            case .uncovered(let zones): UncoveredReport.lines(zones, isAlone: error.kind != .failed)
            case .busy(let runs): ["refused: \(runs.phrase) [apply-running]"]
            case nil: []
            }
        self.init(code, facts + error.lines)
        event = error.event
    }

    /// A refusal.
    init(refused message: String, id: String) { self.init(GateError(refused: message, id: id)) }

    /// Whether an error is one that a verb throws, or that a command made of it.
    static func isOne(_ error: any Error) -> Bool {
        error is CommandFailure || error is GateError || error is GitError || error is LedgerError
            || error is ApplyStop
    }

    /// Anything that a verb throws.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as GateError: self.init(error)
        case let error as GitError: self.init(GateError(error))
        case let error as LedgerError: self.init(GateError(error))
        case is ApplyStop: self = ApplyEndingReport.stoppedBeforeAnything
        default: self.init(.failure, "\(error)")
        }
    }
}

/// Says what a verb throws as a command's failure.
func commandFailure<Value>(_ body: () throws -> Value) throws(CommandFailure) -> Value {
    do { return try body() } catch { throw CommandFailure(error) }
}

/// The same, for what waits.
func commandFailure<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
) async throws(CommandFailure) -> Value {
    do { return try await body() } catch { throw CommandFailure(error) }
}
