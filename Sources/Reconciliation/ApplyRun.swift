internal import DNSModel
internal import Logging
internal import ZonePlanning

/// One run of apply: which batches were live, which it applied, which it undid.
struct ApplyRun {
    let request: ApplyRequest
    var zones: [ZoneRun]

    struct ZoneRun {
        let plan: ZonePlan
        let work: ZoneWork
        let progress: PlanProgress
        var batches: [Receipt.Batch] = []
        var remarks: [String] = []
    }

    /// Whether some of the plan was live before this run began.
    var finishesEarlierRun: Bool { zones.contains { !$0.progress.done.isEmpty } }

    /// Applies the pending batches in order, and on failure undoes those it applied.
    ///
    /// - Returns: why it stopped, if it did.
    mutating func applyBatches(log: Logger) async -> ProviderError? {
        let document = request.approved.document
        let comment = "gate53 \(request.commit.prefix(12)) \(document.digest)"
        var applied: [(zone: Int, batch: Int, changes: ChangeBatch)] = []
        var failure: ProviderError?
        for index in zones.indices {
            let pending = Set(zones[index].progress.pending.map(\.change.key))
            for (number, whole) in zones[index].plan.batches(comment: comment).enumerated() {
                var batch = whole
                batch.changes = whole.changes.filter { pending.contains($0.key) }
                var entry = Receipt.Batch(number: number + 1, changes: whole.changes.count, state: .notApplied)
                let isLive = batch.changes.isEmpty && !(batch.createsZone && !zones[index].progress.liveZoneExists)
                if failure == nil, isLive {
                    entry.state = .wasLive
                    do {
                        zones[index].remarks += try await zones[index].work.provider.settle(batch.apex)
                    } catch {
                        zones[index].remarks.append(error.message)
                    }
                } else if failure == nil {
                    do {
                        log.info("\(batch.apex): batch \(number + 1), \(batch.changes.count) changes")
                        let answer = try await zones[index].work.provider.apply(batch)
                        entry.state = .applied
                        entry.changeID = answer.changeID
                        zones[index].remarks += answer.warnings
                        applied.append((index, number, batch))
                    } catch {
                        failure = error
                        zones[index].remarks.append(error.message)
                    }
                }
                zones[index].batches.append(entry)
            }
        }
        if failure != nil, !request.keepsPartial { await undo(applied, log: log) }
        return failure
    }

    private mutating func undo(_ applied: [(zone: Int, batch: Int, changes: ChangeBatch)], log: Logger) async {
        for (zone, number, batch) in applied.reversed() {
            var inverse = batch
            inverse.createsZone = false
            inverse.changes = batch.changes.map(\.inverse)
            inverse.comment = "undo: \(batch.comment)"
            do {
                log.notice("\(batch.apex): undoing batch \(number + 1)")
                let answer = try await zones[zone].work.provider.apply(inverse)
                zones[zone].batches[number].state = .undone
                zones[zone].batches[number].changeID = answer.changeID
                zones[zone].remarks += answer.warnings
                if batch.createsZone {
                    zones[zone].remarks.append("the zone was created and stays, without the plan's record sets")
                }
            } catch {
                zones[zone].remarks.append("batch \(number + 1) could not be undone: \(error.message)")
            }
        }
    }

    /// The receipts of the run.
    ///
    /// - Parameters:
    ///   - proofs: the zones read again, in the order of `zones`.
    ///   - failure: why the run stopped, if it did.
    ///   - started: when it began.
    ///   - finished: when it ended.
    /// - Returns: one for each zone, in the order of `zones`.
    func receipts(
        proofs: [Result<LiveZone, ProviderError>], failure: ProviderError?, started: String, finished: String
    ) -> [Receipt] {
        zip(zones, proofs).map { zone, proof in
            var remarks = zone.remarks
            var residual: [Change] = []
            switch proof {
            case .success(let live):
                let target = zone.work.planner.ownership.target(declared: zone.work.desired.zone, live: live.zone)
                residual = diff(from: live.zone, to: target.zone)
            case .failure(let error):
                remarks.append("live could not be read again: \(error.message)")
            }
            let states = Set(zone.batches.map(\.state))
            let isRead = (try? proof.get()) != nil
            let outcome: Receipt.Outcome =
                if failure == nil {
                    residual.isEmpty && isRead ? .applied : .residual
                } else if states.contains(.applied) || states.contains(.wasLive) {
                    .partial
                } else {
                    states.contains(.undone) ? .undone : .failed
                }
            return Receipt(
                plan: request.approved.document.digest, apex: zone.plan.apex, provider: zone.plan.provider,
                outcome: outcome, branch: request.branch, commit: request.commit, files: zone.plan.files,
                approvals: request.approved.approvals.map {
                    Receipt.Approver(reviewer: $0.reviewer.principal, fingerprint: $0.fingerprint)
                },
                started: started, finished: finished, batches: zone.batches, residual: residual,
                protected: zone.work.desired.protectedKeys, allowed: request.approved.document.plan.allowed,
                remarks: remarks)
        }
    }
}
