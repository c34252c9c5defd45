import Foundation
import Gate
import Testing
import ZoneFiles
import ZonePlanning

@testable import GitStore

@Suite("The history of a ledger")
struct LedgerHistoryTests {
    private func ledger(_ git: StockGit, seconds: Int64 = 1_700_000_000) throws -> GitLedger {
        try GitLedger(repository: try git.open()) {
            CommitIdentity(name: "Apply", email: "apply@example.com", seconds: seconds)
        }
    }

    private func file(_ path: String) -> LedgerFile { LedgerFile(path: path, octets: Array(path.utf8)) }

    @Test("is the order of its commits, whatever their clocks say") func clocks() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        let seconds: [Int64] = [4_000_000_000, 1, 1_700_000_000, 0, 2_000_000_000]
        for (index, seconds) in seconds.enumerated() {
            try await ledger(git, seconds: seconds).append(
                [file("receipts/a./\(9 - index)"), file("plans/\(index)")], message: "\(index)")
        }
        let positions = try await ledger(git).positions(below: "receipts")
        #expect(positions == Dictionary(uniqueKeysWithValues: (0..<5).map { ("receipts/a./\(9 - $0)", $0 + 1) }))
        #expect(try await ledger(git).positions(below: "receipts/a.") == positions)
        #expect(try await ledger(git).positions(below: "receipts/b.").isEmpty)
        #expect(try await ledger(git).positions(below: "intents").isEmpty)
        withExtendedLifetime(folder) {}
    }

    // A time that was still to come was left out, and counted once it had come: what was accepted changed by that.
    @Test(
        "says when a file came to the ledger, not before the events that it comes after, whenever it is read",
        arguments: [1_600_000_000, 1_700_000_600, 4_100_000_000] as [Int64])
    func times(readAt: Int64) async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        // One clock is set back, and one is years ahead.
        let seconds: [Int64] = [1_600_000_000, 1_700_000_000, 1_600_000_001, 4_000_000_000, 1_700_000_500]
        for (index, seconds) in seconds.enumerated() {
            try await ledger(git, seconds: seconds).append(
                [file("settings/\(index)/settings.yaml")], message: "\(index)")
        }
        let now = try ledger(git, seconds: readAt)
        let expected: [Int64] = [1_600_000_000, 1_700_000_000, 1_700_000_000, 4_000_000_000, 4_000_000_000]
        let times = try await now.times(below: "settings")
        for (index, seconds) in expected.enumerated() {
            #expect(times["settings/\(index)/settings.yaml"]?.seconds == seconds, "\(index)")
        }
        #expect(try await now.times(below: "plans").isEmpty)
        withExtendedLifetime(folder) {}
    }

    @Test("of two clones that were apart is the same, whoever joins them") func joined() async throws {
        let folder = try GitFolder()
        let one = try folder.repository("one")
        try one.commit(["zones/a.yaml": "1"])
        try await ledger(one).append([file("receipts/a./0")], message: "0")
        let other = try folder.clone(one, "other")
        try other("branch", "gate53-ledger", "origin/gate53-ledger")
        // One writes twice while the other writes once, and both write one file.
        for path in ["receipts/a./1", "receipts/a./3"] {
            try await ledger(one, seconds: 9).append([file(path), file("receipts/b./x")], message: path)
        }
        try await ledger(other, seconds: 99).append([file("receipts/a./2"), file("receipts/b./x")], message: "2")
        try other("fetch", "-q", one.folder, "gate53-ledger:refs/remotes/origin/gate53-ledger")
        try one("fetch", "-q", other.folder, "gate53-ledger:other")
        let expected = [
            "receipts/a./0": 1, "receipts/a./1": 2, "receipts/a./2": 2, "receipts/b./x": 2, "receipts/a./3": 3,
        ]
        // Before anything joins them, in the clone that has both.
        #expect(try await ledger(other).positions(below: "receipts") == expected)
        try await ledger(other).append([file("receipts/a./4")], message: "4")
        // The other way round.
        try one("update-ref", "refs/remotes/origin/gate53-ledger", "other")
        try one("checkout", "-q", "gate53-ledger")
        try one("-c", "user.name=a", "-c", "user.email=a@example.com", "merge", "-q", "-m", "join", "other")
        #expect(try await ledger(one).positions(below: "receipts") == expected)
        var more = expected
        more["receipts/a./4"] = 4
        #expect(try await ledger(other).positions(below: "receipts") == more)
        #expect(try await ledger(other).latestPositions(below: "receipts") == more)
    }

    @Test("says of a file that came by two lines when it came last, and not of one that was taken out and came again")
    func latest() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        func commit(_ mark: Int, _ parents: [Int], _ changes: String...) -> String {
            var lines = [
                "commit refs/heads/gate53-ledger", "mark :\(mark)", "committer A <a@example.com> 1 +0000", "data 1",
                "x",
            ]
            for (index, parent) in parents.enumerated() { lines.append("\(index == 0 ? "from" : "merge") :\(parent)") }
            return (lines + changes).joined(separator: "\n") + "\n\n"
        }
        func add(_ path: String) -> String { "M 100644 inline \(path)\ndata 1\n1" }
        let commits: [String] = [
            commit(1, [], add("plans/a")), commit(2, [1], add("plans/b")), commit(3, [2], "D plans/b"),
            commit(4, [3], add("plans/b"), add("plans/c")), commit(5, [1], add("plans/c")),
            commit(6, [4, 5], add("plans/c")),
        ]
        try git.write("import", commits.joined())
        try git("fast-import", "--quiet", "--force", input: "import")
        let ledger = try ledger(git)
        #expect(try await ledger.positions(below: "plans") == ["plans/a": 1, "plans/b": 2, "plans/c": 2])
        #expect(try await ledger.latestPositions(below: "plans") == ["plans/a": 1, "plans/b": 2, "plans/c": 4])
        // On one of the two lines it was not there yet.
        #expect(try await !ledger.came("plans/c", after: ["plans/a", "plans/b"]))
        #expect(try await ledger.came("plans/c", after: ["plans/a"]))
        #expect(try await ledger.came("plans/b", after: ["plans/a", "plans/b"]))
        #expect(try await !ledger.came("plans/a", after: ["plans/b"]))
        withExtendedLifetime(folder) {}
    }

    @Test("has names that are no text, links and deep folders, which stop nobody from reading the rest")
    func oddFiles() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        let deep = String(repeating: "x/", count: 300) + "y"
        try git.write(
            "import",
            """
            commit refs/heads/gate53-ledger
            committer A <a@example.com> 1 +0000
            data 1
            x
            M 100644 inline "receipts/a./\\377-x.json"
            data 1
            y
            M 120000 inline receipts/a./link
            data 1
            z
            M 100644 inline receipts/a./n000001
            data 1
            1
            M 100644 inline receipts/\(deep)
            data 1
            1

            """)
        try git("fast-import", "--quiet", input: "import")
        let ledger = try ledger(git)
        let paths = try await ledger.paths(below: "receipts")
        #expect(paths.contains("receipts/a./n000001") && paths.contains("receipts/a./\u{FFFD}-x.json"))
        for path in paths where path != "receipts/a./n000001" { #expect(try await ledger.read(path) == nil) }
        #expect(try await ledger.read("receipts/a./n000001") == Array("1".utf8))
        #expect(try await ledger.positions(below: "receipts")["receipts/a./n000001"] == 1)
        try await ledger.append([file("receipts/a./n000002")], message: "2")
        #expect(try await ledger.read("receipts/a./n000002") != nil)
    }

    /// Commits of a ledger, each with a file.
    private func write(_ commits: [(mark: Int, parents: [Int], paths: [String])], in git: StockGit) throws -> [String] {
        var text = ""
        for commit in commits {
            text += "commit refs/heads/line-\(commit.mark)\nmark :\(commit.mark)\n"
            text += "committer A <a@example.com> \(commit.mark) +0000\ndata 1\nx\n"
            for (index, parent) in commit.parents.enumerated() {
                text += "\(index == 0 ? "from" : "merge") :\(parent)\n"
            }
            for path in commit.paths { text += "M 100644 inline \(path)\ndata 1\n1\n" }
            text += "\n"
        }
        try git.write("import", text)
        try git("fast-import", "--quiet", "--force", input: "import")
        return try commits.map { try git.head("line-\($0.mark)").hex }
    }

    // The smallest of all first commits was the root: whoever may write the ledger could join one that is smaller.
    @Test("of a line that somebody joined has no say in where the ledger begins") func joinedRoot() async throws {
        for attempt in 0..<4 {
            let folder = try GitFolder()
            let git = try folder.repository()
            try git.commit(["zones/a.yaml": "1"])
            let settings = "settings/000001-\(attempt)/settings.yaml"
            let ids = try write(
                [
                    (1, [], ["plans/a"]), (2, [1], ["receipts/a./1"]), (3, [], [settings]),
                    (4, [2, 3], ["plans/b", settings]), (5, [3, 2], ["plans/c", "plans/a", "receipts/a./1"]),
                ], in: git)
            try git("branch", "--force", "gate53-ledger", "line-4")
            #expect(try await ledger(git).root() == ids[0])
            // What came with the line came when it was joined.
            #expect(try await ledger(git).positions(below: "settings").values.sorted() == [3])
            #expect(try await ledger(git).positions(below: "receipts") == ["receipts/a./1": 2])
            #expect(try await ledger(git).times(below: "settings").values.map(\.seconds) == [4])
            // Whoever joins can choose the first parent: then the job's word, or what a clone has seen, decides.
            try git("branch", "--force", "gate53-ledger", "line-5")
            #expect(try await ledger(git).root() == ids[2])
            let pinned = try GitLedger(
                repository: try git.open(), pinnedRoot: CommitID(hex: ids[1])
            ) { CommitIdentity(name: "A", email: "a@example.com", seconds: 1) }
            #expect(try await pinned.root() == ids[0])
            #expect(try await pinned.positions(below: "settings").values.sorted() == [3])
            // A pin that the ledger does not have is refused elsewhere, and decides nothing here.
            let other = try GitLedger(
                repository: try git.open(), pinnedRoot: CommitID(hex: String(repeating: "7", count: 40))
            ) { CommitIdentity(name: "A", email: "a@example.com", seconds: 1) }
            #expect(try await other.root() == ids[2])
            withExtendedLifetime(folder) {}
        }
    }

    // A tree may be at any number of places, so a few of them are as many files as somebody likes.
    @Test(
        "of more files than a ledger may have is refused, and not read to its end",
        arguments: [(6, 1, true), (5, 1, false), (4, 3, true), (3, 3, false)])
    func tooMany(most: Int, line: Int, isRead: Bool) throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        // The same tree twice, which are six entries; and files that come one event after the other.
        let ids = try write(
            [
                (1, [], ["receipts/a/1", "receipts/a/2", "receipts/b/1", "receipts/b/2"]),
                (2, [], ["receipts/1", "receipts/2"]), (3, [2], ["receipts/3", "receipts/4"]),
            ], in: git)
        let tip = try #require(CommitID(hex: ids[line - 1]))
        let root = try #require(CommitID(hex: ids[line == 1 ? 0 : 1]))
        let history = LedgerHistory(of: try git.open(), [tip], from: root, most: most)
        let found = try? history.arrivals(below: "receipts")
        #expect(found?.count == (isRead ? 4 : nil))
        withExtendedLifetime(folder) {}
    }

    @Test("begins with one commit, which is the same for all that share it") func root() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        #expect(try await ledger(git).root() == nil)
        try await ledger(git).append([file("plans/1")], message: "1")
        let root = try git.head("gate53-ledger").hex
        try await ledger(git).append([file("plans/2")], message: "2")
        #expect(try await ledger(git).root() == root)
    }
}
