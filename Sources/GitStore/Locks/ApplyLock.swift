internal import Glibc
internal import Platform
package import ZoneFiles

/// Keeps applies on one machine apart: two of one plan would each take the other's half for drift, and undo it.
///
/// A lock of the operating system on a file in the repository, which all its worktrees share. It ends with the process,
/// however that ends, so it never needs to be removed by hand.
package final class ApplyLock: @unchecked Sendable {
    // Unchecked: `file` is only used inside `lock`.
    private let lock = Lock()
    private var file: Int32

    private init(_ file: Int32) { self.file = file }

    deinit { release() }

    /// Takes the lock, and waits where another apply holds it.
    ///
    /// - Parameters:
    ///   - repository: whose zones are applied.
    ///   - longestWait: how long to wait.
    ///   - onWait: called once, when there is something to wait for.
    ///   - pause: lets the time pass in which files are watched that a killed run may have left.
    /// - Returns: the lock, to hold as long as the apply takes.
    /// - Throws: ``GitError``; with code `locked` when the patience is at its end or the task is cancelled.
    package static func take(
        in repository: GitRepository, longestWait: Duration = .seconds(600), onWait: () -> Void,
        pause: (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) async throws(GitError) -> ApplyLock {
        let path = repository.folder + "gate53-apply.lock"
        let file: Int32
        do throws(SystemFailure) { file = try LockFile.open(path) } catch {
            throw GitError(.failed, "cannot open '\(path)': \(error.message)")
        }
        let result = ApplyLock(file)
        let start = ContinuousClock.now
        var hasWaited = false
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            if number == EINTR { continue }
            guard number == EWOULDBLOCK else {
                throw GitError(.failed, "cannot lock '\(path)': \(SystemFailure(number).message)")
            }
            guard ContinuousClock.now - start < longestWait else {
                throw GitError(
                    .locked,
                    "another apply is running in this repository, and did not end within "
                        + "\(longestWait.components.seconds) seconds. Nothing was changed; wait for it or end it, then "
                        + "apply again. 'fuser \(path)' shows its process")
            }
            if !hasWaited { onWait() }
            hasWaited = true
            do { try await Task.sleep(for: .milliseconds(50)) } catch {
                throw GitError(.locked, "cancelled while another apply was running in this repository")
            }
        }
        let left = Leftovers.seen(in: repository.folder)
        guard !left.isEmpty else { return result }
        // Cancelled, it has watched nothing; the apply ends by itself then.
        do { try await pause(Leftovers.longestWait) } catch { return result }
        Leftovers.remove(left, in: repository.folder)
        return result
    }

    /// Gives the lock back; again does nothing.
    package func release() {
        lock.locked {
            if file >= 0 { _ = Glibc.close(file) }
            file = -1
        }
    }
}
