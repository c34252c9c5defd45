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
            The approvals are checked against what the settings of the protected branch ask for, signatures or the reviews \
            of a pull request, the plan against the zone files of the protected branch, which is fetched first, and against \
            what is live. Then the change batches are applied, live is read again, and a receipt goes into the ledger, which \
            is fetched before and pushed after. An apply that was cut off is finished by applying the same plan again.

            Examples:
              gate53 apply plan.json
              gate53 apply plan.json --approval alice.sig
              gate53 apply plan.json --pull-request 12
              gate53 apply --merged             what the protected branch waits for
              gate53 apply plan.json --verify-dns
            """
    )

    @Argument(help: "The plan.", completion: .file(extensions: ["json"]))
    var plan: String?

    @Flag(
        help: ArgumentHelp(
            "Find the plan for what the protected branch declares: one that was proposed, else the one that its tip makes. A "
                + "change without an approved plan is an error, also where others are applied."))
    var merged = false

    @Option(
        name: .customLong("approval"),
        help: ArgumentHelp(
            "A signature that is not beside the plan; may be given several times.", valueName: "file"),
        completion: .file(extensions: ["sig"]))
    var approvals: [String] = []

    @Option(
        help: ArgumentHelp(
            "The pull request that brought the plan's files in. [default: the one of the commits under review]",
            valueName: "number"))
    var pullRequest: Int?

    @Flag(
        help: ArgumentHelp(
            "Hold the plan against the rule of the protected branch alone, and accept that rule: for the day on which the one "
                + "before can't be met any more. Not for a pipeline."))
    var newRule = false

    @Flag(
        help: ArgumentHelp(
            "Go by the protected branch and the ledger as this clone has them, where the remote can't be reached and the change "
                + "can't wait. Not for a pipeline."))
    var noFetch = false

    @Flag(help: "When a batch fails, leave the batches before it applied.")
    var keepPartial = false

    @Flag(help: "Do not wait until the provider serves everywhere what was applied.")
    var noWait = false

    @Option(
        help: ArgumentHelp(
            "Wait so long for other runs of the same zones to end, as in 10m; without it they are a refusal.",
            valueName: "duration"))
    var wait: Patience?

    @Flag(
        name: .customLong("verify-dns"),
        help: ArgumentHelp(
            "Ask every name server of the zones by DNS until it serves what was applied, and say from when on no cache has what "
                + "was there before. What is found out goes into the ledger."))
    var verifiesDNS = false

    @Option(
        name: .customLong("dns-timeout"),
        help: ArgumentHelp("With '--verify-dns': ask for so long. [default: 2m]", valueName: "duration"))
    var dnsTimeout: Patience?

    @OptionGroup var nameServers: NameServerOptions

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    var writesJSON: Bool { format == .json }

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
        if merged, plan != nil {
            throw ValidationError("'--merged' finds the plan by itself; leave out either it or the plan.")
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
        try await verify([try await told(document, composition, &news)], composition)
    }

    private func applyMerged(_ composition: Composition) async throws {
        let notifications = ApplyNotifications(composition)
        var news = ApplyNews()
        let merged: MergedPlans
        do {
            merged = try await MergedPlansSearch(
                composition.ports, pullRequest: pullRequest, setsRuleAside: newRule, fetches: !noFetch
            ).run(&news)
        } catch {
            throw await notifications.told(ofMerged: CommandFailure(error), news)
        }
        try await tellForgotten(merged)
        var applied: [Applying.Applied?] = []
        for (index, document) in merged.plans.enumerated() {
            var run = MergedRun(index: index, count: merged.plans.count, isBegun: false, isStopped: false)
            do {
                if index > 0, composition.stop.isRequested {
                    throw CommandFailure(.failure, "stopped before the next plan, as it was told to", id: "stopped")
                }
                run.isBegun = true
                applied.append(try await told(document, composition, &news, merged.state))
            } catch var failure as CommandFailure {
                // Refused and stale mean that nothing was changed, and that is true of this plan only.
                if index > 0 { failure.exitCode = .failure }
                run.isStopped = composition.stop.isRequested
                if let line = run.line { failure.lines.append(line) }
                throw failure
            }
        }
        let uncovered = merged.uncovered.map {
            "error: \($0) is declared otherwise than it is live, and no approved plan covers that; plan it, and have the "
                + "plan reviewed [unplanned-zone]"
        }
        let untold =
            uncovered.isEmpty ? nil : await notifications.told(ofMerged: CommandFailure(.failure, uncovered), news)
        do {
            try await verify(applied, composition)
        } catch {
            throw CommandFailure(.failure, error.lines + (untold?.lines ?? []))
        }
        if let untold { throw untold }
    }

    /// Tells of zones that were applied before and have no zone file any more.
    private func tellForgotten(_ merged: MergedPlans) async throws(CommandFailure) {
        let forgotten: [DomainName]
        do throws(GateError) { forgotten = try await merged.forgottenZones() } catch { throw CommandFailure(error) }
        Terminal.standardError.tell(forgotten.map(ZoneProblem.init(zoneFileGone:)), verbosity)
    }

    /// Applies a plan, shows what came of it, and tells whoever wants to know.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - composition: the edges.
    ///   - news: what was found out before, and then what is known by the end.
    ///   - merged: what the protected branch declares, where it was read for this run.
    /// - Returns: what was applied, where name servers are to be asked for it: others need not wait for them.
    /// - Throws: ``CommandFailure``.
    private func told(
        _ document: PlanDocument, _ composition: Composition, _ news: inout ApplyNews,
        _ merged: TrustedState? = nil
    ) async throws -> Applying.Applied? {
        let review = ReviewRequest(
            document: document, path: plan, approvals: approvals, pullRequest: pullRequest, setsRuleAside: newRule)
        let patience = wait?.seconds ?? 0
        var applying = Applying(
            composition.ports,
            Applying.Request(
                review, isMerged: self.merged, keepsPartial: keepPartial, waits: !noWait, fetches: !noFetch,
                stop: composition.stop
            ) { () throws(GateError) in
                try RunClaim.ofProcess(
                    in: composition.repository, patience: patience, composition.stop,
                    isQuiet: composition.verbosity.quiet)
            }, news)
        defer { news = applying.news }
        let notifications = ApplyNotifications(composition)
        do {
            let result = try await composition.alone { try await applying.run(merged) }
            let applied = try show(result, of: document)
            await notifications.notify(of: document, nil, applying.news)
            return applied
        } catch  where CommandFailure.isOne(error) {
            throw await notifications.told(CommandFailure(error), of: document, applying.news)
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

    // MARK: - Name servers

    /// Waits until name servers serve what was applied, keeps and shows what they said, and ends the command where one
    /// does not serve it.
    private func verify(_ applied: [Applying.Applied?], _ composition: Composition) async throws(CommandFailure) {
        var lines: [String] = []
        for plan in applied {
            guard let plan else { continue }
            let (queries, lookup) = composition.nameServerQueries(nameServers, isPatient: true)
            let propagations: [Propagation]
            let serving = Serving(composition.ports, of: plan)
            do throws(GateError) {
                propagations = try await serving.wait(asking: queries, lookup, patience(composition.stop))
            } catch {
                throw CommandFailure(error)
            }
            do throws(GateError) { try await serving.keep(propagations) } catch { lines += error.lines }
            try show(propagations, of: plan.outcome)
            let again = merged ? "ask them again later" : "look again with the same command, which changes nothing"
            lines += propagations.filter { $0.notAsked == nil && !$0.isServed }.map {
                "error: \($0.apex) is applied, but not all of its name servers serve it; \(again) [not-served]"
            }
        }
        if !lines.isEmpty { throw CommandFailure(.failure, lines) }
    }

    /// How long name servers are asked.
    private func patience(_ stop: StopRequest) -> PropagationPatience {
        let seconds = dnsTimeout?.seconds ?? 120
        return PropagationPatience(
            seconds: seconds, now: Clock.timestamp, sleep: { try await Task.sleep(for: $0) },
            expire: {
                // Whoever is told to stop waits no longer, and what is known by then is kept.
                await stop.orUntilRequested { try? await Task.sleep(for: .seconds(seconds)) }
            })
    }

    private func show(_ propagations: [Propagation], of outcome: ApplyOutcome) throws(CommandFailure) {
        switch format {
        case .json:
            do {
                Terminal.standardOutput.write(octets: try ReceiptList(outcome.receipts, propagations).octets())
            } catch {
                throw CommandFailure(.failure, error.message)
            }
        case .text where !verbosity.quiet:
            let report = PropagationReport(style: Terminal.standardOutput.style)
            for propagation in propagations {
                for line in report.titled(propagation) { Terminal.standardOutput.write(line) }
            }
            return
        case .text: break
        }
        for propagation in propagations {
            guard let problem = propagation.delegation?.problem(of: propagation.apex) else { continue }
            Terminal.standardError.write("warning: \(problem) [delegation]")
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
                || !outcome.unsettled.isEmpty || !outcome.warnings.isEmpty
                || outcome.receipts.contains { $0.outcome == .residual }
            if isWhole || isInTrouble {
                Terminal.standardOutput.write(octets: try ReceiptList(outcome.receipts).octets())
            }
        case .text:
            if !verbosity.quiet {
                if outcome.receipts.allSatisfy({ $0.outcome == .inStep }) {
                    Terminal.standardOutput.write("Nothing to do: live is what git declares.")
                }
                if outcome.wasAppliedBefore {
                    Terminal.standardOutput.write("Nothing to do: this plan was applied before.")
                }
                if let line = ApplyEndingReport.lineOfEarlierWork(outcome) { Terminal.standardOutput.write(line) }
                let report = ReceiptReport(style: Terminal.standardOutput.style)
                for receipt in outcome.receipts {
                    for line in report.lines(of: receipt) { Terminal.standardOutput.write(line) }
                }
            }
        }
        if let failure = ApplyEndingReport.failure(outcome, of: document, plan: plan) { throw failure }
    }
}
