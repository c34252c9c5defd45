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
        /// The provider's id of the zone; a zone that is created may get another one than the plan has.
        var zoneID: String
        var batches: [Receipt.Batch] = []
        var remarks: [String] = []
        /// What the provider warned of after a batch that was applied; among the remarks too.
        var warnings: [String] = []
        /// Whether the zone was created though its record sets were not.
        var leavesZone = false

        init(plan: ZonePlan, work: ZoneWork, progress: PlanProgress) {
            self.plan = plan
            self.work = work
            self.progress = progress
            zoneID = progress.liveZoneExists ? progress.liveZoneID : plan.provider.zoneID
        }
    }

    /// A batch that this run applied.
    private struct Step {
        /// The index in ``ApplyRun/zones``.
        var zone: Int
        /// The index in ``ZoneRun/batches``.
        var batch: Int
        var changes: ChangeBatch
    }

    /// Whether some of the plan was live before this run began.
    var finishesEarlierRun: Bool { zones.contains { $0.progress.isBegun } }

    // MARK: - Applying

    /// Applies the pending batches in order, and on failure undoes those it applied.
    ///
    /// - Returns: why it stopped, if it did, and at which batch.
    mutating func applyBatches(
        log: Logger, saw: @Sendable (RunMoment) -> Void
    ) async -> (error: ProviderError, batch: ApplyOutcome.FailedBatch)? {
        defer { saw(.idle) }
        let document = request.approved.document
        let comment = "gate53 \(request.commit.prefix(12)) \(document.digest)"
        var applied: [Step] = []
        var failure: (error: ProviderError, batch: ApplyOutcome.FailedBatch)?
        // Deleting a zone can't be undone, so it comes last.
        let order =
            zones.indices.filter { !zones[$0].plan.deletesZone } + zones.indices.filter { zones[$0].plan.deletesZone }
        for index in order {
            let pending = Set(zones[index].progress.pending.map(\.change.key))
            for (number, whole) in zones[index].plan.batches(comment: comment).enumerated() {
                var batch = whole
                batch.changes = whole.changes.filter { pending.contains($0.key) }
                batch.createsZone = whole.createsZone && !zones[index].progress.liveZoneExists
                batch.deletesZone = whole.deletesZone && zones[index].progress.liveZoneExists
                batch.zoneID = zones[index].zoneID
                var entry = Receipt.Batch(number: number + 1, changes: whole.changes.count, state: .notApplied)
                if failure == nil, batch.changes.isEmpty, !batch.createsZone, !batch.deletesZone {
                    entry.state = .wasLive
                    if !zones[index].batches.contains(where: { $0.state == .wasLive }) {
                        let warnings = await zones[index].work.provider.settled(batch.apex)
                        zones[index].remarks += warnings
                        zones[index].warnings += warnings
                    }
                } else if failure == nil {
                    log.info("\(batch.apex): batch \(number + 1), \(batch.changes.count) changes")
                    let provider = zones[index].work.provider
                    saw(.applies(batch: number + 1, of: zones[index].plan.batchCount, zone: batch.apex))
                    let attempt = await BatchAttempt(batch, at: provider)
                    zones[index].remarks += attempt.remarks
                    zones[index].leavesZone = zones[index].leavesZone || attempt.leavesZone
                    let place = ApplyOutcome.FailedBatch(
                        apex: batch.apex, number: number + 1, count: zones[index].plan.batchCount)
                    switch attempt.result {
                    case .applied(let changeID):
                        zones[index].warnings += attempt.warnings
                        entry.state = .applied
                        entry.changeID = changeID
                        applied.append(Step(zone: index, batch: number, changes: batch))
                        if batch.createsZone, let live = try? await provider.liveZone(batch.apex), live.exists {
                            zones[index].zoneID = live.id
                        }
                    case .wasLive:
                        entry.state = .wasLive
                    case .notApplied(let error):
                        failure = (error, place)
                    case .unknown(let error):
                        entry.state = .unknown
                        failure = (error, place)
                    }
                }
                zones[index].batches.append(entry)
            }
        }
        if failure != nil, !request.keepsPartial { await undo(applied, log: log) }
        return failure
    }

    private mutating func undo(_ applied: [Step], log: Logger) async {
        for step in applied.reversed() {
            var inverse = step.changes
            inverse.createsZone = false
            inverse.deletesZone = false
            inverse.zoneID = zones[step.zone].zoneID
            // What a created zone must have can't be taken away from it.
            inverse.changes = step.changes.changes.filter { !step.changes.replacesProvided($0) }.map(\.inverse)
            inverse.comment = "undo: \(step.changes.comment)"
            if step.changes.createsZone {
                zones[step.zone].leavesZone = true
                zones[step.zone].remarks.append("the zone was created and stays")
            }
            if step.changes.deletesZone {
                zones[step.zone].remarks.append("the zone was deleted, which can't be undone")
                continue
            }
            // What was done may be no more than the creation of the zone, which stays.
            guard !inverse.changes.isEmpty else { continue }
            log.notice("\(inverse.apex): undoing batch \(step.batch + 1)")
            let attempt = await BatchAttempt(inverse, at: zones[step.zone].work.provider)
            switch attempt.result {
            case .applied(let changeID):
                zones[step.zone].batches[step.batch].state = .undone
                zones[step.zone].batches[step.batch].undoID = changeID
                zones[step.zone].remarks += attempt.remarks
            case .wasLive:
                zones[step.zone].batches[step.batch].state = .undone
            case .notApplied(let error):
                zones[step.zone].remarks.append("batch \(step.batch + 1) could not be undone: \(error.message)")
            case .unknown(let error):
                zones[step.zone].batches[step.batch].state = .unknown
                zones[step.zone].remarks.append("batch \(step.batch + 1) may be undone or not: \(error.message)")
            }
        }
    }

    // MARK: - Receipts

    /// The receipts of the run.
    ///
    /// - Parameters:
    ///   - proofs: the zones read again, in the order of `zones`.
    ///   - started: when it began.
    ///   - finished: when it ended.
    /// - Returns: one for each zone, in the order of `zones`.
    func receipts(
        proofs: [Result<LiveZone, ProviderError>], started: String, finished: String
    ) -> [Receipt] {
        zip(zones, proofs).map { zone, proof in
            var remarks = request.remarks + zone.remarks
            var residual: [Change] = []
            var isRead = false
            var batches = zone.batches
            switch proof {
            case .success(let live):
                Self.correct(&batches, of: zone.plan, by: live, &remarks)
                if zone.plan.createsZone, live.exists { remarks += Self.delegation(of: live, zone.work.desired.zone) }
                residual = Self.residual(zone, live)
                isRead = true
            case .failure(let error):
                remarks.append("live could not be read again: \(error.message)")
            }
            var receipt = Receipt(
                plan: request.approved.document.digest, apex: zone.plan.apex, provider: zone.plan.provider,
                outcome: Self.outcome(
                    of: batches, isProven: isRead && residual.isEmpty, leavesZone: zone.leavesZone,
                    restores: zone.plan.restores != nil),
                branch: request.branch, commit: request.commit, files: zone.plan.files,
                approvals: request.approved.approvals.map {
                    Receipt.Approver(reviewer: $0.reviewer.principal, fingerprint: $0.fingerprint)
                },
                started: started, finished: finished, batches: batches, residual: residual,
                protected: zone.work.desired.protectedKeys, allowed: request.approved.document.plan.allowed,
                remarks: remarks, restores: zone.plan.restores)
            if let live = try? proof.get() { receipt.nameServers = live.ownNameServers(zone.work.desired.zone) }
            return receipt
        }
    }

    /// What is still different from what the plan should have made: of the whole zone what git declares; of a plan that
    /// restores its own sets, as the others were not to become what git declares.
    private static func residual(_ zone: ZoneRun, _ live: LiveZone) -> [Change] {
        guard zone.plan.restores != nil else {
            let target = zone.work.planner.ownership.target(declared: zone.work.desired.zone, live: live.zone)
            return diff(from: live.zone, to: target.zone)
        }
        return zone.plan.changes.compactMap { planned in
            switch (live.zone[planned.change.key], planned.change.after) {
            case (nil, nil): nil
            case (nil, let after?): .create(after)
            case (let now?, nil): .delete(now)
            case (let now?, let after?): now == after ? nil : .update(from: now, to: after)
            }
        }
    }

    /// A batch of which an answer was lost may have been applied after it was looked at: what is live now says so.
    private static func correct(
        _ batches: inout [Receipt.Batch], of plan: ZonePlan, by live: LiveZone, _ remarks: inout [String]
    ) {
        guard !plan.deletesZone else { return }
        for index in batches.indices where batches[index].state == .unknown || batches[index].state == .notApplied {
            let changes = plan.changes.filter { $0.batch == batches[index].number }
            guard !changes.isEmpty, changes.allSatisfy({ live.zone[$0.change.key] == $0.change.after }) else {
                continue
            }
            batches[index].state = .applied
            remarks.append("batch \(batches[index].number) was found to be live when the zone was read again")
        }
    }

    /// What to tell the parent of a zone that was created, where the provider chose the name servers.
    private static func delegation(of live: LiveZone, _ declared: Zone) -> [String] {
        let key = RecordSet.Key(name: live.zone.apex, type: .ns)
        guard !live.isPrivate, declared[key] == nil, let servers = live.zone[key]?.data.map(\.text) else { return [] }
        return ["delegate \(live.zone.apex) in its parent zone to: \(servers.joined(separator: ", "))"]
    }

    /// How it ended for a zone, whatever became of other zones.
    private static func outcome(
        of batches: [Receipt.Batch], isProven: Bool, leavesZone: Bool, restores: Bool
    ) -> Receipt.Outcome {
        var (isWhole, isPartial, isUndone) = (true, false, false)
        for batch in batches {
            switch batch.state {
            case .applied, .wasLive: isPartial = true
            case .unknown: (isWhole, isPartial) = (false, true)
            case .undone: (isWhole, isUndone) = (false, true)
            case .notApplied: isWhole = false
            }
        }
        if isWhole { return isProven ? restores ? .restored : .applied : .residual }
        return isPartial || leavesZone ? .partial : isUndone ? .undone : .failed
    }
}
