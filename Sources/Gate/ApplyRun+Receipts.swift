internal import DNSModel
internal import ZonePlanning

/// What a run writes down of itself.
extension ApplyRun {
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
            var leavesZone = zone.leavesZone
            var batches = zone.batches
            switch proof {
            case .success(let live):
                Self.correct(&batches, of: zone, by: live, &remarks)
                if zone.plan.createsZone, live.exists { remarks += Self.delegation(of: live, zone.job.desired.zone) }
                residual = Self.residual(zone, live)
                isRead = true
                // Where it is not known whether the zone was created, it is now.
                let mayBeCreated = zone.tries.values.contains { !$0.isCertain && $0.changes.createsZone }
                leavesZone = live.exists && (leavesZone || mayBeCreated)
            case .failure(let error):
                remarks.append("live could not be read again: \(error.message)")
            }
            var receipt = Receipt(
                plan: request.approved.document.digest, apex: zone.plan.apex, provider: zone.plan.provider,
                outcome: Self.outcome(
                    of: batches, isProven: isRead && residual.isEmpty, leavesZone: leavesZone,
                    restores: zone.plan.restores != nil),
                branch: request.branch, commit: request.commit, files: zone.plan.files,
                approvals: request.approved.approvals.map(Receipt.Approver.init),
                started: started, finished: finished, batches: batches, residual: residual,
                protected: request.protectedAfter(zone.plan, zone.job),
                allowed: request.approved.document.plan.allowed,
                remarks: remarks, restores: zone.plan.restores)
            receipt.waiting = zone.waiting
            receipt.coverage = request.coverage(of: zone.plan)
            if let live = try? proof.get() { receipt.nameServers = live.ownNameServers(zone.job.desired.zone) }
            return receipt
        }
    }

    /// What is still different from what the plan should have made: of the whole zone what git declares; of a plan that
    /// restores or is partial its own sets, as the others were not to become what git declares.
    private static func residual(_ zone: ZoneRun, _ live: LiveZone) -> [Change] {
        guard zone.plan.restores != nil || zone.plan.isPartial else {
            let target = zone.job.planner.ownership.target(declared: zone.job.desired.zone, live: live.zone)
            return diff(from: live.zone, to: target.zone)
        }
        return zone.plan.changes.compactMap { planned in
            Change(from: live.zone[planned.change.key], to: planned.change.after)
        }
    }

    /// A batch of which it is not known what became of it may be carried out late, and another run may be at work: what
    /// is live at the end says more.
    private static func correct(
        _ batches: inout [Receipt.Batch], of zone: ZoneRun, by live: LiveZone, _ remarks: inout [String]
    ) {
        for index in batches.indices {
            let now = state(of: batches[index], try: zone.tries[index], in: zone, by: live)
            guard now != batches[index].state else { continue }
            batches[index].state = now
            let found =
                switch now {
                case .applied, .wasLive: "live"
                case .undone: "undone"
                case .notApplied: "not live"
                case .recordsGone: "live but for the zone, which is still there,"
                case .unknown: "neither live nor as before"
                }
            remarks.append("batch \(batches[index].number) was found to be \(found) when the zone was read again")
        }
    }

    /// What became of a batch, by the zone as it is live at the end.
    private static func state(
        of batch: Receipt.Batch, try attempt: ZoneRun.Try?, in zone: ZoneRun, by live: LiveZone
    ) -> Receipt.Batch.State {
        guard let attempt else {
            // Never sent, so that it can be the work of another run only.
            let changes = zone.plan.changes.filter { $0.batch == batch.number }.map(\.change)
            let isLive = changes.allSatisfy { live.zone[$0.key] == $0.after }
            guard batch.state == .notApplied, live.exists, !zone.plan.deletesZone, !changes.isEmpty, isLive else {
                return batch.state
            }
            return .wasLive
        }
        let evidence = BatchEvidence(of: attempt.changes, in: live.zone)
        if attempt.isCertain {
            let isLive = evidence.verdict == .applied && evidence.foreign.isEmpty && !attempt.changes.changes.isEmpty
            let isAnothers = batch.state == .notApplied && live.exists && !attempt.changes.deletesZone && isLive
            return isAnothers ? .wasLive : batch.state
        }
        switch batch.state {
        case .applied where !attempt.isUndo, .wasLive, .undone: return batch.state
        case .applied, .notApplied, .unknown, .recordsGone: break
        }
        guard live.exists else {
            if attempt.changes.deletesZone { return .applied }
            return attempt.changes.createsZone ? .notApplied : batch.state
        }
        switch evidence.verdict {
        case .applied where attempt.changes.deletesZone:
            return attempt.changes.changes.isEmpty ? .notApplied : .recordsGone
        case .applied: return attempt.isUndo ? .undone : .applied
        case .notApplied: return attempt.isUndo ? .applied : .notApplied
        case .unknown: return batch.state
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
            case .unknown, .recordsGone: (isWhole, isPartial) = (false, true)
            case .undone: (isWhole, isUndone) = (false, true)
            case .notApplied: isWhole = false
            }
        }
        if isWhole { return isProven ? restores ? .restored : .applied : .residual }
        return isPartial || leavesZone ? .partial : isUndone ? .undone : .failed
    }
}
