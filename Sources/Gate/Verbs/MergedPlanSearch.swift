internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0083: a verb is a type of the gate.

// Decision 0084: approvals are of changes.

/// Finds what is to be applied for the tip of the protected branch.
///
/// What waits is what the branch declares otherwise than it was last applied. Of that the changes are applied that
/// reviewers approved in any plan: one that was proposed, or one that a merged pull request shows. However the branch
/// came to declare them (one merge or several, squashed, rebased, from a merge queue) does not matter, nor which other
/// files changed meanwhile: a change is the same when its record set, its state before and its state after are.
package struct MergedPlanSearch: Sendable {
    private let ports: GatePorts
    private let pullRequest: Int?
    private let setsRuleAside: Bool
    private let fetches: Bool

    /// - Parameters:
    ///   - ports: the edges.
    ///   - pullRequest: see ``ReviewRequest/pullRequest``.
    ///   - setsRuleAside: see ``ReviewRequest/setsRuleAside``.
    ///   - fetches: whether the protected branch is fetched first.
    package init(_ ports: GatePorts, pullRequest: Int?, setsRuleAside: Bool, fetches: Bool = true) {
        self.fetches = fetches
        self.ports = ports
        self.pullRequest = pullRequest
        self.setsRuleAside = setsRuleAside
    }

    /// Finds it.
    ///
    /// - Parameter news: told what was found out by the way, for whoever is told of the end.
    /// - Returns: what is approved, and what is not.
    /// - Throws: ``GateError``.
    package func run(_ news: inout ApplyNews) async throws(GateError) -> MergedPlan {
        if fetches { try await ports.fetchProtectedBranchToApply() }
        let trusted = try TrustedBranch.find(in: ports.clone).withSettings(in: ports.clone)
        news.found(trusted)
        let state = try TrustedState(ofReadable: trusted, in: ports.clone, ports.observer)
        let ledger = try await ports.ledger(namedBy: state.settings, LedgerFetching(publishes: true, decides: true))
        news.found(ledger, isApproved: setsRuleAside)
        var merged = MergedPlan(state, ledger)
        let zones = try await waitingZones(&merged)
        let maker = PartMaker(
            zones, state, settingsStatus: try ledger.settingsStatus(of: state.declared, in: ports.clone))
        merged.drifted = zones.filter { !$0.drifted.isEmpty || $0.isExistenceDrifted }.map {
            MergedPlan.DriftedZone(apex: $0.apex, sets: $0.drifted, isZoneExistence: $0.isExistenceDrifted)
        }
        let waiting = zones.filter(\.plan.hasChanges)
        let still = zones.filter { zone in
            zone.canBeConfirmed && !zone.plan.hasChanges && !zone.diagnostics.contains { $0.severity == .error }
        }
        if waiting.isEmpty || !still.isEmpty {
            let inSync = try maker.document(still.map(\.plan), allowed: [])
            merged.inSync = ReviewRequest(document: inSync, pullRequest: pullRequest, setsRuleAside: setsRuleAside)
        }
        if waiting.isEmpty { return merged }
        let whole = try maker.document(waiting.map(\.plan), allowed: [])
        let rule = try await ReviewCollection(state, ledger, ports).rule(
            for: ReviewRequest(document: whole, setsRuleAside: setsRuleAside))
        if rule.unaccepted != nil {
            merged.acceptance = ReviewRequest(
                document: try maker.document([], allowed: []), pullRequest: pullRequest, setsRuleAside: setsRuleAside)
        }
        let request = ReviewRequest(document: whole, pullRequest: pullRequest, setsRuleAside: setsRuleAside)
        let collection = ReviewCollection(state, ledger, ports)
        if try await collection.needsApproval(for: request) {
            let selection = try await selection(whole, request, collection, ledger, maker)
            (merged.approved, merged.uncovered) = try selection.choose(from: maker)
            if !merged.uncovered.isEmpty {
                let job = await collection.signedAuthorship(of: request, rule)
                for index in merged.uncovered.indices {
                    merged.uncovered[index].approvers = collection.approvers(
                        of: merged.uncovered[index], rule, by: job)
                }
            }
        } else {
            (merged.approved, merged.uncovered) = try maker.withoutReview()
        }
        return merged
    }

    /// What waits in every zone; what stands in the way of the others is told.
    private func waitingZones(_ merged: inout MergedPlan) async throws(GateError) -> [WaitingZone] {
        let declared = merged.state.declared
        let served = try await JobPreparation(ports, merged.ledger, merged.ledger.followed(isApproved: setsRuleAside))
            .servedJobs(for: declared, allowed: [])
        ports.observer(.diagnostics(served.diagnostics.filter { $0.severity == .error }, isPreview: false))
        let bases = LedgerBases(ports.clone, merged.ledger.ledger, declared, served.jobs)
        var outcome: WaitingOutcome
        do throws(LedgerError) {
            outcome = try await ports.reconciler.waiting(served.jobs, since: bases)
            for index in outcome.zones.indices {
                outcome.zones[index].plan.base = try await Occasion.base(
                    of: outcome.zones[index].apex, in: merged.ledger.ledger)
            }
        } catch {
            throw GateError(error)
        }
        let failed = PlanOutcome(zones: [], diagnostics: [], failures: outcome.failures, notes: [])
        if !outcome.failures.isEmpty { ports.observer(.planned(failed)) }
        merged.unplanned = (declared.unreadable + served.refused + outcome.failures.map(\.apex)).sorted()
        if outcome.zones.isEmpty, !merged.unplanned.isEmpty { throw GateError(failedFor: .planned(failed)) }
        return outcome.zones
    }

    /// What reviewers say of each plan that may have what waits.
    private func selection(
        _ whole: PlanDocument, _ request: ReviewRequest, _ collection: ReviewCollection, _ ledger: TrustedLedger,
        _ maker: PartMaker
    ) async throws(GateError) -> ChangeSelection {
        let jobs = Dictionary(maker.zones.map { ($0.apex, $0.job) }, uniquingKeysWith: { first, _ in first })
        let occasion = try await Occasion(maker.trusted, ledger, ports) { apex async throws(ProviderError) -> String? in
            try await jobs[apex]?.provider.account()
        }
        let coverage = ChangeCoverage(collection, occasion)
        let requests = try await coverage.candidates(for: request, in: ledger.ledger)
        var verdicts: [ChangeCoverage.Verdict] = []
        for request in requests { verdicts += try await coverage.verdicts(on: request, for: whole.plan) }
        return ChangeSelection(verdicts, needs: try await why(request, collection))
    }

    /// Why a change is not applied that no plan has: nobody approved it, or nobody can.
    private func why(
        _ request: ReviewRequest, _ collection: ReviewCollection
    ) async throws(GateError) -> UncoveredZone.Why {
        do throws(GateError) {
            try await collection.requireApprovable(request)
            return .notReviewed
        } catch {
            if error.kind != .refused { throw error }
            return .refusedFor(error.lines)
        }
    }
}
