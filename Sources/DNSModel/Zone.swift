/// A zone: the record sets below one apex, each name, type and set identifier once.
///
/// The same value stands for what a commit declares and for what a provider serves.
package struct Zone: Hashable, Sendable {
    /// The name of the zone.
    package let apex: DomainName
    /// The record sets in ``CanonicalOrder``, each key once.
    package let sets: [RecordSet]

    /// Makes a zone of sets in any order.
    ///
    /// - Throws: ``DuplicateRecordSet`` when two sets have one key.
    package init(apex: DomainName, sets: [RecordSet]) throws(DuplicateRecordSet) {
        let order = CanonicalOrder.permutation(
            count: sets.count, apex: apex, identifier: { sets[$0].routing?.identifier },
            key: { (sets[$0].name, sets[$0].type) })
        try self.init(apex: apex, ordered: order.map { $0.map { sets[$0] } } ?? sets)
    }

    /// Makes a zone of sets that are in ``CanonicalOrder`` already.
    ///
    /// - Throws: ``DuplicateRecordSet`` when two sets have one key.
    package init(apex: DomainName, ordered sets: [RecordSet]) throws(DuplicateRecordSet) {
        for index in stride(from: 1, to: sets.count, by: 1)
        where sets[index - 1].type == sets[index].type && sets[index - 1].key == sets[index].key {
            throw DuplicateRecordSet(key: sets[index].key)
        }
        self.apex = apex
        self.sets = sets
    }

    /// A zone without record sets.
    package init(empty apex: DomainName) {
        self.apex = apex
        sets = []
    }

    /// The zone with a part of its sets.
    package func filtered(_ isKept: (RecordSet) -> Bool) -> Zone {
        // A part of sets that are in order and unique is in order and unique.
        Zone(apex: apex, known: sets.filter(isKept))
    }

    private init(apex: DomainName, known sets: [RecordSet]) {
        self.apex = apex
        self.sets = sets
    }

    /// Where in `sets` the set with a key is, found by binary search.
    package func index(of key: RecordSet.Key) -> Int? {
        let index = lowerBound { $0.key < key }
        return index < sets.count && sets[index].key == key ? index : nil
    }

    /// The indices in `sets` of the sets at a name.
    package func indices(of name: DomainName) -> Range<Int> {
        let start = lowerBound { $0.name < name }
        var end = start
        while end < sets.count, sets[end].name == name { end += 1 }
        return start..<end
    }

    /// The first index at which a predicate that holds for the first sets and then no more does not hold.
    private func lowerBound(_ isBefore: (RecordSet) -> Bool) -> Int {
        var (low, high) = (0, sets.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(sets[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The set with a key.
    package subscript(key: RecordSet.Key) -> RecordSet? { index(of: key).map { sets[$0] } }
}

/// Two record sets with one key in one zone.
package struct DuplicateRecordSet: Error, Hashable, Sendable {
    /// The key that stands twice.
    package let key: RecordSet.Key
}
