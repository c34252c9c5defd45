internal import ArgumentParser
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 comment`.
struct CommentCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment",
        abstract: "Show a plan in its pull request, in one comment that is kept up to date.",
        usage: "gate53 comment <plan> [<options>]",
        discussion: """
            In a pipeline of GitHub, GitLab, Gitea or Forgejo, the environment says which forge, repository and pull \
            request are meant. The token is GITHUB_TOKEN, GITLAB_TOKEN, GITEA_TOKEN or FORGEJO_TOKEN. An approval at \
            the forge is for what this comment says.

            Examples:
              gate53 comment plan.json
              gate53 comment plan.json --summary
              gate53 comment plan.json --forge gitea --url https://git.example.com/api/v1 --repository org/dns \
            --pull-request 12
            """
    )

    @Argument(help: "The plan, or '-' for standard input.", completion: .file(extensions: ["json"]))
    var plan: String

    @Option(
        help: ArgumentHelp("The number of the pull request. [default: the pipeline's]", valueName: "number"))
    var pullRequest: Int?

    @Option(help: "The forge. [default: the pipeline's]")
    var forge: ForgeKind?

    @Option(help: "The URL of the forge's API. [default: the pipeline's, else the forge's usual one]")
    var url: String?

    @Option(
        help: ArgumentHelp("The repository with its owner. [default: the pipeline's]", valueName: "owner/name"))
    var repository: String?

    @Option(
        help: ArgumentHelp("The account that writes the comment. [default: the token's]", valueName: "name"))
    var account: String?

    @Flag(help: "Add the whole plan to the summary of the job too (GITHUB_STEP_SUMMARY).")
    var summary = false

    @Option(
        name: [.customShort("C"), .customLong("clone")],
        help: "The git repository that the plan was made in, or a folder in it.", completion: .directory)
    var clone = "."

    @Option(
        help: ArgumentHelp(
            "The settings file, as a path in the clone. [default: gate53.yaml, else zones/gate53.yaml]",
            valueName: "path"))
    var settings: String?

    @Option(
        help: ArgumentHelp(
            "The protected branch, whose settings name the ledger. [default: the remote's default branch, else the current "
                + "one]", valueName: "name"))
    var branch: String?

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
        let document = try PlanInput.readOrStandardInput(plan)
        if document.plan.source == .worktree {
            throw CommandFailure(
                .refused, "the plan previews uncommitted files; commit them and plan again without --worktree",
                id: "worktree-plan")
        }
        let notes = await notes(on: document)
        // First, so that there is something to read where commenting fails, as for a fork's pull request.
        if summary { try await addSummary(document, notes.sentences) }
        let target = CommentTarget(
            forge: forge, url: url, repository: repository, pullRequest: pullRequest, account: account)
        let done = try await Composition.comment(document, target, notes: notes)
        for warning in done.warnings { Terminal.standardError.write("warning: \(warning)") }
        if format == .json {
            Terminal.standardOutput.write(octets: try ActionDocument(.commented(words: done.words), document).octets())
        } else if !verbosity.quiet {
            Terminal.standardOutput.write(done.words)
        }
    }

    /// What is known beside the plan, as far as the clone says it; it is not known where there is none.
    private func notes(on document: PlanDocument) async -> CommentNotes {
        do {
            let ports = try Composition(folder: clone, settings: settings, branch: branch, verbosity).ports
            let head = try ports.clone.repository.head()
            let facts = await Planning.Facts(of: document, at: head, in: ports)
            return CommentNotes(
                PlanFacts(facts).notes, isComplete: facts.isComplete,
                heads: try ports.clone.repository.proposed(by: head))
        } catch {
            return .unknown
        }
    }

    /// Adds the plan to the summary of a workflow's job.
    ///
    /// - Throws: ``CommandFailure`` where the environment names no file for it.
    private func addSummary(_ document: PlanDocument, _ notes: [String]) async throws(CommandFailure) {
        guard let path = Composition.summaryPath else {
            throw CommandFailure(
                .failure, "GITHUB_STEP_SUMMARY is not set; leave '--summary' out where there is no job summary",
                id: "no-summary")
        }
        // A step may have up to 1 MiB; what other steps wrote stays.
        let changes = await ShownSettings(
            of: document, repository: clone, settings: settings, branch: branch, verbosity
        ).changes
        var markdown = MarkdownReport(limit: 900_000)
        markdown.notes = notes
        let report = Array(markdown.text(of: document, settingsChanges: changes).utf8)
        // What is there and can't be read must not be written over; a pipe or a device has nothing to be kept.
        let written = InputFile.isRegular(path) ? try InputFile.read(path) : []
        try OutputFile.write(written + report, to: path)
    }
}

extension ForgeKind: ExpressibleByArgument {}
