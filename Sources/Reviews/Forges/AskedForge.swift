package import Gate
internal import Reports
internal import ZonePlanning

/// Asks one forge what a question is about: the reviews of a plan, and the plans that pull requests show.
package struct AskedForge: Sendable {
    private let forge: any Forge

    package init(_ forge: any Forge) { self.forge = forge }

    /// The reviews of the pull request that brought a plan's files in.
    ///
    /// - Parameter question: what is asked.
    /// - Returns: the source of approvals.
    /// - Throws: ``ForgeError``, also where it can't be found out which pull request it was.
    package func reviews(_ question: ForgeQuestion) async throws(ForgeError) -> ForgeApprovals {
        let number: Int
        if let named = question.pullRequest {
            number = named
        } else {
            let comments = PlanCommentSearch(forge: forge, source: question.source)
            number = try await PullRequestSearch(forge: forge, branch: question.branch)
                .request(among: question.commits) { number throws(ForgeError) in
                    let comment = try await comments.comments(on: number).first
                    return comment.map { PlanComment.isOf(question.document, $0.body) } ?? false
                }
        }
        return ForgeApprovals(
            forge: forge, source: question.source, number: number, branch: question.branch, authors: question.authors,
            written: question.written, commits: question.commitsOfAuthors, signers: question.signers,
            isAutomaticMerge: question.isAutomaticMerge)
    }

    /// The plans that merged pull requests show in their plan comments.
    ///
    /// - Parameter question: what is asked.
    /// - Returns: the plans, the newest pull request first.
    /// - Throws: ``ForgeError``.
    package func shownPlans(_ question: ForgeQuestion) async throws(ForgeError) -> [ShownPlan] {
        let numbers: [Int]
        if let named = question.pullRequest {
            numbers = [named]
        } else {
            numbers = try await PullRequestSearch(forge: forge, branch: question.branch).merged(among: question.commits)
        }
        var shown: [ShownPlan] = []
        for number in numbers {
            let comments = try await PlanCommentSearch(forge: forge, source: question.source).comments(on: number)
            guard let document = PlanCommentSearch.document(in: comments) else { continue }
            shown.append(ShownPlan(document, pullRequest: number, place: forge.address.shown(number)))
        }
        return shown
    }
}
