internal import Foundation
internal import Glibc
internal import Testing

/// A folder for one test, with a home, keys, and the built gate53 on its path; removed with it.
///
/// Nothing of the user who runs the tests is seen: no git configuration, no SSH agent, no locale.
final class Scratch: Sendable {
    /// The folder, without a slash at its end.
    let path: String
    /// Where commands run; a repository once a test has made one.
    let repository: String
    let environment: [String: String]

    /// What a program printed and how it ended.
    struct Result: Sendable {
        var end: ChildProcess.End
        var output: [UInt8]
        var errors: [UInt8]

        var text: String { String(decoding: output, as: UTF8.self) }
        var errorText: String { String(decoding: errors, as: UTF8.self) }
        /// The exit code; nothing where a signal ended it.
        var exitCode: Int32? { if case .exited(let code) = end { code } else { nil } }
    }

    /// Makes the folder.
    ///
    /// - Parameter isObserved: whether every run of gate53 is kept with what it found and left behind; see ``runs()``.
    /// - Throws: when a file can't be written.
    init(isObserved: Bool = false) throws {
        var template = Array("/tmp/gate53-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ChildProcess.Failure(message: "no temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        repository = path + "/repository"
        let files = FileManager.default
        for folder in ["bin", "bin/real", "home", "keys", "out", "remotes", "repository", "runs", "tmp"] {
            try files.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: false)
        }
        try files.createSymbolicLink(atPath: path + "/bin/real/gate53", withDestinationPath: try Self.program())
        try files.createSymbolicLink(
            atPath: path + "/bin/strict-route53",
            withDestinationPath: URL(filePath: try Self.program()).deletingLastPathComponent()
                .appending(path: "strict-route53").path)
        try files.createSymbolicLink(
            atPath: path + "/bin/gate53",
            withDestinationPath: isObserved ? Self.sources + "/Support/observed-gate53.bash" : "real/gate53")
        for key in try files.contentsOfDirectory(atPath: Self.sources + "/TestKeys") where key.hasPrefix("test-key-") {
            let to = "\(path)/keys/\(key.dropFirst("test-key-".count))"
            try files.copyItem(atPath: "\(Self.sources)/TestKeys/\(key)", toPath: to)
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: to)
        }
        environment = [
            "PATH": path + "/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": path + "/home",
            "TMPDIR": path + "/tmp", "XDG_CONFIG_HOME": path + "/home/.config",
            "GIT_CONFIG_GLOBAL": path + "/home/.gitconfig", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
            "TERM": "dumb", "TZ": "UTC", "USER": "tester", "SHELL": "/bin/bash",
            "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
            "SWIFT_BACKTRACE": "enable=no", "SCRATCH": path, "KEYS": path + "/keys",
            "FIXTURES": Self.sources + "/Fixtures", "ROOT": Self.packageRoot,
            "PRELUDE": Self.sources + "/Support/prelude.bash", "SUPPORT": Self.sources + "/Support",
            "AWS_EC2_METADATA_DISABLED": "true",
        ]
        let configuration = """
            [user]
            \tname = Ada Author
            \temail = ada@example.com
            [init]
            \tdefaultBranch = main
            [advice]
            \tdetachedHead = false
            [protocol "file"]
            \tallow = always

            """
        try configuration.write(toFile: path + "/home/.gitconfig", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    // MARK: - Where things are

    /// The folder of these tests.
    static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    /// The root of the package.
    static let packageRoot = URL(filePath: sources).deletingLastPathComponent().deletingLastPathComponent().path

    /// The built gate53: beside the test bundle, else in `.build/debug`.
    static func program() throws -> String {
        var folders: [String] = []
        if let runner = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folders.append(URL(filePath: runner).deletingLastPathComponent().path)
        }
        folders += [packageRoot + "/.build/debug"]
        for folder in folders where FileManager.default.isExecutableFile(atPath: folder + "/gate53") {
            return URL(filePath: folder + "/gate53").resolvingSymlinksInPath().path
        }
        throw ChildProcess.Failure(message: "gate53 is not built; run 'swift build' first")
    }

    /// A tool that the tests need.
    ///
    /// - Throws: when it is not installed, saying what to do.
    static func tool(_ name: String) throws -> String {
        for folder in ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"] {
            let path = "\(folder)/\(name)"
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw ChildProcess.Failure(message: "\(name) is not installed; run 'ci/setup test'")
    }

    // MARK: - Running

    /// Starts a program in the repository.
    func start(
        _ arguments: [String], folder: String? = nil, output: String = "/dev/null", errors: String = "/dev/null"
    ) throws -> ChildProcess {
        try ChildProcess(
            arguments, environment: environment, folder: folder ?? repository, output: output, errors: errors)
    }

    /// Runs a program in the repository to its end.
    func run(_ arguments: [String], folder: String? = nil) throws -> Result {
        let id = UUID().uuidString
        let (output, errors) = ("\(path)/out/\(id).out", "\(path)/out/\(id).err")
        let end = try start(arguments, folder: folder, output: output, errors: errors).wait()
        return Result(end: end, output: octets(of: output) ?? [], errors: octets(of: errors) ?? [])
    }

    /// Runs gate53 in the repository.
    @discardableResult
    func gate53(_ arguments: String...) throws -> Result { try run([path + "/bin/gate53"] + arguments) }

    /// Runs a bash script in the repository, with the prelude of the transcripts before it.
    func bash(_ script: String) throws -> Result {
        try run(["/bin/bash", "-u", "-c", ". \"$PRELUDE\"\n" + script])
    }

    /// Runs a bash script that must succeed, and returns what it printed.
    @discardableResult
    func must(_ script: String) throws -> String {
        let result = try bash("set -e\n" + script)
        guard result.exitCode == 0 else {
            throw ChildProcess.Failure(message: "\(result.end) from: \(script)\n\(result.text)\(result.errorText)")
        }
        return result.text
    }

    // MARK: - Files

    /// The octets of a file; nothing where there is none.
    func octets(of path: String) -> [UInt8]? {
        let whole = path.hasPrefix("/") ? path : "\(repository)/\(path)"
        return FileManager.default.contents(atPath: whole).map { Array($0) }
    }

    /// Writes a file of the repository.
    func write(_ path: String, _ text: String) throws {
        let url = URL(filePath: path.hasPrefix("/") ? path : "\(repository)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// The files of a folder of the repository with their octets; empty where there is none.
    func files(in folder: String) -> [String: [UInt8]] {
        let whole = folder.hasPrefix("/") ? folder : "\(repository)/\(folder)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: whole)) ?? []
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in octets(of: "\(whole)/\(name)").map { (name, $0) } })
    }
}
