import Foundation
import Gate
import HTTPTransport
internal import Reports
import Reviews
import TestSupport
import Testing
import ZonePlanning

@Suite("Attacks on approvals at a forge")
struct ForgeAttackTests {
    @Test("What is meant to work: plan comment, approval, merge", arguments: ForgeKind.allCases)
    func approved(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        #expect(try await trial.comment() == .written)
        await trial.hub.review(.comment, by: "bob", on: 1)
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == [])
        let verdicts = try await trial.verdicts()
        guard case .approved(let approval)? = verdicts.first, verdicts.count == 1 else {
            Issue.record("\(verdicts)")
            return
        }
        #expect(approval.kind == .review && approval.reviewer.principal == "alice")
        #expect(approval.fingerprint.hasPrefix("\(kind.rawValue)-review-"))
        #expect(String(decoding: approval.signature, as: UTF8.self).contains(Trial.head))
    }

    @Test("Not merged, or merged into another branch", arguments: ForgeKind.allCases)
    func notMerged(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await trial.refusal() == ["not-merged", "no-approval"])
        var other = try await Trial(kind)
        await other.hub.open(2, by: "mallory", base: "playground", commits: [Trial.change(Trial.head)])
        other.number = 2
        try await other.comment()
        await other.hub.review(.approve, by: "alice", on: 2)
        await other.hub.merge(2)
        #expect(try await other.refusal() == ["not-merged", "no-approval"])
    }

    @Test("Approve, then push: the approval is of the commit before", arguments: ForgeKind.allCases)
    func approveThenPush(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, commits: [Trial.change(Trial.older)])
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.push(Trial.change(Trial.head), to: 1)
        await trial.hub.merge(1)
        // Even where the comment is that of the new commit from the start.
        #expect(try await trial.refusal() == ["edited-comment", "no-approval"])
        try await trial.comment()
        #expect(try await trial.refusal() == ["outdated-review", "no-approval"])
        // Bob looks at what is there now.
        await trial.hub.review(.approve, by: "bob", on: 1)
        #expect(try await trial.refusal() == [])
    }

    @Test("Approve, push the same tree again: still another commit", arguments: ForgeKind.allCases)
    func sameTreeOtherCommit(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, commits: [Trial.change(Trial.older)])
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.push(Trial.change(Trial.head), to: 1)
        try await trial.comment()
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["outdated-review", "no-approval"])
    }

    @Test("Approving an older head after the push", arguments: [ForgeKind.github, .gitea])
    func approveAnOlderHead(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, commits: [Trial.change(Trial.older), Trial.change(Trial.head)])
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1, of: Trial.older)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["outdated-review", "no-approval"])
    }

    @Test(
        "Push and take back: what was approved before the plan comment changed does not count",
        arguments: ForgeKind.allCases)
    func pushAndTakeBack(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.push(Trial.change(Trial.newer), to: 1)
        try await trial.comment(try Trial.plan(["example.com."], "192.0.2.66"))
        await trial.hub.forcePush(Trial.head, to: 1)
        try await trial.comment()
        await trial.hub.merge(1)
        let refusal = try await trial.refusal()
        #expect(refusal == [kind == .gitlab ? "outdated-review" : "review-before-plan", "no-approval"])
    }

    @Test("The author approves, in another case of letters", arguments: ForgeKind.allCases)
    func ownPullRequest(kind: ForgeKind) async throws {
        // The commits are somebody else's.
        var trial = try await Trial(kind, commits: [Trial.change(Trial.head, by: "bob@example.com")])
        trial.source.reviewers.names.append("MALLORY")
        try await trial.comment()
        await trial.hub.review(.approve, by: "mallory", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["own-review", "no-approval"])
    }

    static let ownWork: [FakeForge.Commit] = [
        Trial.change(Trial.head, by: "alice@example.com", committer: "mallory@example.com"),
        Trial.change(Trial.head, by: "mallory@example.com", committer: "alice@example.com"),
        Trial.change(Trial.head, "Change\n\nCo-authored-by: Alice <alice@example.com>"),
        Trial.change(Trial.head, "Change\r\n\r\nco-authored-BY: Alice <ALICE@example.com >\r\n\r\nMore words"),
    ]

    @Test(
        "Self-approval through a co-author, a commit's author or its committer", arguments: ForgeKind.allCases, ownWork)
    func coAuthor(kind: ForgeKind, commit: FakeForge.Commit) async throws {
        for hasAddresses in [true, false] {
            var trial = try await Trial(kind, commits: [commit])
            // Where the settings do not say whose the address is, a co-author could be anybody.
            if !hasAddresses { trial.source.addresses = ["mallory": ["mallory@example.com"]] }
            try await trial.comment()
            await trial.hub.review(.approve, by: "alice", on: 1)
            await trial.hub.merge(1)
            let refusal = try await trial.refusal()
            #expect(refusal.last == "no-approval")
            #expect(refusal.first == "own-review" || (!hasAddresses && refusal.first == "unknown-author"), "\(refusal)")
            await trial.hub.review(.approve, by: "bob", on: 1)
            if hasAddresses { #expect(try await trial.refusal() == []) }
        }
    }

    @Test("Whoever brings a branch up to date by the forge's button wrote nothing", arguments: ForgeKind.allCases)
    func updateBranch(kind: ForgeKind) async throws {
        let merge = Trial.change(Trial.head, by: "alice@example.com", "Merge branch 'main' into change")
        var trial = try await Trial(kind, commits: [Trial.change(Trial.older), merge])
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal().first == "own-review")
        // The refusal says by which commit.
        let messages = try await trial.verdicts().map { "\($0)" }
        #expect(messages.contains { $0.contains("wrote the commit \(Trial.head.prefix(12))") }, "\(messages)")
        trial.automaticMerges = [Trial.head]
        #expect(try await trial.refusal() == [])
        // What she wrote besides is hers all the same.
        trial.automaticMerges = [Trial.older]
        #expect(try await trial.refusal().first == "own-review")
    }

    @Test(
        "An address of nobody's, that only looks like the forge's own, could be the reviewer's",
        arguments: [
            (ForgeKind.github, "ghost@users.noreply.anything.example"),
            (.github, "1+ghost@users.noreply.evil.github.com"),
            (.github, "noreply@github.com"), (.github, "noreply@forge.example"),
            (.github, "ghost@users.noreply.gitlab.com"),
            (.gitlab, "1-ghost@users.noreply.anything.example"), (.gitlab, "1-ghost@users.noreply.github.com"),
            (.gitea, "ghost@users.noreply.forge.example"),
        ])
    func unverifiedAddresses(kind: ForgeKind, address: String) async throws {
        for commit in [
            Trial.change(Trial.head, by: address), Trial.change(Trial.head, committer: address),
            Trial.change(Trial.head, "Change\n\nCo-authored-by : G\n <\(address)>"),
        ] {
            var trial = try await Trial(kind, commits: [commit])
            trial.source.addresses = ["mallory": ["mallory@example.com"]]
            try await trial.comment()
            await trial.hub.review(.approve, by: "alice", on: 1)
            await trial.hub.merge(1)
            #expect(try await trial.refusal() == ["unknown-author", "no-approval"])
        }
    }

    @Test("The forge's own host names accounts, and what GitHub has signed is GitHub's")
    func addressesOfTheForge() async throws {
        for (kind, address) in [
            (ForgeKind.github, "1+mallory@users.noreply.forge.example"),
            (.gitlab, "1-mallory@users.noreply.forge.example"),
        ] {
            var trial = try await Trial(kind, commits: [Trial.change(Trial.head, by: address)])
            trial.source.addresses = [:]
            try await trial.comment()
            await trial.hub.review(.approve, by: "alice", on: 1)
            await trial.hub.merge(1)
            #expect(try await trial.refusal() == [])
        }
        let commit = Trial.change(Trial.head, committer: "noreply@github.com")
        for isVerified in [true, false] {
            var trial = try await Trial(.github, commits: [commit])
            trial.source.addresses = ["mallory": ["mallory@example.com"]]
            await trial.hub.setSigns(isVerified)
            try await trial.comment()
            await trial.hub.review(.approve, by: "alice", on: 1)
            await trial.hub.merge(1)
            #expect(try await trial.refusal() == (isVerified ? [] : ["unknown-author", "no-approval"]))
        }
    }

    @Test("Who had a program open the pull request is not known", arguments: [ForgeKind.github, .gitlab])
    func openedByProgram(kind: ForgeKind) async throws {
        let name = kind == .gitlab ? "project_1_bot" : "actions-bot"
        for hasAddresses in [true, false] {
            var trial = try await Trial(kind)
            await trial.hub.account(name, isBot: true)
            await trial.hub.open(1, by: name, commits: [Trial.change(Trial.head)])
            if !hasAddresses { trial.source.addresses = ["mallory": ["mallory@example.com"]] }
            try await trial.comment()
            await trial.hub.review(.approve, by: "alice", on: 1)
            await trial.hub.merge(1)
            #expect(try await trial.refusal() == (hasAddresses ? [] : ["unknown-author", "no-approval"]))
        }
    }

    @Test("Somebody's work of an earlier pull request that was never applied", arguments: ForgeKind.allCases)
    func earlierRun(kind: ForgeKind) async throws {
        var trial = try await Trial(kind)
        trial.authors = ["Alice@Example.com"]
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["own-review", "no-approval"])
    }

    @Test(
        "An address that is nobody's: nobody approves whose own addresses are not known", arguments: ForgeKind.allCases)
    func unknownAddress(kind: ForgeKind) async throws {
        var trial = try await Trial(kind, commits: [Trial.change(Trial.head, by: "ghost@nowhere.example")])
        trial.source.addresses = [:]
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["unknown-author", "no-approval"])
        trial.source.addresses = ["alice": ["alice@example.com"]]
        #expect(try await trial.refusal() == [])
    }

    @Test("The plan comment is edited, before or after the approval", arguments: ForgeKind.allCases, [true, false])
    func editedComment(kind: ForgeKind, isBefore: Bool) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        let comment = try #require(await trial.hub.comments(on: 1).first)
        if !isBefore { await trial.hub.review(.approve, by: "alice", on: 1) }
        await trial.hub.edit(comment.id, on: 1) { $0.replacing("www", with: "nothing-to-see") }
        if isBefore { await trial.hub.review(.approve, by: "alice", on: 1) }
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["edited-comment", "no-approval"])
        // Putting it back after the approval does not make it what was seen.
        await trial.hub.edit(comment.id, on: 1) { _ in comment.body }
        #expect(try await trial.refusal() == ["review-before-plan", "no-approval"])
    }

    @Test("A comment with our marker by another account", arguments: ForgeKind.allCases)
    func forgedMarker(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        let forged = PlanComment(
            trial.document, head: Trial.head, forge: kind, limit: try trial.hub.forge().longestComment
        ).texts.joined()
        await trial.hub.comment(forged, by: "mallory", on: 1)
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["no-plan-comment", "no-approval"])
        // The attacker's comment is neither taken over nor in the way.
        #expect(try await trial.comment() == .written)
        let comments = await trial.hub.comments(on: 1)
        #expect(comments.map(\.account) == ["mallory", "dns-bot"])
        #expect(comments[0].body == forged)
    }

    @Test("A comment that does not say how the settings change", arguments: ForgeKind.allCases)
    func hiddenSettings(kind: ForgeKind) async throws {
        let lowered = [SettingsChange("review.required", before: "2", after: "1")]
        var plan = try Trial.plan().plan
        plan.settingsStatus = .unaccepted(
            SettingsProposal(accepted: Digest(of: [1]), proposed: Digest(of: [2]), changes: lowered))
        let trial = try await Trial(kind, plan: PlanDocument(plan))
        try await trial.comment()
        let comment = try #require(await trial.hub.comments(on: 1).first)
        #expect(comment.body.contains("`review.required is 1, was 2`"))
        // Whoever may edit comments takes the line out.
        await trial.hub.edit(comment.id, on: 1) { body in
            body.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.contains("review.required") }.joined(separator: "\n")
        }
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["edited-comment", "no-approval"])
    }

    @Test("Approval withdrawn between check and apply", arguments: ForgeKind.allCases)
    func withdrawn(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        let review = await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        let approvals = try trial.approvals()
        let first = try await approvals.approvals(of: trial.document.octets)
        #expect(throws: Never.self) { try trial.source.rule.review(trial.document, verdicts: first, authors: []) }
        await trial.hub.dismiss(review, on: 1)
        let second = try await approvals.approvals(of: trial.document.octets)
        #expect(throws: ReviewRefusal.self) {
            try trial.source.rule.review(trial.document, verdicts: second, authors: [])
        }
    }

    @Test("The plan of another pull request", arguments: ForgeKind.allCases)
    func otherPullRequest(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        let other = try Trial.plan(["example.com."], "203.0.113.66")
        #expect(try await trial.refusal(of: other) == ["no-plan-comment", "no-approval"])
    }

    @Test("A plan for a zone that the reviewer does not own", arguments: ForgeKind.allCases)
    func foreignZone(kind: ForgeKind) async throws {
        let plan = try Trial.plan(["example.com.", "bank.example."])
        var trial = try await Trial(kind, plan: plan)
        trial.source.zones = [
            ZoneReviewers(pattern: "**", reviewers: ReviewerChoice(names: ["alice", "bob"])),
            ZoneReviewers(pattern: "BANK.*", reviewers: ReviewerChoice(names: ["carol"])),
        ]
        trial.source.addresses["carol"] = ["carol@example.com"]
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.review(.approve, by: "bob", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["zone-not-approved"])
        await trial.hub.review(.approve, by: "carol", on: 1)
        #expect(try await trial.refusal() == [])
        // Two for each zone, then, and the bank has one.
        trial.source.required = 2
        #expect(try await trial.refusal() == ["zone-not-approved"])
    }

    @Test("A program, a stranger, and a member of the team", arguments: ForgeKind.allCases)
    func whoApproves(kind: ForgeKind) async throws {
        var trial = try await Trial(kind)
        trial.source.reviewers = ReviewerChoice(names: ["robot", "project_7_bot_abc"], teams: ["dns"])
        trial.source.addresses["carol"] = ["carol@example.com"]
        await trial.hub.account("robot", isBot: true)
        await trial.hub.team("dns", ["carol"])
        await trial.hub.team("other", ["alice"])
        try await trial.comment()
        await trial.hub.merge(1)
        await trial.hub.review(.approve, by: "robot", on: 1)
        #expect(try await trial.refusal() == ["bot-review", "no-approval"])
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await trial.refusal() == ["bot-review", "not-a-reviewer", "no-approval"])
        await trial.hub.review(.approve, by: "carol", on: 1)
        #expect(try await trial.refusal() == [])
        await trial.hub.team("dns", [])
        #expect(try await trial.refusal().last == "no-approval")
    }

    @Test("Dismissed, and asked for changes after approving", arguments: ForgeKind.allCases)
    func lastWord(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        await trial.hub.merge(1)
        let review = await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.dismiss(review, on: 1)
        #expect(try await trial.refusal().last == "no-approval")
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await trial.refusal() == [])
        await trial.hub.review(.comment, by: "alice", on: 1)
        #expect(try await trial.refusal() == [])
        await trial.hub.review(.requestChanges, by: "alice", on: 1)
        #expect(try await trial.refusal().last == "no-approval")
    }

    @Test("One account approves twice where two are needed", arguments: ForgeKind.allCases)
    func twice(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, required: 2)
        try await trial.comment()
        await trial.hub.merge(1)
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await trial.refusal() == ["too-few-approvals"])
        await trial.hub.review(.approve, by: "bob", on: 1)
        #expect(try await trial.refusal() == [])
    }

    // MARK: - A forge that does not answer

    struct Broken: Sendable, CustomTestStringConvertible {
        var name: String
        var fault: FakeForge.Fault

        var testDescription: String { name }
    }

    static let broken: [Broken] = [
        Broken(name: "500", fault: .answer(500, [:], "{}")),
        Broken(name: "502 of a proxy", fault: .answer(502, [:], "<html><body>Bad Gateway</body></html>")),
        Broken(name: "HTML with status 200", fault: .answer(200, [:], "<html><body>Sign in</body></html>")),
        Broken(name: "nothing", fault: .answer(200, [:], "")),
        Broken(name: "null", fault: .answer(200, [:], "null")),
        Broken(name: "an empty object", fault: .answer(200, [:], "{}")),
        Broken(name: "truncated JSON", fault: .answer(200, [:], #"[{"id": 1, "user": {"login": "al"#)),
        Broken(name: "a redirect", fault: .answer(302, ["Location": "https://elsewhere.example/"], "")),
        Broken(name: "401", fault: .answer(401, [:], "{}")),
        Broken(name: "403", fault: .answer(403, [:], #"{"message": "Resource not accessible by integration"}"#)),
        Broken(name: "429", fault: .answer(429, ["Retry-After": "3600"], "{}")),
        Broken(
            name: "403, nothing left",
            fault: .answer(403, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"], "{}")),
        Broken(name: "a timeout", fault: .error(HTTPError(.timeout, wasSent: true, "it took too long"))),
        Broken(name: "no connection", fault: .error(HTTPError(.connect, wasSent: false, "no connection"))),
    ]

    @Test(
        "The forge is down, or says what nobody understands: denied, at every question", arguments: ForgeKind.allCases,
        broken)
    func down(kind: ForgeKind, broken: Broken) async throws {
        var trial = try await Trial(kind)
        trial.source.reviewers = ReviewerChoice(names: [], teams: ["dns"])
        await trial.hub.team("dns", ["alice"])
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        let before = await trial.hub.requests.count
        #expect(try await trial.refusal() == [])
        let questions = Set(await trial.hub.requests.dropFirst(before))
        #expect(questions.count >= 6)
        for question in questions {
            await trial.hub.setFault { method, path in "\(method) \(path)" == question ? broken.fault : nil }
            await #expect(throws: ApprovalSourceError.self, "\(question)") {
                // Who we are is not said to a pipeline's own token; then nobody knows whose the comment is.
                if try await !trial.refusal().isEmpty { throw ApprovalSourceError("refused") }
            }
        }
    }

    @Test("Pages that go round in a circle, at every list", arguments: ForgeKind.allCases)
    func endlessPages(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        for list in kind == .gitlab
            ? ["commits", "versions", "notes", "reviewers"] : ["commits", "reviews", "comments"]
        {
            await trial.hub.setFault { _, path in path.hasSuffix("/" + list) ? .endless : nil }
            await #expect(throws: ApprovalSourceError.self, "\(list)") { try await trial.verdicts() }
        }
    }

    @Test("Every page of a long list is read", arguments: ForgeKind.allCases, [1, 7, 100])
    func pages(kind: ForgeKind, size: Int) async throws {
        let trial = try await Trial(kind)
        for number in 0..<15 { await trial.hub.comment("Hello \(number)", by: "carol", on: 1) }
        try await trial.comment()
        #expect(try await trial.comment() == .unchanged)
        for _ in 0..<15 { await trial.hub.review(.comment, by: "carol", on: 1) }
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        await trial.hub.setLargestPage(size)
        // Without a word of the forge a page that is not full is the last one; each of the three says more.
        #expect(try await trial.refusal() == [])
        await trial.hub.review(.requestChanges, by: "alice", on: 1)
        #expect(try await trial.refusal().last == "no-approval")
    }

    // Who looked at the comment, and has the pipeline run again after another merge, need not look again.
    @Test("A comment that shows the same changes is left alone, wherever the protected branch is meanwhile")
    func keptComment() async throws {
        let trial = try await Trial(.github)
        var plan = trial.document.plan
        plan.protectedCommit = Trial.older
        plan.validUntil = Trial.today.adding(days: 15)
        let first = try PlanDocument(plan)
        #expect(try await trial.comment(first) == .written)
        plan.protectedCommit = Trial.newer
        plan.validUntil = Trial.today.adding(days: 31)
        var later = try await Trial(.github)
        later.number = 1
        try await later.comment(first)
        // It is good for less than half as long by now.
        #expect(try await later.comment(PlanDocument(plan)) == .updated)
        plan.validUntil = Trial.today.adding(days: 30)
        #expect(try await trial.comment(PlanDocument(plan)) == .kept(first.digest))
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal(of: first) == [])
        plan.zones[0].base = ZonePlan.Base(number: 1, plan: first.digest)
        #expect(try await trial.comment(PlanDocument(plan)) == .updated)
    }

    @Test("More commits than the forge lists")
    func cutCommits() async throws {
        let trial = try await Trial(.github)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        let body =
            #"{"number": 1, "merged": true, "commits": 251, "user": {"login": "mallory", "id": 1, "type": "User"}, "#
            + #""head": {"ref": "x", "sha": "\#(Trial.head)"}, "base": {"ref": "main", "sha": "\#(Trial.newer)"}}"#
        await trial.hub.setFault { _, path in path == "repos/org/dns/pulls/1" ? .answer(200, [:], body) : nil }
        await #expect(throws: ApprovalSourceError.self) { try await trial.verdicts() }
    }

    @Test("Asked too often: waits as long as the forge says, then asks again")
    func rateLimit() async throws {
        let hub = FakeForge(.github)
        await hub.account("mallory")
        await hub.open(1, by: "mallory", commits: [Trial.change(Trial.head)])
        let waits = Waits()
        await hub.setFault { _, _ in
            waits.count < 2 ? .answer(waits.count == 0 ? 429 : 403, ["Retry-After": "7"], "{}") : nil
        }
        let forge = try hub.forge(retries: 4) { waits.add($0) }
        #expect(try await forge.pullRequest(1).head == Trial.head)
        #expect(waits.all == [.seconds(7), .seconds(7)])
    }

    @Test("GitLab without approved_at: nobody can tell which commit was approved")
    func noApprovedAt() async throws {
        let trial = try await Trial(.gitlab)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        let id = try #require(await trial.hub.accounts["alice"]?.id)
        let body = #"{"approved_by": [{"user": {"id": \#(id), "username": "alice", "state": "active"}}]}"#
        await trial.hub.setFault { _, path in path.hasSuffix("/approvals") ? .answer(200, [:], body) : nil }
        #expect(try await trial.refusal() == ["outdated-review", "no-approval"])
    }
}

/// Waits that were asked for.
final class Waits: @unchecked Sendable {
    private let lock = NSLock()
    private var waits: [Duration] = []

    func add(_ wait: Duration) { lock.withLock { waits.append(wait) } }

    var all: [Duration] { lock.withLock { waits } }
    var count: Int { all.count }
}
