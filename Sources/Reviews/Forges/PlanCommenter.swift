internal import DNSModel
package import Gate
internal import Reports
package import ZonePlanning

/// Keeps the plan comment of a pull request up to date: one, or more where the plan is too large for one.
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

    /// What became of the note beside the plan comment.
    package enum NoteOutcome: Hashable, Sendable {
        /// It says what is known, or there is nothing to say.
        case done
        /// It was left alone, since it may say what is not known now.
        case kept
        /// It was left alone, since the pull request is at another commit than the one that it would be about.
        case otherHead(String)
    }

    /// Writes what is known beside the plan, and says what was not done: the plan comment is there all the same.
    ///
    /// - Parameters:
    ///   - notes: what is to be said.
    ///   - number: the pull request.
    /// - Returns: why, one sentence each, with its id.
    package func warnings(noting notes: CommentNotes, on number: Int) async -> [String] {
        let shown = Printable.text(forge.address.shown(number))
        do throws(ForgeError) {
            switch try await note(notes, on: number) {
            case .done: return []
            case .kept:
                return [
                    "it is not known now what there is to note beside the plan, so the note on \(shown) was left as it "
                        + "is [note-kept]"
                ]
            case .otherHead(let head):
                return [
                    "what is known beside the plan was not noted on \(shown), which is now at "
                        + "\(Printable.text(head.prefix(12))), and the clone is not; run 'gate53 comment' in a clone that "
                        + "is [note-not-written]"
                ]
            }
        } catch {
            return [
                "the plan comment is there, but what is known beside the plan could not be noted on \(shown): "
                    + "\(Printable.text(error.message)) [note-not-written]"
            ]
        }
    }

    /// Says in a comment of its own what is known beside the plan; where nothing is, one that is there says so.
    ///
    /// - Parameters:
    ///   - notes: what is to be said.
    ///   - number: the pull request.
    /// - Returns: what was done.
    /// - Throws: ``ForgeError``.
    package func note(_ notes: CommentNotes, on number: Int) async throws(ForgeError) -> NoteOutcome {
        let writer: String?
        if let account { writer = account } else { writer = try await forge.ownAccount() }
        guard let writer else { return .done }
        let own = try await forge.comments(on: number).filter {
            $0.account?.lowercased() == writer.lowercased() && NotesComment.isOne($0.body)
        }.min { $0.id < $1.id }
        let text = NotesComment.text(of: notes.sentences)
        if own == nil, text == nil { return .done }
        let wanted = text ?? NotesComment.spare
        if let own {
            if PlanComment.isSame(own.body, wanted) { return .done }
            let saysNothing = PlanComment.isSame(own.body, NotesComment.spare)
            if !notes.isComplete, text == nil || !saysNothing { return saysNothing ? .done : .kept }
        }
        let head = try await forge.pullRequest(number).head
        guard notes.heads.contains(head.lowercased()) else { return .otherHead(head) }
        if let own {
            try await forge.replace(own, with: wanted, on: number)
        } else {
            _ = try await forge.comment(wanted, on: number)
        }
        return .done
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
                "\(forge.address.shown(number)) is now at \(request.head.prefix(12)), and the plan is of "
                    + "\(head.prefix(12)), an older commit; let the run of the newer commit write the comment")
        }
        func comment(of document: PlanDocument, carrying carried: String) -> PlanComment {
            PlanComment(
                document, head: request.head, forge: forge.address.kind, page: request.page,
                limit: forge.longestComment, carrying: carried)
        }
        let writer: String?
        if let account { writer = account } else { writer = try await forge.ownAccount() }
        guard let writer else {
            throw ForgeError(
                .misconfigured, "it is not known which account the token is of; name it with --account")
        }
        let own = PlanCommentSearch.comments(by: writer, among: try await forge.comments(on: number))
        let shown = PlanCommentSearch.document(in: own)
        if let shown, shown.plan.hasSameEffect(as: document.plan, on: today),
            Self.say(own, comment(of: shown, carrying: ""))
        {
            return shown.digest == document.digest ? .unchanged : .kept(shown.digest)
        }
        let carried = CarriedPlan.text(of: document)
        let wanted = comment(of: document, carrying: carried ?? "")
        guard wanted.isTooLarge || carried != nil && wanted.carriesAll else {
            throw ForgeError(
                .misconfigured,
                "the plan is too large for plan comments to carry it (\(document.octets.count) octets), so that apply would not find "
                    + "it; split the pull request, or have the plan signed: 'gate53 approve', then 'gate53 propose'")
        }
        if wanted.isTooLarge, own.count == 1, PlanComment.isSame(own[0].body, wanted.texts[0]) { return .unchanged }
        try await write(wanted.texts, over: own, on: number)
        return own.isEmpty ? .written : .updated
    }

    /// Writes the comments over those that are there. What is there too many is emptied first, and the first of them
    /// is written last: until then the others are of no plan that it names.
    private func write(_ texts: [String], over own: [ForgeComment], on number: Int) async throws(ForgeError) {
        for comment in own.dropFirst(texts.count) where !PlanComment.isSame(comment.body, PlanComment.spare) {
            try await forge.replace(comment, with: PlanComment.spare, on: number)
        }
        for text in texts.dropFirst(own.count) where !own.isEmpty { _ = try await forge.comment(text, on: number) }
        for (comment, text) in zip(own, texts).reversed() {
            let isSame = PlanComment.isSame(comment.body, text)
            if isSame, PlanComment.carried(in: [comment.body]) == PlanComment.carried(in: [text]) { continue }
            try await forge.replace(comment, with: text, on: number)
        }
        // In their order, as pages are read, where none is there.
        for text in texts where own.isEmpty { _ = try await forge.comment(text, on: number) }
    }

    /// Whether comments show all of a plan, and nothing of another one.
    private static func say(_ comments: [ForgeComment], _ wanted: PlanComment) -> Bool {
        let parts = PlanCommentSearch.parts(of: wanted, among: comments)
        return !wanted.isTooLarge && parts?.first?.id == comments.first?.id
            && comments.allSatisfy { comment in
                parts?.contains { $0.id == comment.id } == true || PlanComment.isQuiet(comment.body)
            }
    }
}
