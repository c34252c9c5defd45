import Foundation
import Gate
import HTTPTransport
import Platform
import Testing
import ZonePlanning

@testable import DNSProviders

/// CloudTrail's answers, and what is none of them: never a list of nothing.
@Suite("Route 53: an answer of CloudTrail is the document that was asked for") struct HistoryAnswerTests {
    private func history(_ bodies: [String]) async throws -> ZoneHistory {
        let sent = Sent()
        let environment = CredentialEnvironment(
            variables: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s"], readFile: { _ in nil },
            writeFile: { _, _ in }, now: { Instant(seconds: 1_767_312_000) },
            send: { (_) throws(HTTPError) in
                HTTPResponse(status: 200, body: Array(bodies[min(sent.next(), bodies.count - 1)].utf8))
            }, run: { _, _, _ in .init(output: [], failure: "no programs") }, sleep: { _ in })
        // Waiting takes no time, and the clock goes on by it: one that stands still would wait for ever.
        let elapsed = LockedValue(Duration.zero)
        let time = TimeSource(now: { elapsed.value }, sleep: { duration in elapsed.locked { $0 += duration } })
        let account = Route53Account(environment, retry: RetryPolicy(largestAttempts: 1), time: time)
        return try await Route53History(account: account).events(since: nil) { _ in false }
    }

    private static let event = #"{"EventId":"1","EventName":"ChangeResourceRecordSets","EventTime":1767225600}"#

    @Test(
        "Another document, one that is cut off, and events without name or time",
        arguments: [
            "<html><body>Sign in</body></html>", "", "{}", "[]", "null", #"{"Events":null}"#, #"{"events":[]}"#,
            #"{"Events":{}}"#, #"{"Events":[{}]}"#, #"{"Events":[\#(event),{}]}"#, #"{"Events":[\#(event)"#,
            #"{"Events":[{"EventName":"ChangeResourceRecordSets"}]}"#, #"{"Events":[{"EventTime":1767225600}]}"#,
            #"{"Events":[],"NextToken":""}"#, #"{"Events":[],"NextToken":7}"#, #"{"Output":{"Events":[]}}"#,
            #"{"Events":[{"EventName":"ChangeResourceRecordSets","EventTime":1e99}]}"#,
        ])
    func wrong(_ body: String) async throws {
        await #expect(throws: ProviderError.self) { try await history([body]) }
    }

    @Test("No events, and one") func right() async throws {
        #expect(try await history([#"{"Events":[]}"#]).events.isEmpty)
        #expect(try await history([#"{"Events":[\#(Self.event)]}"#]).events.count == 1)
        #expect(try await history([#"{"Events":[\#(Self.event)],"NextToken":"a"}"#, #"{"Events":[]}"#]).gap == nil)
    }

    @Test("Pages that go round in a circle end, and it is said") func circle() async throws {
        let pages = ["a", "b"].map { #"{"Events":[\#(Self.event)],"NextToken":"\#($0)"}"# }
        let history = try await history([pages[0], pages[1], pages[0]])
        #expect(history.gap?.contains("repeats its pages") == true)
        #expect(history.events.count == 3)
    }
}

/// How many requests were sent.
private final class Sent: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    func next() -> Int {
        lock.withLock {
            count += 1
            return count - 1
        }
    }
}
