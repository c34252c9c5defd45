internal import Synchronization

/// What forges answered in a run: the search for plans, and the review of each of them, ask for the same pull requests.
///
/// Before anything is changed the reviews are asked for once more (Decision 0013), so then all of it is forgotten.
final class ForgeMemory: Sendable {
    private let forges = Mutex<[ForgeAddress: RememberedForge]>([:])

    /// The forge at an address.
    ///
    /// - Parameters:
    ///   - address: where it is.
    ///   - make: makes it, where it was not asked before.
    /// - Returns: the forge, of which each answer is asked for once.
    func forge(at address: ForgeAddress, _ make: () -> any Forge) -> any Forge {
        forges.withLock { forges in
            if let known = forges[address] { return known }
            let forge = RememberedForge(make())
            forges[address] = forge
            return forge
        }
    }

    /// Forgets what was answered.
    func forget() {
        for forge in forges.withLock({ Array($0.values) }) { forge.forget() }
    }
}

/// A forge that is asked each question once. What it did not answer is asked again.
package final class RememberedForge: Forge {
    private struct Answers {
        var account: String??
        var requests: [Int: PullRequest] = [:]
        var numbers: [String: [Int]] = [:]
        var persons: [PullRequest: [CommitPerson]] = [:]
        var reviews: [PullRequest: [ForgeReview]] = [:]
        var members: [Membership: Bool] = [:]
        var comments: [Int: [ForgeComment]] = [:]
    }

    private struct Membership: Hashable {
        var account: ForgeAccount
        var team: String
    }

    private let forge: any Forge
    private let answers = Mutex(Answers())

    package init(_ forge: any Forge) { self.forge = forge }

    package var address: ForgeAddress { forge.address }

    /// Forgets what was answered.
    package func forget() { answers.withLock { $0 = Answers() } }

    /// An answer that is kept, or a new one.
    private func answer<Value: Sendable>(
        _ known: (Answers) -> Value?, _ keep: (inout Answers, Value) -> Void,
        _ ask: () async throws(ForgeError) -> Value
    ) async throws(ForgeError) -> Value {
        if let value = answers.withLock({ known($0) }) { return value }
        let value = try await ask()
        answers.withLock { keep(&$0, value) }
        return value
    }

    package func ownAccount() async throws(ForgeError) -> String? {
        if let known = answers.withLock({ $0.account }) { return known }
        let account = try await forge.ownAccount()
        answers.withLock { $0.account = .some(account) }
        return account
    }

    package func pullRequest(_ number: Int) async throws(ForgeError) -> PullRequest {
        try await answer({ $0.requests[number] }, { $0.requests[number] = $1 }) { () async throws(ForgeError) in
            try await forge.pullRequest(number)
        }
    }

    package func pullRequests(of commit: String) async throws(ForgeError) -> [Int] {
        try await answer({ $0.numbers[commit] }, { $0.numbers[commit] = $1 }) { () async throws(ForgeError) in
            try await forge.pullRequests(of: commit)
        }
    }

    package func persons(of request: PullRequest) async throws(ForgeError) -> [CommitPerson] {
        try await answer({ $0.persons[request] }, { $0.persons[request] = $1 }) { () async throws(ForgeError) in
            try await forge.persons(of: request)
        }
    }

    package func reviews(of request: PullRequest) async throws(ForgeError) -> [ForgeReview] {
        try await answer({ $0.reviews[request] }, { $0.reviews[request] = $1 }) { () async throws(ForgeError) in
            try await forge.reviews(of: request)
        }
    }

    package func isMember(_ account: ForgeAccount, of team: String) async throws(ForgeError) -> Bool {
        let membership = Membership(account: account, team: team)
        return try await answer({ $0.members[membership] }, { $0.members[membership] = $1 }) {
            () async throws(ForgeError) in
            try await forge.isMember(account, of: team)
        }
    }

    package func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
        try await answer({ $0.comments[number] }, { $0.comments[number] = $1 }) { () async throws(ForgeError) in
            try await forge.comments(on: number)
        }
    }

    package func comment(_ body: String, on number: Int) async throws(ForgeError) -> ForgeComment {
        forget()
        return try await forge.comment(body, on: number)
    }

    package func replace(_ comment: ForgeComment, with body: String, on number: Int) async throws(ForgeError) {
        forget()
        try await forge.replace(comment, with: body, on: number)
    }
}
