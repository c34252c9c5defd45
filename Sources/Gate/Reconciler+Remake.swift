internal import DNSModel
internal import ZonePlanning

extension Reconciler {
    /// The plan of a zone as it would be made now, of what an approved one found.
    ///
    /// For a plan that restores, what was last applied is read anew, from the ledger and from the files that it names.
    ///
    /// - Parameters:
    ///   - approved: the zone of the approved plan.
    ///   - job: the zone as it is declared now.
    ///   - live: the live zone, with what of the plan is done taken back.
    ///   - request: what is applied.
    /// - Returns: the plan, and the contradictions that keep it from being used.
    /// - Throws: ``ApplyError``: refused where what is restored can't be read any more.
    static func remake(
        _ approved: ZonePlan, _ job: ZoneJob, of live: LiveZone, for request: ApplyRequest
    ) async throws(ApplyError) -> Remade {
        if approved.isPartial {
            return try await remakePart(approved, job, of: live, for: request)
        }
        guard approved.restores != nil else {
            return Remade(
                job.planner.plan(desired: job.desired, live: live, protectedBefore: job.protectedBefore))
        }
        guard let bases = request.bases else {
            throw .refused("it is not known what was last applied to \(approved.apex)", id: "no-base")
        }
        let last: LastApplied
        do { last = try await bases.lastApplied(to: approved.apex) } catch { throw .failed(error.message) }
        let base = last.base(for: live)
        let applied: AppliedZone
        switch base {
        case .applied(let zone): applied = zone
        case .none(.neverApplied):
            throw .refused(
                "the ledger has no receipt of \(approved.apex), so there is nothing to go back to", id: "no-base")
        case .none(.unusable(let reason)):
            throw .refused("what was last applied to \(approved.apex) can't be read: \(reason)", id: "no-base")
        }
        let drift = ZoneDrift(
            base: base, head: job.desired, live: live, ownership: job.planner.ownership,
            provider: (job.planner.providerName, job.planner.capabilities.kind))
        let restoration = Restoration(drift, of: Set(approved.changes.map(\.change.key)))
        guard restoration.obstacle == nil, !job.desired.files.isEmpty else {
            throw .stale([
                ApplyError.StaleZone(
                    apex: approved.apex, conflicts: [],
                    differences: [.nothingToRestore])
            ])
        }
        return Remade(
            job.planner.plan(
                restoring: restoration.sets,
                to: RestoredBase(applied, except: request.approved.document.digest), head: job.desired, live: live,
                protectedBefore: job.protectedBefore))
    }

    /// The plan of some of the changes that wait, as it would be made now.
    private static func remakePart(
        _ approved: ZonePlan, _ job: ZoneJob, of live: LiveZone, for request: ApplyRequest
    ) async throws(ApplyError) -> Remade {
        guard let bases = request.bases else {
            throw .refused("it is not known what was last applied to \(approved.apex)", id: "no-base")
        }
        let last: LastApplied
        do { last = try await bases.lastApplied(to: approved.apex) } catch { throw .failed(error.message) }
        let keys = Set(approved.changes.map(\.change.key))
        let zone = WaitingZone(job, live, last)
        var remade = Remade(zone.remade(keys))
        remade.waiting = zone.waiting(except: keys)
        return remade
    }
}

/// A plan of a zone as it would be made now.
struct Remade {
    var plan: ZonePlan
    /// What keeps it from being used.
    var diagnostics: [Diagnostic]
    /// Of a partial plan: what the protected branch declares besides, from what was last applied.
    var waiting: [Change] = []

    init(_ made: (plan: ZonePlan, diagnostics: [Diagnostic])) {
        plan = made.plan
        diagnostics = made.diagnostics
    }
}
