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
        let ledger = try await fetchedLedger(of: settingsAtHead(), publishes: true)
        do {
            try await ProposedPlans(in: ledger).propose(document, signatures: octets, at: Clock.timestamp())
        } catch {
            throw CommandFailure(error)
        }
        return octets.count
    }

    /// The plans that are to be applied for the tip of the protected branch.
    ///
    /// First those that were proposed and whose files are those of the tip. Where there is none, the plan is made anew, for
    /// the zones that the tip's commit touches, else for all: the same content and the same live zones give the same octets,
    /// so approvals of it count.
    ///
    /// - Parameter pullRequest: see ``PlanReview/pullRequest``.
    /// - Returns: the plans, in the order they are to be applied; a plan without changes where nothing waits.
    /// - Throws: ``CommandFailure``.
    func mergedPlans(pullRequest: Int?) async throws(CommandFailure) -> [PlanDocument] {
        let nothing = Plan(
            source: .commit, settings: ZoneFileIdentity(path: "", blob: ""), allowed: [], zones: [])
        let (found, tree) = try gitFailure { () throws(any Error) in
            let found = try protectedTip()
            return (found, try repository.snapshot(of: found.commit))
        }
        let project = try gitFailure { () throws(GitError) in
            try self.project(of: tree, DesiredStateReader(settingsPath: settingsPath), changedSince: nil)
        }
        try project.report(to: .standardError, quiet: true)
        let ledger = try await fetchedLedger(of: project.settings, publishes: true)
        do {
            let waiting = try await ProposedPlans(in: ledger).waiting { plan in
                (try? Self.differences(of: plan, in: tree, settingsPath).isEmpty) ?? false
            }
            if !waiting.isEmpty { return waiting }
        } catch {
            throw CommandFailure(error)
        }
        var candidates: [PlanDocument] = []
        for selected in try touched(by: found.commit, tree, project) + [project] {
            let outcome = await reconciler().plan(try await works(for: selected, allowed: []))
            try outcome.report(to: .standardError, quiet: true)
            let plan = Plan(source: .commit, settings: selected.settingsFile, allowed: [], zones: outcome.zones)
            let document: PlanDocument
            do { document = try PlanDocument(plan) } catch { throw CommandFailure(.failure, error.message) }
            if document.plan.isEmpty || candidates.contains(where: { $0.digest == document.digest }) { continue }
            candidates.append(document)
            if try await isApproved(document, pullRequest) { return [document] }
        }
        // What waits and is not approved is refused by its own review, in words; and no plan means that nothing waits.
        if let first = candidates.first { return [first] }
        do { return [try PlanDocument(nothing)] } catch { throw CommandFailure(.failure, error.message) }
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

    private func isApproved(_ document: PlanDocument, _ pullRequest: Int?) async throws(CommandFailure) -> Bool {
        let protected = try protectedProject(for: document)
        let review = PlanReview(document: document, path: nil, approvals: [], pullRequest: pullRequest)
        do {
            _ = try await hold(review, protected).approve()
            return true
        } catch {
            return false
        }
    }
}
