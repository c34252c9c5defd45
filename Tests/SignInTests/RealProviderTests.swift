import DynamicDNS
import Foundation
import HTTPTransport
import SignIn
import Synchronization
import Testing
import ZonePlanning

/// The provider of `provider.py`, running for as long as this lives.
final class RealProvider: Sendable {
    static let redirect = "https://dyn.example.com/sign-in/real/back"
    let issuer: String
    private let input: FileHandle

    struct NoProvider: Error { var said: String }

    /// The time of this machine, and some more.
    final class ShiftedClock: WallClock {
        private let shift = Mutex<Int64>(0)

        var now: Instant {
            Instant(seconds: Int64(Date.now.timeIntervalSince1970)).adding(seconds: shift.withLock { $0 })
        }

        func sleep(until time: Instant) async {}
        func pass(seconds: Int64) { shift.withLock { $0 += seconds } }
    }

    struct RealRandomness: Randomness {
        func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let python = folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".build/venv/bin/python")

    init() throws {
        let process = Process()
        process.executableURL = Self.python
        process.arguments = [Self.folder.appending(path: "provider.py").path, Self.redirect]
        let (toServer, fromServer) = (Pipe(), Pipe())
        process.standardInput = toServer
        process.standardOutput = fromServer
        try process.run()
        input = toServer.fileHandleForWriting
        var said = Data()
        while !said.contains(10) {
            let part = fromServer.fileHandleForReading.availableData
            if part.isEmpty { break }
            said += part
        }
        let words = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, words[0] == "ready" else {
            throw NoProvider(said: String(decoding: said, as: UTF8.self))
        }
        issuer = String(words[1])
    }

    deinit { try? input.close() }

    /// A service that remembers nothing of others.
    func service(
        secret: String = "secret of gate53d", client: String = "gate53d", clock: ShiftedClock = ShiftedClock()
    ) throws -> OpenIDConnect {
        var configuration = HTTPConfiguration(userAgent: "gate53-tests")
        // Many tests share two processors: none of them should end by a timeout.
        configuration.connectTimeout = .seconds(900)
        configuration.totalTimeout = .seconds(900)
        let surroundings = SignInSurroundings(
            clock: clock, random: RealRandomness(), transport: HTTPClient(configuration))
        let issuer = try #require(SecureURL(issuer))
        let credentials = ServiceClient(id: client, secret: ClientSecret(secret))
        return try #require(
            OpenIDConnect(id: "real", title: "Django", issuer: issuer, client: credentials, surroundings))
    }

    /// Signs somebody in at the provider's pages.
    ///
    /// - Returns: the parameters with which the browser is sent back, or what the provider said instead.
    func browse(_ url: String, _ name: String, _ more: String...) async throws -> (
        answer: [String: String], said: String
    ) {
        let said = try await Self.run([Self.folder.appending(path: "sign-in.py").path, url, name] + more)
        guard said.hasPrefix(Self.redirect + "?") else { return ([:], said) }
        return (MemoryProvider.parameters(String(said.dropFirst(Self.redirect.count + 1))), said)
    }

    /// Runs Python on a thread of its own.
    private static func run(_ arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        process.executableURL = python
                        process.arguments = arguments
                        let output = Pipe()
                        process.standardOutput = output
                        try process.run()
                        let said = output.fileHandleForReading.readDataToEndOfFile()
                        process.waitUntilExit()
                        return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                    })
            }
        }
    }

    /// Signs with a new key from now on.
    func rotate() async throws {
        let url = issuer.replacingOccurrences(of: "/o", with: "/rotate")
        let response = try await HTTPClient().send(HTTPRequest(.post, url))
        #expect(response.status == 200)
    }
}

@Suite("A real OpenID provider")
struct RealProviderTests {
    @Test("Django signs people in: with login and consent, once a code, and only with verifier, nonce and secret")
    func signIn() async throws {
        let provider = try RealProvider()
        let service = try provider.service()
        let redirect = RealProvider.redirect

        let start = try await service.begin(redirect: redirect)
        let (answer, said) = try await provider.browse(start.url, "alice")
        #expect(answer["iss"] == provider.issuer, "\(said)")
        let alice = try await service.finish(answer, attempt: start.attempt, redirect: redirect)
        #expect(alice.identity == Identity(issuer: provider.issuer, subject: "1"))
        #expect(alice.name == "Alice")
        #expect(alice.mail == "alice@example.com")

        // The service refuses the answer when it comes again; the provider refuses the code of a service that forgot.
        await #expect(throws: SignInRefusal.invalid("sign-in service 'real': the answer came before")) {
            try await service.finish(answer, attempt: start.attempt, redirect: redirect)
        }
        await #expect(throws: SignInRefusal.invalid("sign-in service 'real': the code was refused: invalid_grant")) {
            try await provider.service().finish(answer, attempt: start.attempt, redirect: redirect)
        }

        // Another person is another identity, and an address that nobody verified is none.
        let second = try await service.begin(redirect: redirect)
        let bob = try await service.finish(
            provider.browse(second.url, "bob").answer, attempt: second.attempt, redirect: redirect)
        #expect(bob.identity == Identity(issuer: provider.issuer, subject: "2"))
        #expect(bob.mail == nil)
    }

    @Test("Django refuses another verifier, redirect and secret, and tokens with another nonce are refused here")
    func refusals() async throws {
        let provider = try RealProvider()
        let service = try provider.service()
        let redirect = RealProvider.redirect

        func refusal(
            by service: OpenIDConnect, _ change: (inout SignInAttempt) -> Void = { _ in }
        ) async throws -> SignInRefusal? {
            let start = try await service.begin(redirect: redirect)
            var attempt = start.attempt
            change(&attempt)
            let answer = try await provider.browse(start.url, "alice").answer
            do throws(SignInRefusal) {
                _ = try await service.finish(answer, attempt: attempt, redirect: redirect)
                return nil
            } catch {
                return error
            }
        }
        let verifier = try await refusal(by: service) { $0.verifier = String(repeating: "A", count: 43) }
        #expect(verifier == .invalid("sign-in service 'real': the code was refused: invalid_grant"))
        let nonce = try await refusal(by: service) { $0.nonce = "another" }
        #expect(
            nonce == .invalid("sign-in service 'real': the ID token has not the nonce that was sent with the question"))
        guard case .unavailable(let message)? = try await refusal(by: provider.service(secret: "wrong")) else {
            Issue.record("a wrong secret was taken")
            return
        }
        #expect(message.contains("invalid_client; check the client id and its secret"))

        let start = try await service.begin(redirect: "https://evil.example.com/back")
        #expect(try await provider.browse(start.url, "alice").said == "status 400")
        let denied = try await service.begin(redirect: redirect)
        let answer = try await provider.browse(denied.url, "alice", "deny").answer
        await #expect(throws: SignInRefusal.denied("sign-in service 'real' said access_denied")) {
            try await service.finish(answer, attempt: denied.attempt, redirect: redirect)
        }
        // A client of its own gets no code of another one.
        let other = try provider.service(secret: "secret of other", client: "other")
        let theirs = try await other.begin(redirect: redirect)
        let code = try await provider.browse(theirs.url, "alice").answer
        await #expect(throws: SignInRefusal.invalid("sign-in service 'real': the code was refused: invalid_grant")) {
            try await service.finish(code, attempt: theirs.attempt, redirect: redirect)
        }
    }

    @Test("A key that Django signs with since is fetched when a token names it")
    func rotation() async throws {
        let provider = try RealProvider()
        let redirect = RealProvider.redirect
        let clock = RealProvider.ShiftedClock()
        let service = try provider.service(clock: clock)
        for turn in 0..<2 {
            let start = try await service.begin(redirect: redirect)
            let answer = try await provider.browse(start.url, "alice").answer
            let person = try await service.finish(answer, attempt: start.attempt, redirect: redirect)
            #expect(person.identity.subject == "1")
            if turn == 0 { try await provider.rotate() }
            // The list of keys is fetched once a minute at most.
            clock.pass(seconds: 60)
        }
    }
}
