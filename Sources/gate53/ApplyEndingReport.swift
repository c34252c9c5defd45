internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZonePlanning

/// Says how an apply ended that changed something, or tried to: what went wrong, what of the plan is live, and what to
/// type.
///
/// The exit code follows from what is live: only a run that left nothing is stale (4); whatever left something is a
/// failure (1).
enum ApplyEndingReport {
    /// What a person is told who stopped a run before it had changed anything.
    static let stoppedBeforeAnything = CommandFailure(
        .failure, ["error: stopped before anything was changed [stopped]", "Nothing was changed."])

    /// What ends the command where a run did not do all that it was asked.
    ///
    /// - Parameters:
    ///   - outcome: what the run did.
    ///   - document: the plan.
    ///   - plan: the path of the plan's file, where one was named.
    /// - Returns: the failure; `nil` where all went well.
    static func failure(_ outcome: ApplyOutcome, of document: PlanDocument, plan: String?) -> CommandFailure? {
        if let failure = outcome.failure { return Self.failure(failure, outcome, document, plan) }
        if let batch = outcome.stoppedBefore {
            return CommandFailure(
                .failure,
                [
                    "error: stopped on request, before batch \(batch.number) of \(batch.count) of \(batch.apex) "
                        + "[stopped]"
                ] + statusLines(outcome) + whatNext(outcome, document, plan))
        }
        if outcome.stoppedWaiting {
            return CommandFailure(
                .failure,
                [
                    "error: the changes are applied and the receipt is written. Only the wait until all servers have "
                        + "them was stopped [not-in-sync]"
                ] + checkAgain(outcome))
        }
        if !outcome.notYetServed.isEmpty {
            return CommandFailure(
                .failure,
                outcome.notYetServed.map {
                    "error: \($0.apex) is applied, but it is not known whether all servers have it: "
                        + "\(Printable.lines($0.error.message)) [not-in-sync]"
                })
        }
        if !outcome.warnings.isEmpty {
            return CommandFailure(
                .failure, outcome.warnings.map { "error: applied, but \(Printable.lines($0)) [applied-with-trouble]" })
        }
        guard outcome.receipts.contains(where: { $0.outcome == .residual }) else { return nil }
        return CommandFailure(
            .failure,
            "every change was made, but live is not what "
                + "\(document.plan.isRestoring ? "it was meant to go back to" : "git declares"); read the receipt, "
                + "then plan again",
            id: "residual")
    }

    private static func failure(
        _ failure: ProviderError, _ outcome: ApplyOutcome, _ document: PlanDocument, _ plan: String?
    ) -> CommandFailure {
        let isStale = failure.code == .conflict
        var lines: [String]
        if isStale, let batch = outcome.failedBatch, !failure.conflicts.isEmpty {
            lines = StaleReport.lines(failure, at: batch)
        } else if !failure.refusals.isEmpty, let batch = outcome.failedBatch {
            lines = RefusalReport.lines(failure, at: batch, of: document)
        } else {
            lines = ["error: \(Printable.text(failure.message)) [\(failure.code.id)]"]
        }
        if outcome.leavesNothing {
            lines.append("Nothing of the plan is live." + (isStale ? " \(StaleReport.again(document))" : ""))
        } else {
            lines += statusLines(outcome)
            // A batch that is refused is refused again: its lines say what to correct.
            if isStale {
                lines.append(StaleReport.again(document))
            } else if failure.refusals.isEmpty {
                lines += whatNext(outcome, document, plan)
            }
        }
        return CommandFailure(outcome.ending == .stale ? .stale : .failure, lines)
    }

    /// What of the plan is live, a line for each zone.
    private static func statusLines(_ outcome: ApplyOutcome) -> [String] {
        let unknown = outcome.receipts.flatMap { receipt in
            receipt.batches.filter { $0.state == .unknown }.map {
                "batch \($0.number) of \(receipt.apex) may or may not be applied: see its receipt"
            }
        }
        let head =
            outcome.leavesNothing
            ? "Nothing of the plan is live:"
            : outcome.statuses.allSatisfy(\.isWhole)
                ? "All of the plan is live:" : "A part of the plan is live, see the receipts:"
        return [head] + outcome.statuses.map { "  \($0.phrase)" } + unknown.map { "  \($0)" }
    }

    /// Which commands finish what is begun, or take it back.
    private static func whatNext(_ outcome: ApplyOutcome, _ document: PlanDocument, _ plan: String?) -> [String] {
        let apply = "gate53 apply \(plan ?? "--merged")"
        if outcome.leavesNothing { return ["To try again: \(apply)"] }
        let undo =
            document.plan.isRestoring
            ? "plan what git declares: gate53 plan --out plan.json"
            : "take the change back in git, then: gate53 plan --out plan.json"
        return ["To finish it: \(apply)", "To undo it: \(undo)"]
    }

    private static func checkAgain(_ outcome: ApplyOutcome) -> [String] {
        let ids = outcome.receipts.flatMap { $0.batches.compactMap(\.changeID) }
        return ids.last.map { ["Check again: gate53 change \(Printable.text($0))"] } ?? []
    }

    /// Why some of the plan was live before the run, where a person should know it.
    static func lineOfEarlierRun(_ outcome: ApplyOutcome) -> String? {
        let isWhole = outcome.receipts.allSatisfy { $0.batches.allSatisfy { $0.state == .wasLive } }
        let isFinished = outcome.failure == nil && outcome.stoppedBefore == nil
        let some = "\(isWhole ? "All" : "Part") of this plan was live already"
        switch outcome.earlier {
        case .none: return nil
        case .cutOff where isFinished:
            return "Part of this plan was live already: this finishes an apply that was cut off."
        case .stopped where isFinished:
            return "Part of this plan was live already: this finishes an apply that failed half-way."
        case .cutOff, .stopped: return "\(some), by an earlier apply of it."
        case .elsewhere: return "\(some); no apply of it was cut off."
        }
    }
}
