internal import Glibc
internal import Platform
internal import ZoneFiles

// Decision 0056: a killed run needs no hands.

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
        do throws(SystemFailure) { file = try LockFile.open(path) } catch {
            throw GitError(.failed, "cannot open '\(path)': \(error.message)")
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
    /// - Parameters:
    ///   - path: as above.
    ///   - time: how the waiting passes.
    /// - Throws: ``GitError`` with code `locked` when another writer still holds it after some seconds.
    init(patiently path: String, _ time: WaitingTime = .machine) throws(GitError) {
        let start = time.now()
        while true {
            do throws(GitError) {
                try self.init(path)
                return
            } catch {
                guard error.code == .locked, time.now() - start < .seconds(10) else { throw error }
                time.pause(.milliseconds(10))
            }
        }
    }

    func release() { _ = Glibc.close(file) }
}
