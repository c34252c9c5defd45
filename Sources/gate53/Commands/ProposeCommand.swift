internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 propose`.
struct ProposeCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Put a plan into the ledger, where 'apply --merged' finds it.",
        usage: "gate53 propose <plan> [<options>]",
        discussion: """
            The signatures beside the plan go with it. A plan in the ledger is not approved by that: apply checks \
            signatures and reviews, and compares the plan with the files of the protected branch.

            In the clone of a fork, name the branch with the remote that it is of, or the fork's own ledger gets the plan.

            Examples:
              gate53 propose plan.json
              gate53 propose plan.json --branch upstream/main
              gate53 propose plan.json --approval alice.sig
            """
    )

    @Argument(help: "The plan.", completion: .file(extensions: ["json"]))
    var plan: String

    @Option(
        name: .customLong("approval"),
        help: ArgumentHelp(
            "A signature that is not beside the plan; may be given several times.", valueName: "file"),
        completion: .file(extensions: ["sig"]))
    var approvals: [String] = []

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
        let document = try PlanInput.read(plan)
        if document.plan.source == .worktree {
            throw CommandFailure(
                .refused, "the plan previews uncommitted files; commit them and plan again without --worktree",
                id: "worktree-plan")
        }
        if document.plan.isRestoring {
            throw CommandFailure(
                refused:
                    "the plan takes drift back, and 'apply --merged' applies only what was merged; have it approved, "
                    + "then run 'gate53 apply plan.json'", id: "restoring-plan")
        }
        let isOfSettings = document.plan.isEmpty && !document.plan.settingsStatus.changes.isEmpty
        if document.plan.isEmpty, !isOfSettings {
            if format == .json {
                Terminal.standardOutput.write(octets: try ActionDocument(.nothing, document).octets())
            } else if !verbosity.quiet {
                Terminal.standardOutput.write("The plan changes nothing; there is nothing to propose.")
            }
            return
        }
        let composition = try Composition(repository, verbosity)
        let (count, location) = try await propose(document, composition)
        if format == .json {
            let action = ActionDocument.Action.proposed(
                signatures: count, ledger: location.branch, remote: location.remote)
            Terminal.standardOutput.write(octets: try ActionDocument(action, document).octets())
        } else if !verbosity.quiet {
            let what =
                isOfSettings
                ? "other settings"
                : "\(PlanSummary(document.plan).phrase) in \(counted(document.plan.zones.count(where: \.hasChanges), "zone"))"
            Terminal.standardOutput.write("Proposed: \(what), with \(counted(count, "signature")).")
            let remote = location.remote.map { "the remote '\(Printable.text($0))'" } ?? "this clone"
            Terminal.standardOutput.write("Ledger: '\(Printable.text(location.branch))' of \(remote)")
            Terminal.standardOutput.write("Digest: \(document.digest)")
        }
    }

    /// Puts a plan and its signatures into the ledger.
    ///
    /// - Returns: how many signatures went with it, and where.
    private func propose(
        _ document: PlanDocument, _ composition: Composition
    ) async throws -> (signatures: Int, location: LedgerLocation) {
        var signatures: [[UInt8]] = []
        for file in Composition.signatures(beside: plan) + approvals {
            signatures.append(try InputFile.read(file, orElse: "name the file of a signature"))
        }
        // The settings that count, not those of a branch: that could name another ledger.
        let trusted = try TrustedBranch.find(in: composition.clone).withSettings(in: composition.clone)
        let (settings, ports) = (trusted.settings ?? Settings(path: ""), composition.ports)
        let found = try await ports.ledger(namedBy: settings, LedgerFetching(publishes: true))
        try await ProposedPlans(in: found.ledger).propose(document, signatures: signatures)
        let location = try ports.ledgers.location(
            of: found.settings, protected: composition.clone.branch ?? settings.review.branch)
        return (signatures.count, location)
    }
}
