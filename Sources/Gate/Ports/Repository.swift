package import ZoneFiles

/// A git repository, as far as decisions about trust need it.
package protocol Repository: Sendable {
    /// The branch whose settings and reviewers count, by what the remote says; or the one of a name.
    ///
    /// - Parameter configured: a branch, as in `main` or `upstream/main`; `nil` for the default branch.
    /// - Returns: the branch.
    /// - Throws: ``GitError`` with code `noProtectedBranch` where it is not known here.
    func protectedBranch(configured: String?) throws(GitError) -> ProtectedBranch

    /// The files of a commit.
    func files(of commit: CommitID) throws(GitError) -> any FileTree

    /// The files of the working folder.
    func workingFiles() throws(GitError) -> any FileTree

    /// The commit that a revision names, as in gitrevisions(7).
    func resolve(revision: String) throws(GitError) -> CommitID

    /// Whether a commit is another one's ancestor, or the same.
    func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool

    /// The commits of a history after which one of some paths is not as it was before, the oldest first.
    ///
    /// - Parameters:
    ///   - paths: files from the root of the tree.
    ///   - tip: the last commit.
    /// - Returns: the commits.
    /// - Throws: ``GitError``; with code `shallowClone` where history is cut off.
    func commits(bringing paths: [String], to tip: CommitID) throws(GitError) -> [CommitID]

    /// The files of the working folder that are not as HEAD has them.
    ///
    /// - Parameter paths: files and folders from the root of the tree; empty for all.
    /// - Returns: the paths.
    /// - Throws: ``GitError``.
    func uncommitted(below paths: [String]) throws(GitError) -> [String]

    /// The paths of files that a commit has otherwise than its merge base with a revision.
    ///
    /// - Parameters:
    ///   - revision: the revision, as in gitrevisions(7).
    ///   - commit: the commit.
    /// - Returns: the paths.
    /// - Throws: ``GitError``.
    func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String]

    /// The best common ancestor of a commit and a revision.
    ///
    /// - Parameters:
    ///   - revision: the revision, as in gitrevisions(7).
    ///   - commit: the commit.
    /// - Returns: the ancestor.
    /// - Throws: ``GitError``; with code `shallowClone` where it was cut off, and `unrelatedHistory` where there is
    ///   none.
    func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID

    /// Who wrote the commits that changed some paths, newest first.
    ///
    /// - Parameters:
    ///   - paths: files and folders from the root of the tree.
    ///   - tip: the commit under review.
    ///   - base: a commit that was reviewed before; `nil` where none was.
    ///   - withCommitters: whether those are told too who committed what another wrote.
    ///   - isReviewed: whether a path is one whose content is reviewed where it stands. What was moved to one of the
    ///     paths from any other is by all who wrote it there.
    /// - Returns: the authors.
    /// - Throws: ``GitError``; with code `shallowClone` where history is cut off.
    func authors(
        ofCommitsTouching paths: [String], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool,
        isReviewed: (String) -> Bool
    ) throws(GitError) -> [CommitAuthor]

    /// Whether a commit is what git makes of its two parents without anybody's help, so that nobody wrote it.
    ///
    /// - Parameter commit: the commit.
    /// - Returns: false for what is no merge.
    /// - Throws: ``GitError``.
    func isAutomaticMerge(_ commit: CommitID) throws(GitError) -> Bool

    /// The octets of a blob by its id in hexadecimal; `nil` where that is no id.
    func octets(ofBlob id: String) throws(GitError) -> [UInt8]?
}

extension Repository {
    /// The commit at `HEAD`.
    package func head() throws(GitError) -> CommitID { try resolve(revision: "HEAD") }
}
