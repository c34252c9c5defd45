internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

/// `gate53 apply`.
struct ApplyCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Apply an approved plan: exactly what was reviewed, or nothing.",
        usage: "gate53 apply (<plan> | --merged) [<options>]",
        discussion: """
            First the protected branch and the ledger are fetched. Then three things are checked: the approvals, as \
            the settings of the protected branch ask for them (signatures, or reviews of a pull request); the plan, \
            against the zone files of the protected branch; and what is live. Then the change batches are applied, \
            live is read again, and a receipt is written to the ledger and pushed. To finish an apply that was cut \
            off, apply the same plan again.

            Examples:
              gate53 apply plan.json
              gate53 apply plan.json --approval alice.sig
              gate53 apply plan.json --pull-request 12
              gate53 apply --merged             what waits on the protected branch
              gate53 apply plan.json --verify-dns
            """
    )

    @Argument(help: "The plan.", completion: .file(extensions: ["json"]))
    var plan: String?

    @Flag(
        help: ArgumentHelp(
            "Apply what waits on the protected branch and is in approved plans: proposed plans, and those that "
                + "merged pull requests show. What waits and is not approved is listed, and is an error."))
    var merged = false

    @Option(
        name: .customLong("approval"),
        help: ArgumentHelp(
            "A signature that is not beside the plan. May be given several times.", valueName: "file"),
        completion: .file(extensions: ["sig"]))
    var approvals: [String] = []

    @Option(
        help: ArgumentHelp(
            "The pull request that shows the plan. [default: the one of the commits under review]",
            valueName: "number"))
    var pullRequest: Int?

    @Flag(
        help: ArgumentHelp(
            "Check the plan by the rule of the protected branch alone, and accept that rule. For the day when the "
                + "earlier reviewers can't approve any more. Not for a pipeline."))
    var newRule = false

    @Flag(
        help: ArgumentHelp(
            "Use the protected branch and the ledger of this clone, when the remote can't be reached and the change "
                + "can't wait. Not for a pipeline."))
    var noFetch = false

    @Flag(help: "When a batch fails, keep the batches before it applied.")
    var keepPartial = false

    @Flag(help: "Do not wait until all servers of the provider have the changes.")
    var noWait = false

    @Option(
        help: ArgumentHelp(
            "Wait this long for other runs of the same zones, as in 10m. Without it the apply is refused while "
                + "another run is at work.",
            valueName: "duration"))
    var wait: WaitDuration?

    @Flag(
        name: .customLong("verify-dns"),
        help: ArgumentHelp(
            "Ask every name server of the zones by DNS until it serves the changes. Prints when no cache can have "
                + "the old records any more. The ledger records the answers."))
    var verifiesDNS = false

    @Option(
        name: .customLong("dns-timeout"),
        help: ArgumentHelp("With '--verify-dns': how long to ask. [default: 2m]", valueName: "duration"))
    var dnsTimeout: WaitDuration?

    @OptionGroup var nameServers: NameServerOptions

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
        if merged, plan != nil {
            throw ValidationError("'--merged' finds the plans by itself; leave out '--merged' or the plan.")
        }
        if !merged, plan == nil { throw ValidationError("Name a plan, or give '--merged'.") }
        if let dnsTimeout, !(1...3_600 ~= dnsTimeout.seconds) {
            throw ValidationError("'--dns-timeout' is from 1s to 1h.")
        }
        if !verifiesDNS, nameServers.isGiven || dnsTimeout != nil {
            throw ValidationError("'--resolver', '--name-server' and '--dns-timeout' are for '--verify-dns'.")
        }
    }

    func run() async throws {
        var composition = try Composition(repository, verbosity)
        composition.isOffline = noFetch
        let signals = ProcessSignals.ofWriting(composition.stop, isQuiet: verbosity.quiet)
        defer { signals.ignore() }
        guard let plan else {
            try await applyMerged(composition)
            return
        }
        let document = try PlanInput.read(plan)
        // Said first: that the branch has other files is no news then.
        if document.plan.source == .worktree {
            throw CommandFailure(
                .refused, "the plan previews uncommitted files; commit them and plan again without --worktree",
                id: "worktree-plan")
        }
        var news = ApplyNews()
        let review = ReviewRequest(
            document: document, path: plan, approvals: approvals, pullRequest: pullRequest, setsRuleAside: newRule)
        try await verify([try await applyAndNotify(review, composition, &news)], composition)
        if !news.leftOut.isEmpty { throw CommandFailure(.failure, Self.lines(ofLeftOut: news.leftOut)) }
    }

    /// Says which zones of the plan were not applied.
    private static func lines(ofLeftOut zones: [DomainName]) -> [String] {
        let shown = zones.prefix(5).map(\.description).joined(separator: ", ")
        let more = zones.count > 5 ? " and \(zones.count - 5) more" : ""
        return [
            "error: \(counted(zones.count, "zone")) of the plan could not be applied, for the reasons above: "
                + "\(shown)\(more); the other zones are done [zones-not-applied]"
        ]
    }

    private func applyMerged(_ composition: Composition) async throws {
        let notifications = ApplyNotifications(composition)
        var news = ApplyNews()
        var merged = try await search(composition, notifications, &news)
        // Settings that were approved alone count for what else waits.
        if let acceptance = merged.acceptance, try await isAccepted(acceptance, composition, news, merged.state) {
            merged = try await search(composition, notifications, &news)
        }
        try await reportForgotten(merged)
        DriftedNotice.report(merged.leftDrift, verbosity)
        if merged.inSync != nil, merged.approved != nil || merged.refusal != nil {
            let (found, ports) = (merged, composition.ports)
            try await composition.withApplyLock { await Confirming(ports).run(found) }
        }
        if let refusal = merged.refusal {
            throw await notifications.notified(ofMerged: failure(CommandFailure(refusal), merged), news)
        }
        var applied: Applying.Applied?
        var failed: CommandFailure?
        do {
            applied = try await applyFound(merged, composition, &news)
        } catch  where CommandFailure.isOne(error) {
            failed = CommandFailure(error)
        }
        var untold: CommandFailure?
        if let rest = merged.rest.map({ CommandFailure($0) })
            ?? (merged.unplanned.isEmpty ? nil : CommandFailure(.failure, [String]()))
        {
            untold = await notifications.notified(ofMerged: failure(rest, merged), news)
        }
        // What is not approved is told also where what is approved can't be applied.
        if var failed {
            failed.lines += untold?.lines ?? []
            throw failed
        }
        do {
            try await verify([applied], composition)
        } catch {
            throw CommandFailure(.failure, error.lines + (untold?.lines ?? []))
        }
        if let untold { throw untold }
    }

    /// Applies what was found to be approved, or confirms where nothing waits.
    private func applyFound(
        _ merged: MergedPlan, _ composition: Composition, _ news: inout ApplyNews
    ) async throws -> Applying.Applied? {
        if let approved = merged.approved {
            return try await applyAndNotify(
                ReviewRequest(document: approved.document, pullRequest: pullRequest, setsRuleAside: newRule),
                parts: approved.parts, composition, &news, merged.state)
        }
        if let inSync = merged.inSync { return try await applyAndNotify(inSync, composition, &news, merged.state) }
        switch format {
        case .json: Terminal.standardOutput.write(octets: try ReceiptList([]).octets())
        case .text where !verbosity.quiet: Terminal.standardOutput.write("Nothing waits to be applied.")
        case .text: break
        }
        return nil
    }

    private func search(
        _ composition: Composition, _ notifications: ApplyNotifications, _ news: inout ApplyNews
    ) async throws -> MergedPlan {
        do {
            return try await MergedPlanSearch(
                composition.ports, pullRequest: pullRequest, setsRuleAside: newRule, fetches: !noFetch
            ).run(&news)
        } catch {
            throw await notifications.notified(ofMerged: CommandFailure(error), news)
        }
    }

    /// Whether settings are accepted by a plan of their own. Why they are not is told.
    private func isAccepted(
        _ acceptance: ReviewRequest, _ composition: Composition, _ news: ApplyNews, _ state: TrustedState
    ) async throws -> Bool {
        var ports = composition.ports
        // What else there is to say, the run says that applies something.
        let buffer = EventBuffer()
        ports.observer = buffer.keep
        var applying = Applying(
            ports,
            Applying.Request(
                acceptance, isMerged: true, keepsPartial: false, waits: false, fetches: false, stop: composition.stop
            ) { () throws(GateError) in
                throw GateError(.failed, "a plan without changes needs no run")
            }, news)
        do {
            guard
                case .confirmed(_, let accepts?) = try await composition.withApplyLock({ try await applying.run(state) }
                )
            else {
                // That both rules count is said where something is approved or refused by them.
                for case .note(let note) in buffer.events where !note.hasSuffix("[rule-changed]") {
                    composition.ports.observer(.note(note))
                }
                return false
            }
            if format == .text, !verbosity.quiet {
                Terminal.standardOutput.write("Accepted: the settings of commit \(accepts.commit.prefix(12)).")
            }
            return true
        } catch  where CommandFailure.isOne(error) {
            throw CommandFailure(error)
        }
    }

    /// A failure, and which zones nothing is known of besides.
    private func failure(_ failure: CommandFailure, _ merged: MergedPlan) -> CommandFailure {
        var failure = failure
        if !merged.unplanned.isEmpty { failure.lines += PlanCommand.lines(ofUnplanned: merged.unplanned, beside: 0) }
        return failure
    }

    /// Tells of zones that were applied before and have no zone file any more.
    private func reportForgotten(_ merged: MergedPlan) async throws(CommandFailure) {
        let forgotten: [DomainName]
        do throws(GateError) { forgotten = try await merged.forgottenZones() } catch { throw CommandFailure(error) }
        Terminal.standardError.report(forgotten.map(ZoneProblem.init(zoneFileGone:)), verbosity)
    }

    /// Applies a plan, shows what came of it, and tells whoever wants to know.
    ///
    /// - Parameters:
    ///   - review: the plan.
    ///   - parts: the approved plans that it is put together from.
    ///   - composition: the edges.
    ///   - news: what was found out before, and then what is known by the end.
    ///   - merged: what the protected branch declares, where it was read for this run.
    /// - Returns: what was applied, where name servers are to be asked for it: others need not wait for them.
    /// - Throws: ``CommandFailure``.
    private func applyAndNotify(
        _ review: ReviewRequest, parts: [ReviewRequest] = [], _ composition: Composition, _ news: inout ApplyNews,
        _ merged: TrustedState? = nil
    ) async throws -> Applying.Applied? {
        let document = review.document
        let longestWait = wait?.seconds ?? 0
        var applying = Applying(
            composition.ports,
            Applying.Request(
                review, parts: parts, isMerged: self.merged, keepsPartial: keepPartial, waits: !noWait,
                fetches: !noFetch, stop: composition.stop
            ) { () throws(GateError) in
                try RunClaim.ofProcess(
                    in: composition.repository, longestWait: longestWait, composition.stop,
                    isQuiet: composition.verbosity.quiet)
            }, news)
        defer { news = applying.news }
        let notifications = ApplyNotifications(composition)
        do {
            let result = try await composition.withApplyLock { try await applying.run(merged) }
            let applied = try show(result, of: document)
            await notifications.notify(of: document, nil, applying.news)
            return applied
        } catch  where CommandFailure.isOne(error) {
            throw await notifications.notified(CommandFailure(error), of: document, applying.news)
        }
    }

    /// Shows what came of a plan, and ends the command where something went wrong.
    ///
    /// - Returns: what was applied, where name servers are to be asked for it.
    private func show(_ result: Applying.Result, of document: PlanDocument) throws -> Applying.Applied? {
        switch result {
        case .confirmed(let receipts, let accepts):
            try show(ApplyOutcome(receipts: receipts, failure: nil), of: document)
            if let accepts, accepts.number > 1, format == .text, !verbosity.quiet {
                Terminal.standardOutput.write("Accepted: the settings of commit \(accepts.commit.prefix(12)).")
            }
            return nil
        case .applied(let applied):
            let outcome = applied.outcome
            let isVerified =
                verifiesDNS && outcome.failure == nil && outcome.stoppedBefore == nil && !outcome.stoppedWaiting
            try show(outcome, of: document, isWhole: !isVerified)
            return isVerified ? applied : nil
        }
    }

    /// Shows the receipts, and ends the command where something went wrong.
    ///
    /// - Parameters:
    ///   - outcome: what was applied.
    ///   - document: the plan.
    ///   - isWhole: whether nothing more is to be said of the receipts, so that a document can be written.
    /// - Throws: ``CommandFailure`` that says what went wrong.
    private func show(_ outcome: ApplyOutcome, of document: PlanDocument, isWhole: Bool = true) throws {
        switch format {
        case .json:
            let isInTrouble =
                outcome.failure != nil || outcome.stoppedBefore != nil || outcome.stoppedWaiting
                || !outcome.notYetServed.isEmpty || !outcome.warnings.isEmpty
                || outcome.receipts.contains { $0.outcome == .residual }
            if isWhole || isInTrouble {
                Terminal.standardOutput.write(octets: try ReceiptList(outcome.receipts).octets())
            }
        case .text:
            if !verbosity.quiet {
                if outcome.receipts.allSatisfy({ $0.outcome == .inSync }) {
                    Terminal.standardOutput.write(
                        outcome.receipts.isEmpty
                            ? "Nothing waits to be applied."
                            : outcome.receipts.allSatisfy(\.residual.isEmpty)
                                ? "Nothing to do: live is what git declares."
                                : "Nothing to do: live is what git declares, except for what was changed at the "
                                    + "provider.")
                }
                if outcome.wasAppliedBefore {
                    Terminal.standardOutput.write("Nothing to do: this plan was applied before.")
                }
                if let line = ApplyEndingReport.lineOfEarlierRun(outcome) { Terminal.standardOutput.write(line) }
                let report = ReceiptReport(style: Terminal.standardOutput.style)
                for receipt in outcome.receipts {
                    for line in report.lines(of: receipt) { Terminal.standardOutput.write(line) }
                }
            }
        }
        if let failure = ApplyEndingReport.failure(outcome, of: document, plan: plan) { throw failure }
    }
}
