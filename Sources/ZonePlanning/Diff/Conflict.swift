package import DNSModel

/// A record set that is live in another state than a plan says.
package struct Conflict: Hashable, Sendable {
    package var key: RecordSet.Key
    /// What the plan has before its change.
    package var expected: RecordSet?
    /// What is live.
    package var live: RecordSet?

    package init(key: RecordSet.Key, expected: RecordSet?, live: RecordSet?) {
        self.key = key
        self.expected = expected
        self.live = live
    }

    /// In one line: `www.example.com. A: expected ttl 300  192.0.2.1, live is ttl 300  192.0.2.9`.
    package var phrase: String { "\(key): expected \(Self.words(for: expected)), live is \(Self.words(for: live))" }

    /// A state as a phrase.
    package static func words(for set: RecordSet?) -> String { set.map { SetText($0).inOneLine } ?? "not there" }
}
