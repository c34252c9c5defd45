internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import Reconciliation
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
        let settings = try gitFailure { () throws(any Error) in
            let tree = try repository.snapshot(of: try protectedTip().commit)
            return try DesiredStateReader(settingsPath: settingsPath).settings(in: tree).settings
        }
        let ledger = try await fetchedLedger(of: settings ?? Settings(path: ""), publishes: true)
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
    }

    /// The plans that are to be applied for the tip of the protected branch.
    ///
    /// The whole tip is planned first: what it changes has to be covered by approved plans. Those that were proposed come
    /// first, then the one for the zones that the tip's commit touches, then the one for all: the same content and the same
    /// live zones give the same octets, so approvals of it count.
    ///
    /// - Parameters:
    ///   - pullRequest: see ``PlanReview/pullRequest``.
    ///   - setsRuleAside: see ``PlanReview/setsRuleAside``.
    /// - Returns: the plans; where nothing waits, the one without changes, to be confirmed; where nothing is approved at all,
    ///   the first plan, for its refusal.
    /// - Throws: ``CommandFailure``.
    func mergedPlans(
        pullRequest: Int?, setsRuleAside: Bool
    ) async throws(CommandFailure) -> MergedPlans {
        let (found, tree) = try gitFailure { () throws(any Error) in
            let found = try protectedTip()
            return (found, try repository.snapshot(of: found.commit))
        }
        let project = try gitFailure { () throws(GitError) in
            try self.project(of: tree, DesiredStateReader(settingsPath: settingsPath), changedSince: nil)
        }
        try project.report(to: .standardError, quiet: true)
        let ledger = try await fetchedLedger(of: project.settings, publishes: true)
        let whole = try await plan(of: project)
        let pending = Set(whole.plan.zones.filter(\.hasWork).map(\.apex))
        if pending.isEmpty { return MergedPlans(plans: [whole], uncovered: []) }
        var candidates: [PlanDocument]
        do {
            candidates = try await ProposedPlans(in: ledger).waiting { plan in
                (try? Self.differences(of: plan, in: tree, settingsPath).isEmpty) ?? false
            }
        } catch {
            throw CommandFailure(error)
        }
        // What takes drift back is of no merge: it covers nothing of what git declares.
        candidates.removeAll { $0.plan.isRestoring }
        for part in try touched(by: found.commit, tree, project) { candidates.append(try await plan(of: part)) }
        candidates.append(whole)
        var chosen: [PlanDocument] = []
        var covered: Set<DomainName> = []
        for document in candidates {
            let zones = Set(document.plan.zones.filter(\.hasWork).map(\.apex))
            guard !zones.isEmpty, zones.isSubset(of: pending), covered.isDisjoint(with: zones),
                try await isApproved(
                    PlanReview(
                        document: document, path: nil, approvals: [], pullRequest: pullRequest,
                        setsRuleAside: setsRuleAside))
            else { continue }
            chosen.append(document)
            covered.formUnion(zones)
        }
        if chosen.isEmpty, let first = candidates.first(where: { !$0.plan.isEmpty }) {
            return MergedPlans(plans: [first], uncovered: [])
        }
        return MergedPlans(plans: chosen, uncovered: pending.subtracting(covered).sorted())
    }

    private func plan(of project: Project) async throws(CommandFailure) -> PlanDocument {
        let outcome = await reconciler().plan(try await works(for: project, allowed: []))
        try outcome.report(to: .standardError, quiet: true)
        let plan = Plan(source: .commit, settings: project.settingsFile, allowed: [], zones: outcome.zones)
        do { return try PlanDocument(plan) } catch { throw CommandFailure(.failure, error.message) }
    }

    /// The project limited to the zones that the tip's commit touches; nothing where it has no parent here.
    private func touched(
        by commit: CommitID, _ tree: any FileTree, _ project: Project
    ) throws(CommandFailure) -> [Project] {
        try gitFailure { () throws(GitError) in
            guard (try? repository.resolve(revision: "\(commit.hex)^1")) != nil else { return [] }
            let limited = try self.project(
                of: tree, DesiredStateReader(settingsPath: settingsPath), changedSince: "\(commit.hex)^1")
            return limited.zones.isEmpty || limited.zones.count == project.zones.count ? [] : [limited]
        }
    }

    private func isApproved(_ review: PlanReview) async throws(CommandFailure) -> Bool {
        let protected = try protectedProject(for: review.document)
        do {
            _ = try await hold(review, protected).approve()
            return true
        } catch {
            return false
        }
    }
}
