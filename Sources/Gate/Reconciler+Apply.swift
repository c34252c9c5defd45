internal import DNSModel
internal import Logging
internal import ZonePlanning

extension Reconciler {
    /// Applies an approved plan: exactly its changes, or none.
    ///
    /// First every zone is read and held against the plan, and the run's intent, the plan and its approvals go into the
    /// ledger, unless another run is at work on one of the zones; only then the change batches are applied, in order. A
    /// batch that fails stops the run, and the batches applied in this run are undone by their inverses. At the end
    /// live is read again and receipts go into the ledger. A run that is told to stop ends the batch that it is about
    /// and writes down what is live.
    ///
    /// - Parameters:
    ///   - request: the plan and the zones as declared now.
    ///   - ledger: where plan, approvals and receipts go.
    ///   - now: the time, as in `2026-11-23T10:15:30Z`.
    /// - Returns: what was done.
    /// - Throws: ``ApplyError`` when nothing was changed.
    package func apply(
        _ request: ApplyRequest, ledger: any Ledger, now: @escaping @Sendable () -> String
    ) async throws(ApplyError) -> ApplyOutcome {
        let started = now()
        let before: LedgerVersion
        do { before = try await ledger.version() } catch { throw ApplyError(beforeAnything: error) }
        var run = ApplyRun(request: request, zones: try await progress(of: request))
        if let receipts = try await earlierReceipts(of: run, in: ledger) { return .appliedBefore(receipts) }
        let wasRecorded = try await isRecorded(request, in: ledger)
        try await refuseUsedUp(run, in: ledger)
        // After everything that can refuse, so that a refusal leaves nothing in the ledger either.
        try await confirmApproval(of: request)
        guard request.stop.begin() else { throw .stopped }
        let claim = try await record(request, run, in: ledger, now: now)
        // Other runs may have come and gone between the look at live and the claim.
        if let claim, claim.version != before {
            do throws(ApplyError) {
                run = ApplyRun(request: request, zones: try await progress(of: request))
                if let receipts = try await earlierReceipts(of: run, in: ledger) {
                    await end(claim, of: request, in: ledger)
                    return .appliedBefore(receipts)
                }
                try await refuseUsedUp(run, in: ledger)
                try await confirmApproval(of: request)
            } catch {
                await end(claim, of: request, in: ledger)
                throw error
            }
        }
        if request.stop.isRequested {
            if let claim { await end(claim, of: request, in: ledger) }
            throw .stopped
        }
        let earlier = await EarlierRun(
            of: run, claim, wasRecorded: wasRecorded && request.claim == nil, in: ledger)
        let heartbeats = Task { [claim] in
            if let claim { await request.claim?.writeHeartbeats(of: claim, in: ledger, now: now) }
        }
        let halt = await run.applyBatches(log: log, saw: saw)
        let proofs = await liveZones(of: run.zones.map(\.job))
        heartbeats.cancel()
        await heartbeats.value
        let outcome = outcome(of: run, halt, earlier, proofs: proofs, started: started, finished: now())
        do throws(LedgerError) {
            var files: [LedgerFile] = []
            for receipt in outcome.receipts { files.append(try await LedgerLayout.file(of: receipt, in: ledger)) }
            if let claim { files.append(claim.end) }
            let verb = halt == nil ? "Apply" : halt?.error == nil ? "Stopped apply of" : "Failed apply of"
            let plan = request.approved.document
            try await ledger.append(files, message: "\(verb) plan \(plan.digest.short)\n\n\(plan.digest)\n")
        } catch {
            throw .failed(Self.unwritten(outcome, error.message))
        }
        // The receipt is written by now: a run that is stopped while it waits has nothing left to do.
        return halt == nil && request.waits ? await propagated(outcome, of: run) : outcome
    }

    private func outcome(
        of run: ApplyRun, _ halt: ApplyRun.Halt?, _ earlier: EarlierRun, proofs: [Result<LiveZone, ProviderError>],
        started: String, finished: String
    ) -> ApplyOutcome {
        var outcome = ApplyOutcome(
            receipts: run.receipts(proofs: proofs, started: started, finished: finished), failure: halt?.error)
        outcome.earlier = earlier
        if halt?.error == nil { outcome.stoppedBefore = halt?.batch } else { outcome.failedBatch = halt?.batch }
        for (zone, proof) in zip(run.zones, proofs) {
            switch proof {
            case .success(let live):
                outcome.live.append(live)
                outcome.statuses.append(ZonePlanStatus(of: zone.plan, in: live))
            case .failure: outcome.statuses.append(ZonePlanStatus(of: zone.plan, in: nil))
            }
        }
        outcome.warnings = run.zones.flatMap { zone in zone.warnings.map { "\(zone.plan.apex): \($0)" } }
        return outcome
    }

    /// Whether the plan was in the ledger before.
    private func isRecorded(_ request: ApplyRequest, in ledger: any Ledger) async throws(ApplyError) -> Bool {
        do {
            return try await ledger.read(LedgerLayout.path(ofPlan: request.approved.document.digest)) != nil
        } catch {
            throw ApplyError(beforeAnything: error)
        }
    }

    /// Refuses a plan that was applied to its end before and is not live any more: its approvals were for that once.
    private func refuseUsedUp(_ run: ApplyRun, in ledger: any Ledger) async throws(ApplyError) {
        let digest = run.request.approved.document.digest
        if run.request.approved.approvals.isEmpty, !run.request.approved.document.plan.isRestoring { return }
        for zone in run.zones where !zone.progress.pending.isEmpty {
            do {
                let pending = Set(zone.progress.pending.map(\.change.key))
                guard let used = try await ReceiptHistory.used(digest, zone.plan, for: pending, in: ledger) else {
                    continue
                }
                let again =
                    zone.plan.restores == nil
                    ? "plan again with 'gate53 plan', and have the new plan approved"
                    : "make a new plan with 'gate53 drift --revert', and have it approved"
                throw ApplyError.refused(
                    "the plan was applied to \(zone.plan.apex) at \(used.finished), and its changes were undone or "
                        + "changed again after that. An approval counts once; \(again)", id: "plan-used-up")
            } catch let error as LedgerError {
                throw .failed(error.message)
            } catch let error as ApplyError {
                throw error
            } catch {
                throw .failed("\(error)")
            }
        }
    }

    private func confirmApproval(of request: ApplyRequest) async throws(ApplyError) {
        do throws(ReviewRefusal) {
            try await request.confirmsApproval()
        } catch {
            throw .withdrawn(error)
        }
    }

    /// The receipts of a plan that was applied to its end before and still is live; `nil` where it was not.
    private func earlierReceipts(of run: ApplyRun, in ledger: any Ledger) async throws(ApplyError) -> [Receipt]? {
        var receipts: [Receipt] = []
        for zone in run.zones {
            guard zone.progress.pending.isEmpty, zone.progress.liveZoneExists != zone.plan.deletesZone else {
                return nil
            }
            do {
                let digest = run.request.approved.document.digest
                let receipt =
                    zone.plan.restores == nil
                    ? try await ReceiptHistory(of: zone.plan.apex, in: ledger).last
                    : try await ReceiptHistory.applied(digest, zone.plan.apex, in: ledger)
                guard let receipt, receipt.plan == digest,
                    receipt.outcome == .applied || receipt.outcome == .restored
                else { return nil }
                receipts.append(receipt)
            } catch {
                throw .failed(error.message)
            }
        }
        return receipts
    }

    /// What to say when there is no receipt of what was done.
    private static func unwritten(_ outcome: ApplyOutcome, _ problem: String) -> String {
        guard let failure = outcome.failure else {
            return "the changes are live, but the receipt could not be written: \(problem); apply again to write it"
        }
        let zones = outcome.receipts.map { "\($0.apex) \($0.outcome.rawValue)" }
        return "the apply failed (\(failure.message)), and the receipt could not be written: \(problem). The zones "
            + "are now: \(zones.joined(separator: ", "))"
    }

    /// Puts the plan, its approvals and the run's intent into the ledger, before anything is changed.
    ///
    /// - Returns: the claim on the zones, where the request has the run make one.
    private func record(
        _ request: ApplyRequest, _ run: ApplyRun, in ledger: any Ledger, now: @Sendable () -> String
    ) async throws(ApplyError) -> RunClaim.Made? {
        let document = request.approved.document
        var files = [LedgerFile(path: LedgerLayout.path(ofPlan: document.digest), octets: document.octets)]
        for reviewed in request.approved.reviewed where reviewed.document.digest != document.digest {
            files.append(
                LedgerFile(
                    path: LedgerLayout.path(ofPlan: reviewed.document.digest), octets: reviewed.document.octets))
        }
        let receipts = run.zones.map { LedgerLayout.receiptFolder(of: $0.plan.apex) }
        do { try await ledger.requireRoom(in: receipts) } catch { throw ApplyError(beforeAnything: error) }
        var message = "Begin plan \(document.digest.short)\n\n\(document.digest)\n"
        if let settings = request.accepts {
            files += settings.files
            message += "accepts the settings of \(settings.commit)\n"
        }
        do {
            for reviewed in request.approved.reviewed {
                for approval in reviewed.approvals {
                    // A reviewer who signs again gets another signature with some kinds of key; both are kept.
                    if let file = try await LedgerLayout.file(
                        of: approval, plan: reviewed.document.digest, in: ledger), !files.contains(file)
                    {
                        files.append(file)
                    }
                }
            }
            if request.claim == nil { try await ledger.append(files, message: message) }
        } catch {
            throw ApplyError(beforeAnything: error)
        }
        return try await request.claim?.make(
            run.zones.map(\.plan.apex), plan: document.digest, with: files, message: message, in: ledger, now: now)
    }

    /// Says that a run has ended that changed nothing. That can't fail the run: its intent expires.
    private func end(_ claim: RunClaim.Made, of request: ApplyRequest, in ledger: any Ledger) async {
        let digest = request.approved.document.digest
        do throws(LedgerError) {
            let files = [claim.end, LedgerLayout.unchanged(claim.intent)]
            try await ledger.append(files, message: "End plan \(digest.short), unchanged\n\n\(digest)\n")
        } catch {
            log.warning("the end of this run is not in the ledger: \(error.message)")
        }
    }
}

extension ApplyOutcome {
    /// The outcome for a plan that was applied to its end before.
    fileprivate static func appliedBefore(_ receipts: [Receipt]) -> ApplyOutcome {
        var outcome = ApplyOutcome(receipts: receipts, failure: nil)
        outcome.wasAppliedBefore = true
        return outcome
    }
}
