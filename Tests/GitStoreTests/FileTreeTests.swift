import Foundation
import GitStore
import Testing
import ZoneFiles

@Suite("The files of a commit and of the working tree")
struct FileTreeTests {
    /// A repository with every kind of file.
    private func sample(_ folder: GitFolder) throws -> StockGit {
        let git = try folder.repository()
        try git.commit([
            "gate53.yaml": "settings", "zones/example.com.yaml": "a: 1\n", "zones/example.com./www.yaml": "w",
            "zones/example.com.au.yaml": "", "zones/z/deep/er.yaml": "deep", "zones-other/x.yaml": "no",
            "zones/\u{e9}t\u{e9}.yaml": "\u{1F600}",
        ])
        try FileManager.default.createSymbolicLink(
            atPath: git.folder + "/zones/link.yaml", withDestinationPath: "/etc/passwd")
        try FileManager.default.createSymbolicLink(
            atPath: git.folder + "/outside", withDestinationPath: "/etc")
        try FileManager.default.createSymbolicLink(
            atPath: git.folder + "/inside", withDestinationPath: "zones")
        try git("add", "-A")
        let head = try git.head().hex
        try git("update-index", "--add", "--cacheinfo", "160000,\(head),zones/module")
        try git("commit", "-q", "-m", "links")
        try FileManager.default.createDirectory(
            atPath: git.folder + "/zones/module/.git", withIntermediateDirectories: true)
        return git
    }

    @Test("a snapshot lists what git ls-tree lists, in the same order")
    func aSnapshotListsWhatGitLs() throws {
        let folder = try GitFolder()
        let git = try sample(folder)
        let repository = try git.open()
        let snapshot = try repository.snapshot(of: try repository.resolve())
        let listed = try git("ls-tree", "-r", "-z", "HEAD", "zones").split(separator: "\0").map { line in
            let parts = line.split(separator: "\t")
            let words = parts[0].split(separator: " ")
            let kind: TreeFile.Kind = words[0] == "120000" ? .symlink : words[0] == "160000" ? .submodule : .regular
            return TreeFile(path: String(parts[1]), blob: String(words[2]), kind: kind)
        }
        #expect(listed.count == 7)
        #expect(try snapshot.files(below: "zones") == listed)
        #expect(try snapshot.files(below: "./zones/") == listed)
        #expect(try snapshot.files(below: "zones/z").map(\.path) == ["zones/z/deep/er.yaml"])
        #expect(try snapshot.files(below: "").count == 11)
        #expect(try snapshot.files(below: "nothing").isEmpty)
    }

    @Test("links are reported and never followed")
    func linksAreReportedAndNeverFollowed() throws {
        let folder = try GitFolder()
        let git = try sample(folder)
        let repository = try git.open()
        let trees: [any FileTree] = [
            try repository.snapshot(of: try repository.resolve()), try repository.workingTree(),
        ]
        for tree in trees {
            let link = try #require(try tree.file(at: "zones/link.yaml"))
            #expect(link.kind == .symlink)
            #expect(code { () throws(GitError) in try tree.octets(of: link) } == .noSuchFile)
            #expect(try tree.file(at: "outside/passwd") == nil)
            #expect(try tree.files(below: "outside").map(\.kind) == [.symlink])
            #expect(try tree.files(below: "outside/ssl").isEmpty)
            #expect(try tree.file(at: "inside/example.com.yaml") == nil)
            #expect(try tree.file(at: "zones/module")?.kind == .submodule)
            #expect(try tree.files(below: "zones/module").map(\.kind) == [.submodule])
            let lie = TreeFile(path: "zones/link.yaml", blob: String(repeating: "0", count: 40), kind: .regular)
            #expect(code { () throws(GitError) in try tree.octets(of: lie) } != nil)
        }
    }

    @Test("no path leads out of the tree")
    func noPathLeadsOutOfThe() throws {
        let folder = try GitFolder()
        let git = try sample(folder)
        let repository = try git.open()
        let trees: [any FileTree] = [
            try repository.snapshot(of: try repository.resolve()), try repository.workingTree(),
        ]
        for tree in trees {
            for path in [
                "/etc/passwd", "..", "zones/../../x", "zones/../gate53.yaml", "a\0b", "../repository/gate53.yaml",
            ] {
                #expect(code { () throws(GitError) in try tree.file(at: path) } == .invalidPath)
                #expect(code { () throws(GitError) in try tree.files(below: path) } == .invalidPath)
            }
            for path in [".git/config", ".git", "zones/module/.git", "", "zones", "gate53.yaml/x"] {
                #expect(try tree.file(at: path)?.kind != .regular)
                #expect(try !tree.files(below: path).contains { $0.path.contains(".git/") })
            }
        }
    }

    @Test("the working tree has the same files and names as the commit it was checked out from")
    func theWorkingTreeHasTheSame() throws {
        let folder = try GitFolder()
        let git = try sample(folder)
        let repository = try git.open()
        let snapshot = try repository.snapshot(of: try repository.resolve())
        let working = try repository.workingTree()
        #expect(working.commit == nil)
        // The working tree does not know the commit of a submodule that is not checked out.
        let files = try snapshot.files(below: "").filter { $0.kind != .submodule }
        #expect(try working.files(below: "").filter { $0.kind != .submodule } == files)
        for file in files where file.kind == .regular {
            #expect(try working.octets(of: file) == snapshot.octets(of: file))
            #expect(try working.file(at: file.path) == file)
        }
        try git.write("zones/example.com.yaml", "a: 2\n")
        try git.write("zones/new.yaml", "n")
        let changed = try working.files(below: "zones").filter { !files.contains($0) && $0.kind == .regular }
        #expect(changed.map(\.path) == ["zones/example.com.yaml", "zones/new.yaml"])
        #expect(changed[0].blob == (try git("hash-object", "zones/example.com.yaml")))
    }

    @Test("pipes and sockets of the working tree do not block")
    func pipesAndSocketsOfTheWorking() throws {
        let folder = try GitFolder()
        let git = try sample(folder)
        try #require(mkfifo(git.folder + "/zones/pipe.yaml", 0o600) == 0)
        let working = try git.open().workingTree()
        #expect(try working.file(at: "zones/pipe.yaml") == nil)
        #expect(try !working.files(below: "zones").contains { $0.path.hasSuffix("pipe.yaml") })
    }

    @Test("a file past the limit is refused before it is read")
    func aFilePastTheLimitIs() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["a": String(repeating: "x", count: 1000)])
        let repository = try git.open()
        let trees: [any FileTree] = [
            try repository.snapshot(of: try repository.resolve()), try repository.workingTree(),
        ]
        for tree in trees {
            let file = try #require(try tree.file(at: "a"))
            #expect(try tree.octets(of: file, limit: 1000).count == 1000)
            #expect(code { () throws(GitError) in try tree.octets(of: file, limit: 999) } == .tooLarge)
        }
    }

    @Test("every octet survives")
    func everyOctetSurvives() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let octets = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try git.write("blob", octets)
        try git.write("empty", "")
        try git.commit([:])
        let repository = try git.open()
        let trees: [any FileTree] = [
            try repository.snapshot(of: try repository.resolve()), try repository.workingTree(),
        ]
        for tree in trees {
            #expect(try tree.octets(of: #require(try tree.file(at: "blob"))) == octets)
            #expect(try tree.octets(of: #require(try tree.file(at: "empty"))) == [])
        }
    }

    @Test("a tree that holds itself many times over is refused")
    func aTreeThatHoldsItselfMany() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["a": "a"])
        // Ten entries a level, nine levels: a thousand million files in ten objects.
        var object = try git("rev-parse", "HEAD:a")
        var kind = "100644 blob"
        for _ in 0..<9 {
            let list = (0..<10).map { "\(kind) \(object)\tf\($0)" }.joined(separator: "\n")
            try git.write("list", list + "\n")
            object = try git("mktree", input: "list")
            kind = "040000 tree"
        }
        let commit = try #require(CommitID(hex: try git("commit-tree", "-m", "bomb", object)))
        let snapshot = try git.open().snapshot(of: commit)
        #expect(code { () throws(GitError) in try snapshot.files(below: "") } == .tooLarge)
    }

    @Test("many tasks read one snapshot")
    func manyTasksReadOneSnapshot() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        let files = Dictionary(
            uniqueKeysWithValues: (0..<40).map { ("zones/\($0).yaml", String(repeating: "\($0)\n", count: 500)) })
        try git.commit(files)
        let repository = try git.open()
        let snapshot = try repository.snapshot(of: try repository.resolve())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for file in try snapshot.files(below: "zones") {
                        #expect(try snapshot.octets(of: file) == files[file.path].map { Array($0.utf8) })
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
