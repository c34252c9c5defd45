internal import Glibc
internal import Platform
internal import ZoneFiles

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
            throw GitError(.failed, "cannot open '\(path)': \(SystemFailure(errno).message)")
        }
        if flock(file, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            _ = Glibc.close(file)
            throw GitError(
                number == EWOULDBLOCK || number == EINTR ? .locked : .failed,
                "cannot lock '\(path)': \(SystemFailure(number).message)")
        }
    }

    /// Takes the lock, and waits for another writer, who holds it for moments only.
    ///
    /// - Parameter path: as above.
    /// - Throws: ``GitError`` with code `locked` when another writer still holds it after some seconds.
    init(patiently path: String) throws(GitError) {
        let start = ContinuousClock.now
        while true {
            do throws(GitError) {
                try self.init(path)
                return
            } catch {
                guard error.code == .locked, ContinuousClock.now - start < .seconds(10) else { throw error }
                usleep(10_000)
            }
        }
    }

    func release() { _ = Glibc.close(file) }
}

/// Git's lock file of a reference, as it was seen first.
struct SeenReferenceLock {
    /// How long it must lie there unchanged. Git holds such a lock for milliseconds.
    private static let patience = Duration.seconds(3)
    /// One that was made so many seconds ago need not be looked at for long.
    private static let age = 60

    private var first: (file: ino_t, seconds: Int, nanoseconds: Int, since: ContinuousClock.Instant)?

    /// Removes the lock file if it has not changed since it was seen first, long ago, and no git is at work in the
    /// repository; a writer's lock must be held.
    mutating func removeIfAbandoned(_ path: String, in repository: GitRepository) {
        removeIfAbandoned(path, in: [repository.folder, repository.workingFolder].compactMap { $0 })
    }

    /// The same in a repository of which only the folders are known.
    mutating func removeIfAbandoned(_ path: String, in folders: [String]) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            first = nil
            return
        }
        let now = ContinuousClock.now
        if time(nil) - status.st_mtim.tv_sec >= Self.age {
            if !RunningGit.isAtWork(in: folders) { unlink(path) }
        } else if let first, first.file == status.st_ino, first.seconds == status.st_mtim.tv_sec,
            first.nanoseconds == status.st_mtim.tv_nsec
        {
            if now - first.since > Self.patience, !RunningGit.isAtWork(in: folders) { unlink(path) }
        } else {
            first = (status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, now)
        }
    }
}

/// The git processes that run on this machine.
enum RunningGit {
    /// Whether one works in a repository, as far as the system shows that.
    ///
    /// - Parameter folders: its folder, and that of its working tree, each with a final slash.
    /// - Returns: whether one does.
    static func isAtWork(in folders: [String]) -> Bool {
        for name in Leftovers.names(in: "/proc") {
            guard name.first?.isNumber == true,
                let command = RepositoryFiles.octets(of: "/proc/\(name)/comm", limit: 64),
                String(decoding: command, as: UTF8.self).hasPrefix("git"),
                !String(decoding: command, as: UTF8.self).hasPrefix("gitlab")
            else { continue }
            var folder = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            guard readlink("/proc/\(name)/cwd", &folder, Int(PATH_MAX)) > 0 else {
                // Gone meanwhile, or another user's, which may be at work anywhere.
                if errno == ENOENT || errno == ESRCH { continue }
                return true
            }
            let place = String(decoding: folder.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "/"
            if folders.contains(where: { place.hasPrefix($0) }) { return true }
        }
        return false
    }
}

extension GitRepository {
    /// Does something that takes git's locks on references, and takes away those that a killed process left.
    ///
    /// Whoever calls it holds a lock of the operating system that keeps our other writers of these references away.
    ///
    /// - Parameters:
    ///   - references: what is locked.
    ///   - body: what to do; tried again for some seconds while it throws ``GitError`` with code `locked`.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    func healing<Value>(
        _ references: [String], _ body: () throws(GitError) -> Value
    ) throws(GitError) -> Value {
        var locks = (references + ["packed-refs"]).map { (path: folder + $0 + ".lock", seen: SeenReferenceLock()) }
        let start = ContinuousClock.now
        while true {
            do throws(GitError) { return try body() } catch {
                guard error.code == .locked, ContinuousClock.now - start < .seconds(10) else { throw error }
                for index in locks.indices { locks[index].seen.removeIfAbandoned(locks[index].path, in: self) }
                usleep(20_000)
            }
        }
    }
}
