internal import ArgumentParser
internal import DNSModel
internal import Reports
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

/// The words that can stand first on the command line.
enum CommandNames {
    /// The commands, and `help`.
    static var all: [String] {
        Gate53.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }

    /// Refuses a first word that is no command, and one that help is asked for.
    ///
    /// - Parameter arguments: the command line, with the program's own name.
    /// - Throws: ``CommandFailure`` that names the command that may have been meant.
    static func check(_ arguments: [String]) throws(CommandFailure) {
        var words = arguments.dropFirst()
        if words.first == "help" { words = words.dropFirst() }
        guard let word = words.first, !word.hasPrefix("-"), !all.contains(word) else { return }
        let hint =
            DidYouMean.closest(to: word, in: all).map { "did you mean '\($0)'?" }
            ?? "'gate53 help' lists those there are"
        if asksForJSON(arguments) { Manner.current.withLock { $0.failure = FailureDocument() } }
        throw CommandFailure(
            .validationFailure, "there is no command '\(Printable.text(word))'; \(hint)", id: "no-such-command")
    }

    /// Whether a command line that could not be read asks for a JSON document.
    static func asksForJSON(_ arguments: [String]) -> Bool {
        arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == ("--format", "json") }
    }
}
