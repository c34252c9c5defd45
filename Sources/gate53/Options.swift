internal import ArgumentParser
internal import Logging
internal import Reports
internal import ZonePlanning

/// Which repository is meant.
struct FolderOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .long], help: "The git repository, or a folder in it.",
        completion: .directory)
    var repository = "."
}

/// What every command that reads the zone files takes.
struct SettingsOptions: ParsableArguments {
    @OptionGroup var folder: FolderOptions

    @Option(
        help: "The settings file, as a path in the repository. [default: gate53.yaml, else zones/gate53.yaml]",
        completion: .file(extensions: ["yaml"]))
    var settings: String?
}

/// What every command that looks at the protected branch takes.
struct RepositoryOptions: ParsableArguments {
    @OptionGroup var files: SettingsOptions

    @Option(
        help: ArgumentHelp(
            "The protected branch, whose settings and signers count. [default: the remote's default branch, else the "
                + "current one]",
            valueName: "name"))
    var branch: String?
}

/// Which commit, or the working folder, is read.
struct CommitOptions: ParsableArguments {
    @Option(help: "The commit to read: a branch, a tag or an id.")
    var revision = "HEAD"

    @Flag(help: "Read the working folder with its uncommitted changes. Such a plan can't be applied.")
    var worktree = false

    func validate() throws {
        if worktree && revision != "HEAD" {
            throw ValidationError("'--worktree' and '--revision' exclude each other.")
        }
    }
}

/// Which state of the zone files is meant.
struct RevisionOptions: ParsableArguments {
    @OptionGroup var commit: CommitOptions

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp("Only this zone; may be given several times.", valueName: "name"),
        completion: ZoneNames.completion)
    var zones: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only zones whose files or settings changed since the merge base with this revision.",
            valueName: "revision"))
    var changedSince: String?
}

/// Which providers of the settings are meant.
struct ProviderOptions: ParsableArguments {
    @Option(
        name: .customLong("provider"),
        help: ArgumentHelp(
            "Only this provider of the settings; may be given several times.", valueName: "name"))
    var names: [String] = []
}

/// How much is said on stderr.
struct VerbosityOptions: ParsableArguments {
    @Flag(
        name: .shortAndLong,
        help: "Print only errors and warnings, and the document that --format asks for.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print each step, and list every message, also where many have one cause.")
    var verbose = false

    @Option(
        help: ArgumentHelp(
            "Colour. auto: on a terminal, unless NO_COLOR turns it off, or FORCE_COLOR or CLICOLOR_FORCE turns it on.",
            valueName: "when"))
    var color: ColourChoice = .auto

    func validate() throws {
        if quiet && verbose { throw ValidationError("'--quiet' and '--verbose' exclude each other.") }
    }

    /// The same, but that only errors are told.
    var ofErrors: VerbosityOptions {
        var result = self
        result.quiet = true
        result.verbose = false
        return result
    }

    var logger: Logger {
        var logger = Logger(label: "gate53") { _ in TerminalLogHandler() }
        logger.logLevel = verbose ? .debug : quiet ? .error : .notice
        return logger
    }
}

/// Writes log messages to stderr as `gate53: message`.
struct TerminalLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .notice

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Terminal.standardError.write("gate53: \(event.message)")
    }
}

/// The form of a report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json
}

/// The form of a report that has no Markdown.
enum PlainFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// The form of the report of a check: for people, for programs, for pipelines.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
    /// Annotations of a GitHub workflow.
    case github
    /// GitLab's Code Quality report.
    case gitlab
    /// JUnit's XML.
    case junit
}
