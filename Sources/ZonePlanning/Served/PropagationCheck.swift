package import DNSModel

// Decision 0027: propagation follows the receipt.

/// What the name servers of a zone are to serve after a plan was applied to it, and what they are asked.
package struct PropagationCheck: Sendable {
    package let apex: DomainName
    /// One for each change that asking can show.
    package let questions: [DNSQuestion]
    /// What of the plan asking can't show.
    package let unchecked: Unchecked
    /// How long caches keep what was there before, in seconds: the longest of the TTLs of what was changed or deleted,
    /// and for what is new, of what a wildcard made up for it and of the answer that it is not there (RFC 2308 section
    /// 5). Nothing where there is no saying, as of an alias, which had its target's TTL.
    package let longestTTL: UInt32?
    private let expected: [Expected]

    /// What a question is to be answered with.
    private enum Expected: Sendable {
        case set(RecordSet)
        case nothing
        /// What a wildcard makes up in the place of a set that is gone.
        case madeUp(RecordSet)
        /// Anything but the set that is gone: what a wildcard makes up there, which can't be known.
        case other(than: RecordSet)
    }

    /// - Parameters:
    ///   - changes: what was applied.
    ///   - live: the zone as it is live since, its SOA included.
    package init(_ changes: [Change], live: Zone) {
        apex = live.apex
        let before = changes.compactMap(\.before)
        let visibility = DNSVisibility(apex: live.apex, [live.sets, before])
        let negative = Self.negativeTTL(live)
        let wildcards = (live.sets + before).filter(\.name.isWildcard)
        var (questions, expected): ([DNSQuestion], [Expected]) = ([], [])
        var unchecked = Unchecked()
        var longest: UInt32? = 0
        for change in changes {
            let key = change.key
            let old = Self.oldTTL(change, negative, wildcards)
            longest = longest.flatMap { longest in old.map { max(longest, $0) } }
            guard visibility.shows(key, [change.before, change.after], else: &unchecked) else { continue }
            questions.append(DNSQuestion(key.name, key.type))
            switch change {
            case .create(let after), .update(_, let after): expected.append(.set(after))
            case .delete(let gone): expected.append(Self.expected(without: gone, in: live))
            }
        }
        self.questions = questions
        self.unchecked = unchecked
        self.expected = expected
        longestTTL = changes.isEmpty ? nil : longest
    }

    /// Whether an answer to a question is what it is to be.
    package func isServed(_ answer: ServedAnswer, at index: Int) -> Bool {
        switch expected[index] {
        case .set(let set): answer.isServing(set)
        case .nothing: answer == .nothing
        case .madeUp(let set): set.ttl.map { answer == .records(ttl: $0, data: set.data) } ?? false
        case .other(than: let gone): !answer.isServing(gone) && answer.isKnown
        }
    }

    /// How long caches keep what a change replaced.
    private static func oldTTL(_ change: Change, _ negative: UInt32?, _ wildcards: [RecordSet]) -> UInt32? {
        if let before = change.before { return before.ttl?.seconds }
        guard var longest = negative else { return nil }
        for wildcard in wildcards where wildcard.type == change.key.type {
            guard let parent = wildcard.name.parent, change.key.name.isAtOrBelow(parent) else { continue }
            guard let ttl = wildcard.ttl?.seconds else { return nil }
            longest = max(longest, ttl)
        }
        return longest
    }

    /// A set in words that a server does not serve yet, as in `www.example.com. A`.
    package func words(at index: Int) -> String { "\(questions[index].name) \(questions[index].type)" }

    /// How long it is kept that something is not there: the lower of the SOA's TTL and its last field (RFC 2308 section
    /// 5).
    private static func negativeTTL(_ zone: Zone) -> UInt32? {
        guard let set = zone[RecordSet.Key(name: zone.apex, type: .soa)], case .soa(let soa)? = set.data.first else {
            return nil
        }
        return set.ttl.map { min($0.seconds, soa.minimum) } ?? soa.minimum
    }

    /// What is served where a set is gone: nothing, or what the wildcard at the nearest name above that is there makes
    /// up (RFC 4592 section 3.3).
    private static func expected(without gone: RecordSet, in zone: Zone) -> Expected {
        guard !exists(gone.name, in: zone) else { return .nothing }
        var name = gone.name
        while name != zone.apex, let above = name.parent {
            name = above
            guard name == zone.apex || exists(name, in: zone) else { continue }
            guard let wildcard = try? DomainName(labels: [[UInt8(ascii: "*")]] + name.labels) else { return .nothing }
            let sets = zone.sets[zone.indices(of: wildcard)].filter { $0.type == gone.type }
            guard let set = sets.first else { return .nothing }
            return sets.count == 1 && set.isPlain ? .madeUp(set) : .other(than: gone)
        }
        return .nothing
    }

    /// Whether a name is there: it has records, or a name below it does.
    private static func exists(_ name: DomainName, in zone: Zone) -> Bool {
        // Canonical order has what is below a name right behind it.
        let start = zone.indices(of: name)
        return !start.isEmpty
            || (start.upperBound < zone.sets.count && zone.sets[start.upperBound].name.isAtOrBelow(name))
    }
}
