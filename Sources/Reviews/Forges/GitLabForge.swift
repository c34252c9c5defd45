internal import HTTPTransport
internal import ZonePlanning

/// GitLab's REST interface, version 4: `https://HOST/api/v4`.
///
/// GitLab's approvals are of a merge request, not of a commit, and stay when something is pushed unless the project
/// says otherwise. What binds them is time: an approval counts for the head only where it was given after the version
/// of the merge request that has this head came to be. Where GitLab does not say when it was given (`approved_at`, in
/// newer versions), it does not count.
package struct GitLabForge: Forge {
    private let service: ForgeService

    package init(_ service: ForgeService) { self.service = service }

    package var address: ForgeAddress { service.address }

    private var path: String { address.path }

    private func path(_ number: Int) -> String { "\(address.path)/merge_requests/\(number)" }

    // MARK: - What GitLab answers

    private struct User: Decodable {
        var id: Int
        var username: String
        var state: String?
        /// In the answer to a question for one user.
        var bot: Bool?

        var account: ForgeAccount { ForgeAccount(username, id: id, isBot: isBot) }

        /// Access tokens of projects and groups have users of their own.
        var isBot: Bool {
            if let bot, bot { return true }
            if let state, state != "active" { return true }
            let parts = username.lowercased().split(separator: "_")
            return parts.count >= 3 && (parts[0] == "project" || parts[0] == "group") && parts[1].allSatisfy(\.isNumber)
                && parts[2].hasPrefix("bot")
        }
    }

    private struct Request: Decodable {
        var iid: Int
        var state: String
        var sha: String
        var target_branch: String
        var author: Stated<User>
        var web_url: String?
    }

    private struct RequestEntry: Decodable {
        var iid: Int
        var state: String
    }

    private struct Commit: Decodable {
        var id: String
        var message: String
        var author_email: String
        var committer_email: String
    }

    private struct Approvals: Decodable {
        var approved_by: [Entry]

        struct Entry: Decodable {
            var user: User
            var approved_at: String?
        }
    }

    private struct Version: Decodable {
        var id: Int
        var head_commit_sha: String
        var created_at: String
    }

    private struct Reviewer: Decodable {
        var user: User
        var state: String
    }

    private struct Member: Decodable {
        var id: Int
        var state: String
    }

    private struct Note: Decodable {
        var id: Int
        var author: Stated<User>
        var body: String
        var system: Bool
        var updated_at: String

        func comment(_ what: String) throws(ForgeError) -> ForgeComment {
            guard let updated = Instant(parsing: updated_at) else { throw Instant.unreadable(what) }
            return ForgeComment(id: id, account: system ? nil : author.value?.username, body: body, updated: updated)
        }
    }

    // MARK: - What is asked

    package func ownAccount() async throws(ForgeError) -> String? {
        do {
            return try await service.get("user", as: User.self).username
        } catch {
            // A job's token has no user of its own.
            if error.code == .forbidden || error.code == .notFound { return nil }
            throw error
        }
    }

    package func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest {
        let request = try await service.get(path(number), as: Request.self)
        guard request.iid == number else { throw .wrongAnswer(address.shown(number)) }
        guard let author = request.author.value else {
            throw ForgeError(
                .unreadable, "the account that opened \(address.shown(number)) is gone, so its author is not known")
        }
        return PullRequest(
            number: number, head: try CommitName.checked(request.sha), base: request.target_branch,
            author: author.account, isMerged: request.state == "merged", page: request.web_url)
    }

    package func pullRequests(of commit: String) async throws(ForgeError) -> [Int] {
        try await service.list(
            "\(path)/repository/commits/\(try CommitName.checked(commit))/merge_requests", as: RequestEntry.self
        ).filter { $0.state == "merged" }.map(\.iid)
    }

    package func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson] {
        let commits = try await service.list("\(path(request.number))/commits", as: Commit.self)
        guard !commits.isEmpty else {
            throw ForgeError(
                .unreadable, "\(address.shown(request.number)) has no commits, so its authors are not known")
        }
        try request.checkCommits(commits.map(\.id), address)
        return commits.flatMap { commit in
            ([commit.author_email, commit.committer_email] + CoAuthorTrailers.people(in: commit.message).map(\.email))
                .map { CommitPerson(address: $0, in: commit.id) }
        }
    }

    package func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview] {
        let approvals = try await service.get("\(path(request.number))/approvals", as: Approvals.self).approved_by
        if approvals.isEmpty { return [] }
        let versions = try await service.list("\(path(request.number))/versions", as: Version.self)
        guard let newest = versions.max(by: { $0.id < $1.id }), newest.head_commit_sha == request.head,
            let since = Instant(parsing: newest.created_at)
        else {
            throw ForgeError(
                .unreadable,
                "the newest version of \(address.shown(request.number)) is not of its newest commit. GitLab may "
                    + "still be working on it; try again")
        }
        let refused = try await service.list("\(path(request.number))/reviewers", as: Reviewer.self)
            .filter { $0.state == "requested_changes" }.map(\.user.id)
        var reviews: [ForgeReview] = []
        for entry in approvals {
            let user = try await service.get("users/\(entry.user.id)", as: User.self)
            guard user.id == entry.user.id else {
                throw ForgeError(.unreadable, "GitLab returned another user than the one that was asked for")
            }
            let time = entry.approved_at.flatMap { Instant(parsing: $0) }
            let isOfHead = time.map { $0 > since } ?? false
            reviews.append(
                ForgeReview(
                    id: user.id, account: user.account,
                    decision: refused.contains(user.id) ? .dismissed : .approved, commit: isOfHead ? request.head : nil,
                    time: time, isStale: !isOfHead))
        }
        return reviews
    }

    package func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool {
        // A team is a group by its whole path.
        guard let id = account.id else { return false }
        do {
            let member = try await service.get(
                "groups/\(ForgeAddress.encoded(team))/members/all/\(id)", as: Member.self)
            return member.id == id && member.state == "active"
        } catch {
            if error.code == .notFound { return false }
            throw error
        }
    }

    package func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
        try await service.list("\(path(number))/notes?sort=asc&order_by=created_at", as: Note.self)
            .map { note throws(ForgeError) in try note.comment(address.shown(number)) }
    }

    package func comment(_ body: String, on number: Int) async throws(ForgeError) -> ForgeComment {
        try await service.send(.post, "\(path(number))/notes", ["body": body], as: Note.self)
            .comment(address.shown(number))
    }

    package func replace(_ comment: ForgeComment, with body: String, on number: Int) async throws(ForgeError) {
        let answer = try await service.send(
            .put, "\(path(number))/notes/\(comment.id)", ["body": body], as: Note.self)
        guard answer.id == comment.id else { throw .otherComment(address.shown(number)) }
    }
}
