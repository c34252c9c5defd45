import DNSModel
import Gate
import Reviews
import TestSupport
import ZonePlanning

/// A pull request with a plan, and what gate53 thinks of its reviews.
struct Trial: Sendable {
    let hub: FakeForge
    let document: PlanDocument
    var source: ReviewSource
    var number = 1
    /// The e-mail addresses of those who wrote the commits under review, as git says.
    var authors: Set<String> = []
    /// The addresses of who signed a commit, by the commit.
    var signers: [String: Set<String>] = [:]
    /// The commits that are merges for which nobody had to do anything.
    var automaticMerges: Set<String> = []

    static let today = CalendarDate(parsing: "2026-11-30") ?? .earliest
    static let head = commit("a")
    static let older = commit("b")
    static let newer = commit("c")

    static func commit(_ digit: Character) -> String { String(repeating: digit, count: 40) }

    /// A plan of some zones, with one record set added to each.
    static func plan(_ apexes: [DomainName] = ["example.com."], _ address: String = "192.0.2.1") throws -> PlanDocument
    {
        let zones = apexes.map { apex in
            ZonePlanner.fixture().plan(from: zone([], in: apex), to: zone(["www 300 A \(address)"], in: apex))
        }
        return try PlanDocument(.fixture(zones))
    }

    /// Pull request 1, by mallory; alice and bob may approve.
    init(
        _ kind: ForgeKind, plan: PlanDocument? = nil, required: Int = 1,
        commits: [FakeForge.Commit] = [Trial.change(Trial.head)]
    ) async throws {
        hub = FakeForge(kind)
        document = try plan ?? Self.plan()
        source = ReviewSource(
            forge: kind, required: required, reviewers: ReviewerChoice(names: ["alice", "bob"]),
            addresses: [
                "mallory": ["mallory@example.com"], "alice": ["alice@example.com"], "bob": ["bob@example.com"],
            ])
        for name in ["mallory", "alice", "bob", "carol"] { await hub.account(name, addresses: ["\(name)@example.com"]) }
        await hub.account("dns-bot", isBot: true)
        await hub.open(1, by: "mallory", commits: commits)
    }

    static func change(
        _ sha: String, by author: String = "mallory@example.com", committer: String? = nil, _ message: String = "Change"
    ) -> FakeForge.Commit {
        FakeForge.Commit(sha: sha, author: author, committer: committer ?? author, message: message)
    }

    /// What the pipeline of the pull request does.
    @discardableResult
    func comment(_ other: PlanDocument? = nil) async throws -> PlanCommenter.Outcome {
        try await PlanCommenter(forge: hub.forge(), account: nil, today: Self.today)
            .comment(other ?? document, on: number, of: nil)
    }

    func verdicts(of other: PlanDocument? = nil, retries: Int = 1) async throws -> [ApprovalVerdict] {
        try await approvals(retries: retries).approvals(of: (other ?? document).octets)
    }

    func approvals(retries: Int = 1) throws -> ForgeApprovals {
        ForgeApprovals(
            forge: try hub.forge(retries: retries), source: source, number: number, branch: "main", authors: authors,
            signers: signers,
            isAutomaticMerge: { [automaticMerges] in automaticMerges.contains($0) })
    }

    /// Why the plan is refused; nothing where it is approved.
    func refusal(of other: PlanDocument? = nil) async throws -> [String] {
        let answer = try await approvals().answer(on: (other ?? document).octets)
        var rule = source.rule
        rule.unplaced = answer.unplaced
        do throws(ReviewRefusal) {
            _ = try rule.review(other ?? document, verdicts: answer.verdicts, authors: authors)
            return []
        } catch {
            return error.reasons.map(\.id)
        }
    }
}
