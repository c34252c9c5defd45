internal import Gate
package import ZoneFiles

extension GitRepository: Repository {
    package func files(of commit: CommitID) throws(GitError) -> any FileTree { try snapshot(of: commit) }

    package func workingFiles() throws(GitError) -> any FileTree { try workingTree() }

    package func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID {
        try mergeBase(try resolve(revision: revision), commit, name: revision)
    }

    package func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String] {
        try changedPaths(since: revision, in: commit, below: [])
    }

    package func changedPaths(from old: CommitID, to new: CommitID) throws(GitError) -> [String] {
        try changedPaths(from: old, to: new, below: [])
    }
}
