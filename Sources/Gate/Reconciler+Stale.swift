internal import DNSModel
internal import ZonePlanning

/// Whether an approved plan still is what a plan made now would be.
extension Reconciler {
    /// How far each zone with work is, after checking that the plan still is what a plan made now would be.
    func progress(of request: ApplyRequest) async throws(ApplyError) -> [ApplyRun.ZoneRun] {
        let plan = request.approved.document.plan
        let zonePlans = plan.zones.filter(\.hasChanges)
        let declared = Dictionary(request.jobs.map { ($0.apex, $0) }) { first, _ in first }
        var jobs: [ZoneJob] = []
        for zonePlan in zonePlans {
            guard let job = declared[zonePlan.apex] else {
                throw .failed("\(zonePlan.apex) is not declared any more; plan again")
            }
            jobs.append(job)
        }
        var zones: [ApplyRun.ZoneRun] = []
        var stale: [ApplyError.StaleZone] = []
        for (index, result) in await liveZonesToPlan(
            jobs, creating: Set(zonePlans.filter(\.createsZone).map(\.apex))
        ).enumerated() {
            let live: LiveZone
            do {
                live = try result.get()
            } catch {
                throw .failed("\(zonePlans[index].apex): \(error.message)")
            }
            let progress = PlanProgress(of: zonePlans[index], in: live)
            let remade = try await Self.remake(
                zonePlans[index], jobs[index], of: progress.liveAsPlanned, for: request)
            var (moved, differences) = Self.differences(
                zonePlans[index], remade, progress,
                maySplitNames: jobs[index].planner.capabilities.scope == .recordSet)
            if let difference = try await Self.otherAccount(
                zonePlans[index], jobs[index], request.approved.reviewed)
            {
                differences.removeAll { $0 == .creationAttributes }
                differences.append(difference)
            }
            let conflicts = progress.conflicts + moved
            if conflicts.isEmpty && differences.isEmpty {
                var run = ApplyRun.ZoneRun(plan: zonePlans[index], job: jobs[index], progress: progress)
                run.waiting = remade.waiting
                zones.append(run)
            } else {
                stale.append(
                    ApplyError.StaleZone(
                        apex: zonePlans[index].apex, conflicts: conflicts.sorted { $0.key < $1.key },
                        differences: differences, status: ZonePlanStatus(of: zonePlans[index], in: live)))
            }
        }
        if !stale.isEmpty { throw .stale(stale) }
        return zones
    }

    /// That a zone is approved for another account than the one that the credentials are for; `nil` where that is not
    /// so.
    ///
    /// Asked for too where the zone is there already, as after a run that was cut off, and where the changes of a plan
    /// that creates no zone were approved in one that does: the zone that is there is another one then.
    private static func otherAccount(
        _ zone: ZonePlan, _ job: ZoneJob, _ reviewed: [ReviewedPlan]
    ) async throws(ApplyError) -> PlanDifference? {
        let creating = reviewed.compactMap { $0.zone(zone.apex) }.filter(\.createsZone)
        guard zone.createsZone || !creating.isEmpty else { return nil }
        let now: String?
        do throws(ProviderError) { now = try await job.provider.account() } catch {
            throw .failed("\(zone.apex): \(error.message)")
        }
        func isHere(_ plan: ZonePlan) -> Bool {
            !plan.createsZone || plan.creationAttributes[ZonePlan.accountAttribute] == now
        }
        let covered = reviewed.filter { $0.zone(zone.apex).map(isHere) ?? false }
            .reduce(into: Set<RecordSet.Key>()) { $0.formUnion($1.keys(in: zone)) }
        let isCovered = zone.changes.allSatisfy { covered.contains($0.change.key) }
        guard let other = ([zone] + creating).first(where: { !isHere($0) }), !isHere(zone) || !isCovered else {
            return nil
        }
        return .account(planned: other.creationAttributes[ZonePlan.accountAttribute], now: now)
    }

    /// How a plan made now differs from the approved one.
    ///
    /// - Returns: the sets that moved although the plan has no change for them, and what else differs.
    private static func differences(
        _ approved: ZonePlan, _ remade: Remade, _ progress: PlanProgress,
        maySplitNames: Bool
    ) -> (moved: [Conflict], differences: [PlanDifference]) {
        let (current, diagnostics) = (remade.plan, remade.diagnostics)
        // What is not the base any more says the rest.
        guard current.restores == approved.restores else {
            return ([], [.base])
        }
        var moved: [Conflict] = []
        var differences: [PlanDifference] = []
        let hasSameFiles = current.files == approved.files
        if !hasSameFiles { differences.append(.files) }
        if current.provider != approved.provider {
            differences.append(.provider)
        }
        if current.createsZone != approved.createsZone {
            differences.append(approved.createsZone ? .zoneExists : .zoneIsGone)
        }
        if current.deletesZone != approved.deletesZone {
            differences.append(.zoneDeletion(isWanted: current.deletesZone))
        }
        if current.creationAttributes != approved.creationAttributes {
            differences.append(.creationAttributes)
        }
        // What is done already may be stored in other words now, so that batches made now would be others; those of the
        // plan were approved. A name is not split all the same, but where the provider can't do otherwise.
        let hasSameChanges =
            current.changes.map(\.unexplained) == approved.changes.map(\.unexplained)
            || (progress.isBegun && (maySplitNames || approved.changes.haveWholeNames)
                && current.changes.count == approved.changes.count
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
        differences += diagnostics.filter { $0.severity == .error }.map(PlanDifference.diagnostic)
        if !hasSameChanges {
            differences.append(.batches)
        }
        // Reviewers must have seen every finding; one about a day that has come since is for the policy to judge.
        for finding in current.findings
        where finding.isBlocking || (finding.policy != .expired && !approved.findings.contains(finding)) {
            differences.append(.finding(finding))
        }
        if (current.counts.unchanged, current.counts.leftOut, current.counts.leftAlone)
            != (approved.counts.unchanged, approved.counts.leftOut, approved.counts.leftAlone)
        {
            differences.append(.counts)
        }
        return (moved, differences)
    }

    /// How changes made now differ from the approved ones.
    private static func compare(
        _ approved: [PlannedChange], _ current: [PlannedChange], hasSameFiles: Bool, besides known: Set<RecordSet.Key>,
        restores: Bool
    ) -> (moved: [Conflict], differences: [PlanDifference]) {
        var moved: [Conflict] = []
        var differences: [PlanDifference] = []
        let approvedChanges = Dictionary(uniqueKeysWithValues: approved.map { ($0.change.key, $0.change) })
        for change in current.map(\.change) where !known.contains(change.key) {
            if let planned = approvedChanges[change.key] {
                if planned != change {
                    differences.append(.otherChange(change.key, restores: restores))
                }
            } else if hasSameFiles {
                // The plan has no change for the set, so it was live as it is declared.
                moved.append(Conflict(key: change.key, expected: change.after, live: change.before))
            } else {
                differences.append(.change(change.key))
            }
        }
        let currentKeys = Set(current.map(\.change.key))
        for key in approved.map(\.change.key) where !currentKeys.contains(key) && !known.contains(key) {
            differences.append(.noChange(key))
        }
        return (moved, differences)
    }
}
