internal import Glibc

/// The locks of git that a push by the stock client takes, and that it leaves where it is killed with us: of the
/// reference that shows the remote's branch here, and at a remote that is a folder of the branch itself.
struct PushLocks {
    /// How long a lock is waited for.
    private static let patience = Duration.seconds(10)

    private let path: String?
    private let folder: String
    private var seen = SeenReferenceLock()
    private let start = ContinuousClock.now

    /// Takes away what was left here.
    ///
    /// - Parameters:
    ///   - branch: what is pushed.
    ///   - repository: from where.
    ///   - folder: the remote's, where it is one.
    init(_ branch: RemoteBranch, _ repository: GitRepository, folder: String?) {
        Self.healTracking(branch, repository)
        let places = folder.map { ["\($0)/.git", $0] } ?? []
        let real = places.compactMap { place -> String? in
            guard access(place + "/refs", F_OK) == 0, let resolved = realpath(place, nil) else { return nil }
            defer { free(resolved) }
            return String(cString: resolved) + "/"
        }
        self.folder = real.first ?? ""
        path = real.first.map { $0 + branch.reference + ".lock" }
    }

    /// Takes away the lock of the reference that shows the remote's branch, where it was left a while ago.
    static func healTracking(_ branch: RemoteBranch, _ repository: GitRepository) {
        let name = branch.reference.dropFirst("refs/heads/".count)
        var tracking = SeenReferenceLock()
        tracking.removeIfAbandoned(
            repository.folder + "refs/remotes/\(branch.remote)/\(name).lock", in: repository)
    }

    /// Whether a push failed at a lock that nobody may hold any more, so that it is worth to be tried again.
    ///
    /// - Parameter text: what git said.
    /// - Returns: whether it is.
    mutating func mayBeAbandoned(_ text: String) -> Bool {
        guard let path, text.contains("cannot lock ref"), ContinuousClock.now - start < Self.patience,
            access(path, F_OK) == 0
        else { return false }
        seen.removeIfAbandoned(path, in: [folder])
        if access(path, F_OK) == 0 { usleep(100_000) }
        return true
    }
}
