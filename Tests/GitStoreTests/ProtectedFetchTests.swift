import Foundation
import Gate
import GitStore
import Testing
import ZoneFiles

@Suite("Fetching the protected branch") struct ProtectedFetchTests {
    private let folder: GitFolder
    private let source: StockGit
    private let access = RemoteAccess(
        environment: ["PATH": "/usr/bin:/bin", "HOME": Isolation.home, "GIT_CONFIG_NOSYSTEM": "1"])

    init() throws {
        folder = try GitFolder()
        source = try folder.repository("source")
        try source.commit(["zones/a.yaml": "1"])
    }

    /// What the clone has as the protected branch.
    private func tip(_ clone: StockGit, _ configured: String? = nil) throws -> String {
        try clone.open().protectedBranch(configured: configured).commit.hex
    }

    private func fetch(_ clone: StockGit, _ configured: String? = nil) async throws(GitError) {
        let repository: GitRepository
        do { repository = try clone.open() } catch { throw GitError(.failed, "\(error)") }
        try await repository.fetchProtectedBranch(configured: configured, access: access)
    }

    private func failure(_ clone: StockGit, _ configured: String? = nil) async -> GitError? {
        do {
            try await fetch(clone, configured)
            return nil
        } catch { return error }
    }

    @Test("What was merged is found, and nothing else of the clone is touched") func merged() async throws {
        let clone = try folder.clone(source, "clone")
        try source("branch", "other")
        for number in 2...4 {
            try source.commit(["zones/a.yaml": "\(number)"])
            let before = try clone("for-each-ref", "refs/heads")
            try await fetch(clone)
            #expect(try tip(clone) == source("rev-parse", "HEAD"))
            #expect(try clone("for-each-ref", "refs/heads") == before)
        }
        // Once more finds nothing to do.
        try await fetch(clone)
        #expect(try clone("for-each-ref", "--format=%(refname)", "refs/remotes").contains("other") == false)
        try clone("fsck", "--strict")
    }

    @Test("A branch that was rewritten stays as it was, each time, until somebody takes it over")
    func rewritten() async throws {
        try source.commit(["zones/a.yaml": "2"])
        let clone = try folder.clone(source, "clone")
        let before = try tip(clone)
        try source("reset", "-q", "--hard", "HEAD~1")
        // Behind what was seen, and then beside it.
        for _ in 0..<2 {
            let error = try #require(await failure(clone))
            #expect(error.code == .rewritten && error.message.contains(before))
            #expect(try tip(clone) == before)
            try source.commit(["zones/a.yaml": "3"])
        }
        try clone("fetch", "-q", "origin", "+refs/heads/main:refs/remotes/origin/main")
        #expect(await failure(clone) == nil)
        #expect(try tip(clone) == source("rev-parse", "HEAD"))
    }

    @Test("A branch that is gone, or never was, is an error") func gone() async throws {
        let clone = try folder.clone(source, "clone")
        #expect(try #require(await failure(clone, "release")).code == .noProtectedBranch)
        let before = try tip(clone)
        try source("checkout", "-q", "-b", "release")
        try source("branch", "-q", "-D", "main")
        #expect(try #require(await failure(clone)).code == .rewritten)
        #expect(try tip(clone) == before)
        // One that was not fetched before is, also with its remote.
        #expect(await failure(clone, "origin/release") == nil)
        #expect(try tip(clone, "release") == before)
    }

    @Test("A remote that is down is an error, and the branch stays") func down() async throws {
        let clone = try folder.clone(source, "clone")
        let before = try tip(clone)
        try FileManager.default.moveItem(atPath: source.folder, toPath: source.folder + "-away")
        #expect(try #require(await failure(clone)).code == .unreachable)
        #expect(try tip(clone) == before)
    }

    @Test("Without a remote, and at the server itself, there is nothing to fetch") func nothing() async throws {
        #expect(await failure(source) == nil)
        #expect(await failure(try folder.clone(source, "bare.git", "--bare")) == nil)
    }

    @Test("In a shallow clone it can't be told what comes after what, and nothing is moved") func shallow() async throws
    {
        try source.commit(["zones/a.yaml": "2"])
        let clone = try folder.clone(source, "clone", "--depth", "1")
        let before = try tip(clone)
        #expect(await failure(clone) == nil)
        try source.commit(["zones/a.yaml": "3"])
        #expect(try #require(await failure(clone)).code == .shallowClone)
        #expect(try tip(clone) == before)
    }
}
