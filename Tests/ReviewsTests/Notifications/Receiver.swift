import Foundation
import HTTPTransport

/// The receiver of `receiver.py`, running for as long as this lives.
final class Receiver: Sendable {
    /// One request that it got.
    struct Request: Decodable, Hashable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
        /// Whether the signature is right and new; nothing for a request without one.
        var verified: Bool?
    }

    /// What its clock says, always: a test may be held up for longer than a signature is new.
    static let now: Int64 = 1_790_000_000

    static let secret = Array("a secret for the tests only".utf8)

    let port: Int
    private let log: URL
    private let input: FileHandle

    init() throws {
        log = FileManager.default.temporaryDirectory.appending(path: "gate53-receiver-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Gate53Tests/Support/receiver.py")
        process.arguments = ["python3", script.path, log.path]
        process.environment = ProcessInfo.processInfo.environment.merging(["RECEIVER_NOW": "\(Self.now)"]) { $1 }
        let (toServer, fromServer) = (Pipe(), Pipe())
        process.standardInput = toServer
        process.standardOutput = fromServer
        try process.run()
        input = toServer.fileHandleForWriting
        var line = Data()
        while !line.contains(10) {
            let part = fromServer.fileHandleForReading.availableData
            if part.isEmpty { break }
            line += part
        }
        port = Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    deinit {
        try? input.close()
        try? FileManager.default.removeItem(at: log)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// What it got so far.
    func requests() throws -> [Request] {
        guard let text = try? String(contentsOf: log, encoding: .utf8) else { return [] }
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
    }
}

extension TimeSource {
    /// A clock on which nobody waits.
    static let instant = TimeSource(now: { .zero }, sleep: { _ in })
}
