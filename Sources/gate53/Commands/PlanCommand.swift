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
            Reads the zone files of a commit and the live zones, and changes nothing. The same commit and the same live \
            zones give the same plan, byte for byte; its SHA-256 digest is its identity.

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
            "For a commit of somebody you need not trust: ask no provider otherwise than the protected branch's settings "
                + "say."))
    var untrusted = false

    @Flag(
        help: ArgumentHelp(
            "Ask providers also at endpoints and with profiles that only settings name which nobody has accepted: they get "
                + "credentials."))
    var askUnaccepted = false

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp(
            "Let this policy pass; may be given several times.",
            valueName: "policy"))
    var allowed: [PolicyName] = []

    func run() async throws {
        let signals = ProcessSignals.ofReading(isQuiet: verbosity.quiet)
        defer { signals.ignore() }
        let wiring = try Wiring(repository, verbosity)
        let declared = try wiring.project(at: revision)
        try declared.report(to: .standardError, verbosity, allowsPart: true)
        let project = declared.withoutUnreadable
        if untrusted { try wiring.requireTrustedProviders(of: project) }
        let events = try await wiring.fetchedLedger(of: project.settings, fetches: !ledger.noFetch)
        if askUnaccepted { wiring.trust.approve() }
        await wiring.tellOfOpenRuns(of: Set(project.zones.map(\.desired.zone.apex)), in: events, project.settings)
        let works = try await wiring.servedWorks(for: project, allowed: Set(allowed))
        let reconciler = wiring.reconciler()
        let outcome = await reconciler.plan(works.served)
        outcome.tell(to: .standardError, verbosity)
        let unplanned = (outcome.unplanned + works.refused + project.unreadable).sorted()
        if outcome.zones.isEmpty, !unplanned.isEmpty { throw CommandFailure(.failure, []) }

        if !verbosity.quiet { warnOfAccepted(outcome, project) }
        Terminal.standardError.tell(
            try await wiring.forgottenZones(of: project, revision).map {
                ZoneProblem(
                    .warning, of: $0, id: "zone-file-gone",
                    "it was applied before and has no zone file now; it stays as it is at its provider")
            }, verbosity)

        let standing = try wiring.settingsStanding(of: project)
        let plan = Plan(
            source: project.source, settings: project.settingsFile, settingsStanding: standing, allowed: Set(allowed),
            zones: outcome.zones)
        let document = try PlanDocument(plan)
        let settingsChanges = settingsChanges(of: project, standing, wiring)
        let approval = try approval(of: project, wiring)
        if let out { try OutputFile.write(document.octets, to: out) }
        switch format {
        case .text where verbosity.quiet: plan.tellBlockingFindings()
        case .text:
            let terminal = Terminal.standardOutput
            let report = TextReport(style: terminal.style, width: terminal.width)
            terminal.write(
                octets: Array(
                    report.text(of: document, planPath: out, settingsChanges: settingsChanges, approval: approval).utf8)
            )
        case .markdown:
            Terminal.standardOutput.write(
                octets: Array(MarkdownReport().text(of: document, settingsChanges: settingsChanges).utf8))
        case .json:
            Terminal.standardOutput.write(octets: document.octets)
        }
        if !unplanned.isEmpty {
            throw CommandFailure(.failure, Self.lines(ofUnplanned: unplanned, beside: outcome.zones.count))
        }
        if !plan.blockingFindings.isEmpty { throw ExitCode.refused }
        if detailedExitcode && !plan.isEmpty { throw ExitCode.differences }
    }

    /// Says which zones are not in the plan.
    private static func lines(ofUnplanned zones: [DomainName], beside planned: Int) -> [String] {
        let shown = zones.prefix(5).map(\.description).joined(separator: ", ")
        let more = zones.count > 5 ? " and \(zones.count - 5) more" : ""
        return [
            "error: \(counted(zones.count, "zone")) could not be planned, for the reasons above: \(shown)\(more); the plan holds "
                + "the other \(planned) only [zones-not-planned]"
        ]
    }

    /// Says which changes undo what the settings accept for a while.
    private func warnOfAccepted(_ outcome: PlanOutcome, _ project: Project) {
        for zone in outcome.zones {
            let changed = Set(zone.changes.map(\.change.key))
            for accepted in project.settings.zone(zone.apex)?.accepted ?? []
            where changed.contains(accepted.key) && Clock.today() <= accepted.expires {
                Terminal.standardError.write(
                    "\(Printable.text(accepted.location.description)): warning: \(Printable.text("\(accepted.key)")) is accepted "
                        + "as it is live until \(accepted.expires), and the plan changes it to what git declares "
                        + "[accepted-changed]")
            }
        }
    }

    /// What a reviewer should know of the settings, which the plan document does not say; for `json` on stderr.
    private func settingsChanges(
        of project: Project, _ standing: SettingsStanding, _ wiring: Wiring
    ) -> [SettingsChange] {
        let terminal = Terminal.standardError
        let changes: [SettingsChange]
        switch standing {
        case .unaccepted(let proposal): changes = proposal.changes
        case .accepted where wiring.trust.now?.accepted != nil: changes = []
        case .accepted, .unknown:
            // Nothing that was accepted is known: what the protected branch says is the next best.
            let comparison = wiring.trustComparison(of: project)
            changes = comparison.changes
            let reason: String? =
                switch (standing, comparison) {
                case (_, .notCompared(let reason)): "with the protected branch: \(Printable.text(reason))"
                case (.unknown, .compared): "with those accepted: the ledger is not known here"
                case (.unknown, .first(_, let branch)):
                    "with those accepted: the branch '\(Printable.text(branch))' has none yet; merge them, then plan again to have a "
                        + "plan that can be approved"
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
    private func approval(of project: Project, _ wiring: Wiring) throws -> TextReport.Approval {
        let shortfalls = Wiring.shortfalls(of: project, try wiring.signers(of: project))
        if !shortfalls.isEmpty {
            if !verbosity.quiet { for shortfall in shortfalls { Terminal.standardError.write(shortfall.description) } }
            return .impossible
        }
        // By the rule that was accepted too, until another one is.
        let before = wiring.trust.now?.accepted.flatMap {
            SettingsReader.read($0.settings, path: "", Wiring.kinds).settings
        }
        return max(project.settings.review.required, before?.review.required ?? 0) == 0 ? .none : .signature
    }
}

extension PolicyName: ExpressibleByArgument {}

extension Plan {
    /// Tells which policies refuse it, where the report that would say so is not shown.
    func tellBlockingFindings() {
        for finding in blockingFindings {
            Terminal.standardError.write(
                "refused: \(finding.apex): \(FindingWords.english.line(finding.finding, of: finding.apex))")
        }
    }
}

extension PlanOutcome {
    /// Prints what stands in the way, and ends the command if anything does.
    func report(to terminal: Terminal, _ verbosity: VerbosityOptions) throws(CommandFailure) {
        tell(to: terminal, verbosity)
        if !unplanned.isEmpty { throw CommandFailure(.failure, []) }
    }

    /// Prints what stands in the way, and what else is to be known.
    func tell(to terminal: Terminal, _ verbosity: VerbosityOptions) {
        terminal.tell(diagnostics, verbosity, lister: "gate53 plan --verbose")
        terminal.tell(
            failures.map { ZoneProblem(.error, of: $0.apex, id: $0.error.code.id, $0.error.message) }
                + notes.map { ZoneProblem(.note, of: $0.apex, Printable.text($0.note)) }, verbosity)
    }
}
