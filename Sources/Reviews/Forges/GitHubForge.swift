internal import HTTPTransport
internal import ZonePlanning

/// GitHub's REST interface, version 2022-11-28, in the cloud and of Enterprise Server (`https://HOST/api/v3`).
package struct GitHubForge: Forge {
    private let service: ForgeService
    /// Who we are where the forge does not say: the account of a pipeline's own token.
    private let pipelineAccount: String?

    package init(_ service: ForgeService, pipelineAccount: String? = nil) {
        self.service = service
        self.pipelineAccount = pipelineAccount
    }

    package var address: ForgeAddress { service.address }

    private var path: String { address.path }

    // MARK: - What GitHub answers

    private struct User: Decodable {
        var login: String
        var id: Int
        /// `User`, `Bot`, `Organization`.
        var type: String

        var account: ForgeAccount { ForgeAccount(login, id: id, isBot: type != "User" || login.hasSuffix("[bot]")) }
    }

    private struct Pull: Decodable {
        var number: Int
        var merged: Bool
        var commits: Int
        var user: Stated<User>
        var head: Reference
        var base: Reference

        struct Reference: Decodable {
            var ref: String
            var sha: String
        }
    }

    private struct PullEntry: Decodable {
        var number: Int
        var merged_at: Stated<String>
    }

    private struct Commit: Decodable {
        var sha: String
        /// An account, `null`, or `{}`.
        var author: Stated<MaybeUser>
        var committer: Stated<MaybeUser>
        var commit: Details

        struct MaybeUser: Decodable { var login: String? }

        struct Details: Decodable {
            var author: Stated<Person>
            var committer: Stated<Person>
            var message: String
            var verification: Verification?
        }

        struct Verification: Decodable { var verified: Bool }

        struct Person: Decodable { var email: String }
    }

    private struct Review: Decodable {
        var id: Int
        var user: Stated<User>
        var state: String
        var commit_id: Stated<String>
        var submitted_at: String?
    }

    private struct Comment: Decodable {
        var id: Int
        var user: Stated<User>
        var body: String?
        var updated_at: String

        func comment(_ what: String) throws(ForgeError) -> ForgeComment {
            guard let updated = Instant(parsing: updated_at) else { throw Instant.unreadable(what) }
            return ForgeComment(id: id, account: user.value?.login, body: body ?? "", updated: updated)
        }
    }

    private struct Membership: Decodable { var state: String }

    // MARK: - What is asked

    package func ownAccount() async throws(ForgeError) -> String? {
        do {
            return try await service.get("user", as: User.self).login
        } catch {
            // A token of an installed app, as a workflow's own, has no user.
            if error.code == .forbidden || error.code == .notFound { return pipelineAccount }
            throw error
        }
    }

    package func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest {
        let pull = try await service.get("\(path)/pulls/\(number)", as: Pull.self)
        guard pull.number == number else { throw .wrongAnswer(address.shown(number)) }
        guard let author = pull.user.value else {
            throw ForgeError(
                .unreadable, "the account that opened \(address.shown(number)) is gone, so its author is not known")
        }
        return PullRequest(
            number: number, head: try CommitName.checked(pull.head.sha), base: pull.base.ref, author: author.account,
            isMerged: pull.merged, commitCount: pull.commits)
    }

    package func pullRequests(of commit: String) async throws(ForgeError) -> [Int] {
        try await service.list("\(path)/commits/\(try CommitName.checked(commit))/pulls", as: PullEntry.self)
            .filter { $0.merged_at.value != nil }.map(\.number)
    }

    package func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson] {
        let commits = try await service.list("\(path)/pulls/\(request.number)/commits", as: Commit.self)
        // The list ends at 250 commits without a word.
        guard !commits.isEmpty, request.commitCount ?? 0 <= commits.count else {
            throw ForgeError(
                .tooMany,
                "\(address.shown(request.number)) has \(request.commitCount ?? 0) commits, of which GitHub lists "
                    + "\(commits.count); make a pull request of fewer commits")
        }
        try request.checkCommits(commits.map(\.sha), address)
        var persons: [CommitPerson] = []
        for commit in commits {
            persons.append(
                CommitPerson(
                    address: commit.commit.author.value?.email ?? "", account: commit.author.value?.login,
                    in: commit.sha))
            let committer = CommitPerson(
                address: commit.commit.committer.value?.email ?? "", account: commit.committer.value?.login,
                in: commit.sha)
            // What GitHub commits itself it signs; anybody can write its address.
            let isGitHub =
                commit.commit.verification?.verified == true
                && NoReplyAddress.isForgeItself(committer.address, at: address)
            if !isGitHub { persons.append(committer) }
            persons += CoAuthorTrailers.people(in: commit.commit.message).map {
                CommitPerson(address: $0.email, in: commit.sha)
            }
        }
        return persons
    }

    package func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview] {
        var reviews: [ForgeReview] = []
        for review in try await service.list("\(path)/pulls/\(request.number)/reviews", as: Review.self) {
            let decision: ForgeReview.Decision =
                switch review.state {
                case "APPROVED": .approved
                case "CHANGES_REQUESTED": .changesRequested
                case "DISMISSED": .dismissed
                case "COMMENTED", "PENDING": .none
                default: .unknown
                }
            reviews.append(
                ForgeReview(
                    id: review.id, account: review.user.value?.account, decision: decision,
                    commit: review.commit_id.value,
                    time: review.submitted_at.flatMap { Instant(parsing: $0) }))
        }
        return reviews
    }

    package func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool {
        // A team is one of the repository's owner, unless it says otherwise: `org/team`.
        let parts = team.split(separator: "/", maxSplits: 1).map(String.init)
        let (organization, name) = parts.count == 2 ? (parts[0], parts[1]) : (address.owner, team)
        let encoded = [organization, name, account.name].map { ForgeAddress.encoded($0) }
        do {
            return try await service.get(
                "orgs/\(encoded[0])/teams/\(encoded[1])/memberships/\(encoded[2])", as: Membership.self
            ).state == "active"
        } catch {
            // Also where there is no such team, or the token may not see it: nobody is in it for all we know.
            if error.code == .notFound { return false }
            throw error
        }
    }

    package func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
        try await service.list("\(path)/issues/\(number)/comments", as: Comment.self)
            .map { comment throws(ForgeError) in try comment.comment(address.shown(number)) }
    }

    package func comment(_ body: String, on number: Int) async throws(ForgeError) -> ForgeComment {
        try await service.send(.post, "\(path)/issues/\(number)/comments", ["body": body], as: Comment.self)
            .comment(address.shown(number))
    }

    package func replace(_ comment: ForgeComment, with body: String, on number: Int) async throws(ForgeError) {
        let answer = try await service.send(
            .patch, "\(path)/issues/comments/\(comment.id)", ["body": body], as: Comment.self)
        guard answer.id == comment.id else { throw .otherComment(address.shown(number)) }
    }
}
