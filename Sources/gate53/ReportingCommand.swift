internal import ArgumentParser
internal import DNSModel
internal import Reports
internal import Synchronization
internal import ZonePlanning

// Decision 0051: a failure is a document too.

/// A command that reports: how much, in which colours, and whether for a program.
protocol ReportingCommand: ParsableCommand {
    var verbosity: VerbosityOptions { get }
    /// Whether the report is a JSON document, so that a failure is one too.
    var writesJSON: Bool { get }
}

extension ReportingCommand {
    var writesJSON: Bool { false }
}

/// How this process talks, as its command line says it. Set once, before the command runs.
struct Manner: Sendable {
    var colour: ColourChoice = .auto
    /// How much is said on stderr; `nil` for a command that has nothing to say.
    var verbosity: VerbosityOptions?
    /// What went wrong so far; kept where a program reads the report.
    var failure: FailureDocument?
    /// Whether there is a report on stdout already, beside which no other document can stand.
    var hasReport = false
    /// The zones that the command is about.
    var zones: [DomainName] = []

    static let current = Mutex(Manner())

    /// Takes what a command was told.
    static func take(_ command: any ParsableCommand) {
        guard let command = command as? any ReportingCommand else { return }
        current.withLock { manner in
            manner.colour = command.verbosity.color
            manner.verbosity = command.verbosity
            if command.writesJSON { manner.failure = FailureDocument() }
        }
    }

    /// Says how much was asked of providers, where that is to be said.
    static func reportRequests() {
        guard current.withLock({ $0.verbosity?.verbose }) == true else { return }
        for line in RequestTally.lines { Terminal.standardError.write("gate53: \(line)", isKept: false) }
    }

    /// Says which zones are meant, so that a failure's document can tell the zone of a record set.
    static func isAbout(_ zones: [DomainName]) {
        current.withLock { manner in
            manner.zones += zones
            if manner.failure?.isEmpty == true { manner.failure = FailureDocument(zones: manner.zones) }
        }
    }

    /// Writes what went wrong as a document to stdout, where a program reads it and nothing else was written.
    static func writeFailure(_ code: ExitCode) {
        let document = current.withLock { $0.hasReport ? nil : $0.failure }
        guard let document, let octets = try? document.octets(exitCode: code.rawValue) else { return }
        Terminal.standardOutput.write(octets: octets)
    }
}

extension ColourChoice: ExpressibleByArgument {}
