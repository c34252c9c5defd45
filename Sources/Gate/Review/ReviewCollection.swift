internal import DNSModel
package import ZoneFiles
internal import ZonePlanning

// Decision 0072: trust is decided in a library.

/// Asks every source of approvals that the rule in force names.
package struct ReviewCollection: Sendable {
    private let trusted: TrustedBranch
    private let settings: Settings
    let ledger: any Ledger
    private let clone: Clone
    private let sources: any ApprovalSources
    let observer: GateObserver

    /// - Parameters:
    ///   - trusted: the protected branch.
    ///   - settings: its settings.
    ///   - ledger: the ledger that counts.
    ///   - clone: where commits are read.
    ///   - sources: makes the sources.
    ///   - observer: told of forges that are not asked.
    package init(
        _ trusted: TrustedBranch, _ settings: Settings, _ ledger: any Ledger, of clone: Clone,
        _ sources: any ApprovalSources, _ observer: @escaping GateObserver
    ) {
        self.trusted = trusted
        self.settings = settings
        self.ledger = ledger
        self.clone = clone
        self.sources = sources
        self.observer = observer
    }

    /// - Parameters:
    ///   - state: the protected branch.
    ///   - ledger: the ledger that counts.
    ///   - ports: the edges.
    package init(_ state: TrustedState, _ ledger: TrustedLedger, _ ports: GatePorts) {
        self.init(
            state.trusted, state.settings, ledger.ledger, of: ports.clone, ports.approvals, ports.observer)
    }

    /// How the protected branch's rule stands to the one that was accepted last.
    ///
    /// - Parameter request: says whether the one before counts.
    /// - Returns: how it stands.
    /// - Throws: ``GateError``.
    package func rule(for request: ReviewRequest) async throws(GateError) -> RuleStatus {
        try await RuleStatus(of: trusted, settings, in: ledger, setsAside: request.setsRuleAside)
    }

    /// One source that is to be asked.
    private struct Question {
        var source: ReviewSource
        var rule: ReviewRule
        var basis: ReviewBasis
    }

    /// Collects what the sources say of a plan.
    ///
    /// - Parameter request: the plan.
    /// - Returns: the review.
    /// - Throws: ``GateError``: refused where a source can't be asked; nobody has approved then.
    package func session(for request: ReviewRequest) async throws(GateError) -> ReviewSession {
        try await session(for: request, of: nil, by: nil)
    }

    /// Who wrote what is under review.
    ///
    /// - Parameters:
    ///   - request: the plan.
    ///   - zones: the zones that are asked about; `nil` for all of it.
    /// - Returns: the authors, by the changes that they have a part in.
    /// - Throws: ``GateError``.
    func authorship(
        for request: ReviewRequest, asked zones: Set<DomainName>? = nil
    ) async throws(GateError) -> Authorship {
        let rule = try await rule(for: request)
        do {
            let named = try await Authorship(
                of: request.document.plan, trusted, settings, rule, in: ledger, of: clone, asked: zones)
            return try SignedAuthors(settings.review, trusted.signers, rule, clone, sources).known(named)
        } catch {
            throw Self.gateError(error, "the authors of the commits under review could not be found")
        }
    }

    /// Collects what the sources say of a plan, or of some of its changes.
    ///
    /// - Parameters:
    ///   - request: the plan.
    ///   - keys: the changes by zone; none of a zone stands for the zone itself, and `nil` for the whole plan.
    ///   - known: who wrote what is under review, where that is known.
    /// - Returns: the review.
    /// - Throws: ``GateError``: refused where a source can't be asked; nobody has approved then.
    func session(
        for request: ReviewRequest, of keys: [DomainName: Set<RecordSet.Key>]?, by known: Authorship?
    ) async throws(GateError) -> ReviewSession {
        let rule = try await rule(for: request)
        let showsSettings = try isShown(rule, by: request.document.plan)
        let questions = questions(rule)
        if !showsSettings {
            try refuseUnshownSettings(
                request.document.plan, rule,
                isSigned: questions.contains { $0.rule.forge == nil && $0.rule.required > 0 })
        }
        func session(_ answers: [ReviewSession.Answer], _ authorship: Authorship? = nil) -> ReviewSession {
            ReviewSession(
                document: request.document, rule: rule, authors: authorship?.identities ?? [],
                commits: authorship?.commitsOfAddresses ?? [:], answers: answers, showsSettings: showsSettings,
                keys: keys)
        }
        guard questions.contains(where: { $0.rule.required > 0 }) else {
            return session(questions.map { ReviewSession.Answer(rule: $0.rule, verdicts: []) })
        }
        do {
            var authorship: Authorship
            if let known { authorship = known } else { authorship = try await self.authorship(for: request) }
            if let keys { authorship = authorship.limited(to: keys) }
            var answers: [ReviewSession.Answer?] = questions.map { _ in nil }
            // Those of the rule that was accepted first: by their word a forge that only the merged settings name is
            // asked.
            let order =
                questions.indices.filter { questions[$0].rule.acceptedAt != nil }
                + questions.indices.filter { questions[$0].rule.acceptedAt == nil }
            for index in order {
                let (question, authorship) = (questions[index], authorship)
                var answer = ReviewSession.Answer(rule: question.rule, verdicts: [])
                answer.rule.unsigned = authorship.unsigned.map(\.hex)
                if question.source.required > 0,
                    mayBeAsked(
                        question, rule, request.document, answers.compactMap { $0 }, authorship.identities)
                {
                    let approvals = try await source(question, request, authorship)
                    let said = try await approvals.answer(on: request.document.octets)
                    answer.take(said)
                    answer.again = approvals
                }
                answers[index] = answer
            }
            return session(answers.compactMap { $0 }, authorship)
        } catch {
            throw Self.gateError(error, "the approvals could not be checked")
        }
    }

    /// The error of a review that came to nothing.
    private static func gateError(_ error: any Error, _ what: String) -> GateError {
        switch error {
        case let error as GateError: error
        case let error as ApprovalSourceError: GateError(approvalsUnreadable: error.message)
        case let error as LedgerError: GateError(approvalsUnreadable: error.message)
        default: GateError(.failed, "\(what): \(error)")
        }
    }

    /// Whether anybody has to approve anything.
    ///
    /// - Parameter request: says whether the rule before counts.
    /// - Returns: whether a source asks for approvals.
    /// - Throws: ``GateError``.
    package func needsApproval(for request: ReviewRequest) async throws(GateError) -> Bool {
        questions(try await rule(for: request)).contains { $0.rule.required > 0 }
    }

    /// Refuses what nobody could approve, as where there is no signers file, or the clone is behind what was applied.
    ///
    /// - Parameter request: the plan.
    /// - Throws: ``GateError``.
    func requireApprovable(_ request: ReviewRequest) async throws(GateError) {
        for question in questions(try await rule(for: request)) where question.rule.required > 0 {
            if question.source.forge == nil { _ = try signers(of: question.basis) }
        }
        _ = try await authorship(for: request)
    }

    /// Who wrote what is under review, where that has to be signed and can be found out.
    ///
    /// - Parameters:
    ///   - request: the plan.
    ///   - rule: how the protected branch's rule stands to the one accepted last.
    /// - Returns: the authors; `nil` where signatures are not asked for.
    func signedAuthorship(of request: ReviewRequest, _ rule: RuleStatus) async -> Authorship? {
        guard settings.review.authors == .signed || rule.alsoCounts?.review.authors == .signed else { return nil }
        return try? await authorship(for: request)
    }

    /// Who may approve a zone, and how many have to.
    ///
    /// - Parameters:
    ///   - zone: the zone, with what waits in it.
    ///   - rule: how the protected branch's rule stands to the one accepted last.
    ///   - authorship: who wrote what waits, where that has to be signed.
    /// - Returns: who by each source of approvals; nobody named means all that the signers file lists.
    func approvers(
        of zone: UncoveredZone, _ rule: RuleStatus, by authorship: Authorship?
    ) -> [UncoveredZone.Approvers] {
        let keys = [zone.apex: Set(zone.sets.map(\.change.key))]
        let unsigned = authorship?.limited(to: keys).unsigned.map(\.hex) ?? []
        return questions(rule).filter { $0.rule.required > 0 }.map { question in
            var rule = question.rule
            rule.unsigned = unsigned
            rule.unplaced = question.source.forge.map { zone.unplaced(at: $0) } ?? []
            return UncoveredZone.Approvers(
                forge: question.source.forge, needed: rule.needed, unsigned: unsigned.first ?? rule.unplaced.first,
                reviewers: rule.reviewers(of: zone.apex), acceptedAt: rule.acceptedAt)
        }
    }

    /// The plans that were shown in pull requests that may have brought in what waits.
    ///
    /// - Parameter request: the plan of what waits.
    /// - Returns: a request for each, the newest pull request first; none where no forge is asked.
    /// - Throws: ``GateError``: refused where a forge can't be asked.
    package func shownPlans(
        for request: ReviewRequest
    ) async throws(GateError) -> [ReviewRequest] {
        let rule = try await rule(for: request)
        var found: [ReviewRequest] = []
        // Who wrote what is under review is only asked for where a forge is.
        let questions = questions(rule).filter { $0.rule.required > 0 && $0.source.forge != nil }
        if questions.isEmpty { return [] }
        do {
            let authorship = try await self.authorship(for: request)
            for question in questions {
                guard question.rule.required > 0, let kind = question.source.forge,
                    mayBeAsked(question, rule, request.document, [], authorship.identities)
                else { continue }
                let asked = forgeQuestion(kind, question, request, authorship)
                for shown in try await sources.shownPlans(asked)
                where !found.contains(where: { $0.document.digest == shown.document.digest }) {
                    found.append(
                        ReviewRequest(
                            document: shown.document, pullRequest: shown.pullRequest,
                            setsRuleAside: request.setsRuleAside, place: shown.place))
                }
            }
            return found
        } catch {
            throw Self.gateError(error, "the pull requests could not be read")
        }
    }

    /// Whether a plan shows how the settings differ from those accepted, and was made after these were accepted: who
    /// approved the same difference before has seen it accepted and taken back.
    private func isShown(_ rule: RuleStatus, by plan: Plan) throws(GateError) -> Bool {
        guard rule.isShown(by: plan, signersPath: settings.review.signers) else { return false }
        guard let (last, _) = rule.unaccepted else { return true }
        guard let accepted = CommitID(hex: last.commit), let commit = plan.protectedCommit.flatMap(CommitID.init(hex:))
        else { return false }
        return try GateError.ofGit { () throws(GitError) in
            do throws(GitError) { return try clone.repository.isAncestor(accepted, of: commit) } catch {
                guard [.missingObject, .unknownRevision].contains(error.code) else { throw error }
                return false
            }
        }
    }

    private func questions(_ rule: RuleStatus) -> [Question] {
        let now = ReviewBasis(review: settings.review, signers: trusted.signers)
        var questions = now.review.sources.map { Question(source: $0, rule: $0.rule, basis: now) }
        if let before = rule.alsoCounts {
            for source in before.review.sources {
                var rule = source.rule
                rule.acceptedAt = before.accepted.commit
                questions.append(Question(source: source, rule: rule, basis: before.basis))
            }
        }
        return questions
    }

    /// Refuses a plan that does not show how the settings differ from those accepted, where signatures decide: nobody
    /// who signed it has seen that, and to apply it is to do as they say. Of signers alone that is not asked, since
    /// both rules count until they are accepted, nor of a plan that is empty or takes drift back, which accepts nothing
    /// then.
    private func refuseUnshownSettings(_ plan: Plan, _ rule: RuleStatus, isSigned: Bool) throws(GateError) {
        guard isSigned, !plan.isRestoring, !plan.isEmpty, let (last, now) = rule.unaccepted,
            last.settings != now.settings
        else { return }
        let shown =
            switch plan.settingsStatus {
            case .accepted, .unknown: "the plan does not show how they differ"
            case .unaccepted where rule.isShown(by: plan, signersPath: settings.review.signers):
                "the plan was made before these were accepted"
            case .unaccepted: "the plan shows other differences than there are now"
            }
        throw GateError(
            refused:
                "the settings of the protected branch are not the ones that were accepted at "
                + "\(last.commit.prefix(12)), and \(shown). So nobody who approved it saw the difference; plan "
                + "again from what is merged, and have the new plan approved", id: "settings-not-shown")
    }

    /// Whether a token may be sent to the forge that a source of the merged settings names: where these are not
    /// accepted yet, only to an address that the pipeline or the accepted settings name, until those who must approve
    /// by the rule before have. Somebody who may merge could send it anywhere else.
    private func mayBeAsked(
        _ question: Question, _ rule: RuleStatus, _ document: PlanDocument, _ answers: [ReviewSession.Answer],
        _ authors: Set<String>
    ) -> Bool {
        let source = question.source
        guard source.forge != nil, question.rule.acceptedAt == nil, let before = rule.alsoCounts, let url = source.url
        else { return true }
        if before.review.sources.contains(where: { $0.forge == source.forge && $0.url == url }) { return true }
        if sources.isPipelinesOwn(source) { return true }
        let accepted = answers.filter { $0.rule.acceptedAt != nil }.map(\.approvals)
        if (try? ReviewRule.review(document, accepted, authors: authors)) != nil { return true }
        observer(
            .warning(
                "\(Printable.text(url)) is not asked for reviews, because the settings that name it are not accepted "
                    + "yet [forge-not-accepted]"))
        return false
    }

    private func source(
        _ question: Question, _ request: ReviewRequest, _ authorship: Authorship
    ) async throws -> any ApprovalSource {
        guard let kind = question.source.forge else { return try await signatures(question.basis, request) }
        return try await sources.reviews(forgeQuestion(kind, question, request, authorship))
    }

    private func forgeQuestion(
        _ kind: ForgeKind, _ question: Question, _ request: ReviewRequest, _ authorship: Authorship
    ) -> ForgeQuestion {
        // Also those that have no part in the changes: their pull requests may show a plan that has these.
        let commits =
            [trusted.branch.commit.hex]
            + authorship.commits.filter { $0 != trusted.branch.commit }.map(\.hex)
        return ForgeQuestion(
            kind: kind, source: question.source, document: request.document, pullRequest: request.pullRequest,
            branch: trusted.branch.name, commits: commits,
            written: authorship.authors.map(\.commit.hex).reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
            authors: Set(authorship.named.filter { $0.role != .committer }.map(\.email)),
            commitsOfAuthors: authorship.commitsOfAddresses, signers: authorship.signers,
            isAutomaticMerge: { [clone] commit in
                CommitID(hex: commit).flatMap { try? clone.repository.isAutomaticMerge($0) } ?? false
            })
    }

    private func signers(of basis: ReviewBasis) throws(GateError) -> [UInt8] {
        if let signers = basis.signers { return signers }
        let branch = "the protected branch '\(Printable.text(trusted.branch.name))'"
        let problem =
            basis.review.signers.map { "the signers file '\(Printable.text($0))' is not on \(branch); add it there" }
            ?? "the settings on \(branch) name no signers file; add one, and name it with 'review: {signers: PATH}'"
        throw GateError(
            .refused,
            "nobody can approve a plan: \(problem)",
            id: "no-signers")
    }

    private func signatures(_ basis: ReviewBasis, _ request: ReviewRequest) async throws -> any ApprovalSource {
        let signers = try signers(of: basis)
        var recorded: [LedgerFile] = []
        for path in try await ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: request.document.digest))
        where path.hasSuffix(".sig") {
            if let octets = try await ledger.approval(at: path) {
                recorded.append(LedgerFile(path: path, octets: octets))
            }
        }
        return try sources.signatures(
            for: request, signers: signers, areAccepted: basis.acceptedAt != nil, recorded: recorded)
    }
}
