internal import Glibc
internal import Platform
internal import ZoneFiles

// Decision 0056: a killed run needs no hands.

/// A lock file of git, watched by somebody who waits for it.
///
/// It counts as left behind where it was watched for some seconds and did not change, and no git is at work in the
/// repository. What a lock says of its own age proves nothing: the clock of this machine, or of the one that serves its
/// files, may have been set.
struct WatchedLock {
    /// How long it must be watched. Git holds such a lock for milliseconds.
    static let longestWait = Duration.seconds(3)
    /// How much of the time between two looks counts at most: who was stopped himself has watched nothing.
    private static let longestGap = Duration.milliseconds(500)

    let path: String
    private let time: WaitingTime
    private var seen: (state: FileState, last: Duration, watched: Duration)?

    init(_ path: String, _ time: WaitingTime = .machine) {
        self.path = path
        self.time = time
    }

    /// Whether the file is there.
    var isThere: Bool { access(path, F_OK) == 0 }

    /// Looks at it once more, and removes it where it was left behind; a writer's lock must be held, where our own
    /// writers take this lock.
    ///
    /// - Parameter folders: of the repository and its working tree, each with a final slash.
    mutating func removeIfLeft(in folders: [String]) {
        guard let state = FileState(path) else {
            seen = nil
            return
        }
        let now = time.now()
        guard let before = seen, before.state == state else {
            seen = (state, now, .zero)
            return
        }
        let watched = before.watched + min(max(.zero, now - before.last), Self.longestGap)
        seen = (state, now, watched)
        guard watched > Self.longestWait, !RunningGit.isAtWork(in: folders), FileState(path) == state else { return }
        unlink(path)
    }

    /// As ``removeIfLeft(in:)``.
    mutating func removeIfLeft(in repository: GitRepository) { removeIfLeft(in: repository.folders) }

    /// Waits until the file is gone: given back by who holds it, or removed because it was left behind. At most a
    /// little longer than it takes to tell that.
    mutating func wait(in folders: [String]) {
        let start = time.now()
        while isThere, time.now() - start < Self.longestWait + .seconds(1) {
            removeIfLeft(in: folders)
            if isThere { time.pause(.milliseconds(20)) }
        }
    }
}

extension GitRepository {
    /// The folder of the repository, and that of its working tree, each with a final slash.
    var folders: [String] { [folder, workingFolder].compactMap { $0 } }

    /// Waits for locks of references that somebody holds, and takes away those that a killed process left.
    ///
    /// Whoever calls it holds a lock of the operating system that keeps our other writers of these references away.
    func awaitLocks(of references: [String], _ time: WaitingTime = .machine) {
        for reference in references {
            var lock = WatchedLock(folder + reference + ".lock", time)
            lock.wait(in: folders)
        }
    }

    /// Does something that takes git's locks on references, and takes away those that a killed process left.
    ///
    /// Whoever calls it holds a lock of the operating system that keeps our other writers of these references away.
    ///
    /// - Parameters:
    ///   - references: what is locked.
    ///   - time: how the waiting passes.
    ///   - body: what to do; tried again for some seconds while it throws ``GitError`` with code `locked`.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    func healing<Value>(
        _ references: [String], _ time: WaitingTime = .machine, _ body: () throws(GitError) -> Value
    ) throws(GitError) -> Value {
        var locks = (references + ["packed-refs"]).map { WatchedLock(folder + $0 + ".lock", time) }
        let start = time.now()
        while true {
            do throws(GitError) { return try body() } catch {
                guard error.code == .locked, time.now() - start < .seconds(10) else { throw error }
                for index in locks.indices { locks[index].removeIfLeft(in: self) }
                time.pause(.milliseconds(20))
            }
        }
    }
}
