package import ZoneFiles

/// A repository as it lies on this machine: its folders, git's own settings, and what is done in it besides reading.
package protocol LocalClone: Repository {
    /// The folder of the repository itself, with a final `/`.
    var folder: String { get }

    /// The working tree's folder with a final `/`; `nil` in a bare repository.
    var workingFolder: String? { get }

    /// The branch that HEAD is on; `nil` where it is on none.
    var currentBranch: String? { get }

    /// The value of a key of the git configuration; `nil` where it is not set.
    func configured(_ key: String) throws(GitError) -> String?

    /// A name for this clone that no other has.
    ///
    /// - Parameter host: the host's name.
    /// - Returns: 16 hexadecimal digits.
    /// - Throws: ``GitError``.
    func cloneName(host: String) throws(GitError) -> String

    /// The remote that the protected branch comes from; `nil` where there is none.
    ///
    /// - Parameter branch: the protected branch, where it is named.
    /// - Returns: the remote's name.
    /// - Throws: ``GitError``.
    func remote(ofProtected branch: String?) throws(GitError) -> String?

    /// Keeps other applies out, and waits where one is under way.
    ///
    /// - Parameter onWait: called once, when there is something to wait for.
    /// - Returns: what gives the lock back.
    /// - Throws: ``GitError`` with code `locked` where the other one goes on too long.
    func applyLock(onWait: () -> Void) async throws(GitError) -> any AcquiredLock

    /// Commits files on top of a commit, on a new branch. Neither the working folder nor any branch changes.
    ///
    /// - Parameters:
    ///   - files: what differs.
    ///   - parent: the commit to build on.
    ///   - branch: the new branch.
    ///   - message: the commit's message.
    ///   - author: who makes it, and when.
    /// - Returns: whether the branch was made; not where it is there already with the very same content.
    /// - Throws: ``GitError``.
    func commit(
        _ files: [EditedZoneFile], on parent: CommitID, toNewBranch branch: String, message: String,
        by author: CommitIdentity
    ) throws(GitError) -> Bool
}

/// A lock that somebody holds.
package protocol AcquiredLock: Sendable {
    /// Gives the lock back; again does nothing.
    func release()
}

/// Who makes a commit, and when.
package struct CommitIdentity: Hashable, Sendable {
    package var name: String
    package var email: String
    /// Seconds since 1970-01-01T00:00:00Z.
    package var seconds: Int64
    /// Minutes that local time is ahead of UTC.
    package var offset: Int32

    package init(name: String, email: String, seconds: Int64, offset: Int32 = 0) {
        self.name = name
        self.email = email
        self.seconds = seconds
        self.offset = offset
    }
}
