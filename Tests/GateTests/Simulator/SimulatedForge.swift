internal import Reviews
internal import ZonePlanning

/// A forge in memory: pull requests, their comments and reviews, by the clock of its server.
actor SimulatedForge: Forge {
    /// A pull request.
    private struct Pull {
        var request: PullRequest
        /// Whom its commits name.
        var persons: [CommitPerson]
        var comments: [ForgeComment] = []
        var reviews: [ForgeReview] = []
    }

    nonisolated let address: ForgeAddress
    /// The account that writes plan comments.
    static let commenter = "dns-bot"

    private var pulls: [Int: Pull] = [:]
    /// The pull requests of each commit: of a branch's own, and of those that brought it in.
    private var numbers: [String: [Int]] = [:]
    private var seconds: Int64
    private var count = 0

    /// - Parameter seconds: the time of its server, from 1970 on.
    /// - Throws: where its address is none.
    init(from seconds: Int64) throws {
        address = try ForgeAddress(kind: .github, url: nil, repository: "example/dns")
        self.seconds = seconds
    }

    /// The account of an address.
    private static func account(of address: String) -> String? {
        address.hasSuffix("@example.com") ? String(address.prefix { $0 != "@" }) : nil
    }

    private func now() -> Instant {
        seconds += 1
        return Instant(seconds: seconds)
    }

    private func nextNumber() -> Int {
        count += 1
        return count
    }

    // MARK: - What people do

    /// Opens a pull request, or moves the branch of one.
    ///
    /// - Parameters:
    ///   - number: which.
    ///   - author: the account that opened it.
    ///   - head: the newest commit of its branch.
    ///   - commits: the branch's own commits, each with the addresses that it names.
    func push(_ number: Int, by author: String, head: String, commits: [(id: String, addresses: [String])]) {
        let persons = commits.flatMap { commit in
            commit.addresses.map { CommitPerson(address: $0, account: Self.account(of: $0), in: commit.id) }
        }
        let request = PullRequest(
            number: number, head: head, base: "main", author: ForgeAccount(author), isMerged: false)
        if pulls[number] == nil { pulls[number] = Pull(request: request, persons: persons) }
        pulls[number]?.request = request
        pulls[number]?.persons = persons
        for commit in commits { note(commit.id, of: number) }
    }

    /// Approves the head of a pull request.
    func approve(_ number: Int, as account: String) {
        guard let head = pulls[number]?.request.head else { return }
        pulls[number]?.reviews.append(
            ForgeReview(
                id: nextNumber(), account: ForgeAccount(account), decision: .approved, commit: head, time: now()))
    }

    /// Says that a pull request is merged, by commits of the protected branch.
    func merged(_ number: Int, as commits: [String]) {
        pulls[number]?.request.isMerged = true
        for commit in commits { note(commit, of: number) }
    }

    private func note(_ commit: String, of number: Int) {
        if numbers[commit]?.contains(number) != true { numbers[commit, default: []].append(number) }
    }

    // MARK: - What it is asked

    func ownAccount() async throws(ForgeError) -> String? { Self.commenter }

    func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest { try pull(number).request }

    private func pull(_ number: Int) throws(ForgeError) -> Pull {
        guard let pull = pulls[number] else { throw ForgeError(.notFound, "there is no pull request \(number)") }
        return pull
    }

    func pullRequests(of commit: String) async throws(ForgeError) -> [Int] { numbers[commit] ?? [] }

    func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson] {
        try pull(request.number).persons
    }

    func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview] { try pull(request.number).reviews }

    func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool { false }

    func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] { try pull(number).comments }

    func comment(_ body: String, on number: Int) async throws(ForgeError) -> ForgeComment {
        _ = try pull(number)
        let comment = ForgeComment(id: nextNumber(), account: Self.commenter, body: body, updated: now())
        pulls[number]?.comments.append(comment)
        return comment
    }

    func replace(_ comment: ForgeComment, with body: String, on number: Int) async throws(ForgeError) {
        guard let index = try pull(number).comments.firstIndex(where: { $0.id == comment.id }) else {
            throw ForgeError(.notFound, "there is no such comment")
        }
        pulls[number]?.comments[index].body = body
        pulls[number]?.comments[index].updated = now()
    }
}
