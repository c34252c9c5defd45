import Reports
import Reviews
import Testing
import ZonePlanning

/// What is known beside a plan is said in a pull request, and approves and voids nothing.
@Suite("Notes beside a plan comment") struct NotesCommentTests {
    @Test("stand in a comment of their own, which no approval is held against", arguments: ForgeKind.allCases)
    func beside(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        let forge = try trial.hub.forge()
        let commenter = PlanCommenter(forge: forge, account: nil, today: Trial.today)
        func texts() async throws -> [String] {
            try await forge.comments(on: 1).map(\.body).filter(NotesComment.isOne)
        }
        try await commenter.note([], on: 1)
        #expect(try await texts() == [])
        await trial.hub.review(.approve, by: "alice", on: 1)
        try await commenter.note(["a commit `is` signed by <nobody>"], on: 1)
        let said = try await texts()
        #expect(said.count == 1 && said[0].contains("no part of what is approved"))
        // It is no plan comment, and those that are say what they said.
        #expect(!PlanComment.isPlanComment(said.first ?? ""))
        #expect(try await trial.comment() == .unchanged)
        try await commenter.note(["another"], on: 1)
        #expect(try await texts().count == 1)
        #expect(try await texts().first?.contains("another") == true)
        try await commenter.note([], on: 1)
        #expect(try await texts() == [NotesComment.spare])
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == [])
    }
}
