internal import Foundation
internal import Glibc
internal import Platform
internal import Synchronization
internal import Testing
internal import ZoneFiles

@testable internal import GitStore

/// Time that passes when somebody waits, and never else.
private final class WaitedTime: Sendable {
    private let passed = Mutex(Duration.zero)
    private let pauses = Mutex(0)
    private let afterPause: @Sendable (_ number: Int) -> Void

    /// - Parameter afterPause: called at the end of each pause, with its number from 1.
    init(_ afterPause: @escaping @Sendable (_ number: Int) -> Void = { _ in }) { self.afterPause = afterPause }

    var now: Duration { passed.withLock { $0 } }

    func advance(by length: Duration) { passed.withLock { $0 += length } }

    var time: WaitingTime {
        WaitingTime(
            now: { self.now },
            pause: { length in
                self.advance(by: length)
                let number = self.pauses.withLock { count in
                    count += 1
                    return count
                }
                self.afterPause(number)
            })
    }
}

@Suite("Locks of git that somebody holds, or left") struct WatchedLockTests {
    private let folder: GitFolder
    private let git: StockGit
    private let lock: String

    init() throws {
        folder = try GitFolder()
        git = try folder.repository()
        try git.commit(["a": "1"])
        try git("branch", "x")
        lock = git.folder + "/.git/refs/heads/x.lock"
        try hold()
    }

    private func hold() throws { try git.write(".git/refs/heads/x.lock", "") }

    private var isHeld: Bool { access(lock, F_OK) == 0 }

    /// Makes the file look as old as it may, by a clock that was set or by that of another machine.
    private func age(by seconds: Int) {
        let then = timespec(tv_sec: time(nil) - seconds, tv_nsec: 0)
        #expect([then, then].withUnsafeBufferPointer { utimensat(AT_FDCWD, lock, $0.baseAddress, 0) } == 0)
    }

    private func delete(_ repository: GitRepository, _ time: WaitingTime) throws(GitError) {
        try repository.healing(["refs/heads/x"], time) { () throws(GitError) in
            guard access(lock, F_OK) != 0 else { throw GitError(.locked, "it is locked") }
        }
    }

    // A lock whose time lay a minute back was removed at first sight: that of a slow writer, or of any after the clock
    // was set.
    @Test("a lock that is held is waited for, however old it seems", arguments: [0, 61, 100_000, -100_000])
    func held(age seconds: Int) throws {
        age(by: seconds)
        let lock = lock
        // Its holder gives it back after two seconds and a half.
        let wasThere = Mutex(false)
        let waited = WaitedTime { number in
            if number == 125 { wasThere.withLock { $0 = unlink(lock) == 0 } }
        }
        try delete(try git.open(), waited.time)
        #expect(wasThere.withLock { $0 })
        #expect(waited.now == .milliseconds(2_500))
    }

    @Test("a lock that was watched for some seconds, and that nobody touched, is taken away", arguments: [0, 100_000])
    func left(age seconds: Int) throws {
        age(by: seconds)
        let waited = WaitedTime()
        try delete(try git.open(), waited.time)
        #expect(!isHeld)
        #expect(waited.now > WatchedLock.longestWait && waited.now < WatchedLock.longestWait + .milliseconds(100))
    }

    @Test("a lock of others, again and again, is never taken away") func busy() throws {
        let lock = lock
        let taken = Mutex(0)
        let waited = WaitedTime { number in
            // Another writer's every two seconds.
            guard number % 100 == 0 else { return }
            if unlink(lock) == 0 { taken.withLock { $0 += 1 } }
            _ = FileManager.default.createFile(atPath: lock, contents: Data("\(number)".utf8))
        }
        #expect(code { () throws(GitError) in try delete(try git.open(), waited.time) } == .locked)
        #expect(isHeld && taken.withLock { $0 } == 5)
    }

    @Test("time in which nobody looked does not count: a machine that slept, a process that was stopped")
    func asleep() throws {
        let waited = WaitedTime()
        var watched = WatchedLock(lock, waited.time)
        let folders = try git.open().folders
        watched.removeIfLeft(in: folders)
        for _ in 0..<6 {
            waited.advance(by: .seconds(86_400))
            watched.removeIfLeft(in: folders)
            #expect(isHeld)
        }
        waited.advance(by: .seconds(86_400))
        watched.removeIfLeft(in: folders)
        #expect(!isHeld)
    }

    @Test("while git works in the repository its lock stays", arguments: [true, false])
    func gitAtWork(isInside: Bool) throws {
        // As a client of its own, told by where it stands or by its arguments where to work.
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/git")
        process.arguments =
            (isInside ? [] : ["--git-dir=" + git.folder + "/.git"]) + ["cat-file", "--batch"]
        process.currentDirectoryURL = URL(filePath: isInside ? git.folder : "/")
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        defer { process.terminate() }
        // It has begun when it answers.
        try input.fileHandleForWriting.write(contentsOf: Data("none\n".utf8))
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "none missing\n")
        let repository = try git.open()
        #expect(code { () throws(GitError) in try delete(repository, WaitedTime().time) } == .locked)
        #expect(isHeld)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        try delete(repository, WaitedTime().time)
        #expect(!isHeld)
    }

    @Test("a writer of ours is waited for, and given up after a while") func writers() throws {
        let path = git.folder + "/.git/gate53-ledger.writer"
        let holder = Mutex<LedgerWriterLock?>(try LedgerWriterLock(path))
        let waited = WaitedTime { number in
            if number == 300 { holder.withLock { $0.take() }?.release() }
        }
        try LedgerWriterLock(patiently: path, waited.time).release()
        #expect(waited.now == .seconds(3))
        let other = try LedgerWriterLock(path)
        let long = WaitedTime()
        #expect(code { () throws(GitError) in try LedgerWriterLock(patiently: path, long.time) } == .locked)
        #expect(long.now == .seconds(10))
        other.release()
    }

    @Test("a reference that was left packed is deleted, though a killed run left the lock of the packed ones")
    func packed() throws {
        let name = PendingReferences.folder + "a-1"
        try git("update-ref", name, "HEAD")
        try git("pack-refs", "--all")
        for place in ["packed-refs.lock", PendingReferences.folder + "a-2.lock"] { try git.write(".git/" + place, "") }
        try PendingReferences(try git.open()).release()
        #expect(try git("for-each-ref", "refs/gate53") == "")
        #expect(access(git.folder + "/.git/packed-refs.lock", F_OK) != 0)
        #expect(Leftovers.names(in: git.folder + "/.git/" + PendingReferences.folder).isEmpty)
    }

    // A proposal and an adopted branch write objects too, and only an apply removed what a killed one had left.
    @Test("whoever writes objects removes what was left, and waits only where there is something") func tidied() throws
    {
        let objects = git.folder + "/.git/objects/"
        let waited = WaitedTime()
        Leftovers.tidy(in: git.folder + "/.git/", waited.time)
        #expect(waited.now == .zero)
        try git.write(".git/objects/tmp_object_git2_dead", "half")
        Leftovers.tidy(in: git.folder + "/.git/", waited.time)
        #expect(waited.now == Leftovers.longestWait && access(objects + "tmp_object_git2_dead", F_OK) != 0)
        let path = objects + "tmp_object_git2_busy"
        try git.write(".git/objects/tmp_object_git2_busy", "half")
        let busy = WaitedTime { _ in
            if let file = fopen(path, "a") {
                fputs("more", file)
                fclose(file)
            }
        }
        Leftovers.tidy(in: git.folder + "/.git/", busy.time)
        #expect(access(path, F_OK) == 0)
    }

    @Test("a file of libgit2's is removed where it was watched, and not while somebody writes it") func leftovers()
        async throws
    {
        let objects = git.folder + "/.git/objects/"
        for name in ["tmp_object_git2_dead", "tmp_object_git2_busy", "pack/pack_git2_dead", "tmp_object_git2_open"] {
            try git.write(".git/objects/" + name, "half")
        }
        try git.write(".git/objects/other", "kept")
        let open = try #require(FileHandle(forReadingAtPath: objects + "tmp_object_git2_open"))
        let git = git
        try await ApplyLock.take(in: try git.open(), onWait: {}) { longestWait in
            #expect(longestWait == Leftovers.longestWait)
            try git.write(".git/objects/tmp_object_git2_busy", "more than half")
        }.release()
        let left = Set(Leftovers.names(in: objects)).filter { $0.utf8.count > 4 }
        #expect(left == ["tmp_object_git2_busy", "tmp_object_git2_open", "other"])
        #expect(Leftovers.names(in: objects + "pack").isEmpty)
        try open.close()
        // Cancelled, it has watched nothing.
        try await ApplyLock.take(in: try git.open(), onWait: {}) { _ in throw CancellationError() }.release()
        #expect(access(objects + "tmp_object_git2_open", F_OK) == 0)
        try await ApplyLock.take(in: try git.open(), onWait: {}) { _ in }.release()
        #expect(access(objects + "tmp_object_git2_open", F_OK) != 0)
    }
}
