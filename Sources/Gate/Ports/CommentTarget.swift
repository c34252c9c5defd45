package import ZonePlanning

/// Where a plan comment goes, as the command line says it; what it leaves out is the pipeline's.
package struct CommentTarget: Sendable {
    package var forge: ForgeKind?
    /// The URL of the forge's interface.
    package var url: String?
    /// The repository with its owner.
    package var repository: String?
    package var pullRequest: Int?
    /// The account that writes the comment.
    package var account: String?

    package init(
        forge: ForgeKind? = nil, url: String? = nil, repository: String? = nil, pullRequest: Int? = nil,
        account: String? = nil
    ) {
        self.forge = forge
        self.url = url
        self.repository = repository
        self.pullRequest = pullRequest
        self.account = account
    }
}

/// What is to be said beside a plan comment.
package struct CommentNotes: Hashable, Sendable {
    /// One ``Printable`` sentence each.
    package var sentences: [String]
    /// Whether that is all there is to say. Where it is not known, what was said before is left alone.
    package var isComplete: Bool
    /// The commits that it is about, in hexadecimal: one of them has to be the pull request's newest.
    package var heads: Set<String>

    package init(_ sentences: [String], isComplete: Bool, heads: Set<String>) {
        self.sentences = sentences
        self.isComplete = isComplete
        self.heads = heads
    }

    /// It is not known what there is to say.
    package static let unknown = CommentNotes([], isComplete: false, heads: [])
}

/// What was done to comments.
package struct CommentOutcome: Hashable, Sendable {
    /// A sentence that is safe to print.
    package var words: String
    /// What was not done beside it, one sentence each, with its id.
    package var warnings: [String]

    package init(words: String, warnings: [String] = []) {
        self.words = words
        self.warnings = warnings
    }
}
