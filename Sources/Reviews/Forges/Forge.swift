package import ZonePlanning

/// What is asked of a forge. Every answer that is not understood to its end is an error: whoever asks then denies.
package protocol Forge: Sendable {
    /// Where the repository is.
    var address: ForgeAddress { get }

    /// The account whose token is used; `nil` where the forge does not say, as for a pipeline's own token.
    func ownAccount() async throws(ForgeError) -> String?

    /// A pull request (at GitLab: a merge request) of the repository.
    func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest

    /// The pull requests that brought a commit in.
    func pullRequests(of commit: String) async throws(ForgeError) -> [Int]

    /// Everybody whom the commits of a pull request name: authors, committers, co-authors.
    func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson]

    /// Every review, in any order.
    func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview]

    /// Whether an account is a member of a team at present.
    func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool

    /// Every comment on a pull request, oldest first.
    func comments(on number: Int) async throws(ForgeError) -> [ForgeComment]

    /// Writes a comment. Not repeated where it is not known whether it arrived.
    func comment(_ body: String, on number: Int) async throws(ForgeError) -> ForgeComment

    /// Replaces the text of a comment.
    func replace(_ comment: ForgeComment, with body: String, on number: Int) async throws(ForgeError)
}

extension Forge {
    /// How long a comment may be, in octets; below what the forges take (GitHub: 65,536 characters).
    package var longestComment: Int { address.kind == .github ? 60_000 : 200_000 }
}

/// A pull request as far as it matters.
package struct PullRequest: Hashable, Sendable {
    package var number: Int
    /// The newest commit of its branch.
    package var head: String
    /// The branch that it is for.
    package var base: String
    package var author: ForgeAccount
    package var isMerged: Bool
    /// How many commits it has, where the forge says so.
    package var commitCount: Int?
    /// Where the forge shows it, where it says so.
    package var page: String?

    package init(
        number: Int, head: String, base: String, author: ForgeAccount, isMerged: Bool, commitCount: Int? = nil,
        page: String? = nil
    ) {
        self.page = page
        self.number = number
        self.head = head
        self.base = base
        self.author = author
        self.isMerged = isMerged
        self.commitCount = commitCount
    }
}

/// An account at a forge. Names are equal without regard to case.
package struct ForgeAccount: Hashable, Sendable {
    package var name: String
    /// The forge's number of it, where that is needed.
    package var id: Int?
    /// Whether the forge says that it is a program's.
    package var isBot: Bool

    package init(_ name: String, id: Int? = nil, isBot: Bool = false) {
        self.name = name
        self.id = id
        self.isBot = isBot
    }

    /// The name by which it is compared.
    package var key: String { name.lowercased() }
}

/// Somebody whom a commit names.
package struct CommitPerson: Hashable, Sendable {
    /// The e-mail address in lower case.
    package var address: String
    /// The account, where the forge knows whose address it is.
    package var account: String?
    /// The commit, in hexadecimal; `nil` where it is not known.
    package var commit: String?

    package init(address: String, account: String? = nil, in commit: String? = nil) {
        self.commit = commit
        self.address = address.lowercased()
        self.account = account?.lowercased()
    }
}

/// One review.
package struct ForgeReview: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case approved
        /// Asked for changes.
        case changesRequested
        /// Was dismissed, or taken back.
        case dismissed
        /// A comment, or something that decides nothing.
        case none
        /// A word that we do not know.
        case unknown
    }

    /// The forge's number of it.
    package var id: Int
    /// Who wrote it; `nil` for an account that is gone.
    package var account: ForgeAccount?
    package var decision: Decision
    /// The commit that was reviewed; `nil` where that is not known.
    package var commit: String?
    /// When it was given; `nil` where that is not known.
    package var time: Instant?
    /// Whether the forge itself says that it is out of date.
    package var isStale: Bool

    package init(
        id: Int, account: ForgeAccount?, decision: Decision, commit: String?, time: Instant?, isStale: Bool = false
    ) {
        self.id = id
        self.account = account
        self.decision = decision
        self.commit = commit
        self.time = time
        self.isStale = isStale
    }
}

/// One comment.
package struct ForgeComment: Hashable, Sendable {
    package var id: Int
    /// Who wrote it; `nil` for an account that is gone.
    package var account: String?
    package var body: String
    /// When its text was written last.
    package var updated: Instant

    package init(id: Int, account: String?, body: String, updated: Instant) {
        self.id = id
        self.account = account
        self.body = body
        self.updated = updated
    }
}
