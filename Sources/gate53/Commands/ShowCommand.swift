internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 show`.
struct ShowCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a plan that was written with 'gate53 plan --out'.",
        discussion: """
            Examples:
              gate53 show plan.json
              gate53 show plan.json --format markdown
              git show plans:plan.json | gate53 show -
            """
    )

    @Argument(help: "The plan; - for standard input.", completion: .file(extensions: ["json"]))
    var plan: String

    @Option(help: "How to show it; json is the plan document itself.")
    var format: ReportFormat = .text

    var writesJSON: Bool { format == .json }

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
        let document = try PlanInput.readOrStandardInput(plan)
        let shown = await ShownSettings(of: document, repository: ".", verbosity)
        let changes = shown.changes
        if let unseen = shown.unseen {
            Terminal.standardError.write("warning: \(Printable.text(unseen)) [settings-not-compared]")
        }
        switch format {
        case .text where verbosity.quiet: break
        case .text:
            let terminal = Terminal.standardOutput
            let report = TextReport(style: terminal.style, width: terminal.width)
            terminal.write(
                octets: Array(
                    report.text(of: document, planPath: plan == "-" ? nil : plan, settingsChanges: changes).utf8))
        case .markdown:
            Terminal.standardOutput.write(
                octets: Array(MarkdownReport().text(of: document, settingsChanges: changes).utf8))
        case .json:
            Terminal.standardOutput.write(octets: document.octets)
        }
    }
}
