internal import DNSModel
internal import Logging
internal import ZonePlanning

/// Taking back what a run did before a batch of it failed.
extension ApplyRun {
    /// Undoes batches by their inverses, the last one first.
    mutating func undo(_ applied: [Step], log: Logger) async {
        for step in applied.reversed() {
            if step.changes.deletesZone {
                zones[step.zone].remarks.append("the zone was deleted, which can't be undone")
            }
            if step.changes.createsZone {
                zones[step.zone].leavesZone = true
                zones[step.zone].remarks.append("the zone was created and stays")
            }
            guard !zones[step.zone].isDeleted else { continue }
            var inverse = step.changes
            inverse.createsZone = false
            inverse.deletesZone = false
            inverse.zoneID = zones[step.zone].zoneID
            // What a created zone must have can't be taken away from it.
            inverse.changes = step.changes.changes.filter { !step.changes.replacesProvided($0) }.map(\.inverse)
            inverse.origin?.isUndo = true
            // What was done may be no more than the creation of the zone, which stays.
            guard !inverse.changes.isEmpty else { continue }
            log.notice("\(inverse.apex): undoing batch \(step.batch + 1)")
            await undo(step, by: inverse)
        }
    }

    /// Undoes one batch, but for those sets that somebody else has written since: they are not the plan's any more.
    private mutating func undo(_ step: Step, by whole: ChangeBatch) async {
        var inverse = whole
        var foreign: [Conflict] = []
        while !inverse.changes.isEmpty {
            let attempt = await BatchAttempt(inverse, at: zones[step.zone].job.provider)
            zones[step.zone].tries[step.batch] = ZoneRun.Try(
                changes: inverse, isUndo: true, isCertain: attempt.isCertain)
            switch attempt.result {
            case .applied(let changeID):
                zones[step.zone].batches[step.batch].undoID = changeID
                zones[step.zone].remarks += attempt.remarks
            case .wasLive: break
            case .notApplied(let error):
                let lost = Set(error.conflicts.map(\.key))
                let rest = inverse.changes.filter { !lost.contains($0.key) }
                if error.code == .conflict, rest.count < inverse.changes.count {
                    foreign += error.conflicts
                    inverse.changes = rest
                    continue
                }
                zones[step.zone].remarks.append("batch \(step.batch + 1) could not be undone: \(error.message)")
                return
            case .recordsGone(let error), .unknown(let error):
                zones[step.zone].batches[step.batch].state = .unknown
                zones[step.zone].remarks.append("batch \(step.batch + 1) may be undone or not: \(error.message)")
                return
            }
            break
        }
        zones[step.zone].batches[step.batch].state = .undone
        zones[step.zone].remarks += foreign.map {
            "\($0.key) was changed by somebody else since, and stays as it is live: \(Conflict.words(for: $0.live))"
        }
    }
}
