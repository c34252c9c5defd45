package import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0083: a verb is a type of the gate.

/// What waits at the tip of the protected branch, and the approved plans that cover it.
package struct MergedPlans: Sendable {
    /// The plans to apply, in order; no two of them have one zone.
    package let plans: [PlanDocument]
    /// The zones with changes for which there is no approved plan.
    package let uncovered: [DomainName]
    /// What the protected branch declares, which was read for them.
    package let state: TrustedState
    package let ledger: TrustedLedger

    /// The zones that were applied once and have no zone file any more.
    ///
    /// - Throws: ``GateError``.
    package func forgottenZones() async throws(GateError) -> [DomainName] {
        try await ledger.appliedZones().subtracting(state.declared.apexes)
            .subtracting(state.declared.unreadable).sorted()
    }
}

/// Finds the plans that are to be applied for the tip of the protected branch.
///
/// The whole tip is planned first: what it changes has to be covered by approved plans. Those that were proposed come
/// first, then those for the zones that the last commits of the branch touch, one or several in a row as a merge brings
/// them, then the one for all: the same content and the same live zones give the same octets, so approvals of it count.
/// Where policies block such a plan, it is looked for as it was made with these allowed.
package struct MergedPlansSearch: Sendable {
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
        self.ports = ports
        self.pullRequest = pullRequest
        self.setsRuleAside = setsRuleAside
        self.fetches = fetches
    }

    /// How many of the last commits of the protected branch are looked at, along its first parents.
    private static let lastCommits = 10

    /// Finds them.
    ///
    /// - Parameter news: told what was found out by the way, for whoever is told of the end.
    /// - Returns: the plans; where nothing waits, the one without changes, to be confirmed; where nothing is approved
    ///   at all, the first plan, for its refusal.
    /// - Throws: ``GateError``.
    package func run(_ news: inout ApplyNews) async throws(GateError) -> MergedPlans {
        if fetches { try await ports.fetchProtectedBranchToApply() }
        let trusted = try TrustedBranch.find(in: ports.clone).withSettings(in: ports.clone)
        news.found(trusted)
        let state = try TrustedState(trusted, in: ports.clone, ports.observer)
        let ledger = try await ports.ledger(namedBy: state.settings, LedgerFetching(publishes: true))
        news.found(ledger, isApproved: setsRuleAside)
        let maker = PlanMaker(
            ports: ports, state: state,
            works: WorkPreparation(ports, ledger, ledger.followed(isApproved: setsRuleAside)))
        let standings = try await ledger.standings(of: state.declared, in: ports.clone)
        let whole = try await maker.plan(of: state.declared, standings.first ?? .unknown)
        let pending = Set(whole.plan.zones.filter(\.hasWork).map(\.apex))
        func found(_ plans: [PlanDocument], _ uncovered: [DomainName] = []) -> MergedPlans {
            MergedPlans(plans: plans, uncovered: uncovered, state: state, ledger: ledger)
        }
        if pending.isEmpty { return found([whole]) }
        let candidates = try await candidates(whole, standings, state, ledger, maker)
        var chosen: [PlanDocument] = []
        var covered: Set<DomainName> = []
        for candidate in candidates {
            let zones = Set(candidate.document.plan.zones.filter(\.hasWork).map(\.apex))
            guard !zones.isEmpty, zones.isSubset(of: pending), covered.isDisjoint(with: zones),
                try await isApproved(candidate.document, state, ledger)
            else { continue }
            chosen.append(candidate.document)
            covered.formUnion(zones)
        }
        if chosen.isEmpty, let first = candidates.map(\.plain).first(where: { !$0.plan.isEmpty }) {
            return found([first])
        }
        return found(chosen, pending.subtracting(covered).sorted())
    }

    // MARK: - Candidates

    /// The plans that may have been approved, in the order in which they are looked at.
    private func candidates(
        _ whole: PlanDocument, _ standings: [SettingsStanding], _ state: TrustedState, _ ledger: TrustedLedger,
        _ maker: PlanMaker
    ) async throws(GateError) -> [PlanMaker.Candidate] {
        var candidates = try await proposed(on: state.trusted, ledger)
        for zones in try touched(byLastCommitsBefore: state.trusted.branch.commit, state.declared) {
            candidates.append(try await maker.part(zones, of: whole))
        }
        candidates.append(try await maker.allowing(whole, state.declared))
        let absences = try MergedAbsences(in: ports.clone)
            .lists(before: state.trusted.branch.commit, most: Self.lastCommits)
        // A pull request that leaves zones out says so in its plan.
        for candidate in candidates {
            for absent in absences { candidates.append(try maker.leavingOut(absent, candidate)) }
        }
        // As they were made before the settings were accepted by one of them.
        for earlier in standings.dropFirst() {
            for candidate in candidates {
                candidates.append(
                    PlanMaker.Candidate(
                        document: try maker.document(candidate.document.plan, earlier),
                        plain: try maker.document(candidate.plain.plan, earlier)))
            }
        }
        // One that is not of what is live any more can't be applied, however new its proposal is.
        let now = Dictionary(whole.plan.zones.map { ($0.apex, $0.changes) }, uniquingKeysWith: { first, _ in first })
        let isOfNow = { (candidate: PlanMaker.Candidate) in
            candidate.document.plan.zones.allSatisfy { !$0.hasWork || now[$0.apex] == $0.changes }
        }
        return candidates.filter(isOfNow) + candidates.filter { !isOfNow($0) }
    }

    /// The plans that wait in the ledger and are of the protected branch's files. What takes drift back is of no merge:
    /// it covers nothing of what git declares.
    private func proposed(
        on trusted: TrustedBranch, _ ledger: TrustedLedger
    ) async throws(GateError) -> [PlanMaker.Candidate] {
        var unreadable: GitError?
        let waiting: [PlanDocument]
        do throws(LedgerError) {
            waiting = try await ProposedPlans(in: ledger.ledger).waiting { plan in
                do throws(GitError) {
                    return try PlanMatch(plan, .changes, on: trusted, of: ports.clone).isWhole
                } catch {
                    unreadable = error
                    return false
                }
            }
        } catch {
            throw GateError(error)
        }
        if let unreadable { throw GateError(unreadable) }
        return waiting.filter { !$0.plan.isRestoring }.map { PlanMaker.Candidate(document: $0, plain: $0) }
    }

    /// The sets of zones that one of the last commits touches, or several in a row; those with the tip first. A commit
    /// that changes the settings touches all zones, and nothing before it is looked at.
    private func touched(
        byLastCommitsBefore tip: CommitID, _ declared: DeclaredState
    ) throws(GateError) -> [Set<DomainName>] {
        let steps = try GateError.ofGit { () throws(GitError) in try lastSteps(before: tip) }
        let all = Set(declared.apexes)
        var sets: [Set<DomainName>] = []
        for start in steps.indices {
            var zones: Set<DomainName> = []
            for end in start..<steps.count {
                zones.formUnion(steps[end])
                if !zones.isEmpty, zones.isStrictSubset(of: all), !sets.contains(zones) { sets.append(zones) }
            }
        }
        return sets
    }

    /// The zones that each of the last commits touches, the tip first.
    private func lastSteps(before tip: CommitID) throws(GitError) -> [Set<DomainName>] {
        let reader = DeclaredReader(in: ports.clone)
        var steps: [Set<DomainName>] = []
        var commit = tip
        while steps.count < Self.lastCommits, let parent = try parent(of: commit) {
            guard let zones = try reader.zones(changedBy: commit, since: parent.hex) else { break }
            steps.append(zones)
            commit = parent
        }
        return steps
    }

    /// The first parent of a commit; `nil` where it has none, or this clone does not have it.
    private func parent(of commit: CommitID) throws(GitError) -> CommitID? {
        do throws(GitError) {
            return try ports.clone.repository.resolve(revision: "\(commit.hex)^1")
        } catch {
            guard [.unknownRevision, .shallowClone, .missingObject, .partialClone].contains(error.code) else {
                throw error
            }
            return nil
        }
    }

    // MARK: - Approvals

    /// Whether a plan is approved; also by nobody, where no review is required and that is not asked for.
    private func isApproved(
        _ document: PlanDocument, _ state: TrustedState, _ ledger: TrustedLedger
    ) async throws(GateError) -> Bool {
        try PlanMatch.requireWhole(document.plan, on: state.trusted, of: ports.clone)
        let request = ReviewRequest(document: document, pullRequest: pullRequest, setsRuleAside: setsRuleAside)
        let session: ReviewSession
        do throws(GateError) {
            session = try await ReviewCollection(state, ledger, ports).session(for: request)
        } catch {
            // That it can't be found out is no word against it.
            if error.kind != .refused || error.has(GateError.approvalsUnreadable) { throw error }
            return false
        }
        do throws(ReviewRefusal) {
            return try !session.approve().approvals.isEmpty || document.plan.allowed.isEmpty
        } catch {
            return false
        }
    }
}
