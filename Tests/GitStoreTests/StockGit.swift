import CGit2
import Foundation
import GitStore
import Testing
import ZoneFiles

/// A folder for one test, removed with it, in which the stock git client makes repositories.
///
/// Neither git nor libgit2 sees the configuration of the user who runs the tests.
final class GitFolder {
    let path: String

    init() throws {
        #expect(Isolation.done)
        let template = FileManager.default.temporaryDirectory.path + "/gate53-git-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: template, withIntermediateDirectories: true)
        // As git and the kernel spell it.
        path = URL(fileURLWithPath: template).resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes a repository with the branch `main` and no commit.
    func repository(_ name: String = "repository", _ options: String...) throws -> StockGit {
        let git = StockGit(folder: path + "/" + name)
        try FileManager.default.createDirectory(atPath: git.folder, withIntermediateDirectories: true)
        try git("init", ["-q", "-b", "main"] + options)
        return git
    }

    /// Clones a repository of this folder by its file URL.
    func clone(_ source: StockGit, _ name: String, _ options: String...) throws -> StockGit {
        try StockGit(folder: path)("clone", ["-q"] + options + ["file://" + source.folder, path + "/" + name])
        return StockGit(folder: path + "/" + name)
    }
}

/// Keeps libgit2 from reading the configuration of the user who runs the tests.
enum Isolation {
    static let home: String = {
        let path = FileManager.default.temporaryDirectory.path + "/gate53-home-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    static let done: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        let levels = [
            GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA,
        ]
        return levels.allSatisfy { gate53_git_set_search_path(Int32($0.rawValue), home) == 0 }
    }()
}

/// The stock git client in one folder.
struct StockGit {
    var folder: String
    var name = "Ann Author"
    var email = "ann@example.com"

    /// Runs git and returns its output without the last line end; fails the test when git fails.
    @discardableResult
    func callAsFunction(_ command: String, _ arguments: String..., input: String? = nil) throws -> String {
        try self(command, arguments, input: input)
    }

    /// Runs git, with a file of the folder as its input, and returns its output without the last line end; fails the test
    /// when git fails.
    @discardableResult
    func callAsFunction(_ command: String, _ arguments: [String], input: String? = nil) throws -> String {
        let (status, text, trouble) = try output(command, arguments, input)
        try #require(status == 0, "git \(command) \(arguments): \(trouble)")
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Runs git and returns its exit status.
    func run(_ command: String, _ arguments: String...) throws -> Int32 { try output(command, arguments, nil).0 }

    private func output(_ command: String, _ arguments: [String], _ input: String?) throws -> (Int32, String, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
        process.arguments = ["-C", folder, "-c", "protocol.file.allow=always", command] + arguments
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": Isolation.home, "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email,
            "GIT_COMMITTER_NAME": "Carl Committer", "GIT_COMMITTER_EMAIL": "carl@example.com",
            "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000", "LC_ALL": "C",
            "GIT_MERGE_AUTOEDIT": "no",
        ]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = input.flatMap { FileHandle(forReadingAtPath: folder + "/" + $0) } ?? .nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let trouble = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text, trouble)
    }

    /// Writes a file of the working tree.
    func write(_ path: String, _ text: String) throws {
        try write(path, Array(text.utf8))
    }

    /// Writes a file of the working tree.
    func write(_ path: String, _ octets: [UInt8]) throws {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(octets).write(to: url)
    }

    /// Writes files, commits them and returns the commit.
    @discardableResult
    func commit(_ files: [String: String], message: String = "Change", by email: String? = nil) throws -> CommitID {
        for (path, text) in files { try write(path, text) }
        var git = self
        if let email {
            git.email = email
            git.name = email
        }
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try head()
    }

    /// The commit of a revision, HEAD by default.
    func head(_ revision: String = "HEAD") throws -> CommitID {
        try #require(CommitID(hex: try self("rev-parse", revision + "^{commit}")))
    }

    /// The repository as we open it.
    func open() throws(GitError) -> GitRepository { try GitRepository(at: folder) }
}

/// The code of the error that the body throws; nothing where it throws none.
func code(_ body: () throws(GitError) -> some Any) -> GitError.Code? {
    do {
        _ = try body()
        return nil
    } catch { return error.code }
}

/// The message of the error that the body throws; empty where it throws none.
func message(_ body: () throws(GitError) -> some Any) -> String {
    do {
        _ = try body()
        return ""
    } catch { return error.message }
}
