internal import DNSModel
package import ZonePlanning

/// A plan without changes, to be confirmed.
package struct ConfirmRequest: Sendable {
    package var document: PlanDocument
    /// The zones as the protected branch declares them now.
    package var jobs: [ZoneJob]
    /// The protected branch and its commit.
    package var branch: String
    package var commit: String
    /// The settings that are accepted, where they are others than before.
    package var accepts: AcceptedSettings?
    /// What was last applied; a zone whose receipt can't serve as that any more gets one that can.
    package var bases: (any BaseSource)?
    /// Asks again, right before they are accepted, whether they still are: an approval at a forge can be taken back.
    /// Returns the plan with which they are accepted, and its approvals.
    package var evidence: @Sendable () async throws(ApplyError) -> [LedgerFile] = { [] }

    package init(
        document: PlanDocument, jobs: [ZoneJob], branch: String, commit: String,
        accepts: AcceptedSettings? = nil, bases: (any BaseSource)? = nil
    ) {
        self.bases = bases
        self.accepts = accepts
        self.document = document
        self.jobs = jobs
        self.branch = branch
        self.commit = commit
    }
}

extension Reconciler {
    /// Confirms that live is what git declares, but for what was changed at the provider and is left so, and writes
    /// that into the ledger.
    ///
    /// Changes nothing, so it needs no approval. A zone whose last receipt says so of the same files at the same
    /// provider gets none, as long as what it says can be read: after a rewritten history, or where the provider was
    /// renamed or moved, there is a new one, from which drift is told.
    ///
    /// - Parameters:
    ///   - request: the plan without changes.
    ///   - ledger: where receipts go.
    ///   - now: the time, as in `2026-11-23T10:15:30Z`.
    /// - Returns: a receipt for each zone, those that were not written again too.
    /// - Throws: ``ApplyError``.
    package func confirm(
        _ request: ConfirmRequest, ledger: any Ledger, now: @Sendable () -> String
    ) async throws(ApplyError) -> [Receipt] {
        guard request.document.plan.isEmpty, request.document.plan.source == .commit else {
            throw .failed("only a plan of a commit, and without changes, can be confirmed; plan again")
        }
        let started = now()
        let planned = Set(request.document.plan.zones.map(\.apex))
        let jobs = request.jobs.filter { planned.contains($0.apex) }
        var receipts: [Receipt] = []
        var files: [LedgerFile] = []
        var stale: [ApplyError.StaleZone] = []
        for (job, result) in zip(jobs, await liveZones(of: jobs)) {
            let live: LiveZone
            do {
                live = try result.get()
            } catch { throw .failed("\(job.apex): \(error.message)") }
            let (plan, diagnostics): (ZonePlan, [Diagnostic])
            do throws(LedgerError) {
                (plan, diagnostics) = try await compare(job, live, request.bases)
            } catch { throw .failed(error.message) }
            let contradictions = diagnostics.filter { $0.severity == .error }.map(PlanDifference.diagnostic)
            if plan.hasChanges || !contradictions.isEmpty {
                let moved = plan.changes.map {
                    Conflict(key: $0.change.key, expected: $0.change.after, live: $0.change.before)
                }
                let gone: [PlanDifference] = plan.createsZone ? [.zoneIsGone] : []
                stale.append(
                    ApplyError.StaleZone(apex: job.apex, conflicts: moved, differences: gone + contradictions))
                continue
            }
            let receipt = Receipt(
                plan: request.document.digest, apex: job.apex, provider: plan.provider, outcome: .inSync,
                branch: request.branch, commit: request.commit, files: plan.files, approvals: [], started: started,
                finished: now(), batches: [], residual: plan.left, protected: job.desired.protectedKeys, allowed: [],
                remarks: [])
            receipts.append(receipt)
            do {
                if try await isSaid(plan, in: ledger, request.bases) { continue }
                files.append(try await LedgerLayout.file(of: receipt, in: ledger))
            } catch {
                throw .failed(error.message)
            }
        }
        if !stale.isEmpty { throw .stale(stale) }
        let evidence: [LedgerFile] = try await request.accepts == nil ? [] : request.evidence()
        do {
            var message = "In sync: \(counted(files.count, "zone"))\n\n\(request.document.digest)\n"
            if let settings = request.accepts {
                if files.isEmpty { message = "Accept settings\n\n" }
                files += settings.files + evidence
                message += "accepts the settings of \(settings.commit)\n"
            }
            if !files.isEmpty { try await ledger.append(files, message: message) }
        } catch {
            throw .failed("the ledger can't be written: \(error.message)")
        }
        return receipts
    }

    /// What there is to do in a zone. What drifted and is left has no part in that, and it needs no other base: it was
    /// applied as it is declared.
    private func compare(
        _ job: ZoneJob, _ live: LiveZone, _ bases: (any BaseSource)?
    ) async throws(LedgerError) -> (ZonePlan, [Diagnostic]) {
        let whole = job.planner.plan(desired: job.desired, live: live, protectedBefore: [])
        guard whole.plan.hasChanges, let bases else { return whole }
        let zone = WaitingZone(job, live, try await bases.lastApplied(to: job.apex))
        return zone.plan.hasChanges || !zone.canBeConfirmed ? whole : (zone.plan, zone.diagnostics)
    }

    /// Whether the last receipt of a zone says of the same files at the same provider that they are live, all of them,
    /// and what it says can be read.
    private func isSaid(
        _ plan: ZonePlan, in ledger: any Ledger, _ bases: (any BaseSource)?
    ) async throws(LedgerError) -> Bool {
        let receipts = try await BaseReceipts(of: plan.apex, in: ledger)
        guard let last = receipts.base, receipts.partial.isEmpty, last.outcome != .residual, last.waiting.isEmpty,
            last.files == plan.files, last.provider == plan.provider
        else { return false }
        guard let bases else { return true }
        return try await bases.lastApplied(to: plan.apex).isUsable
    }
}
