internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Makes plans of what the protected branch declares.
struct PlanMaker: Sendable {
    let ports: GatePorts
    let state: TrustedState
    let works: WorkPreparation

    /// A plan that may have been approved, and the same without policies that only its approval can allow.
    struct Candidate: Sendable {
        var document: PlanDocument
        var plain: PlanDocument
    }

    /// Plans zones of the protected branch.
    ///
    /// - Parameters:
    ///   - declared: the zones.
    ///   - standing: how the settings stand to those accepted last.
    ///   - allowed: the policies that are allowed by name.
    /// - Returns: the plan.
    /// - Throws: ``GateError`` where a zone can't be planned.
    func plan(
        of declared: DeclaredState, _ standing: SettingsStanding, allowed: Set<PolicyName> = []
    ) async throws(GateError) -> PlanDocument {
        let outcome = await ports.reconciler.plan(try await works.works(for: declared, allowed: allowed))
        let event = GateEvent.planned(outcome.errorsOnly)
        guard outcome.unplanned.isEmpty else { throw GateError(failedFor: event) }
        ports.observer(event)
        return try PlanDocument.of(
            Plan(
                source: .commit, settings: declared.settingsFile, settingsStanding: standing, allowed: allowed,
                zones: outcome.zones))
    }

    /// A plan as it was made with another standing of the settings.
    func document(_ plan: Plan, _ standing: SettingsStanding) throws(GateError) -> PlanDocument {
        var plan = plan
        plan.settingsStanding = standing
        return try PlanDocument.of(plan)
    }

    /// The plan of some of the zones of a plan for all: what planning them alone gives.
    func part(_ zones: Set<DomainName>, of whole: PlanDocument) async throws(GateError) -> Candidate {
        let plan = Plan(
            source: .commit, settings: state.declared.settingsFile, settingsStanding: whole.plan.settingsStanding,
            allowed: [], zones: whole.plan.zones.filter { zones.contains($0.apex) })
        return try await allowing(try PlanDocument.of(plan), state.declared.limited(to: zones))
    }

    /// A candidate as it was planned by a change to the files that leaves zones out; what says so already stays so.
    func leavingOut(_ absent: [AbsentZone], _ candidate: Candidate) throws(GateError) -> Candidate {
        func document(_ plan: Plan) throws(GateError) -> PlanDocument {
            var plan = plan
            if plan.absent.isEmpty { plan.absent = absent }
            return try PlanDocument.of(plan)
        }
        return Candidate(document: try document(candidate.document.plan), plain: try document(candidate.plain.plan))
    }

    /// The plan as it is made when the policies that block it are allowed: it can only have been approved so.
    func allowing(_ document: PlanDocument, _ declared: DeclaredState) async throws(GateError) -> Candidate {
        let blocking = Set(document.plan.blockingFindings.map(\.finding.policy))
        let allowed =
            blocking.isEmpty
            ? document : try await plan(of: declared, document.plan.settingsStanding, allowed: blocking)
        return Candidate(document: allowed, plain: document)
    }
}

extension PlanDocument {
    /// The document of a plan.
    ///
    /// - Throws: ``GateError`` where there can be none.
    static func of(_ plan: Plan) throws(GateError) -> PlanDocument {
        do { return try PlanDocument(plan) } catch { throw GateError(.failed, error.message) }
    }
}
