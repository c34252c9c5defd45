internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// `gate53 plan`.
struct PlanCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what would change at the providers, and write it as a plan for review.",
        usage: "gate53 plan [<options>]",
        discussion: """
            Reads the zone files of a commit and the live zones, and changes nothing. A commit that is not on the \
            protected branch is planned as it will be after the merge. The same commit, protected branch, ledger and \
            live zones give the same plan, byte for byte. The SHA-256 digest of these bytes identifies the plan.

            Examples:
              gate53 plan                       what waits in HEAD
              gate53 plan --worktree            what my edits would do
              gate53 plan --out plan.json       to approve and apply
              gate53 plan --allow delete-share  may delete many sets
              gate53 plan --changed-since origin/main --format markdown
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var revision: RevisionOptions
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        name: .shortAndLong, help: "Write the plan to this file.", completion: .file(extensions: ["json"]))
    var out: String?

    @Option(help: "How to show the plan; json is the plan document itself.")
    var format: ReportFormat = .text

    var writesJSON: Bool { format == .json }

    @Flag(help: "Exit with 2 when there are changes.")
    var detailedExitcode = false

    @Flag(
        help: ArgumentHelp(
            "Plan the commit as it is, without merging it into the protected branch first."))
    var noMerge = false

    @Flag(
        help: ArgumentHelp(
            "For a commit that you need not trust: ask only the providers that the protected branch's settings name, "
                + "as they name them."))
    var untrusted = false

    @Flag(
        help: ArgumentHelp(
            "Also ask providers at endpoints, and with profiles, from settings that are not accepted yet. These "
                + "places get credentials."))
    var askUnaccepted = false

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp(
            "Allow what this policy refuses. May be given several times.",
            valueName: "policy"))
    var allowed: [PolicyName] = []

    func run() async throws {
        let signals = ProcessSignals.ofReading(isQuiet: verbosity.quiet)
        defer { signals.ignore() }
        let composition = try Composition(repository, verbosity)
        let planning = try await Planning(
            composition.ports, of: try DeclaredFiles(composition).declared(at: revision, merges: !noMerge),
            Planning.Request(
                allowed: Set(allowed), asksUnaccepted: askUnaccepted, isUntrusted: untrusted,
                fetching: LedgerFetching(fetches: !ledger.noFetch)))
        let declared = planning.declared
        await OpenRunNotice.report(of: Set(declared.apexes), in: planning.ledger.ledger, declared.settings, verbosity)
        let planned = try await planning.run()
        let (document, outcome) = (planned.document, planned.outcome)
        if !verbosity.quiet { warnOfAccepted(outcome, declared) }
        if revision.zones.isEmpty, revision.changedSince == nil {
            Terminal.standardError.report(
                try await planning.forgottenZones().map(ZoneProblem.init(zoneFileGone:)), verbosity)
        }

        let settingsChanges = settingsChanges(planned.settingsStatus, planning)
        let approval = try approval(planning)
        if let out { try OutputFile.write(document.octets, to: out) }
        // They are printed with the plan, and take questions and programs.
        let showsFacts = !verbosity.quiet || format == .markdown
        let facts = showsFacts ? PlanFacts(await planning.facts(of: planned)) : PlanFacts()
        show(document, settingsChanges, approval, facts)
        if !planned.unplanned.isEmpty {
            throw CommandFailure(
                .failure, Self.lines(ofUnplanned: planned.unplanned, beside: outcome.zones.count))
        }
        if !document.plan.blockingFindings.isEmpty { throw ExitCode.refused }
        if detailedExitcode && !document.plan.isEmpty { throw ExitCode.differences }
    }

    private func show(
        _ document: PlanDocument, _ settingsChanges: [SettingsChange], _ approval: TextReport.Approval,
        _ facts: PlanFacts
    ) {
        let terminal = Terminal.standardOutput
        switch format {
        case .text where verbosity.quiet: document.plan.reportBlockingFindings()
        case .text:
            var report = TextReport(style: terminal.style, width: terminal.width)
            (report.remarks, report.notes) = (facts.remarks, facts.notes)
            terminal.write(
                octets: Array(
                    report.text(of: document, planPath: out, settingsChanges: settingsChanges, approval: approval).utf8)
            )
        case .markdown:
            var report = MarkdownReport()
            (report.remarks, report.notes) = (facts.remarks, facts.notes)
            terminal.write(octets: Array(report.text(of: document, settingsChanges: settingsChanges).utf8))
        case .json:
            terminal.write(octets: document.octets)
            if !verbosity.quiet { for line in facts.lines { Terminal.standardError.write(line) } }
        }
    }

    /// Says which zones are not in the plan.
    static func lines(ofUnplanned zones: [DomainName], beside planned: Int) -> [String] {
        let shown = zones.prefix(5).map(\.description).joined(separator: ", ")
        let more = zones.count > 5 ? " and \(zones.count - 5) more" : ""
        return [
            "error: \(counted(zones.count, "zone")) could not be planned, for the reasons above: \(shown)\(more); "
                + "the plan has only the other \(planned) [zones-not-planned]"
        ]
    }

    /// Says which changes undo what the settings accept for a while.
    private func warnOfAccepted(_ outcome: PlanOutcome, _ declared: DeclaredState) {
        for zone in outcome.zones {
            let changed = Set(zone.changes.map(\.change.key))
            for accepted in declared.settings.zone(zone.apex)?.accepted ?? []
            where changed.contains(accepted.key) && Clock.today() <= accepted.expires {
                Terminal.standardError.write(
                    "\(Printable.text(accepted.location.description)): warning: \(Printable.text("\(accepted.key)")) is accepted "
                        + "as it is live until \(accepted.expires), and the plan changes it to what git declares "
                        + "[accepted-changed]")
            }
        }
    }

    /// What a reviewer should know of the settings, which the plan document does not say; for `json` on stderr.
    private func settingsChanges(_ settingsStatus: SettingsStatus, _ planning: Planning) -> [SettingsChange] {
        let terminal = Terminal.standardError
        let changes: [SettingsChange]
        switch settingsStatus {
        case .unaccepted(let proposal): changes = proposal.changes
        case .accepted where planning.ledger.accepted != nil: changes = []
        case .accepted, .unknown:
            // Nothing that was accepted is known: what the protected branch says is the next best.
            let comparison = planning.trustComparison()
            changes = comparison.changes
            let reason: String? =
                switch (settingsStatus, comparison) {
                case (_, .notCompared(let reason)): "with the protected branch: \(Printable.text(reason))"
                case (.unknown, .compared): "with the accepted ones, because the ledger can't be read here"
                case (.unknown, .first(_, let branch)):
                    "with the accepted ones, because the branch '\(Printable.text(branch))' has no settings yet; "
                        + "merge them, then plan again to have a plan that can be approved"
                case (.accepted, .compared), (.unaccepted, .compared), (.accepted, .first), (.unaccepted, .first): nil
                }
            if let reason, !verbosity.quiet {
                terminal.write("note: settings and signers were not compared \(reason) [settings-not-compared]")
            }
        }
        if case .json = format {
            for change in changes where !verbosity.quiet {
                terminal.write("warning: \(change.phrase) [settings-changed]")
            }
        }
        return changes
    }

    /// What the plan needs before it can be applied; warns where nobody could give it.
    private func approval(_ planning: Planning) throws -> TextReport.Approval {
        switch try planning.approval() {
        case .none: return .none
        case .signature: return .signature
        case .impossible(let shortfalls):
            if !verbosity.quiet { for shortfall in shortfalls { Terminal.standardError.write(shortfall.description) } }
            return .impossible
        }
    }
}

extension PolicyName: ExpressibleByArgument {}

extension Plan {
    /// Tells which policies refuse it, where the report that would say so is not shown.
    func reportBlockingFindings() {
        for finding in blockingFindings {
            Terminal.standardError.write(
                "refused: \(finding.apex): \(FindingWords.english.line(finding.finding, of: finding.apex))")
        }
    }
}
