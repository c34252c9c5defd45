import Reviews
import Synchronization
import Testing
import ZonePlanning

@Suite("What a forge answered in a run") struct RememberedForgeTests {
    /// A forge that counts what it is asked.
    private final class CountedForge: Forge {
        let address: ForgeAddress
        let asked = Mutex<[String]>([])
        let isAway = Mutex(false)

        init() throws { address = try ForgeAddress(kind: .github, url: nil, repository: "org/dns") }

        private func ask(_ what: String) throws(ForgeError) {
            asked.withLock { $0.append(what) }
            if isAway.withLock({ $0 }) { throw ForgeError(.unavailable, "it is away") }
        }

        func ownAccount() async throws(ForgeError) -> String? {
            try ask("account")
            return nil
        }

        func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest {
            try ask("request \(number)")
            return PullRequest(number: number, head: "a", base: "main", author: ForgeAccount("ada"), isMerged: true)
        }

        func pullRequests(of commit: String) async throws(ForgeError) -> [Int] {
            try ask("requests of \(commit)")
            return [1, 2]
        }

        func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson] {
            try ask("persons of \(request.number) \(request.head)")
            return []
        }

        func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview] {
            try ask("reviews of \(request.number) \(request.head)")
            return []
        }

        func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool {
            try ask("\(account.name) of \(team)")
            return true
        }

        func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
            try ask("comments on \(number)")
            return []
        }

        func comment(_ body: String, on number: Int) async throws(ForgeError) -> ForgeComment {
            try ask("comment")
            return ForgeComment(id: 1, account: nil, body: body, updated: Instant(seconds: 0))
        }

        func replace(_ comment: ForgeComment, with body: String, on number: Int) async throws(ForgeError) {
            try ask("replace")
        }
    }

    /// Asks everything there is to ask of two pull requests.
    private func askAll(_ forge: some Forge) async throws {
        _ = try await forge.ownAccount()
        for number in [1, 2] {
            let request = try await forge.pullRequest(number)
            _ = try await forge.pullRequests(of: "c\(number)")
            _ = try await forge.persons(of: request)
            _ = try await forge.reviews(of: request)
            _ = try await forge.comments(on: number)
            _ = try await forge.isMember(ForgeAccount("rita"), of: "team-\(number)")
        }
    }

    // The search for plans, and the review of each, asked for the same reviews and comments again.
    @Test("is asked for once, and again once it is forgotten or a comment is written") func once() async throws {
        let counted = try CountedForge()
        let forge = RememberedForge(counted)
        for _ in 0..<3 { try await askAll(forge) }
        #expect(counted.asked.withLock { $0.count } == 13)
        #expect(counted.asked.withLock { Set($0).count } == 13)
        forge.forget()
        try await askAll(forge)
        #expect(counted.asked.withLock { $0.count } == 26)
        let comment = try await forge.comment("words", on: 1)
        _ = try await forge.comments(on: 1)
        try await forge.replace(comment, with: "other words", on: 1)
        _ = try await forge.comments(on: 1)
        #expect(counted.asked.withLock { $0.suffix(4) } == ["comment", "comments on 1", "replace", "comments on 1"])
    }

    @Test("is asked for again where it moved, or where there was no answer") func moved() async throws {
        let counted = try CountedForge()
        let forge = RememberedForge(counted)
        var request = try await forge.pullRequest(1)
        _ = try await forge.reviews(of: request)
        request.head = "b"
        _ = try await forge.reviews(of: request)
        #expect(counted.asked.withLock { $0 } == ["request 1", "reviews of 1 a", "reviews of 1 b"])
        counted.isAway.withLock { $0 = true }
        await #expect(throws: ForgeError.self) { try await forge.comments(on: 1) }
        counted.isAway.withLock { $0 = false }
        _ = try await forge.comments(on: 1)
        #expect(counted.asked.withLock { $0.filter { $0 == "comments on 1" }.count } == 2)
    }
}
