import Foundation
import HTTPTransport
import Testing
import ZonePlanning

@testable import DNSProviders

/// An outside of memory for the search for credentials, which remembers what was asked of it.
final class World: @unchecked Sendable {
    private let lock = NSLock()
    var environment: [String: String] = ["HOME": "/home/me"]
    private var files: [String: CredentialEnvironment.File] = [:]
    private var sent: [HTTPRequest] = []
    private var commands: [[String]] = []
    private var time = Instant(aws: "2026-01-02T03:04:05Z") ?? Instant(seconds: 0)
    private var slept = Duration.zero
    var answer: @Sendable (HTTPRequest) throws(HTTPError) -> HTTPResponse = { (request) throws(HTTPError) in
        throw HTTPError(.connect, wasSent: false, "no network")
    }
    var outcome = CredentialEnvironment.Outcome(output: [], failure: "no programs")

    init(config: String? = nil, credentials: String? = nil) {
        if let config { write("/home/me/.aws/config", config) }
        if let credentials { write("/home/me/.aws/credentials", credentials) }
    }

    func write(_ path: String, _ text: String, readableByOthers: Bool = false) {
        lock.withLock { files[path] = .init(octets: Array(text.utf8), isReadableByOthers: readableByOthers) }
    }

    func text(_ path: String) -> String? {
        lock.withLock { files[path].map { String(decoding: $0.octets, as: UTF8.self) } }
    }

    var requests: [HTTPRequest] { lock.withLock { sent } }
    var programs: [[String]] { lock.withLock { commands } }
    var now: Instant { lock.withLock { time } }
    func advance(_ seconds: Int64) { lock.withLock { time = time.adding(seconds: seconds) } }

    var credentialEnvironment: CredentialEnvironment {
        CredentialEnvironment(
            variables: environment,
            readFile: { (path) throws(CredentialEnvironment.FileFailure) in
                // What nobody may read.
                if path.hasSuffix("/forbidden") {
                    throw CredentialEnvironment.FileFailure(message: "permission denied")
                }
                return self.lock.withLock { self.files[path] }
            },
            writeFile: { path, octets in
                self.lock.withLock { self.files[path] = .init(octets: octets, isReadableByOthers: false) }
            },
            now: { self.now },
            send: { (request) throws(HTTPError) in
                self.lock.withLock { self.sent.append(request) }
                return try self.answer(request)
            },
            run: { arguments, _, _ in
                self.lock.withLock { self.commands.append(arguments) }
                return self.outcome
            },
            sleep: { duration in self.lock.withLock { self.slept += duration } }
        )
    }

    func load(profile: String? = nil) async throws(CredentialError) -> FoundCredentials {
        try await CredentialChain.load(credentialEnvironment, profile: profile)
    }

    /// The key that is found, and where.
    func key(profile: String? = nil) async throws -> String {
        try await load(profile: profile).credentials.accessKeyID
    }

    /// The error that there must be.
    func error(profile: String? = nil) async -> CredentialError {
        do throws(CredentialError) {
            let found = try await load(profile: profile)
            Issue.record("there are credentials from \(found.credentials.source)")
            return CredentialError(.notFound, "")
        } catch {
            return error
        }
    }
}

extension HTTPResponse {
    static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(text.utf8))
    }

    /// What the Security Token Service answers.
    static func role(_ action: String, key: String, expiration: String = "2026-01-02T04:04:05Z") -> HTTPResponse {
        .text(
            """
            <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result><Credentials>
            <AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>secret-\(key)</SecretAccessKey>
            <SessionToken>token-\(key)</SessionToken><Expiration>\(expiration)</Expiration></Credentials>
            </\(action)Result></\(action)Response>
            """)
    }
}

extension HTTPRequest {
    /// The body's form fields.
    var form: [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[String(parts[0])] = String(parts.last ?? "").removingPercentEncoding
        }
        return fields
    }
}
