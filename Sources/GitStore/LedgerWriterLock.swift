internal import Glibc

/// Keeps writers of one ledger apart, and knows a lock that a dead one left.
///
/// Git's own lock on a reference is a file, and outlives a process that is killed while it holds it. So each of our
/// writers also holds a lock of the operating system, which dies with it. Whoever holds that one, and sees git's lock
/// file lie there unchanged for a while, knows that no writer of ours will ever take it away.
struct LedgerWriterLock {
    private let file: Int32

    /// Takes the lock, if no other writer holds it.
    ///
    /// - Parameter path: the file to lock; it is made and stays.
    /// - Throws: ``GitError`` with code `locked` when another writer holds it.
    init(_ path: String) throws(GitError) {
        file = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw GitError(.failed, "cannot open '\(path)': \(String(cString: strerror(errno)))")
        }
        if flock(file, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            _ = Glibc.close(file)
            throw GitError(
                number == EWOULDBLOCK || number == EINTR ? .locked : .failed,
                "cannot lock '\(path)': \(String(cString: strerror(number)))")
        }
    }

    func release() { _ = Glibc.close(file) }
}

/// Git's lock file of a reference, as it was seen first.
struct SeenReferenceLock {
    /// How long it must lie there unchanged. Git holds such a lock for milliseconds.
    private static let patience = Duration.seconds(3)

    private var first: (file: ino_t, seconds: Int, nanoseconds: Int, since: ContinuousClock.Instant)?

    /// Removes the lock file if it has not changed since it was seen first, long ago; a writer's lock must be held.
    mutating func removeIfAbandoned(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            first = nil
            return
        }
        let now = ContinuousClock.now
        if let first, first.file == status.st_ino, first.seconds == status.st_mtim.tv_sec,
            first.nanoseconds == status.st_mtim.tv_nsec
        {
            if now - first.since > Self.patience { unlink(path) }
        } else {
            first = (status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, now)
        }
    }
}
