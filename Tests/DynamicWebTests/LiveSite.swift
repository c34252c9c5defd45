import DNSModel
import DynamicDNS
import DynamicStorage
import DynamicWeb
import Foundation
import Glibc
import Logging
import NIOCore
import TestSupport
import Testing
import ZonePlanning

/// The service over HTTP on loopback, with a database of its own, an account, a host and tokens.
final class LiveSite: Sendable {
    let port: Int
    let store: SQLiteHostStore
    /// A token of the host alone, and one that manages the account.
    let token: String
    let manager: String
    let hosts: HostService
    /// Who has the host `home.dyn.example`.
    let author: HostService.Author
    let rules: DynamicRules
    /// Methods and paths that are answered.
    let routes: [String]
    let folder: String
    private let task: Task<Void, any Error>

    struct NoSite: Error {}

    struct RealClock: WallClock {
        var now: Instant { Instant(seconds: Int64(Date.now.timeIntervalSince1970)) }
        func sleep(until time: Instant) async {}
    }

    struct RealRandomness: Randomness {
        func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
    }

    init(
        proxies: [String] = [], rates: RateLimits.Settings = .init(), signUp: DynamicSuffix.SignUp = .invited,
        tls: TLSFiles? = nil, limits change: (inout WebLimits) -> Void = { _ in },
        pages changePages: (inout PagePorts) -> Void = { _ in }
    ) async throws {
        folder = NSTemporaryDirectory() + "gate53-web-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try SQLiteHostStore(path: folder + "/store.sqlite")
        var suffix = DynamicSuffix(
            name: "dyn.example.", apex: "example.", ttl: try #require(TTL(seconds: 60)),
            location: SourceLocation(file: "gate53.yaml", line: 1, column: 1))
        suffix.types = [.a, .aaaa, .txt]
        suffix.reserved = ["admin"]
        suffix.signUp = signUp
        suffix.forbidden = ["*paypal*"]
        let rules = DynamicRules(suffixes: [suffix], declared: [DomainName](), commit: "c0ffee")
        self.rules = rules
        let limiter = UpdateLimiter(rates: rates)
        let updates = UpdateService(store: store, clock: RealClock(), limiter: limiter)
        hosts = HostService(store: store, clock: RealClock(), random: RealRandomness(), limiter: limiter)
        let now = RealClock().now
        let account = Account(id: AccountID("a1"), name: "Ana", created: now)
        author = HostService.Author(account: account, actor: .service, from: nil, client: "test")
        _ = try await store.add(
            account, identity: nil, invitation: nil, at: now,
            event: HostEvent(at: now, account: account.id, host: nil, kind: .accountCreated, actor: .service))
        let host = try await hosts.claim("home", below: suffix, rules: rules, by: author)
        token = try await hosts.makeToken("host", scope: UpdateToken.Scope(hosts: [host.name]), by: author).secret.text
        manager = try await hosts.makeToken("all", scope: UpdateToken.Scope(managesAccount: true), by: author).secret
            .text
        var site = WebSite(
            updates: updates, hosts: hosts,
            proxies: TrustedProxies(proxies.compactMap { AddressNetwork(parsing: $0) })
        ) { rules }
        change(&site.limits)
        changePages(&site.pages)
        routes = site.routes
        let (ports, said) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let server = WebServer(site, at: WebServer.Place(host: "127.0.0.1", port: 0), tls: tls, logger: logger) {
            port in
            said.yield(port)
        }
        task = Task { try await server.run() }
        guard let port = await ports.first(where: { _ in true }) else { throw NoSite() }
        self.port = port
    }

    deinit {
        task.cancel()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends octets and gives back everything that comes until the other side ends the connection; `nil` where that
    /// takes too long.
    ///
    /// It waits on a thread of its own: the server answers on those that tests run on.
    func exchange(_ text: String, seconds: Int = 60) async throws -> String? {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { [port] in
                continuation.resume(with: Result { try Self.exchange(text, port, seconds: seconds) })
            }
        }
    }

    private static func exchange(_ text: String, _ port: Int, seconds: Int) throws -> String? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var longestWait = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &longestWait, socklen_t(MemoryLayout<timeval>.size))
        guard Loopback.withAddress(port: UInt16(port), { connect(socket, $0, $1) == 0 }) else { throw NoSite() }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // It may end the connection before it has read all.
            if count <= 0 { break }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { return nil }
            if count <= 0 { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }

    /// Sends a request of HTTP/1.1 that ends the connection.
    func request(_ method: String, _ path: String, _ fields: [String] = [], body: String = "") async throws
        -> LiveResponse
    {
        var lines =
            ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "User-Agent: test/1", "Connection: close"] + fields
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        let text = try await exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        return LiveResponse(try #require(text))
    }

    /// A request to the REST API.
    func api(
        _ method: String, _ path: String, token: String? = nil, _ fields: [String] = [], body: String = ""
    ) async throws -> LiveResponse {
        try await request(
            method, "/api/v1" + path, ["Authorization: Bearer \(token ?? manager)"] + fields, body: body)
    }

    /// A token of the account that has the host.
    func token(
        hosts names: Set<DomainName>? = nil, types: Set<RecordType>? = nil, from networks: [String]? = nil,
        manages: Bool = false
    ) async throws -> String {
        let scope = UpdateToken.Scope(
            hosts: names, types: types, sources: networks?.compactMap { AddressNetwork(parsing: $0) },
            managesAccount: manages)
        return try await hosts.makeToken("test", scope: scope, by: author).secret.text
    }

    /// Another account with the host `theirs.dyn.example`, and a token that manages it.
    func stranger() async throws -> String {
        let now = RealClock().now
        let account = Account(id: AccountID("a2"), name: "Bea", created: now)
        _ = try await store.add(
            account, identity: nil, invitation: nil, at: now,
            event: HostEvent(at: now, account: account.id, host: nil, kind: .accountCreated, actor: .service))
        let stranger = HostService.Author(account: account, actor: .service, from: nil, client: "test")
        let suffix = try #require(rules.suffixes.first)
        _ = try await hosts.claim("theirs", below: suffix, rules: rules, by: stranger)
        return try await hosts.makeToken("all", scope: UpdateToken.Scope(managesAccount: true), by: stranger).secret
            .text
    }

    /// Limits that no test reaches.
    static var noLimits: RateLimits.Settings {
        var rates = RateLimits.Settings()
        let limit = RateLimits.Limit(burst: 1e6, perMinute: 1e6)
        (rates.address, rates.token, rates.account, rates.failures) = (limit, limit, limit, limit)
        return rates
    }

    /// A program of the Python packages that the tests use.
    static func python(_ name: String) throws -> URL {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = root.appending(path: ".build/venv/bin/\(name)")
        try #require(FileManager.default.isExecutableFile(atPath: program.path), "run 'ci/setup test'")
        return program
    }

    /// Runs a program to its end: its exit code, and what it printed.
    ///
    /// It waits on a thread of its own: the server answers on those that tests run on.
    static func output(of process: Process) async throws -> (status: Int32, text: String) {
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try process.run()
                        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                        process.waitUntilExit()
                        return (process.terminationStatus, said)
                    })
            }
        }
    }

    /// With a token, as Basic.
    func basic(_ secret: String) -> String {
        "Authorization: Basic " + Data("x:\(secret)".utf8).base64EncodedString()
    }
}

/// A response as it came.
struct LiveResponse {
    var status: Int
    var head: String
    var body: String

    init(_ text: String) {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        head = String(parts.first ?? "")
        body = parts.count > 1 ? String(parts[1]) : ""
        status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// What the body is as JSON: an object.
    var members: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    /// The id of the problem that it is.
    var problem: String? {
        guard field("Content-Type") == "application/problem+json", let type = members["type"] as? String else {
            return nil
        }
        return type.hasPrefix("/api/v1/problems/") ? String(type.dropFirst("/api/v1/problems/".count)) : nil
    }

    /// The value of a header field.
    func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }
}
