internal import Gate
internal import Synchronization
internal import ZoneFiles

/// A repository that people push to.
final class SimulatedServer: Sendable {
    private let repository: Mutex<SimulatedRepository>

    init(_ repository: SimulatedRepository) { self.repository = Mutex(repository) }

    var now: SimulatedRepository { repository.withLock { $0 } }

    /// Does something in it, and says what came of that.
    @discardableResult
    func change<Value: Sendable>(
        _ body: (inout SimulatedRepository) throws(GitError) -> Value
    ) throws(GitError) -> Value {
        try repository.withLock { repository throws(GitError) in try body(&repository) }
    }
}

/// A clone, which is as old as its last fetch.
final class SimulatedClone: Repository, Remote {
    private let server: SimulatedServer
    private let fetched: Mutex<SimulatedRepository>

    init(of server: SimulatedServer) {
        self.server = server
        fetched = Mutex(server.now)
    }

    private var now: SimulatedRepository { fetched.withLock { $0 } }

    func fetchProtectedBranch(configured: String?) async throws(GitError) {
        let now = server.now
        fetched.withLock { $0 = now }
    }

    func protectedBranch(configured: String?) throws(GitError) -> ProtectedBranch {
        try now.protectedBranch(configured: configured)
    }

    func files(of commit: CommitID) throws(GitError) -> any FileTree { try now.files(of: commit) }

    func mergedFiles(of commit: CommitID, into branch: CommitID) throws(GitError) -> any FileTree {
        try now.mergedFiles(of: commit, into: branch)
    }

    func workingFiles() throws(GitError) -> any FileTree { try now.workingFiles() }

    func resolve(revision: String) throws(GitError) -> CommitID { try now.resolve(revision: revision) }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool {
        try now.isAncestor(ancestor, of: commit)
    }

    func commits(bringing paths: [String], to tip: CommitID) throws(GitError) -> [CommitID] {
        try now.commits(bringing: paths, to: tip)
    }

    func uncommitted(below paths: [String]) throws(GitError) -> [String] { try now.uncommitted(below: paths) }

    func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String] {
        try now.changedPaths(since: revision, in: commit)
    }

    func changedPaths(from old: CommitID, to new: CommitID) throws(GitError) -> [String] {
        try now.changedPaths(from: old, to: new)
    }

    func commits(to tip: CommitID, after start: CommitID) throws(GitError) -> [HistoryCommit] {
        try now.commits(to: tip, after: start)
    }

    func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID {
        try now.mergeBase(of: revision, and: commit)
    }

    func authors(
        ofCommitsTouching paths: [String], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool,
        isReviewed: (String) -> Bool
    ) throws(GitError) -> [CommitAuthor] {
        try now.authors(
            ofCommitsTouching: paths, from: tip, excluding: base, withCommitters: withCommitters,
            isReviewed: isReviewed)
    }

    func isAutomaticMerge(_ commit: CommitID) throws(GitError) -> Bool { try now.isAutomaticMerge(commit) }

    func signature(of commit: CommitID) throws(GitError) -> CommitSignature? { try now.signature(of: commit) }

    func octets(ofBlob id: String) throws(GitError) -> [UInt8]? { try now.octets(ofBlob: id) }
}
