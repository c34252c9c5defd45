import Foundation
import GitStore
import Synchronization
import Testing
import ZoneFiles

@Suite("The lock of an apply")
struct ApplyLockTests {
    /// Why the lock could not be had at once, and how often the caller was told to wait.
    private func attempt(_ git: StockGit) async throws -> (GitError.Code?, String) {
        do throws(GitError) {
            try await ApplyLock.take(in: try git.open(), longestWait: .zero) {}.release()
            return (nil, "")
        } catch { return (error.code, error.message) }
    }

    // Applies of one plan by several processes took each other's half for drift and undid it.
    @Test("one apply at a time in a repository, its worktrees and other processes")
    func alone() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        try git("worktree", "add", "-q", folder.path + "/tree")
        let tree = StockGit(folder: folder.path + "/tree")
        let lock = try await ApplyLock.take(in: try git.open()) { Issue.record("there is nothing to wait for") }
        for other in [git, tree] {
            let (code, message) = try await attempt(other)
            #expect(code == .locked)
            #expect(message.contains("another apply is running") && message.contains("apply again"))
        }
        #expect(try await attempt(try folder.repository("another")).0 == nil)
        #expect(try otherProcess(git) == false)
        lock.release()
        #expect(try otherProcess(git) == true)
        lock.release()
        #expect(try await attempt(tree).0 == nil)
    }

    @Test("a lock that nobody has any more is free")
    func dropped() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        do { _ = try await ApplyLock.take(in: try git.open()) {} }
        #expect(try await attempt(git).0 == nil)
    }

    @Test("an apply waits for the other's end, and says so once")
    func waits() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try await ApplyLock.take(in: try git.open()) {}
        let count = Mutex(0)
        let second = try await ApplyLock.take(in: try git.open()) {
            count.withLock { $0 += 1 }
            first.release()
        }
        #expect(count.withLock { $0 } == 1)
        #expect(try await attempt(git).0 == .locked)
        second.release()
    }

    @Test("a cancelled apply stops to wait")
    func cancelled() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try await ApplyLock.take(in: try git.open()) {}
        let repository = try git.open()
        let task = Task {
            try await ApplyLock.take(in: repository) { withUnsafeCurrentTask { $0?.cancel() } }.release()
        }
        await #expect(throws: GitError.self) { try await task.value }
        first.release()
    }

    /// Whether another process gets the lock at once.
    private func otherProcess(_ git: StockGit) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        process.arguments = ["--nonblock", git.folder + "/.git/gate53-apply.lock", "true"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
