import Foundation
import Gate
import GitStore
import Testing
import ZoneFiles

@Suite("The protected branch")
struct ProtectedBranchTests {
    private func server(_ folder: GitFolder) throws -> (StockGit, CommitID) {
        let git = try folder.repository("server")
        let commit = try git.commit(["a": "1"])
        try git("branch", "release/1")
        return (git, commit)
    }

    @Test("a clone takes the remote's branch and never a local one of that name")
    func aCloneTakesTheRemoteS() throws {
        let folder = try GitFolder()
        let (server, commit) = try server(folder)
        let clone = try folder.clone(server, "clone")
        let evil = try clone.commit(["a": "evil"])
        try clone("branch", "-q", "-f", "release/1", evil.hex)
        try clone("branch", "-q", "-f", "local", evil.hex)
        let repository = try clone.open()
        let expected = ProtectedBranch(name: "main", reference: "refs/remotes/origin/main", commit: commit)
        #expect(try repository.protectedBranch() == expected)
        #expect(try repository.protectedBranch(configured: "main") == expected)
        #expect(try repository.protectedBranch(configured: "origin/main") == expected)
        #expect(try repository.protectedBranch(configured: "release/1").commit == commit)
        for name in ["local", "nothing", "", "../heads/local", "HEAD~1"] {
            #expect(
                code { () throws(GitError) in try repository.protectedBranch(configured: name) } == .noProtectedBranch)
        }
    }

    @Test("a clone of one branch does not take that for the default")
    func aCloneOfOneBranchDoes() throws {
        let folder = try GitFolder()
        let (server, commit) = try server(folder)
        try server("checkout", "-q", "-b", "pull-request")
        try server.commit(["a": "evil"])
        try server("checkout", "-q", "main")
        let clone = try folder.clone(server, "clone", "--single-branch", "--branch", "pull-request")
        let text = message { () throws(GitError) in try clone.open().protectedBranch(configured: "main") }
        #expect(text.contains("git fetch origin +refs/heads/main:refs/remotes/origin/main"))
        try clone("fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
        #expect(try clone.open().protectedBranch(configured: "main").commit == commit)
        #expect(code { () throws(GitError) in try clone.open().protectedBranch() } == .noProtectedBranch)
        try clone("remote", "set-head", "origin", "main")
        #expect(try clone.open().protectedBranch().commit == commit)
    }

    /// What actions/checkout does: init, fetch one commit, check it out detached.
    @Test("a checkout by a continuous integration service needs the default branch named")
    func aCheckoutByAContinuousIntegration() throws {
        let folder = try GitFolder()
        let (server, commit) = try server(folder)
        let clone = try folder.repository("ci")
        try clone("remote", "add", "origin", "file://" + server.folder)
        try clone("fetch", "-q", "--depth=1", "origin", "+refs/heads/*:refs/remotes/origin/*")
        try clone("checkout", "-q", "--detach", "origin/main")
        let text = message { () throws(GitError) in try clone.open().protectedBranch() }
        #expect(text.contains("git remote set-head origin --auto"))
        #expect(try clone.open().protectedBranch(configured: "main").commit == commit)
    }

    @Test("without a remote it is the current branch")
    func withoutARemoteItIsThe() throws {
        let folder = try GitFolder()
        let (git, commit) = try server(folder)
        #expect(
            try git.open().protectedBranch()
                == ProtectedBranch(name: "main", reference: "refs/heads/main", commit: commit))
        #expect(try git.open().protectedBranch(configured: "release/1").reference == "refs/heads/release/1")
        #expect(code { () throws(GitError) in try git.open().protectedBranch(configured: "x") } == .noProtectedBranch)
        try git("checkout", "-q", "--detach")
        #expect(code { () throws(GitError) in try git.open().protectedBranch() } == .noProtectedBranch)
        let unborn = try folder.repository("unborn")
        #expect(code { () throws(GitError) in try unborn.open().protectedBranch() } == .noProtectedBranch)
    }

    @Test("a bare clone has the server's branches as its own")
    func aBareCloneHasTheServer() throws {
        let folder = try GitFolder()
        let (server, commit) = try server(folder)
        for option in ["--bare", "--mirror"] {
            let bare = try folder.clone(server, "x\(option).git", option)
            #expect(try bare.open().protectedBranch(configured: "main").commit == commit)
            #expect(try bare.open().protectedBranch().name == "main")
        }
    }

    @Test("a fork names the remote, and a branch called like a remote does not stand in for it")
    func aForkNamesTheRemoteAnd() throws {
        let folder = try GitFolder()
        let (server, commit) = try server(folder)
        let fork = try folder.clone(server, "fork")
        let evil = try fork.commit(["a": "evil"])
        try fork("branch", "upstream/main")
        let clone = try folder.clone(fork, "clone")
        #expect(try clone.open().protectedBranch(configured: "upstream/main").commit == evil)
        try clone("remote", "add", "upstream", "file://" + server.folder)
        #expect(
            code { () throws(GitError) in try clone.open().protectedBranch(configured: "upstream/main") }
                == .noProtectedBranch)
        try clone("fetch", "-q", "upstream")
        #expect(try clone.open().protectedBranch(configured: "upstream/main").commit == commit)
        try clone("remote", "rename", "origin", "mine")
        #expect(code { () throws(GitError) in try clone.open().protectedBranch() } == .noProtectedBranch)
    }
}
