internal import Reports
internal import ZonePlanning

/// Finds the plan comments of a pull request: ours only by their account.
struct PlanCommentSearch: Sendable {
    private let forge: any Forge
    private let source: ReviewSource

    init(forge: any Forge, source: ReviewSource) {
        self.forge = forge
        self.source = source
    }

    /// The account that writes plan comments.
    ///
    /// - Throws: ``ForgeError`` where that is not known.
    func commenter() async throws(ForgeError) -> String {
        let account: String?
        if let named = source.commenter { account = named } else { account = try await forge.ownAccount() }
        guard let account else {
            throw ForgeError(
                .misconfigured,
                "it is not known which account writes the plan comments; name it in the settings, as in 'commenter: "
                    + "dns-bot'"
            )
        }
        return account
    }

    /// The plan comments, in the order in which they were first written; more than one where the plan is too large for
    /// one. Others may follow that belonged to an earlier plan.
    ///
    /// - Throws: ``ForgeError``.
    func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
        let commenter = try await commenter()
        return Self.comments(by: commenter, among: try await forge.comments(on: number))
    }

    /// The plan comments of an account, in the order in which they were first written.
    static func comments(by account: String, among comments: [ForgeComment]) -> [ForgeComment] {
        comments.filter {
            $0.account?.lowercased() == account.lowercased() && PlanComment.isPlanComment($0.body)
        }.sorted { $0.id < $1.id }
    }

    /// The comments that show a plan, found by their first lines, each the first one that has it: two jobs may have
    /// written the same at once.
    ///
    /// - Parameters:
    ///   - wanted: what they are to say.
    ///   - comments: those that there are.
    /// - Returns: them; `nil` where one is missing or says something else.
    static func parts(of wanted: PlanComment, among comments: [ForgeComment]) -> [ForgeComment]? {
        var parts: [ForgeComment] = []
        for (line, text) in zip(wanted.firstLines, wanted.texts) {
            guard let part = comments.first(where: { $0.body.prefix { !$0.isNewline } == line }),
                PlanComment.isSame(part.body, text)
            else { return nil }
            parts.append(part)
        }
        return parts
    }

    /// The plan that comments carry; `nil` where there is none that can be read. Whether they show it, and only that,
    /// is another question.
    static func document(in comments: [ForgeComment]) -> PlanDocument? {
        CarriedPlan.document(in: PlanComment.carried(in: comments.map(\.body)))
    }
}
