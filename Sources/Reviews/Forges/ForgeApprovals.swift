package import Gate
internal import Reports
package import ZonePlanning

// Decision 0013: a review is of a commit, a plan is of octets.

/// Approvals by the reviews of a pull request.
///
/// A review is of a commit, a plan is of octets. A review counts for a plan only where all of this holds:
///
/// - the pull request is merged into the protected branch;
/// - the plan comment that our own account wrote there is, to the octet, what gate53 writes for this plan and this
///   head;
/// - the review is of the head, is newer than the comment, stands, and is the person's last word;
/// - the person is an account that the settings name, is no program, and has written nothing of the pull request and of
///   the commits under review.
///
/// What is not understood denies.
package struct ForgeApprovals: ApprovalSource {
    private let forge: any Forge
    private let source: ReviewSource
    private let number: Int
    private let branch: String
    private let authors: Set<String>
    private let written: [String]
    /// A commit of each of them, by address.
    private let commits: [String: String]
    /// The addresses of who signed each of those commits; none where signatures are not asked for.
    private let signers: [String: Set<String>]
    /// Whether a commit is a merge that nobody had to do anything for.
    private let isAutomaticMerge: @Sendable (_ commit: String) -> Bool

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - forge: who is asked.
    ///   - source: what the settings of the protected branch say.
    ///   - number: the pull request.
    ///   - branch: the protected branch.
    ///   - authors: the e-mail addresses of those who wrote the commits under review.
    ///   - written: those commits, in hexadecimal: the pull requests by which they came in are under review too.
    ///   - commits: a commit of each of them, by address.
    ///   - signers: the addresses that the signers file has for who signed a commit, in lower case, by the commit.
    ///   - isAutomaticMerge: whether a commit is a merge that nobody had to do anything for: whoever pressed the button
    ///     that brings a branch up to date wrote nothing.
    package init(
        forge: any Forge, source: ReviewSource, number: Int, branch: String, authors: Set<String>,
        written: [String] = [], commits: [String: String] = [:], signers: [String: Set<String>] = [:],
        isAutomaticMerge: @escaping @Sendable (_ commit: String) -> Bool = { _ in false }
    ) {
        self.written = written
        self.forge = forge
        self.source = source
        self.number = number
        self.branch = branch
        self.authors = authors
        self.commits = commits
        self.signers = signers
        self.isAutomaticMerge = isAutomaticMerge
    }

    private var place: String { forge.address.shown(number) }

    package func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict] {
        try await answer(on: document).verdicts
    }

    package func answer(on document: [UInt8]) async throws(ApprovalSourceError) -> ApprovalAnswer {
        do throws(ForgeError) {
            let plan: PlanDocument
            do {
                plan = try PlanDocument(octets: document)
            } catch {
                throw ForgeError(.unreadable, error.message)
            }
            let request = try await forge.pullRequest(number)
            if let obstacle = obstacle(request) { return ApprovalAnswer([.rejected(obstacle)]) }
            return try await answer(plan, request)
        } catch {
            throw ApprovalSourceError("\(place): \(error.message)")
        }
    }

    // MARK: - The pull request as a whole

    /// What keeps every review of the pull request from counting.
    private func obstacle(_ request: PullRequest) -> RejectedApproval? {
        func obstacle(_ reason: RejectedApproval.Reason, _ message: String) -> RejectedApproval {
            RejectedApproval(reason: reason, source: place, message: message)
        }
        guard request.isMerged, request.base == branch else {
            return obstacle(
                .notMerged,
                request.isMerged
                    ? "it was merged into '\(request.base)', and the protected branch is '\(branch)'; name the pull "
                        + "request that brought these changes into '\(branch)', with --pull-request"
                    : "it is not merged yet; merge it into '\(branch)' first")
        }
        return nil
    }

    /// Our plan comment, if all of it is what gate53 writes for this plan and head; else what is wrong with it. Of more
    /// comments it is the first, as it was when the last of them was written.
    private func comment(
        _ document: PlanDocument, _ request: PullRequest
    ) async throws(ForgeError) -> Result<ForgeComment, Missing> {
        let search = PlanCommentSearch(forge: forge, source: source)
        let expected = PlanComment(
            document, head: request.head, forge: forge.address.kind, page: request.page, limit: forge.longestComment)
        if expected.isTooLarge {
            return .failure(
                Missing(
                    .noPlanComment,
                    "the plan is too large for plan comments, so nobody saw all of it there; have it signed ('gate53 approve', then "
                        + "'gate53 propose'), or split it"))
        }
        let comments = try await search.comments(on: number)
        guard var comment = comments.first else {
            return .failure(
                Missing(
                    .noPlanComment,
                    "it has no plan comment by '\(try await search.commenter())', so nobody saw the plan there; show "
                        + "it there with 'gate53 comment', and have it reviewed"))
        }
        guard PlanComment.isOf(document, comment.body) else {
            return .failure(
                Missing(
                    .noPlanComment,
                    "the plan comment shows another plan than \(document.digest.short); apply the plan in the comment, or show "
                        + "this one with 'gate53 comment', and have it reviewed again"))
        }
        guard let parts = PlanCommentSearch.parts(of: expected, among: comments) else {
            return .failure(
                Missing(
                    .editedComment,
                    "the plan comment is not what gate53 writes for this plan. Somebody edited it, or it is of another "
                        + "commit or gate53 version; run 'gate53 comment' again, and have it reviewed again"))
        }
        comment.updated = parts.map(\.updated).max() ?? comment.updated
        return .success(comment)
    }

    private struct Missing: Error {
        var reason: RejectedApproval.Reason
        var message: String

        init(_ reason: RejectedApproval.Reason, _ message: String) {
            self.reason = reason
            self.message = message
        }
    }

    // MARK: - Each review

    private func answer(
        _ document: PlanDocument, _ request: PullRequest
    ) async throws(ForgeError) -> ApprovalAnswer {
        let comment: ForgeComment
        switch try await self.comment(document, request) {
        case .success(let found): comment = found
        case .failure(let missing):
            return ApprovalAnswer([
                .rejected(RejectedApproval(reason: missing.reason, source: place, message: missing.message))
            ])
        }
        var requests = [request]
        for other in try await PullRequestSearch(forge: forge, branch: branch).merged(among: written)
        where other != number {
            requests.append(try await forge.pullRequest(other))
        }
        var persons: [CommitPerson] = []
        for request in requests { persons += try await forge.persons(of: request) }
        persons.removeAll { $0.commit.map(isAutomaticMerge) ?? false }
        let reviewed = ReviewedAuthors(
            requests: requests, persons: persons, authors: authors, commits: commits, signers: signers,
            source: source, forge: forge.address)
        let reviews = try await forge.reviews(of: request).sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        var verdicts: [ApprovalVerdict] = []
        for (index, review) in reviews.enumerated() where review.decision != .none {
            let later = reviews[(index + 1)...]
            if let (reason, message) = rejection(review, later: later, request, comment, reviewed) {
                // Asking for changes claims to be no approval.
                guard review.decision != .changesRequested else { continue }
                verdicts.append(.rejected(RejectedApproval(reason: reason, source: name(review), message: message)))
            } else if let account = review.account {
                let teams = try await teams(of: account)
                let approval = Approval(
                    kind: .review, reviewer: Reviewer(principal: account.key), teams: teams,
                    fingerprint: "\(forge.address.kind.rawValue)-review-\(review.id)", source: name(review),
                    signature: ReviewNote.octets(review, request, comment, at: forge.address))
                verdicts.append(isReviewer(approval) ? .approved(approval) : .rejected(stranger(approval)))
            }
        }
        return ApprovalAnswer(verdicts, unplaced: reviewed.unplaced)
    }

    private func name(_ review: ForgeReview) -> String {
        "\(place), review \(review.id) by \(review.account?.name ?? "an account that is gone")"
    }

    /// Why a review does not count, whoever may approve; `nil` where it does.
    private func rejection(
        _ review: ForgeReview, later: ArraySlice<ForgeReview>, _ request: PullRequest, _ comment: ForgeComment,
        _ reviewed: ReviewedAuthors
    ) -> (RejectedApproval.Reason, String)? {
        switch review.decision {
        case .approved: break
        case .dismissed: return (.dismissedReview, "it was dismissed; ask for a new review")
        case .changesRequested, .none, .unknown:
            return (.supersededReview, "it does not approve; ask for a new review")
        }
        guard let account = review.account else {
            return (.notAReviewer, "its account is gone, so it is not known whose review it is; ask for a new review")
        }
        if account.isBot { return (.botReview, "it is by a bot; ask a person for a review") }
        guard review.commit == request.head, !review.isStale else {
            let commit = review.commit.map { "of \($0.prefix(12))" } ?? "older than the head"
            // The comment was written for the head: who reviews after that could have seen it.
            let isSeen = review.time.map { $0 > comment.updated } ?? false
            let how =
                isSeen
                ? "although the plan comment already showed the newest commit," : "and then the branch was pushed to"
            return (
                .outdatedReview,
                "it is \(commit), \(how) \(request.head.prefix(12)); ask for a review of the newest "
                    + "commit"
            )
        }
        guard let time = review.time, time > comment.updated else {
            return (
                .earlierThanPlan, "the plan comment changed after it; have the plan that it shows now reviewed again"
            )
        }
        if later.contains(where: { $0.account?.key == account.key && $0.decision != .none && $0.decision != .approved })
        {
            return (.supersededReview, "a later review by the same person does not approve; ask for a new review")
        }
        return reviewed.objection(to: account).map { ($0.reason, $0.message) }
    }

    private func isReviewer(_ approval: Approval) -> Bool {
        source.reviewers.includes(approval) || source.zones.contains { $0.reviewers.includes(approval) }
    }

    private func stranger(_ approval: Approval) -> RejectedApproval {
        RejectedApproval(
            reason: .notAReviewer, source: approval.source,
            message:
                "the account is not a reviewer: the settings name it neither under 'reviewers' nor in a team that it "
                + "belongs to; ask one of the reviewers there")
    }

    /// The teams of the settings that an account is in. Not asked where its name is enough for every zone, as not every
    /// token may know who is in a team.
    private func teams(of account: ForgeAccount) async throws(ForgeError) -> [String] {
        let name = account.key.lowercased()
        let isNamedEverywhere = ([source.reviewers] + source.zones.map(\.reviewers)).allSatisfy { choice in
            choice.teams.isEmpty || choice.names.contains { $0.lowercased() == name }
        }
        if isNamedEverywhere { return [] }
        var teams: [String] = []
        for team in source.teams where try await forge.isMember(account, of: team) { teams.append(team) }
        return teams
    }
}

private func < (left: (Instant?, Int), right: (Instant?, Int)) -> Bool {
    switch (left.0, right.0) {
    case (let one?, let other?): one == other ? left.1 < right.1 : one < other
    // What has no time is looked at as the last word.
    case (nil, nil): left.1 < right.1
    case (nil, _): false
    case (_, nil): true
    }
}
