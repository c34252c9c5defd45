import Foundation
import Gate
import GitStore
import Testing
import ZoneFiles

/// What a power cut, a full disk, a bad disk or somebody's hand does to a file.
enum Damage: String, CaseIterable, Sendable {
    case gone, empty, cut, cutAtItsEnd, flipped, replaced, garbage

    func happens(to path: String, replacement: [UInt8] = Array("something else\n".utf8)) throws {
        var octets = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try FileManager.default.removeItem(atPath: path)
        switch self {
        case .gone: return
        case .empty: octets = []
        case .cut: octets.removeLast(octets.count / 2)
        case .cutAtItsEnd: octets.removeLast(2)
        case .flipped: octets[octets.count / 2] ^= 0x10
        case .replaced: octets = replacement
        case .garbage: octets = [0xFF, 0x00, 0x67, 0x0A]
        }
        try Data(octets).write(to: URL(fileURLWithPath: path))
    }
}

@Suite("A damaged repository is an error that names what is damaged, at once", .timeLimit(.minutes(60)))
struct DamageTests {
    /// A repository with two commits, and the objects of each kind that reading the second one needs.
    private func scene() throws -> (folder: GitFolder, git: StockGit, tip: CommitID, objects: [String: String]) {
        let folder = try GitFolder()
        let git = try folder.repository()
        let first = try git.commit(["zones/a.yaml": "1", "b": "1"])
        let tip = try git.commit(["zones/a.yaml": "2"])
        return (
            folder, git, tip,
            [
                "commit": tip.hex, "parent": first.hex, "tree": try git("rev-parse", "HEAD^{tree}"),
                "folder": try git("rev-parse", "HEAD:zones"), "blob": try git("rev-parse", "HEAD:zones/a.yaml"),
            ]
        )
    }

    private func path(_ object: String, _ git: StockGit) -> String {
        "\(git.folder)/.git/objects/\(object.prefix(2))/\(object.dropFirst(2))"
    }

    /// Reads all that there is of a repository, by look-ups and by the walks of libgit2 itself.
    private func readAll(_ git: StockGit, _ tip: CommitID) throws(GitError) {
        let repository = try git.open()
        let commit = try repository.resolve()
        let tree = try repository.snapshot(of: commit)
        for file in try tree.files(below: "") { _ = try tree.octets(of: file, limit: 1 << 20) }
        _ = try repository.authors(ofCommitsTouching: ["zones"], from: commit, excluding: nil)
        _ = try repository.changedPaths(since: "HEAD~1", in: commit)
        _ = try repository.isAncestor(commit, of: try repository.resolve(revision: "HEAD~1"))
    }

    @Test("an object", arguments: ["commit", "parent", "tree", "folder", "blob"], Damage.allCases)
    func object(kind: String, damage: Damage) throws {
        let (folder, git, tip, objects) = try scene()
        defer { withExtendedLifetime(folder) {} }
        let object = try #require(objects[kind])
        // Another object of the same kind, well formed.
        let other = kind == "tree" || kind == "folder" ? "HEAD~1^{tree}" : kind == "blob" ? "HEAD:b" : "HEAD"
        var twin = try git("rev-parse", other)
        if twin == object { twin = try git("rev-parse", "HEAD~1") }
        let replacement = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(twin, git))))
        try damage.happens(to: path(object, git), replacement: replacement)
        let text = message { () throws(GitError) in try readAll(git, tip) }
        #expect(text.contains(object), "\(text)")
        #expect(text.contains("git fsck") && text.contains("clone again"), "\(text)")
        let found = code { () throws(GitError) in try readAll(git, tip) }
        #expect(found == (damage == .gone ? .missingObject : .damaged), "\(text)")
        if damage != .gone { #expect(text.contains(path(object, git)), "\(text)") }
    }

    @Test("an object at each length", arguments: ["tree", "blob", "commit"])
    func eachLength(kind: String) throws {
        let (folder, git, tip, objects) = try scene()
        defer { withExtendedLifetime(folder) {} }
        let file = path(try #require(objects[kind]), git)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        try FileManager.default.removeItem(atPath: file)
        for length in whole.indices {
            try Data(whole[..<length]).write(to: URL(fileURLWithPath: file))
            #expect(code { () throws(GitError) in try readAll(git, tip) } == .damaged, "\(length)")
        }
        try Data(whole + [0]).write(to: URL(fileURLWithPath: file))
        #expect(code { () throws(GitError) in try readAll(git, tip) } == .damaged)
        try Data(whole).write(to: URL(fileURLWithPath: file))
        try readAll(git, tip)
    }

    @Test("a damaged object that a pack has too is read from there")
    func alsoPacked() throws {
        let (folder, git, tip, objects) = try scene()
        defer { withExtendedLifetime(folder) {} }
        let files = try objects.values.map { ($0, try Data(contentsOf: URL(fileURLWithPath: path($0, git)))) }
        try git("repack", "-a", "-d", "-q")
        for (object, data) in files {
            let file = path(object, git)
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try data.dropLast(4).write(to: URL(fileURLWithPath: file))
        }
        try readAll(git, tip)
    }

    @Test("objects that are borrowed are guarded too")
    func borrowed() throws {
        let (folder, git, tip, objects) = try scene()
        try StockGit(folder: folder.path)("clone", ["-q", "--shared", git.folder, folder.path + "/borrower"])
        let borrower = StockGit(folder: folder.path + "/borrower")
        try readAll(borrower, tip)
        try Damage.cut.happens(to: path(try #require(objects["blob"]), git))
        #expect(code { () throws(GitError) in try readAll(borrower, tip) } == .damaged)
    }

    @Test(
        "a branch, and HEAD", arguments: ["refs/heads/main", "HEAD"], [Damage.empty, .cut, .garbage, .replaced, .gone])
    func reference(name: String, damage: Damage) throws {
        let (folder, git, tip, _) = try scene()
        defer { withExtendedLifetime(folder) {} }
        try damage.happens(to: git.folder + "/.git/" + name)
        let found = code { () throws(GitError) in try readAll(git, tip) }
        let text = message { () throws(GitError) in try readAll(git, tip) }
        #expect(found == .damaged || name == "HEAD" && damage == .cut, "\(text)")
        #expect(text.contains(name), "\(text)")
    }

    @Test("packed references", arguments: [Damage.cut, .cutAtItsEnd, .garbage, .replaced, .gone, .empty])
    func packedReferences(damage: Damage) throws {
        let (folder, git, tip, _) = try scene()
        defer { withExtendedLifetime(folder) {} }
        try git("pack-refs", "--all")
        try damage.happens(to: git.folder + "/.git/packed-refs")
        #expect(code { () throws(GitError) in try readAll(git, tip) } == .damaged)
    }

    @Test("what a sparse checkout leaves out is not uncommitted") func sparse() throws {
        let (folder, git, _, _) = try scene()
        defer { withExtendedLifetime(folder) {} }
        try git("sparse-checkout", ["set", "--no-cone", "/b"])
        #expect(!FileManager.default.fileExists(atPath: git.folder + "/zones/a.yaml"))
        #expect(try git.open().uncommitted() == [])
    }
}
