import Foundation
import Testing

/// A `gate53d serve` on loopback, with a repository, a zone in a master file and a database in a folder of its own.
final class ServedProgram {
    let folder: String
    private(set) var port = 0
    private let process = Process()

    struct Failed: Error { var said: String }

    /// - Parameters:
    ///   - provider: more of the provider in the settings, as in `, reload: [$FOLDER/script]`.
    ///   - arguments: more arguments.
    ///   - environment: more of the environment.
    ///   - prepare: makes what the arguments name, in the folder.
    /// - Throws: ``Failed`` where it does not come to serve.
    init(
        provider: String = "", arguments: (_ folder: String) -> [String] = { _ in [] },
        environment: [String: String] = [:], prepare: (_ folder: String) throws -> Void = { _ in }
    ) async throws {
        folder = NSTemporaryDirectory() + "gate53d-serve-\(UUID().uuidString)"
        for name in ["repository/zones", "live"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try prepare(folder)
        try write(
            Self.settings(folder, provider.replacingOccurrences(of: "$FOLDER", with: folder)),
            to: "repository/gate53.yaml")
        try write(
            "ns1: {type: A, ttl: 300, value: 127.0.0.1}\n", to: "repository/zones/example.com.yaml")
        try write(
            """
            $ORIGIN example.com.
            $TTL 300
            @ IN SOA ns1.example.com. hostmaster.example.com. 1 3600 600 604800 60
            @ IN NS ns1.example.com.
            ns1 IN A 127.0.0.1

            """, to: "live/example.com.zone")
        _ = try Self.run("git", ["-C", folder + "/repository", "init", "--quiet", "--initial-branch", "main"])
        try commit()
        try write("", to: "log")
        process.executableURL = try ClientTests.program()
        process.arguments =
            ["serve", "-C", folder + "/repository", "--database", database, "--listen", "127.0.0.1:0", "--verbose"]
            + ["--look-interval", "1", "--no-fetch"] + arguments(folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardError = FileHandle(forWritingAtPath: folder + "/log")
        try process.run()
        port = try await eventually("it listens") { try self.listening() }
        try await eventually("its zone is written by it") { try self.log().contains("a commit is in force") ? () : nil }
    }

    deinit {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    var database: String { folder + "/gate53d.sqlite" }

    static func settings(_ folder: String, _ provider: String = "", suffix: String = "types: [A, AAAA, TXT]") -> String
    {
        """
        providers:
          live: {type: master-file, directory: \(folder)/live, nameservers: [ns1.example.com.]\(provider)}
        zones:
          example.com: {provider: live}
        review: {required: 0}
        dynamic:
          dyn.example.com: {\(suffix)}

        """
    }

    func write(_ text: String, to path: String) throws {
        try text.write(toFile: "\(folder)/\(path)", atomically: false, encoding: .utf8)
    }

    /// Commits what is in the repository.
    ///
    /// - Returns: the commit.
    @discardableResult
    func commit() throws -> String {
        let git = ["-C", folder + "/repository", "-c", "user.name=T", "-c", "user.email=t@example.com"]
        _ = try Self.run("git", git + ["add", "."])
        _ = try Self.run("git", git + ["-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Change"])
        return try Self.run("git", git + ["rev-parse", "HEAD"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func log() throws -> String { try String(contentsOfFile: folder + "/log", encoding: .utf8) }

    func zone() throws -> String { try String(contentsOfFile: folder + "/live/example.com.zone", encoding: .utf8) }

    private func listening() throws -> Int? {
        for line in try log().split(separator: "\n") {
            guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String],
                object["message"] == "listening"
            else { continue }
            return object["port"].flatMap { Int($0) }
        }
        if !process.isRunning { throw Failed(said: try log()) }
        return nil
    }

    /// Waits until something is there.
    @discardableResult
    func eventually<Value>(_ what: String, _ look: () throws -> Value?) async throws -> Value {
        let end = ContinuousClock.now.advanced(by: .seconds(1_800))
        while ContinuousClock.now < end {
            if let value = try look() { return value }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failed(said: "never came to be: \(what)\n\(try log())")
    }

    /// Runs curl; an answer that is an error of HTTP is no error.
    func curl(_ path: String, _ arguments: [String] = [], scheme: String = "http") throws -> String {
        try Self.run(
            "curl",
            ["--silent", "--show-error", "--max-time", "60"] + arguments + ["\(scheme)://127.0.0.1:\(port)\(path)"])
    }

    func admin(_ arguments: [String]) throws -> String {
        try Self.run(try ClientTests.program().path, ["admin"] + arguments + ["--database", database])
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Tells it to stop, and waits for that.
    func stop() -> Int32 {
        signal(SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    var isRunning: Bool { process.isRunning }

    /// Runs a program to its end.
    ///
    /// - Returns: what it wrote to stdout.
    /// - Throws: ``Failed`` where it fails.
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let problems = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(said: "\(program) \(arguments): \(String(decoding: problems, as: UTF8.self))")
        }
        return String(decoding: said, as: UTF8.self)
    }
}

/// A mail server on loopback.
final class MailServerProgram {
    let port: Int
    private let process = Process()
    private let input = Pipe()
    /// What it says: its port, and each mail.
    private let output = NSTemporaryDirectory() + "gate53d-mails-\(UUID().uuidString)"

    init(user: String, password: String) async throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        try "".write(toFile: output, atomically: false, encoding: .utf8)
        process.executableURL = root.appending(path: ".build/venv/bin/python")
        process.arguments = [tests.appending(path: "mail-server.py").path, user, password]
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try #require(Int(try await Self.line(0, of: output, process)), "no mail server; run ci/setup")
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: output)
    }

    /// Waits for a mail.
    func mail(_ number: Int = 1) async throws -> [String: Any] {
        let line = try await Self.line(number, of: output, process)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    private static func line(_ number: Int, of path: String, _ process: Process) async throws -> String {
        let end = ContinuousClock.now.advanced(by: .seconds(1_800))
        while ContinuousClock.now < end, process.isRunning {
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            // The last one is not ended.
            if lines.count > number + 1 { return String(lines[number]) }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServedProgram.Failed(said: "the mail server never said line \(number)")
    }
}
