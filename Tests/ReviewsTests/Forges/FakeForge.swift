import Foundation
import HTTPTransport
import Reviews
import ZonePlanning

/// A forge in memory, with the part of its interface that is used, as its documentation describes it.
///
/// People do what they would do in a browser; the interface then says so. Every act takes ten seconds.
actor FakeForge {
    struct Account: Sendable {
        var id: Int
        var name: String
        var isBot = false
    }

    struct Commit: Sendable {
        var sha: String
        var author: String
        var committer: String
        var message: String
    }

    enum Word: Sendable { case approve, requestChanges, comment }

    struct Review: Sendable {
        var id: Int
        var account: String
        var word: Word
        var commit: String
        var time: Int
        var isDismissed = false
    }

    struct Comment: Sendable {
        var id: Int
        var account: String
        var body: String
        var updated: Int
    }

    struct Pull: Sendable {
        var number: Int
        var author: String
        var base = "main"
        var isMerged = false
        var commits: [Commit]
        /// When the branch was moved, and to which commit; oldest first.
        var heads: [(sha: String, time: Int)] = []
        var reviews: [Review] = []
        var comments: [Comment] = []

        var head: String { heads.last?.sha ?? "" }
    }

    let kind: ForgeKind
    private(set) var pulls: [Int: Pull] = [:]
    private(set) var accounts: [String: Account] = [:]
    /// Who an address belongs to, as the forge knows it.
    private var addresses: [String: String] = [:]
    private var teams: [String: Set<String>] = [:]
    private var nextID = 100
    private var clock = 1_800_000_000
    /// The requests that came, as method and path.
    private(set) var requests: [String] = []
    /// Answers in place of the forge; nothing lets it answer itself.
    private var fault: (@Sendable (_ method: String, _ path: String) -> Fault?)?
    /// How many entries a page has at most, whatever is asked for.
    var largestPage = 100

    enum Fault: Sendable {
        case answer(Int, HTTPHeaders, String)
        case error(HTTPError)
        /// Always says that there is another page.
        case endless
    }

    static let token = "t0ken-that-nobody-sees"

    init(_ kind: ForgeKind) { self.kind = kind }

    // MARK: - What people do

    func setFault(_ fault: (@Sendable (_ method: String, _ path: String) -> Fault?)?) { self.fault = fault }

    /// Whether it signs what it commits itself.
    private var signs = false

    func setSigns(_ signs: Bool) { self.signs = signs }

    /// Whether it says that there are more pages.
    private var saysMore = true

    func setSaysMore(_ says: Bool) { saysMore = says }

    func setLargestPage(_ size: Int) { largestPage = size }

    private func tick() -> Int {
        clock += 10
        return clock
    }

    private func newID() -> Int {
        nextID += 1
        return nextID
    }

    /// An account, with addresses that the forge knows to be its own.
    func account(_ name: String, isBot: Bool = false, addresses: [String] = []) {
        if accounts[name] == nil { accounts[name] = Account(id: newID(), name: name, isBot: isBot) }
        for address in addresses { self.addresses[address] = name }
    }

    func team(_ name: String, _ members: Set<String>) { teams[name] = members }

    func open(_ number: Int, by author: String, base: String = "main", commits: [Commit]) {
        account(author)
        var pull = Pull(number: number, author: author, base: base, commits: commits)
        pull.heads.append((commits.last?.sha ?? "", tick()))
        pulls[number] = pull
    }

    func push(_ commit: Commit, to number: Int) {
        pulls[number]?.commits.append(commit)
        pulls[number]?.heads.append((commit.sha, tick()))
    }

    /// Takes the branch back to a commit that it had.
    func forcePush(_ sha: String, to number: Int) {
        if let index = pulls[number]?.commits.firstIndex(where: { $0.sha == sha }) {
            pulls[number]?.commits.removeSubrange((index + 1)...)
        }
        pulls[number]?.heads.append((sha, tick()))
    }

    func merge(_ number: Int) {
        _ = tick()
        pulls[number]?.isMerged = true
    }

    @discardableResult
    func review(_ word: Word, by account: String, on number: Int, of commit: String? = nil) -> Int {
        self.account(account)
        let review = Review(
            id: newID(), account: account, word: word, commit: commit ?? pulls[number]?.head ?? "", time: tick())
        pulls[number]?.reviews.append(review)
        return review.id
    }

    func dismiss(_ review: Int, on number: Int) {
        guard let index = pulls[number]?.reviews.firstIndex(where: { $0.id == review }) else { return }
        pulls[number]?.reviews[index].isDismissed = true
    }

    @discardableResult
    func comment(_ body: String, by account: String, on number: Int) -> Int {
        self.account(account)
        let comment = Comment(id: newID(), account: account, body: body, updated: tick())
        pulls[number]?.comments.append(comment)
        return comment.id
    }

    func edit(_ comment: Int, on number: Int, _ change: @Sendable (String) -> String) {
        guard let index = pulls[number]?.comments.firstIndex(where: { $0.id == comment }) else { return }
        let body = pulls[number]?.comments[index].body ?? ""
        pulls[number]?.comments[index].body = change(body)
        pulls[number]?.comments[index].updated = tick()
    }

    func comments(on number: Int) -> [Comment] { pulls[number]?.comments ?? [] }

    // MARK: - The interface

    func answer(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        guard let components = URLComponents(string: request.url) else { return HTTPResponse(status: 400) }
        var path = components.percentEncodedPath
        let prefix = ["github": "/api/v3/", "gitlab": "/api/v4/", "gitea": "/api/v1/"][kind.rawValue] ?? "/"
        guard path.hasPrefix(prefix) else { return HTTPResponse(status: 404, body: Array("<html>".utf8)) }
        path.removeFirst(prefix.count)
        requests.append("\(request.method.rawValue) \(path)")
        var isEndless = false
        switch fault?(request.method.rawValue, path) {
        case .answer(let status, let headers, let body)?:
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        case .error(let error)?: throw error
        case .endless?: isEndless = true
        case nil: break
        }
        let field = kind == .gitlab ? "PRIVATE-TOKEN" : "Authorization"
        guard request.headers[field]?.hasSuffix(Self.token) == true else {
            return json(401, ["message": "Bad credentials"])
        }
        let body = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: String] ?? [:]
        let parts = path.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
        guard let found = resource(request.method, parts, body) else { return json(404, ["message": "Not Found"]) }
        guard let list = found as? [[String: Any]] else { return json(request.method == .post ? 201 : 200, found) }
        return page(list, components, isEndless)
    }

    private func json(_ status: Int, _ value: Any, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        let data = (try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])) ?? Data()
        return HTTPResponse(status: status, headers: headers, body: Array(data))
    }

    private func page(_ list: [[String: Any]], _ components: URLComponents, _ isEndless: Bool) -> HTTPResponse {
        func query(_ name: String) -> Int? {
            components.queryItems?.first { $0.name == name }?.value.flatMap { Int($0) }
        }
        let size = min(query(kind == .gitea ? "limit" : "per_page") ?? 30, largestPage)
        let number = query("page") ?? 1
        let start = isEndless ? 0 : min(list.count, (number - 1) * size)
        let end = min(list.count, start + size)
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        let hasNext = isEndless || end < list.count
        switch kind {
        case .github:
            if hasNext, saysMore {
                headers.add("Link", "<https://elsewhere.example/?page=\(number + 1)>; rel=\"next\"")
            }
        case .gitlab: headers.add("X-Next-Page", hasNext ? "\(number + 1)" : "")
        case .gitea: headers.add("X-Total-Count", "\(isEndless ? 1_000_000 : list.count)")
        }
        return json(200, Array(list[start..<end]), headers)
    }

    private func time(_ seconds: Int) -> String {
        switch kind {
        case .github: return Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        case .gitlab: return Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast() + ".000Z"
        // Gitea writes its own time zone.
        case .gitea:
            return Date(timeIntervalSince1970: Double(seconds + 7200)).formatted(.iso8601).dropLast() + "+02:00"
        }
    }

    private func user(_ name: String?) -> Any {
        guard let name, let account = accounts[name] else { return NSNull() }
        switch kind {
        case .github: return ["login": name, "id": account.id, "type": account.isBot ? "Bot" : "User"] as [String: Any]
        case .gitlab: return ["id": account.id, "username": name, "state": "active", "name": name] as [String: Any]
        case .gitea: return ["id": account.isBot ? -2 : account.id, "login": name] as [String: Any]
        }
    }

    private func resource(_ method: HTTPRequest.Method, _ parts: [String], _ body: [String: String]) -> Any? {
        if parts == ["user"] { return user("dns-bot") }
        return kind == .gitlab ? gitLab(method, parts, body) : gitHubOrGitea(method, parts, body)
    }

    private func write(_ method: HTTPRequest.Method, _ body: [String: String], comment id: Int?, on number: Int?)
        -> Comment?
    {
        guard let text = body["body"] else { return nil }
        if let id {
            for number in pulls.keys {
                guard let index = pulls[number]?.comments.firstIndex(where: { $0.id == id }) else { continue }
                guard pulls[number]?.comments[index].account == "dns-bot" else { return nil }
                edit(id, on: number) { _ in text }
                return pulls[number]?.comments[index]
            }
            return nil
        }
        guard let number, pulls[number] != nil else { return nil }
        comment(text, by: "dns-bot", on: number)
        return pulls[number]?.comments.last
    }

    // MARK: - GitHub and Gitea

    private func gitHubOrGitea(_ method: HTTPRequest.Method, _ parts: [String], _ body: [String: String]) -> Any? {
        if parts.first == "orgs" || parts.first == "teams" { return team(parts) }
        guard parts.count >= 5, parts[0] == "repos", parts[1] == "org", parts[2] == "dns" else { return nil }
        switch (parts[3], parts.count) {
        case ("pulls", 5...):
            guard let pull = Int(parts[4]).flatMap({ pulls[$0] }) else { return nil }
            switch parts.dropFirst(5).first {
            case nil: return request(pull)
            case "commits": return pull.commits.map(commit)
            case "reviews": return pull.reviews.map { review($0, pull) }
            default: return nil
            }
        case ("issues", 6) where parts[4] == "comments" && method == .patch:
            return write(method, body, comment: Int(parts[5]), on: nil).map(comment)
        case ("issues", 6) where parts[5] == "comments" && method == .post:
            return write(method, body, comment: nil, on: Int(parts[4])).map(comment)
        case ("issues", 6) where parts[5] == "comments" && method == .get:
            return Int(parts[4]).flatMap { pulls[$0] }?.comments.map(comment)
        case ("commits", 6):
            let found = pulls.values.filter { pull in pull.commits.contains { $0.sha == parts[4] } }
                .sorted { $0.number < $1.number }.map(entry)
            return kind == .gitea ? found.first : parts[5] == "pulls" ? found : nil
        default: return nil
        }
    }

    private func team(_ parts: [String]) -> Any? {
        switch kind {
        case .github:
            guard parts.count == 6, parts[1] == "org", parts[2] == "teams", parts[4] == "memberships",
                teams[parts[3]]?.contains(parts[5]) == true
            else { return nil }
            return ["state": "active", "role": "member"]
        case .gitea:
            let names = teams.keys.sorted()
            if parts == ["orgs", "org", "teams"] {
                return names.enumerated().map { ["id": $0.offset + 1, "name": $0.element] as [String: Any] }
            }
            guard parts.count == 4, parts[0] == "teams", parts[2] == "members", let id = Int(parts[1]),
                names.indices.contains(id - 1), teams[names[id - 1]]?.contains(parts[3]) == true
            else { return nil }
            return user(parts[3])
        case .gitlab: return nil
        }
    }

    private func request(_ pull: Pull) -> [String: Any] {
        [
            "number": pull.number, "merged": pull.isMerged, "commits": pull.commits.count, "user": user(pull.author),
            "state": pull.isMerged ? "closed" : "open", "head": ["ref": "change", "sha": pull.head],
            "base": ["ref": pull.base, "sha": String(repeating: "0", count: 40)],
            "html_url": "https://git.example.com/org/dns/pulls/\(pull.number)",
        ]
    }

    private func entry(_ pull: Pull) -> [String: Any] {
        [
            "number": pull.number, "merged": pull.isMerged,
            "merged_at": pull.isMerged ? time(clock) as Any : NSNull() as Any,
        ]
    }

    private func commit(_ commit: Commit) -> [String: Any] {
        [
            "sha": commit.sha, "author": user(addresses[commit.author]), "committer": user(addresses[commit.committer]),
            "commit": [
                "author": ["name": "x", "email": commit.author], "committer": ["name": "x", "email": commit.committer],
                "message": commit.message, "verification": ["verified": signs],
            ] as [String: Any],
        ]
    }

    private func review(_ review: Review, _ pull: Pull) -> [String: Any] {
        let state: String =
            switch (kind, review.word) {
            case (.github, _) where review.isDismissed: "DISMISSED"
            case (_, .approve): "APPROVED"
            case (.gitea, .requestChanges): "REQUEST_CHANGES"
            case (_, .requestChanges): "CHANGES_REQUESTED"
            case (.gitea, .comment): "COMMENT"
            case (_, .comment): "COMMENTED"
            }
        return [
            "id": review.id, "user": user(review.account), "state": state, "commit_id": review.commit,
            "submitted_at": time(review.time), "stale": review.commit != pull.head, "official": true,
            "dismissed": review.isDismissed, "body": "",
        ]
    }

    private func comment(_ comment: Comment) -> [String: Any] {
        [
            "id": comment.id, "user": user(comment.account), "body": comment.body, "updated_at": time(comment.updated),
            "created_at": time(comment.updated),
        ]
    }

    // MARK: - GitLab

    private func gitLab(_ method: HTTPRequest.Method, _ parts: [String], _ body: [String: String]) -> Any? {
        if parts.count == 2, parts[0] == "users" {
            guard let account = accounts.values.first(where: { "\($0.id)" == parts[1] }) else { return nil }
            return ["id": account.id, "username": account.name, "state": "active", "bot": account.isBot]
                as [String: Any]
        }
        if parts.count == 5, parts[0] == "groups", parts[2] == "members", parts[3] == "all" {
            guard let account = accounts.values.first(where: { "\($0.id)" == parts[4] }),
                teams[parts[1]]?.contains(account.name) == true
            else { return nil }
            return ["id": account.id, "state": "active", "access_level": 30] as [String: Any]
        }
        guard parts.count >= 4, parts[0] == "projects", parts[1] == "org/dns" else { return nil }
        if parts[2] == "repository", parts.count == 6, parts[3] == "commits" {
            return pulls.values.filter { pull in pull.commits.contains { $0.sha == parts[4] } }
                .sorted { $0.number < $1.number }
                .map { ["iid": $0.number, "state": $0.isMerged ? "merged" : "opened"] as [String: Any] }
        }
        guard parts[2] == "merge_requests", let pull = Int(parts[3]).flatMap({ pulls[$0] }) else { return nil }
        switch (method, parts.dropFirst(4).first) {
        case (.get, nil):
            return [
                "iid": pull.number, "state": pull.isMerged ? "merged" : "opened", "sha": pull.head,
                "target_branch": pull.base, "author": user(pull.author),
                "web_url": "https://git.example.com/org/dns/-/merge_requests/\(pull.number)",
            ]
        case (.get, "commits"?):
            return pull.commits.map {
                ["id": $0.sha, "message": $0.message, "author_email": $0.author, "committer_email": $0.committer]
            }
        case (.get, "versions"?):
            return pull.heads.enumerated().reversed().map {
                [
                    "id": $0.offset + 1, "head_commit_sha": $0.element.sha, "created_at": time($0.element.time),
                    "state": "collected",
                ] as [String: Any]
            }
        case (.get, "approvals"?):
            // One an account, and it stays when something is pushed.
            var status: [Review] = []
            for review in pull.reviews where review.word == .approve && !review.isDismissed {
                status.removeAll { $0.account == review.account }
                status.append(review)
            }
            return [
                "approved_by": status.map {
                    ["user": user($0.account), "approved_at": time($0.time)] as [String: Any]
                }
            ]
        case (.get, "reviewers"?):
            var last: [String: Review] = [:]
            for review in pull.reviews where review.word != .comment { last[review.account] = review }
            return last.keys.sorted().map { name in
                [
                    "user": user(name),
                    "state": last[name]?.word == .approve ? "approved" : "requested_changes",
                ] as [String: Any]
            }
        case (.get, "notes"?): return pull.comments.map(note)
        case (.post, "notes"?): return write(method, body, comment: nil, on: pull.number).map(note)
        case (.put, "notes"?): return write(method, body, comment: parts.last.flatMap { Int($0) }, on: nil).map(note)
        default: return nil
        }
    }

    private func note(_ comment: Comment) -> [String: Any] {
        [
            "id": comment.id, "author": user(comment.account), "body": comment.body, "system": false,
            "updated_at": time(comment.updated), "created_at": time(comment.updated),
        ]
    }
}

extension FakeForge {
    /// The forge as gate53 reaches it.
    nonisolated func forge(retries: Int = 1, sleeping: @escaping @Sendable (Duration) -> Void = { _ in }) throws
        -> any Forge
    {
        let base = ["github": "api/v3", "gitlab": "api/v4", "gitea": "api/v1"][kind.rawValue] ?? ""
        let address = try ForgeAddress(kind: kind, url: "https://forge.example/\(base)", repository: "org/dns")
        let field: ForgeToken.Field =
            switch kind {
            case .github: .bearer
            case .gitlab: .privateToken
            case .gitea: .token
            }
        let service = ForgeService(
            address: address, token: ForgeToken(Self.token, in: field),
            retry: RetryPolicy(base: .zero, cap: .seconds(60), largestAttempts: retries),
            time: TimeSource(now: { .zero }, sleep: { sleeping($0) })
        ) { request throws(HTTPError) in try await self.answer(request) }
        return ForgeEnvironment([:], event: nil).forge(service)
    }
}
