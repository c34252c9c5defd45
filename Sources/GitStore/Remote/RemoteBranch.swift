internal import ZoneFiles

/// One branch of a remote, fetched and pushed without touching any reference of ours.
///
/// A repository handle of its own for each call, so that the ledger can be read meanwhile.
struct RemoteBranch: Sendable {
    /// The repository's folder.
    let folder: String
    /// The remote's name.
    let remote: String
    /// The branch at the remote, as in `refs/heads/gate53-ledger`.
    let reference: String
    let access: RemoteAccess

    /// What became of a push.
    enum Push: Hashable, Sendable {
        case accepted
        /// The remote's branch is not where ours began: another writer was faster.
        case overtaken
        /// The remote does not take it; its words.
        case refused(String)
    }

    /// The commit that the remote's branch is at, with all its history in our object database.
    ///
    /// - Returns: the commit, or `nil` where the remote has no such branch.
    /// - Throws: ``GitError``.
    func fetch() async throws(GitError) -> CommitID? {
        try await asking { (connection) throws(GitError) in try connection.fetch() }
    }

    /// Moves the remote's branch to a commit, if it is where we think; never by force.
    ///
    /// Where it is behind, a push would pass at the server too, and undo a truncation that somebody should hear of.
    ///
    /// - Parameters:
    ///   - commit: a descendant of `known`.
    ///   - known: where the branch must be; `nil` where there must be none.
    /// - Returns: what became of it.
    /// - Throws: ``GitError``; it is then not known whether the branch was moved.
    func push(_ commit: CommitID, after known: CommitID?) async throws(GitError) -> Push {
        try await asking(toPush: true) { (connection) throws(GitError) in
            try connection.push(commit, after: known)
        }
    }

    /// The branches that the remote has, by full name.
    ///
    /// - Throws: ``GitError``.
    func branches() async throws(GitError) -> [String: CommitID] {
        try await asking { (connection) throws(GitError) in try connection.branches() }
    }

    /// Whether the remote would take a push, which is not done.
    ///
    /// - Throws: ``GitError``.
    func tryPush(_ commit: CommitID) async throws(GitError) -> Push {
        try await asking(toPush: true) { (connection) throws(GitError) in try connection.tryPush(commit) }
    }

    /// Asks the remote something, on a thread of its own and within bounds, unless it kept silent before in this run.
    private func asking<Value: Sendable>(
        toPush: Bool = false, _ body: @escaping @Sendable (RemoteConnection) throws(GitError) -> Value
    ) async throws(GitError) -> Value {
        try access.manners.checkAnswers(remote)
        return try await NetworkThread.run(
            seconds: access.longestWait, "the remote '\(remote)'", onSilence: { access.manners.keptSilent(remote) },
            onWait: { access.manners.isWaiting(for: remote) }
        ) { (activity) throws(GitError) in
            do throws(GitError) {
                return try body(try RemoteConnection(self, activity, toPush: toPush))
            } catch {
                guard activity.isTooMuch else { throw error }
                throw RemoteFailure.endless(remote, "\(RemoteBounds.octets >> 20) MB")
            }
        }
    }
}
