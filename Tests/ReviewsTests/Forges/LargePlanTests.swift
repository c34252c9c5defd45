import DNSModel
import TestSupport
import Testing
import ZonePlanning

@testable import Gate
@testable import Reports
@testable import Reviews

/// Plans that are too large for one comment.
@Suite("A large plan at a forge") struct LargePlanTests {
    /// A plan of so many record sets that it takes some comments.
    private static func plan(_ sets: Int = 1_500, _ address: String = "192.0.2.1") throws -> PlanDocument {
        let declared = zone((0..<sets).map { "a-host-with-a-name-of-some-length-\($0) 300 A \(address)" })
        return try PlanDocument(.fixture([ZonePlanner.fixture().plan(from: zone([]), to: declared)]))
    }

    private static func shown(_ trial: Trial) async throws -> [PlanDocument] {
        let question = ForgeQuestion(
            kind: trial.hub.kind, source: trial.source, document: trial.document, pullRequest: 1, branch: "main",
            commits: [], written: [], authors: [])
        return try await AskedForge(trial.hub.forge()).shownPlans(question).map(\.document)
    }

    @Test("is shown in several comments, approved and found", arguments: ForgeKind.allCases)
    func isApproved(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, plan: Self.plan(kind == .github ? 1_500 : 5_000))
        #expect(try await trial.comment() == .written)
        let comments = await trial.hub.comments(on: 1)
        #expect(comments.count > 1)
        #expect(try await Self.shown(trial) == [trial.document])
        #expect(try await trial.comment() == .unchanged)
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == [])
    }

    @Test("An edit of its last comment takes the approval away", arguments: ForgeKind.allCases)
    func edited(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, plan: Self.plan(kind == .github ? 1_500 : 5_000))
        try await trial.comment()
        let last = try #require(await trial.hub.comments(on: 1).last)
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.edit(last.id, on: 1) { $0.replacing("192.0.2.1", with: "192.0.2.2") }
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["edited-comment", "no-approval"])
        await trial.hub.edit(last.id, on: 1) { _ in last.body }
        #expect(try await trial.refusal() == ["review-before-plan", "no-approval"])
    }

    @Test("A comment of it that is not there any more, or was never written") func missing() async throws {
        let trial = try await Trial(.github, plan: Self.plan())
        try await trial.comment()
        let last = try #require(await trial.hub.comments(on: 1).last)
        // What a cut-off run leaves behind.
        await trial.hub.edit(last.id, on: 1) { _ in "deleted" }
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["edited-comment", "no-approval"])
    }

    @Test("A smaller plan after it leaves comments that show nothing") func smaller() async throws {
        let trial = try await Trial(.github, plan: Self.plan())
        try await trial.comment()
        let count = await trial.hub.comments(on: 1).count
        let small = try Trial.plan()
        #expect(try await trial.comment(small) == .updated)
        let comments = await trial.hub.comments(on: 1)
        #expect(comments.count == count && comments.dropFirst().allSatisfy { $0.body == PlanComment.spare })
        #expect(try await trial.comment(small) == .unchanged)
        #expect(try await Self.shown(trial) == [small])
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal(of: small) == [])
        // And a large one uses them again.
        #expect(try await trial.comment() == .updated)
        #expect(await trial.hub.comments(on: 1).count == count)
        #expect(try await Self.shown(trial) == [trial.document])
    }

    @Test("A comment that shows one plan and carries another approves what it shows alone") func carriesAnother()
        async throws
    {
        let trial = try await Trial(.github)
        try await trial.comment()
        let other = try Trial.plan(["example.com."], "192.0.2.66")
        let comment = try #require(await trial.hub.comments(on: 1).first)
        let carried = try #require(CarriedPlan.text(of: other))
        await trial.hub.edit(comment.id, on: 1) { body in
            var lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[1] = "<!-- gate53 plan \(carried) -->"
            return lines.joined(separator: "\n")
        }
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await Self.shown(trial) == [other])
        #expect(try await trial.refusal(of: other) == ["no-plan-comment", "no-approval"])
        #expect(try await trial.refusal() == [])
    }

    // What stood in the second line was not compared, whatever it was.
    @Test("Words in the place of what is carried are an edit", arguments: ForgeKind.allCases)
    func overlay(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        let comment = try #require(await trial.hub.comments(on: 1).first)
        await trial.hub.edit(comment.id, on: 1) { body in
            var lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines[1] = "<!-- gate53 plan --><h2>DNS plan: 1 to create</h2><details><summary>raw</summary><!-- -->"
            return lines.joined(separator: "\n")
        }
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["edited-comment", "no-approval"])
    }

    @Test("What is carried and was damaged is written again", arguments: ForgeKind.allCases)
    func repaired(kind: ForgeKind) async throws {
        let trial = try await Trial(kind, plan: Self.plan(kind == .github ? 1_500 : 5_000))
        try await trial.comment()
        for comment in await trial.hub.comments(on: 1) {
            let body = comment.body
            await trial.hub.edit(comment.id, on: 1) { _ in
                var lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                if lines[1].hasPrefix("<!-- gate53 plan ") { lines.remove(at: 1) }
                return lines.joined(separator: "\n")
            }
            if try await !Self.shown(trial).isEmpty { continue }
            #expect(try await trial.comment() == .updated)
            #expect(try await Self.shown(trial) == [trial.document])
        }
        #expect(try await trial.comment() == .unchanged)
    }

    @Test("Two jobs that write the comments at once") func twoWriters() async throws {
        let trial = try await Trial(.github, plan: Self.plan())
        try await trial.comment()
        // The second has seen none of them.
        for comment in await trial.hub.comments(on: 1) { await trial.hub.comment(comment.body, by: "dns-bot", on: 1) }
        #expect(try await Self.shown(trial) == [trial.document])
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == [])
    }

    @Test("A plan of many zones without changes is carried, in comments that show nothing") func quietZones()
        async throws
    {
        let quiet = try (0..<3_000).map { index in
            let apex = try DomainName(
                parsing: "\(Digest(of: [UInt8(index % 256), UInt8(index / 256)]).hexadecimal.prefix(40)).example.")
            var plan = ZonePlanner.fixture().plan(
                from: zone(["www 300 A 192.0.2.1"], in: apex), to: zone(["www 300 A 192.0.2.1"], in: apex))
            plan.base = ZonePlan.Base(number: index, plan: Digest(of: [UInt8(index % 256), UInt8(index / 256)]))
            return plan
        }
        var plan = try Trial.plan().plan
        plan.zones = (plan.zones + quiet).sorted { $0.apex < $1.apex }
        let trial = try await Trial(.github, plan: PlanDocument(plan))
        try await trial.comment()
        let comments = await trial.hub.comments(on: 1)
        #expect(comments.count > 1 && comments.dropFirst().allSatisfy { PlanComment.isQuiet($0.body) })
        #expect(try await Self.shown(trial) == [trial.document])
        #expect(try await trial.comment() == .unchanged)
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == [])
    }

    @Test("A plan that is too large for comments is not approved there") func tooLarge() async throws {
        let trial = try await Trial(.github, plan: Self.plan(20_000))
        try await trial.comment()
        let comments = await trial.hub.comments(on: 1)
        #expect(comments.count == 1 && comments[0].body.contains("too large to be approved here"))
        await trial.hub.review(.approve, by: "alice", on: 1)
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == ["no-plan-comment", "no-approval"])
        #expect(try await Self.shown(trial).isEmpty)
    }

    @Test("A plan as comments carried it before is read, and damage is nothing") func formats() throws {
        let document = try Trial.plan()
        let text = try #require(CarriedPlan.text(of: document))
        #expect(CarriedPlan.document(in: text) == document)
        let before = Base64.encode(document.octets)
        #expect(CarriedPlan.document(in: before) == document)
        for damaged in ["", "====", "AAAA", String(text.dropLast(8))] {
            #expect(CarriedPlan.document(in: damaged) == nil)
        }
    }
}
