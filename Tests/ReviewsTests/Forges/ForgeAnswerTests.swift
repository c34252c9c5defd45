import Gate
import HTTPTransport
import Reviews
import Testing
import ZonePlanning

/// What a forge answers that is not what was asked for, or not all of it: denied, whatever it looks like.
@Suite("Forges: an answer is the document that was asked for, and whole")
struct ForgeAnswerTests {
    /// An approved and merged pull request, and its answers to single questions in place of the forge's own.
    private func refusal(
        _ kind: ForgeKind, requestChanges: Bool = false,
        _ fault: @escaping @Sendable (_ path: String) -> FakeForge.Fault?
    ) async throws -> [String] {
        let trial = try await Trial(kind)
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        if requestChanges { await trial.hub.review(.requestChanges, by: "alice", on: 1) }
        await trial.hub.merge(1)
        await trial.hub.setFault { _, path in fault(path) }
        do {
            return try await trial.refusal()
        } catch is ApprovalSourceError {
            return ["unreadable"]
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var kind: ForgeKind
        var list: String
        var body: String
        var headers: HTTPHeaders = [:]

        var testDescription: String { "\(kind.rawValue) \(list) \(body.prefix(60))" }
    }

    private static let commit =
        #"{"sha":"\#(Trial.head)","author":null,"committer":null,"commit":{"author":{"email":"m@example.com"},"#
        + #""committer":{"email":"m@example.com"},"message":"x"}}"#

    static let wrong: [Wrong] = [
        // Who reviewed is left out, which is not the same as an account that is gone.
        Wrong(kind: .github, list: "reviews", body: #"[{"id":1,"state":"CHANGES_REQUESTED","commit_id":null}]"#),
        Wrong(kind: .github, list: "reviews", body: #"[{"id":1,"user":null,"state":"APPROVED"}]"#),
        Wrong(kind: .github, list: "reviews", body: #"{"reviews":[]}"#),
        Wrong(kind: .github, list: "reviews", body: "[[]]"),
        Wrong(kind: .github, list: "reviews", body: #"[]{"message":"cut"}"#),
        Wrong(kind: .github, list: "comments", body: #"[{"id":1,"body":"x","updated_at":"2026-01-01T00:00:00Z"}]"#),
        Wrong(kind: .github, list: "comments", body: #"[{"id":1,"user":null,"body":"x","updated_at":"now"}]"#),
        Wrong(
            kind: .github, list: "commits",
            body: commit.replacing(Trial.head, with: Trial.older).wrapped),
        Wrong(kind: .github, list: "commits", body: commit.replacing(#""author":null,"#, with: "").wrapped),
        Wrong(kind: .gitlab, list: "commits", body: "[]"),
        Wrong(
            kind: .gitlab, list: "commits",
            body: #"[{"id":"\#(Trial.older)","message":"x","author_email":"m@x","committer_email":"m@x"}]"#),
        Wrong(kind: .gitlab, list: "approvals", body: "{}"),
        Wrong(kind: .gitlab, list: "approvals", body: "[]"),
        Wrong(kind: .gitlab, list: "notes", body: #"[{"id":1,"body":"x","system":false,"updated_at":"x"}]"#),
        Wrong(kind: .gitea, list: "commits", body: commit.replacing(Trial.head, with: Trial.older).wrapped),
        Wrong(kind: .gitea, list: "comments", body: "[]", headers: ["X-Total-Count": "3"]),
        Wrong(
            kind: .gitea, list: "reviews",
            body:
                #"[{"id":1,"state":"APPROVED","commit_id":"","submitted_at":"","stale":false,"dismissed":false}]"#),
    ]

    @Test("A list of something else, or without a member that it must have", arguments: wrong)
    func wrongLists(_ wrong: Wrong) async throws {
        let refused = try await refusal(wrong.kind) { path in
            path.hasSuffix("/\(wrong.list)") ? .answer(200, wrong.headers, wrong.body) : nil
        }
        #expect(refused == ["unreadable"])
    }

    @Test("A page of 404 that is no forge's is not taken for 'there is none'", arguments: ForgeKind.allCases)
    func foreignNotFound(kind: ForgeKind) async throws {
        for list in kind == .gitlab ? ["notes", "commits"] : ["comments", "commits", "reviews"] {
            let refused = try await refusal(kind) { path in
                path.hasSuffix("/\(list)") ? .answer(404, [:], "<!doctype html><title>Not here</title>") : nil
            }
            #expect(refused == ["unreadable"])
        }
        let hub = FakeForge(kind)
        await hub.setFault { _, _ in .answer(404, [:], "<html>") }
        await #expect { try await hub.forge().pullRequests(of: Trial.head) } throws: { error in
            (error as? ForgeError)?.code == .unreadable
        }
        await hub.setFault { _, _ in .answer(404, [:], #"{"message": "Not Found"}"#) }
        let found = try? await hub.forge().pullRequests(of: Trial.head)
        #expect(kind == .gitea ? found == [] : found == nil)
    }

    @Test("Short pages, and nobody says that there are more: all of them are read", arguments: [1, 2, 7])
    func shortPages(size: Int) async throws {
        // A proxy that caps pages and leaves the Link header out: what was taken back stands on a later page.
        let trial = try await Trial(.github)
        for number in 0..<15 { await trial.hub.comment("Hello \(number)", by: "carol", on: 1) }
        try await trial.comment()
        await trial.hub.review(.approve, by: "alice", on: 1)
        for _ in 0..<8 { await trial.hub.review(.comment, by: "carol", on: 1) }
        await trial.hub.merge(1)
        await trial.hub.setLargestPage(size)
        await trial.hub.setSaysMore(false)
        #expect(try await trial.refusal() == [])
        await trial.hub.review(.requestChanges, by: "alice", on: 1)
        #expect(try await trial.refusal().last == "no-approval")
    }

    @Test("A comment that was replaced is the one that is answered with", arguments: ForgeKind.allCases)
    func otherComment(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        let forge = try trial.hub.forge()
        let comments = try await forge.comments(on: 1)
        let comment = try #require(comments.first)
        await trial.hub.setFault { method, _ in
            method == "PATCH" || method == "PUT"
                ? .answer(
                    200, [:],
                    #"{"id":7,"user":null,"author":null,"system":false,"body":"","updated_at":"2026-01-01T00:00:00Z"}"#)
                : nil
        }
        await #expect { try await forge.replace(comment, with: "x", on: 1) } throws: { error in
            (error as? ForgeError)?.code == .unreadable
        }
    }
}

extension String {
    /// As the one entry of a JSON list.
    fileprivate var wrapped: String { "[\(self)]" }
}
