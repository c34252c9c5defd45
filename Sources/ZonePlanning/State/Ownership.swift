package import DNSModel

/// Which live record sets a zone's files may touch.
///
/// Never ours: the apex SOA, the apex NS unless the files declare one, and what the settings ignore. They are copied
/// from the live zone into the target, so that the diff stays simple and leaves them alone.
package struct Ownership: Hashable, Sendable {
    /// The patterns of what the settings ignore.
    package var ignored: [RecordPattern]

    package init(ignored: [RecordPattern] = []) { self.ignored = ignored }

    /// What a zone becomes, and what in it is not ours.
    package struct Target: Hashable, Sendable {
        /// What the live zone should be.
        package var zone: Zone
        /// How many live sets the settings ignore.
        package var ignored: Int
        /// How many live sets are the provider's: the apex SOA, and the apex NS where not declared.
        package var provided: Int
        /// The declared sets that the settings ignore: a contradiction to report. Indices into the declared sets.
        package var declaredAndIgnored: [Int]
        /// The declared apex SOA, which is the provider's: a contradiction too.
        package var declaredAuthority: Int?
    }

    /// The target of a plan.
    ///
    /// - Returns: the declared sets, and the live sets that are not ours.
    package func target(declared: Zone, live: Zone) -> Target {
        if let index = declared.index(of: RecordSet.Key(name: declared.apex, type: .soa)) {
            let authority = declared.sets[index].key
            var target = target(declared: declared.filtered { $0.key != authority }, live: live)
            target.declaredAndIgnored = target.declaredAndIgnored.map { $0 < index ? $0 : $0 + 1 }
            target.declaredAuthority = index
            return target
        }
        let apex = declared.apex
        let matcher = RecordPatternMatcher(ignored, apex: apex)
        var declaredAndIgnored: [Int] = []
        if !ignored.isEmpty {
            for (index, set) in declared.sets.enumerated() where matcher.matches(set.key) {
                declaredAndIgnored.append(index)
            }
        }
        let declaresNS = declared[RecordSet.Key(name: apex, type: .ns)] != nil
        var result: [RecordSet] = []
        result.reserveCapacity(max(declared.sets.count, live.sets.count))
        var (ignoredCount, provided) = (0, 0)
        var next = 0
        for set in live.sets {
            let isProvided = set.name == apex && (set.type == .soa || (set.type == .ns && !declaresNS))
            let isForeign = !isProvided && !ignored.isEmpty && matcher.matches(set.key)
            guard isProvided || isForeign else { continue }
            if isProvided { provided += 1 } else { ignoredCount += 1 }
            while next < declared.sets.count, declared.sets[next].key < set.key {
                result.append(declared.sets[next])
                next += 1
            }
            if next < declared.sets.count, declared.sets[next].key == set.key { next += 1 }
            result.append(set)
        }
        if result.isEmpty {
            return Target(zone: declared, ignored: 0, provided: 0, declaredAndIgnored: declaredAndIgnored)
        }
        result += declared.sets[next...]
        // Both inputs hold each key once and equal keys were merged, so the result holds each key once; were it not so,
        // nothing would be changed.
        let zone = (try? Zone(apex: apex, ordered: result)) ?? live
        return Target(zone: zone, ignored: ignoredCount, provided: provided, declaredAndIgnored: declaredAndIgnored)
    }
}
