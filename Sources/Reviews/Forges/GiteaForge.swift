internal import HTTPTransport
internal import ZonePlanning

/// The interface of Gitea and Forgejo, `https://HOST/api/v1`.
package struct GiteaForge: Forge {
    private let service: ForgeService
    private let pipelineAccount: String?

    package init(_ service: ForgeService, pipelineAccount: String? = nil) {
        self.service = service
        self.pipelineAccount = pipelineAccount
    }

    package var address: ForgeAddress { service.address }

    private var path: String { address.path }

    // MARK: - What Gitea answers

    private struct User: Decodable {
        var id: Int
        var login: String

        /// Accounts of the forge itself, as the one of its workflows and that of deleted users, have no positive
        /// number.
        var account: ForgeAccount { ForgeAccount(login, id: id, isBot: id <= 0) }
    }

    private struct Pull: Decodable {
        var number: Int
        var merged: Bool
        var user: Stated<User>
        var head: Reference
        var base: Reference
        var html_url: String?

        struct Reference: Decodable {
            var ref: String
            var sha: String
        }
    }

    private struct PullEntry: Decodable {
        var number: Int
        var merged: Bool
    }

    private struct Commit: Decodable {
        var sha: String
        var author: Stated<MaybeUser>
        var committer: Stated<MaybeUser>
        var commit: Details

        struct MaybeUser: Decodable { var login: String? }

        struct Details: Decodable {
            var author: Stated<Person>
            var committer: Stated<Person>
            var message: String
        }

        struct Person: Decodable { var email: String }
    }

    private struct Review: Decodable {
        var id: Int
        var user: Stated<User>
        var state: String
        var commit_id: String
        var submitted_at: String
        var stale: Bool
        var dismissed: Bool
    }

    private struct Comment: Decodable {
        var id: Int
        var user: Stated<User>
        var body: String
        var updated_at: String

        func comment(_ what: String) throws(ForgeError) -> ForgeComment {
            guard let updated = Instant(parsing: updated_at) else { throw Instant.unreadable(what) }
            return ForgeComment(id: id, account: user.value?.login, body: body, updated: updated)
        }
    }

    private struct Team: Decodable {
        var id: Int
        var name: String
    }

    private func list<Answer: Decodable & Sendable>(
        _ path: String, as type: Answer.Type, leavesOut: Bool = false
    ) async throws(ForgeError) -> [Answer] {
        // No page is larger than 50 unless the administrator says otherwise.
        try await service.list(path, as: type, size: 50, sizeName: "limit", leavesOut: leavesOut)
    }

    // MARK: - What is asked

    package func ownAccount() async throws(ForgeError) -> String? {
        do {
            return try await service.get("user", as: User.self).login
        } catch {
            if error.code == .forbidden || error.code == .notFound { return pipelineAccount }
            throw error
        }
    }

    package func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest {
        let pull = try await service.get("\(path)/pulls/\(number)", as: Pull.self)
        guard pull.number == number else { throw .wrongAnswer(address.shown(number)) }
        guard let author = pull.user.value, author.id > 0 else {
            throw ForgeError(
                .unreadable, "the account that opened \(address.shown(number)) is gone, so its author is not known")
        }
        return PullRequest(
            number: number, head: try CommitName.checked(pull.head.sha), base: pull.base.ref, author: author.account,
            isMerged: pull.merged, page: pull.html_url)
    }

    package func pullRequests(of commit: String) async throws(ForgeError) -> [Int] {
        do {
            let pull = try await service.get(
                "\(path)/commits/\(try CommitName.checked(commit))/pull", as: PullEntry.self)
            return pull.merged ? [pull.number] : []
        } catch {
            if error.code == .notFound { return [] }
            throw error
        }
    }

    package func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson] {
        let commits = try await list("\(path)/pulls/\(request.number)/commits", as: Commit.self)
        guard !commits.isEmpty else {
            throw ForgeError(
                .unreadable, "\(address.shown(request.number)) has no commits, so its authors are not known")
        }
        try request.checkCommits(commits.map(\.sha), address)
        var persons: [CommitPerson] = []
        for commit in commits {
            for (person, user) in [(commit.commit.author, commit.author), (commit.commit.committer, commit.committer)] {
                persons.append(
                    CommitPerson(
                        address: person.value?.email ?? "", account: user.value?.login, in: commit.sha))
            }
            persons += CoAuthorTrailers.people(in: commit.commit.message).map {
                CommitPerson(address: $0.email, in: commit.sha)
            }
        }
        return persons
    }

    package func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview] {
        var reviews: [ForgeReview] = []
        // Reviews that others have begun and not sent are counted, and not shown.
        for review in try await list("\(path)/pulls/\(request.number)/reviews", as: Review.self, leavesOut: true) {
            let decision: ForgeReview.Decision =
                switch review.state {
                case "APPROVED": review.dismissed ? .dismissed : .approved
                case "REQUEST_CHANGES": review.dismissed ? .dismissed : .changesRequested
                case "COMMENT", "PENDING", "REQUEST_REVIEW": .none
                default: .unknown
                }
            reviews.append(
                ForgeReview(
                    id: review.id, account: review.user.value?.account, decision: decision, commit: review.commit_id,
                    time: Instant(parsing: review.submitted_at), isStale: review.stale))
        }
        return reviews
    }

    package func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool {
        let parts = team.split(separator: "/", maxSplits: 1).map(String.init)
        let (organization, name) = parts.count == 2 ? (parts[0], parts[1]) : (address.owner, team)
        do {
            let teams = try await list("orgs/\(ForgeAddress.encoded(organization))/teams", as: Team.self)
            guard let id = teams.first(where: { $0.name.lowercased() == name.lowercased() })?.id else { return false }
            let member = try await service.get(
                "teams/\(id)/members/\(ForgeAddress.encoded(account.name))", as: User.self)
            return member.login.lowercased() == account.key
        } catch {
            if error.code == .notFound { return false }
            throw error
        }
    }

    package func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
        try await list("\(path)/issues/\(number)/comments", as: Comment.self)
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
