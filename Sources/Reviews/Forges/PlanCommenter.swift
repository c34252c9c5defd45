internal import Reports
package import ZonePlanning

/// Keeps one comment of a pull request up to date.
package struct PlanCommenter: Sendable {
    /// What became of the comment.
    package enum Outcome: Hashable, Sendable {
        case written
        case updated
        /// It said all of it already. It is left alone: what was reviewed after it stays reviewed.
        case unchanged
        /// It shows the same changes, by a plan that was made when the protected branch was at another commit. It is
        /// left alone, for the same reason.
        case kept(Digest)
    }

    private let forge: any Forge
    private let account: String?
    private let today: CalendarDate

    /// - Parameters:
    ///   - forge: where the pull request is.
    ///   - account: who writes; `nil` means the account whose token is used.
    ///   - today: the day.
    package init(forge: any Forge, account: String?, today: CalendarDate) {
        self.today = today
        self.forge = forge
        self.account = account
    }

    /// Writes the plan comment, or replaces the text of the one that is there.
    ///
    /// A comment is ours only by its account; one of another account that looks like ours is left alone.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - number: the pull request.
    ///   - head: the commit that the plan was made of; `nil` means that it is not checked.
    /// - Returns: what was done.
    /// - Throws: ``ForgeError``.
    package func comment(_ document: PlanDocument, on number: Int, of head: String?) async throws(ForgeError) -> Outcome
    {
        let request = try await forge.pullRequest(number)
        if let head, head != request.head {
            throw ForgeError(
                .misconfigured,
                "\(forge.address.shown(number)) is at \(request.head.prefix(12)) by now, and the plan is of "
                    + "\(head.prefix(12)); its comment is for the run of the newer commit to write")
        }
        func shownText(of document: PlanDocument) -> String {
            PlanComment(
                document, head: request.head, forge: forge.address.kind, page: request.page,
                limit: forge.longestComment
            ).text
        }
        let text = shownText(of: document)
        let writer: String?
        if let account { writer = account } else { writer = try await forge.ownAccount() }
        guard let writer else {
            throw ForgeError(
                .misconfigured, "it is not known whose token this is; name the account with --account")
        }
        let own = try await forge.comments(on: number).filter {
            $0.account?.lowercased() == writer.lowercased() && PlanComment.isPlanComment($0.body)
        }
        guard let comment = own.min(by: { $0.id < $1.id }) else {
            _ = try await forge.comment(text, on: number)
            return .written
        }
        if PlanComment.isSame(comment.body, text) { return .unchanged }
        if let shown = PlanComment.document(in: comment.body), shown.plan.hasSameEffect(as: document.plan, on: today),
            PlanComment.isSame(comment.body, shownText(of: shown))
        {
            return .kept(shown.digest)
        }
        try await forge.replace(comment, with: text, on: number)
        return .updated
    }
}
