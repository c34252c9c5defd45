internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// From what was last applied back to live: drift as a plan.

extension Wiring {
    /// Plans that drift is taken back.
    ///
    /// - Parameters:
    ///   - restorations: what of which zone; those without sets are left out.
    ///   - drift: the look that found it.
    ///   - live: the live zones of that look.
    ///   - scope: the protected branch.
    ///   - allowed: the policies that are allowed by name.
    /// - Returns: the plan; mistakes and notes are printed.
    /// - Throws: ``CommandFailure`` where the plan can't be used.
    func revertPlan(
        _ restorations: [Restoration], _ drift: Drift, _ live: [DomainName: LiveZone], _ scope: DriftScope,
        allowed: Set<PolicyName>
    ) async throws(CommandFailure) -> PlanDocument {
        let meant = Dictionary(
            restorations.filter { !$0.sets.isEmpty }.map { ($0.apex, $0) }, uniquingKeysWith: { first, _ in first })
        let bases = Dictionary(drift.zones.map { ($0.apex, $0.base) }, uniquingKeysWith: { first, _ in first })
        var project = scope.project
        project.zones.removeAll { meant[$0.desired.zone.apex] == nil }
        var works: [RevertWork] = []
        for work in try await self.works(for: project, allowed: allowed, warns: false) {
            guard let restoration = meant[work.apex], let live = live[work.apex], let base = bases[work.apex]?.applied
            else { continue }
            works.append(
                RevertWork(work: work, restoration: restoration, base: RestoredBase(base), live: live))
        }
        let outcome = reconciler().revert(works)
        try outcome.report(to: .standardError, verbosity)
        let plan = Plan(
            source: .commit, settings: project.settingsFile, allowed: allowed, zones: outcome.zones)
        do { return try PlanDocument(plan) } catch { throw CommandFailure(.failure, error.message, id: "plan") }
    }

    /// Where apply reads what was last applied.
    func bases(of protected: ProtectedProject, _ works: [ZoneWork], _ ledger: any Ledger) -> any BaseSource {
        LedgerBases(
            clone: clone, ledger: ledger, project: protected.project,
            providers: Dictionary(works.map { ($0.apex, $0.provider) }, uniquingKeysWith: { first, _ in first }))
    }
}
