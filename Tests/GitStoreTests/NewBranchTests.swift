import Foundation
import Gate
import GitStore
import Testing
import ZoneFiles

@Suite("Commits on new branches")
struct NewBranchTests {
    private let identity = CommitIdentity(name: "Ann", email: "ann@example.com", seconds: 1_700_000_000, offset: 60)

    private func code(_ body: () throws(GitError) -> Void) -> GitError.Code? {
        do throws(GitError) {
            try body()
            return nil
        } catch { return error.code }
    }

    @Test("A commit changes files on a new branch, and nothing else of the repository")
    func commit() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let head = try git.commit(["zones/a.yaml": "a", "zones/b./x.yaml": "x", "zones/b./y.yaml": "y", "other": "o"])
        try git.write("zones/a.yaml", "edited and not committed")
        try git.write("staged", "s")
        try git("add", "staged")
        let before = [try git("status", "--porcelain"), try git("rev-parse", "HEAD"), try git("symbolic-ref", "HEAD")]
        let repository = try git.open()
        let parent = try repository.resolve()
        let files = [
            EditedZoneFile(path: "zones/a.yaml", octets: Array("A\n".utf8)),
            EditedZoneFile(path: "zones/b./x.yaml", octets: nil),
            EditedZoneFile(path: "zones/b./z.yaml", octets: Array("z".utf8)),
        ]
        #expect(
            try repository.commit(
                files, on: parent, toNewBranch: "gate53/adopt-1", message: "Adopt\n\nmore", by: identity))
        #expect(try git("show", "gate53/adopt-1:zones/a.yaml") == "A")
        #expect(
            try git("diff", "--name-status", "main", "gate53/adopt-1")
                == "M\tzones/a.yaml\nD\tzones/b./x.yaml\nA\tzones/b./z.yaml")
        #expect(
            try git("log", "--format=%s|%b|%an|%ae|%cn|%P", "-1", "gate53/adopt-1")
                == "Adopt|more\n|Ann|ann@example.com|Ann|\(head)")
        #expect(
            before == [try git("status", "--porcelain"), try git("rev-parse", "HEAD"), try git("symbolic-ref", "HEAD")])
        #expect(try git.run("fsck", "--strict") == 0)
        // The same again is there already; something else of that name is refused, and stays.
        let made = try git("rev-parse", "gate53/adopt-1")
        #expect(
            try !repository.commit(
                files, on: parent, toNewBranch: "gate53/adopt-1", message: "again", by: identity))
        #expect(
            code { () throws(GitError) in
                _ = try repository.commit(
                    [EditedZoneFile(path: "zones/a.yaml", octets: [])], on: parent, toNewBranch: "gate53/adopt-1",
                    message: "x", by: identity)
            } == .failed)
        #expect(try git("rev-parse", "gate53/adopt-1") == made)
    }

    @Test("A file keeps its mode, and what is no file or no name of a branch is refused")
    func refusals() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.write("tool", "x")
        try git("add", "tool")
        try git("update-index", "--chmod=+x", "tool")
        try FileManager.default.createSymbolicLink(atPath: git.folder + "/link", withDestinationPath: "tool")
        try git("add", "link")
        try git("commit", "-q", "-m", "one")
        let repository = try git.open()
        let parent = try repository.resolve()
        func commit(_ path: String, _ branch: String) -> GitError.Code? {
            code { () throws(GitError) in
                _ = try repository.commit(
                    [EditedZoneFile(path: path, octets: [0x79])], on: parent, toNewBranch: branch, message: "x",
                    by: identity)
            }
        }
        #expect(commit("tool", "b") == nil)
        #expect(try git("ls-tree", "b", "tool").hasPrefix("100755 blob"))
        #expect(commit("link", "c") == .noSuchFile)
        #expect(commit("../x", "c") == .invalidPath)
        for name in ["", "a..b", "a b", "-", "a.lock", "a~1", "HEAD"] where name != "-" {
            #expect(commit("tool", name) == .invalidPath, "\(name)")
        }
        #expect(try git("branch", "--format=%(refname:short)") == "b\nmain")
    }
}
