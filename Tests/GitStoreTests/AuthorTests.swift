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
