internal import Reports
internal import ZonePlanning

/// Finds the plan comment of a pull request: ours only by its account.
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
                "it is not known which account writes the plan comment; name it in the settings, as in 'commenter: dns-bot'"
            )
        }
        return account
    }

    /// The plan comment; `nil` where there is none.
    ///
    /// - Throws: ``ForgeError``.
    func comment(on number: Int) async throws(ForgeError) -> ForgeComment? {
        let commenter = try await commenter().lowercased()
        return try await forge.comments(on: number).filter {
            $0.account?.lowercased() == commenter && PlanComment.isPlanComment($0.body)
        }.min { $0.id < $1.id }
    }
}
