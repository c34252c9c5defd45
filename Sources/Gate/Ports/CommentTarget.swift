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
