package import DNSModel

/// What the name servers of a zone are to serve after a plan was applied to it, and what they are asked.
package struct PropagationCheck: Sendable {
    package let apex: DomainName
    /// One for each change that asking can show.
    package let questions: [DNSQuestion]
    /// What of the plan asking can't show.
    package let unchecked: Unchecked
    /// How long caches keep what was there before, in seconds: the longest of the TTLs of what was changed or deleted, and
    /// for what is new, of the answer that it is not there (RFC 2308 section 5). Nothing where there is no saying.
    package let longestTTL: UInt32?
    /// What each question is to be answered with: the set, or that it is not there.
    private let expected: [RecordSet?]
    /// For a set that is deleted, what a wildcard serves in its place.
    private let synthesized: [RecordSet?]

    /// - Parameters:
    ///   - changes: what was applied.
    ///   - live: the zone as it is live since, its SOA included.
    package init(_ changes: [Change], live: Zone) {
        apex = live.apex
        let before = changes.compactMap(\.before)
        let visibility = DNSVisibility(apex: live.apex, [live.sets, before])
        let negative = Self.negativeTTL(live)
        var (questions, expected, synthesized): ([DNSQuestion], [RecordSet?], [RecordSet?]) = ([], [], [])
        var unchecked = Unchecked()
        var longest: UInt32?
        for change in changes {
            let key = change.key
            guard visibility.shows(key, [change.before, change.after], else: &unchecked) else { continue }
            questions.append(DNSQuestion(key.name, key.type))
            expected.append(change.after)
            synthesized.append(change.after == nil ? Self.wildcard(for: key, in: live) : nil)
            if let old = change.before?.ttl?.seconds ?? negative { longest = max(longest ?? 0, old) }
        }
        self.questions = questions
        self.unchecked = unchecked
        self.expected = expected
        self.synthesized = synthesized
        longestTTL = longest
    }

    /// Whether an answer to a question is what it is to be.
    package func isServed(_ answer: ServedAnswer, at index: Int) -> Bool {
        if answer.isServing(expected[index]) { return true }
        guard let set = synthesized[index], case .records(let ttl, let data) = answer else { return false }
        return ttl == set.ttl && data == set.data
    }

    /// A set in words that a server does not serve yet, as in `www.example.com. A`.
    package func words(at index: Int) -> String { "\(questions[index].name) \(questions[index].type)" }

    /// How long it is kept that something is not there: the lower of the SOA's TTL and its last field (RFC 2308 section 5).
    private static func negativeTTL(_ zone: Zone) -> UInt32? {
        guard let set = zone[RecordSet.Key(name: zone.apex, type: .soa)], case .soa(let soa)? = set.data.first else {
            return nil
        }
        return set.ttl.map { min($0.seconds, soa.minimum) } ?? soa.minimum
    }

    /// The set that a wildcard makes up for a name that is not there (RFC 4592 section 3.3): that of the nearest name above
    /// that is.
    private static func wildcard(for key: RecordSet.Key, in zone: Zone) -> RecordSet? {
        guard !exists(key.name, in: zone) else { return nil }
        var name = key.name
        while name != zone.apex, let above = name.parent {
            name = above
            guard exists(name, in: zone) else { continue }
            guard let wildcard = try? DomainName(labels: [[UInt8(ascii: "*")]] + name.labels) else { return nil }
            return zone[RecordSet.Key(name: wildcard, type: key.type)]
        }
        return nil
    }

    /// Whether a name is there: it has records, or a name below it does.
    private static func exists(_ name: DomainName, in zone: Zone) -> Bool {
        // Canonical order has what is below a name right behind it.
        let start = zone.indices(of: name)
        return !start.isEmpty
            || (start.upperBound < zone.sets.count && zone.sets[start.upperBound].name.isAtOrBelow(name))
    }
}
