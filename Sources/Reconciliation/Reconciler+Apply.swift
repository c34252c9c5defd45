internal import DNSModel
internal import Logging
internal import ZonePlanning

extension Reconciler {
    /// Applies an approved plan: exactly its changes, or none.
    ///
    /// First every zone is read and held against the plan, and the run's intent, the plan and its approvals go into the
    /// ledger, unless another run is at work on one of the zones; only then the change batches are applied, in order. A batch that fails stops the run, and the batches applied in this run
    /// are undone by their inverses. At the end live is read again and receipts go into the ledger.
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
        try await refuseUsedUp(run, in: ledger)
        // After everything that can refuse, so that a refusal leaves nothing in the ledger either.
        try await confirmApproval(of: request)
        let claim = try await record(request, run, in: ledger, now: now)
        // Other runs may have come and gone between the look at live and the claim.
        if let claim, claim.version != before {
            do throws(ApplyError) {
                run = ApplyRun(request: request, zones: try await progress(of: request))
                if let receipts = try await earlierReceipts(of: run, in: ledger) {
                    await end(claim, of: request, in: ledger)
                    return .appliedBefore(receipts)
                }
                try await confirmApproval(of: request)
            } catch {
                await end(claim, of: request, in: ledger)
                throw error
            }
        }
        let signs = Task { [claim] in
            if let claim { await request.claim?.giveSigns(of: claim, in: ledger, now: now) }
        }
        let failure = await run.applyBatches(log: log, saw: saw)
        let proofs = await liveZones(of: run.zones.map(\.work))
        signs.cancel()
        await signs.value
        var outcome = ApplyOutcome(
            receipts: run.receipts(proofs: proofs, started: started, finished: now()),
            finishedEarlierRun: run.finishesEarlierRun, failure: failure?.error)
        outcome.failedBatch = failure?.batch
        outcome.live = proofs.compactMap { try? $0.get() }
        outcome.warnings = run.zones.flatMap { zone in zone.warnings.map { "\(zone.plan.apex): \($0)" } }
        do {
            var files = try outcome.receipts.map { receipt throws(DocumentError) in
                LedgerFile(path: LedgerLayout.path(of: receipt), octets: try ReceiptDocument.encode(receipt))
            }
            if let claim { files.append(claim.end) }
            let verb = failure == nil ? "Apply" : "Failed apply of"
            let plan = request.approved.document
            try await ledger.append(files, message: "\(verb) plan \(plan.digest.short)\n\n\(plan.digest)\n")
        } catch let error as LedgerError {
            throw .failed(Self.unwritten(outcome, error.message))
        } catch {
            throw .failed(Self.unwritten(outcome, "it can't be encoded"))
        }
        // The receipt is written by now: a run that is stopped while it waits has nothing left to do.
        if failure == nil, request.waits { outcome.unsettled = await propagate(run) }
        return outcome
    }

    /// Refuses a plan that was applied to its end before and is not live any more: its approvals were for that once.
    private func refuseUsedUp(_ run: ApplyRun, in ledger: any Ledger) async throws(ApplyError) {
        let digest = run.request.approved.document.digest
        for zone in run.zones where !zone.progress.pending.isEmpty {
            do {
                guard let used = try await ReceiptHistory.applied(digest, zone.plan.apex, in: ledger) else { continue }
                let again =
                    zone.plan.restores == nil
                    ? "change the zone file (a comment will do), plan, and have that reviewed"
                    : "make another plan with 'gate53 drift --revert', and have that reviewed"
                throw ApplyError.refused(
                    "the plan was applied to \(zone.plan.apex) at \(used.finished), and what it did was changed again "
                        + "since; its approvals are used up. To do the same once more, \(again)", id: "plan-used-up")
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

    /// Waits until what was applied is served everywhere.
    ///
    /// - Returns: the zones of which that is not known.
    private func propagate(_ run: ApplyRun) async -> [(apex: DomainName, error: ProviderError)] {
        let zones = run.zones.filter { zone in zone.batches.contains { $0.changeID != nil } }
        saw(.served(zones: 0, of: zones.count))
        defer { saw(.idle) }
        return await withTaskGroup(of: (DomainName, ProviderError?).self) { group in
            for zone in zones {
                group.addTask {
                    do throws(ProviderError) {
                        try await zone.work.provider.awaitPropagation(of: zone.batches.compactMap(\.changeID)) { _ in }
                        return (zone.plan.apex, nil)
                    } catch {
                        return (zone.plan.apex, error)
                    }
                }
            }
            var unsettled: [(apex: DomainName, error: ProviderError)] = []
            var done = 0
            for await (apex, error) in group {
                done += 1
                saw(.served(zones: done, of: zones.count))
                if let error { unsettled.append((apex, error)) }
            }
            return unsettled.sorted { $0.apex < $1.apex }
        }
    }

    /// The receipts of a plan that was applied to its end before and still is live; nothing where it was not.
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
            return "the changes were made, but the receipt was not written: \(problem); apply again to write it"
        }
        let zones = outcome.receipts.map { "\($0.apex) \($0.outcome.rawValue)" }
        return "the apply failed (\(failure.message)), and the receipt was not written: \(problem); what became of the "
            + "zones: \(zones.joined(separator: ", "))"
    }

    /// How far each zone with work is, after checking that the plan still is what a plan made now would be.
    private func progress(of request: ApplyRequest) async throws(ApplyError) -> [ApplyRun.ZoneRun] {
        let plan = request.approved.document.plan
        let zonePlans = plan.zones.filter(\.hasWork)
        let declared = Dictionary(request.works.map { ($0.apex, $0) }) { first, _ in first }
        var works: [ZoneWork] = []
        for zonePlan in zonePlans {
            guard let work = declared[zonePlan.apex] else {
                throw .failed("\(zonePlan.apex) is not declared any more; plan again")
            }
            works.append(work)
        }
        var zones: [ApplyRun.ZoneRun] = []
        var stale: [ApplyError.StaleZone] = []
        for (index, result) in await liveZones(of: works).enumerated() {
            let live: LiveZone
            do {
                live = try result.get()
            } catch {
                throw .failed("\(zonePlans[index].apex): \(error.message)")
            }
            let progress = PlanProgress(of: zonePlans[index], in: live)
            let remade = try await Self.remake(
                zonePlans[index], works[index], of: progress.liveAsPlanned, for: request)
            let (moved, differences) = Self.differences(zonePlans[index], remade, progress)
            let conflicts = progress.conflicts + moved
            if conflicts.isEmpty && differences.isEmpty {
                zones.append(ApplyRun.ZoneRun(plan: zonePlans[index], work: works[index], progress: progress))
            } else {
                stale.append(
                    ApplyError.StaleZone(
                        apex: zonePlans[index].apex, conflicts: conflicts.sorted { $0.key < $1.key },
                        differences: differences))
            }
        }
        if !stale.isEmpty { throw .stale(stale) }
        return zones
    }

    /// How a plan made now differs from the approved one.
    ///
    /// - Returns: the sets that moved although the plan has no change for them, and what else differs.
    private static func differences(
        _ approved: ZonePlan, _ remade: (plan: ZonePlan, diagnostics: [Diagnostic]), _ progress: PlanProgress
    ) -> (moved: [Conflict], differences: [String]) {
        let (current, diagnostics) = remade
        // What is not the base any more says the rest.
        guard current.restores == approved.restores else {
            return (
                [], ["what the plan restores is not what was last applied any more, or it was restored since"]
            )
        }
        var moved: [Conflict] = []
        var differences: [String] = []
        let hasSameFiles = current.files == approved.files
        if !hasSameFiles { differences.append("the zone files are not those of the plan any more") }
        if current.provider != approved.provider {
            differences.append("the zone is at another provider, or has another id there")
        }
        if current.createsZone != approved.createsZone {
            differences.append(approved.createsZone ? "the zone exists now" : "the zone is gone")
        }
        if current.deletesZone != approved.deletesZone {
            differences.append(
                approved.deletesZone ? "the zone is not to be deleted any more" : "the zone is to be deleted now")
        }
        if current.zoneSettings != approved.zoneSettings {
            differences.append("the zone would be created with other settings")
        }
        // What is done already may be stored in other words now, so that batches made now would be others; those of the
        // plan were approved.
        let hasSameChanges =
            current.changes == approved.changes
            || (progress.isBegun && current.changes.count == approved.changes.count
                && zip(current.changes, approved.changes).allSatisfy {
                    $0.change == $1.change && $0.location == $1.location
                })
        if !hasSameChanges {
            let compared = Self.compare(
                approved.changes, current.changes, hasSameFiles: hasSameFiles,
                besides: Set(progress.conflicts.map(\.key)), restores: approved.restores != nil)
            moved = compared.moved
            differences += compared.differences
        }
        // What follows would only be about what moved.
        guard progress.conflicts.isEmpty, moved.isEmpty, differences.isEmpty else { return (moved, differences) }
        differences += diagnostics.filter { $0.severity == .error }.map(\.description)
        if !hasSameChanges {
            differences.append("the changes would go in other batches, or are declared in other lines")
        }
        // Reviewers must have seen every finding; one about a day that has come since is for the policy to judge.
        for finding in current.findings
        where finding.isBlocking || (finding.policy != .expired && !approved.findings.contains(finding)) {
            differences.append("the plan does not say this: \(finding.message) [\(finding.policy.rawValue)]")
        }
        if (current.counts.unchanged, current.counts.leftOut) != (approved.counts.unchanged, approved.counts.leftOut) {
            differences.append("the plan's counts are not those of a plan made now")
        }
        return (moved, differences)
    }

    /// How changes made now differ from the approved ones.
    private static func compare(
        _ approved: [PlannedChange], _ current: [PlannedChange], hasSameFiles: Bool, besides known: Set<RecordSet.Key>,
        restores: Bool
    ) -> (moved: [Conflict], differences: [String]) {
        var moved: [Conflict] = []
        var differences: [String] = []
        let approvedChanges = Dictionary(uniqueKeysWithValues: approved.map { ($0.change.key, $0.change) })
        for change in current.map(\.change) where !known.contains(change.key) {
            if let planned = approvedChanges[change.key] {
                if planned != change {
                    differences.append(
                        "\(change.key) \(restores ? "was last applied otherwise" : "is declared otherwise now")")
                }
            } else if hasSameFiles {
                // The plan has no change for the set, so it was live as it is declared.
                moved.append(Conflict(key: change.key, expected: change.after, live: change.before))
            } else {
                differences.append("\(change.key) is to be changed now")
            }
        }
        let currentKeys = Set(current.map(\.change.key))
        for key in approved.map(\.change.key) where !currentKeys.contains(key) && !known.contains(key) {
            differences.append("\(key) needs no change any more")
        }
        return (moved, differences)
    }

    /// Puts the plan, its approvals and the run's intent into the ledger, before anything is changed.
    ///
    /// - Returns: the claim on the zones, where the request has the run make one.
    private func record(
        _ request: ApplyRequest, _ run: ApplyRun, in ledger: any Ledger, now: @Sendable () -> String
    ) async throws(ApplyError) -> RunClaim.Made? {
        let document = request.approved.document
        var files = [LedgerFile(path: LedgerLayout.path(ofPlan: document.digest), octets: document.octets)]
        var message = "Begin plan \(document.digest.short)\n\n\(document.digest)\n"
        if let settings = request.accepts {
            files += settings.files
            message += "accepts the settings of \(settings.commit)\n"
        }
        do {
            for approval in request.approved.approvals {
                let path = LedgerLayout.path(of: approval, plan: document.digest)
                // A reviewer who signs again gets another signature with some kinds of key; the first one stays.
                if try await ledger.read(path) != nil { continue }
                files.append(LedgerFile(path: path, octets: approval.signature))
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
            try await ledger.append([claim.end], message: "End plan \(digest.short), unchanged\n\n\(digest)\n")
        } catch {
            log.warning("the end of this run is not in the ledger: \(error.message)")
        }
    }
}

extension ApplyOutcome {
    /// The outcome for a plan that was applied to its end before.
    fileprivate static func appliedBefore(_ receipts: [Receipt]) -> ApplyOutcome {
        var outcome = ApplyOutcome(receipts: receipts, finishedEarlierRun: false, failure: nil)
        outcome.wasAppliedBefore = true
        return outcome
    }
}
