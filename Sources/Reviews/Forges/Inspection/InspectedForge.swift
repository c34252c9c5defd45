package import Gate
package import ZonePlanning

// Decision 0100: a doctor that touches nothing.

/// What is asked of a forge to see whether it is set up. Every request is a GET.
package protocol InspectedForge: Sendable {
    var service: ForgeService { get }

    /// The account of the token; `nil` where the forge does not say.
    func account() async throws(ForgeError) -> String?

    /// Whether the account of the token may write in the repository, `nil` where the forge does not say; the forge's
    /// time; and the token's scopes, where the forge says them.
    func rights() async throws(ForgeError) -> (mayWrite: Bool?, date: Instant?, scopes: [String]?)

    /// Reads a pull request's reviews and comments, of whichever there is.
    ///
    /// - Returns: false where there is none.
    func readsPullRequests() async throws(ForgeError) -> Bool

    /// How a branch is guarded; `nil` where it is not there, and no rule is seen for it.
    func protection(of branch: String) async throws(ForgeError) -> BranchProtection?

    /// How an environment of jobs is guarded; `nil` where there is none that the token sees.
    ///
    /// - Throws: ``ForgeError``; with code `misconfigured` where the forge has no environments that can be asked for.
    func environment(_ name: String) async throws(ForgeError) -> EnvironmentGuard?

    /// Whether there is such an account.
    func has(account: String) async throws(ForgeError) -> Bool

    /// Whether there is such a team, as far as the token sees it.
    func has(team: String) async throws(ForgeError) -> Bool
}

extension InspectedForge {
    package func environment(_ name: String) async throws(ForgeError) -> EnvironmentGuard? {
        throw ForgeError(.misconfigured, "this forge is not asked for environments")
    }

    var path: String { service.address.path }

    /// Whether something is there.
    func isThere<Answer: Decodable & Sendable>(_ path: String, as type: Answer.Type) async throws(ForgeError) -> Bool {
        do {
            _ = try await service.get(path, as: type)
            return true
        } catch {
            if error.code == .notFound { return false }
            throw error
        }
    }

    /// What is read where the token may; else `nil`.
    func allowed<Answer: Decodable & Sendable>(_ path: String, as type: Answer.Type) async throws(ForgeError) -> Answer?
    {
        do {
            return try await service.get(path, as: type)
        } catch {
            if error.code == .notFound || error.code == .forbidden { return nil }
            throw error
        }
    }

    /// Everything that the forge says.
    ///
    /// - Parameters:
    ///   - examination: what is asked.
    ///   - tokenNames: the variables that a token is looked for in.
    ///   - now: this machine's time.
    /// - Returns: what it says.
    package func condition(
        _ examination: ForgeExamination, tokenNames: [String], now: Instant
    ) async -> ForgeCondition {
        let place = "\(examination.kind.name) \(service.address.repository)"
        var found = ForgeCondition(place: place, tokenNames: tokenNames)
        found.account = await fact { () throws(ForgeError) in try await account() }
        do {
            let (mayWrite, date, scopes) = try await rights()
            found.scopes = scopes
            // What an account may is more than what each of its tokens may.
            switch mayWrite {
            case false?: found.mayWrite = .known(false)
            case true?:
                found.mayWrite = .unknown(
                    "its account may write here; what the token itself may write the forge does not say")
            case nil: found.mayWrite = .unknown("the forge does not say what this token may write")
            }
            found.skew = date.map { Int(now.seconds(since: $0)) }
        } catch {
            found.mayWrite = .unknown(error.message)
            // An account that is not told is none that a bad token has.
            if error.isTokenRefused { found.account = .unknown(error.message) }
        }
        found.pullRequests = await fact { () throws(ForgeError) in try await readsPullRequests() }
        found.protection = await protection(examination.branch)
        found.ledgerProtection = await protection(examination.ledger)
        for name in Set(examination.environments) {
            found.environments[name] = await fact { () throws(ForgeError) in try await environment(name) }
        }
        found.strangers = await fact { () throws(ForgeError) in try await strangers(examination.source) }
        return found
    }

    private func protection(_ branch: String) async -> Fact<BranchProtection> {
        do {
            guard let found = try await protection(of: branch) else {
                return .unknown("there is no such branch yet, and no rule for it that the token sees")
            }
            return .known(found)
        } catch { return .unknown(error.message) }
    }

    private func fact<Value>(_ body: () async throws(ForgeError) -> Value) async -> Fact<Value> {
        do { return .known(try await body()) } catch { return .unknown(error.message) }
    }

    private func strangers(_ source: ReviewSource) async throws(ForgeError) -> [String] {
        let choices = [source.reviewers] + source.zones.map(\.reviewers)
        var (seen, strangers): (Set<String>, [String]) = ([], [])
        for name in choices.flatMap(\.names) where seen.insert(name.lowercased()).inserted {
            if try await !has(account: name) { strangers.append(name) }
        }
        for team in source.teams {
            if try await !has(team: team) { strangers.append("team \(team)") }
        }
        return strangers
    }
}

/// The forges of a pipeline's environment, to be looked at.
package struct ForgeInspections: ForgeInspection {
    private let forge: ForgeEnvironment
    private let seconds: @Sendable () -> Int64

    /// - Parameters:
    ///   - forge: the environment of the pipeline.
    ///   - seconds: now, in seconds since 1970-01-01T00:00:00Z.
    package init(_ forge: ForgeEnvironment, seconds: @escaping @Sendable () -> Int64) {
        self.forge = forge
        self.seconds = seconds
    }

    package func condition(_ examination: ForgeExamination) async throws(ApprovalSourceError) -> ForgeCondition {
        let address: ForgeAddress
        do throws(ForgeError) {
            address = try forge.address(
                examination.kind, url: examination.source.url, repository: examination.source.repository)
        } catch { throw ApprovalSourceError(error.message) }
        let names = ForgeEnvironment.tokenNames(examination.kind)
        guard forge.token(examination.kind) != nil else {
            return ForgeCondition(
                place: "\(examination.kind.name) \(address.repository)", tokenNames: names, hasToken: false)
        }
        return await forge.inspected(at: address)
            .condition(examination, tokenNames: names, now: Instant(seconds: seconds()))
    }
}

/// What GitHub, Gitea and Forgejo say of a repository: what whoever asks may do there.
struct RepositoryRights: Decodable, Sendable {
    var permissions: Permissions?

    struct Permissions: Decodable { var push: Bool }
}

/// A pull request by its number, as GitHub, Gitea and Forgejo have it.
struct NumberedRequest: Decodable, Sendable { var number: Int }

/// A team of an organization, in the settings with it or alone, where it is the repository's owner.
struct TeamName {
    var owner: String
    var name: String

    init(_ team: String, at address: ForgeAddress) {
        let parts = team.split(separator: "/", maxSplits: 1).map(String.init)
        (owner, name) = parts.count == 2 ? (parts[0], parts[1]) : (address.owner, team)
    }

    /// The path of the organization's teams.
    var teams: String { "orgs/\(ForgeAddress.encoded(owner))/teams" }
}

extension InspectedForge {
    /// Whether there is such an account, at GitHub, Gitea and Forgejo.
    func isUser(_ account: String) async throws(ForgeError) -> Bool {
        try await isThere("users/\(ForgeAddress.encoded(account))", as: AnyAnswer.self)
    }

    /// Reads a pull request's reviews and comments at these.
    ///
    /// - Parameter limit: the name of the parameter that says how many entries a page has.
    /// - Returns: false where there is none.
    /// - Throws: ``ForgeError``.
    func readsNumberedRequests(limit: String) async throws(ForgeError) -> Bool {
        let pulls = try await service.get("\(path)/pulls?state=all&\(limit)=1", as: [NumberedRequest].self)
        guard let number = pulls.first?.number else { return false }
        _ = try await service.get("\(path)/pulls/\(number)/reviews?\(limit)=1", as: [AnyAnswer].self)
        _ = try await service.get("\(path)/issues/\(number)/comments?\(limit)=1", as: [AnyAnswer].self)
        return true
    }
}

/// An answer of which only matters that it is one.
struct AnyAnswer: Decodable, Sendable {
    init(from decoder: any Decoder) throws {}
}
