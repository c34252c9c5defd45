import DNSModel
import Foundation
import Gate
import HTTPTransport
import Hashing
internal import Reports
import TestSupport
import Testing
import ZonePlanning

@testable import Reviews

@Suite("Webhooks") struct WebhookTests {
    static let notification = ZoneNotification(
        event: .apply, outcome: .applied, time: "2026-11-23T10:15:30Z", plan: Digest(of: [1]), branch: "main",
        commit: String(repeating: "c", count: 40), approvedBy: ["rita@example.com"],
        zones: [
            ZoneNotification.Zone(
                apex: "example.com.", provider: "live", outcome: .applied, updates: 2, live: 2,
                remarks: ["<!channel> @here ` \u{202E}"])
        ])

    @Test("Time and body are signed together, and no other split of them has the same signature") func parts() throws {
        let secret = Receiver.secret
        let one = try #require(WebhookSignature(of: Array("{}".utf8), secret: secret, seconds: 12))
        #expect(one.time == "12")
        #expect(one.signature.wholeMatch(of: /sha256=[0-9a-f]{64}/) != nil)
        let code = try #require(HMACSHA256.code(of: Array("12.{}".utf8), key: secret))
        #expect(one.signature == "sha256=" + Hexadecimal.text(code))
        let others = [
            WebhookSignature(of: Array("2.{}".utf8), secret: secret, seconds: 1),
            WebhookSignature(of: Array("{}".utf8), secret: secret, seconds: 13),
            WebhookSignature(of: Array("{ }".utf8), secret: secret, seconds: 12),
            WebhookSignature(of: Array("{}".utf8), secret: secret + [0x78], seconds: 12),
        ]
        for other in others { #expect(other?.signature != one.signature) }
    }

    private func webhook(
        _ url: String, secret: [UInt8] = Receiver.secret, clock: TimeSource = .instant,
        seconds: @escaping @Sendable () -> Int64 = { Receiver.now }
    ) throws -> WebhookNotifier {
        WebhookNotifier(
            address: try ReceiverAddress(url), secret: secret, client: HTTPClient(), clock: clock, seconds: seconds)
    }

    @Test("A receiver that verifies takes the notification") func received() async throws {
        let receiver = try Receiver()
        try await webhook(receiver.url + "/gate53?a=b").send(Self.notification)
        let requests = try receiver.requests()
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(request.method == "POST")
        #expect(request.path == "/gate53?a=b")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.verified == true)
        #expect(try Array(request.body.utf8) == NotificationDocument.encode(Self.notification))
    }

    @Test("A receiver that verifies refuses a replay, another body, and another secret") func replayed() async throws {
        let receiver = try Receiver()
        let hour: Int64 = 3_600
        for (secret, seconds) in [
            (Receiver.secret, Receiver.now - hour),
            (Array("another secret of length".utf8), Receiver.now),
        ] {
            let webhook = try webhook(receiver.url, secret: secret, seconds: { seconds })
            let error = await #expect(throws: NotifierError.self) { try await webhook.send(Self.notification) }
            #expect(error?.message.contains("401") == true)
        }
        // What was taken once, sent again by somebody with one octet changed.
        try await webhook(receiver.url).send(Self.notification)
        let taken = try #require(try receiver.requests().last)
        #expect(taken.verified == true)
        let headers = HTTPHeaders(
            [WebhookSignature.timeHeader, WebhookSignature.signatureHeader].map {
                HTTPHeaders.Field($0, taken.headers[$0.lowercased()] ?? "")
            })
        let forged = Array(taken.body.replacingOccurrences(of: "applied", with: "refused").utf8)
        let answer = try await HTTPClient().send(HTTPRequest(.post, receiver.url, headers: headers, body: forged))
        #expect(answer.status == 401)
    }

    @Test("The docs show how to verify as the receiver here does") func documented() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = try String(contentsOf: tests.appending(path: "Gate53Tests/Support/receiver.py"), encoding: .utf8)
        let page = try String(
            contentsOf: tests.deletingLastPathComponent()
                .appending(path: "Sources/ZonePlanning/ZonePlanning.docc/Notifications.md"), encoding: .utf8)
        let start = try #require(script.range(of: "def verified"))
        let end = try #require(script.range(of: "\n\n\n", range: start.lowerBound..<script.endIndex))
        let function = script[start.lowerBound..<end.lowerBound]
        #expect(function.contains("compare_digest"))
        #expect(page.contains(function))
    }

    @Test("A short secret is not signed with, and nothing is sent") func shortSecret() async throws {
        let receiver = try Receiver()
        for secret in [[], Array("123456789012345".utf8)] {
            let webhook = try webhook(receiver.url, secret: secret)
            let error = await #expect(throws: NotifierError.self) { try await webhook.send(Self.notification) }
            #expect(error?.message.contains("16 octets") == true)
        }
        #expect(try receiver.requests().isEmpty)
    }

    @Test("A receiver in trouble is asked three times at most, with one signature") func again() async throws {
        let receiver = try Receiver()
        try await webhook(receiver.url + "/then/503/429/200").send(Self.notification)
        let requests = try receiver.requests()
        #expect(requests.count == 3)
        #expect(Set(requests.map { $0.headers["x-gate53-signature"] }).count == 1)
        let broken = try webhook(receiver.url + "/status/500")
        let error = await #expect(throws: NotifierError.self) { try await broken.send(Self.notification) }
        #expect(error?.message.contains("500") == true)
        #expect(try receiver.requests().count == 6)
    }

    @Test("What is refused for good is not sent again", arguments: [400, 401, 404, 410])
    func refused(status: Int) async throws {
        let receiver = try Receiver()
        let webhook = try webhook(receiver.url + "/status/\(status)")
        let error = await #expect(throws: NotifierError.self) { try await webhook.send(Self.notification) }
        #expect(error?.message.contains("\(status)") == true)
        #expect(try receiver.requests().count == 1)
    }

    @Test("A redirect is not followed") func redirected() async throws {
        let receiver = try Receiver()
        let webhook = try webhook(receiver.url + "/redirect")
        let error = await #expect(throws: NotifierError.self) { try await webhook.send(Self.notification) }
        #expect(error?.message.contains("redirects are not followed") == true)
        #expect(try receiver.requests().map(\.path) == ["/redirect"])
    }

    @Test(
        "Of an address and an answer nothing but host and status is said",
        arguments: ["/status/403", "/large", "/gone"])
    func silent(path: String) async throws {
        let receiver = try Receiver()
        let port = path == "/gone" ? 1 : receiver.port
        let address = try ReceiverAddress("http://127.0.0.1:\(port)\(path)?token=hidden")
        #expect("\(address)" == "127.0.0.1:\(port)")
        #expect(!String(reflecting: address).contains("hidden"))
        let notifier = SlackNotifier(address: address, client: HTTPClient(), clock: .instant)
        #expect(notifier.destination == "chat at 127.0.0.1:\(port)")
        let error = await #expect(throws: NotifierError.self) { try await notifier.send(Self.notification) }
        let message = error?.message ?? ""
        #expect(!message.isEmpty)
        for word in ["hidden", "token", "gone", "large", "\u{1B}"] { #expect(!message.contains(word), "\(message)") }
    }

    @Test("A receiver that does not answer is given up") func slow() async throws {
        let receiver = try Receiver()
        let post = NotificationPost(
            client: HTTPClient(), clock: .instant, address: try ReceiverAddress(receiver.url + "/slow"),
            timeout: .milliseconds(300))
        // No bound on the time here: hundreds of tests share two processors.
        let error = await #expect(throws: NotifierError.self) { try await post.send([]) }
        #expect(error?.message == "it did not answer in 1 second")
        #expect(try receiver.requests().count <= 3)
        #expect(NotificationPost.usualTimeout == .seconds(10))
        #expect(NotificationPost.policy.largestAttempts == 3)
    }

    @Test("A chat gets a text") func slack() async throws {
        let receiver = try Receiver()
        let address = try ReceiverAddress(receiver.url + "/services/T0/B0/x")
        try await SlackNotifier(address: address, client: HTTPClient()).send(Self.notification)
        let request = try #require(try receiver.requests().first)
        #expect(request.headers["x-gate53-signature"] == nil)
        let body = try JSONDecoder().decode([String: String].self, from: Data(request.body.utf8))
        #expect(body.keys.sorted() == ["text"])
        let text = try #require(body["text"])
        #expect(text.contains("&lt;!channel&gt; (at)here ' \\u{202e}"))
        #expect(!text.contains("<") && !text.contains("@"))
    }

    static let addresses: [(text: String, isGood: Bool)] = [
        ("https://hooks.example.com/services/T0/B0/x?a=b", true), ("HTTPS://example.com", true),
        ("https://[2001:db8::1]:8443/", true), ("http://localhost:8080/x", true), ("http://127.0.0.1/x", true),
        ("http://[::1]:80/", true), ("http://example.com/", false), ("http://127.0.0.1.example.com/", false),
        ("http://localhost@example.com/", false), ("https://user:secret@example.com/", false),
        ("https://example.com/#x", false), ("https:///x", false), ("https://", false), ("ftp://example.com", false),
        ("file:///etc/passwd", false), ("https://example.com/a b", false), ("https://example.com/\r\nX: y", false),
        ("https://exämple.com/", false), ("http://localhost\\@example.com/", false), ("", false),
        ("http://127.0.0.1:x/", false), ("http://[::1].example.com/", false), ("javascript:1", false),
    ]

    @Test("A receiver is at https, or on this machine", arguments: addresses)
    func address(text: String, isGood: Bool) {
        #expect(((try? ReceiverAddress(text)) != nil) == isGood)
        do throws(ReceiverAddress.Objection) {
            _ = try ReceiverAddress(text)
        } catch {
            #expect(!error.message.contains("secret"))
        }
    }
}
