import Foundation
import Gate
import GitStore
import TestSupport
import Testing
import ZoneFiles

@Suite("The ledger that clones share")
struct SharedLedgerTests {
    /// A bare remote and clones of it, all on the disk.
    private final class Site {
        let folder: GitFolder
        let remote: StockGit
        let notices = Notices()

        init() throws {
            folder = try GitFolder()
            let source = try folder.repository("source")
            try source.commit(["zones/a.yaml": "1"])
            remote = try folder.clone(source, "remote.git", "--bare")
        }

        func clone(_ name: String, _ options: String...) throws -> StockGit {
            try StockGit(folder: folder.path)(
                "clone", ["-q"] + options + ["file://" + remote.folder, folder.path + "/" + name])
            return StockGit(folder: folder.path + "/" + name)
        }

        func ledger(
            _ git: StockGit, push: LedgerSettings.Push = .attempted, publishes: Bool = true, attempts: Int = 60,
            longestWait: Int = 30
        ) throws -> SharedLedger {
            try ledger(git, sharing(push: push, publishes: publishes, attempts: attempts, longestWait: longestWait))
        }

        func sharing(
            push: LedgerSettings.Push = .attempted, publishes: Bool = true, attempts: Int = 60, longestWait: Int = 30
        ) -> LedgerSharing {
            let environment = ["PATH": "/usr/bin:/bin", "HOME": Isolation.home, "GIT_CONFIG_NOSYSTEM": "1"]
            return LedgerSharing(
                remote: "origin", push: push, publishes: publishes, attempts: attempts,
                access: RemoteAccess(environment: environment, longestWait: longestWait)
            ) { times in try? await Task.sleep(for: .milliseconds(Int.random(in: 0...(5 << min(times, 4))))) }
        }

        func ledger(_ git: StockGit, _ sharing: LedgerSharing) throws -> SharedLedger {
            try SharedLedger(
                repository: try git.open(), branch: "gate53-ledger", sharing: sharing,
                identity: {
                    CommitIdentity(name: "Apply", email: "apply@example.com", seconds: 1_700_000_000, offset: 60)
                }, report: { [notices] in notices.add($0) })
        }

        /// What the remote refuses from now on, and says.
        func hook(_ name: String, _ script: String) throws {
            let path = remote.folder + "/hooks/" + name
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }

        /// Where the remote's branch was, oldest first, each a descendant of the one before.
        func expectOnlyForward() throws {
            let commits = try remote("rev-list", "--topo-order", "--reverse", "gate53-ledger").split(separator: "\n")
            for commit in commits {
                let parents = try remote("rev-list", "--parents", "-n", "1", String(commit)).split(separator: " ")
                for parent in parents.dropFirst() {
                    // Files are only ever added.
                    let changes = try remote(
                        "diff", "--name-status", "--no-renames", String(parent), String(commit))
                    #expect(changes.split(separator: "\n").allSatisfy { $0.hasPrefix("A\t") }, "\(changes)")
                }
            }
            try remote("fsck", "--strict", "--no-dangling")
        }
    }

    private func file(_ path: String, _ text: String = "x") -> LedgerFile {
        LedgerFile(path: path, octets: Array(text.utf8))
    }

    private func failure(_ body: () async throws(LedgerError) -> Void) async -> LedgerError? {
        do {
            try await body()
            return nil
        } catch { return error }
    }

    // MARK: Sharing

    @Test("what one clone writes another reads after a refresh, and stock git in a third")
    func isShared() async throws {
        let site = try Site()
        let (one, two) = (try site.clone("one"), try site.clone("two"))
        let (mine, theirs) = (try site.ledger(one), try site.ledger(two))
        // The remote has no ledger yet: nothing to fetch is no trouble, and the first event makes the branch.
        try await mine.refresh()
        try await mine.append([file("plans/1", "one")], message: "First\n\nmore")
        #expect(try await theirs.read("plans/1") == nil)
        try await theirs.refresh()
        #expect(try await theirs.read("plans/1") == Array("one".utf8))
        #expect(try await theirs.paths(below: "plans") == ["plans/1"])
        try await theirs.append([file("plans/2", "two")], message: "Second")
        let third = try site.clone("three")
        #expect(try third("log", "--format=%s %an", "origin/gate53-ledger") == "Second Apply\nFirst Apply")
        #expect(try third("show", "origin/gate53-ledger:plans/1") == "one")
        #expect(try two.head("gate53-ledger") == site.remote.head("gate53-ledger"))
        #expect(site.notices.all == [])
        try site.expectOnlyForward()
    }

    @Test("an event that another clone was faster than is made again on what is there then")
    func isRetried() async throws {
        let site = try Site()
        let (one, two) = (try site.clone("one"), try site.clone("two"))
        let (mine, theirs) = (try site.ledger(one), try site.ledger(two))
        try await mine.append([file("plans/1")], message: "one")
        // Knows nothing of the first event.
        try await theirs.append([file("plans/2")], message: "two")
        #expect(try site.remote("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/1\nplans/2")
        #expect(try site.remote("log", "--format=%s", "gate53-ledger") == "two\none")
        #expect(site.notices.all == [])
    }

    @Test("writers in many clones at once lose nothing, and the branch only goes forward")
    func manyWriters() async throws {
        let site = try Site()
        let (clones, events) = (5, 5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for clone in 0..<clones {
                let ledger = try site.ledger(try site.clone("clone\(clone)"))
                group.addTask {
                    for event in 0..<events {
                        try await ledger.append(
                            [LedgerFile(path: "receipts/\(clone)/\(event)", octets: [UInt8(event)])],
                            message: "\(clone) \(event)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let files = try site.remote("ls-tree", "-r", "--name-only", "gate53-ledger").split(separator: "\n")
        #expect(files.count == clones * events)
        #expect(try site.remote("rev-list", "--count", "gate53-ledger") == "\(clones * events)")
        #expect(site.notices.all == [])
        try site.expectOnlyForward()
    }

    @Test("of writers that begin from one version exactly one adds its event", arguments: 0..<5)
    func compareAndSwap(round: Int) async throws {
        let site = try Site()
        let writers = 4
        let seed = try site.ledger(try site.clone("seed"))
        if round > 0 { try await seed.append([file("plans/seed")], message: "seed") }
        var ready: [(ledger: SharedLedger, version: LedgerVersion)] = []
        for writer in 0..<writers {
            let ledger = try site.ledger(try site.clone("clone\(writer)"))
            try await ledger.refresh()
            ready.append((ledger, try await ledger.version()))
        }
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (writer, (ledger, version)) in ready.enumerated() {
                group.addTask {
                    try await ledger.append(
                        [LedgerFile(path: "intents/1/\(writer)", octets: [1])], message: "\(writer)", at: version)
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(winners == 1)
        let files = try site.remote("ls-tree", "-r", "--name-only", "gate53-ledger", "intents").split(separator: "\n")
        #expect(files.count == 1)
    }

    // MARK: Tampering

    /// Makes a shared ledger of three events that a clone has seen.
    private func seen() async throws -> (site: Site, git: StockGit, ledger: SharedLedger, tip: CommitID) {
        let site = try Site()
        let git = try site.clone("one")
        let ledger = try site.ledger(git)
        for event in 1...3 { try await ledger.append([file("receipts/z/\(event)")], message: "\(event)") }
        return (site, git, ledger, try site.remote.head("gate53-ledger"))
    }

    /// What somebody does to the remote's ledger, and what it is called.
    private static let attacks: [(name: String, script: [[String]], word: String)] = [
        ("truncated", [["update-ref", "refs/heads/gate53-ledger", "gate53-ledger~1"]], "was rewritten"),
        ("deleted", [["update-ref", "-d", "refs/heads/gate53-ledger"]], "is gone"),
        ("replaced by a forged one", [["update-ref", "refs/heads/gate53-ledger", "forged"]], "was rewritten"),
        (
            "continued by a commit that takes a file away",
            [["update-ref", "refs/heads/gate53-ledger", "emptied"]], "lost or changed 'receipts/z/2'"
        ),
        (
            "continued by a commit that changes a file",
            [["update-ref", "refs/heads/gate53-ledger", "changed"]], "lost or changed 'receipts/z/2'"
        ),
    ]

    @Test("a ledger that was tampered with is refused loudly, and neither merged nor overwritten", arguments: 0..<5)
    func tampering(attack: Int) async throws {
        let attack = Self.attacks[attack]
        let (site, git, ledger, tip) = try await seen()
        // The attacker's commits, made in a clone and pushed by force, as anybody may where the branch is not
        // protected.
        let attacker = try site.clone("attacker")
        try attacker("checkout", "-q", "--orphan", "forged")
        try attacker("rm", "-rfq", ".")
        try attacker.commit(["receipts/z/9": "forged"], message: "3")
        for (branch, file) in [("emptied", ""), ("changed", "y")] {
            try attacker("checkout", "-q", "-B", branch, "origin/gate53-ledger")
            if file.isEmpty {
                try attacker("rm", "-q", "receipts/z/2")
            } else {
                try attacker.write("receipts/z/2", file)
            }
            try attacker.commit(["receipts/z/4": "x"], message: "4")
        }
        try attacker("push", "-q", "origin", "forged", "emptied", "changed")
        for command in attack.script { try site.remote(command[0], Array(command.dropFirst())) }
        let forged = try site.remote("for-each-ref")
        // A stock fetch has brought it here: that must not count either.
        try git("fetch", "-q", "origin")
        let local = try git.head("gate53-ledger")

        for trial in ["read", "read again", "append", "append at a version"] {
            let error = await failure { () throws(LedgerError) in
                switch trial {
                case "append": try await ledger.append([file("receipts/z/5")], message: "5")
                case "append at a version":
                    _ = try await ledger.append([file("receipts/z/5")], message: "5", at: ledger.version())
                default: try await ledger.refresh()
                }
            }
            #expect(error?.kind == .rewritten, "\(attack.name), \(trial): \(error?.message ?? "nothing")")
            #expect(error?.id == "ledger-rewritten")
            #expect(error?.message.contains(attack.word) == true, "\(attack.name): \(error?.message ?? "")")
            #expect(error?.message.contains("git log \(tip)") == true)
        }
        // What was there is there, in the clone and at the remote.
        #expect(try git.head("gate53-ledger") == local)
        #expect(try site.remote("for-each-ref") == forged)
        #expect(try await ledger.paths(below: "receipts") == ["receipts/z/1", "receipts/z/2", "receipts/z/3"])
        // Put back, as the message says, it is in order again.
        try git("push", "-q", "--force", "origin", "\(tip):refs/heads/gate53-ledger")
        try await ledger.refresh()
        try await ledger.append([file("receipts/z/5")], message: "5")
        try site.expectOnlyForward()
    }

    @Test("a ledger that is known to be right can be taken by forgetting what was seen") func forgetting() async throws
    {
        let (site, git, ledger, _) = try await seen()
        try site.remote("update-ref", "refs/heads/gate53-ledger", "gate53-ledger~1")
        let error = await failure { () throws(LedgerError) in try await ledger.refresh() }
        let command = try #require(error?.message.firstMatch(of: /update-ref -d (refs\/gate53\/seen\/[^']+)/))
        try git("update-ref", "-d", String(command.1))
        try await ledger.refresh()
    }

    @Test("a branch of the remote that is no ledger is refused") func noLedger() async throws {
        let site = try Site()
        try site.remote("branch", "gate53-ledger", "main")
        let ledger = try site.ledger(try site.clone("one"))
        let error = await failure { () throws(LedgerError) in
            try await ledger.append([file("plans/1")], message: "1")
        }
        #expect(error?.message.contains("is not a ledger") == true)
        #expect(try site.remote.head("gate53-ledger") == site.remote.head("main"))
    }

    // One file beside its folders made the ledger none, and stopped everybody.
    @Test("what somebody puts beside the folders of a remote's ledger is told of, and stops nobody")
    func strayBesides() async throws {
        let (site, git, ledger, _) = try await seen()
        let other = try site.clone("other", "--branch", "gate53-ledger")
        try other.commit(["evil.txt": "x"])
        try other("push", "-q", "origin", "gate53-ledger")
        try await ledger.refresh()
        #expect(try await ledger.misplaced() == ["evil.txt"])
        try await ledger.append([file("receipts/z/9")], message: "9")
        #expect(try await ledger.paths(below: "receipts").contains("receipts/z/9"))
        #expect(try git.run("cat-file", "-e", "refs/gate53/seen/origin/gate53-ledger") == 0)
        try site.expectOnlyForward()
    }

    @Test("a clone remembers where the remote's ledger began, whatever line somebody joins to it")
    func remembered() async throws {
        let (site, git, ledger, _) = try await seen()
        let root = try await ledger.root()
        let other = try site.clone("other", "--branch", "gate53-ledger")
        let tip = try other.head()
        // A line of its own, of which the ledger as it was is only the second parent.
        try other("checkout", "-q", "--orphan", "forged")
        try other("rm", "-q", "-r", "-f", ".")
        try other.commit(["settings/000001-x/settings.yaml": "x"])
        try other(
            "-c", "user.name=a", "-c", "user.email=a@example.com", "merge", "-q", "--allow-unrelated-histories", "-m",
            "join", tip.hex)
        try other("push", "-q", "origin", "HEAD:gate53-ledger")
        try await ledger.refresh()
        #expect(try await ledger.root() == root && root != nil)
        #expect(try git.head("refs/gate53/began/origin/gate53-ledger").hex == root)
        // A fresh clone has seen nothing of it before: there the job has to say it.
        #expect(try await site.ledger(try site.clone("fresh")).refresh())
    }

    // MARK: Trouble

    @Test("locks of references that a killed run left are taken away")
    func locksOfAKilledRun() async throws {
        let site = try Site()
        let git = try site.clone("one")
        let ledger = try site.ledger(git, push: .required)
        try await ledger.append([file("plans/1")], message: "1")
        for reference in ["refs/gate53/seen/origin/gate53-ledger", "refs/heads/gate53-ledger"] {
            try git.write(".git/\(reference).lock", "")
        }
        try await ledger.refresh()
        try await ledger.append([file("plans/2")], message: "2")
        #expect(try site.remote("cat-file", "-t", "gate53-ledger:plans/2") == "blob")
        #expect(try git.head("gate53-ledger") == site.remote.head("gate53-ledger"))
        #expect(site.notices.all == [])
        #expect(try git("for-each-ref", "refs/gate53/pending") == "")
    }

    // Only git's client was killed, and a remote's hook went on for as long as it liked.
    @Test("a push that is cancelled ends the remote's hooks too", .timeLimit(.minutes(60)))
    func cancelledPush() async throws {
        let site = try Site()
        let git = try site.clone("one")
        let ledger = try site.ledger(git, push: .required, longestWait: 6_000)
        let note = site.folder.path + "/hook"
        // The hook, and what it started itself.
        try site.hook("pre-receive", "sleep 6000 & echo $! $$ >\(note).new; mv \(note).new \(note); wait")
        let event = [file("plans/1")]
        let push = Task { try await ledger.append(event, message: "1") }
        while !FileManager.default.fileExists(atPath: note) { try await Task.sleep(for: .milliseconds(5)) }
        push.cancel()
        let result = await push.result
        #expect(throws: LedgerError.self) { try result.get() }
        for number in try String(contentsOfFile: note, encoding: .utf8).split(whereSeparator: \.isWhitespace) {
            // Gone, or waiting for its new parent to take note.
            while let state = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
                let end = state.lastIndex(of: ")"), !["Z", "X"].contains(state[end...].dropFirst(2).prefix(1))
            {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        // Nothing of it is left at the remote either.
        #expect(try site.remote.run("rev-parse", "-q", "--verify", "gate53-ledger") != 0)
    }

    @Test("a push that a hook refuses leaves the event here, with a warning, or is an error where pushing is required")
    func refusedByAHook() async throws {
        for push in LedgerSettings.Push.allCases {
            let site = try Site()
            let git = try site.clone("one")
            let ledger = try site.ledger(git, push: push)
            try site.hook("pre-receive", "echo 'not on a Friday'; exit 1")
            let error = await failure { () throws(LedgerError) in
                try await ledger.append([file("plans/1")], message: "1")
                try await ledger.append([file("plans/2")], message: "2")
            }
            #expect(try site.remote.run("rev-parse", "-q", "--verify", "gate53-ledger") != 0)
            switch push {
            case .required:
                #expect(error?.kind == .unshared)
                #expect(error?.message.contains("not on a Friday") == true, "\(error?.message ?? "")")
                #expect(try git.run("rev-parse", "-q", "--verify", "gate53-ledger") != 0)
            case .attempted:
                #expect(error == nil)
                // Said once.
                #expect(site.notices.all.map(\.kind) == [.notPushed])
                #expect(site.notices.all.first?.message.contains("not on a Friday") == true)
                #expect(site.notices.all.first?.message.contains("git push origin gate53-ledger") == true)
                #expect(try git("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/1\nplans/2")
            case .never:
                #expect(error == nil)
                #expect(site.notices.all == [])
                #expect(try git("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/1\nplans/2")
            }
        }
    }

    @Test("in a pipeline an event that can't be pushed is an error, and the message says which rule lets it through")
    func refusedInAPipeline() async throws {
        let site = try Site()
        let git = try site.clone("one")
        try site.hook("pre-receive", "echo 'GH013: Cannot create ref' >&2; exit 1")
        var sharing = site.sharing(push: .required)
        sharing.isRequiredByPipeline = true
        let ledger = try site.ledger(git, sharing)
        let error = await failure { () throws(LedgerError) in
            try await ledger.append([file("plans/1")], message: "1")
        }
        #expect(error?.kind == .unshared)
        for word in ["GH013", "ruleset", "gate53-ledger", "in a pipeline", "ledger: {push: try}"] {
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        }
    }

    @Test("a ledger that must be reached and can't be is an error that says what then") func mustBeReached()
        async throws
    {
        let site = try Site()
        let git = try site.clone("one")
        var sharing = site.sharing()
        sharing.mustFetch = true
        let ledger = try site.ledger(git, sharing)
        try await ledger.refresh()
        try FileManager.default.removeItem(atPath: site.remote.folder)
        let error = await failure { () throws(LedgerError) in try await ledger.refresh() }
        #expect(error?.kind == .unshared)
        #expect(error?.message.contains("--no-fetch") == true)
    }

    @Test("without the right to push a compare-and-swap still holds among the runs of one clone")
    func compareAndSwapWithoutPush() async throws {
        let site = try Site()
        try site.hook("update", "exit 1")
        let git = try site.clone("one")
        let (one, two) = (try site.ledger(git), try site.ledger(git))
        let version = try await one.version()
        #expect(try await one.append([file("intents/1/1")], message: "1", at: version))
        #expect(try await !two.append([file("intents/1/2")], message: "2", at: version))
        #expect(try await two.append([file("intents/1/2")], message: "2", at: two.version()))
    }

    @Test("events written while the remote was away are pushed with the next one, joined with what came meanwhile")
    func diverged() async throws {
        let site = try Site()
        let (one, two) = (try site.clone("one"), try site.clone("two"))
        let (mine, theirs) = (try site.ledger(one), try site.ledger(two))
        try await mine.append([file("plans/0")], message: "0")
        try await theirs.refresh()
        let away = site.remote.folder + ".away"
        try FileManager.default.moveItem(atPath: site.remote.folder, toPath: away)
        try await mine.refresh()
        try await mine.append([file("plans/1")], message: "1")
        #expect(site.notices.all.map(\.kind) == [.notFetched, .notPushed])
        try FileManager.default.moveItem(atPath: away, toPath: site.remote.folder)
        try await theirs.append([file("plans/2")], message: "2")
        let offline = try one.head("gate53-ledger")
        // A look alone pushes nothing where it was not asked for.
        try await site.ledger(one, publishes: false).refresh()
        #expect(try site.remote("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/0\nplans/2")
        try await mine.refresh()
        #expect(try site.remote("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/0\nplans/1\nplans/2")
        // What was recorded keeps its commit.
        #expect(try site.remote.run("merge-base", "--is-ancestor", offline.hex, "gate53-ledger") == 0)
        #expect(try one.head("gate53-ledger") == site.remote.head("gate53-ledger"))
        try site.expectOnlyForward()
    }

    @Test("a ledger that is ahead of the remote is pushed, and one that two clones began apart is joined")
    func ahead() async throws {
        let site = try Site()
        let (one, two) = (try site.clone("one"), try site.clone("two"))
        try await site.ledger(one, push: .never).append([file("plans/1")], message: "1")
        try await site.ledger(two, push: .never).append([file("plans/2")], message: "2")
        try await site.ledger(one).refresh()
        #expect(try site.remote.head("gate53-ledger") == one.head("gate53-ledger"))
        try await site.ledger(two).refresh()
        #expect(try site.remote("ls-tree", "-r", "--name-only", "gate53-ledger") == "plans/1\nplans/2")
    }

    @Test("the same path with other octets in two clones is an error, and neither is lost") func conflict() async throws
    {
        let site = try Site()
        let (one, two) = (try site.clone("one"), try site.clone("two"))
        try await site.ledger(one).append([file("plans/1", "a")], message: "1")
        let ledger = try site.ledger(two)
        let error = await failure { () throws(LedgerError) in
            try await ledger.append([file("plans/1", "b")], message: "2")
        }
        #expect(error?.message.contains("'plans/1' is in the ledger with other content") == true)
        #expect(try site.remote("show", "gate53-ledger:plans/1") == "a")
    }

    @Test("a shallow clone has the whole ledger and notices tampering") func shallow() async throws {
        let (site, _, first, _) = try await seen()
        let git = try site.clone("shallow", "--depth", "1")
        let ledger = try site.ledger(git)
        try await ledger.refresh()
        #expect(try await ledger.paths(below: "receipts").count == 3)
        try await ledger.append([file("receipts/z/4")], message: "4")
        try await first.refresh()
        #expect(try await first.paths(below: "receipts").count == 4)
        try site.remote("update-ref", "refs/heads/gate53-ledger", "gate53-ledger~2")
        #expect(await failure { () throws(LedgerError) in try await ledger.refresh() }?.kind == .rewritten)
    }

    @Test("a branch that is checked out here is read all the same, and not moved") func checkedOut() async throws {
        let (site, git, ledger, tip) = try await seen()
        try git("checkout", "-q", "gate53-ledger")
        let other = try site.ledger(try site.clone("two"))
        try await other.append([file("receipts/z/4")], message: "4")
        try await ledger.refresh()
        #expect(try await ledger.paths(below: "receipts").count == 4)
        #expect(try git.head("gate53-ledger") == tip)
        #expect(try git("status", "--porcelain") == "")
    }

    @Test("a server that says nothing is given up") func silence() async throws {
        let site = try Site()
        let git = try site.clone("one")
        // Connections are taken by the kernel, and nobody ever answers.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Void in
                #expect(bind(listener, pointer, length) == 0)
                #expect(listen(listener, 8) == 0)
                #expect(getsockname(listener, pointer, &length) == 0)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        try git("remote", "set-url", "origin", "http://user:hunter2@127.0.0.1:\(port)/zones.git")
        let ledger = try site.ledger(git, longestWait: 1)
        try await ledger.refresh()
        try await ledger.append([file("plans/1")], message: "1")
        #expect(site.notices.all.map(\.kind) == [.notFetched, .notPushed])
        let said = site.notices.all.map(\.message)
        #expect(said.first?.contains("no answer for 1 seconds") == true, "\(said)")
        // It is asked once, and that is enough.
        #expect(site.notices.all.last?.message.contains("did not answer earlier in this run") == true)
        #expect(!site.notices.all.contains { $0.message.contains("hunter2") })
        #expect(try await ledger.read("plans/1") != nil)
    }
}

/// What was reported, in order.
final class Notices: @unchecked Sendable {
    // Unchecked: `notices` is only used inside `lock`.
    private let lock = NSLock()
    private var notices: [LedgerNotice] = []

    var all: [LedgerNotice] { lock.withLock { notices } }

    func add(_ notice: LedgerNotice) { lock.withLock { notices.append(notice) } }
}
