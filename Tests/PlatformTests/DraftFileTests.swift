internal import Foundation
internal import Glibc
internal import Testing

@testable internal import Platform

@Suite("A file that is whole or not there") struct DraftFileTests {
    /// A folder of its own, with a final slash.
    private static func folder() throws -> String {
        var template = Array("/tmp/gate53-test-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/"
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("replaces what is there, and takes a name only where it is free") func places() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (word, isFree) in [("one", true), ("two", false)] {
            let draft = try DraftFile(in: folder, mode: 0o644)
            try draft.write(Array(word.utf8))
            #expect(try draft.take(folder + "taken") == isFree)
            try draft.replace(folder + "replaced")
        }
        #expect(Self.text(folder + "taken") == "one" && Self.text(folder + "replaced") == "two")
        #expect(FolderNames.of(folder).sorted() == ["replaced", "taken"])
        // A link that leads nowhere is a name that is taken.
        symlink("nowhere", folder + "link")
        let draft = try DraftFile(in: folder, mode: 0o644)
        #expect(try !draft.take(folder + "link"))
    }

    @Test("is removed with those of the dead, and never while somebody holds it") func dead() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in [".gate53-0000000000000001.draft", ".gate53-0123456789abcdef.draft"] {
            try Data("torn".utf8).write(to: URL(filePath: folder + name))
        }
        let others = [
            ".gate53-tmp", ".gate53.lock", ".gate53-", ".gate53-0123456789abcdef", ".gate53-0123456789abcdef0.draft",
            ".gate53-0123456789ABCDEF.draft", "x.gate53-0123456789abcdef.draft", ".gate53-20261123", ".gate53-.draft",
        ]
        let (link, sub) = (".gate53-0000000000000002.draft", ".gate53-0000000000000003.draft")
        for name in others { try Data("kept".utf8).write(to: URL(filePath: folder + name)) }
        symlink("nowhere", folder + link)
        mkdir(folder + sub, 0o755)
        let held = try DraftFile(in: folder, mode: 0o600)
        do {
            let second = try DraftFile(in: folder, mode: 0o600)
            #expect(access(second.path, F_OK) == 0)
        }
        #expect(access(held.path, F_OK) == 0)
        let mine = String(held.path.dropFirst(folder.count))
        #expect(Set(FolderNames.of(folder)) == Set(others + [mine, link, sub]))
    }

    @Test("in a folder that is not there is an error of the system") func nowhere() {
        #expect(throws: SystemFailure(ENOENT)) { _ = try DraftFile(in: "/nowhere/at/all/", mode: 0o600) }
    }

    // It waited for whoever held the new file, which might be for ever.
    @Test("of which another process holds each new one is an error that says so, and nothing stays") func held() throws
    {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var tries = 0
        do throws(SystemFailure) {
            _ = try DraftFile(in: folder, mode: 0o600) { _ in
                tries += 1
                return EWOULDBLOCK
            }
            Issue.record("it was made")
        } catch {
            #expect(
                error.number == EWOULDBLOCK && error.message.contains("another process locks each new file in '/tmp/"))
            #expect(error.message.contains("lslocks"))
        }
        #expect(tries == 100)
        #expect(FolderNames.of(folder).isEmpty)
    }

    @Test("that another holds at the moment is made under another name") func heldOnce() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var tries = 0
        let draft = try DraftFile(in: folder, mode: 0o600) { file in
            tries += 1
            return tries < 3 ? EWOULDBLOCK : flock(file, LOCK_EX | LOCK_NB)
        }
        try draft.write(Array("one".utf8))
        #expect(FolderNames.of(folder).count == 1 && Self.text(draft.path) == "one")
    }

    @Test("where the file system knows no locks is made all the same") func withoutLocks() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let draft = try DraftFile(in: folder, mode: 0o600) { _ in ENOLCK }
        #expect(try draft.take(folder + "taken"))
    }
}
