import Foundation
import GitStore
import Testing
import ZoneFiles

@Suite("Revisions, ancestors and changed paths")
struct RevisionTests {
    @Test("branches, tags, abbreviations and steps back are resolved to commits")
    func branchesTagsAbbreviationsAndStepsBack() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["a": "1"])
        let second = try git.commit(["a": "2"])
        try git("tag", "-a", "-m", "annotated", "v1", first.hex)
        let repository = try git.open()
        for revision in ["HEAD", "@", "main", "refs/heads/main", second.hex, String(second.hex.prefix(8))] {
            #expect(try repository.resolve(revision: revision) == second)
        }
        for revision in ["tags/v1", "HEAD~1", "main^", "refs/tags/v1", "tags/v1^{commit}"] {
            #expect(try repository.resolve(revision: revision) == first)
        }
    }

    @Test("a short name is never a tag, and one that fits two things is refused with the full names")
    func aShortNameIsNeverATag() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["a": "1"])
        let second = try git.commit(["a": "2"])
        try git("update-ref", "refs/remotes/origin/main", first.hex)
        for tag in ["origin/main", "main", "only", String(first.hex.prefix(7)), second.hex] {
            try git("update-ref", "refs/tags/\(tag)", second.hex)
        }
        let repository = try git.open()
        func refusal(_ revision: String) -> String {
            message { () throws(GitError) in try repository.resolve(revision: revision) }
        }
        #expect(refusal("only").contains("write 'refs/tags/only'"))
        for (short, full) in [("origin/main", "refs/remotes/origin/main"), ("main", "refs/heads/main")] {
            for step in ["", "~0", "^{commit}", "@{0}"] {
                let text = refusal(short + step)
                #expect(text.contains("ambiguous") && text.contains("'\(full)' or 'refs/tags/\(short)'"))
            }
        }
        #expect(refusal(String(first.hex.prefix(7))).contains("'\(first.hex)' or 'refs/tags/"))
        #expect(try repository.resolve(revision: "refs/remotes/origin/main") == first)
        #expect(try repository.resolve(revision: "remotes/origin/main") == first)
        #expect(try repository.resolve(revision: "refs/heads/main") == second)
        // All digits are the commit and nothing else.
        try git("update-ref", "refs/heads/\(first.hex)", second.hex)
        #expect(try git.open().resolve(revision: first.hex) == first)
    }

    @Test("what is no commit says so")
    func whatIsNoCommitSaysSo() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let repository = try git.open()
        #expect(code { () throws(GitError) in try repository.resolve() } == .noCommitYet)
        try git.commit(["a": "1"])
        for revision in [
            "nothing", "HEAD~5", "HEAD:a", "", "a..b", "@{-1}", "\u{1B}[31m", String(repeating: "f", count: 40),
        ] {
            let text = message { () throws(GitError) in try repository.resolve(revision: revision) }
            #expect(code { () throws(GitError) in try repository.resolve(revision: revision) } == .unknownRevision)
            #expect(!text.contains("\u{1B}"))
        }
    }

    @Test("ancestors")
    func ancestors() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["a": "1"])
        let second = try git.commit(["a": "2"])
        try git("checkout", "-q", "-b", "side", first.hex)
        let side = try git.commit(["b": "1"])
        let repository = try git.open()
        #expect(try repository.isAncestor(first, of: second))
        #expect(try repository.isAncestor(second, of: second))
        #expect(try !repository.isAncestor(second, of: first))
        #expect(try !repository.isAncestor(side, of: second))
        let shallow = try folder.clone(git, "shallow", "--depth", "1", "--branch", "main").open()
        #expect(code { () throws(GitError) in try shallow.isAncestor(first, of: second) } == .shallowClone)
    }

    @Test("changed since a branch means since the merge base")
    func changedSinceABranchMeansSince() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let base = try git.commit([
            "zones/a.yaml": "1", "zones/b.yaml": "1", "zones/c./x.yaml": "1", "gate53.yaml": "1",
        ])
        try git("checkout", "-q", "-b", "feature")
        try git.commit(["zones/a.yaml": "2", "zones/c./y.yaml": "1", "README": "x"])
        try git("rm", "-q", "zones/b.yaml")
        let tip = try git.commit([:])
        try git("checkout", "-q", "main")
        try git.commit(["zones/d.yaml": "moved on", "gate53.yaml": "2"])
        let repository = try git.open()
        let all = ["README", "zones/a.yaml", "zones/b.yaml", "zones/c./y.yaml"]
        #expect(try repository.changedPaths(since: "main", in: tip) == all)
        #expect(
            try repository.changedPaths(since: "main", in: tip, below: ["zones", "gate53.yaml"])
                == Array(all.dropFirst()))
        #expect(try repository.changedPaths(since: "main", in: tip, below: ["zones/c."]) == ["zones/c./y.yaml"])
        #expect(try repository.changedPaths(from: base, to: base) == [])
        let listed = try git("diff", "--name-only", "--no-renames", "main", tip.hex).split(separator: "\n").map(
            String.init)
        #expect(try repository.changedPaths(from: repository.resolve(revision: "main"), to: tip) == listed)
    }

    @Test("a file that becomes a folder, a link or executable has changed")
    func aFileThatBecomesAFolder() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["a": "1", "b": "1", "c": "1"])
        try git("rm", "-q", "a", "b")
        try git.write("a/x", "1")
        try FileManager.default.createSymbolicLink(atPath: git.folder + "/b", withDestinationPath: "1")
        try git("update-index", "--chmod=+x", "c")
        try git("add", "a", "b")
        try git("commit", "-q", "-m", "x")
        let repository = try git.open()
        #expect(try repository.changedPaths(from: first, to: repository.resolve()) == ["a", "a/x", "b", "c"])
    }

    @Test("a merge base that was cut off or never was")
    func aMergeBaseThatWasCut() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["a": "1"])
        try git("checkout", "-q", "-b", "feature")
        let tip = try git.commit(["a": "2"])
        try git("checkout", "-q", "main")
        try git.commit(["a": "3"])
        try git("checkout", "-q", "--orphan", "other")
        try git.commit(["a": "4"])
        let repository = try git.open()
        #expect(
            code { () throws(GitError) in try repository.changedPaths(since: "other", in: tip) } == .unrelatedHistory)
        let clone = try folder.clone(git, "shallow", "--depth", "1", "--no-single-branch")
        let shallow = try clone.open()
        let text = message { () throws(GitError) in try shallow.changedPaths(since: "origin/main", in: tip) }
        #expect(
            code { () throws(GitError) in try shallow.changedPaths(since: "origin/main", in: tip) } == .shallowClone)
        #expect(text.contains("git fetch --unshallow") && text.contains("fetch-depth: 0"))
        #expect(code { () throws(GitError) in try shallow.changedPaths(since: "HEAD~3", in: tip) } == .shallowClone)
    }

    @Test("uncommitted changes are named, staged or not, ignored files are not")
    func uncommittedChangesAreNamedStagedOr() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit([
            "zones/a.yaml": "1", "zones/b.yaml": "1", "zones/c.yaml": "1", ".gitignore": "*.bak\n", "x": "1",
        ])
        let repository = try git.open()
        #expect(try repository.uncommitted() == [])
        try git.write("zones/a.yaml", "22")
        try git.write("zones/new/d.yaml", "2")
        try git.write("zones/a.yaml.bak", "2")
        try git.write("x", "22")
        try git("rm", "-q", "zones/b.yaml")
        try git.write("zones/c.yaml", "22")
        try git("add", "zones/c.yaml")
        let expected = ["zones/a.yaml", "zones/b.yaml", "zones/c.yaml", "zones/new/d.yaml"]
        #expect(try repository.uncommitted(below: ["zones"]) == expected)
        #expect(try repository.uncommitted(below: ["zones", "gate53.yaml"]) == expected)
        #expect(try repository.uncommitted() == ["x"] + expected)
        #expect(try repository.uncommitted(below: ["zones/*.yaml"]) == [])
        let bare = try folder.clone(git, "bare.git", "--bare").open()
        #expect(try bare.uncommitted() == [])
        #expect(code { () throws(GitError) in try bare.workingTree() } == .noWorkingTree)
    }
}
