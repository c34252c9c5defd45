internal import Gate
internal import Synchronization
internal import ZoneFiles

/// How often each file was read.
final class ReadCounts: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func read(_ path: String) { counts.withLock { $0[path, default: 0] += 1 } }

    var now: [String: Int] { counts.withLock { $0 } }
}

/// A repository whose files are counted as they are read.
struct CountedRepository: Repository {
    let repository: SimulatedRepository
    let counts = ReadCounts()

    func protectedBranch(configured: String?) throws(GitError) -> ProtectedBranch {
        try repository.protectedBranch(configured: configured)
    }

    func files(of commit: CommitID) throws(GitError) -> any FileTree {
        guard let known = repository.commits[commit] else {
            throw GitError(.missingObject, "there is no commit \(commit)")
        }
        return SimulatedTree(commit: commit, contents: known.files, counts: counts)
    }

    func mergedFiles(of commit: CommitID, into branch: CommitID) throws(GitError) -> any FileTree {
        try repository.mergedFiles(of: commit, into: branch)
    }

    func workingFiles() throws(GitError) -> any FileTree { try repository.workingFiles() }

    func resolve(revision: String) throws(GitError) -> CommitID { try repository.resolve(revision: revision) }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool {
        try repository.isAncestor(ancestor, of: commit)
    }

    func commits(bringing paths: [String], to tip: CommitID) throws(GitError) -> [CommitID] {
        try repository.commits(bringing: paths, to: tip)
    }

    func uncommitted(below paths: [String]) throws(GitError) -> [String] { try repository.uncommitted(below: paths) }

    func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String] {
        try repository.changedPaths(since: revision, in: commit)
    }

    func changedPaths(from old: CommitID, to new: CommitID) throws(GitError) -> [String] {
        try repository.changedPaths(from: old, to: new)
    }

    func commits(to tip: CommitID, after start: CommitID) throws(GitError) -> [HistoryCommit] {
        try repository.commits(to: tip, after: start)
    }

    func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID {
        try repository.mergeBase(of: revision, and: commit)
    }

    func authors(
        ofCommitsTouching paths: [String], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool,
        isReviewed: (String) -> Bool
    ) throws(GitError) -> [CommitAuthor] {
        try repository.authors(
            ofCommitsTouching: paths, from: tip, excluding: base, withCommitters: withCommitters,
            isReviewed: isReviewed)
    }

    func isAutomaticMerge(_ commit: CommitID) throws(GitError) -> Bool { try repository.isAutomaticMerge(commit) }

    func signature(of commit: CommitID) throws(GitError) -> CommitSignature? { try repository.signature(of: commit) }

    func octets(ofBlob id: String) throws(GitError) -> [UInt8]? { try repository.octets(ofBlob: id) }
}
