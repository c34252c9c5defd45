import Foundation
import Testing

/// A zone file and how it is read.
struct ZoneCase: Sendable, CustomStringConvertible {
    var apex = "example.com."
    var yaml: String
    var isLenient = false
    var defaultTTL = 3600

    var description: String { (isLenient ? "lenient: " : "") + yaml }
}

/// The two kinds of provider that both have.
enum ProviderKind: String, CaseIterable, Codable, CodingKeyRepresentable {
    case route53, bind
}

/// A record set in a request or a master file, as it stands there.
struct SentSet: Decodable, Hashable, Sendable {
    var name: String
    var type: String
    var ttl: String?
    /// Texts of Route 53, or wire form in hexadecimal digits.
    var values: [String]
    /// Zone, name, and whether its health is evaluated.
    var alias: [String]?
}

/// What a tool would send, or why it sends nothing.
struct Sent: Decodable, Sendable {
    var sets: [SentSet]?
    var refused: [String]?
}

/// What octoDNS would send, and what gate53 would as the same reader found it.
struct Answer: Decodable, Sendable {
    var octodns: [ProviderKind: Sent]
    var gate53: [ProviderKind: Sent]
}

/// octoDNS itself, with its Route 53 and BIND providers, of PyPI.
enum OctoDNS {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    static let root = sources.deletingLastPathComponent().deletingLastPathComponent()

    /// The page that says why the two differ where they do.
    static let page = "Sources/ZonePlanning/ZonePlanning.docc/OctoDNSFiles.md"

    private struct Request: Encodable {
        var apex: String
        var yaml: String
        var lenient: Bool
        var defaultTTL: Int
        var gate53: [ProviderKind: String]
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Asks it about all cases in one process.
    static func answers(to cases: [(ZoneCase, gate53: [ProviderKind: String])]) throws -> [Answer] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gate53-octodns-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (asked, answered) = (folder.appending(path: "cases"), folder.appending(path: "answers"))
        let requests = cases.map { one, sent in
            Request(
                apex: one.apex, yaml: one.yaml, lenient: one.isLenient, defaultTTL: one.defaultTTL, gate53: sent)
        }
        try JSONEncoder().encode(requests).write(to: asked)
        let process = Process()
        process.executableURL = root.appending(path: ".build/venv/bin/python")
        process.arguments = [sources.appending(path: "octodns-sends.py").path, asked.path, answered.path]
        process.environment = [
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "HOME": folder.path,
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                description:
                    "octodns-sends.py ended with \(process.terminationStatus); 'ci/setup test' installs octoDNS")
        }
        return try JSONDecoder().decode([Answer].self, from: Data(contentsOf: answered))
    }
}
