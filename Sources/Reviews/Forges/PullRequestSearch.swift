internal import ZonePlanning

/// Finds the pull requests that brought commits into the protected branch.
package struct PullRequestSearch: Sendable {
    private let forge: any Forge
    private let branch: String

    /// How many commits are asked for, newest first.
    private static let mostCommits = 100

    /// - Parameters:
    ///   - forge: who is asked.
    ///   - branch: the protected branch.
    package init(forge: any Forge, branch: String) {
        self.forge = forge
        self.branch = branch
    }

    /// The merged pull requests by which commits came into the branch.
    ///
    /// - Parameter commits: the commits, newest first.
    /// - Returns: their numbers, in the order of the commits.
    /// - Throws: ``ForgeError``.
    package func merged(among commits: [String]) async throws(ForgeError) -> [Int] {
        var seen: Set<Int> = []
        var numbers: [Int] = []
        for commit in commits.prefix(Self.mostCommits) {
            for number in try await forge.pullRequests(of: commit) where seen.insert(number).inserted {
                let request = try await forge.pullRequest(number)
                if request.isMerged, request.base == branch { numbers.append(number) }
            }
        }
        return numbers
    }

    /// The pull request that shows a plan; where none does, the newest, for its reviews to be refused with a reason.
    ///
    /// - Parameters:
    ///   - commits: where the plan's changes may have come in, newest first.
    ///   - shows: whether the plan comment of a pull request is of the plan.
    /// - Returns: its number.
    /// - Throws: ``ForgeError``; with code `notFound` where no commit came in by a pull request.
    package func request(
        among commits: [String], shows: (_ number: Int) async throws(ForgeError) -> Bool
    ) async throws(ForgeError) -> Int {
        let numbers = try await merged(among: commits)
        for number in numbers where try await shows(number) { return number }
        guard let newest = numbers.first else {
            throw ForgeError(
                .notFound,
                "\(forge.address.kind.name) has no merged pull request of \(forge.address.repository) for the "
                    + "commits under review; name it with --pull-request")
        }
        return newest
    }
}
