import Foundation
import Testing
import ZonePlanning

@Suite("Real clients", .serialized)
struct ClientTests {
    struct DemoFailed: Error { var said: String }

    @Test("curl, wget, lynx, ddclient and inadyn update a host of 'gate53d demo', and its zone file has the address")
    func clients() async throws {
        let folder = NSTemporaryDirectory() + "gate53d-demo-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let demo = Process()
        demo.executableURL = try Self.program()
        demo.arguments = ["demo", "--folder", folder]
        let output = Pipe()
        demo.standardOutput = output
        try demo.run()
        defer {
            if demo.isRunning { demo.interrupt() }
            demo.waitUntilExit()
        }
        var said = Data()
        while !String(decoding: said, as: UTF8.self).contains("grep home") {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty { throw DemoFailed(said: String(decoding: said, as: UTF8.self)) }
            said += part
        }
        var values: [String: String] = [:]
        for line in String(decoding: said, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", omittingEmptySubsequences: true)
            if parts.count >= 2, parts[0].hasSuffix(":") { values[String(parts[0].dropLast())] = String(parts[1]) }
        }
        let place = try #require(values["page"]).dropLast()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("clients.py")
        let clients = Process()
        clients.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        clients.arguments = [
            "python3", script.path, String(place), try #require(values["host"]), try #require(values["token"]),
        ]
        let report = Pipe()
        clients.standardOutput = report
        try clients.run()
        let text = String(decoding: report.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        clients.waitUntilExit()
        #expect(clients.terminationStatus == 0, "\(text)")
        let zone = try String(contentsOfFile: folder + "/live/example.com.zone", encoding: .utf8)
        #expect(zone.contains("203.0.113."))
    }

    @Test("The client library of acme-dns registers and writes challenges, and is refused where it should be")
    func acme() async throws {
        let site = try await LiveSite(signUp: .anyone)
        let process = Process()
        process.executableURL = try LiveSite.python("python")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("acme.py")
        process.arguments = [script.path, "http://127.0.0.1:\(site.port)"]
        let (status, text) = try await LiveSite.output(of: process)
        #expect(status == 0, "\(text)")
        #expect(text == "ok\n")
    }

    /// The built gate53d: beside the test bundle, else in `.build/debug`.
    static func program() throws -> URL {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var folders = [root.appending(path: ".build/debug")]
        if let runner = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folders.insert(URL(filePath: runner).deletingLastPathComponent(), at: 0)
        }
        for folder in folders {
            let program = folder.appending(path: "gate53d")
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        throw DemoFailed(said: "gate53d is not built; run 'swift build' first")
    }
}
