internal import DNSModel
internal import Logging
internal import ZonePlanning

/// One run of apply: which batches were live, which it applied, which it undid.
struct ApplyRun {
    let request: ApplyRequest
    var zones: [ZoneRun]

    struct ZoneRun {
        let plan: ZonePlan
        let job: ZoneJob
        let progress: PlanProgress
        /// What the protected branch declares besides the plan, where that is of some sets only.
        var waiting: [Change] = []
        /// The provider's id of the zone; a zone that is created may get another one than the plan has.
        var zoneID: String
        var batches: [Receipt.Batch] = []
        var remarks: [String] = []
        /// What the provider warned of after a batch that was applied; among the remarks too.
        var warnings: [String] = []
        /// Whether the zone was created, in this run or by an earlier one of the plan, though its record sets were not.
        var leavesZone: Bool
        /// Whether the zone was deleted, which nothing takes back.
        var isDeleted = false
        /// What was tried last with the batches, by their place in ``batches``.
        var tries: [Int: Try] = [:]

        init(plan: ZonePlan, job: ZoneJob, progress: PlanProgress) {
            self.plan = plan
            self.job = job
            self.progress = progress
            zoneID = progress.liveZoneExists ? progress.liveZoneID : plan.provider.zoneID
            leavesZone = plan.createsZone && progress.liveZoneExists
        }

        /// What became of a batch that was sent or taken back.
        struct Try {
            /// What was sent: of a batch that an earlier run had begun the rest, of one that is undone its inverse.
            var changes: ChangeBatch
            var isUndo = false
            /// Whether it is known what became of it.
            var isCertain: Bool
        }
    }

    /// Where a run ended before its end.
    struct Halt {
        /// Why; `nil` where somebody told it to stop.
        var error: ProviderError?
        var batch: ApplyOutcome.FailedBatch
    }

    /// A batch that this run applied.
    struct Step {
        /// The index in ``ApplyRun/zones``.
        var zone: Int
        /// The index in ``ZoneRun/batches``.
        var batch: Int
        var changes: ChangeBatch
    }

    /// Whether some of the plan was live before this run began.
    var finishesEarlierRun: Bool { zones.contains { $0.progress.isBegun } }

    // MARK: - Applying

    /// Applies the pending batches in order, and on failure undoes those it applied. Told to stop, it sends no further
    /// batch and undoes none.
    ///
    /// - Returns: where and why it ended before its end, if it did.
    mutating func applyBatches(log: Logger, saw: @Sendable (RunMoment) -> Void) async -> Halt? {
        defer { saw(.idle) }
        let document = request.approved.document
        let origin = BatchOrigin(plan: document.digest, commit: request.commit)
        var applied: [Step] = []
        var halt: Halt?
        // Deleting a zone can't be undone, so it comes last.
        let order =
            zones.indices.filter { !zones[$0].plan.deletesZone } + zones.indices.filter { zones[$0].plan.deletesZone }
        for index in order {
            for (number, whole) in zones[index].plan.batches(of: origin).enumerated() {
                let batch = pending(of: whole, in: zones[index])
                var entry = Receipt.Batch(number: number + 1, changes: whole.changes.count, state: .notApplied)
                if halt == nil, batch.changes.isEmpty, !batch.createsZone, !batch.deletesZone {
                    entry.state = .wasLive
                    if !zones[index].batches.contains(where: { $0.state == .wasLive }) {
                        let warnings = await zones[index].job.provider.ensureServedOrWarn(batch.apex)
                        zones[index].remarks += warnings
                        zones[index].warnings += warnings
                    }
                } else if halt == nil {
                    let place = ApplyOutcome.FailedBatch(
                        apex: batch.apex, number: number + 1, count: zones[index].plan.batchCount)
                    if request.stop.isRequested {
                        halt = Halt(error: nil, batch: place)
                    } else {
                        log.info("\(batch.apex): batch \(number + 1), \(batch.changes.count) changes")
                        saw(.applies(batch: number + 1, of: zones[index].plan.batchCount, zone: batch.apex))
                        let error = await attempt(batch, in: index, &entry)
                        halt = error.map { Halt(error: $0, batch: place) }
                        if entry.state == .applied { applied.append(Step(zone: index, batch: number, changes: batch)) }
                    }
                }
                zones[index].batches.append(entry)
            }
        }
        if halt?.error != nil, !request.keepsPartial { await undo(applied, log: log) }
        return halt
    }

    /// What of a batch is still to be done.
    private func pending(of whole: ChangeBatch, in zone: ZoneRun) -> ChangeBatch {
        let pending = Set(zone.progress.pending.map(\.change.key))
        var batch = whole
        batch.changes = whole.changes.filter { pending.contains($0.key) }
        batch.createsZone = whole.createsZone && !zone.progress.liveZoneExists
        batch.deletesZone = whole.deletesZone && zone.progress.liveZoneExists
        batch.zoneID = zone.zoneID
        return batch
    }

    /// Sends a batch.
    ///
    /// - Returns: why it is not applied, or why that is not known.
    private mutating func attempt(
        _ batch: ChangeBatch, in index: Int, _ entry: inout Receipt.Batch
    ) async -> ProviderError? {
        let attempt = await BatchAttempt(batch, at: zones[index].job.provider)
        zones[index].remarks += attempt.remarks
        zones[index].leavesZone = zones[index].leavesZone || attempt.leavesZone
        if let id = attempt.zoneID { zones[index].zoneID = id }
        zones[index].tries[zones[index].batches.count] = ZoneRun.Try(changes: batch, isCertain: attempt.isCertain)
        switch attempt.result {
        case .applied(let changeID):
            zones[index].warnings += attempt.warnings
            zones[index].isDeleted = batch.deletesZone
            entry.state = .applied
            entry.changeID = changeID
            return nil
        case .wasLive:
            entry.state = .wasLive
            return nil
        case .notApplied(let error): return error
        case .recordsGone(let error):
            entry.state = .recordsGone
            return error
        case .unknown(let error):
            entry.state = .unknown
            return error
        }
    }
}
