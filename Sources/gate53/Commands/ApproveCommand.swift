internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 approve`.
struct ApproveCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Sign a plan with your SSH key: exactly these bytes may be applied.",
        usage: "gate53 approve <plan> [<options>]",
        discussion: """
            Read the plan first, with 'gate53 show'. The signature is written beside the plan.

            Examples:
              gate53 approve plan.json
              gate53 approve plan.json --key ~/.ssh/id_ed25519_sk

            The same by hand, with the file of your key:
              ssh-keygen -Y sign -n gate53-plan -f KEY plan.json
            """
    )

    @Argument(help: "The plan.", completion: .file(extensions: ["json"]))
    var plan: String

    @Option(
        help:
            "The private key, or the public key of one that the agent holds. [default: git's user.signingkey, else ~/.ssh]",
        completion: .file())
    var key: String?

    @Flag(
        help: ArgumentHelp(
            "Sign a plan that does not show how its settings differ from the accepted ones. Such a signature does "
                + "not accept the settings."
        ))
    var settingsUnseen = false

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    @OptionGroup var repository: FolderOptions
    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
        let document = try PlanInput.read(plan)
        if document.plan.source == .worktree {
            throw CommandFailure(
                .refused, "the plan previews uncommitted files; commit them and plan again without --worktree",
                id: "worktree-plan")
        }
        let blocking = document.plan.blockingFindings
        if !blocking.isEmpty {
            throw CommandFailure(
                .refused, blocking.map { "error: \($0.apex): \(FindingWords.english.line($0.finding, of: $0.apex))" })
        }
        let accepts: Bool
        switch document.plan.settingsStatus {
        case .unaccepted: accepts = true
        case .accepted, .unknown: accepts = false
        }
        if document.plan.isEmpty, !accepts {
            if format == .json {
                Terminal.standardOutput.write(octets: try ActionDocument(.nothing, document).octets())
            } else if !verbosity.quiet {
                Terminal.standardOutput.write("The plan changes nothing; it needs no approval.")
            }
            return
        }
        let shown = await ShownSettings(of: document, repository: repository.repository, verbosity)
        // What is signed with this is said whatever is quiet.
        for change in shown.changes where accepts || !verbosity.quiet {
            Terminal.standardError.write("warning: \(change.phrase) [settings-changed]")
        }
        if let unseen = shown.unseen, !settingsUnseen {
            throw CommandFailure(
                .refused,
                [
                    "refused: \(Printable.text(unseen)); plan again where the ledger can be read. Or sign with "
                        + "'--settings-unseen', which does not accept the settings [settings-not-compared]",
                    "Nothing was signed.",
                ])
        }
        let path = try Composition.sign(
            document, at: plan, with: key, repository: repository.repository,
            isInteractive: Terminal.standardError.isTerminal)
        try show(document, accepts: accepts, signature: path)
    }

    /// Says what was signed.
    private func show(_ document: PlanDocument, accepts: Bool, signature path: String) throws {
        if format == .json {
            let action = ActionDocument.Action.approved(signature: path)
            Terminal.standardOutput.write(octets: try ActionDocument(action, document).octets())
        } else if !verbosity.quiet {
            Terminal.standardOutput.write(
                document.plan.isEmpty
                    ? "Approved: the settings; no record set changes."
                    : "Approved: \(PlanSummary(document.plan).phrase) in "
                        + "\(counted(document.plan.zones.count(where: \.hasChanges), "zone"))"
                        + (accepts ? ", and the settings." : "."))
            if document.plan.isRestoring {
                Terminal.standardOutput.write("It takes drift back to what was last applied.")
            }
            if !document.plan.allowed.isEmpty {
                let names = document.plan.allowed.map(\.rawValue).joined(separator: ", ")
                Terminal.standardOutput.write("Allowed by name: \(names)")
            }
            Terminal.standardOutput.write("Digest: \(document.digest)")
            Terminal.standardOutput.write("Signature: \(Printable.text(path))")
        }
    }
}
