package import ZoneFiles

/// Where the protected branch comes from.
package protocol Remote: Sendable {
    /// Fetches the protected branch.
    ///
    /// - Parameter configured: a branch, as in `main` or `upstream/main`; `nil` for the default branch.
    /// - Throws: ``GitError`` where the remote can't be reached, or the branch was rewritten.
    func fetchProtectedBranch(configured: String?) async throws(GitError)
}
