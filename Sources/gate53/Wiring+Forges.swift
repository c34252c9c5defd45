internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import Reconciliation
internal import Reports
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

/// Approvals from every source, and the forges among them.
extension Wiring {
    /// Asks every source of approvals that the protected branch's settings name.
    ///
    /// - Throws: ``CommandFailure``: refused where a source can't be asked; nobody has approved then.
    func hold(_ review: PlanReview, _ protected: ProtectedProject) async throws(CommandFailure) -> HeldReview {
        let standing = try await ruleStanding(of: protected, setsAside: review.setsRuleAside)
        var held = HeldReview(document: review.document, authors: [], sources: [], standing: standing)
        held.showsSettings = standing.isShown(by: review.document.plan, signersPath: protected.review.signers)
        var questions = protected.review.sources.map { (source: $0, rule: $0.rule, protected: protected) }
        if case .changed(_, let before) = standing {
            for source in before.review.sources {
                var rule = source.rule
                rule.acceptedAt = before.commit
                questions.append((source, rule, protected.asking(before)))
            }
        }
        try refuseUnshownSettings(held, signed: questions.contains { $0.rule.forge == nil && $0.rule.required > 0 })
        guard questions.contains(where: { $0.rule.required > 0 }) else {
            held.sources = questions.map { HeldReview.Source(rule: $0.rule, verdicts: []) }
            return held
        }
        do {
            var authors = try await authors(ofCommitsUnderReview: review.document, protected)
            if case .changed(_, let before) = standing {
                authors += try ruleAuthors(since: before, protected)
            }
            held.authors = Set(authors.map(\.email))
            var answers: [HeldReview.Source?] = questions.map { _ in nil }
            // Those of the rule that was accepted first: by their word a forge that only the merged settings name is asked.
            let order = questions.indices.sorted { one, other in
                let (accepted, others) = (
                    questions[one].rule.acceptedAt != nil, questions[other].rule.acceptedAt != nil
                )
                return accepted == others ? one < other : accepted
            }
            for index in order {
                let (source, rule, protected) = questions[index]
                guard source.required > 0 else {
                    answers[index] = HeldReview.Source(rule: rule, verdicts: [])
                    continue
                }
                let approvals: any ApprovalSource
                if let kind = source.forge {
                    if rule.acceptedAt == nil, !mayBeAsked(source, standing, answers.compactMap { $0 }, held) {
                        answers[index] = HeldReview.Source(rule: rule, verdicts: [])
                        continue
                    }
                    approvals = try await reviews(at: kind, source, review, protected, authors)
                } else {
                    approvals = try await self.approvals(
                        of: review.document, at: review.path, extra: review.approvals, protected)
                }
                answers[index] = HeldReview.Source(
                    rule: rule, verdicts: try await approvals.approvals(of: review.document.octets),
                    again: source.forge == nil ? nil : approvals)
            }
            held.sources = answers.compactMap { $0 }
            return held
        } catch let error as ApprovalSourceError {
            throw unreadable(error.message)
        } catch let error as ForgeError {
            throw unreadable(error.message)
        } catch let error as LedgerError {
            throw unreadable(error.message)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failure, "the review could not be held: \(error)")
        }
    }

    /// Refuses a plan that does not show how the settings differ from those accepted, where signatures decide: nobody who
    /// signed it has seen that, and to apply it is to do as they say. Of signers alone that is not asked, since both rules
    /// count until they are accepted, nor of a plan that is empty or takes drift back, which accepts nothing then.
    private func refuseUnshownSettings(_ held: HeldReview, signed: Bool) throws(CommandFailure) {
        let plan = held.document.plan
        guard signed, !held.showsSettings, !plan.isRestoring, !plan.isEmpty,
            let (last, now) = held.standing.unaccepted, last.settings != now.settings
        else { return }
        let place = "those that were accepted at \(last.commit.prefix(12))"
        let shown: String
        switch plan.settingsStanding {
        case .accepted, .unknown: shown = "the plan does not show how they differ"
        case .unaccepted: shown = "the plan shows other differences than there are now"
        }
        throw CommandFailure(
            refused:
                "the settings of the protected branch are not \(place), and \(shown), so that nobody who approved it has "
                + "seen that; plan again, from what is merged, and have that plan approved", id: "settings-not-shown")
    }

    /// Whether a token may be sent to the forge that a source of the merged settings names: where these are not accepted yet,
    /// only to an address that the pipeline or the accepted settings name, until those who must approve by the rule before
    /// have. Somebody who may merge could send it anywhere else.
    private func mayBeAsked(
        _ source: ReviewSource, _ standing: RuleStanding, _ answers: [HeldReview.Source], _ held: HeldReview
    ) -> Bool {
        guard case .changed(_, let before) = standing, let url = source.url else { return true }
        if before.review.sources.contains(where: { $0.forge == source.forge && $0.url == url }) { return true }
        if let kind = source.forge,
            let own = try? Self.forgeEnvironment().address(kind, url: nil, repository: source.repository ?? "a/b"),
            let asked = try? Self.forgeEnvironment().address(kind, url: url, repository: source.repository ?? "a/b"),
            own.url == asked.url
        {
            return true
        }
        let accepted = answers.filter { $0.rule.acceptedAt != nil }
            .map { HeldApprovals(rule: $0.rule, verdicts: $0.verdicts) }
        if (try? ReviewRule.review(held.document, accepted, authors: held.authors)) != nil { return true }
        Terminal.standardError.write(
            "warning: \(Printable.text(url)) is not asked for reviews: the settings that name it are not accepted yet "
                + "[forge-not-accepted]")
        return false
    }

    func unreadable(_ message: String) -> CommandFailure {
        CommandFailure(
            .refused, "approvals can't be looked at: \(Printable.text(message))", id: "approvals-unreadable")
    }

    /// The environment of a pipeline.
    static func forgeEnvironment() -> ForgeEnvironment {
        let environment = Terminal.environment
        let event = environment["GITHUB_EVENT_PATH"].flatMap { $0.isEmpty ? nil : try? InputFile.read($0) }
        return ForgeEnvironment(environment, event: event)
    }

    /// The reviews of the pull request that brought a plan's files in.
    private func reviews(
        at kind: ForgeKind, _ source: ReviewSource, _ review: PlanReview, _ protected: ProtectedProject,
        _ authors: [CommitAuthor]
    ) async throws -> any ApprovalSource {
        let environment = Self.forgeEnvironment()
        let forge = environment.forge(
            at: try environment.address(kind, url: source.url, repository: source.repository))
        let differences = differences(ofHeadAt: kind)
        let number: Int
        if let named = review.pullRequest {
            number = named
        } else {
            var commits: [String] = [protected.commit]
            for author in authors where !commits.contains(author.commit.hex) { commits.append(author.commit.hex) }
            let search = PullRequestSearch(forge: forge, branch: protected.branch)
            number = try await search.request(of: review.document.plan, among: commits) { plan, head in
                (try? differences(plan, head).isEmpty) ?? false
            }
        }
        return ForgeApprovals(
            forge: forge, source: source, number: number, branch: protected.branch,
            // Who committed is what the forge says, which knows what it committed itself.
            authors: Set(authors.filter { $0.role != .committer }.map(\.email)),
            settingsChanges: { commit throws(ApprovalSourceError) in
                do throws(CommandFailure) {
                    return try await acceptedSettingsChanges(ofHead: commit, protected.project.settings)
                } catch {
                    throw ApprovalSourceError(error.lines.joined(separator: " "))
                }
            }, differences: differences)
    }

    /// Compares the files of a plan with those of a commit, straight from the object database.
    func differences(
        ofHeadAt kind: ForgeKind
    ) -> @Sendable (_ plan: Plan, _ commit: String) throws(ApprovalSourceError) -> [String] {
        let (repository, settingsPath) = (repository, settingsPath)
        return { plan, commit throws(ApprovalSourceError) in
            do throws(GitError) {
                guard let id = CommitID(hex: commit) else { throw GitError(.unknownRevision, "it is no commit") }
                return try Self.differences(of: plan, in: try repository.snapshot(of: id), settingsPath)
            } catch {
                let reference = kind == .gitlab ? "refs/merge-requests/NUMBER/head" : "refs/pull/NUMBER/head"
                throw ApprovalSourceError(
                    "the head \(commit.prefix(12)) can't be read from this clone; fetch it, as with 'git fetch origin "
                        + "\(reference)' (\(Printable.text(error.message)))")
            }
        }
    }

    /// Which of the plan's files are not those of a tree: the settings, and the files of each zone with work.
    static func differences(
        of plan: Plan, in tree: any FileTree, _ settingsPath: String?
    ) throws(GitError) -> [String] {
        let reader = DesiredStateReader(settingsPath: settingsPath)
        let (settings, file, _) = try reader.settings(in: tree)
        var differences: [String] = []
        if file != plan.settings { differences.append("the settings, \(plan.settings.path)") }
        guard let settings else { return differences.isEmpty ? ["the settings"] : differences }
        let zones = try reader.zoneFolders(in: tree, settings).zones
        for zone in plan.zones where zone.hasWork {
            let files = (zones[zone.apex] ?? []).map { ZoneFileIdentity(path: $0.path, blob: $0.blob) }
            if Set(files) != Set(zone.files) { differences.append("the files of \(zone.apex)") }
        }
        return differences
    }

    // MARK: - The plan comment

    /// What `gate53 comment` was told on the command line.
    struct CommentTarget {
        var forge: ForgeKind?
        var url: String?
        var repository: String?
        var pullRequest: Int?
        var account: String?
        /// Where the repository is, and which branch is protected.
        var clone: String
        var settings: String?
        var branch: String?
    }

    /// Keeps the plan comment of a pull request up to date.
    ///
    /// Nothing of it comes from the settings: those of a pull request could send the token elsewhere.
    ///
    /// - Returns: what was done, as a sentence.
    static func comment(
        _ document: PlanDocument, _ target: CommentTarget, _ verbosity: VerbosityOptions
    ) async throws(CommandFailure) -> String {
        let environment = forgeEnvironment()
        guard let kind = target.forge ?? environment.kind else {
            throw CommandFailure(
                .validationFailure, "this is no pipeline that is known; name the forge, as in '--forge github'",
                id: "no-forge")
        }
        let isHere = environment.kind == kind
        guard let number = target.pullRequest ?? (isHere ? environment.pullRequest : nil), number > 0 else {
            throw CommandFailure(
                .validationFailure,
                "this pipeline runs for no pull request; name it, as in '--pull-request 12', or run 'gate53 comment' only "
                    + "where there is one", id: "no-pull-request")
        }
        do {
            let address = try environment.address(kind, url: target.url, repository: target.repository)
            let head =
                target.pullRequest == nil || target.pullRequest == environment.pullRequest ? environment.head : nil
            let outcome = try await PlanCommenter(
                forge: environment.forge(at: address), account: target.account,
                settingsChanges: { await settingsChanges(ofHead: $0, target, verbosity) }
            ).comment(document, on: number, of: isHere ? head : nil)
            let verb =
                switch outcome {
                case .written: "Written"
                case .updated: "Updated"
                case .unchanged: "Unchanged"
                }
            return
                "\(verb): the plan comment of \(Printable.text(address.shown(number))), plan \(document.digest.short)."
        } catch {
            throw CommandFailure(.failure, Printable.text(error.message), id: "forge-\(error.code.rawValue)")
        }
    }

    /// Adds the plan to the summary of a workflow's job.
    ///
    /// - Throws: ``CommandFailure`` where the environment names no file for it.
    static func addSummary(
        _ document: PlanDocument, _ target: CommentTarget, _ verbosity: VerbosityOptions
    ) async throws(CommandFailure) {
        guard let path = forgeEnvironment().summaryPath else {
            throw CommandFailure(
                .failure, "GITHUB_STEP_SUMMARY is not set; leave '--summary' out where there is no job summary",
                id: "no-summary")
        }
        // A step may have up to 1 MiB; what other steps wrote stays.
        let changes = await shownSettings(
            of: document, repository: target.clone, branch: target.branch, verbosity
        ).changes
        let report = Array(
            MarkdownReport(limit: 900_000).text(of: document, settingsChanges: changes).utf8)
        // What is there and can't be read must not be written over; a pipe or a device has nothing to be kept.
        let written = InputFile.isRegular(path) ? try InputFile.read(path) : []
        try OutputFile.write(written + report, to: path)
    }
}
