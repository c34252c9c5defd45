internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import GitStore
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

/// Plans that nobody hands over: those that wait in the ledger, and those that the tip of the protected branch makes.
extension Wiring {
    /// Puts a plan and its signatures into the ledger.
    ///
    /// - Returns: how many signatures went with it.
    func propose(
        _ document: PlanDocument, at path: String, signatures: [String]
    ) async throws(CommandFailure) -> Int {
        var octets: [[UInt8]] = []
        for file in SSHApprovals.signatures(beside: path) + signatures {
            octets.append(try InputFile.read(file, orElse: "name the file of a signature"))
        }
        // The settings that count, not those of a branch: that could name another ledger.
        let settings = try trustedBranch().settings ?? Settings(path: "")
        let ledger = try await fetchedLedger(of: settings, publishes: true)
        do {
            try await ProposedPlans(in: ledger).propose(document, signatures: octets, at: Clock.timestamp())
        } catch {
            throw CommandFailure(error)
        }
        return octets.count
    }

    /// What waits at the tip of the protected branch.
    struct MergedPlans {
        /// The plans to apply, in order; no two of them have one zone.
        var plans: [PlanDocument]
        /// The zones with changes for which there is no approved plan.
        var uncovered: [DomainName]
        /// What the protected branch declares, which was read for them.
        var protected: ProtectedProject
    }

    /// The plans that are to be applied for the tip of the protected branch.
    ///
    /// The whole tip is planned first: what it changes has to be covered by approved plans. Those that were proposed
    /// come first, then those for the zones that the last commits of the branch touch, one or several in a row as a
    /// merge brings them, then the one for all: the same content and the same live zones give the same octets, so
    /// approvals of it count. Where policies block such a plan, it is looked for as it was made with these allowed.
    ///
    /// - Parameters:
    ///   - pullRequest: see ``ReviewRequest/pullRequest``.
    ///   - setsRuleAside: see ``ReviewRequest/setsRuleAside``.
    /// - Returns: the plans; where nothing waits, the one without changes, to be confirmed; where nothing is approved
    ///   at all, the first plan, for its refusal.
    /// - Throws: ``CommandFailure``.
    func mergedPlans(
        pullRequest: Int?, setsRuleAside: Bool
    ) async throws(CommandFailure) -> MergedPlans {
        let trusted = try trustedBranch()
        notices.found(trusted)
        let protected = try protectedProject(trusted)
        let project = protected.project
        let ledger = try await fetchedLedger(of: project.settings, publishes: true)
        if setsRuleAside { trust.approve() }
        let standings = try await settingsStandings(of: project)
        let standing = standings.first ?? .unknown
        let whole = try await plan(of: project, standing)
        let pending = Set(whole.plan.zones.filter(\.hasWork).map(\.apex))
        if pending.isEmpty { return MergedPlans(plans: [whole], uncovered: [], protected: protected) }
        var candidates: [Candidate]
        do {
            candidates = try await ProposedPlans(in: ledger).waiting { plan in
                (try? PlanMatch(plan, .changes, on: trusted, of: clone).isWhole) ?? false
            }.map { Candidate(document: $0, plain: $0) }
        } catch {
            throw CommandFailure(error)
        }
        // What takes drift back is of no merge: it covers nothing of what git declares.
        candidates.removeAll { $0.plain.plan.isRestoring }
        for zones in try touched(byLastCommitsBefore: trusted.branch.commit, project) {
            candidates.append(try await part(zones, of: whole, project))
        }
        candidates.append(try await allowing(whole, project))
        // As they were made before the settings were accepted by one of them.
        for earlier in standings.dropFirst() {
            candidates += try candidates.map { candidate throws(CommandFailure) in
                Candidate(
                    document: try document(candidate.document.plan, earlier),
                    plain: try document(candidate.plain.plan, earlier))
            }
        }
        // One that is not of what is live any more can't be applied, however new its proposal is.
        let now = Dictionary(whole.plan.zones.map { ($0.apex, $0.changes) }, uniquingKeysWith: { first, _ in first })
        let isOfNow = { (candidate: Candidate) in
            candidate.document.plan.zones.allSatisfy { !$0.hasWork || now[$0.apex] == $0.changes }
        }
        candidates = candidates.filter(isOfNow) + candidates.filter { !isOfNow($0) }
        var chosen: [PlanDocument] = []
        var covered: Set<DomainName> = []
        for candidate in candidates {
            let document = candidate.document
            let zones = Set(document.plan.zones.filter(\.hasWork).map(\.apex))
            guard !zones.isEmpty, zones.isSubset(of: pending), covered.isDisjoint(with: zones),
                try await isApproved(
                    ReviewRequest(document: document, pullRequest: pullRequest, setsRuleAside: setsRuleAside),
                    bySomebody: !document.plan.allowed.isEmpty, protected, ledger)
            else { continue }
            chosen.append(document)
            covered.formUnion(zones)
        }
        if chosen.isEmpty, let first = candidates.map(\.plain).first(where: { !$0.plan.isEmpty }) {
            return MergedPlans(plans: [first], uncovered: [], protected: protected)
        }
        return MergedPlans(
            plans: chosen, uncovered: pending.subtracting(covered).sorted(), protected: protected)
    }

    /// A plan that may have been approved, and the same without policies that only its approval can allow.
    private struct Candidate {
        var document: PlanDocument
        var plain: PlanDocument
    }

    private func plan(
        of project: Project, _ standing: SettingsStanding, allowed: Set<PolicyName> = []
    ) async throws(CommandFailure) -> PlanDocument {
        let outcome = await reconciler().plan(try await works(for: project, allowed: allowed))
        try outcome.report(to: .standardError, verbosity.ofErrors)
        return try document(
            Plan(
                source: .commit, settings: project.settingsFile, settingsStanding: standing, allowed: allowed,
                zones: outcome.zones))
    }

    private func document(_ plan: Plan, _ standing: SettingsStanding) throws(CommandFailure) -> PlanDocument {
        var plan = plan
        plan.settingsStanding = standing
        return try document(plan)
    }

    private func document(_ plan: Plan) throws(CommandFailure) -> PlanDocument {
        do { return try PlanDocument(plan) } catch { throw CommandFailure(.failure, error.message) }
    }

    /// The plan of some of the zones of a plan for all: what planning them alone gives.
    private func part(
        _ zones: Set<DomainName>, of whole: PlanDocument, _ project: Project
    ) async throws(CommandFailure) -> Candidate {
        var limited = project
        limited.zones = project.zones.filter { zones.contains($0.desired.zone.apex) }
        let plan = Plan(
            source: .commit, settings: project.settingsFile, settingsStanding: whole.plan.settingsStanding, allowed: [],
            zones: whole.plan.zones.filter { zones.contains($0.apex) })
        return try await allowing(try document(plan), limited)
    }

    /// The plan as it is made when the policies that block it are allowed: it can only have been approved so.
    private func allowing(
        _ document: PlanDocument, _ project: Project
    ) async throws(CommandFailure) -> Candidate {
        let blocking = Set(document.plan.blockingFindings.map(\.finding.policy))
        let allowed =
            blocking.isEmpty
            ? document
            : try await plan(
                of: project, document.plan.settingsStanding, allowed: blocking)
        return Candidate(document: allowed, plain: document)
    }

    /// How many of the last commits of the protected branch are looked at, along its first parents.
    private static let lastCommits = 10

    /// The sets of zones that one of the last commits touches, or several in a row; those with the tip first. A commit
    /// that changes the settings touches all zones, and nothing before it is looked at.
    private func touched(
        byLastCommitsBefore tip: CommitID, _ project: Project
    ) throws(CommandFailure) -> [Set<DomainName>] {
        let steps = try gitFailure { () throws(GitError) in
            var steps: [Set<DomainName>] = []
            var commit = tip
            while steps.count < Self.lastCommits,
                let parent = try? repository.resolve(revision: "\(commit.hex)^1")
            {
                var reader = clone.reader()
                _ = try limit(&reader, try repository.snapshot(of: commit), to: parent.hex)
                guard let zones = reader.only else { break }
                steps.append(zones)
                commit = parent
            }
            return steps
        }
        let all = Set(project.zones.map(\.desired.zone.apex))
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

    /// Whether a plan is approved; also by nobody, where no review is required and that is not asked for.
    private func isApproved(
        _ request: ReviewRequest, bySomebody: Bool, _ protected: ProtectedProject, _ ledger: any Ledger
    ) async throws(CommandFailure) -> Bool {
        try check(request.document.plan, isOf: protected.trusted)
        do {
            let session = try await collection(protected, ledger).session(for: request)
            let approved = try session.approve()
            return !bySomebody || !approved.approvals.isEmpty
        } catch let error as GateError where error.kind != .refused || error.has(GateError.approvalsUnreadable) {
            // That it can't be found out is no word against it.
            throw CommandFailure(error)
        } catch {
            return false
        }
    }
}
