internal import ArgumentParser
internal import Reconciliation
internal import ZonePlanning

/// `gate53 apply`.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Apply an approved plan: exactly what was reviewed, or nothing.",
        usage: "gate53 apply <plan> [<options>]",
        discussion: """
            The approvals are checked against the signers file of the protected branch, the plan against the zone files of \
            the protected branch and against what is live. Then the change batches are applied, live is read again, and a \
            receipt goes into the ledger. An apply that was cut off is finished by applying the same plan again.

            Examples:
              gate53 apply plan.json
              gate53 apply plan.json --approval alice.sig
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

    @Flag(help: "When a batch fails, leave the batches before it applied.")
    var keepPartial = false

    @Flag(help: "Do not wait until the provider serves everywhere what was applied.")
    var noWait = false

    @Option(help: "The form of the report.")
    var format: PlainFormat = .text

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
        let document = try PlanInput.read(plan)
        // Said first: that the branch has other files is no news then.
        if document.plan.source == .worktree {
            throw CommandFailure(
                .refused, "the plan previews uncommitted files; commit them and plan again without --worktree",
                id: "worktree-plan")
        }
        let wiring = try Wiring(repository, verbosity)
        try await wiring.notifying(of: document) {
            try await wiring.alone { try await apply(document, wiring) }
        }
    }

    private func apply(_ document: PlanDocument, _ wiring: Wiring) async throws {
        let protected = try wiring.protectedProject(for: document)
        if document.plan.isEmpty {
            try await confirm(document, protected, wiring)
            return
        }
        let approved = try await review(document, protected, wiring)
        let works = try await wiring.works(for: protected.project, allowed: Set(document.plan.allowed))
        let request = ApplyRequest(
            approved: approved, works: works, branch: protected.branch, commit: protected.commit,
            keepsPartial: keepPartial, waits: !noWait)
        let outcome: ApplyOutcome
        do {
            outcome = try await wiring.reconciler()
                .apply(request, ledger: try wiring.ledger(protected), now: Clock.timestamp)
        } catch ApplyError.stale(let zones) {
            throw CommandFailure(.stale, StaleReport.lines(zones))
        } catch ApplyError.failed(let message) {
            throw CommandFailure(.failure, Printable.lines(message), id: "apply-failed")
        }
        wiring.notices.applied(outcome.wasAppliedBefore ? [] : outcome.receipts)
        try show(outcome, of: document)
    }

    private func review(
        _ document: PlanDocument, _ protected: ProtectedProject, _ wiring: Wiring
    ) async throws(CommandFailure) -> ApprovedPlan {
        let rule = ReviewRule(required: protected.review.required)
        do {
            let verdicts =
                rule.required == 0
                ? []
                : try await wiring.approvals(of: document, at: plan, extra: approvals, protected)
                    .approvals(of: document.octets)
            let authors =
                rule.required == 0 ? [] : try await wiring.authors(ofCommitsUnderReview: document, protected)
            return try rule.review(document, verdicts: verdicts, authors: authors)
        } catch let refusal as ReviewRefusal {
            throw CommandFailure(
                .refused,
                refusal.reasons.map { "refused: \(Printable.text($0.message)) [\($0.id)]" }
                    + ["Nothing was changed."])
        } catch let error as ApprovalSourceError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failure, "the review could not be held: \(error)")
        }
    }

    private func confirm(_ document: PlanDocument, _ protected: ProtectedProject, _ wiring: Wiring) async throws {
        let works = try await wiring.works(for: protected.project, allowed: Set(document.plan.allowed))
        let request = ConfirmRequest(
            document: document, works: works, branch: protected.branch, commit: protected.commit)
        do {
            let receipts = try await wiring.reconciler()
                .confirm(request, ledger: try wiring.ledger(protected), now: Clock.timestamp)
            try show(ApplyOutcome(receipts: receipts, finishedEarlierRun: false, failure: nil), of: document)
        } catch ApplyError.stale(let zones) {
            throw CommandFailure(.stale, StaleReport.lines(zones))
        } catch ApplyError.failed(let message) {
            throw CommandFailure(.failure, Printable.lines(message), id: "apply-failed")
        }
    }

    private func show(_ outcome: ApplyOutcome, of document: PlanDocument) throws {
        switch format {
        case .json:
            Terminal.standardOutput.write(octets: try ReceiptList(outcome.receipts).octets())
        case .text:
            if !verbosity.quiet {
                if outcome.receipts.allSatisfy({ $0.outcome == .inStep }) {
                    Terminal.standardOutput.write("Nothing to do: live is what git declares.")
                }
                if outcome.wasAppliedBefore {
                    Terminal.standardOutput.write("Nothing to do: this plan was applied before.")
                }
                if outcome.finishedEarlierRun {
                    Terminal.standardOutput.write(
                        "Part of this plan was live already: this finishes an apply that was cut off.")
                }
                let report = ReceiptReport(style: Terminal.standardOutput.style)
                for receipt in outcome.receipts {
                    for line in report.lines(of: receipt) { Terminal.standardOutput.write(line) }
                }
            }
        }
        if let failure = outcome.failure, failure.code == .conflict, let batch = outcome.failedBatch,
            !failure.conflicts.isEmpty
        {
            let undone = outcome.receipts.contains { $0.batches.contains { $0.state == .applied } }
            throw CommandFailure(
                .stale,
                StaleReport.lines(failure, at: batch) + [
                    undone
                        ? "Some batches are live, see the receipts. Plan again: gate53 plan --out plan.json"
                        : "Nothing of the plan is live. Plan again: gate53 plan --out plan.json"
                ])
        }
        if let failure = outcome.failure, !failure.refusals.isEmpty, let batch = outcome.failedBatch {
            throw CommandFailure(.failure, RefusalReport.lines(failure, at: batch, of: document))
        }
        if let failure = outcome.failure {
            throw CommandFailure(
                failure.code == .conflict ? .stale : .failure, Printable.text(failure.message), id: failure.code.id)
        }
        if !outcome.unsettled.isEmpty {
            throw CommandFailure(
                .failure,
                outcome.unsettled.map {
                    "error: \($0.apex) is applied, but not known to be served everywhere: "
                        + "\(Printable.lines($0.error.message)) [not-in-sync]"
                })
        }
        if !outcome.warnings.isEmpty {
            throw CommandFailure(
                .failure, outcome.warnings.map { "error: applied, but \(Printable.lines($0)) [applied-with-trouble]" })
        }
        if outcome.receipts.contains(where: { $0.outcome == .residual }) {
            throw CommandFailure(
                .failure,
                "every change was made, but live is not what git declares; look at the receipt, then plan again",
                id: "residual")
        }
    }
}
