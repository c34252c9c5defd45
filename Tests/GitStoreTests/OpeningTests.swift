import CGit2
import Foundation
import GitStore
import Testing
import ZoneFiles

@Suite("Opening a repository")
struct OpeningTests {
    @Test("a repository is found from a folder below")
    func aRepositoryIsFoundFromA() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let commit = try git.commit(["zones/a.yaml": "a"])
        let repository = try GitRepository(at: git.folder + "/zones")
        #expect(try repository.resolve() == commit)
        #expect(repository.workingFolder == git.folder + "/")
        #expect(repository.folder == git.folder + "/.git/")
        #expect(!repository.isBare && !repository.isShallow)
    }

    @Test("bare repositories, linked worktrees and shallow clones read alike")
    func bareRepositoriesLinkedWorktreesAndShallow() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "one"])
        let commit = try git.commit(["zones/a.yaml": "two", "zones/b/c.yaml": "three"])
        let bare = try folder.clone(git, "bare.git", "--bare")
        let shallow = try folder.clone(git, "shallow", "--depth", "1")
        try git("worktree", "add", "-q", "--detach", folder.path + "/linked")
        let linked = StockGit(folder: folder.path + "/linked")
        let expected = try git.open().snapshot(of: commit).files(below: "")
        #expect(expected.map(\.path) == ["zones/a.yaml", "zones/b/c.yaml"])
        for other in [bare, shallow, linked] {
            let repository = try other.open()
            let snapshot = try repository.snapshot(of: try repository.resolve())
            #expect(snapshot.commit == commit)
            #expect(try snapshot.files(below: "") == expected)
            #expect(try snapshot.octets(of: expected[0]) == Array("two".utf8))
        }
        #expect(try bare.open().isBare)
        #expect(try shallow.open().isShallow)
        #expect(try linked.open().workingFolder == linked.folder + "/")
    }

    @Test("no repository")
    func noRepository() throws {
        let folder = try GitFolder()
        #expect(code { () throws(GitError) in try GitRepository(at: folder.path) } == .notARepository)
        #expect(code { () throws(GitError) in try GitRepository(at: "/nothing/here") } == .notARepository)
    }

    @Test("a SHA-256 repository")
    func aSHA256Repository() throws {
        let folder = try GitFolder()
        let git = try folder.repository("sha256", "--object-format=sha256")
        try git.write("a", "a")
        try git("add", "-A")
        try git("commit", "-q", "-m", "x")
        #expect(code { () throws(GitError) in try git.open() } == .sha256Repository)
    }

    @Test("a partial clone says how to get the objects")
    func aPartialCloneSaysHowTo() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let commit = try git.commit(["zones/a.yaml": "one"])
        try git("config", "uploadpack.allowFilter", "true")
        let partial = try folder.clone(git, "partial", "--filter=blob:none", "--no-checkout")
        let failed = code { () throws(GitError) in
            let repository = try partial.open()
            let snapshot = try repository.snapshot(of: commit)
            for file in try snapshot.files(below: "zones") { _ = try snapshot.octets(of: file) }
        }
        #expect(failed == .partialClone)
    }

    @Test("per-worktree settings are accepted, unknown extensions are not")
    func perWorktreeSettingsAreAcceptedUnknown() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let commit = try git.commit(["a": "a"])
        try git("config", "core.repositoryFormatVersion", "1")
        try git("config", "extensions.worktreeConfig", "true")
        #expect(try git.open().resolve() == commit)
        try git("config", "--file", git.folder + "/.git/config", "extensions.refStorage", "reftable")
        #expect(code { () throws(GitError) in try git.open() } == .unsupportedExtension)
    }

    @Test("configuration values")
    func configurationValues() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git("config", "user.signingKey", "~/.ssh/id")
        let repository = try git.open()
        #expect(try repository.configured("user.signingkey") == "~/.ssh/id")
        #expect(try repository.configured("gpg.format") == nil)
    }
}

@Suite("A repository of another user", .serialized, .enabled(if: geteuid() == 0))
struct ForeignOwnerTests {
    /// Runs the body with the libgit2-visible global configuration.
    private func withGlobalConfiguration(_ text: String, _ body: () throws -> Void) throws {
        let path = Isolation.home + "/.gitconfig"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body()
    }

    private func foreign(_ folder: GitFolder) throws -> StockGit {
        let git = try folder.repository("foreign")
        try git.commit(["a": "a"])
        for path in [git.folder, git.folder + "/.git"] { try #require(chown(path, 12_345, 12_345) == 0) }
        return git
    }

    @Test("is refused and the remedy named, whatever is configured for others")
    func isRefusedAndTheRemedyNamed() throws {
        let folder = try GitFolder()
        let git = try foreign(folder)
        let remedy = "git config --global --add safe.directory \(git.folder)"
        for configuration in ["", "[safe]\n directory = /elsewhere\n", "[safe]\n directory = *\n directory =\n"] {
            try withGlobalConfiguration(configuration) {
                #expect(code { () throws(GitError) in try git.open() } == .foreignOwner)
                #expect(message { () throws(GitError) in try git.open() }.contains(remedy))
                #expect(code { () throws(GitError) in try GitRepository(at: git.folder + "/.git") } == .foreignOwner)
            }
        }
    }

    @Test("is opened where the user trusts its folder, or every folder")
    func isOpenedWhereTheUserTrusts() throws {
        let folder = try GitFolder()
        let git = try foreign(folder)
        for place in [git.folder, "*"] {
            try withGlobalConfiguration("[safe]\n directory = \(place)\n") {
                #expect(code { () throws(GitError) in try git.open() } == nil)
            }
        }
        // The exception was for that call only.
        #expect(code { () throws(GitError) in try git.open() } == .foreignOwner)
    }

    @Test("git's own variables say which configuration trusts it") func namedConfiguration() throws {
        let folder = try GitFolder()
        let git = try foreign(folder)
        let path = folder.path + "/global"
        let plain = ["PATH": "/usr/bin:/bin", "HOME": Isolation.home, "GIT_CONFIG_NOSYSTEM": "1"]
        let named = plain.merging(["GIT_CONFIG_GLOBAL": path]) { $1 }
        func opened(_ environment: [String: String]) -> GitError.Code? {
            code { () throws(GitError) in try GitRepository(at: git.folder, environment: environment) }
        }
        for (value, isTrusted) in [("*", true), (git.folder, true), ("/elsewhere", false), ("", false)] {
            try Data("[safe]\n directory = \(value)\n".utf8).write(to: URL(fileURLWithPath: path))
            #expect(opened(named) == (isTrusted ? nil : .foreignOwner), "\(value)")
            let inner = code { () throws(GitError) in
                try GitRepository(at: git.folder + "/.git", environment: named)
            }
            #expect(inner == (isTrusted ? nil : .foreignOwner), "\(value)")
        }
        let counted = plain.merging([
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
        ]) { $1 }
        #expect(opened(counted) == nil)
        // What the user's file says is set aside by another file.
        try withGlobalConfiguration("[safe]\n directory = \(git.folder)\n") {
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(opened(named) == .foreignOwner)
            #expect(opened(plain) == nil)
        }
    }
}
