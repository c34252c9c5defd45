import Foundation
import Gate
import GitStore
import Testing

@Suite("The ledger's branch")
struct LedgerBranchTests {
    /// Tries to add an event, and returns why that was refused.
    private func refusal(_ git: StockGit, _ branch: String) async throws -> String {
        let ledger = try GitLedger(repository: try git.open(), branch: branch) {
            CommitIdentity(name: "Apply", email: "apply@example.com", seconds: 1_700_000_000)
        }
        do throws(LedgerError) {
            try await ledger.append([LedgerFile(path: "plans/x.json", octets: [1, 2, 3])], message: "x")
            return ""
        } catch { return error.message }
    }

    private func state(_ git: StockGit) throws -> String {
        try git("for-each-ref") + git("count-objects", "-v") + git("status", "--porcelain")
    }

    // `ledger: {branch: main}` was taken, and apply committed plans and receipts onto main.
    @Test("a branch that has anything but a ledger is refused before anything is written")
    func foreign() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        try git("branch", "other")
        try git("checkout", "-q", "--detach")
        let before = try state(git)
        for branch in ["main", "other"] {
            let text = try await refusal(git, branch)
            #expect(text.contains("'\(branch)'") && text.contains("zones") && text.contains("ledger: {branch: NAME}"))
        }
        // The local branch is not there, the remote's is.
        let clone = try folder.clone(git, "clone", "--no-checkout")
        try clone("checkout", "-q", "--orphan", "new")
        try clone("branch", "-q", "-D", "main")
        #expect(try await refusal(clone, "main").contains("zones"))
        #expect(try state(git) == before)
        #expect(try await refusal(git, "gate53-ledger") == "")
    }

    @Test("a folder's name for a file, and a file beside the folders, are no ledger")
    func almost() async throws {
        let folder = try GitFolder()
        for (number, files) in [["plans": "a file"], ["plans/a": "1", "README.md": "2"]].enumerated() {
            let git = try folder.repository("repository\(number)")
            try git.commit(files)
            try git("checkout", "-q", "--detach")
            #expect(try await refusal(git, "main").contains("is not a ledger"))
        }
        let git = try folder.repository("fine")
        try git.commit(["plans/a": "1", "approvals/a": "2", "receipts/a": "3"])
        try git("checkout", "-q", "--detach")
        #expect(try await refusal(git, "main") == "")
    }

    @Test("a branch that is checked out here or in a worktree is refused before anything is written")
    func checkedOut() async throws {
        let folder = try GitFolder()
        let unborn = try folder.repository("unborn")
        let nothing = try state(unborn)
        #expect(try await refusal(unborn, "main").contains("is checked out"))
        #expect(try state(unborn) == nothing)

        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        #expect(try await refusal(git, "gate53-ledger") == "")
        try git("worktree", "add", "-q", folder.path + "/tree", "gate53-ledger")
        let tree = StockGit(folder: folder.path + "/tree")
        let before = try state(git)
        #expect(try await refusal(git, "gate53-ledger").contains("is checked out"))
        #expect(try await refusal(tree, "gate53-ledger").contains("is checked out"))
        #expect(try await refusal(tree, "main").contains("is checked out"))
        #expect(try state(git) == before)
        try git("worktree", "remove", folder.path + "/tree")
        #expect(try await refusal(git, "gate53-ledger") == "")
    }
}
