import Gate
import HTTPTransport
import Reports
import Reviews
import Testing
import ZonePlanning

/// What is known beside a plan is said in a pull request, and approves and voids nothing.
@Suite("Notes beside a plan comment") struct NotesCommentTests {
    private static func notes(
        _ sentences: String..., isComplete: Bool = true, at head: String = Trial.head
    ) -> CommentNotes {
        CommentNotes(sentences, isComplete: isComplete, heads: [head])
    }

    private static func texts(_ trial: Trial) async throws -> [String] {
        try await trial.hub.forge().comments(on: 1).map(\.body).filter(NotesComment.isOne)
    }

    private static func commenter(_ trial: Trial) throws -> PlanCommenter {
        PlanCommenter(forge: try trial.hub.forge(), account: nil, today: Trial.today)
    }

    @Test("stand in a comment of their own, which no approval is held against", arguments: ForgeKind.allCases)
    func beside(kind: ForgeKind) async throws {
        let trial = try await Trial(kind)
        try await trial.comment()
        let commenter = try Self.commenter(trial)
        #expect(try await commenter.note(Self.notes(), on: 1) == .done)
        #expect(try await Self.texts(trial) == [])
        await trial.hub.review(.approve, by: "alice", on: 1)
        #expect(try await commenter.note(Self.notes("a commit `is` signed by <nobody>"), on: 1) == .done)
        let said = try await Self.texts(trial)
        #expect(said.count == 1 && said[0].contains("no part of what is approved"))
        // It is no plan comment, and those that are say what they said.
        #expect(!PlanComment.isPlanComment(said.first ?? ""))
        #expect(try await trial.comment() == .unchanged)
        #expect(try await commenter.note(Self.notes("another"), on: 1) == .done)
        #expect(try await Self.texts(trial).count == 1)
        #expect(try await Self.texts(trial).first?.contains("another") == true)
        #expect(try await commenter.note(Self.notes(), on: 1) == .done)
        #expect(try await Self.texts(trial) == [NotesComment.spare])
        await trial.hub.merge(1)
        #expect(try await trial.refusal() == [])
    }

    // A clone that could not be read said that there was nothing to note any more.
    @Test("that are not known leave alone what was said before, and say that nothing is known where nothing was said")
    func unknown() async throws {
        let trial = try await Trial(.github)
        let commenter = try Self.commenter(trial)
        #expect(await commenter.warnings(noting: .unknown, on: 1) == [])
        #expect(try await Self.texts(trial) == [])
        #expect(try await commenter.note(Self.notes("why", isComplete: false), on: 1) == .done)
        #expect(try await Self.texts(trial).first?.contains("why") == true)
        #expect(try await commenter.note(Self.notes("it is unsigned"), on: 1) == .done)
        let before = try await Self.texts(trial)
        for notes in [CommentNotes.unknown, Self.notes("why", isComplete: false)] {
            let warnings = await commenter.warnings(noting: notes, on: 1)
            #expect(warnings.count == 1 && warnings[0].hasSuffix("[note-kept]"))
            #expect(try await Self.texts(trial) == before)
        }
        #expect(try await commenter.note(Self.notes(), on: 1) == .done)
        #expect(await commenter.warnings(noting: .unknown, on: 1) == [])
        #expect(try await Self.texts(trial) == [NotesComment.spare])
    }

    // What was said of another commit looked as if it was of the pull request's.
    @Test("of another commit than the pull request's are not written", arguments: [nil, "it is unsigned"])
    func otherHead(before: String?) async throws {
        let trial = try await Trial(.github)
        let commenter = try Self.commenter(trial)
        if let before { #expect(try await commenter.note(Self.notes(before), on: 1) == .done) }
        let texts = try await Self.texts(trial)
        let other = Self.notes("another", at: Trial.newer)
        #expect(try await commenter.note(other, on: 1) == .otherHead(Trial.head))
        let warnings = await commenter.warnings(noting: other, on: 1)
        #expect(warnings.count == 1 && warnings[0].hasSuffix("[note-not-written]"))
        #expect(try await Self.texts(trial) == texts)
        // A merge of it into the branch, as forges make one to be tested, is about it too.
        let merged = CommentNotes(["another"], isComplete: true, heads: [Trial.newer, Trial.head])
        #expect(try await commenter.note(merged, on: 1) == .done)
        #expect(try await Self.texts(trial).first?.contains("another") == true)
    }

    // The job failed after the plan was there.
    @Test("that can't be written are a warning") func failing() async throws {
        let trial = try await Trial(.github)
        try await trial.comment()
        await trial.hub.setFault { method, path in
            method == "POST" && path.contains("comments") ? .answer(403, [:], #"{"message": "no"}"#) : nil
        }
        let commenter = try Self.commenter(trial)
        let warnings = await commenter.warnings(noting: Self.notes("it is unsigned"), on: 1)
        #expect(warnings.count == 1 && warnings[0].contains("the plan comment is there"))
        #expect(warnings.first?.hasSuffix("[note-not-written]") == true)
        await trial.hub.setFault(nil)
        #expect(try await Self.texts(trial) == [])
        #expect(try await trial.comment() == .unchanged)
    }
}
