import Foundation
import Gate
import GitStore
import Testing
import ZoneFiles

@Suite("The authors of commits under review")
struct AuthorTests {
    /// The addresses of the authors of what touches `zones` from `base` to HEAD.
    private func emails(_ git: StockGit, _ base: CommitID?, _ paths: [String] = ["zones"]) throws -> Set<String> {
        let repository = try git.open()
        let tip = try repository.resolve()
        return Set(try repository.authors(ofCommitsTouching: paths, from: tip, excluding: base).map(\.email))
    }

    @Test("who touched the paths since the base, and nobody else")
    func whoTouchedThePathsSinceThe() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"], by: "before")
        let base = try git.commit(["zones/b.yaml": "1"], by: "base")
        try git.commit(["README": "x"], by: "reader")
        try git.commit(["zones/a.yaml": "2"], by: "one")
        try git.commit(["zones/c/d.yaml": "2"], by: "two")
        try git.commit(["gate53.yaml": "2"], by: "three")
        #expect(try emails(git, base) == ["one", "two"])
        #expect(try emails(git, base, ["zones/a.yaml", "gate53.yaml"]) == ["one", "three"])
        #expect(try emails(git, base, ["zones/c/d.yaml"]) == ["two"])
        #expect(try emails(git, nil) == ["before", "base", "one", "two"])
        #expect(try emails(git, git.head()) == [])
        #expect(try emails(git, base, ["nothing"]) == [])
    }

    @Test("a change that was taken back still has its authors, and so has a removal or a change of mode")
    func aChangeThatWasTakenBack() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": "1", "zones/b.yaml": "1"], by: "base")
        try git.commit(["zones/a.yaml": "2"], by: "there")
        try git.commit(["zones/a.yaml": "1"], by: "back")
        #expect(try emails(git, base) == ["there", "back"])
        try git("rm", "-q", "zones/b.yaml")
        try git.commit([:], by: "remover")
        #expect(try emails(git, base) == ["there", "back", "remover"])
        try git("update-index", "--chmod=+x", "zones/a.yaml")
        var other = git
        other.email = "mode"
        try other("commit", "-q", "-m", "mode")
        #expect(try emails(git, base) == ["there", "back", "remover", "mode"])
    }

    @Test("the signature of a commit is what git wrote, over the commit without it; none where there is none")
    func signatureOfACommit() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let plain = try git.commit(["zones/a.yaml": "1"])
        #expect(try git.open().signature(of: plain) == nil)
        let keygen = Process()
        keygen.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
        keygen.arguments = ["-q", "-t", "ed25519", "-N", "", "-f", folder.path + "/key"]
        try keygen.run()
        keygen.waitUntilExit()
        try git("config", "gpg.format", "ssh")
        try git("config", "user.signingkey", folder.path + "/key")
        try git("commit", "-q", "-S", "--allow-empty", "-m", "Signed")
        let commit = try git.head()
        let found = try #require(try git.open().signature(of: commit))
        #expect(found.signature.starts(with: Array("-----BEGIN SSH SIGNATURE-----\n".utf8)))
        #expect(String(decoding: found.signature, as: UTF8.self).hasSuffix("-----END SSH SIGNATURE-----\n"))
        let whole = try git("cat-file", "commit", commit.hex)
        let header = whole.split(separator: "\n").prefix { !$0.hasPrefix("gpgsig") }.joined(separator: "\n")
        #expect(String(decoding: found.octets, as: UTF8.self) == header + "\n\nSigned\n")
        let missing = try #require(CommitID(hex: String(repeating: "7", count: 40)))
        #expect(code { () throws(GitError) in try git.open().signature(of: missing) } == .missingObject)
    }

    @Test("co-authors are read wherever the message names them")
    func coAuthorsAreReadWhereverThe() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": "1"])
        let message = """
            Change

            Co-authored-by: Bob B. <bob@example.com>
            not a trailer any more
              CO-AUTHORED-BY:   Eve <eve@example.com> (x)
            co-authored-by: mallory
            Signed-off-by: Sam <sam@example.com>
            """
        let commit = try git.commit(["zones/a.yaml": "2"], message: message, by: "ann@example.com")
        let repository = try git.open()
        let authors = try repository.authors(ofCommitsTouching: ["zones"], from: commit, excluding: base)
        #expect(
            authors == [
                CommitAuthor(name: "ann@example.com", email: "ann@example.com", commit: commit, role: .author),
                CommitAuthor(name: "Bob B.", email: "bob@example.com", commit: commit, role: .coAuthor),
                CommitAuthor(name: "Eve", email: "eve@example.com", commit: commit, role: .coAuthor),
                CommitAuthor(name: "mallory", email: "mallory", commit: commit, role: .coAuthor),
            ])
    }

    @Test("who commits what another wrote is told where that is asked for")
    func committers() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": "1"])
        try git.commit(["zones/a.yaml": "2"], by: "ann@example.com")
        try git.commit(["zones/a.yaml": "3"], by: "CARL@example.com")
        let repository = try git.open()
        let tip = try repository.resolve()
        let authors = try repository.authors(
            ofCommitsTouching: ["zones"], from: tip, excluding: base, withCommitters: true)
        #expect(authors.map(\.email) == ["CARL@example.com", "ann@example.com", "carl@example.com"])
        #expect(authors.map(\.role) == [.author, .author, .committer])
    }

    /// A zone of some lines, none of which another has.
    private static func zone(_ name: String) -> String {
        (1...12).map { "\(name)-\($0): {type: A, value: 192.0.2.\($0)}\n" }.joined()
    }

    @Test("content that is moved to a path under review is by who wrote it where nobody reviewed it")
    func movedContent() throws {
        let moves: [(String, @Sendable (StockGit) throws -> Void)] = [
            ("moved", { try $0("mv", "drafts/x.yaml", "zones/x.yaml") }),
            (
                "moved and edited",
                {
                    try $0("mv", "drafts/x.yaml", "zones/x.yaml")
                    try $0.write("zones/x.yaml", Self.zone("draft") + "more: {type: A, value: 192.0.2.99}\n")
                }
            ), ("copied", { try $0.write("zones/x.yaml", Self.zone("draft")) }),
            ("copied over another file", { try $0.write("zones/a.yaml", Self.zone("draft")) }),
            ("with its folder", { try $0("mv", "drafts", "zones/x.") }),
        ]
        for (what, move) in moves {
            let folder = try GitFolder()
            let git = try folder.repository()
            try git.commit(["zones/a.yaml": Self.zone("a")], by: "first")
            try git.commit(["drafts/x.yaml": "x: 1\n"], by: "eve")
            let base = try git.commit(["drafts/x.yaml": Self.zone("draft")], by: "eva")
            try git.commit(["README": "x"], by: "reader")
            try move(git)
            try git.commit([:], by: "mover")
            #expect(try emails(git, base) == ["mover", "eve", "eva"], "\(what)")
            // Moved on from where it was moved to.
            try git.commit(["README": "y"], by: "reader")
        }
    }

    // Four trees were kept: with five parents each file looked through all of all trees again.
    @Test("content that a merge of many parents brings is looked for once in each of them") func manyParents() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["README": "x"], by: "base")
        let parents = 12
        for index in 0..<parents {
            try git("checkout", "-q", "-b", "line-\(index)", base.hex)
            try git.commit(
                ["drafts/\(index).yaml": "\(index): a text that is long enough to be looked for\n"], by: "w\(index)")
        }
        try git("checkout", "-q", "-b", "all", base.hex)
        for index in 0..<parents {
            let text = "\(index): a text that is long enough to be looked for\n"
            try git.write("zones/\(index).yaml", text)
        }
        try git("add", "--all")
        let tree = try git("write-tree")
        let lines = (0..<parents).flatMap { ["-p", "line-\($0)"] }
        let merge = try git(
            "-c", ["user.name=m", "-c", "user.email=merger", "commit-tree", tree, "-m", "all"] + lines)
        try git("reset", "-q", "--hard", merge)
        let repository = try git.open()
        let found = try repository.authors(
            ofCommitsTouching: ["zones"], from: try repository.resolve(), excluding: base)
        #expect(Set(found.map(\.email)).isSuperset(of: (0..<parents).map { "w\($0)" }))
        // The parents, and what each of these has before it.
        #expect(repository.treesSearched <= 2 * parents + 2)
    }

    @Test("content that is moved twice, by a merge or in a merge, is followed to who wrote it")
    func movedTwice() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": Self.zone("a")], by: "first")
        try git.commit(["one/x.txt": Self.zone("draft")], by: "eve")
        try FileManager.default.createDirectory(atPath: git.folder + "/two", withIntermediateDirectories: true)
        try git("mv", "one/x.txt", "two/x.txt")
        try git.commit([:], by: "between")
        try git("mv", "two/x.txt", "zones/x.yaml")
        try git.commit([:], by: "mover")
        #expect(try emails(git, base) == ["mover", "between", "eve"])
        // A merge that brings it in itself.
        let other = try folder.repository("other")
        let start = try other.commit(["zones/a.yaml": Self.zone("a"), "drafts/x": Self.zone("draft")], by: "eve")
        try other("switch", "-q", "-c", "side")
        try other.commit(["README": "x"], by: "side")
        try other("switch", "-q", "main")
        try other.commit(["other": "x"], by: "main")
        try other("merge", "-q", "--no-ff", "--no-commit", "side")
        try other("mv", "drafts/x", "zones/x.yaml")
        try merger(other)("commit", "-q", "-m", "merge")
        #expect(try emails(other, start) == ["merger", "eve"])
    }

    @Test("a copy of what is reviewed where it stands has the authors since the base, and an empty file nobody's")
    func copiedFromReviewed() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": Self.zone("a"), "notes/empty": ""], by: "long-ago")
        let base = try git.commit(["README": "x"], by: "base")
        try git.commit(["zones/b.yaml": Self.zone("a"), "zones/empty": ""], by: "copier")
        func emails(_ base: CommitID?, _ paths: [String]) throws -> Set<String> {
            let repository = try git.open()
            return Set(
                try repository.authors(
                    ofCommitsTouching: paths, from: try repository.resolve(), excluding: base, withCommitters: false
                ) { $0.hasPrefix("zones/") }.map(\.email))
        }
        #expect(try emails(base, ["zones/b.yaml", "zones/empty"]) == ["copier"])
        #expect(try emails(nil, ["zones/b.yaml"]) == ["copier"])
        try git.commit(["zones/a.yaml": Self.zone("changed")], by: "eve")
        try git.commit(["zones/b.yaml": Self.zone("changed")], by: "copier")
        #expect(try emails(base, ["zones/b.yaml"]) == ["copier", "eve"])
    }

    @Test("a merge that nobody had to do anything for is told from others")
    func automaticMerges() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["zones/a.yaml": Self.zone("a"), "b": "1"])
        func isAutomatic(_ commit: CommitID) throws -> Bool { try git.open().isAutomaticMerge(commit) }
        #expect(try !isAutomatic(first))
        try git("switch", "-q", "-c", "side")
        let change = try git.commit(["zones/a.yaml": Self.zone("a") + "z: {type: A, value: 192.0.2.99}\n"])
        #expect(try !isAutomatic(change))
        try git("switch", "-q", "main")
        try git.commit(["b": "2"])
        try git("switch", "-q", "side")
        try merger(git)("merge", "-q", "--no-ff", "main")
        #expect(try isAutomatic(try git.head()))
        try git("switch", "-q", "-c", "evil", "HEAD~1")
        try git("merge", "-q", "--no-ff", "--no-commit", "main")
        try git.write("c", "more than the merge")
        try git("add", "c")
        try merger(git)("commit", "-q", "-m", "merge")
        #expect(try !isAutomatic(try git.head()))
        try git("switch", "-q", "-c", "ours", "side~1")
        try merger(git)("merge", "-q", "--no-ff", "-s", "ours", "main")
        #expect(try !isAutomatic(try git.head()))
    }

    /// Lines enough that changes at both ends merge without a conflict.
    private func lines(first: String = "first", last: String = "last") -> String {
        ([first] + (0..<20).map { "line \($0)" } + [last]).joined(separator: "\n") + "\n"
    }

    /// A base on main, a branch `side` that changes the first line, and main with its last line changed.
    private func fork(_ folder: GitFolder) throws -> (StockGit, CommitID) {
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": lines(), "zones/keep.yaml": "1"], by: "base")
        try git("checkout", "-q", "-b", "side")
        try git.commit(["zones/a.yaml": lines(first: "side"), "zones/s.yaml": "1"], by: "side")
        try git("checkout", "-q", "main")
        try git.commit(["zones/a.yaml": lines(last: "main"), "zones/m.yaml": "1"], by: "main")
        return (git, base)
    }

    private func merger(_ git: StockGit) -> StockGit {
        var git = git
        git.email = "merger"
        return git
    }

    @Test("an automatic merge makes nobody an author, not even where both sides changed one file")
    func anAutomaticMergeMakesNobodyAn() throws {
        let folder = try GitFolder()
        let (git, base) = try fork(folder)
        try merger(git)("merge", "-q", "--no-ff", "side")
        #expect(try emails(git, base) == ["side", "main"])
    }

    @Test("a merge that does more than merge has its author")
    func aMergeThatDoesMoreThan() throws {
        let folder = try GitFolder()
        let (git, base) = try fork(folder)
        try merger(git)("merge", "-q", "--no-ff", "--no-commit", "side")
        try git.write("zones/keep.yaml", "evil")
        try git("add", "-A")
        try merger(git)("commit", "-q", "-m", "merge")
        #expect(try emails(git, base) == ["side", "main", "merger"])
    }

    @Test("a resolved conflict has its author")
    func aResolvedConflictHasItsAuthor() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": "1\n"], by: "base")
        try git("checkout", "-q", "-b", "side")
        try git.commit(["zones/a.yaml": "side\n"], by: "side")
        try git("checkout", "-q", "main")
        try git.commit(["zones/a.yaml": "main\n"], by: "main")
        try merger(git)("merge", "-q", "--no-ff", "-X", "theirs", "side")
        #expect(try emails(git, base) == ["side", "main", "merger"])
    }

    @Test("a merge that takes one side's change back has its author, though it equals a parent")
    func aMergeThatTakesOneSide() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let old = try git.commit(["zones/a.yaml": "old"], by: "base")
        let reviewed = try git.commit(["zones/a.yaml": "new"], by: "reviewed")
        // A commit on the old state that touches no zone, then a merge that keeps the old state.
        try git("checkout", "-q", "-b", "side", old.hex)
        try git.commit(["README": "x"], by: "reader")
        try merger(git)("merge", "-q", "-s", "ours", "main")
        #expect(try git("show", "HEAD:zones/a.yaml") == "old")
        #expect(try emails(git, reviewed) == ["merger"])
    }

    @Test("a merge of three branches, and of unrelated histories")
    func aMergeOfThreeBranchesAnd() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": "1"], by: "base")
        for name in ["x", "y"] {
            try git("checkout", "-q", "-b", name, base.hex)
            try git.commit(["zones/\(name).yaml": "1"], by: name)
        }
        try git("checkout", "-q", "main")
        try git.commit(["zones/m.yaml": "1"], by: "m")
        try merger(git)("merge", "-q", "x", "y")
        #expect(try emails(git, base) == ["x", "y", "m", "merger"])

        try git("checkout", "-q", "--orphan", "stranger")
        try git("rm", "-rfq", ".")
        try git.commit(["zones/stranger.yaml": "1"], by: "stranger")
        try git("checkout", "-q", "main")
        let before = try git.head()
        try merger(git)("merge", "-q", "--allow-unrelated-histories", "stranger")
        #expect(try emails(git, before).isSuperset(of: ["stranger"]))
    }

    @Test("history that is cut off is an error, never an empty list")
    func historyThatIsCutOffIs() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit(["zones/a.yaml": "1"], by: "base")
        try git.commit(["zones/a.yaml": "2"], by: "hidden")
        let tip = try git.commit(["README": "2"], by: "reader")
        for depth in ["1", "2"] {
            let shallow = try folder.clone(git, "shallow\(depth)", "--depth", depth).open()
            let bases: [CommitID?] = [base, nil]
            for base in bases {
                let failed = code { () throws(GitError) in
                    try shallow.authors(ofCommitsTouching: ["zones"], from: tip, excluding: base)
                }
                #expect(failed == .shallowClone)
            }
        }
        let gone = try #require(CommitID(hex: String(repeating: "1", count: 40)))
        let repository = try git.open()
        let failed = code { () throws(GitError) in
            try repository.authors(ofCommitsTouching: ["zones"], from: tip, excluding: gone)
        }
        #expect(failed == .missingObject)
    }

    @Test("a parent that is missing is an error, never an empty list")
    func aParentThatIsMissingIs() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["zones/a.yaml": "1"], by: "first")
        let tip = try git.commit(["README": "1"], by: "second")
        try FileManager.default.removeItem(
            atPath: git.folder + "/.git/objects/\(first.hex.prefix(2))/\(first.hex.dropFirst(2))")
        let repository = try git.open()
        let failed = code { () throws(GitError) in
            try repository.authors(ofCommitsTouching: ["zones"], from: tip, excluding: nil)
        }
        #expect(failed == .missingObject)
    }

    @Test("every commit that git log calls a change is found", arguments: [1, 2, 3] as [UInt64])
    func everyCommitThatGitLogCalls(seed: UInt64) throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        try git.commit(["zones/0.yaml": "0"], by: "root")
        for step in 0..<25 {
            let branches = try git("for-each-ref", "--format=%(refname:short)", "refs/heads").split(separator: "\n")
            try git("checkout", "-q", String(branches[random(branches.count)]))
            switch random(4) {
            case 0: try git("checkout", "-q", "-b", "b\(step)")
            case 1:
                try git("merge", "-q", "--no-ff", "-X", "ours", "-m", "m", String(branches[random(branches.count)]))
            default:
                try git.commit(["\(random(2) == 0 ? "zones" : "other")/\(random(5)).yaml": "\(step)"], by: "a\(step)")
            }
        }
        let tip = try git.head()
        let base = try git.head("HEAD~\(random(2))")
        let listed = try git(
            "log", "--full-history", "--no-merges", "--format=%H", "\(base.hex)..\(tip.hex)", "--", "zones")
        let repository = try git.open()
        let found = try repository.authors(ofCommitsTouching: ["zones"], from: tip, excluding: base)
        let commits = Set(found.map(\.commit.hex))
        #expect(commits.isSuperset(of: listed.split(separator: "\n").map(String.init)))
        let merges = try git(
            "log", "--full-history", "--merges", "-c", "--format=%H", "\(base.hex)..\(tip.hex)", "--", "zones")
        #expect(commits.isSubset(of: Set((listed + "\n" + merges).split(separator: "\n").map(String.init))))
    }
}
