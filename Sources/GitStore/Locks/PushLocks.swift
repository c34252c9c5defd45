internal import Glibc
internal import Platform

/// The lock of git on the remote's branch, where the remote is a folder: a push that is killed with us leaves it there.
struct PushLocks {
    /// How long a lock is waited for.
    private static let longestWait = Duration.seconds(10)

    private let folder: String
    private var lock: WatchedLock?
    private let time: WaitingTime
    private let start: Duration

    /// - Parameters:
    ///   - reference: the branch that is pushed to.
    ///   - folder: the remote's, where it is one.
    ///   - time: how the waiting passes.
    init(_ reference: String, folder: String?, _ time: WaitingTime = .machine) {
        self.time = time
        start = time.now()
        let places = folder.map { ["\($0)/.git", $0] } ?? []
        let real = places.compactMap { place -> String? in
            guard access(place + "/refs", F_OK) == 0, let resolved = realpath(place, nil) else { return nil }
            defer { free(resolved) }
            return String(cString: resolved) + "/"
        }
        self.folder = real.first ?? ""
        lock = real.first.map { WatchedLock($0 + reference + ".lock", time) }
    }

    /// Waits for the lock of the reference that shows the remote's branch, and takes it away where it was left: a push
    /// of the user's takes it, as those of gate53 0.1 did.
    static func healTracking(_ branch: RemoteBranch, _ repository: GitRepository, _ time: WaitingTime = .machine) {
        let name = branch.reference.dropFirst("refs/heads/".count)
        repository.awaitLocks(of: ["refs/remotes/\(branch.remote)/\(name)"], time)
    }

    /// Whether a push failed at a lock that nobody may hold any more, so that it is worth to be tried again.
    ///
    /// - Parameter text: what git said.
    /// - Returns: whether it is.
    mutating func mayBeAbandoned(_ text: String) -> Bool {
        guard var lock, text.contains("cannot lock ref"), lock.isThere || text.contains(".lock': File exists"),
            time.now() - start < Self.longestWait
        else { return false }
        lock.wait(in: [folder])
        self.lock = lock
        return true
    }
}
