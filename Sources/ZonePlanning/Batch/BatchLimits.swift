/// How much one change batch may hold; `nil` where there is no limit.
package struct BatchLimits: Hashable, Sendable {
    /// What is deleted and what is created, together.
    package var both: BatchLimit
    /// What is created.
    package var additions: BatchLimit
    /// What is deleted.
    package var deletions: BatchLimit

    /// - Parameters:
    ///   - records: resource records deleted and created.
    ///   - characters: characters of record data deleted and created.
    ///   - octets: octets on the wire deleted and created.
    ///   - additions: what may be created.
    ///   - deletions: what may be deleted.
    package init(
        records: Int? = nil, characters: Int? = nil, octets: Int? = nil, additions: BatchLimit = BatchLimit(),
        deletions: BatchLimit = BatchLimit()
    ) {
        both = BatchLimit(records: records, characters: characters, octets: octets)
        self.additions = additions
        self.deletions = deletions
    }

    /// Every limit with what counts for it, and the words for that.
    var all: [Entry] {
        let parts: [(BatchLimit, @Sendable (BatchSize) -> BatchAmount, String)] = [
            (both, { $0.deletions + $0.additions }, ""),
            (deletions, { $0.deletions }, " to delete"),
            (additions, { $0.additions }, " to create"),
        ]
        return parts.flatMap { limit, part, words -> [Entry] in
            [
                limit.records.map { Entry(most: $0, amount: { part($0).records }, what: "records\(words)") },
                limit.characters.map { Entry(most: $0, amount: { part($0).characters }, what: "characters\(words)") },
                limit.octets.map { Entry(most: $0, amount: { part($0).octets }, what: "octets\(words)") },
            ].compactMap { $0 }
        }
    }

    /// One limit.
    struct Entry: Sendable {
        var most: Int
        /// How much of it something takes.
        var amount: @Sendable (BatchSize) -> Int
        /// What is counted.
        var what: String
    }
}

/// How much of one kind a change batch may hold; `nil` where there is no limit.
package struct BatchLimit: Hashable, Sendable {
    /// Resource records.
    package var records: Int?
    /// Characters of record data, as the provider counts them.
    package var characters: Int?
    /// Octets of records on the wire, without compression (RFC 1035 section 4.1.3).
    package var octets: Int?

    package init(records: Int? = nil, characters: Int? = nil, octets: Int? = nil) {
        self.records = records
        self.characters = characters
        self.octets = octets
    }
}

/// How much something takes of what a change batch may hold.
package struct BatchSize: Hashable, Sendable {
    package var deletions = BatchAmount()
    package var additions = BatchAmount()

    /// Resource records deleted and created.
    package var records: Int { deletions.records + additions.records }
    /// Characters of record data deleted and created.
    package var characters: Int { deletions.characters + additions.characters }

    static func + (left: BatchSize, right: BatchSize) -> BatchSize {
        BatchSize(deletions: left.deletions + right.deletions, additions: left.additions + right.additions)
    }
}

/// Records, and what they take.
package struct BatchAmount: Hashable, Sendable {
    package var records = 0
    package var characters = 0
    package var octets = 0

    static func + (left: BatchAmount, right: BatchAmount) -> BatchAmount {
        BatchAmount(
            records: left.records + right.records, characters: left.characters + right.characters,
            octets: left.octets + right.octets)
    }
}
