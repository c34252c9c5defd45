import Foundation
import Gate
import GitStore
import Testing
import ZoneFiles
import ZonePlanning

@Suite("The ledger")
struct LedgerTests {
    private func ledger(
        _ git: StockGit, branch: String = "gate53-ledger", name: String = "Apply", attempts: Int = 250
    ) throws -> GitLedger {
        try GitLedger(repository: try git.open(), branch: branch, attempts: attempts) {
            CommitIdentity(name: name, email: "apply@example.com", seconds: 1_700_000_000, offset: 60)
        }
    }

    private func file(_ path: String, _ text: String) -> LedgerFile { LedgerFile(path: path, octets: Array(text.utf8)) }

    private func failure(_ body: () async throws(LedgerError) -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return error.message }
    }

    @Test("an empty ledger has nothing, and reading makes no branch")
    func empty() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let ledger = try self.ledger(git)
        #expect(try await ledger.paths(below: "") == [])
        #expect(try await ledger.read("x") == nil)
        #expect(try git("for-each-ref") == "")
    }

    @Test("stock git reads what was written, in a normal and in a bare repository")
    func stock() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let head = try git.commit(["zones/a.yaml": "1"])
        try git.write("staged", "x")
        try git("add", "staged")
        let status = try git("status", "--porcelain")
        for git in [git, try folder.clone(git, "bare.git", "--bare")] {
            let ledger = try self.ledger(git)
            try await ledger.append(
                [file("plans/a/1.json", "one\n"), file("plans/b.json", "two"), file("receipts/top", "")],
                message: "Plan\n\nmore"
            )
            try await ledger.append([file("plans/a/2.json", "three")], message: "Next")
            #expect(
                try await ledger.paths(below: "") == [
                    "plans/a/1.json", "plans/a/2.json", "plans/b.json", "receipts/top",
                ])
            #expect(try await ledger.paths(below: "plans/a") == ["plans/a/1.json", "plans/a/2.json"])
            #expect(try await ledger.read("plans/a/1.json") == Array("one\n".utf8))
            #expect(try await ledger.read("plans/a") == nil)
            #expect(try git("show", "gate53-ledger:plans/b.json") == "two")
            #expect(
                try git("log", "--format=%s|%an|%ae|%cn|%ad", "--date=iso", "gate53-ledger")
                    == """
                    Next|Apply|apply@example.com|Apply|2023-11-14 23:13:20 +0100
                    Plan|Apply|apply@example.com|Apply|2023-11-14 23:13:20 +0100
                    """)
            #expect(try git("log", "-1", "--format=%B", "gate53-ledger~1") == "Plan\n\nmore\n")
            // An orphan: it shares no history with the zones.
            #expect(try git("rev-list", "--count", "gate53-ledger") == "2")
            try git("fsck", "--strict", "--no-dangling")
            #expect(try git.head() == head)
        }
        #expect(try git("status", "--porcelain") == status)
    }

    @Test("the same octets again make no commit, others are refused and nothing of the event is kept")
    func again() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let ledger = try self.ledger(git)
        try await ledger.append([file("plans/a/b", "1")], message: "first")
        let tip = try git.head("gate53-ledger")
        try await ledger.append([file("plans/a/b", "1")], message: "again")
        try await ledger.append([], message: "nothing")
        #expect(try git.head("gate53-ledger") == tip)
        let events: [[LedgerFile]] = [
            [file("plans/a/b", "2"), file("plans/c", "3")],
            [file("plans/c", "1"), file("plans/c", "2")], [file("plans/c", "1"), file("plans/c/d", "2")],
        ]
        for event in events {
            #expect(await failure { () throws(LedgerError) in try await ledger.append(event, message: "x") } != nil)
            #expect(try git.head("gate53-ledger") == tip)
        }
        try await ledger.append([file("plans/a/b", "1"), file("plans/c", "3")], message: "second")
        #expect(try await ledger.paths(below: "") == ["plans/a/b", "plans/c"])
    }

    // A file that was named like a day to come in 'intents' kept everybody from applying on that day.
    @Test("what is in the way of a file or folder stays, and ours is beside it, read by its own name")
    func inTheWay() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try await ledger(git).append([file("receipts/a./1", "1")], message: "first")
        let digest = Digest(of: Array("plan".utf8)).hexadecimal
        try git("checkout", "-q", "gate53-ledger")
        try git.commit([
            "intents/20261201": "x", "intents/20261201~1": "x", "approvals": "x", "plans/\(digest).json": "not it",
            "intents/20261202/r.ended": "other", "README": "x", "receipts/b./1/x": "x",
        ])
        try git("checkout", "-q", "--orphan", "main")
        let files = [
            file("intents/20261201/r.json", "intent"), file("intents/20261202/r.ended", "ended"),
            file("approvals/\(digest)/s.sig", "sig"), file("plans/\(digest).json", "plan"), file("receipts/b./1", "r"),
        ]
        let ledger = try ledger(git)
        #expect(
            try await ledger.misplaced() == ["README", "approvals", "intents/20261201", "intents/20261201~1"])
        try await ledger.append(files, message: "ours")
        let tip = try git.head("gate53-ledger")
        try await ledger.append(files, message: "again")
        #expect(try git.head("gate53-ledger") == tip)
        for item in files where !item.path.hasSuffix(".ended") {
            #expect(try await ledger.read(item.path) == item.octets, "\(item.path)")
            #expect(try await ledger.paths(below: LedgerLayout.topFolder(of: item.path)).contains(item.path))
            let position = try await ledger.positions(below: LedgerLayout.topFolder(of: item.path))[item.path]
            #expect(position == 3, "\(item.path)")
        }
        #expect(
            try git("ls-tree", "-r", "--name-only", "gate53-ledger", "intents", "approvals~1")
                == "approvals~1/\(digest)/s.sig\nintents/20261201\nintents/20261201~1\n"
                + "intents/20261201~2/r.json\nintents/20261202/r.ended")
        try git("fsck", "--strict", "--no-dangling")
    }

    // An approval that came later counted as if it had been there when something else was put in its place.
    @Test("what is in the way lends ours no earlier place in the order") func order() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try await ledger(git).append([file("receipts/a./1", "1")], message: "first")
        try git("checkout", "-q", "gate53-ledger")
        try git.commit(["approvals/p/z.sig": String(repeating: "x", count: (1 << 20) + 1)])
        try git.commit(["approvals/p/z.sig~1": "sig"])
        try git("checkout", "-q", "--orphan", "main")
        let ledger = try ledger(git)
        #expect(try await ledger.read("approvals/p/z.sig") == Array("sig".utf8))
        #expect(try await ledger.positions(below: "approvals")["approvals/p/z.sig"] == 3)
    }

    @Test("files that are larger than ours get are none, and none is written") func large() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let ledger = try ledger(git)
        let most = 1 << 20
        let path = "settings/000001-a/settings.yaml"
        try await ledger.append([LedgerFile(path: path, octets: Array(repeating: 7, count: most))], message: "1")
        #expect(try await ledger.read(path)?.count == most)
        let large = LedgerFile(path: "approvals/a/b.sig", octets: Array(repeating: 7, count: most + 1))
        #expect(await failure { () throws(LedgerError) in try await ledger.append([large], message: "2") } != nil)
        // A receipt has all that an apply left of a zone.
        try await ledger.append([LedgerFile(path: "receipts/a./1", octets: large.octets)], message: "3")
        #expect(try await ledger.read("receipts/a./1")?.count == most + 1)
        try git("checkout", "-q", "gate53-ledger")
        try git.commit([large.path: String(repeating: "x", count: most + 1)])
        #expect(try await self.ledger(git).read(large.path) == nil)
    }

    @Test(
        "paths that cannot be checked out are refused",
        arguments: [
            "", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".git/config", "a/.GIT/x", "a\u{0}b", "a\nb", "a\\b",
        ])
    func paths(path: String) async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let ledger = try self.ledger(git)
        for path in [path, "plans/" + path] {
            let event = [file(path, "x")]
            #expect(await failure { () throws(LedgerError) in try await ledger.append(event, message: "x") } != nil)
        }
        #expect(try git("for-each-ref") == "")
    }

    @Test("names that git does not allow")
    func names() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        for name in ["", "a b", "a..b", "x.lock", "-", "a\u{1B}"] where name != "-" {
            #expect(throws: LedgerError.self) { try ledger(git, branch: name) }
        }
        let nobody = try ledger(git, name: "")
        let text = await failure { () throws(LedgerError) in
            try await nobody.append([file("plans/a", "x")], message: "x")
        }
        #expect(text?.contains("user.name") == true)
    }

    @Test("writers at once lose nothing", arguments: [1, 2, 3])
    func concurrent(seed: UInt64) async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let (writers, events) = (6, 8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                // A repository of its own each, as several processes have.
                let ledger = try self.ledger(git, name: "Writer \(writer)")
                var state = seed &* 1_000 &+ UInt64(writer)
                group.addTask {
                    for event in 0..<events {
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        for _ in 0..<(state >> 60) { await Task.yield() }
                        let files = [
                            LedgerFile(path: "plans/events/\(writer)/\(event)", octets: [UInt8(writer), UInt8(event)]),
                            LedgerFile(path: "plans/shared/\(event)", octets: [UInt8(event)]),
                        ]
                        try await ledger.append(files, message: "\(writer).\(event)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let ledger = try self.ledger(git)
        #expect(try await ledger.paths(below: "plans/events").count == writers * events)
        #expect(try await ledger.paths(below: "plans/shared").count == events)
        // One commit an event, in one line.
        #expect(try git("rev-list", "--count", "gate53-ledger") == "\(writers * events)")
        #expect(try git("rev-list", "--count", "--min-parents=2", "gate53-ledger") == "0")
        for writer in 0..<writers {
            let subjects = try git("log", "--reverse", "--format=%s", "--author=Writer \(writer)", "gate53-ledger")
            #expect(subjects.split(separator: "\n").map(String.init) == (0..<events).map { "\(writer).\($0)" })
        }
        try git("fsck", "--strict", "--no-dangling")
    }

    @Test("stock git moving the branch at the same time loses nothing")
    func withStockGit() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let ledger = try self.ledger(git)
        try await ledger.append([file("plans/start", "x")], message: "start")
        async let ours: Void = {
            for event in 0..<20 {
                try await ledger.append([LedgerFile(path: "plans/ours/\(event)", octets: [1])], message: "ours")
            }
        }()
        var moved = 0
        while moved < 20 {
            let old = try git("rev-parse", "gate53-ledger")
            let new = try git("commit-tree", "-p", old, "-m", "theirs", old + "^{tree}")
            // Fails, as it should, where we were faster.
            if (try? git.run("update-ref", "refs/heads/gate53-ledger", new, old)) == 0 { moved += 1 }
            if moved == 10 { try git("pack-refs", "--all") }
        }
        try await ours
        #expect(try await ledger.paths(below: "plans/ours").count == 20)
        #expect(
            try git("log", "--format=%s", "gate53-ledger").split(separator: "\n").filter { $0 == "theirs" }.count == 20)
        #expect(try git("rev-list", "--count", "gate53-ledger") == "41")
    }

    @Test("a branch whose making was cut off can be made, and one that was moved and is gone is missed")
    func begun() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let head = try git.commit(["zones/a.yaml": "1"]).hex
        let zero = String(repeating: "0", count: 40)
        let who = "Apply <apply@example.com> 1700000000 +0000"
        // git writes the log of a reference before the reference.
        try git.write(".git/logs/refs/heads/gate53-ledger", "\(zero) \(head) \(who)\tGate53\n")
        #expect(try await ledger(git).paths(below: "") == [])
        try await ledger(git).append([file("plans/a.json", "one")], message: "One")
        try await ledger(git).append([file("plans/b.json", "two")], message: "Two")
        #expect(try await ledger(git).paths(below: "") == ["plans/a.json", "plans/b.json"])
        try FileManager.default.removeItem(atPath: "\(git.folder)/.git/refs/heads/gate53-ledger")
        let message = await failure { () throws(LedgerError) in _ = try await self.fresh(git).paths(below: "") }
        #expect(message?.contains("is gone") == true)
        // As after a fetch: one line, of a commit that has others before it.
        let tip = try git("rev-parse", "main").trimmingCharacters(in: .whitespacesAndNewlines)
        let child = try git("commit-tree", "-p", tip, "-m", "x", "\(tip)^{tree}")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try git.write(".git/logs/refs/heads/gate53-ledger", "\(zero) \(child) \(who)\tfetch\n")
        let fetched = await failure { () throws(LedgerError) in _ = try await self.fresh(git).paths(below: "") }
        #expect(fetched?.contains("is gone") == true)
    }

    private func fresh(_ git: StockGit) throws(LedgerError) -> GitLedger {
        do { return try ledger(git) } catch { throw LedgerError("\(error)") }
    }

    @Test("a lock that stays is named")
    func locked() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let ledger = try self.ledger(git, attempts: 1)
        try await ledger.append([file("plans/a", "x")], message: "x")
        try git.write(".git/refs/heads/gate53-ledger.lock", "")
        let text = await failure { () throws(LedgerError) in
            try await ledger.append([file("plans/b", "x")], message: "x")
        }
        #expect(text?.contains("refs/heads/gate53-ledger.lock") == true)
        #expect(try await ledger.paths(below: "") == ["plans/a"])
    }

    @Test("a clone begins at the remote's branch")
    func clone() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        try await ledger(git).append([file("plans/one", "1")], message: "one")
        let clone = try folder.clone(git, "clone")
        let other = try ledger(clone)
        #expect(try await other.read("plans/one") == [0x31])
        try await other.append([file("plans/two", "2")], message: "two")
        #expect(try clone("rev-list", "--count", "gate53-ledger") == "2")
        try clone("push", "-q", "origin", "gate53-ledger")
        #expect(try await ledger(git).paths(below: "") == ["plans/one", "plans/two"])
    }

    @Test("events of two clones are joined; of a contradiction both stay, and what is shared counts")
    func join() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        let clone = try folder.clone(git, "clone")
        try await ledger(git).append([file("plans/x/one", "1")], message: "one")
        let other = try ledger(clone)
        try await other.append([file("plans/x/two", "2")], message: "two")
        try clone("fetch", "-q")
        #expect(try await other.paths(below: "plans/x") == ["plans/x/one", "plans/x/two"])
        #expect(try await other.read("plans/x/one") == [0x31])
        #expect(
            await failure { () throws(LedgerError) in
                try await other.append([file("plans/x/one", "other")], message: "contradicts")
            } != nil)
        try await other.append([file("plans/x/three", "3")], message: "three")
        #expect(try clone("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/x/one\nplans/x/three\nplans/x/two")
        try clone("push", "-q", "origin", "gate53-ledger")
        try clone("fsck", "--strict", "--no-dangling")

        try await ledger(git).append([file("plans/y", "here")], message: "y")
        try await other.append([file("plans/y", "there")], message: "y")
        try clone("fetch", "-q")
        try await other.append([file("plans/z", "3")], message: "z")
        #expect(try await other.read("plans/y") == Array("here".utf8))
        #expect(try clone("show", "gate53-ledger:plans/y~1") == "there")
    }
}
