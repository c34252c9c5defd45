import Foundation
import Testing

/// A zone file and how it is read.
struct ZoneCase: Sendable, CustomStringConvertible {
    var apex = "example.com."
    var yaml: String
    var isLenient = false
    var defaultTTL = 3600
    /// octoDNS's `escaped_semicolons`: whether a `;` in TXT and SPF is written with a backslash.
    var escapesSemicolons = true

    var description: String {
        (isLenient ? "lenient: " : "") + (escapesSemicolons ? "" : "escaped_semicolons: false: ") + yaml
    }
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
        var escapedSemicolons: Bool
        var gate53: [ProviderKind: String]
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What it reads where scalars without quotes stand.
    struct Reading: Decodable {
        /// Nothing where it is the text itself.
        var reading: String?
    }

    /// Has it read scalars without quotes; nothing for a text that is none.
    static func readings(of texts: [String]) throws -> [Reading?] { try run("octodns-reads.py", texts) }

    /// Asks it about all cases in one process.
    static func answers(to cases: [(ZoneCase, gate53: [ProviderKind: String])]) throws -> [Answer] {
        let requests = cases.map { one, sent in
            Request(
                apex: one.apex, yaml: one.yaml, lenient: one.isLenient, defaultTTL: one.defaultTTL,
                escapedSemicolons: one.escapesSemicolons, gate53: sent)
        }
        return try run("octodns-sends.py", requests)
    }

    /// Runs a script of this folder, which reads one document of JSON and writes another.
    private static func run<Asked: Encodable, Answered: Decodable>(
        _ script: String, _ document: Asked
    ) throws -> Answered {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gate53-octodns-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (asked, answered) = (folder.appending(path: "asked"), folder.appending(path: "answered"))
        try JSONEncoder().encode(document).write(to: asked)
        let process = Process()
        process.executableURL = root.appending(path: ".build/venv/bin/python")
        process.arguments = [sources.appending(path: script).path, asked.path, answered.path]
        process.environment = [
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "HOME": folder.path,
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                description:
                    "\(script) ended with \(process.terminationStatus); 'ci/setup test' installs octoDNS")
        }
        return try JSONDecoder().decode(Answered.self, from: Data(contentsOf: answered))
    }
}
