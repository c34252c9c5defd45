internal import DNSModel

/// The search for what the provider refuses among hosts of a batch, by halves: each half goes out as a batch of its
/// own, until one host alone is refused.
///
/// It is not stored: after a restart it begins again.
struct Halving: Sendable {
    /// Hosts that go out together, those at the end first.
    private var groups: [[DomainName]] = []

    var isOver: Bool { groups.isEmpty }

    /// Hosts that were refused together, at least two, go out in halves.
    mutating func refused(_ hosts: [DomainName]) {
        let middle = hosts.count / 2
        divide(Array(hosts[..<middle]), Array(hosts[middle...]))
    }

    /// Hosts that were sent together go out one group after the other.
    mutating func divide(_ first: [DomainName], _ second: [DomainName]) {
        for group in [second, first] where !group.isEmpty { groups.append(group) }
    }

    /// The hosts that go out next; they are taken out.
    mutating func next() -> [DomainName]? { groups.popLast() }
}

/// Waits that grow while something goes wrong.
struct GrowingWait: Sendable {
    let first: Int64
    let longest: Int64
    private var failures = 0

    init(first: Int64, longest: Int64) {
        self.first = first
        self.longest = longest
    }

    /// The next wait, in milliseconds.
    mutating func failed() -> Int64 {
        failures += 1
        return min(longest, first << Int64(min(failures - 1, 20)))
    }

    mutating func succeeded() { failures = 0 }
}
