import Foundation
import HTTPTransport
import Testing

/// The server of `server.py`, running for as long as this lives.
final class TestServer: Sendable {
    struct Ports: Decodable {
        var plain: Int
        var tls: Int
        var wrongName: Int
        var proxy: Int
        var refusingProxy: Int
        var closed: Int
        var ca: String
    }

    let ports: Ports
    private let input: FileHandle

    init() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("server.py")
        process.arguments = ["python3", script.path]
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
        ports = try JSONDecoder().decode(Ports.self, from: line)
    }

    deinit { try? input.close() }

    var plain: String { "http://127.0.0.1:\(ports.plain)" }
    var tls: String { "https://localhost:\(ports.tls)" }

    /// A client of its own, so that connections can be counted.
    func client(_ change: (inout HTTPConfiguration) -> Void = { _ in }) -> HTTPClient {
        var configuration = HTTPConfiguration(userAgent: "gate53-tests", trustedCertificates: ports.ca)
        // Hundreds of tests share two processors: only a test of a timeout should end by one.
        configuration.connectTimeout = .seconds(900)
        configuration.totalTimeout = .seconds(900)
        change(&configuration)
        return HTTPClient(configuration)
    }

    /// How often something happened.
    func count(_ what: String) async throws -> Int {
        let response = try await client().send(HTTPRequest(.get, "\(plain)/count?of=\(what)"))
        return try #require(Int(response.text))
    }

    /// Waits until something has happened a number of times.
    func wait(for what: String, count: Int = 1) async throws {
        let response = try await client().send(HTTPRequest(.get, "\(plain)/wait?of=\(what)&n=\(count)"))
        #expect(response.text == "ok")
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What `/echo` says that it got.
struct Echo: Decodable {
    var method: String
    var target: String
    var headers: [[String]]
    var body: String

    init(_ response: HTTPResponse) throws {
        self = try JSONDecoder().decode(Echo.self, from: Data(response.body))
    }

    func values(_ name: String) -> [String] {
        headers.filter { $0.first?.lowercased() == name.lowercased() }.map { $0.last ?? "" }
    }
}

/// The failure of something that must fail.
func failure(_ body: () async throws(HTTPError) -> HTTPResponse) async -> HTTPError? {
    do throws(HTTPError) {
        let response = try await body()
        Issue.record("there is a response: \(response.status)")
        return nil
    } catch {
        return error
    }
}
