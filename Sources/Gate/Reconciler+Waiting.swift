package import DNSModel
package import ZonePlanning

// Decision 0084: approvals are of changes.

/// What waits in one zone: what the protected branch declares otherwise than it was last applied, and so is to be made
/// live. What somebody changed at the provider is not among it.
package struct WaitingZone: Sendable {
    package let job: ZoneJob
    package let live: LiveZone
    /// The zone's three versions.
    package let drift: ZoneDrift
    /// The plan that makes everything live that waits; without work where nothing does.
    package var plan: ZonePlan
    /// What keeps that plan from being used, and what is worth knowing.
    package let diagnostics: [Diagnostic]
    /// That the settings keep a zone with drift from being planned, where that is so.
    private let refusal: [Diagnostic]

    package var apex: DomainName { job.apex }

    /// The sets that were changed at the provider, and that git did not change since. With a zone that git deletes they
    /// go too.
    package var drifted: [SetDrift] { Self.drifted(drift, job) }

    private static func drifted(_ drift: ZoneDrift, _ job: ZoneJob) -> [SetDrift] {
        if job.desired.isAbsent && drift.existence.state == .pending { return [] }
        let rule = job.drift.prepared(for: job.apex)
        return drift.sets.filter { $0.state == .drift && !$0.isAccepted && rule.policy(of: $0.key) != .revert }
    }

    /// Whether the zone itself was made or deleted at the provider.
    package var isExistenceDrifted: Bool { job.drift.zone != .revert && drift.existence.state == .drift }

    /// Whether the zone can be confirmed: sets that are left as they are do not keep it from that, but that the zone
    /// itself was made or deleted at the provider does, and drift where the settings refuse it.
    package var canBeConfirmed: Bool { !isExistenceDrifted && Self.refused(drifted, job).isEmpty }

    /// Those of the sets that keep the zone from being planned.
    private static func refused(_ drifted: [SetDrift], _ job: ZoneJob) -> [SetDrift] {
        let rule = job.drift.prepared(for: job.apex)
        return drifted.filter { rule.policy(of: $0.key) == .refuse }
    }

    /// Whether the plan takes back nothing but that the zone itself was deleted at the provider: nobody merged that, so
    /// nobody waits for it, and it is done once a plan of it is approved.
    package var isOffered: Bool {
        let states = Dictionary(drift.sets.map { ($0.key, $0.state) }, uniquingKeysWith: { first, _ in first })
        return isExistenceDrifted && plan.hasChanges && plan.changes.allSatisfy { states[$0.change.key] == .drift }
    }

    /// What waits, from what was last applied to what is declared.
    package func waiting(except keys: Set<RecordSet.Key>) -> [Change] {
        let states = Dictionary(drift.sets.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let taken = Set(keys.map(\.name))
        return plan.changes.map(\.change).filter { !keys.contains($0.key) }.compactMap { change in
            // Where there is no base, live is all that is known of before.
            guard let set = states[change.key], set.state == .pending || set.state == .both else { return change }
            // A host is the dynamic DNS service's until its name is git's: nothing of it was applied.
            let names = [change.key.name, change.key.name.parent ?? change.key.name]
            if set.wasDynamic, taken.isDisjoint(with: names) { return Change(from: nil, to: set.head) }
            return Change(from: set.base, to: set.head)
        }
    }

    /// The plan of some of the changes that wait.
    ///
    /// - Parameters:
    ///   - keys: their record sets.
    ///   - allowed: the policies that are allowed by name.
    /// - Returns: the plan, and what keeps it from being used.
    package func part(
        _ keys: Set<RecordSet.Key>, allowed: Set<PolicyName>
    ) -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        var planner = job.planner
        planner.policy.allowed = allowed
        let changes = plan.changes.map(\.change).filter { keys.contains($0.key) }
        if changes.count == plan.changes.count, !plan.isPartial {
            let (whole, diagnostics) = planner.plan(
                desired: job.desired, live: live, protectedBefore: job.protectedBefore)
            return (whole, refusal + diagnostics + job.objections(to: whole, live: live))
        }
        let (part, diagnostics) = planner.plan(
            waiting: changes, head: job.desired, live: live, protectedBefore: job.protectedBefore)
        return (part, refusal + diagnostics + job.objections(to: part, live: live))
    }

    /// The plan of the same record sets as a partial one that was approved. Whether they drifted or wait is no
    /// question: of what was applied before and is taken back in ``live``, the receipts say that it was applied.
    ///
    /// - Parameter keys: their keys.
    /// - Returns: the plan, and what keeps it from being used.
    func remade(_ keys: Set<RecordSet.Key>) -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        let (whole, _) = job.planner.plan(
            desired: job.desired, live: live, protectedBefore: job.protectedBefore)
        let (part, diagnostics) = job.planner.plan(
            waiting: whole.changes.map(\.change).filter { keys.contains($0.key) }, head: job.desired, live: live,
            protectedBefore: job.protectedBefore)
        let isRefused = isExistenceDrifted || Self.refused(drifted, job).contains { !keys.contains($0.key) }
        return (part, (isRefused ? refusal : []) + diagnostics + job.objections(to: part, live: live))
    }
}

/// What was found to wait.
package struct WaitingOutcome: Sendable {
    package var zones: [WaitingZone] = []
    /// The zones that could not be read.
    package var failures: [(apex: DomainName, error: ProviderError)] = []
    /// What the providers want to be known.
    package var notes: [(apex: DomainName, note: String)] = []
}

extension Reconciler {
    /// Finds what waits in every zone. Reads each live zone once and changes nothing.
    ///
    /// - Parameters:
    ///   - jobs: the zones as the protected branch declares them.
    ///   - bases: where it is read what was last applied.
    /// - Returns: what waits.
    /// - Throws: ``LedgerError``.
    package func waiting(
        _ jobs: [ZoneJob], since bases: any BaseSource
    ) async throws(LedgerError) -> WaitingOutcome {
        var outcome = WaitingOutcome()
        for (job, result) in zip(jobs, await liveZonesToPlan(jobs)) {
            switch result {
            case .failure(let error): outcome.failures.append((job.apex, error))
            case .success(let live):
                outcome.zones.append(WaitingZone(job, live, try await bases.lastApplied(to: job.apex)))
                outcome.notes += live.notes.map { (job.apex, $0) }
            }
        }
        return outcome
    }
}

extension WaitingZone {
    init(_ job: ZoneJob, _ live: LiveZone, _ last: LastApplied) {
        var drift = ZoneDrift(
            base: last.base(for: live), head: job.desired, live: live, ownership: job.planner.ownership,
            provider: (job.planner.providerName, job.planner.capabilities.kind))
        drift.accept(job.accepted, today: job.planner.policy.today)
        let (whole, problems) = job.planner.plan(
            desired: job.desired, live: live, protectedBefore: job.protectedBefore)
        // A zone that is gone is made again as a whole, and one that git deletes goes as a whole: nothing in it can be
        // left as it is. One that somebody made, and that git says is not to be there, is left as it is.
        let isLeft = job.drift.zone != .revert && drift.existence.state == .drift && whole.deletesZone
        let isWhole = drift.existence.state == .drift || whole.deletesZone
        let drifted = Self.drifted(drift, job)
        // What the settings accept is left in any case.
        let accepted = drift.sets.filter { $0.state == .drift && $0.isAccepted }
        let kept = isWhole ? [] : Set((drifted + accepted).map(\.key))
        let changes = whole.changes.map(\.change).filter { !kept.contains($0.key) }
        var (plan, diagnostics) = (whole, problems)
        if changes.count != whole.changes.count {
            (plan, diagnostics) = job.planner.plan(
                waiting: changes, head: job.desired, live: live, protectedBefore: job.protectedBefore)
            plan.left = whole.changes.map(\.change).filter { kept.contains($0.key) }
        } else if isLeft {
            (plan.changes, plan.deletesZone, plan.findings, plan.batchesAtLeast) = ([], false, [], 0)
            (plan.isPartial, plan.left) = (true, changes)
        }
        let refusal = Self.refusal(of: drift, Self.refused(drifted, job), job)
        self.job = job
        self.live = live
        self.drift = drift
        self.plan = plan
        self.refusal = refusal
        self.diagnostics =
            refusal
            + (diagnostics + job.objections(to: plan, live: live)).filter { plan.hasChanges || $0.severity != .error }
    }

    /// That the settings refuse to plan a zone with drift, and what helps.
    private static func refusal(of drift: ZoneDrift, _ drifted: [SetDrift], _ job: ZoneJob) -> [Diagnostic] {
        let message: String
        var remedy: Diagnostic.Remedy?
        if drift.existence.state == .drift {
            guard job.drift.zone == .refuse else { return [] }
            let way =
                drift.existence.live
                ? "delete it there by hand, or remove 'absent' from the settings. To let a plan delete it, write "
                    + "'drift: revert' for the zone, and have that plan approved"
                : "to create it again, write 'drift: leave' for the zone, and have a plan approved. If it shall stay "
                    + "deleted, write 'absent: true'"
            message =
                "the zone \(job.apex) itself was \(drift.existence.live ? "created" : "deleted") at the provider, and "
                + "'drift: refuse' in the settings stops plans of it; \(way)"
        } else if !drifted.isEmpty {
            let rule =
                job.drift.parts.isEmpty
                ? "'drift: refuse' in the settings"
                : "'refuse' under 'drift' in the settings, for \(drifted.count > 1 ? "each of them" : "it"),"
            let names = drifted.prefix(5).map(\.key.description).joined(separator: ", ")
            let more = drifted.count > 5 ? " and \(drifted.count - 5) more" : ""
            message =
                "\(counted(drifted.count, "record set")) of \(job.apex) \(drifted.count > 1 ? "were" : "was") "
                + "changed at the provider (\(names)\(more)), and \(rule) stops plans of the zone"
            remedy = .revertOrAdopt
        } else {
            return []
        }
        let location = job.desired.files.first.map { SourceLocation(file: $0.path) }
        return [Diagnostic(.error, id: "drift-refused", message, at: location, remedy: remedy)]
    }

    /// The zone's drift, as far as the plan takes it back; `nil` where it takes none back.
    var takenBack: ZoneDrift? {
        let keys = Set(plan.changes.filter { $0.cause == .drift }.map(\.change.key))
        if keys.isEmpty { return nil }
        var drift = drift
        drift.sets.removeAll { !keys.contains($0.key) }
        return drift
    }

    /// Says of each change why it is in the plan.
    ///
    /// What the protected branch does not declare is the planned commit's own, whatever else is so: also where that
    /// takes back what was merged and somebody has changed at the provider since.
    ///
    /// - Parameter branch: what the protected branch declares; `nil` where that is not known.
    mutating func setCauses(by branch: BranchZones?) {
        let declared = branch?.zones[apex]
        let mayWait = branch?.isPlanned == false
        var next = drift.sets.startIndex
        for index in plan.changes.indices {
            let change = plan.changes[index].change
            let key = change.key
            // Both are in canonical order.
            while next < drift.sets.endIndex, drift.sets[next].key < key { next += 1 }
            let isCompared = next < drift.sets.endIndex && drift.sets[next].key == key
            plan.changes[index].wasDynamic = isCompared && drift.sets[next].wasDynamic && change.before != nil
            plan.changes[index].cause =
                switch isCompared ? drift.sets[next].state : nil {
                case .drift: branch == nil || declared?.wants(change) == true ? .drift : .own
                case .both: .conflict
                case .pending, .differs, .inSync, nil: mayWait && declared?.wants(change) == true ? .waiting : .own
                }
        }
    }
}
