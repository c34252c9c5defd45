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

    /// The files that a branch has once a commit is merged into it. Nothing is written.
    ///
    /// - Parameters:
    ///   - commit: the commit that is to be merged; the files are known by it.
    ///   - branch: where to.
    /// - Returns: the files.
    /// - Throws: ``GitError``; with code `mergeConflict` where that can't be, `shallowClone` where history is cut off,
    ///   and `unrelatedHistory` where the two have none in common.
    func mergedFiles(of commit: CommitID, into branch: CommitID) throws(GitError) -> any FileTree

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

    /// The paths of files that one commit has otherwise than another.
    ///
    /// - Parameters:
    ///   - old: the one commit.
    ///   - new: the other one.
    /// - Returns: the paths of files added, changed and removed.
    /// - Throws: ``GitError``.
    func changedPaths(from old: CommitID, to new: CommitID) throws(GitError) -> [String]

    /// The commits of a history that are not in another one, each before its parents.
    ///
    /// - Parameters:
    ///   - tip: the last commit.
    ///   - start: a commit whose history is left out, itself included.
    /// - Returns: the commits.
    /// - Throws: ``GitError``; with code `shallowClone` where history is cut off.
    func commits(to tip: CommitID, after start: CommitID) throws(GitError) -> [HistoryCommit]

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

    /// The signature of a commit; `nil` where it is not signed.
    ///
    /// - Parameter commit: the commit.
    /// - Returns: the signature, whoever made it.
    /// - Throws: ``GitError`` where the commit can't be read.
    func signature(of commit: CommitID) throws(GitError) -> CommitSignature?

    /// The octets of a blob by its id in hexadecimal; `nil` where that is no id.
    func octets(ofBlob id: String) throws(GitError) -> [UInt8]?
}

/// A commit's signature, of which nobody has said yet what it is worth.
package struct CommitSignature: Hashable, Sendable {
    /// The octets of the commit without it, over which it was made.
    package var octets: [UInt8]
    /// The signature, armoured.
    package var signature: [UInt8]

    package init(octets: [UInt8], signature: [UInt8]) {
        self.octets = octets
        self.signature = signature
    }
}

/// Whose a commit's signature is.
package struct CommitSigner: Hashable, Sendable {
    /// All addresses that the signers file has for the key; at least one.
    package var principals: [String]
    /// The fingerprint of the key, whatever certificate carries it.
    package var fingerprint: String

    package init(principals: [String], fingerprint: String) {
        self.principals = principals
        self.fingerprint = fingerprint
    }
}

/// A commit and its parents.
package struct HistoryCommit: Hashable, Sendable {
    package var id: CommitID
    /// The first one is the commit at which the branch was before.
    package var parents: [CommitID]

    package init(id: CommitID, parents: [CommitID]) {
        self.id = id
        self.parents = parents
    }
}

extension Repository {
    /// The first parent of a commit; `nil` where it has none, or this clone does not have it.
    package func firstParent(of commit: CommitID) throws(GitError) -> CommitID? {
        do throws(GitError) {
            return try resolve(revision: "\(commit.hex)^1")
        } catch {
            guard [.unknownRevision, .shallowClone, .missingObject, .partialClone].contains(error.code) else {
                throw error
            }
            return nil
        }
    }

    /// The parent of a commit that has one; `nil` for a merge or a first commit, or where this clone does not have it.
    package func onlyParent(of commit: CommitID) throws(GitError) -> CommitID? {
        guard let parent = try firstParent(of: commit) else { return nil }
        do throws(GitError) {
            _ = try resolve(revision: "\(commit.hex)^2")
            return nil
        } catch {
            guard error.code == .unknownRevision else { return nil }
            return parent
        }
    }

    /// The commits that a pull request may be at, in hexadecimal, of which a commit is what is checked out: itself, and
    /// of a merge what it merges, as forges make one to be tested.
    package func proposed(by head: CommitID) throws(GitError) -> Set<String> {
        do throws(GitError) {
            return [head.hex, try resolve(revision: "\(head.hex)^2").hex]
        } catch {
            guard [.unknownRevision, .shallowClone, .missingObject, .partialClone].contains(error.code) else {
                throw error
            }
            return [head.hex]
        }
    }

    /// The commit at `HEAD`.
    package func head() throws(GitError) -> CommitID { try resolve(revision: "HEAD") }
}
