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
}
