package import ZonePlanning

/// Finds the pull request that brought a plan's files into the protected branch.
package struct PullRequestSearch: Sendable {
    private let forge: any Forge
    private let branch: String

    /// How many commits are asked for, newest first.
    private static let mostCommits = 20

    /// - Parameters:
    ///   - forge: who is asked.
    ///   - branch: the protected branch.
    package init(forge: any Forge, branch: String) {
        self.forge = forge
        self.branch = branch
    }

    /// The pull request whose head has the plan's files; where none has, the newest that was found, for its reviews to
    /// be refused with a reason.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - commits: where it may have come in, newest first.
    ///   - fits: whether a commit's files are those of the plan.
    /// - Returns: its number.
    /// - Throws: ``ForgeError``; with code `notFound` where no commit came in by a pull request.
    package func request(
        of plan: Plan, among commits: [String], fits: (_ plan: Plan, _ head: String) -> Bool
    ) async throws(ForgeError) -> Int {
        var seen: [Int] = []
        for commit in commits.prefix(Self.mostCommits) {
            for number in try await forge.pullRequests(of: commit) where !seen.contains(number) {
                seen.append(number)
                let request = try await forge.pullRequest(number)
                if request.isMerged, request.base == branch, fits(plan, request.head) { return number }
            }
        }
        guard let newest = seen.first else {
            throw ForgeError(
                .notFound,
                "\(forge.address.kind.name) knows no merged pull request of \(forge.address.repository) for the commits under "
                    + "review; name it with --pull-request")
        }
        return newest
    }
}
