internal import Foundation
internal import Glibc
internal import Testing

@testable internal import Platform

@Suite("What others may not reach") struct PrivacyTests {
    private func folder(_ mode: mode_t) throws -> String {
        var template = Array("/tmp/gate53-test-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try #require(chmod(path, mode) == 0)
        return path + "/"
    }

    @Test(
        "a lock file can be opened by those who may write beside it, and nobody else",
        arguments: [(0o755, 0o600), (0o775, 0o640), (0o777, 0o644), (0o1777, 0o600), (0o700, 0o600)]
            as [(mode_t, mode_t)])
    func lockFiles(folderMode: mode_t, mode: mode_t) throws {
        let folder = try folder(folderMode)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Made anew, and one that an earlier version made.
        for name in ["new", "old"] {
            if name == "old" { try #require(close(creat(folder + name, 0o644)) == 0) }
            close(try LockFile.open(folder + name))
            var status = stat()
            #expect(stat(folder + name, &status) == 0 && status.st_mode & 0o777 == mode, "\(name)")
        }
    }

    @Test("a lock file is no link, and nothing that waits for somebody") func strangeLockFiles() throws {
        let folder = try folder(0o755)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try #require(symlink("target", folder + "link") == 0 && mkfifo(folder + "fifo", 0o600) == 0)
        for name in ["link", "fifo", ""] {
            #expect(throws: SystemFailure.self, "\(name)") { try LockFile.open(folder + name) }
        }
        #expect(access(folder + "target", F_OK) != 0)
    }
}
