internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// A command that did not do what it was asked: what to say on stderr.
struct ServiceFailure: Error {
    /// Whole sentences; safe to print.
    var lines: [String]

    init(_ message: String, id: String) { lines = ["error: \(message) [\(id)]"] }

    init(_ error: HostStoreError) { self.init(error.message, id: "database") }

    init(_ error: GateError) {
        lines = error.lines
        if case .diagnostics(let diagnostics, _)? = error.event {
            lines = diagnostics.filter { $0.severity == .error }.map { "\($0)" } + lines
        }
    }

    /// Anything that is thrown.
    init(_ error: any Error) {
        switch error {
        case let failure as ServiceFailure: self = failure
        case let error as HostStoreError: self.init(error)
        case let error as GateError: self.init(error)
        case let error as GitError: self.init(GateError(error))
        default: self.init(Printable.cut("\(error)", to: 500), id: "failed")
        }
    }

    /// As one line of a log.
    var sentence: String { lines.joined(separator: " ") }
}

/// Says what is thrown as a command's failure.
func serviceFailure<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
) async throws(ServiceFailure) -> Value {
    do { return try await body() } catch { throw ServiceFailure(error) }
}
