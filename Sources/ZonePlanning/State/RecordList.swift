internal import DNSModel

/// The live record sets that a query found, zone by zone.
package struct RecordList: Hashable, Sendable {
    /// The zones in which something was found, by name, then id, then provider.
    package private(set) var zones: [ZoneRecords]
    /// How many zones were looked through.
    package private(set) var searched: Int
    /// How many sets have values that can't be searched, where a value was looked for.
    package private(set) var notSearched: Int
    /// What could not be read.
    package var failures: [ReadFailure]

    /// What was found in one zone.
    package struct ZoneRecords: Hashable, Sendable {
        /// The provider's name in the settings.
        package var provider: String
        package var zone: ListedZone
        package var match: RecordQuery.Match

        package init(provider: String, zone: ListedZone, match: RecordQuery.Match) {
            self.provider = provider
            self.zone = zone
            self.match = match
        }

        /// How many record sets were found, those that we can't model too.
        package var count: Int { match.sets.count + match.unmodelled.count }
    }

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - zones: every zone that was looked through.
    ///   - failures: what could not be read.
    package init(_ zones: [ZoneRecords], failures: [ReadFailure] = []) {
        searched = zones.count
        notSearched = zones.reduce(0) { $0 + $1.match.notSearched }
        self.zones = zones.filter { $0.count > 0 }.sorted { left, right in
            if left.zone.apex != right.zone.apex { return left.zone.apex < right.zone.apex }
            return (left.zone.id, left.provider) < (right.zone.id, right.provider)
        }
        self.failures = failures
    }

    /// How many record sets were found.
    package var count: Int { zones.reduce(0) { $0 + $1.count } }
}
